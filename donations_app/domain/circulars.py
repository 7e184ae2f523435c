"""Circulars: one letter to the people of a list, each in his language; who gets it which way, and who does not and why.

A circular is known by its name. Nobody gets the same one twice unless it is asked for, whatever becomes of the text;
another text under a name that went out already is refused unless it is said to be the same letter, reworded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import starmap
from typing import Final, Literal, get_args

from msgspec import Struct

from donations_app.domain.correspondents import Correspondent, Unreached, Way, way_of
from donations_app.domain.errors import Problem, RuleBroken
from donations_app.domain.letter_plans import LetterPlan, NotTo, by_reason, parted
from donations_app.domain.letters import LetterDraft, holes_in
from donations_app.domain.money import Money
from donations_app.domain.parties import LANGUAGES
from donations_app.domain.typed import TypedError, clean_text

LONGEST_NAME: Final = 60

Reason = Literal["erased", "deceased", "in_doubt", "had_it"] | Unreached
UNWRITTEN: Final[tuple[Reason, ...]] = ("erased", "deceased", "in_doubt", "had_it")  # whatever the way
REASONS: Final[tuple[Reason, ...]] = (*UNWRITTEN, *get_args(Unreached))


@dataclass(eq=False)
class CircularReworded(RuleBroken):
    """Under the name of a circular another text went out; nothing was written."""

    name: str
    on: date  # the last day on which it did
    people: int  # who have it


class CircularDraft(Struct, frozen=True):
    """A circular as somebody writes it: a name, and a text in one language or more."""

    name: str
    texts: tuple[LetterDraft, ...]

    def problems(self) -> list[Problem]:
        """Return what stands against writing it."""
        return [*self._own_problems(), *(one for text in self.texts for one in text.problems())]

    def _own_problems(self) -> Iterator[Problem]:
        try:
            name = clean_text(self.name, limit=LONGEST_NAME)
        except TypedError as error:
            yield Problem("name", error.problem, self.name)
        else:
            if not name:
                yield Problem("name", "missing")
        if not self.texts:
            yield Problem("text", "missing")
        for language, number in Counter(one.language for one in self.texts).items():
            if number > 1:
                yield Problem("text", "language_twice", language)

    def tidied(self) -> "CircularDraft":
        """Return it without invisible characters; call it once there are no problems."""
        name = clean_text(self.name, limit=LONGEST_NAME)
        return CircularDraft(name, tuple(one.tidied() for one in self.texts))

    def text_for(self, language: str) -> LetterDraft:
        """Return the text in a language; where there is none the French one, else the English, else the Arabic."""
        texts = {one.language: one for one in self.texts}
        return next(texts[code] for code in (language, "fr", *LANGUAGES) if code in texts)

    def names(self, hole: str) -> bool:
        """Tell whether some text names a hole."""
        return any(hole in holes_in(one.body) for one in self.texts)

    @property
    def digest(self) -> str:
        """SHA-256 of all texts, in hexadecimal: equal for the same circular, whatever the order of its languages."""
        each = sorted((one.language, one.subject, one.body) for one in self.texts)
        return sha256("\0".join("\0".join(one) for one in each).encode()).hexdigest()


class Written(Struct, frozen=True):
    """A circular that went to somebody, or whose e-mail was begun or failed."""

    name: str
    subject: str
    language: str
    channel: str
    on: date
    outcome: str


class Reader(Correspondent, frozen=True, kw_only=True):
    """Somebody of a list, with what a circular may say of him and what he got of it before."""

    party_id: int
    title: str
    first_names: tuple[str, ...]  # of who lives; of an organisation none
    last_names: tuple[str, ...]  # of a couple with two names both; of an organisation its name
    given: Money  # in the year that the letter names, dues included
    owed: Money  # of dues, today
    is_erased: bool
    written: tuple[Written, ...]  # of this circular, in their order

    @property
    def is_in_doubt(self) -> bool:
        """Whether the last e-mail was begun, and nobody knows what became of it."""
        return bool(self.written) and self.written[-1].outcome == "begun"

    @property
    def had_it(self) -> Written | None:
        """The last one that went out."""
        return next((one for one in reversed(self.written) if one.outcome == "sent"), None)


class Copy(Struct, frozen=True):
    """One letter of a circular: to whom, in which language, by which way."""

    to: Reader
    language: str
    way: Way


class LeftOut(Struct, frozen=True):
    """Somebody of a list who gets no letter, and why."""

    to: Reader
    reason: Reason


class CircularPlan(LetterPlan[Copy, LeftOut], frozen=True):
    """Who gets a letter, and who does not and why."""

    @property
    def in_other_language(self) -> list[Copy]:
        """Return the letters that are not in their reader's language, because there is no text in it."""
        return [one for one in self.letters if one.language != one.to.language]


def why_not_written(reader: Reader, *, again: bool) -> Reason | None:
    """Return what stands against writing to somebody at all; ``again`` takes who had it or is in doubt, too."""
    obstacles: tuple[tuple[Reason, bool], ...] = (
        ("erased", reader.is_erased),
        ("deceased", reader.is_deceased),
        ("in_doubt", reader.is_in_doubt and not again),
        ("had_it", reader.had_it is not None and not again),
    )
    return next((reason for reason, stands in obstacles if stands), None)


def plan_circular(
    readers: Iterable[Reader],
    draft: CircularDraft,
    *,
    has_mail: bool,
    by_post: bool = False,
    again: bool = False,
) -> CircularPlan:
    """Return what to write to whom; see ``why_not_written`` and ``way_of``."""
    written, left_out = parted(
        readers, partial(why_not_written, again=again), partial(way_of, has_mail=has_mail, by_post=by_post)
    )

    def language_of(to: Reader) -> str:
        return draft.text_for(to.language).language if draft.texts else to.language

    copies = (Copy(one, language_of(one), way) for one, way in written)
    return CircularPlan(tuple(copies), tuple(starmap(LeftOut, left_out)))


def counted(left_out: Sequence[NotTo]) -> dict[Reason, int]:
    """Return how many are left out for each reason, in the order of ``REASONS``."""
    return by_reason(left_out, REASONS)
