"""Books beside bank on a card: both balances, the difference, and what explains it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.bank_words import account_words
from donations_app.domain.money import Money
from donations_app.domain.reconciliation import Reconciliation
from donations_app.i18n import _, day, isolated, money
from donations_app.match_words import explanation_words
from donations_app.ui.payments.detail import ends
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, clear
from donations_app.ui.widgets.flow import Flow


class ReconciledCard(Card):
    """One account on a day."""

    def __init__(self) -> None:
        super().__init__(padding=16, gap=6)
        self.hide()

    def show_account(self, one: Reconciliation | None) -> None:
        """Show an account, or nothing."""
        clear(self.rows)
        self.setVisible(one is not None)
        if one is None:
            return
        number = isolated(account_words(one.account))
        closed = _("closed up to {day}").format(day=day(one.closed_until)) if one.closed_until else ""
        stated = (
            _("stated on {day}").format(day=day(one.stated_on)) if one.stated_on else _("balance not stated")
        )
        tied = _("all explained") if not one.unexplained else _("not explained: {amount}")
        self.rows.addWidget(
            Flow(
                _part(one.label or number, "", closed or (number if one.label else "")),
                _part(_("Books"), money(Money(one.books)), day(one.on)),
                _part(_("Bank"), money(Money(one.bank)), stated),
                _part(
                    _("Difference"),
                    money(Money(one.difference)),
                    tied.format(amount=money(Money(one.unexplained))),
                    "ok" if not one.unexplained else "bad",
                ),
                _explained(one),
            )
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


def _explained(one: Reconciliation) -> QWidget:
    made = QWidget()
    made.setMinimumWidth(theme().px(290))
    rows = QVBoxLayout(made)
    rows.setContentsMargins(*theme().margins(8, 0, 8, 0))
    rows.setSpacing(theme().px(2))
    for part in one.explanations:
        rows.addLayout(ends(explanation_words(part), money(Money(part.amount)), "small"))
    rows.addStretch(1)
    return made
