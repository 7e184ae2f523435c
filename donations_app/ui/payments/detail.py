"""One payment beside the list: lines and where their cents stand, receipt, history, and what can be done."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.payment_detail import DetailedLine, PaymentDetail
from donations_app.db.queries.payment_list import PaymentRow
from donations_app.db.queries.projects import ProjectName
from donations_app.domain.tracing import TracedEntry, TracedShare
from donations_app.i18n import _, day, isolated, moment, money
from donations_app.ui.payments.table import name_of
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped, button, clear, rule
from donations_app.ui.widgets.fields import shown_before
from donations_app.ui.widgets.linked import ElidedLink
from donations_app.ui.widgets.scrolled import Scrolled, beside_bar
from donations_app.ui.widgets.signs import Pill
from donations_app.words.changes import history_change
from donations_app.words.codes import METHODS, REVERSALS, kind_word, together, word
from donations_app.words.entries import act_words
from donations_app.words.payments import back_words, currency_words, line_words, refund_words, since_words
from donations_app.words.targets import short_target, whole_target


class PaymentPanel(Card):
    """Shows a payment; the receipt on it is a link. What it is made of is made when it is first to show one."""

    to_receipt = Signal(str)  # number
    to_person = Signal(str)  # reference
    to_slip = Signal(str)  # number
    to_project = Signal(str)  # code
    wrong = Signal(object)  # the ``PaymentRow`` to be put right
    elsewhere = Signal(str)  # reference of the payment whose money is to be moved
    acknowledged = Signal(str)  # reference of the payment whose acknowledgement is to be printed

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(padding=20, gap=12)
        self._read_only = read_only
        self.found: PaymentDetail | None = None
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(*beside_bar())
        self._rows.setSpacing(theme().px(10))
        self.righter = button(_("Put right ..."), "primary", clicked=self._put_right)
        self.rows.addWidget(self.righter)
        self.righter.setVisible(not read_only)

    def _make_page(self) -> None:
        page = QWidget()
        page.setLayout(self._rows)
        self.rows.insertWidget(self.rows.indexOf(self.righter), Scrolled(page), 1)

    def show_payment(self, found: PaymentDetail | None) -> None:
        """Show a payment, or that none is chosen."""
        self.found = found
        if self._rows.parentWidget() is None:
            self._make_page()
        clear(self._rows)
        self.righter.setEnabled(not self.why_not())
        self.righter.setToolTip(self.why_not())
        if found is None:
            self._rows.addWidget(Wrapped(_("Choose a payment to see all of it here."), "body", "muted"))
        else:
            self._show_head(found)
            self._rows.addWidget(rule())
            for line in found.lines:
                self._show_line(line)
            if not self.why_not() and not found.is_refund:
                moves = button(
                    _("Move its money ..."), "link", "repeat", lambda: self.elsewhere.emit(found.row.ref)
                )
                self._rows.addWidget(moves, 0, Qt.AlignmentFlag.AlignLeading)
            if found.row.state == "stands" and not found.is_refund:
                prints = button(
                    _("Provisional acknowledgement ..."),
                    "link",
                    "printer",
                    lambda: self.acknowledged.emit(found.row.ref),
                )
                self._rows.addWidget(prints, 0, Qt.AlignmentFlag.AlignLeading)
            self._show_receipts(found)
            self._show_deposit(found)
            self._rows.addWidget(rule())
            self._rows.addWidget(Label(_("History"), "strong"))
            for entry in found.entries:
                self._rows.addLayout(entry_rows(entry))
        self._rows.addStretch(1)
        shown_before(self.righter, self._rows.parentWidget())

    def why_not(self) -> str:
        """Return why the payment cannot be put right, or nothing."""
        if self._read_only:
            return _("Read only: nothing can be changed here.")
        if self.found is None:
            return _("Choose a payment first.")
        is_open = self.found.row.state == "stands" or self.found.is_refund
        return "" if is_open else _("It was taken back already.")

    def _put_right(self) -> None:
        if self.found is not None:
            self.wrong.emit(self.found.row)

    def _show_head(self, found: PaymentDetail) -> None:
        row = found.row
        self._rows.addWidget(Label(isolated(row.ref), "small", "muted"))
        head = QHBoxLayout()
        head.addWidget(Label(money(row.amount), "figure"))
        head.addStretch(1)
        text, tone = state_words(row)
        head.addWidget(Pill(text, tone))
        self._rows.addLayout(head)
        self._rows.addWidget(Wrapped(name_of(row), "strong"))
        if row.payer:
            link = button(_("Card of the person"), "link", "user", lambda: self.to_person.emit(row.payer))
            self._rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        self._rows.addWidget(Wrapped(_money_facts(found), "small", "muted"))
        if row.reversal:
            self._rows.addWidget(Wrapped(back_words(found), "small", "bad"))
        for refund in found.refunds:
            self._rows.addWidget(Wrapped(refund_words(refund), "small", "warn"))

    def _show_line(self, line: DetailedLine) -> None:
        self._rows.addLayout(ends(kind_word(line.kind, line.dues_year), money(line.amount), "strong"))
        for share in line.shares:
            self._rows.addLayout(self._share_row(share))
            if said := since_words(share):
                self._rows.addWidget(Wrapped(said, "small", "muted"))
        if said := "\n".join(line_words(line)):
            self._rows.addWidget(Wrapped(said, "small", "muted"))
        for move in line.moves:
            self._rows.addWidget(Wrapped(self._move(move), "small", "muted"))

    def _share_row(self, share: TracedShare) -> QHBoxLayout:
        """Return where cents stand, a link to the page of their project, and how much they are."""
        if not share.project:
            return ends(self._share(share), money(share.amount), "body")
        row = QHBoxLayout()
        link = ElidedLink(self._share(share), lambda: self.to_project.emit(share.project))
        told = (
            whole_target(share.project, self._names()),
            isolated(share.association) if share.association else "",
        )
        link.setToolTip(together(*filter(None, told)))
        row.addWidget(link, 1)
        row.addWidget(Label(money(share.amount)), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _names(self) -> Mapping[str, ProjectName]:
        return self.found.names if self.found else {}

    def _share(self, share: TracedShare) -> str:
        """Return where cents stand, by the short name of the project."""
        title = short_target(share.project, self._names()) if share.project else _("General fund")
        return together(*filter(None, (title, isolated(share.association) if share.association else "")))

    def _move(self, share: TracedShare) -> str:
        when = day(share.on) if share.on else ""
        reason = isolated(share.reason) if share.reason else ""
        return together(*filter(None, (when, money(share.amount), self._share(share), reason)))

    def _show_receipts(self, found: PaymentDetail) -> None:
        self._rows.addWidget(rule())
        numbers = dict.fromkeys(line.receipt for line in found.lines if line.receipt)
        for number in numbers:
            told = _("Receipt: {number}").format(number=isolated(number))
            self._rows.addWidget(button(told, "link", "receipt-text", self._opens(number)))
        if not numbers:
            self._rows.addWidget(Wrapped(_("No receipt stands on it."), "small", "muted"))
        if found.receipt_issued_by:
            told = _("A receipt was issued by {name}.").format(name=isolated(found.receipt_issued_by))
            self._rows.addWidget(Wrapped(told, "small", "muted"))

    def _show_deposit(self, found: PaymentDetail) -> None:
        """Show the slip on which the payment went to the bank, and the bank's line."""
        slip = found.slip
        if slip is not None:
            told = _("Deposit slip: {name}").format(name=isolated(slip.number))
            self._rows.addWidget(button(told, "link", "file-text", lambda: self.to_slip.emit(slip.number)))
        elif found.row.method in ("cheque", "cash") and not found.bank_lines:
            self._rows.addWidget(Wrapped(_("No deposit slip holds it."), "small", "muted"))
            return
        for one in found.bank_lines:
            line = together(day(one.booked_on), isolated(one.said), isolated(one.line))
            self._rows.addWidget(Wrapped(_("Bank line: {name}").format(name=line), "small", "muted"))
        if not found.bank_lines and found.row.method != "none":
            line = isolated(slip.bank_line) if slip and slip.bank_line else _("not matched yet")
            if slip and not slip.bank_line:
                line = _("credit not noted yet")
            self._rows.addWidget(Wrapped(_("Bank line: {name}").format(name=line), "small", "muted"))

    def _opens(self, number: str) -> Callable[[], None]:
        return lambda: self.to_receipt.emit(number)


