"""What is recorded of a person below the facts: payments, dues, regular gifts, receipts, history."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.instalments import Agreement
from donations_app.db.queries.mandate_list import MandateRow
from donations_app.db.queries.merged import Former
from donations_app.db.queries.payment_list import PaymentRow
from donations_app.db.queries.person_card import PersonCard, PersonReceipt
from donations_app.domain.dues import DuesYear
from donations_app.i18n import _, count, day, isolated, labelled, money, pgettext
from donations_app.ui.payments.detail import entry_rows
from donations_app.ui.recurring.boxes import YearBoxes
from donations_app.ui.recurring.mandate_acts import mandate_buttons
from donations_app.ui.recurring.mandates import mandate_rows
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.signs import Pill
from donations_app.words.circulars import circular_line
from donations_app.words.codes import AGREEMENTS, DUES, kinds_word, per
from donations_app.words.doubles import former_words
from donations_app.words.dues import call_words

_PAYMENTS = 8


class Recorded(QWidget):
    """Shows the rest of a card; payments and receipts are links."""

    to_payment = Signal(str, object)  # reference, and key: larger than an integer of Qt
    to_payments = Signal(str)  # the name that finds them
    to_receipt = Signal(str)  # number

    mandate_wanted = Signal(str, object)  # the act, the ``MandateRow``

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__()
        self._read_only = read_only
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme().px(8))

    def show_card(self, card: PersonCard, sought: str, mandates: Sequence[MandateRow] = ()) -> None:
        """Show what is recorded of somebody; ``sought`` are words of the name that find the payments."""
        clear(self._rows)
        self._show_payments(card, sought)
        years = [_dues(year) for year in reversed(card.dues)]
        agreed = [_agreed(one) for one in card.recurring]
        receipts = [self._receipt(one) for one in card.receipts]
        history = [entry_rows(entry) for entry in reversed(card.entries)]
        self._part(_("Dues by year"), years)
        self._part(_("Letters about dues"), [_letter(call_words(one)) for one in reversed(card.calls)])
        self._part(_("Letters to lists"), [_letter(circular_line(one)) for one in reversed(card.circulars)])
        self._part(_("Regular gifts"), agreed)
        self._part(_("Mandates"), [self._mandate(one) for one in mandates])
        self._part(_("Receipts"), receipts)
        self._part(_("Recorded twice"), [_former(one) for one in card.formers])
        self._part(_("History"), history)
        self._rows.addStretch(1)

    def _show_payments(self, card: PersonCard, sought: str) -> None:
        self._part(_("Payments"), [self._payment(paid) for paid in card.payments[:_PAYMENTS]])
        if len(card.payments) > _PAYMENTS:
            told = _("All {count} payments").format(count=count(len(card.payments)))
            link = button(told, "link", clicked=lambda: self.to_payments.emit(sought))
            self._rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        if not card.payments:
            self._rows.addWidget(rule())
            self._rows.addWidget(Wrapped(_("Nothing was paid yet."), "small", "muted"))

    def _part(self, title: str, lines: Sequence[QBoxLayout]) -> None:
        if lines:
            self._rows.addWidget(rule())
            self._rows.addWidget(Label(title, "strong"))
        for line in lines:
            self._rows.addLayout(line)

    def _mandate(self, one: MandateRow) -> QBoxLayout:
        rows = mandate_rows(one)
        acts = (
            None
            if self._read_only
            else mandate_buttons(one, lambda kind: self.mandate_wanted.emit(kind, one))
        )
        if acts is not None:
            rows.addWidget(acts)
        return rows

    def _payment(self, paid: PaymentRow) -> QHBoxLayout:
        link = button(day(paid.on), "link", clicked=lambda: self.to_payment.emit(paid.ref, paid.id))
        link.setAccessibleName(labelled(_("Payment"), paid.ref))
        said = (
            pgettext("payments", "Taken back") if paid.reversal else kinds_word(paid.kinds, paid.dues_years)
        )
        return _linked(link, said, money(paid.amount))

    def _receipt(self, one: PersonReceipt) -> QHBoxLayout:
        link = button(isolated(one.number), "link", clicked=lambda: self.to_receipt.emit(one.number))
        return _linked(link, _("Cancelled") if one.is_cancelled else "", money(one.amount))


def _former(one: Former) -> QBoxLayout:
    row = QHBoxLayout()
    row.addWidget(Wrapped(former_words(one.ref, one.name, one.place), "small", "muted"))
    return row


def _linked(link: QWidget, said: str, amount: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().px(8))
    row.addWidget(link)
    row.addWidget(Elided(said, "small", "muted"), 1)
    row.addWidget(_amount(amount))
    return row


def _amount(text: str) -> Label:
    """Return an amount whose cents stand below those of the others, in both directions."""
    made = Label(text)
    flag = Qt.AlignmentFlag
    made.setAlignment(flag.AlignRight | flag.AlignAbsolute | flag.AlignVCenter)
    made.setMinimumWidth(theme().px(84))
    return made


def _dues(one: DuesYear) -> QHBoxLayout:
    text, tone = DUES[one.state]
    row = QHBoxLayout()
    row.setSpacing(theme().px(8))
    row.addWidget(Label(isolated(str(one.year))))
    row.addWidget(Pill(_(text), tone))
    row.addStretch(1)
    row.addWidget(_amount(_("{paid} of {fee}").format(paid=money(one.paid), fee=money(one.fee))))
    return row


def _agreed(gift: Agreement) -> QVBoxLayout:
    """Return how an agreed gift stands, and the boxes of its last year."""
    text, tone = AGREEMENTS[gift.standing]
    head = QHBoxLayout()
    head.setSpacing(theme().px(8))
    head.addWidget(Label(per(money(gift.now.amount), gift.now.frequency)))
    head.addWidget(Pill(_(text), tone))
    head.addStretch(1)
    head.addWidget(Label(isolated(gift.ref), "small", "muted"))
    rows = QVBoxLayout()
    rows.setSpacing(theme().px(4))
    rows.addLayout(head)
    if gift.instalments or gift.paused:
        last = max([*(one.due_on for one in gift.instalments), *gift.paused])
        rows.addWidget(YearBoxes(gift, (last.year,), None))
    return rows


def _letter(told: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(Wrapped(told, "body", "muted"), 1)
    return row
