"""The legal thresholds: gifts and subsidies of a fiscal year, each against the figure, and what follows above it."""

from typing import Final

from PySide6.QtWidgets import QPushButton

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.domain.thresholds import Thresholds
from donations_app.i18n import _, labelled, money
from donations_app.ui.desk import Desk
from donations_app.ui.registers.appeal import DeclareAppeal
from donations_app.ui.registers.ledger import Figure, Ledger, Row, Section, sum_row
from donations_app.ui.registers.pane import Said, period_of
from donations_app.ui.registers.printed import FigureRow, StatementPane
from donations_app.ui.widgets.basic import button
from donations_app.ui.widgets.charts import FULL, Gauge
from donations_app.words.codes import KINDS, word
from donations_app.words.figures import doubt_words
from donations_app.words.law import (
    DUTIES,
    SUBSIDY_BASIS,
    apart_words,
    appeal_sentence,
    appeal_words,
    residence_sentence,
)

_MARK: Final = FULL // 2  # the threshold stands in the middle of the gauge


class ThresholdsPane(StatementPane[Thresholds]):
    """How far gifts and subsidies are from the threshold."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.gifts = _Measured(_("Gifts that give right to a tax advantage"))
        self.subsidies = _Measured(_("French public subsidies in cash"))
        self.declarer = button(_("Declare an appeal ..."), "primary", "file-check", self.ask_declare)
        self.ledger = Ledger(_("Sums behind the thresholds"))
        rows = self.whole.rows
        self._figures = FigureRow((self.gifts, self.subsidies))
        rows.addWidget(self._figures)
        rows.addWidget(self.ledger)
        rows.addStretch(1)

    def arrange(self, width: int) -> None:
        super().arrange(width)
        self._figures.arrange(width)

    def reckon(self, books: Books, year: int) -> Thresholds:
        from donations_app.services.statements.thresholds import thresholds

        return thresholds(books, year)

    def show_statement(self, found: Thresholds) -> None:
        self.gifts.show_amount(found.eligible.amount, found.limit)
        self.subsidies.show_amount(found.subsidies.amount, found.limit)
        self.whole.keep(self._figures.wanted())
        self.ledger.fill(_sections(found))

    def headline(self) -> str:
        if self.found is None:
            return ""
        told = _("Threshold: {amount}").format(amount=money(self.found.limit))
        return f"{period_of(self.found.heading)} · {told}"

    def note(self) -> Said:
        found = self.found
        if found is None:
            return "", ""
        told = [residence_sentence(found)] if found.hangs_on_residence else []
        if found.appeals.duty or found.appeals.is_near:
            told.append(appeal_sentence(found.appeals))
        told += map(doubt_words, found.doubtful)
        return ("\n".join(told), "warn") if told else ("", "")

    def leads(self) -> list[QPushButton]:
        return [self.declarer]

    def ask_declare(self) -> None:
        """Ask for what somebody knows of an appeal, and write its declaration."""
        dialog = DeclareAppeal(self.desk, self)
        dialog.done_with.connect(self.said)
        dialog.open()

    def file_name(self) -> str:
        return f"seuils-legaux-{self.year}"


class _Measured(Figure):
    """An amount, how far it is from the threshold, and the gauge."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._of = name
        self.gauge: Gauge | None = None

    def show_amount(self, amount: Money, limit: Money) -> None:
        """Show an amount against the threshold, which is passed above it."""
        is_above = amount > limit
        left = amount - limit if is_above else limit - amount
        far = _("{amount} above the threshold") if is_above else _("{amount} below the threshold")
        said = far.format(amount=money(left))
        state = ("bad", "circle-alert") if is_above else ("ok", "circle-check")
        word_of = _("Threshold passed") if is_above else _("Threshold not passed")
        self.show_value(money(amount), said, (word_of, *state))
        share = max(0, amount.cents * _MARK // max(limit.cents, 1))
        if self.gauge is not None:
            self.rows.removeWidget(self.gauge)
            self.gauge.deleteLater()
        self.gauge = Gauge(min(share, FULL), mark=_MARK, state=state[0], name=labelled(self._of, said))
        self.rows.insertWidget(2, self.gauge)


def _sections(found: Thresholds) -> list[Section]:
    gifts = [sum_row(word(KINDS, kind), one) for kind, one in found.gifts.items()]
    gifts += [
        sum_row(_("In all"), found.eligible, is_strong=True),
        sum_row(_("Of which on receipts in force"), found.receipted),
    ]
    apart = [sum_row(label, one) for label, one in apart_words(found)]
    appeals = [Row(appeal_words(year)) for year in found.appeals.years]
    appeals.append(Row(appeal_sentence(found.appeals), tone="muted"))
    duties = [Row(_(DUTIES[duty])) for duty in found.duties]
    return [
        Section(
            _("What the law asks for above the threshold"),
            duties or [Row(_("Nothing: no threshold is passed."))],
        ),
        Section(_("Gifts, with or without a receipt"), gifts),
        Section(
            _("Subsidies"),
            [
                sum_row(_("French public subsidies in cash"), found.subsidies, is_strong=True),
                Row(_(SUBSIDY_BASIS), tone="muted"),
            ],
        ),
        Section(_("Apart: they do not count"), apart),
        Section(_("Gifts by appeals to the public, of the year and the two before"), appeals),
    ]
