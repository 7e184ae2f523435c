"""The tables of a proof file: plan, private sources, computation, pieces, contributions; each ties with the next."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal

from donations_app.code_words import METHODS
from donations_app.db.queries.proofs import ALONE, ProofFacts
from donations_app.db.queries.share_pieces import Piece
from donations_app.document_words import Words
from donations_app.domain.financing import FunderPlan
from donations_app.domain.funding import WHOLE
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import Judged
from donations_app.domain.valued import CONTRIBUTIONS
from donations_app.funding_words import MONEY_KINDS
from donations_app.i18n import N_, NN_
from receipts.tables import Cell, Column, Row, Table

PERSONS: Final = ("individual", "couple")  # kinds of payers who are coded
ORIGINS: Final = {"private": N_("private"), "public": N_("public"), "regranted": N_("public, passed on")}
_AT_ONCE: Final = 3  # associations beside one another on paper
_PLAN_NOTE: Final = N_(
    "Promised: the larger of what is promised and what came. Part: of the cost, by what is promised."
)
_DASH: Final = "–"
_ADJUSTMENTS: Final = (
    ("beyond", N_("Beyond the ceiling of what is in kind: not counted")),
    ("shared", N_("Money of the project alone, laid to its associations by the written rule")),
    ("promised", N_("Promised and not received, counted by the rule")),
)


class ProofTables:
    """Says facts as tables.

    Args:
        facts: of the project and the funder.
        words: of the language.
        codes: of payers who are not named, by key; none where donors are named.
    """

    def __init__(self, facts: ProofFacts, words: Words, codes: dict[int, str] | None) -> None:
        self.facts, self.words, self.codes = facts, words, codes

    def all(self) -> tuple[Table, ...]:
        """Return the tables in their order."""
        contributions = self._contributions()
        return (
            self._plan(),
            self._sources(),
            *self._computations(),
            self._pieces(),
            *([contributions] if contributions.rows else []),
        )

    def _text(self, text: str, tone: str = "") -> Cell:
        return Cell(text, tone=tone)  # type: ignore[arg-type]

    def _money(self, amount: Money, *, dash: bool = False, tone: str = "") -> Cell:
        if dash and not amount:
            return Cell(_DASH, ZERO)
        return Cell(self.words.figures(amount), amount, tone=tone)  # type: ignore[arg-type]

    def _percent(self, points: int, *, tenths: bool = False) -> Cell:
        told = self.words.tenths(points) if tenths else self.words.percent(points)
        return Cell(told, Money(points))

    # 1 -----------------------------------------------------------------------------------------------------------

    def _plan(self) -> Table:
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
        facts, words = self.facts, self.words
        cost = Money(facts.bench.bench.project.cost)
        private, pieces = facts.total, sum(len(facts.counted(place)) for place in facts.places)
        sums = [private, private, private]
        told = words.many(NN_("{count} piece, table 4", "{count} pieces, table 4"), pieces)
        yield self._planned(words(N_("Private, counted: line f")), ORIGINS["private"], told, sums, cost)
        for plan, origin in facts.plan:
            row = self._funder(plan, origin)
            sums = [before + one for before, one in zip(sums, row, strict=True)]
            name = words.piece(plan.name)
            yield self._planned(name, ORIGINS[origin], self._reference(plan), row, cost)
        named = Money.total(plan.received_euros for plan, origin in facts.plan if origin != "private")
        others = (
            (N_("Other public money"), ORIGINS["public"], facts.public - named),
            (N_("Private, not counted by the rule"), ORIGINS["private"], self._uncounted()),
        )
        for label, origin_word, amount in others:
            if amount:
                row = [amount, amount, amount]
                sums = [before + one for before, one in zip(sums, row, strict=True)]
                yield self._planned(words(label), origin_word, "", row, cost)
        left = cost - sums[0]
        yield Row(
            (
                self._text(words(N_("Left to find"))), Cell(), Cell(), self._money(left, dash=True),
                Cell(_DASH), Cell(_DASH), self._part(left, cost),
            ), "total",
        )  # fmt: skip
        whole = [cost, *sums[1:]]
        yield self._planned(words(N_("Cost of the project")), "", self._cost(), whole, cost, strong=True)

    def _planned(
        self,
        name: str,
        origin: str,
        reference: str,
        row: Sequence[Money],
        cost: Money,
        *,
        strong: bool = False,
    ) -> Row:
        amounts = (self._money(one, dash=True) for one in row)
        origin = self.words(origin) if origin else ""
        cells = (
            self._text(name), self._text(origin, "muted"), self._text(reference, "muted"), *amounts,
            self._part(row[0], cost),
        )  # fmt: skip
        return Row(cells, "total" if strong else "")

    def _part(self, amount: Money, cost: Money) -> Cell:
        return self._percent(amount.cents * WHOLE // cost.cents, tenths=True)

    @staticmethod
    def _funder(plan: FunderPlan, origin: str) -> list[Money]:
        """Return promised, agreed and received; what a private funder gave stands among the private sources."""
        agreed = Money.total(one.amount for one in plan.commitments if one.stage == "agreed")
        if origin == "private":
            left = plan.left_euros
            return [left, min(left, agreed), ZERO]
        received = plan.received_euros
        return [max(plan.committed_euros, received), agreed, received]

    def _reference(self, plan: FunderPlan) -> str:
        words = self.words
        found = [
            words.listed((words.piece(one.reference), words.day(one.stated_on))) for one in plan.commitments
        ]
        if plan.currency != "EUR":
            found.append(words.minor(plan.promised + plan.agreed, plan.currency))
        return " ; ".join(found)

    def _cost(self) -> str:
        money, words = self.facts.bench.bench.project, self.words
        if money.currency == "EUR" or money.cost_minor is None:
            return ""
        rate = f"{float(money.rate):.4f}".rstrip("0").replace(".", ",")
        amount = words.minor(money.cost_minor, money.currency)
        return words(N_("{amount} at {rate}"), amount=amount, rate=words.piece(rate.rstrip(",")))

    def _uncounted(self) -> Money:
        """Return private money that arrived and that the rule does not count."""
        beyond = Money.total(one.beyond for one in self.facts.adjusted.values())
        return beyond + Money.total(one.amount for how, one in self.facts.pieces if how == "excluded")

    # 2 -----------------------------------------------------------------------------------------------------------

    def _sources(self) -> Table:
        words = self.words
        columns = (
            Column(words(N_("Association")), 132), Column(words(N_("Private source")), 226),
            Column(words(N_("Pieces")), 58, is_figure=True), Column(words(N_("Method")), 116),
            Column(words(N_("Proof")), 150), Column(words(N_("Receipt")), 104),
            Column(words(N_("Euros")), 94, is_figure=True),
        )  # fmt: skip
        title = words(N_("Private sources, counted"))
        return Table("2", title, words(N_("Sources")), columns, tuple(self._source_rows()), self._left_out())

    def _source_rows(self) -> Iterator[Row]:
        facts, words = self.facts, self.words
        count = 0
        for place in facts.places:
            pieces, name = facts.counted(place), self.place(place)
            adjusted = list(self._adjustments(place))
            count += len(pieces)
            if not pieces and not adjusted:
                if place != ALONE:
                    empty = self._text(words(N_("no source counted")), "muted")
                    cells = (
                        self._text(name, "strong"),
                        empty,
                        Cell(_DASH, 0),
                        Cell(),
                        Cell(),
                        Cell(),
                        Cell(_DASH, ZERO),
                    )
                    yield Row(cells)
                continue
            for kind, some in _by_kind(pieces):
                yield self._source(name, kind, some)
                name = ""
            for label, amount in adjusted:
                cells = (
                    self._text(name, "strong"),
                    self._text(label),
                    Cell(),
                    Cell(),
                    Cell(),
                    Cell(),
                    self._money(amount),
                )
                yield Row(cells)
                name = ""
        total = self._money(facts.total)
        yield Row(
            (self._text(words(N_("In all"))), self._text(words(N_("line f, piece by piece in table 4"))),
             Cell(words.whole(count), count), Cell(), Cell(), Cell(), total), "total",
        )  # fmt: skip

    def _adjustments(self, place: int) -> Iterator[tuple[str, Money]]:
        for name, message in _ADJUSTMENTS:
            amount: Money = getattr(self.facts.adjusted[place], name)
            if amount:
                yield self.words(message), ZERO - amount if name == "beyond" else amount

    def _source(self, name: str, kind: str, some: Sequence[Piece]) -> Row:
        words = self.words
        methods = dict.fromkeys(one.method for one in some)
        receipts = {number for one in some for number in one.receipts}
        told = (
            words.many(NN_("{count} receipt", "{count} receipts"), len(receipts))
            if receipts
            else words(N_("no receipt"))
        )
        return Row(
            (
                self._text(name, "strong"), self._text(self._kind(kind, some)),
                Cell(words.whole(len(some)), len(some)),
                self._text(words.listed(self._method(one) for one in methods), "muted"),
                self._text(self._proofs(some), "muted"), self._text(told, "muted"),
                self._money(Money.total(one.amount for one in some)),
            )
        )  # fmt: skip

    def _kind(self, kind: str, some: Sequence[Piece]) -> str:
        told = self.words(MONEY_KINDS[kind])
        persons = {one.payer for one in some if one.payer and one.payer_kind in PERSONS}
        if kind != "gifts" or not persons:
            return told
        return self.words.many(
            NN_("{kind}: {count} person", "{kind}: {count} persons"), len(persons), kind=told
        )

    def _method(self, method: str) -> str:
        return self.words(METHODS[method]).lower() if method else self.words(N_("valued"))

    def _proofs(self, some: Sequence[Piece]) -> str:
        words = self.words
        slips = {one.slip for one in some if one.slip}
        lines = [one for one in some if not one.slip and one.credited_on]
        attested = [one for one in some if one.evidence or one.attested_on]
        rest = len(some) - len(lines) - len(attested) - sum(1 for one in some if one.slip)
        counted = (
            (NN_("{count} slip", "{count} slips"), len(slips)),
            (NN_("{count} bank line", "{count} bank lines"), len(lines)),
            (NN_("{count} attestation", "{count} attestations"), len(attested)),
            (NN_("{count} entry", "{count} entries"), rest),
        )
        return words.listed(words.many(forms, number) for forms, number in counted if number > 0)

    def _left_out(self) -> tuple[str, ...]:
        """Say what was left out, and why."""
        words, found = self.words, []
        for how, message in (
            ("waiting", N_("Left out, since it waits for its attestation: {what}.")),
            ("excluded", N_("Left out, since the rule does not count it: {what}.")),
        ):
            sums: dict[tuple[int, str], Money] = {}
            for counted, one in self.facts.pieces:
                if counted == how:
                    sums[one.place, one.kind] = sums.get((one.place, one.kind), ZERO) + one.amount
            what = " ; ".join(
                words.listed((self.place(place), words(MONEY_KINDS[kind]), words.money(amount)))
                for (place, kind), amount in sums.items()
            )
            if what:
                found.append(words(message, what=what))
        return tuple(found)

    def place(self, place: int) -> str:
        """Return the name of an association, or what stands for the project alone."""
        return (
            self.words.piece(self.facts.names[place][:200])
            if place != ALONE
            else self.words(N_("Project alone"))
        )

    # 3 -----------------------------------------------------------------------------------------------------------

    def _computations(self) -> Iterator[Table]:
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
        lines: list[Judged | None] = [verdict.lines.get(place) for place in some]
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
        judged = [*lines, *([alone] if alone is not None else []), verdict.whole]
        rows = tuple(self._computed(judged, alone, len(some)))
        notes = (
            words(
                N_(
                    "Amounts asked are rounded up to the cent, ceilings and parts down; halves of a conversion go up."
                )
            ),
        )
        title = words(N_("Computation, step by step"))
        return Table(
            number,
            title,
            words(N_("Computation")),
            columns,
            rows,
            notes,
            on_paper=on_paper,
            in_workbook=in_workbook,
        )

    def _computed(
        self, judged: Sequence[Judged | None], alone: Judged | None, carriers: int
    ) -> Iterator[Row]:
        rule, words = self.facts.verdict.rule, self.words
        base = {
            "cost": N_("Part of the cost"),
            "eligible": N_("Part of the eligible cost"),
            "cash": N_("Part of the budget in money"),
        }
        cash = {
            "received": N_("Private money received"),
            "promised": N_("Private money promised or received"),
            "spent": N_("Private money spent"),
        }
        yield self._line("a", words(base[rule.base]), judged, alone, lambda one: one.base, asked=True)
        yield self._line("b", words(cash[rule.basis]), judged, alone, lambda one: one.cash)
        yield self._line("c", words(N_("In kind, attested")), judged, alone, lambda one: one.in_kind)
        if rule.maximum_in_kind < WHOLE:
            of = N_("Ceiling of what is in kind: {percent} of a")
            if rule.in_kind_of == "contribution":
                of = N_("Ceiling of what is in kind: {percent} of the contribution")
            told = words(of, percent=words.percent(rule.maximum_in_kind, short=True))
            yield self._line("d", told, judged, alone, self._ceiling, asked=True)
            yield self._line(
                "e",
                words(N_("In kind, counted: the smaller of c and d")),
                judged,
                alone,
                lambda one: one.counted,
            )
            formula = N_("Private, counted: b + e")
        else:
            yield self._line("e", words(N_("In kind, counted: c")), judged, alone, lambda one: one.counted)
            formula = N_("Private, counted: b + e")
        yield self._line("f", words(formula), judged, alone, lambda one: one.private, kind="soft")
        yield self._shares(
            "g", words(N_("Private part: f ÷ a, rounded down")), judged, lambda one: one.private, kind="soft"
        )
        told = words(N_("Asked: {percent} of a"), percent=words.percent(rule.minimum, short=True))
        yield self._line("h", told, judged, alone, lambda one: one.required, asked=True)
        yield self._line(
            "i",
            words(N_("Difference: f − h")),
            judged,
            alone,
            lambda one: one.private - one.required,
            asked=True,
            signed=True,
        )
        if rule.minimum_cash:
            told = words(
                N_("In money: b ÷ a, asked {percent}"), percent=words.percent(rule.minimum_cash, short=True)
            )
            yield self._shares("j", told, judged, lambda one: one.cash, least=rule.minimum_cash)
        yield from self._conditions(len(judged))
        yield self._verdicts(judged, carriers)

    def _ceiling(self, one: Judged) -> int:
        rule = self.facts.verdict.rule
        if rule.in_kind_of == "cost":
            return one.base * rule.maximum_in_kind // WHOLE
        return max(0, one.cash * rule.maximum_in_kind // (WHOLE - rule.maximum_in_kind))

    def _line(
        self,
        letter: str,
        label: str,
        judged: Sequence[Judged | None],
        alone: Judged | None,
        of: Callable[[Judged], int],
        *,
        asked: bool = False,
        signed: bool = False,
        kind: Literal["", "soft"] = "",
    ) -> Row:
        cells = [Cell(letter, tone="muted"), Cell(label)]
        for one in judged:
            if one is None or (asked and (one is alone or not one.base)):
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
        judged: Sequence[Judged | None],
        of: Callable[[Judged], int],
        *,
        least: int = 0,
        kind: Literal["", "soft"] = "",
    ) -> Row:
        cells = [Cell(letter, tone="muted"), Cell(label)]
        for one in judged:
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

    def _verdicts(self, judged: Sequence[Judged | None], carriers: int) -> Row:
        verdict, cells = self.facts.verdict, [Cell(), Cell(self.words(N_("Verdict")), tone="strong")]
        for n, one in enumerate(judged):
            if one is verdict.whole:
                cells.append(self._pill(verdict.reached))
            elif n < carriers and one is not None and one.base and verdict.rule.scope == "association":
                cells.append(self._pill(one.reached))
            else:
                cells.append(Cell(is_verdict=True))
        return Row(tuple(cells))

    def _pill(self, reached: bool | None) -> Cell:  # noqa: FBT001 -- a verdict, not a choice
        told = N_("Reached") if reached else N_("Not reached") if reached is False else N_("No verdict")
        return Cell(self.words(told), verdict=reached, is_verdict=True)

    # 4, 5 --------------------------------------------------------------------------------------------------------

    def _pieces(self) -> Table:
        words = self.words
        columns = (
            Column(words(N_("Association")), 118), Column(words(N_("Day")), 76), Column(words(N_("Piece")), 106),
            Column(words(N_("Source")), 172), Column(words(N_("Method")), 78), Column(words(N_("Proof")), 136),
            Column(words(N_("Receipt")), 122), Column(words(N_("Euros")), 72, is_figure=True),
        )  # fmt: skip
        return Table(
            "4",
            words(N_("Private sources piece by piece")),
            words(N_("Pieces")),
            columns,
            tuple(self._piece_rows()),
        )

    def _piece_rows(self) -> Iterator[Row]:
        facts, words = self.facts, self.words
        for place in facts.places:
            named = self.place(place)
            name = Cell(named, named, tone="strong")
            for one in facts.counted(place):
                yield Row(
                    (
                        name, Cell(words.day(one.on), one.on), self._text(words.piece(one.ref)),
                        self._text(self._who(one)), self._text(self._method(one.method), "muted"),
                        self._text(self._proof(one), "muted"),
                        self._text(words.piece(", ".join(one.receipts)) or words(N_("no receipt")), "muted"),
                        self._money(one.amount),
                    )
                )  # fmt: skip
                name = Cell("", named, tone="strong")
            for label, amount in self._adjustments(place):
                cells = (
                    name,
                    Cell(),
                    Cell(),
                    self._text(label),
                    Cell(),
                    Cell(),
                    Cell(),
                    self._money(amount),
                )
                yield Row(cells)
        total = (self._text(words(N_("In all"))), *([Cell()] * 6), self._money(facts.total))
        yield Row(total, "total")

    def _who(self, one: Piece) -> str:
        """Return the kind of a piece, and who gave it: by a code where donors are not named."""
        kind = self.words(MONEY_KINDS[one.kind])
        if one.sort == "goods_back":
            kind = self.words(N_("goods given back, deducted"))
        if not one.payer:
            told = one.description if one.kind in CONTRIBUTIONS else ""
            return self.words.listed((kind, told))
        code = (self.codes or {}).get(one.payer, "")
        return self.words.listed((self.words.piece(code or one.payer_name), kind))

    def _proof(self, one: Piece) -> str:
        words = self.words
        if one.attested_on:
            told = words(N_("attestation of {day}"), day=words.day(one.attested_on))
            return words.listed((words.piece(one.evidence), told))
        if one.slip:
            return words(N_("slip {number}"), number=words.piece(one.slip))
        if one.credited_on:
            return words(N_("credited on {day}"), day=words.day(one.credited_on))
        coded = self.codes is not None and one.payer_kind in PERSONS
        return words.piece(one.evidence) if one.evidence and not coded else ""

    def _contributions(self) -> Table:
        words = self.words
        columns = (
            Column(words(N_("Association")), 130), Column(words(N_("Day")), 76), Column(words(N_("Piece")), 110),
            Column(words(N_("Contribution")), 254), Column(words(N_("Attestation")), 220),
            Column(words(N_("Euros")), 90, is_figure=True),
        )  # fmt: skip
        return Table(
            "5", words(N_("Contributions and their attestations")), words(N_("Contributions")), columns,
            tuple(self._contribution_rows()), (words(N_("What waits for its attestation does not count.")),),
        )  # fmt: skip

    def _contribution_rows(self) -> Iterator[Row]:
        words = self.words
        for _how, one in self.facts.pieces:
            if one.kind not in CONTRIBUTIONS:
                continue
            days = ""
            if one.half_days:
                number = words.piece(f"{one.half_days // 2}{',5' if one.half_days % 2 else ''}")
                days = words(N_("{days} days"), days=number)
            told = words.listed((words(MONEY_KINDS[one.kind]), days, words.piece(one.description)))
            waits = one.sort == "waiting"
            proof = words(N_("waits for its attestation")) if waits else self._proof(one)
            yield Row(
                (
                    self._text(self.place(one.place), "strong"), Cell(words.day(one.on), one.on),
                    self._text(words.piece(one.ref)), self._text(told), self._text(proof, "bad" if waits else "muted"),
                    self._money(one.amount, tone="muted" if waits else ""),
                )
            )  # fmt: skip


def _by_kind(pieces: Iterable[Piece]) -> list[tuple[str, list[Piece]]]:
    found: dict[str, list[Piece]] = {}
    for one in pieces:
        found.setdefault(one.kind, []).append(one)
    return list(found.items())
