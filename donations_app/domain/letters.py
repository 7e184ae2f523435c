"""Letters with named holes, in the reader's language: thanks that go with a receipt, about dues, to a list."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.domain.deliveries import is_one_line
from donations_app.domain.dues_calls import Step
from donations_app.domain.errors import Problem
from donations_app.domain.parties import LANGUAGES
from donations_app.domain.typed import TypedError, clean_text

HOLES: Final = ("donor", "amount", "year", "number", "organisation", "projects", "signatory")
# step of a call for dues -> occasion of its letter; thanks have the empty occasion
DUES: Final[dict[Step, str]] = {
    "call": "dues-call",
    "first_reminder": "dues-first-reminder",
    "second_reminder": "dues-second-reminder",
}
OCCASIONS: Final = ("", *DUES.values())
DEBIT_NOTICE: Final = "debit-notice"  # its text is the one that ships
CIRCULAR: Final = "circular"  # a letter to a list, which is no occasion with a text of its own
# a line with a hole for which there is no fact is left out; "free" prints nothing, and is there for a free amount
_DUES_HOLES: Final = ("donor", "amount", "years", "ref", "organisation", "signatory", "last_on", "free")
_CIRCULAR_HOLES: Final = (
    "name", "title", "first_name", "last_name", "ref", "city", "year", "given", "owed", "day", "organisation",
    "signatory",
)  # fmt: skip
# of those, by the occasion: the line of one for which there is nothing is left out
_MAY_LACK: Final[dict[str, tuple[str, ...]]] = {
    CIRCULAR: ("given", "owed"),
    **dict.fromkeys(DUES.values(), ("amount", "last_on", "free")),
}
RIGHT_TO_LEFT: Final = ("ar",)
ISOLATE, POP = "\u2066", "\u2069"  # around what keeps its order inside right-to-left text
# amounts, days, telephone numbers
_NUMBERS: Final = re.compile(r"[+-]?\d(?:[\d \u00a0\u202f.,:/()-]*\d)?(?:[ \u00a0\u202f]?[%€])?")
_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_LONGEST_LINE: Final = 2_000
_LONGEST: Final = 6_000


def holes_of(occasion: str) -> tuple[str, ...]:
    """Return the holes that the letter of an occasion may have."""
    if occasion == CIRCULAR:
        return _CIRCULAR_HOLES
    return _DUES_HOLES if occasion else HOLES


class LetterDraft(Struct, frozen=True):
    """A letter as somebody writes it."""

    language: str
    subject: str  # of the e-mail, and above the letter
    body: str  # paragraphs; an empty line parts them
    occasion: str = ""  # of ``OCCASIONS``

    def tidied(self) -> "LetterDraft":
        """Return it without invisible characters, line by line.

        Raises:
            TypedError: a line is too long.
        """
        return LetterDraft(self.language, clean_text(self.subject), _tidied(self.body), self.occasion)

    def problems(self) -> list[Problem]:
        """Return what stands against saving."""
        return [
            *self._form_problems(),
            *_hole_problems("subject", self.subject, holes_of(self.occasion)),
            *self._lacking_problems(),
            *_hole_problems("body", self.body, holes_of(self.occasion)),
        ]

    def _lacking_problems(self) -> Iterator[Problem]:
        """Yield holes of the subject that may have nothing to say: a subject has no lines to leave out."""
        for hole in sorted(holes_in(self.subject).intersection(_MAY_LACK.get(self.occasion, ()))):
            yield Problem("subject", "hole_not_in_subject", f"{{{hole}}}")

    def _form_problems(self) -> Iterator[Problem]:
        if self.language not in LANGUAGES:
            yield Problem("language", "choice_unknown", self.language, {"choices": tuple(LANGUAGES)})
        for field in ("subject", "body"):
            if not getattr(self, field).strip():
                yield Problem(field, "missing")
        if not is_one_line(self.subject):
            yield Problem("subject", "one_line_expected")
        for field, tidy in (("subject", clean_text), ("body", _tidied)):
            try:
                tidy(getattr(self, field))
            except TypedError as error:
                yield Problem(field, error.problem)
            else:
                if len(getattr(self, field)) > _LONGEST:
                    yield Problem(field, "text_too_long")


def _tidied(body: str) -> str:
    lines = [clean_text(line, limit=_LONGEST_LINE) for line in body.splitlines()]
    return "\n".join(lines).strip("\n")


def line_problems(place: str, text: str, holes: Sequence[str]) -> list[Problem]:
    """Return which holes of a text are none, and which braces stand alone, each with ``place`` and its line."""
    found = enumerate(text.splitlines(), start=1)
    return [one for n, line in found for one in _hole_problems(f"{place}:{n}", line, holes)]


def holes_in(text: str) -> frozenset[str]:
    """Return the holes that a text names."""
    return frozenset(_HOLE.findall(text))


def _hole_problems(field: str, text: str, holes: Sequence[str]) -> Iterator[Problem]:
    found = dict.fromkeys(_HOLE.findall(text))
    choices = tuple(f"{{{hole}}}" for hole in holes)
    if any(brace in _HOLE.sub("", text) for brace in "{}"):
        yield Problem(field, "brace_open", "", {"choices": choices})
    for hole in found:
        if hole not in holes:
            yield Problem(field, "hole_unknown", f"{{{hole}}}", {"choices": choices})


def filled(text: str, facts: Mapping[str, str], language: str) -> str:
    """Return ``text`` with its holes filled; what fills a hole is never searched for holes.

    In a right-to-left language, numbers and what is in Latin letters are isolated, so that they keep
    their order among the words.
    """
    if language not in RIGHT_TO_LEFT:
        return _HOLE.sub(lambda hole: facts[hole[1]], text)
    parts = _HOLE.split(text)  # words and names of holes in turn
    found = [
        _among_right_to_left(facts[part]) if index % 2 else _with_isolated_numbers(part)
        for index, part in enumerate(parts)
    ]
    return "".join(found)


def with_what_is_known(text: str, facts: Mapping[str, str]) -> str:
    """Return ``text`` without the lines that have a hole for which there is no fact."""
    lines = [line for line in text.split("\n") if all(hole in facts for hole in _HOLE.findall(line))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def without_empty(text: str, facts: Mapping[str, str]) -> str:
    """Return ``text`` without the holes whose fact is empty, and without the space that one leaves behind.

    >>> without_empty("Cher {title} {name}, {given}", {"title": "", "name": "Zohra", "given": "5"})
    'Cher {name}, {given}'
    """
    for hole, fact in facts.items():
        if not fact:
            text = re.sub(rf"\{{{hole}\}} ?", "", text)
    return re.sub(r" +(?=[,.])| +$", "", text, flags=re.MULTILINE)


def fact_in(value: str, language: str) -> str:
    """Return a fact by itself, as ``filled`` puts it among the words of a language."""
    return _among_right_to_left(value) if language in RIGHT_TO_LEFT else value


def _among_right_to_left(value: str) -> str:
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in value):
        return _with_isolated_numbers(value)
    return f"{ISOLATE}{value}{POP}"


def _with_isolated_numbers(text: str) -> str:
    return _NUMBERS.sub(lambda number: f"{ISOLATE}{number[0]}{POP}", text)


class Letter(Struct, frozen=True):
    """The letter in force in one language."""

    language: str
    subject: str
    body: str
    version: int = 0  # 0 is the letter that ships
    valid_from: date | None = None  # ``None`` for the letter that ships
    occasion: str = ""

    @property
    def draft(self) -> LetterDraft:
        """The letter as somebody begins to change it."""
        return LetterDraft(self.language, self.subject, self.body, self.occasion)
