"""What is different where the program is packed into a folder with a Python of its own (docs/packaging.md).

The program that was started is then no Python: what asks for a process of its own asks the program itself.
"""

import sys
from pathlib import Path
from typing import Final

APART: Final = "--apart"  # the one word with which the packed program serves another one of itself
_BEGIN: Final = "import sys; sys.path[:] = {path!r}; from donations_app.apart import serve; serve()"


def is_packed() -> bool:
    """Tell whether this is a packed program."""
    return bool(getattr(sys, "frozen", False))


def program() -> Path:
    """Return the packed program that people type: on Windows the one of two that has a console."""
    started = Path(sys.executable)
    return started.with_name("tiwizi-console.exe") if sys.platform == "win32" else started


def name() -> str:
    """Return the name of the command that people type."""
    return program().stem if is_packed() else "donations"


def folder() -> Path | None:
    """Return the folder that an update of the packed program replaces; ``None`` where it is not packed."""
    return Path(sys.executable).resolve().parent if is_packed() else None


def server_of_apart(path: list[str]) -> list[str]:
    """Return what starts a process that serves ``apart``: bare, with the path of this one."""
    if is_packed():
        return [str(program()), APART]
    return [sys.executable, "-I", "-S", "-c", _BEGIN.format(path=path)]
