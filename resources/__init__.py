"""Data that ships with the program: fonts, icons, catalogues, legal texts, reference lists."""

from pathlib import Path


def path(*parts: str) -> Path:
    """Return the place of a resource."""
    return Path(__file__).parent.joinpath(*parts)
