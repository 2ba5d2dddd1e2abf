"""Whatever is typed: it is done, or a line says what is wrong. No traceback, no hang."""

import functools
import pathlib
import signal
import time

import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import command_lines
from tests.fuzz.tries import MANY, tries
from tfvision import cli
from tfvision.demo import command as demo_command
from tfvision.serving import convert_command, export_command

SECONDS = 120


class Hang(BaseException):
    """Took too long."""


def _hang(*_):
    raise Hang


@pytest.fixture(scope="module")
def parsers():
    return command_lines.parsers()


def tried(words, capsys):
    """The exit status of a command line."""
    try:
        status = cli.main(words)
    except SystemExit as told:
        status = told.code
    told = capsys.readouterr()
    assert status in (0, 1, 2), words
    assert "Traceback" not in told.err, words
    if status == 2:
        assert "error: " in told.err, words
    if status == 1:
        assert told.err.strip() or told.out.strip(), words
    return status


def test_words_are_parsed_or_refused(parsers, capsys, monkeypatch):
    for module, _ in cli.COMMANDS.values():
        monkeypatch.setattr(f"{module}.run", lambda words, say: 0)
    statuses = []

    @tries(150)
    @given(st.data())
    def words(data):
        statuses.append(tried(data.draw(command_lines.lines(parsers)), capsys))

    words()
    assert statuses.count(0) > 10 < statuses.count(2)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_commands_are_done_or_say_what_is_wrong(parsers, capsys, monkeypatch, tmp_path):
    command_lines.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    # Seconds each, and tested alone.
    monkeypatch.setattr(tf.saved_model, "load", functools.cache(tf.saved_model.load))
    monkeypatch.setattr(export_command, "export", lambda *words, **options: pathlib.Path("x/1"))
    stops = dict.fromkeys(demo_command._STOPS, lambda tour: None)
    monkeypatch.setattr(demo_command, "_STOPS", stops)

    def refuse(*words, **options):
        raise ValueError("not converted here")

    monkeypatch.setattr(convert_command, "convert", refuse)
    statuses = []
    before = signal.signal(signal.SIGALRM, _hang)

    @tries(200)
    @given(st.data())
    def commands(data):
        words = data.draw(command_lines.lines(parsers))
        signal.alarm(SECONDS)
        start = time.monotonic()
        try:
            statuses.append(tried(words, capsys))
        except Hang:
            raise AssertionError(
                f"still at it after {time.monotonic() - start:.0f} s: {words}"
            ) from None
        finally:
            signal.alarm(0)

    try:
        commands()
    finally:
        signal.signal(signal.SIGALRM, before)
    counts = {status: statuses.count(status) for status in (0, 1, 2)}
    print(f"{len(statuses)} command lines: {counts}")  # noqa: T201 (pytest -rP)
    assert min(counts.values()) and len(statuses) >= (MANY or 200)
