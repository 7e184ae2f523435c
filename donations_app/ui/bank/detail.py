"""One slip beside the list: its sum and state, what stands on it, what came back, and what can be done."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.deposits import SlipDetail, SlipLine
from donations_app.db.queries.slips import SlipRow
from donations_app.domain.identifiers import spaced
from donations_app.domain.money import Money
from donations_app.i18n import _, count, day, isolated, ngettext
from donations_app.ui.bank.table import state_tone, state_word
from donations_app.ui.payments.detail import ends, entry_rows
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, clear, rule, set_kind
from donations_app.ui.widgets.fields import shown_before
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.scrolled import Scrolled, beside_bar
from donations_app.ui.widgets.signs import Pill
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import METHODS, REVERSALS, together, word


class SlipPanel(Card):
    """Shows a slip; each payment on it is a link."""

    to_payment = Signal(str, object)  # reference and key
    looked_at = Signal(object)  # the ``SlipRow`` whose page is wanted
    handed_in = Signal(object)
    credited = Signal(object)
    cancelled = Signal(object)

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(padding=20, gap=12)
        self._read_only = read_only
        self.found: SlipDetail | None = None
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(*beside_bar())
        self._rows.setSpacing(theme().px(10))
        self.rows.addWidget(Scrolled(page), 1)
        self.looker = button(_("Page ..."), icon_name="printer", clicked=lambda: self._say(self.looked_at))
        self.hander = button(_("Hand in ..."), clicked=lambda: self._say(self.handed_in))
        self.crediter = button(_("Credit ..."), clicked=lambda: self._say(self.credited))
        self.canceller = button(_("Cancel ..."), clicked=lambda: self._say(self.cancelled))
        self.rows.addWidget(Flow(self.canceller, None, self.looker, self.hander, self.crediter))
        self.show_slip(None)

    def _say(self, wanted: object) -> None:
        if self.found is not None:
            wanted.emit(self.found.row)  # type: ignore[attr-defined]  # a signal of this panel

    def show_slip(self, found: SlipDetail | None) -> None:
        """Show a slip, or that none is chosen."""
        self.found = found
        clear(self._rows)
        self._show_acts(found.row if found else None)
        if found is None:
            self._rows.addWidget(Wrapped(_("Choose a slip to see all of it here."), "body", "muted"))
        else:
            self._show_head(found.row)
            self._rows.addWidget(rule())
            self._show_returned(found)
            for line in found.lines:
                self._show_line(line, found.row.currency)
            for one in found.cash:
                worth, amount = (
                    amount_words(cents, found.row.currency) for cents in (one.worth, one.amount.cents)
                )
                self._rows.addLayout(ends(f"{worth} × {isolated(count(one.count))}", amount, "body"))
            self._rows.addWidget(rule())
            self._rows.addWidget(Label(_("History"), "strong"))
            for entry in found.entries:
                self._rows.addLayout(entry_rows(entry))
        self._rows.addStretch(1)
        shown_before(self.canceller, self._rows.parentWidget())

    def _show_acts(self, row: SlipRow | None) -> None:
        """Show what can be done with a slip as it stands; the next step is filled."""
        state, writes = row.state if row else "", not self._read_only
        self.looker.setEnabled(row is not None)
        shown = {
            self.hander: state in ("made", "handed_in"),
            self.canceller: state in ("made", "handed_in"),
            self.crediter: state in ("handed_in", "credited"),
        }
        for act, is_shown in shown.items():
            act.setVisible(is_shown and writes)
        self.hander.setText(_("Hand in ...") if state == "made" else _("Day at the bank ..."))
        set_kind(self.hander, "primary" if state == "made" else "")
        set_kind(self.crediter, "primary" if state == "handed_in" else "")

    def first_act(self) -> QWidget:
        """Return what Enter in the list leads to."""
        acts = (self.crediter, self.hander)
        return next((act for act in acts if act.isVisible()), self.looker)

    def _show_head(self, row: SlipRow) -> None:
        self._rows.addWidget(Label(isolated(row.number), "small", "muted"))
        head = QHBoxLayout()
        head.addWidget(Label(amount_words(row.amount.cents, row.currency), "figure"))
        head.addStretch(1)
        head.addWidget(Pill(state_word(row), state_tone(row)))
        self._rows.addLayout(head)
        self._rows.addWidget(Wrapped(row.label, "strong"))
        self._rows.addWidget(Label(isolated(spaced(row.iban)), "small", "muted"))
        for told in _facts(row):
            self._rows.addWidget(Wrapped(told, "small", "muted"))
        if row.cancelled_on:
            told = _("Cancelled on {on}: {reason}").format(
                on=day(row.cancelled_on), reason=isolated(row.reason)
            )
            self._rows.addWidget(Wrapped(told, "small", "bad"))

    def _show_returned(self, found: SlipDetail) -> None:
        if not found.returned:
            return
        told = ngettext(
            "{count} came back unpaid: {amount}", "{count} came back unpaid: {amount}", len(found.returned)
        )
        amount = amount_words(Money.total(line.amount for line in found.returned).cents, found.row.currency)
        self._rows.addWidget(
            Wrapped(told.format(count=count(len(found.returned)), amount=amount), "small", "bad")
        )

    def _show_line(self, line: SlipLine, currency: str) -> None:
        amount = amount_words(line.amount.cents, currency)
        self._rows.addLayout(ends(line.name or _("Anonymous"), amount, "body"))
        below = QHBoxLayout()
        cheque = together(*(isolated(text) for text in (line.cheque_number, line.bank) if text))
        below.addWidget(Wrapped(cheque, "small", "muted"), 1, Qt.AlignmentFlag.AlignVCenter)
        link = button(
            isolated(line.payment), "link", clicked=lambda: self.to_payment.emit(line.payment, line.id)
        )
        below.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
        self._rows.addLayout(below)
        for told, tone in _told_of(line):
            self._rows.addWidget(Wrapped(told, "small", tone))


def _told_of(line: SlipLine) -> Iterator[tuple[str, str]]:
    """Yield what became of a payment on the slip, each with its tone."""
    if line.in_place_of:
        yield _("in the place of {ref}").format(ref=isolated(line.in_place_of)), "muted"
    if line.reversal:
        on = day(line.taken_back_on) if line.taken_back_on else ""
        code = (
            _("code of the bank {code}").format(code=isolated(line.return_code)) if line.return_code else ""
        )
        said = together(*filter(None, (word(REVERSALS, line.reversal), on, isolated(line.reason), code)))
        yield said, "bad" if line.reversal == "return" else "warn"


def _facts(row: SlipRow) -> list[str]:
    """Return the days of a slip and who made it, a line each."""
    made = _("{method}, made on {day} by {who}, office {office}").format(
        method=word(METHODS, row.method),
        day=day(row.made_on),
        who=isolated(row.made_by),
        office=isolated(row.office),
    )
    told = [made]
    if row.handed_in_on:
        told.append(_("Handed in on {day}").format(day=day(row.handed_in_on)))
    if row.credited_on:
        on = day(row.credited_on)
        reference = isolated(row.bank_reference) if row.bank_reference else _("no reference")
        told.append(_("Credited on {day}: {reference}").format(day=on, reference=reference))
    return told
