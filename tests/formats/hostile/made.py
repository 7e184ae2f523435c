"""What a hostile file is: its name, the command that meets it, and how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

LARGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file; ``{}`` in the words of the command is its place."""

    name: str
    words: tuple[str, ...]
    make: Callable[[Path], object]


def files(
    kind: str, words: tuple[str, ...], ending: str, contents: Mapping[str, Callable[[], bytes]]
) -> list[Hostile]:
    """Return files that are written from their bytes, which are made when they are asked for."""

    def writing(content: Callable[[], bytes]) -> Callable[[Path], object]:
        return lambda path: path.write_bytes(content())

    return [Hostile(f"{kind}: {name}{ending}", words, writing(content)) for name, content in contents.items()]


def plain(content: bytes) -> Callable[[], bytes]:
    """Return a maker of bytes that are short."""
    return lambda: content
