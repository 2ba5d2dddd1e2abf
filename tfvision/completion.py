"""`tfvision completion`: what a shell needs to complete the commands, written from their parsers.

Scripts of our own, for what they take is in argparse already and the libraries that write such
scripts leave out a shell or ask Python, which takes seconds here, at each press of the key.
"""

import argparse
import re

EXAMPLES = (
    ("source <(tfvision completion bash)", "in ~/.bashrc, or zsh in ~/.zshrc after compinit"),
    ("tfvision completion fish > ~/.config/fish/completions/tfvision.fish", "once"),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("shell", choices=SHELLS, help="whose script is written")


def run(arguments, say):
    """Runs the command; 0."""
    say(SHELLS[arguments.shell](arguments.parser))
    return 0


def script_bash(parser):
    """A script for bash; what is no option and has no choices is a file."""
    commands = _commands(parser)
    cases = [
        f"        {name}:{option}) words={_quoted(' '.join(map(str, action.choices)))} ;;"
        for name, command in commands.items()
        for action in _options(command)
        if action.choices
        for option in action.option_strings
    ]
    for name, command in commands.items():
        words = [option for action in _options(command) for option in action.option_strings]
        cases.append(f"        {name}:*) [[ $word == -* ]] && words={_quoted(' '.join(words))}")
        if choices := _positional_choices(command):
            cases[-1] += f" || words={_quoted(' '.join(choices))}"
        cases[-1] += " ;;"
    names = " ".join(commands)
    return "\n".join(
        [
            f"_{parser.prog}() {{",
            '    local word=${COMP_WORDS[COMP_CWORD]} command="" words="" i',
            "    local before=${COMP_WORDS[COMP_CWORD-1]}",
            '    if [[ $word == "=" ]]; then word=""',
            "    elif [[ $before == '=' ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi",
            "    for ((i = 1; i < COMP_CWORD; i++)); do",
            f'        [[ " {names} " == *" ${{COMP_WORDS[i]}} "* ]] && '
            "command=${COMP_WORDS[i]} && break",
            "    done",
            "    case $command:$before in",
            f"        :*) words={_quoted(names + ' --help --version')} ;;",
            *cases,
            "    esac",
            '    COMPREPLY=($(compgen -W "$words" -- "$word"))',
            "}",
            f"complete -o default -F _{parser.prog} {parser.prog}",
        ]
    )


def script_zsh(parser):
    """A script for zsh, with a line on each command and option."""
    commands = _commands(parser)
    lines = [f"#compdef {parser.prog}", f"_{parser.prog}() {{", "    local -a commands"]
    described = (_quoted(f"{name}:{_text(each.description)}") for name, each in commands.items())
    lines += [f"    commands=({' '.join(described)})"]
    lines += ["    if (( CURRENT == 2 )); then _describe command commands; return; fi"]
    lines += ["    local command=$words[2]", "    shift words; (( CURRENT-- ))"]
    lines += ["    case $command in"]
    for name, command in commands.items():
        specs = [
            _zsh(action, option) for action in _options(command) for option in action.option_strings
        ]
        choices = _positional_choices(command)
        specs.append(_quoted(f"*:word:({' '.join(choices)})" if choices else "*:file:_files"))
        lines.append(f"        {name}) _arguments {' '.join(specs)} ;;")
    return "\n".join([*lines, "    esac", "}", f"compdef _{parser.prog} {parser.prog}"])


def script_fish(parser):
    """A script for fish, with a line on each command and option."""
    lines = []
    start = f"complete -c {parser.prog}"
    for name, command in _commands(parser).items():
        told = _quoted(_text(command.description))
        lines.append(f"{start} -n __fish_use_subcommand -f -a {name} -d {told}")
        only = f"{start} -n '__fish_seen_subcommand_from {name}'"
        for action in _options(command):
            names = (
                f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
                for option in action.option_strings
            )
            takes = "" if action.nargs == 0 else " -r"
            if action.choices:
                takes = f" -x -a {_quoted(' '.join(map(str, action.choices)))}"
            told = _quoted(_help(action))
            lines.append(f"{only} {' '.join(names)}{takes} -d {told}")
        if choices := _positional_choices(command):
            lines.append(f"{only} -f -a {_quoted(' '.join(choices))}")
    return "\n".join(lines)


SHELLS = {"bash": script_bash, "zsh": script_zsh, "fish": script_fish}


def _commands(parser):
    """The parsers of the commands by name."""
    (commands,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return commands.choices


def _options(command):
    return [a for a in command._actions if a.option_strings and a.help != argparse.SUPPRESS]


def _positional_choices(command):
    for action in command._actions:
        if not action.option_strings and action.choices:
            return list(map(str, action.choices))
    return []


def _zsh(action, option):
    """One `_arguments` specification."""
    again = "*" if isinstance(action, argparse._AppendAction) else ""
    told = re.sub(r"([\[\]:])", r"\\\1", _help(action))
    spec = f"{again}{option}[{told}]"
    if action.nargs != 0:
        values = f"({' '.join(map(str, action.choices))})" if action.choices else "_files"
        spec += f":{action.dest}:{values}"
    return _quoted(spec)


def _help(action):
    """The first part of an option's help, for there is one line for it."""
    return _text(re.split(r"[;:]", action.help or action.dest)[0].replace("%%", "%"))


def _text(words):
    return " ".join(words.split())


def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"
