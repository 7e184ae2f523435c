"""A letter as a text file: the subject on its first line, then the paragraphs."""

from functools import cache
from pathlib import Path
from typing import Final

from donations_app.domain.letters import Letter, LetterDraft
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.files import bytes_of
from resources import path as resource

_LARGEST: Final = 1024 * 1024  # bytes


def read_letter(path: Path, language: str, occasion: str = "") -> LetterDraft:
    """Read a letter in UTF-8.

    Raises:
        FileRefused: it is missing, empty, too large or unreadable.
    """
    try:
        text = bytes_of(path, largest=_LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(str(path), "encoding_unknown") from error
    if not text.strip():
        raise FileRefused(str(path), "file_empty")
    subject, _, body = text.strip().partition("\n")
    return LetterDraft(language, subject, body, occasion)


def letter_text(letter: Letter) -> str:
    """Return a letter as ``read_letter`` takes it."""
    return f"{letter.subject}\n\n{letter.body}\n"


@cache
def shipped_letter(language: str, occasion: str = "") -> Letter:
    """Return the letter that ships with the program: of thanks, or on another ``occasion``."""
    name = f"{occasion}-{language}.txt" if occasion else f"{language}.txt"
    draft = read_letter(resource("letters", name), language).tidied()
    return Letter(language, draft.subject, draft.body, occasion=occasion)
