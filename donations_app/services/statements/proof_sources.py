"""The private sources of a proof file: by association and kind, then piece by piece, then what was valued."""

from collections.abc import Iterator, Sequence

from donations_app.db.queries.proofs import ALONE
from donations_app.db.queries.share_pieces import Piece, by_kind
from donations_app.domain.money import ZERO, Money
from donations_app.domain.valued import CONTRIBUTIONS, days_figure
from donations_app.i18n import N_, NN_
from donations_app.services.statements.proof_cells import DASH, PERSONS, ProofCells
from donations_app.words.funding import MONEY_KINDS
from receipts.tables import Cell, Column, Row, Table


class SourceTables(ProofCells):
    """The sources; what they add up to is line f of the computation."""

    def sources(self) -> Table:
        """Return the sources by association and kind; what was left out is said above them."""
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
            adjusted = list(self.adjustments(place))
            count += len(pieces)
            if not pieces and not adjusted:
                if place != ALONE:
                    empty = self.said(words(N_("no source counted")), "muted")
                    cells = (
                        self.said(name, "strong"),
                        empty,
                        Cell(DASH, 0),
                        Cell(),
                        Cell(),
                        Cell(),
                        Cell(DASH, ZERO),
                    )
                    yield Row(cells)
                continue
            for kind, some in by_kind(pieces):
                yield self._source(name, kind, some)
                name = ""
            for label, amount in adjusted:
                cells = (
                    self.said(name, "strong"),
                    self.said(label),
                    Cell(),
                    Cell(),
                    Cell(),
                    Cell(),
                    self.amount(amount),
                )
                yield Row(cells)
                name = ""
        total = self.amount(facts.total)
        yield Row(
            (self.said(words(N_("In all"))), self.said(words(N_("line f, piece by piece in table 4"))),
             Cell(words.whole(count), count), Cell(), Cell(), Cell(), total), "total",
        )  # fmt: skip

    def _source(self, name: str, kind: str, some: Sequence[Piece]) -> Row:
        words = self.words
        receipts = {number for one in some for number in one.receipts}
        told = (
            words.many(NN_("{count} receipt", "{count} receipts"), len(receipts))
            if receipts
            else words(N_("no receipt"))
        )
        return Row(
            (
                self.said(name, "strong"), self.said(self._kind(kind, some)),
                Cell(words.whole(len(some)), len(some)),
                self.said(self.methods(some), "muted"),
                self.said(self._proofs(some), "muted"), self.said(told, "muted"),
                self.amount(Money.total(one.amount for one in some)),
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
            what = words.joined(
                words.listed((self.place(place), words(MONEY_KINDS[kind]), words.money(amount)))
                for (place, kind), amount in sums.items()
            )
            if what:
                found.append(words(message, what=what))
        return tuple(found)

    def pieces(self) -> Table:
        """Return each piece on a line of its own."""
        words = self.words
        columns = (
            Column(words(N_("Association")), 118), Column(words(N_("Day")), 76), Column(words(N_("Piece")), 96),
            Column(words(N_("Source")), 150), Column(words(N_("Method")), 90), Column(words(N_("Proof")), 134),
            Column(words(N_("Receipt")), 142), Column(words(N_("Euros")), 74, is_figure=True),
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
                        name, Cell(words.day(one.on), one.on), self.said(words.piece(one.ref)),
                        self.said(self._who(one)), self.said(self.method(one.method), "muted"),
                        self.said(self._proof(one), "muted"),
                        self.said(words.listed(map(words.piece, one.receipts)) or words(N_("no receipt")), "muted"),
                        self.amount(one.amount),
                    )
                )  # fmt: skip
                name = Cell("", named, tone="strong")
            for label, amount in self.adjustments(place):
                cells = (
                    name,
                    Cell(),
                    Cell(),
                    self.said(label),
                    Cell(),
                    Cell(),
                    Cell(),
                    self.amount(amount),
                )
                yield Row(cells)
        total = (self.said(words(N_("In all"))), *([Cell()] * 6), self.amount(facts.total))
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

    def contributions(self) -> Table:
        """Return what was valued with its attestation, and what waits for one."""
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
        for how, one in self.facts.pieces:
            if one.kind not in CONTRIBUTIONS:
                continue
            days = ""
            if one.half_days:
                number = words.piece(days_figure(one.half_days))
                days = words(N_("{days} days"), days=number)
            told = words.listed((words(MONEY_KINDS[one.kind]), days, words.piece(one.description)))
            waits = one.sort == "waiting"
            proof = words(N_("waits for its attestation")) if waits else self._proof(one)
            if not waits and how != "in_kind":
                proof = words.listed((proof, words(N_("not counted by the rule"))))
            yield Row(
                (
                    self.said(self.place(one.place), "strong"), Cell(words.day(one.on), one.on),
                    self.said(words.piece(one.ref)), self.said(told), self.said(proof, "bad" if waits else "muted"),
                    self.amount(one.amount, tone="" if how == "in_kind" else "muted"),
                )
            )  # fmt: skip
        some = [
            one.amount for how, one in self.facts.pieces if one.kind in CONTRIBUTIONS and how == "in_kind"
        ]
        label = self.said(words(N_("Attested and counted before any ceiling")))
        amount = self.amount(Money.total(some))
        yield Row((self.said(words(N_("In all"))), Cell(), Cell(), label, Cell(), amount), "total")
