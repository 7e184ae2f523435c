"""Texts that a spreadsheet would take for formulas: marked by an apostrophe in a CSV file, and read without it."""

from typing import Final

SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK: Final = "'"


def marked(text: str) -> str:
    """Return a text with one mark before it where it looks like a formula, or like a text with a mark."""
    return f"{MARK}{text}" if text.lstrip(MARK).startswith(SIGNS) else text


def unmarked(text: str) -> str:
    """Return the text that ``marked`` was given."""
    return text[1:] if text.startswith(MARK) and text.lstrip(MARK).startswith(SIGNS) else text
