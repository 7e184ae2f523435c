"""What is known of the payer, beside what he gives now."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from donations_app.db.queries.instalments import Agreement
from donations_app.db.queries.parties import PartyRow, PastPayment
from donations_app.domain.dues import DuesYear
from donations_app.domain.instalments import OVERDUE
from donations_app.domain.parties import PEOPLE, may_have_receipt
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped, button, clear, picture_label
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.flow import Flow
from donations_app.words.codes import AGREEMENTS, METHODS, kind_word, per, together, word


class Past(Card):
    """What is known of the payer: his last payments, his wish, and the way to what he may ask for.

    Attributes:
        facts: reference and dues, to stand where the payer is typed.
    """

    erasure_wanted = Signal(str)  # reference
    death_wanted = Signal(str)  # reference
    card_wanted = Signal(str)  # reference

    def __init__(self) -> None:
        super().__init__(padding=16, gap=5)
        self.facts = Note()
        self.show_nobody()

    def show_nobody(self) -> None:
        """Show nothing of anybody."""
        clear(self.rows)
        self.facts.say("")
        self.hide()

    def show_person(
        self,
        row: PartyRow,
        years: Sequence[DuesYear],
        past: Sequence[PastPayment],
        agreed: Sequence[Agreement] = (),
    ) -> None:
        """Show what is known of a payer."""
        clear(self.rows)
        self.facts.say(" · ".join(_facts(row, years)), _standing(years))
        if past:
            self.rows.addWidget(Label(_("Last payments"), "label", "muted"))
        for paid in past:
            line = QHBoxLayout()
            line.setSpacing(theme().px(14))
            said = together(kind_word(paid.kind, paid.dues_year), word(METHODS, paid.method).lower())
            line.addWidget(Label(day(paid.on), "body", "muted"))
            line.addWidget(Elided(said), 1)
            line.addWidget(Label(money(paid.amount), "name"))
            self.rows.addLayout(line)
        for gift in agreed:
            self.rows.addLayout(_agreed(gift))
        wish = QHBoxLayout()
        wish.setSpacing(theme().px(8))
        wish.addWidget(picture_label("receipt-text", theme().muted, 16))
        wish.addWidget(Wrapped(_receipt_note(row), "small", "muted"), 1, Qt.AlignmentFlag.AlignVCenter)
        self.asks = button(
            _("Request of erasure ..."), "link", clicked=lambda: self.erasure_wanted.emit(row.ref)
        )
        self.dies = button(_("A death ..."), "link", clicked=lambda: self.death_wanted.emit(row.ref))
        self.dies.setVisible(row.kind in PEOPLE)
        self.card = button(_("Card of the person"), "link", clicked=lambda: self.card_wanted.emit(row.ref))
        self.rows.addLayout(wish)
        for link in (self.card, self.asks, self.dies):
            # Tab goes on to the next field; the search leads there
            link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.addWidget(Flow(self.card, self.asks, self.dies))
        self.setVisible(True)


def _agreed(gift: Agreement) -> QHBoxLayout:
    """Return what is agreed, and which of its instalments is the first that did not come."""
    line = QHBoxLayout()
    line.setSpacing(theme().px(8))
    line.addWidget(picture_label("repeat", theme().muted, 16))
    line.addWidget(Elided(per(money(gift.now.amount), gift.now.frequency)), 1)
    overdue = next((one for one in gift.instalments if one.state in OVERDUE), None)
    text, tone = AGREEMENTS[gift.standing]
    if overdue:
        line.addWidget(Label(labelled(_(text), day(overdue.due_on)), "small", tone))
    else:
        line.addWidget(Label(_(text), "small", tone))
    return line


def _facts(row: PartyRow, years: Sequence[DuesYear]) -> list[str]:
    facts = [isolated(row.ref)]
    if years:
        late = [year.year for year in years if year.is_open]
        named = together(*(isolated(str(year)) for year in late))
        facts.append(_("dues to pay: {years}").format(years=named) if late else _("dues paid"))
    return facts


def _standing(years: Sequence[DuesYear]) -> str:
    if not years:
        return ""
    return "warn" if any(year.is_open for year in years) else "ok"


def _receipt_note(row: PartyRow) -> str:
    if not may_have_receipt(row.kind):
        return _("No receipt yet for organisations")
    if row.receipt_wish == "none":
        return _("Wishes no receipt")
    if not row.has_address:
        return _("No receipt until the address is complete")
    return (
        _("One receipt for the year") if row.receipt_wish == "annual" else _("One receipt for each payment")
    )
