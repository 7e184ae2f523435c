"""Deposit slips: what waits for one, the slips made and what became of them, one of them beside."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from donations_app.db.queries.deposits import Waiting, slip_detail, waiting
from donations_app.db.queries.settings import offices
from donations_app.db.queries.slips import SlipRow, slips
from donations_app.domain.deposits import EURO
from donations_app.domain.errors import KnownError
from donations_app.domain.money import Money
from donations_app.i18n import _, count, isolated, labelled, ngettext
from donations_app.ui import errors
from donations_app.ui.bank.detail import SlipPanel
from donations_app.ui.bank.matching import MatchingPane
from donations_app.ui.bank.statements import StatementsPane
from donations_app.ui.bank.table import SlipTable
from donations_app.ui.desk import Desk
from donations_app.ui.list_screen import ListScreen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button, clear
from donations_app.ui.widgets.fields import ComboBox, TextEdit, shown_before
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.segments import Segments
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import METHODS, SLIP_STATES, word

if TYPE_CHECKING:
    from donations_app.ui.acting import Act

_Read = tuple[list[SlipRow], list[Waiting]]


class BankScreen(ListScreen):
    """What waits for a slip at each office above, the slips below it, the chosen one beside."""

    code = "bank"
    foot_is_short = True
    nouns = frozenset(("deposits", "payments", "settings", "bank"))
    to_payment = Signal(str, object)  # a reference and its key
    waits = Signal(int)  # how many payments of this office wait for a slip
    table: SlipTable
    panel: SlipPanel

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._offices: dict[str, str] = {}  # names by code
        self._wanted = ""  # number of a slip that is to be chosen once it is read
        # what arrived on the accounts is read by the head office and the auditor alone
        self.has_statements = desk.books.role != "clerk"

    def subtitle(self) -> str:
        part = self.view.value() if self._is_built else ""
        if part == "statements":
            return _("What the bank says arrived and left")
        if part == "matching":
            return _("What the lines of the bank are, and books beside bank")
        return _("Cheques and cash on their way to the bank")

    def build(self) -> None:
        self._offices = {office.code: office.name for office in self.desk.read(offices)}
        typed = TextEdit(_("Number, reference of the bank"))
        typed.setPlaceholderText(_("B-MRS-000012, reference of the bank ..."))
        self.office = ComboBox(self.office_choices(self._offices), _("Office"))
        states = {code: _(told) for code, (told, _tone) in SLIP_STATES.items()}
        self.state = ComboBox({"": _("Every state")} | states, _("State"))
        methods = {code: word(METHODS, code) for code in ("cheque", "cash")}
        self.method = ComboBox({"": _("Every method")} | methods, _("Method"))
        self.table = SlipTable()
        self.panel = SlipPanel(read_only=self.desk.books.read_only)
        self.strip = _Strip(self.desk, self._offices, self.ask_make)
        choices = {"slips": _("Slips"), "matching": _("To match"), "statements": _("Statements")}
        self.view = Segments(choices, _("What is shown"))
        self.view.setParent(self)  # before the rest, so that Tab comes to it first
        self.lay_out(typed, (self.state, self.method, self.office), above=self.strip)
        self._add_statements()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_slip())
        self.table.activated_row.connect(lambda *_: self.panel.first_act().setFocus())
        self.panel.to_payment.connect(self.to_payment)
        self.panel.looked_at.connect(self.show_page)
        self.panel.handed_in.connect(self.ask_hand_in)
        self.panel.credited.connect(self.ask_credit)
        self.panel.cancelled.connect(self.ask_cancel)

    def _add_statements(self) -> None:
        """Add the part of the statements, and what turns from one to the other."""
        self.statements = StatementsPane(self.desk, self)
        page = cast("QVBoxLayout", self.layout())
        self.view.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        page.insertWidget(0, self.view, 0, Qt.AlignmentFlag.AlignLeading)
        page.setStretchFactor(self._split, 1)
        self.matching = MatchingPane(self.desk, self)
        for pane in (self.statements, self.matching):
            page.addWidget(pane, 1)
            pane.hide()
            pane.said.connect(self.said)
        self.statements.wants_match.connect(self.match)
        self.view.setVisible(self.has_statements)
        self.view.chosen.connect(self.show_part)

    def show_part(self, code: str) -> None:
        """Show the slips, what is to be matched, or the statements."""
        self.view.choose(code)
        self.retitled.emit()
        self._split.setVisible(code == "slips")
        self.statements.setVisible(code == "statements")
        self.matching.setVisible(code == "matching")
        self._read_part()

    def _read_part(self) -> None:
        """Read what is shown beside the slips."""
        if self.view.value() == "statements":
            self.statements.read_list()
        elif self.view.value() == "matching":
            self.matching.read_list()
            self.matching.table.setFocus()

    def match(self, line: int | None) -> None:
        """Turn to what is to be matched, to a line of it."""
        self.matching.wanted = line
        self.show_part("matching")

    def read_file(self, path: Path) -> None:
        """Read a file of the bank that was dropped on the window."""
        self.show_part("statements")
        self.statements.read_file(path)

    def arrange(self) -> None:
        super().arrange()
        self.statements.arrange(self.room)
        self.matching.arrange(self.room)

    def refresh(self) -> None:
        super().refresh()
        self._read_part()

    # what is read

    def read_list(self, key: int | None = None) -> None:
        chosen = key if key is not None else self.table.current_key()
        today = self.desk.today()
        asked = {
            "office": self.office.value(),
            "method": self.method.value(),
            "state": self.state.value(),
            "typed": self.typed.text(),
        }
        self.read_off(
            lambda session: (slips(session, **asked), waiting(session, today=today)),
            lambda found: self._show(found, asked, chosen),
        )

    def _show(self, found: _Read, asked: dict[str, str], chosen: int | None) -> None:
        now = (self.office.value(), self.method.value(), self.state.value(), self.typed.text())
        if tuple(asked.values()) != now:
            return  # something else was asked meanwhile
        rows, waits = found
        wanted, self._wanted = self._wanted, ""
        chosen = next((row.id for row in rows if row.number == wanted), chosen)
        told = ngettext("{count} slip, {amount}", "{count} slips, {amount}", len(rows))
        live = [row for row in rows if row.state != "cancelled"]
        amount = " + ".join(
            amount_words(Money.total(row.amount for row in live if row.currency == currency).cents, currency)
            for currency in sorted({row.currency for row in live} or {EURO})
        )
        self.summary.setText(told.format(count=count(len(rows)), amount=amount))
        is_asked = any(asked.values())
        self.table.say_when_empty(_("No slip is like that.") if is_asked else _("No slip is made yet."))
        self.show_list(self.table.show_slips(rows), chosen)
        self._show_slip()
        self.strip.show_waiting(waits)
        shown_before(self.typed, self.strip)
        own = self.desk.author.office
        self.waits.emit(sum(one.count for one in waits if one.office == own))

    def _show_slip(self) -> None:
        row = self.table.current_row()
        self.panel.show_slip(self.desk.read(slip_detail, row.number) if row else None)

    def show_number(self, number: str) -> None:
        """Show a slip, whatever was chosen here."""
        self._wanted = number
        self.ask_for("")

    # what it does

    def ask_make(self, method: str, *, batch: str = "", currency: str = "") -> None:
        """Ask which payments go onto a slip."""
        from donations_app.ui.bank.making import MakeSlip

        dialog = MakeSlip(self.desk, method, self, batch=batch, currency=currency)
        dialog.made.connect(self._made)
        dialog.open()

    def _made(self, number: str) -> None:
        self._wanted = number
        self.said.emit(_("Slip {number} is made.").format(number=isolated(number)))
        self.refresh()

    def show_page(self, row: SlipRow) -> None:
        """Show the page of a slip, to print and save."""
        from donations_app.services.deposits.slips import slip_document
        from donations_app.ui.bank.acts import SlipPage

        try:
            document = self.desk.do(slip_document, row.number)
        except KnownError as error:
            errors.tell(error, self)
            return
        SlipPage(row.number, document, self).open()

    def ask_hand_in(self, row: SlipRow) -> None:
        """Ask on which day a slip went to the bank."""
        from donations_app.ui.bank.acts import HandIn

        self._open(HandIn(self.desk, row, self))

    def ask_credit(self, row: SlipRow) -> None:
        """Ask when the bank credited a slip."""
        from donations_app.ui.bank.acts import Credit

        self._open(Credit(self.desk, row, self))

    def ask_cancel(self, row: SlipRow) -> None:
        """Ask why a slip is cancelled."""
        from donations_app.ui.bank.acts import Cancel

        self._open(Cancel(self.desk, row, self))

    def _open(self, dialog: "Act") -> None:
        dialog.done_with.connect(self.said)
        dialog.open()

    def ask_export(self) -> None:
        from donations_app.formats.writing import TABLES

        ask_place(self, _("Export slips"), _("slips"), TABLES, then=self.export)

    def exporting(self, path: Path) -> Callable[[], Any]:
        from donations_app.services.deposits.listing import write_slips

        form, books = path.suffix[1:].lower(), self.desk.books
        asked = {"office": self.office.value(), "method": self.method.value(), "state": self.state.value()}
        typed = self.typed.text()
        return lambda: write_slips(books, path, form=form, typed=typed, force=True, **asked)


class _Strip(QWidget):
    """What waits for a slip: of this office with a button each, of others in words."""

    def __init__(self, desk: Desk, names: dict[str, str], make: Callable[..., object]) -> None:
        super().__init__()
        self._desk, self._names, self._make = desk, names, make
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme().px(8))

    def show_waiting(self, found: Sequence[Waiting]) -> None:
        """Show what waits by office, method and currency."""
        clear(self._rows)
        office, writes = self._desk.author.office, not self._desk.books.read_only
        own = [one for one in found if one.office == office]
        told = _("Waiting for a slip") if found else _("Nothing waits for a slip.")
        self._rows.addWidget(Label(told, "label", "muted"))
        if own and writes:
            self._rows.addWidget(Flow(*map(self._button, own)))
        for some in (own if not writes else [], [one for one in found if one.office != office]):
            if some:
                self._rows.addWidget(Wrapped(" · ".join(map(self._told, some)), "small", "muted"))

    def _button(self, one: Waiting) -> QWidget:
        made = button(
            _waiting_words(one), "small", "plus", partial(self._make, one.method, currency=one.currency)
        )
        made.setAccessibleName(_("Make a slip: {waiting}").format(waiting=_waiting_words(one)))
        made.setToolTip(_("Make a slip ..."))
        return made

    def _told(self, one: Waiting) -> str:
        return labelled(isolated(self._names.get(one.office, one.office)), _waiting_words(one))


def _waiting_words(one: Waiting) -> str:
    if one.method == "cheque":
        told = ngettext("{count} cheque, {amount}", "{count} cheques, {amount}", one.count)
    else:
        told = ngettext("{count} payment in cash, {amount}", "{count} payments in cash, {amount}", one.count)
    return told.format(count=count(one.count), amount=amount_words(one.amount.cents, one.currency))
