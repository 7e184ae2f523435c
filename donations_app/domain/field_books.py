"""Field books: books that an office takes where there is no connection, and what is found when they come home.

Every payment of one gets a verdict before anything is written at home; some ask a decision of somebody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, cast, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.domain.doubles import Likeness
from donations_app.domain.errors import InputRefused, Problem, RuleBroken
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft

Verdict = Literal["new", "already", "twice", "changed", "ended"]
SEALED: Final = ".tiwizi.sealed"  # the ending of what a field book sends home
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
DecisionKind = Literal["person", "fact", "project", "payment"]
Choice = Literal["same", "two", "leave", "home", "book", "general", "keep"]
CHOICES: Final[Mapping[DecisionKind, tuple[Choice, ...]]] = {
    "person": ("same", "two", "leave"),  # recorded twice
    "fact": ("home", "book"),  # which side's value holds
    "project": ("general", "keep", "leave"),  # where money for a project that ended stands
    "payment": ("leave",),  # what the field book decided of one that came, where home decided otherwise
}
TransferProblem = Literal[
    "unreadable", "cut", "altered", "newer", "other_home", "other_signer", "no_field_book", "itself"
]


@dataclass(eq=False)
class TransferRefused(RuleBroken):
    """A file that should bring a field book home does not prove what it is; nothing was written."""

    path: str
    reason: TransferProblem


@dataclass(eq=False)
class NotOpenedHere(RuleBroken):
    """These books opened no such field book; nothing was written."""

    code: str


@dataclass(eq=False)
class StillAsked(RuleBroken):
    """Decisions are missing; nothing was written."""

    names: tuple[str, ...]


@dataclass(eq=False)
class CannotStay(RuleBroken):
    """Something else of the field book names the payment, which therefore comes home with it; nothing was written."""

    payment: str
    other: str  # a slip, or what took the payment back


@dataclass(eq=False)
class DecidedTwice(RuleBroken):
    """Home and the field book decided something of a payment, and what the field book did stands on a slip of its own.

    So it can neither stay nor come; nothing was written.
    """

    payment: str
    other: str  # the slip


@dataclass(eq=False)
class NoFieldBook(RuleBroken):
    """What only a field book does was asked of other books."""


@dataclass(eq=False)
class MadeApart(RuleBroken):
    """Books that came were made apart from these, and nobody said that they are to be joined; nothing was written."""

    organisation: str  # whose books they say they are


@dataclass(eq=False)
class CodeGivenTwice(RuleBroken):
    """Two books gave references under one code: one of them would name another record; nothing was written."""

    code: str


@dataclass(eq=False)
class ServerNotCopied(RuleBroken):
    """Books on a server are not copied whole into a file."""


class Twice(Struct, frozen=True):
    """Somebody recorded in the field book, and who is recorded at home and looks like him."""

    book: PartyDraft
    home: PartyDraft
    likeness: Likeness
    keys: tuple[int, int]  # of the record at home and of the one that comes


class Fact(Struct, frozen=True):
    """What both sides changed of one record, to different values."""

    ref: str
    who: str  # name of the person, where it is one
    field: str  # of ``domain.merging.PARTS`` of a person; else a column
    stood: tuple[Any, ...]
    home: tuple[Any, ...]
    book: tuple[Any, ...]


class Ended(Struct, frozen=True):
    """Money for a project that ended meanwhile."""

    payment: str
    code: str
    title: str
    amount: Money
    key: int  # of the payment


class Odds(Struct, frozen=True):
    """A payment that came before, of which home and the field book both decided something since."""

    payment: str
    payer: str  # name; empty: anonymous
    receipt: str  # number of a live one on it at home; or empty


class Decision(Struct, frozen=True):
    """What somebody has to decide, and what was decided."""

    name: str  # by which it is answered
    kind: DecisionKind
    about: Twice | Fact | Ended | Odds
    payments: tuple[str, ...]  # references of those that it concerns
    first: Choice | Literal[""] = ""  # the answer that holds as long as nobody gives one
    can_stay: bool = True  # whether its payments can be left in the field book
    answer: Choice | Literal[""] = ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers that it can have."""
        return tuple(one for one in CHOICES[self.kind] if one != "leave" or self.can_stay)


