"""Shells complete commands, options and their choices; the examples of `--help` can be typed."""

import pathlib
import shlex
import shutil
import subprocess

import pytest

from tfvision import cli

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture(scope="module")
def scripts():
    """Script by shell, as the command writes it."""
    written = {}
    with pytest.MonkeyPatch.context() as patch:
        for shell in ("bash", "zsh", "fish"):
            patch.setattr("builtins.print", lambda text, shell=shell: written.update({shell: text}))
            assert cli.main(["completion", shell]) == 0
    return written


def completed(script, *words):
    """What bash offers for the last of the words."""
    typed = " ".join(shlex.quote(word) for word in words)
    code = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _tfvision; echo ${{COMPREPLY[@]}}"
    done = subprocess.run(["bash", "-c", f"{script}\n{code}"], capture_output=True, text=True)
    assert not done.stderr
    return done.stdout.split()


def test_bash_completes_what_a_person_types(scripts):
    bash = scripts["bash"]
    assert set(cli.COMMANDS) <= set(completed(bash, "tfvision", ""))
    assert completed(bash, "tfvision", "ch") == ["characters", "check"]
    assert completed(bash, "tfvision", "detect", "a.png", "--no") == ["--no-drawings"]
    assert completed(bash, "tfvision", "detect", "--on-error", "") == ["skip", "raise"]
    assert completed(bash, "tfvision", "detect", "--on-error", "=", "ra") == ["raise"]
    assert completed(bash, "tfvision", "detect", "--model", "") == []  # Then bash offers files.
    assert completed(bash, "tfvision", "blur", "drive.mp4", "--st") == ["--style"]
    assert "mosaic" in completed(bash, "tfvision", "blur", "drive.mp4", "--style", "mo")
    assert completed(bash, "tfvision", "completion", "z") == ["zsh"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_take_their_script(scripts, shell, tmp_path):
    for name in cli.COMMANDS:
        assert name in scripts[shell]
    assert "--on-error" in scripts[shell] or "-l on-error" in scripts[shell]
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here to read it")
    (tmp_path / "script").write_text(scripts[shell], encoding="utf-8")
    done = subprocess.run([shell, "-n", tmp_path / "script"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    if shell == "fish":
        for typed, offered in (
            ("tfvision detect --on-error ", ["raise", "skip"]),
            ("tfvision chec", ["check"]),
            ("tfvision detect --no-d", ["--no-drawings"]),
        ):
            code = f"source {tmp_path / 'script'}; complete -C {shlex.quote(typed)}"
            done = subprocess.run(["fish", "-c", code], capture_output=True, text=True)
            found = [line.split("\t")[0] for line in done.stdout.splitlines()]
            assert sorted(found) == offered, done.stderr


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_help_has_examples_that_can_be_typed(command, capsys, monkeypatch, tmp_path):
    with pytest.raises(SystemExit) as told:
        cli.main([command, "--help"])
    assert told.value.code == 0
    text = capsys.readouterr().out.partition("\nexamples:\n")[2]
    lines = [line.strip() for line in text.splitlines() if f"tfvision {command} " in f"{line} "]
    assert lines and len(lines) <= text.count("\n      ")
    monkeypatch.chdir(tmp_path)
    pathlib.Path("levels.json").touch()
    for line in lines if command != "completion" else ():
        given = []
        module = cli.COMMANDS[command][0]
        with monkeypatch.context() as patch:
            patch.setattr(f"{module}.run", lambda words, say, given=given: given.append(words) or 0)
            assert cli.main(shlex.split(line)[1:]) == 0
        assert given[0].command == command
