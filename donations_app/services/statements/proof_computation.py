"""The computation of a proof file line by line: each named by its formula, the project alone in its own column."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

from msgspec import Struct

from donations_app.db.queries.proofs import ALONE
from donations_app.domain.funding import WHOLE
from donations_app.domain.money import Money
from donations_app.domain.private_share import Judged
from donations_app.i18n import N_
from donations_app.services.statements.proof_cells import ProofCells
from receipts.tables import Cell, Column, Row, Table

_AT_ONCE: Final = 3  # associations beside one another on paper


_ROUNDING: Final = N_(
    "Amounts asked are rounded up to the cent, ceilings and parts down; halves of a conversion go up."
)
_BASES: Final = {
    "cost": N_("Part of the cost"),
    "eligible": N_("Part of the eligible cost"),
    "cash": N_("Part of the budget in money"),
    "organisation": N_("All that came in three years"),
}
_CASH: Final = {
    "received": N_("Private money received"),
    "promised": N_("Private money promised or received"),
    "spent": N_("Private money spent"),
}


class _Beside(Struct, frozen=True):
    """What stands beside one another: associations, the project alone, the project."""

    judged: tuple[Judged | None, ...]
    places: tuple[int, ...]  # of all but the project
    alone: Judged | None
    carriers: int  # how many of the places are associations


class ComputationTables(ProofCells):
    """The computation by the rule of the funder, in its currency."""

    def tables(self) -> Iterator[Table]:
        """Yield the computation: on paper a few associations beside one another, in the workbook all of them."""
        facts = self.facts
        if facts.verdict.rule.scope == "organisation":
            yield self._computation("3", [], on_paper=True, in_workbook=True)
            return
        several = [place for place in facts.places if place != ALONE]
        parts = [several[at : at + _AT_ONCE] for at in range(0, len(several), _AT_ONCE)] or [[]]
        for some in parts:
            yield self._computation("3", some, on_paper=True, in_workbook=len(parts) == 1)
        if len(parts) > 1:
            yield self._computation("3", several, on_paper=False, in_workbook=True)

    def _computation(self, number: str, some: Sequence[int], *, on_paper: bool, in_workbook: bool) -> Table:
        words, verdict = self.words, self.facts.verdict
        names = [self.place(place) for place in some]
        alone = verdict.lines.get(ALONE)
        if alone is not None:
            names.append(words(N_("Project alone")))
        of_all = verdict.rule.scope == "organisation"
        names.append(words(N_("Association, three years")) if of_all else words(N_("Project")))
        room = (880 - 34 - 286) / len(names)
        currency = (
            words(N_("In euros"))
            if verdict.currency == "EUR"
            else words(N_("In {currency}"), currency=verdict.currency)
        )
        columns = (
            Column("", 34),
            Column(currency, 286),
            *(Column(name, room, is_figure=True) for name in names),
        )
        places = [*some, *([ALONE] if alone is not None else [])]
        judged = [*(verdict.lines.get(place) for place in places), verdict.whole]
        rows = tuple(self._computed(_Beside(tuple(judged), tuple(places), alone, len(some))))
        notes: tuple[str, ...] = (words(_ROUNDING),)
        if of_all and verdict.missing:
            told = N_("{amount} more of private money would reach it: what comes is part of a, too.")
            notes += (words(told, amount=words.figures(Money(verdict.missing))),)
        title = words(N_("Computation, step by step"))
        return Table(
            number,
            title,
            words(N_("Computation")),
            columns,
            rows,
            notes,
            is_whole=True,
            on_paper=on_paper,
            in_workbook=in_workbook,
        )

    def _computed(self, beside: "_Beside") -> Iterator[Row]:
        yield from self._counted(beside)
        yield from self._asked(beside)
        yield from self._conditions(len(beside.judged))
        yield self._verdicts(beside)

    def _counted(self, beside: "_Beside") -> Iterator[Row]:
        """Yield lines a to f: what counts."""
        rule, words = self.facts.verdict.rule, self.words
        of_all = rule.scope == "organisation"
        base, cash = ("organisation", "received") if of_all else (rule.base, rule.basis)
        yield self._line("a", words(_BASES[base]), beside, lambda one: one.base, asked=True)
        yield self._line("b", words(_CASH[cash]), beside, lambda one: one.cash)
        yield self._line("c", words(N_("In kind, attested")), beside, lambda one: one.in_kind)
        counted = N_("In kind, counted: c")
        if rule.maximum_in_kind < WHOLE:
            ceiling = N_("Ceiling of what is in kind: {percent} of a")
            if rule.in_kind_of == "contribution":
                ceiling = N_("Ceiling of what is in kind: {percent} of the contribution")
            told = words(ceiling, percent=words.limit_percent(rule.maximum_in_kind))
            yield self._line("d", told, beside, self._ceiling, asked=True)
            counted = N_("In kind, counted: the smaller of c and d")
        yield self._line("e", words(counted), beside, lambda one: one.counted)
        yield self._line(
            "f", words(N_("Private, counted: b + e")), beside, lambda one: one.private, kind="soft"
        )
        if self.facts.verdict.currency != "EUR" and rule.scope != "organisation":
            cells = [self.amount(self.facts.private[place]) for place in beside.places]
            label = Cell(words(N_("f in the euros that arrived")))
            yield Row((Cell(), label, *cells, self.amount(self.facts.total)))

    def _asked(self, beside: "_Beside") -> Iterator[Row]:
        """Yield lines g to j: the part, what is asked, what lies between."""
        rule, words = self.facts.verdict.rule, self.words
        label = words(N_("Private part: f ÷ a, rounded down"))
        yield self._shares("g", label, beside, lambda one: one.private, kind="soft")
        told = words(N_("Asked: {percent} of a"), percent=words.limit_percent(rule.minimum))
        yield self._line("h", told, beside, lambda one: one.required, asked=True)
        label = words(N_("Difference: f − h"))
        yield self._line("i", label, beside, lambda one: one.private - one.required, asked=True, signed=True)
        if rule.minimum_cash:
            told = words(
                N_("In money: b ÷ a, asked {percent}"), percent=words.limit_percent(rule.minimum_cash)
            )
            yield self._shares("j", told, beside, lambda one: one.cash, least=rule.minimum_cash)

    def _ceiling(self, one: Judged) -> int:
        rule = self.facts.verdict.rule
        if rule.in_kind_of == "cost":
            return one.base * rule.maximum_in_kind // WHOLE
        return max(0, one.cash * rule.maximum_in_kind // (WHOLE - rule.maximum_in_kind))

    def _line(
        self,
        letter: str,
        label: str,
        beside: "_Beside",
        of: Callable[[Judged], int],
        *,
        asked: bool = False,
        signed: bool = False,
        kind: Literal["", "soft"] = "",
    ) -> Row:
        cells = [Cell(letter, tone="muted"), Cell(label)]
        for one in beside.judged:
            if one is None or (asked and (one is beside.alone or not one.base)):
                cells.append(Cell())
                continue
            amount = Money(of(one))
            bad = signed and amount.cents < 0
            text = self.words.piece(self._signed(amount)) if signed else self.words.figures(amount)
            cells.append(Cell(text, amount, tone="bad" if bad else ""))
        return Row(tuple(cells), kind)

    @staticmethod
    def _signed(amount: Money) -> str:
        sign = "+" if amount.cents > 0 else "−" if amount.cents < 0 else ""
        whole, cents = divmod(abs(amount.cents), 100)
        return f"{sign}{whole:,}".replace(",", "\u202f") + f",{cents:02}"

    def _shares(
        self,
        letter: str,
        label: str,
        beside: "_Beside",
        of: Callable[[Judged], int],
        *,
        least: int = 0,
        kind: Literal["", "soft"] = "",
    ) -> Row:
        cells = [Cell(letter, tone="muted"), Cell(label)]
        for one in beside.judged:
            if one is None or not one.base:
                cells.append(Cell())
                continue
            points = max(0, of(one)) * WHOLE // one.base
            bad = of(one) * WHOLE < least * one.base
            cells.append(Cell(self.words.percent(points), Money(points), tone="bad" if bad else ""))
        return Row(tuple(cells), kind)

    def _conditions(self, columns: int) -> Iterator[Row]:
        """Yield what the rule asks of the project as a whole beside its private part."""
        labels = {
            "maximum_funder": N_("Money of this funder, at most {bound}"),
            "maximum_public": N_("All public money, at most {bound}"),
            "minimum_other": N_("Own or other money, at least {bound}"),
        }
        for one in self.facts.verdict.conditions:
            told = self.words(labels[one.name], bound=self.words.figures(Money(one.bound)))
            amount = Money(one.amount)
            last = Cell(self.words.figures(amount), amount, tone="bad" if one.gap else "")
            yield Row((Cell(), Cell(told), *([Cell()] * (columns - 1)), last))

    def _verdicts(self, beside: "_Beside") -> Row:
        verdict, cells = self.facts.verdict, [Cell(), Cell(self.words(N_("Verdict")), tone="strong")]
        for n, one in enumerate(beside.judged):
            if one is verdict.whole:
                cells.append(self._pill(verdict.reached))
            elif n < beside.carriers and one is not None and one.base and verdict.rule.scope == "association":
                cells.append(self._pill(one.reached))
            else:
                cells.append(Cell(is_verdict=True))
        return Row(tuple(cells))

    def _pill(self, reached: bool | None) -> Cell:  # noqa: FBT001 -- a verdict, not a choice
        told = N_("Reached") if reached else N_("Not reached") if reached is False else N_("No verdict")
        return Cell(self.words(told), verdict=reached, is_verdict=True)
