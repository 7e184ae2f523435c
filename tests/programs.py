"""Programs that the tests start to kill them, one after another: to load everything for each took a second."""

import subprocess
import sys
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]


def start(name: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start what ``tests.workers`` calls by a name."""
    command = [sys.executable, "-m", "tests.workers", name, *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


class Programs:
    """One program at a time, each a child of one in which all is loaded."""

    def __init__(self) -> None:
        self._parent = start("by_turns")

    def start(self, name: str, *arguments: str) -> int:
        """Start a program and return its number."""
        self._in.write("\t".join((name, *arguments)) + "\n")
        self._in.flush()
        return int(self.said())

    def said(self) -> str:
        """Return the next line that it says."""
        return self._out.readline()

    def rest(self) -> tuple[list[str], int]:
        """Return what it said until its end, and how it ended."""
        lines: list[str] = []
        for line in self._out:
            if line.startswith("ended "):
                return lines, int(line.removeprefix("ended "))
            lines.append(line)
        raise EOFError("the parent of the programs ended")

    def close(self) -> None:
        """Let the parent end."""
        self._in.close()
        self._out.close()
        self._parent.wait()

    @property
    def _in(self) -> IO[str]:
        assert self._parent.stdin
        return self._parent.stdin

    @property
    def _out(self) -> IO[str]:
        assert self._parent.stdout
        return self._parent.stdout
