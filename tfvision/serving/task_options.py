"""Options of a command that only models of one task have."""


def of_task(task, options, arguments):
    """What a person gave of the options of one task; those of other tasks are refused.

    Args:
        task: As an export notes it.
        options: Dict task -> names of its options, whose value is None where they are not given;
            tasks may share a name.
        arguments: What the parser found.

    Returns: Dict name -> value.
    Raises: ValueError naming an option that is another task's.
    """
    known = dict.fromkeys(name for names in options.values() for name in names)
    given = {
        name: getattr(arguments, name) for name in known if getattr(arguments, name) is not None
    }
    for name in given:
        if name not in options[task]:
            other = " and ".join(one for one, names in options.items() if name in names)
            word = name.replace("_", "-")
            raise ValueError(f"--{word} is an option for {other}; this model is for {task}")
    return given
