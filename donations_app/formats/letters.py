"""A letter as a text file: the subject on its first line, then the paragraphs."""

from functools import cache
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from donations_app.domain.errors import InputRefused
from donations_app.domain.letters import CIRCULAR, Letter, LetterDraft, holes_of, line_problems
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.files import bytes_of
from resources import path as resource

_LARGEST: Final = 1024 * 1024  # bytes


def read_letter(path: Path, language: str, occasion: str = "") -> LetterDraft:
    """Read a letter in UTF-8.

    Raises:
        FileRefused: it is missing, empty, too large or unreadable.
    """
    return _parted(_text(path), language, occasion)


def read_circular(path: Path, language: str) -> LetterDraft:
    """Read the text of a letter to a list, in UTF-8.

    Raises:
        FileRefused: it is missing, empty, too large or unreadable.
        InputRefused: it names holes that there are not, each with the line of the file on which it stands.
    """
    text = _text(path)
    if problems := line_problems(path.name, text, holes_of(CIRCULAR)):
        raise InputRefused(problems)
    found = _parted(text, language, CIRCULAR)
    return replace(found, body=found.body.strip("\n"))


def _text(path: Path) -> str:
    try:
        text = bytes_of(path, largest=_LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(str(path), "encoding_unknown") from error
    if not text.strip():
        raise FileRefused(str(path), "file_empty")
    return text.replace("\r\n", "\n")  # as editors of Windows end lines


def _parted(text: str, language: str, occasion: str) -> LetterDraft:
    subject, _, body = text.strip().partition("\n")
    return LetterDraft(language, subject, body, occasion)


def letter_text(letter: Letter | LetterDraft) -> str:
    """Return a letter as ``read_letter`` takes it."""
    return f"{letter.subject}\n\n{letter.body}\n"


@cache
def shipped_letter(language: str, occasion: str = "") -> Letter:
    """Return the letter that ships with the program: of thanks, or on another ``occasion``."""
    name = f"{occasion}-{language}.txt" if occasion else f"{language}.txt"
    draft = read_letter(resource("letters", name), language).tidied()
    return Letter(language, draft.subject, draft.body, occasion=occasion)
