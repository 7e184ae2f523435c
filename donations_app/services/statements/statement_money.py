"""The money of a statement in its languages: by kind, what waits, what is promised; no donor by name."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from donations_app.db.queries.heads_on import heads_on
from donations_app.db.queries.held_parts import HeldPart
from donations_app.db.queries.settings import organisation, signatory_on
from donations_app.db.queries.share_pieces import Piece, by_kind
from donations_app.domain.counting import counted_as
from donations_app.domain.money import ZERO, Money
from donations_app.domain.valued import days_figure
from donations_app.i18n import N_, NN_
from donations_app.words.documents import Words
from donations_app.words.shares import between
from receipts.board import is_arabic
from receipts.share_statement import (
    MoneyLine,
    Two,
)

_FEWEST: Final = 3  # persons, below whom none is counted
_PROJECTS, _KINDS, _PROMISES, _OUTLOOK = (
    8,
    7,
    5,
    4,
)  # lines of each list; what is beyond them is summed in one
_COUNTED_KINDS: Final = {
    "gifts": NN_("Gifts of {count} donor", "Gifts of {count} donors"),
    "dues": NN_("Dues of {count} member", "Dues of {count} members"),
}
_KIND_WORDS: Final = {
    "gifts": N_("Gifts"), "dues": N_("Membership dues"), "village_cash": N_("Money of associations"),
    "collections": N_("Collections"), "participation": N_("Participation of users"), "sales": N_("Sales"),
    "companies": N_("Companies"), "foundations": N_("Foundations"), "waived_expenses": N_("Waived expenses"),
    "securities": N_("Securities"), "skills": N_("Lent skills"), "goods": N_("Goods"), "labour": N_("Days of labour"),
    "land": N_("Land"), "materials": N_("Materials"), "transport": N_("Transport"),
}  # fmt: skip


class StatementMoney:
    """Says figures in the languages of the page."""

    def __init__(
        self, session: Session, party: Any, held: list[HeldPart], pieces: list[Piece], language: str, on: date
    ) -> None:
        self.party, self.held, self.on, self.language = party, held, on, language
        rules = {one.key: one.rule for one in held}
        self.pieces = [
            (counted_as(rules[one.project], one.sort, one.kind), one)
            for one in pieces
            if one.place == party.id
        ]
        self.left = Words("fr") if language in ("fr", "both") else None
        self.right = Words("ar") if language in ("ar", "both") else None
        self.words = self.left or Words("ar")
        self.organisation = organisation(session, on)
        self.signatory = signatory_on(session, on)
        self.heads = heads_on(session, on)
        rates = [one.rate for one in held if one.rate]
        self.rate = rates[0] if rates else None

    def two(self, message: str, **pieces: str | Two) -> Two:
        """Say a message in the languages asked for; a piece may differ by language."""
        return self._each(message, pieces, 0), self._each(message, pieces, 1)

    def _each(self, message: str, pieces: dict[str, str | Two], side: int) -> str:
        words = (self.left, self.right)[side]
        if words is None:
            return ""
        filled = {name: value if isinstance(value, str) else value[side] for name, value in pieces.items()}
        return words(message, **{name: self._isolated(words, value) for name, value in filled.items()})

    @staticmethod
    def _isolated(words: Words, text: str) -> str:
        return words.piece(text) if text and not is_arabic(text) else text

    def of(self, left: str, right: str) -> Two:
        """Return texts of the books, each where its language is asked for."""
        return (left if self.left else "", right if self.right else "")

    def came(self, brought: Money) -> Iterator[MoneyLine]:
        """Yield what came this year by its kind, then what else makes up what was brought."""
        counted = [one for how, one in self.pieces if how in ("cash", "in_kind")]
        year = [one for one in counted if one.on.year == self.on.year]
        lines = sorted(
            (
                (self._kind(kind, some), Money.total(one.amount for one in some))
                for kind, some in by_kind(year)
            ),
            key=lambda line: -line[1].cents,
        )
        for label, amount in lines[: _KINDS if len(lines) <= _KINDS else _KINDS - 1]:
            yield self.money(label, amount)
        if len(lines) > _KINDS:
            rest = Money.total(amount for _label, amount in lines[_KINDS - 1 :])
            yield self.money(self.two(N_("Other")), rest)
        this_year = Money.total(one.amount for one in year)
        told = str(self.on.year)
        yield self.money(self.two(N_("Brought in {year}"), year=told), this_year, strong=True)
        before = Money.total(one.amount for one in counted) - this_year
        beside = [self.money(self.two(N_("Brought before {year}"), year=told), before)] if before else []
        beside += self._adjusted(before + this_year, brought)
        if beside:
            yield from (*beside, self.money(self.two(N_("Brought to date")), brought, strong=True))

    def _adjusted(self, came: Money, brought: Money) -> Iterator[MoneyLine]:
        """Yield what lies between what came and what counts: beyond the ceiling, promised, of the project alone."""
        beyond = Money.total(one.share.excess for one in self.held)
        promised = Money.total(one.promised for one in self.held if one.rule.basis == "promised")
        for label, amount in between(came, brought, beyond=beyond, promised=promised):
            yield self.money(self.two(label), amount)

    def _kind(self, kind: str, some: Sequence[Piece]) -> Two:
        """Say a kind of money: with how many gave where at least three did, with the days of labour."""
        if kind == "labour" and (halves := sum(one.half_days for one in some)):
            return self.two(N_("{days} days of labour"), days=days_figure(halves))
        persons = {one.payer for one in some if one.payer}
        forms = _COUNTED_KINDS.get(kind)
        if forms is None or len(persons) < _FEWEST:
            return self.two(_KIND_WORDS.get(kind, kind))
        both = [words.many(forms, len(persons)) if words else "" for words in (self.left, self.right)]
        return both[0], both[1]

    def money(self, label: Two, amount: Money, *, day: str = "", strong: bool = False) -> MoneyLine:
        """Return a line."""
        return MoneyLine(label, Words("fr").money(amount), day, strong)

    def waiting(self) -> Iterator[MoneyLine]:
        """Yield what does not count: without its attestation, or by the rule."""
        for how, message in (
            ("waiting", N_("{kind}, without attestation: waits")),
            ("excluded", N_("{kind}: not counted by the rule")),
        ):
            some = [one for counted, one in self.pieces if counted == how]
            if not some:
                continue
            kinds = by_kind(some)
            label = self._kind(*kinds[0]) if len(kinds) == 1 else self.two(N_("Several contributions"))
            yield self.money(self.two(message, kind=label), Money.total(one.amount for one in some))

    def promised(self) -> list[tuple[Two, str, Money]]:
        """Return what is promised: private funders, then gifts agreed for a day."""
        found: list[tuple[Two, str, Money]] = []
        promised = Money.total(one.promised for one in self.held)
        if promised:
            found.append((self.two(N_("Promised by private funders")), "", promised))
        days: dict[date, Money] = {}
        for one in self.held:
            for day, amount in one.coming:
                days[day] = days.get(day, ZERO) + amount
        label = self.two(N_("Regular gifts"))
        return found + [(label, f"{day:%d/%m/%Y}", amount) for day, amount in sorted(days.items())]

    def promised_lines(
        self, promised: Sequence[tuple[Two, str, Money]], coming: Money
    ) -> Iterator[MoneyLine]:
        """Yield what is promised with its days; what has no line is summed in one."""
        shown = promised if len(promised) <= _PROMISES else promised[: _PROMISES - 1]
        for label, day, amount in shown:
            yield self.money(label, amount, day=day)
        rest = promised[len(shown) :]
        if rest:
            told = self.two(N_("{count} more, until {day}"), count=str(len(rest)), day=rest[-1][1])
            yield self.money(told, Money.total(amount for _label, _day, amount in rest))
        if promised:
            yield self.money(self.two(N_("Expected")), coming, strong=True)