class Judged(Struct, frozen=True):
    """A payment of the field book and what becomes of it."""

    key: int
    ref: str
    on: date
    booked_on: date  # by which it belongs to a fiscal year
    payer: str  # name; empty: anonymous
    method: str
    places: tuple[str, ...]  # codes of projects; empty text: the general fund
    amount: Money
    verdict: Verdict
    decisions: tuple[str, ...] = ()  # names
    is_left: bool = False  # it stays in the field book
    is_erased: bool = False  # who gave it was erased at home meanwhile
    is_outdated: bool = (
        False  # it stays, for it changed in a newer copy of the field book, which was here before
    )


class Proof(Struct, frozen=True):
    """What was proved of a field book before its payments were looked at."""

    code: str
    office: str
    is_sealed: bool  # it came as a file that was signed and sealed
    writers: tuple[str, ...]  # logins
    first: int  # link that is new; 0: none is
    last: int
    began_at: datetime | None  # of the links that are new
    ended_at: datetime | None
    slips: int
    cheques: int  # on them
    cash: Money  # on them
    people: int  # new


class Review(Struct, frozen=True):
    """A field book as it would come home with the answers given so far."""

    proof: Proof
    payments: tuple[Judged, ...]  # by day and key
    decisions: tuple[Decision, ...]
    agreed: tuple[str, ...] = field(default=())  # records that both changed in different fields
    days: tuple[
        str, ...
    ] = ()  # payments and slips whose days at the bank differ on both sides: those of home hold
    closed: tuple[tuple[date, date], ...] = ()  # first and last days of the years that are closed at home

    @property
    def asked(self) -> tuple[Decision, ...]:
        """The decisions that are still to be made."""
        return tuple(one for one in self.decisions if not one.answer)

    @property
    def written(self) -> tuple[Judged, ...]:
        """The payments that are written."""
        return tuple(one for one in self.payments if one.verdict != "already" and not one.is_left)

    @property
    def late(self) -> tuple[Judged, ...]:
        """Those written that bear a day of a closed year: they keep it, and enter the open year (decision 0061)."""
        return tuple(
            one for one in self.written if any(first <= one.booked_on <= last for first, last in self.closed)
        )

    @property
    def erased(self) -> tuple[Judged, ...]:
        """Those written whose giver was erased at home: they come without a name."""
        return tuple(one for one in self.written if one.is_erased)

    @property
    def outdated(self) -> tuple[Judged, ...]:
        """Those that wait for a newer copy of the field book."""
        return tuple(one for one in self.payments if one.is_outdated)

    def answered(self, answers: Mapping[str, str]) -> "Review":
        """Return what would come home with other answers, which fit their decisions."""
        decisions = tuple(
            replace(one, answer=cast("Choice", answers.get(one.name) or one.first)) for one in self.decisions
        )
        left = {ref for one in decisions if one.answer == "leave" for ref in one.payments}
        payments = tuple(replace(one, is_left=one.is_outdated or one.ref in left) for one in self.payments)
        return replace(self, decisions=decisions, payments=payments)

    def of(self, verdict: Verdict | Literal[""]) -> tuple[Judged, ...]:
        """Return the payments of a verdict, or all of them."""
        return tuple(one for one in self.payments if verdict in ("", one.verdict))


def total(payments: Iterable[Judged]) -> Money:
    """Return the sum of payments."""
    return Money.total(one.amount for one in payments)


def check_answers(decisions: Iterable[Decision], answers: Mapping[str, str]) -> None:
    """Refuse answers to what is not asked, and those that it cannot have.

    Raises:
        InputRefused: there are some.
    """
    known = {one.name: one for one in decisions}
    problems = [
        Problem("answer", "choice_unknown", name, {"choices": tuple(known)})
        for name in answers
        if name not in known
    ]
    problems += [
        Problem(name, "choice_unknown", answers[name], {"choices": one.choices})
        for name, one in known.items()
        if name in answers and answers[name] not in one.choices
    ]
    if problems:
        raise InputRefused(problems)
