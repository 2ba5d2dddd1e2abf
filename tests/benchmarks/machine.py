"""What a benchmark ran on: processor, cores, versions, and how busy it was."""

import importlib.metadata
import os
import pathlib
import platform
import re

PACKAGES = ("tfvision", "tensorflow", "keras", "numpy", "opencv-python-headless")


def machine(threads):
    """Dict of what the figures depend on beside the code, for JSON."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "threads": threads,
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2),
        "versions": {"python": platform.python_version(), **_versions()},
    }


def _versions():
    return {name: importlib.metadata.version(name) for name in PACKAGES}


def _processor():
    """The name that Linux has for it; the family's numbers beside one that says little."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = dict(re.findall(r"^(model name|cpu family|model)\s*: (.*)$", text, re.MULTILINE))
    name = found.get("model name") or platform.processor() or platform.machine()
    numbers = [found[part] for part in ("cpu family", "model") if part in found]
    return f"{name} ({', '.join(numbers)})" if numbers else name


def in_words(facts):
    """The same as a line or two of text."""
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['threads']} threads,"
        f" {facts['system']}, load {facts['load']} before the start\n{versions}"
    )
