"""The financing plan of a proof file: what each source promised, agreed and gave, and what is left to find."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from donations_app.domain.counting import whole_parts
from donations_app.domain.financing import FunderPlan
from donations_app.domain.funding import WHOLE
from donations_app.domain.money import ZERO, Money
from donations_app.i18n import N_, NN_
from donations_app.services.statements.proof_cells import DASH, ProofCells
from donations_app.words.origins import ORIGINS
from receipts.tables import Cell, Column, Row, Table

_PLAN_NOTE: Final = N_(
    "Promised: the larger of what is promised and what came. Part: of the cost, by what is promised."
)


class PlanTable(ProofCells):
    """The plan; its private line is line f of the computation."""

    def table(self) -> Table:
        """Return the plan."""
        words = self.words
        columns = (
            Column(words(N_("Source")), 200), Column(words(N_("Origin")), 110), Column(words(N_("Reference")), 232),
            Column(words(N_("Promised, €")), 90, is_figure=True), Column(words(N_("Agreed, €")), 90, is_figure=True),
            Column(words(N_("Received, €")), 90, is_figure=True), Column(words(N_("Part")), 68, is_figure=True),
        )  # fmt: skip
        return Table(
            "1", words(N_("Financing plan")), words(N_("Plan")), columns, tuple(self._plan_rows()),
            (words(_PLAN_NOTE),),
        )  # fmt: skip

    def _plan_rows(self) -> Iterator[Row]:
        """Yield the sources, what is left to find, and the cost; their parts add up to 100,00 %."""
        facts, words = self.facts, self.words
        cost = Money(facts.bench.bench.project.cost)
        sources = list(self._planned())
        sums = [Money.total(amounts[n] for *_said, amounts in sources) for n in range(3)]
        left = cost - sums[0]
        parts = whole_parts(
            [amounts[0].cents * WHOLE for *_said, amounts in sources] + [left.cents * WHOLE],
            cost.cents,
            cuts_first=True,
        )
        for (name, origin, reference, amounts), part in zip(sources, parts, strict=False):
            yield self._plan_row(name, words(origin), reference, amounts, part)
        dash, nothing = Cell(DASH), Cell()
        cells = (
            self.said(words(N_("Left to find"))),
            nothing,
            nothing,
            self.amount(left, dash=True),
            dash,
            dash,
        )
        yield Row((*cells, self._part(parts[-1])), "total")
        whole = self._plan_row(words(N_("Cost of the project")), "", self._cost(), [cost, *sums[1:]], WHOLE)
        yield replace(whole, kind="total")

    def _planned(self) -> Iterator[tuple[str, str, str, list[Money]]]:
        """Yield name, origin, reference, and what is promised, agreed and received of each source."""
        facts, words = self.facts, self.words
        pieces = sum(len(facts.counted(place)) for place in facts.places)
        told = words.many(NN_("{count} piece, table 4", "{count} pieces, table 4"), pieces)
        yield words(N_("Private, counted: line f")), ORIGINS["private"], told, [facts.total] * 3
        for plan, origin in facts.plan:
            yield words.piece(plan.name), ORIGINS[origin], self._reference(plan), self._funder(plan, origin)
        named = Money.total(plan.received_euros for plan, origin in facts.plan if origin != "private")
        others = (
            (N_("Other public money"), ORIGINS["public"], facts.public - named),
            (N_("Private, not counted by the rule"), ORIGINS["private"], self._uncounted()),
        )
        for label, word, amount in others:
            if amount:
                yield words(label), word, "", [amount] * 3

    def _plan_row(self, name: str, origin: str, reference: str, amounts: Sequence[Money], part: int) -> Row:
        said = (self.said(name), self.said(origin, "muted"), self.said(reference, "muted"))
        return Row((*said, *(self.amount(one, dash=True) for one in amounts), self._part(part)))

    def _part(self, points: int) -> Cell:
        return Cell(self.words.percent(points), Money(points))

    @staticmethod
    def _funder(plan: FunderPlan, origin: str) -> list[Money]:
        """Return promised, agreed and received; what a private funder gave stands among the private sources."""
        agreed = Money.total(one.amount for one in plan.commitments if one.stage == "agreed")
        if origin == "private":
            left = plan.left_euros
            return [left, min(left, agreed), ZERO]
        return [plan.whole_euros, agreed, plan.received_euros]

    def _reference(self, plan: FunderPlan) -> str:
        words = self.words
        found = [
            words.listed((words.piece(one.reference), words.day(one.stated_on))) for one in plan.commitments
        ]
        if plan.currency != "EUR":
            found.append(words.minor(plan.promised + plan.agreed, plan.currency))
        return words.joined(found)

    def _cost(self) -> str:
        money, words = self.facts.bench.bench.project, self.words
        if money.currency == "EUR" or money.cost_minor is None:
            return ""
        amount = words.minor(money.cost_minor, money.currency)
        return words(N_("{amount} at {rate}"), amount=amount, rate=words.rate(money.rate))

    def _uncounted(self) -> Money:
        """Return private money that arrived and that the rule does not count."""
        beyond = Money.total(one.beyond for one in self.facts.adjusted.values())
        return beyond + Money.total(one.amount for how, one in self.facts.pieces if how == "excluded")