def state_words(row: PaymentRow) -> tuple[str, str]:
    """Return in words whether the money is there, and their state."""
    if row.reversal:
        return word(REVERSALS, row.reversal), "bad"
    if row.refunded:
        return _("Refunded in part"), "warn"
    if row.credited_on or row.method in ("cash", "none"):
        return _("Arrived"), "ok"
    return _("Credit expected"), "info"


def _money_facts(found: PaymentDetail) -> str:
    row = found.row
    method = word(METHODS, row.method)
    cheque = f"{method} {isolated(row.cheque_number)}" if row.cheque_number else method
    received = _("received on {day}").format(day=day(row.received_on)) if row.received_on else ""
    credited = _("credited on {day}").format(day=day(row.credited_on)) if row.credited_on else ""
    batch = _("batch {name}").format(name=isolated(row.batch)) if row.batch else ""
    office = _("office {code}").format(code=isolated(row.office))
    bank = isolated(found.bank) if found.bank else ""
    return together(*filter(None, (cheque, bank, received, credited, currency_words(found), batch, office)))


def ends(text: str, amount: str, role: str) -> QHBoxLayout:
    """Return a text, and what it comes to at the end of its row."""
    row = QHBoxLayout()
    row.addWidget(Elided(text, role), 1)
    row.addWidget(Label(amount, role), 0, Qt.AlignmentFlag.AlignTop)
    return row


def entry_rows(entry: TracedEntry) -> QVBoxLayout:
    """Return what an entry of the audit trail did, when and by whom."""
    rows = QVBoxLayout()
    rows.setSpacing(0)
    for line in (act_words(entry.kind), *map(history_change, entry.changes)):
        rows.addWidget(Wrapped(line, "small"))
    who = together(moment(entry.at), isolated(entry.who), isolated(entry.office))
    rows.addWidget(Wrapped(who, "axis", "muted"))
    return rows
