"""The list of claims with the page of the chosen one beside it, and what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.expenses import claim_rows, claim_years, claims_of, expense_claim, twins_of
from donations_app.db.queries.parties import party
from donations_app.domain.expenses import Claim
from donations_app.domain.money import Money
from donations_app.domain.numbers import file_name
from donations_app.formats.legal import mileage_scales
from donations_app.i18n import _, count, money, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.expenses.claim_words import claim_sentences, twins_told
from donations_app.ui.expenses.settling import WaiverSigned, WithdrawClaim
from donations_app.ui.expenses.table import ClaimTable
from donations_app.ui.receipts.issued.files import ask_file
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Wrapped, button, tool
from donations_app.ui.widgets.fields import ComboBox, Note
from donations_app.ui.widgets.parted import parted
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.segments import Segments
from donations_app.words.sentences import sentence

_YEARS = 6


class ClaimsList(QWidget):
    """The claims of a year: choose one to see its page; the buttons below say what it waits for."""

    said = Signal(str)

    def __init__(self, desk: Desk, new: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self.claim: Claim | None = None
        this = desk.today().year
        years = sorted({*range(this, this - _YEARS, -1), *desk.read(claim_years)}, reverse=True)
        self.year = ComboBox({str(year): str(year) for year in years}, _("Year"))
        self.view = Segments(
            {
                "all": _("All"),
                "unsigned": _("To sign"),
                "provisional": _("Provisional"),
                "unreceipted": _("No receipt"),
            },
            _("What is shown"),
        )
        self.table = ClaimTable(desk)
        self.summary = Wrapped("", "strong")
        self.notes = [Note(), Note(), Note()]
        self.document = PdfView(empty=_("Choose a claim to see its page here."))
        self.sign_one = button(_("Waiver signed ..."), clicked=self.ask_sign)
        self.withdraw_one = button(_("Withdraw ..."), clicked=self.ask_withdraw)
        self.save_one = tool("download", _("Save as PDF"), self.ask_save)
        self.new = button(_("New claim"), "primary", "plus", new)
        self._lay_out()
        self.year.chosen.connect(lambda *_: self.refresh())
        self.view.chosen.connect(lambda *_: self.refresh())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_claim())
        self.new.setEnabled(not desk.books.read_only)
        self.new.setToolTip(self._why_not() if desk.books.read_only else "")

    def _lay_out(self) -> None:
        card = Card(padding=16, gap=12)
        card.rows.addWidget(self.view)
        head = QHBoxLayout()
        self.year.setFixedWidth(theme().px(96))
        head.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.year)
        card.rows.addLayout(head)
        card.rows.addWidget(self.table, 1)
        for note in self.notes:
            card.rows.addWidget(note)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        foot.addWidget(self.sign_one)
        foot.addWidget(self.withdraw_one)
        foot.addStretch(1)
        foot.addWidget(self.save_one)
        foot.addWidget(self.new)
        card.rows.addLayout(foot)
        self._split = parted(card, self.document)
        self._split.setSizes([720, 420])
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._split)

    def arrange(self, *, narrow: bool) -> None:
        """Put the page beside the list, or below it."""
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self.table.setMinimumHeight(theme().px(180))
        self.document.setMinimumSize(QSize(theme().px(240), theme().px(360) if narrow else 0))

    # what it shows

    def refresh(self) -> None:
        """Read the list again; the claim looked at stays chosen."""
        self.show_ref(self.claim.ref if self.claim else "")

    def show_ref(self, ref: str) -> None:
        """Show the list with a claim chosen, if it is there; the first one otherwise."""
        refs = list(self._desk.read(claims_of, int(self.year.value()), view=self.view.value()))
        self.table.show_keys(refs)
        self._sum_up(refs)
        if refs:
            self.table.choose_row(refs.index(ref) if ref in refs else 0)
        else:
            self._show_claim()

    def show_new(self, ref: str) -> None:
        """Show a claim written just now, whatever the list showed."""
        (row,) = self._desk.read(claim_rows, [ref])
        year = str(row.on.year)
        with QSignalBlocker(self.year):
            if self.year.findData(year) < 0:
                self.year.addItem(year, year)
            self.year.choose(year)
        self.view.choose("all")
        self.show_ref(ref)

    def _sum_up(self, refs: list[str]) -> None:
        rows = self._desk.read(claim_rows, refs)
        said = ngettext("{count} claim, {amount}, {km} km", "{count} claims, {amount}, {km} km", len(rows))
        total = Money.total(row.amount for row in rows)
        km = sum(row.km for row in rows)
        self.summary.setText(said.format(count=count(len(rows)), amount=money(total), km=count(km)))

    def _show_claim(self) -> None:
        """Say where the chosen claim stands, and show its page once it is printed, off the thread."""
        ref = self.table.current_key()
        self.claim = self._desk.read(expense_claim, ref, mileage_scales()) if ref else None
        said = claim_sentences(self.claim) if self.claim else []
        if twins := self._desk.read(twins_of, ref) if ref else []:
            said.append((twins_told(twins), "warn"))
        self._say(said)
        why_not = self._why_not()
        for settles in (self.sign_one, self.withdraw_one):
            settles.setEnabled(not why_not)
            settles.setToolTip(why_not)
        self.save_one.setEnabled(False)
        if ref:
            self._print(ref)
        else:
            self.document.show_document(b"", "")

    def _say(self, said: list[tuple[str, str]]) -> None:
        silent = [("", "")] * (len(self.notes) - len(said))
        for note, (text, state) in zip(self.notes, [*said, *silent], strict=True):
            note.say(text, state)

    def _why_not(self) -> str:
        """Return why the chosen claim can be neither signed nor withdrawn, or nothing."""
        if self._desk.books.read_only:
            return _("Read only: nothing can be changed here.")
        if self.claim is None:
            return _("Choose a claim first.")
        waits = self.claim.waived_on is None and self.claim.withdrawn_on is None
        return "" if waits else claim_sentences(self.claim)[0][0]

    def _print(self, ref: str) -> None:
        desk = self._desk

        def show(content: bytes) -> None:
            if self.table.current_key() == ref:
                self.document.show_document(content, ref)
                self.save_one.setEnabled(True)

        def fail(error: BaseException) -> None:
            if self.table.current_key() != ref:
                return
            self.document.show_document(b"", "")
            if said := sentence(error):
                self._say([(said, "bad")])
            else:
                errors.tell(error, self)

        desk.jobs.start(
            lambda _report: _printed(desk, ref), of=self, done=show, failed=fail, may_be_lost=True
        )

    # what it does

    def _name(self, claim: Claim) -> str:
        found = self._desk.read(party, claim.payer)
        return found.name if found else claim.payer

    def ask_sign(self) -> None:
        """Ask for the day and the reference of the signed waiver."""
        if self.claim is not None:
            self._ask(WaiverSigned(self._desk, self.claim, self._name(self.claim), self))

    def ask_withdraw(self) -> None:
        """Ask why the claim is withdrawn."""
        if self.claim is not None:
            self._ask(WithdrawClaim(self._desk, self.claim, self._name(self.claim), self))

    def _ask(self, dialog: WaiverSigned | WithdrawClaim) -> None:
        ref = dialog.claim.ref

        def told(said: str) -> None:
            self.said.emit(said)
            self.show_new(ref)

        dialog.done_with.connect(told)
        dialog.open()

    def ask_save(self) -> None:
        """Ask where to save the page."""
        if self.claim is not None and self.document.content:
            ask_file(self, self.document.content, file_name(self.claim.ref), told=self.said.emit)


def _printed(desk: Desk, ref: str) -> bytes:
    from donations_app.services.expenses.claims import print_claim

    return print_claim(desk.books, ref)
