"""Bugs planted on purpose, as ``bugs.toml`` lists them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Bug:
    """One change of the program: a text that stands in a file exactly once, and what is put in its place."""

    name: str
    path: str
    old: str
    new: str
    histories: str = "machine"  # the module whose histories are to notice it


ALL: Final = tuple(
    Bug(**bug)
    for bug in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["bug"]
)
