"""Books beside bank on a card: both balances, the difference, what explains it, and up to which day it is closed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.domain.reconciliation import Reconciliation
from donations_app.i18n import _, day, isolated
from donations_app.ui.payments.detail import ends
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, button, clear
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.flow import Flow
from donations_app.words.bank import account_words
from donations_app.words.bank_amounts import amount_words
from donations_app.words.matching import explanation_words
from donations_app.words.reconciliation import closed_words


class ReconciledCard(Card):
    """One account on a day, chosen where there are several."""

    wants_closing = Signal(object)  # the account
    wants_page = Signal(object)

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(padding=16, gap=6)
        self._read_only = read_only
        self._found: dict[str, Reconciliation] = {}
        self._chosen = ""
        self.hide()

    def show_accounts(self, found: Sequence[Reconciliation]) -> None:
        """Show one of the accounts, the one that was shown before, or nothing."""
        self._found = {one.account: one for one in found}
        if self._chosen not in self._found:
            self._chosen = next(iter(self._found), "")
        self._show()

    def _choose(self, account: str) -> None:
        self._chosen = account
        self._show()

    def _show(self) -> None:
        clear(self.rows)
        one = self._found.get(self._chosen)
        self.setVisible(one is not None)
        if one is None:
            return
        stated = (
            _("stated on {day}").format(day=day(one.stated_on)) if one.stated_on else _("balance not stated")
        )
        tied = _("all explained") if not one.unexplained else _("not explained: {amount}")
        self.rows.addWidget(
            Flow(
                self._account(one),
                _part(_("Books"), amount_words(one.books, one.currency), day(one.on)),
                _part(_("Bank"), amount_words(one.bank, one.currency), stated),
                _part(
                    _("Difference"),
                    amount_words(one.difference, one.currency),
                    tied.format(amount=amount_words(one.unexplained, one.currency)),
                    "ok" if not one.unexplained else "bad",
                ),
                _explained(one),
            )
        )
        self.rows.addWidget(_beside(self._foot(one)))

    def _account(self, one: Reconciliation) -> QWidget:
        number = isolated(account_words(one.account))
        if len(self._found) == 1:
            return _part(one.label or number, "", number if one.label else "")
        names = {key: other.label or account_words(key) for key, other in self._found.items()}
        chooser = ComboBox(names, _("Bank account"))
        chooser.as_chip()
        chooser.choose(one.account)
        chooser.chosen.connect(lambda *_: self._choose(chooser.value()))
        made = QWidget()
        rows = QVBoxLayout(made)
        rows.setContentsMargins(*theme().margins(8, 0, 8, 0))
        rows.setSpacing(theme().px(2))
        rows.addWidget(chooser)
        if one.label:
            rows.addWidget(Label(number, "small", "muted"))
        rows.addStretch(1)
        return made

    def _foot(self, one: Reconciliation) -> QWidget:
        page = button(_("Print ..."), "link", "printer", partial(self.wants_page.emit, one))
        told = Label(closed_words(one) or _("no day is closed"), "small", "muted")
        if self._read_only:
            return Flow(told, page)
        return Flow(
            told, button(_("Close up to ..."), "link", "lock", partial(self.wants_closing.emit, one)), page
        )


def _part(title: str, figure: str, below: str, tone: str = "muted") -> QWidget:
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(*theme().margins(8, 0, 8, 0))
    rows.setSpacing(theme().px(2))
    rows.addWidget(Label(title, "small" if figure else "card", "muted" if figure else ""))
    if figure:
        rows.addWidget(Label(figure, "strong"))
    rows.addWidget(Label(below, "small", tone))
    rows.addStretch(1)
    return made


def _beside(foot: QWidget) -> QWidget:
    """Let the foot begin where the account does."""
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(*theme().margins(8, 0, 8, 0))
    rows.addWidget(foot)
    return made


def _explained(one: Reconciliation) -> QWidget:
    made = QWidget()
    made.setMinimumWidth(theme().px(290))
    rows = QVBoxLayout(made)
    rows.setContentsMargins(*theme().margins(8, 0, 8, 0))
    rows.setSpacing(theme().px(2))
    for part in one.explanations:
        rows.addLayout(ends(explanation_words(part), amount_words(part.amount, one.currency), "small"))
    rows.addStretch(1)
    return made
