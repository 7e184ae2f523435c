"""Sending: the issued receipts of a year, what became of each, and the three ways to their donors."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from donations_app.db.queries.settings import mail_account
from donations_app.domain.deliveries import Deliverable, is_mail_out
from donations_app.domain.errors import KnownError
from donations_app.i18n import N_, _, count, isolated, money, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.sending.mail_question import AskMail, MailOrder
from donations_app.ui.receipts.sending.post import (
    AskPost,
    PostOrder,
    PrintedBar,
    PrintedPages,
    take_out_lines,
)
from donations_app.ui.receipts.sending.sent_words import state_text, state_tone
from donations_app.ui.theme import theme
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.places import ask_folder
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel

Report = Callable[[int, int], None]
_OPEN: Final = ("waiting", "failed", "in_doubt", "returned")
_WAYS: Final = {"email": N_("E-mail"), "post": N_("Post"), "none": N_("No way")}
_FILTERS: Final = {
    "open": (N_("Not sent: {count}"), _OPEN),
    "trouble": (N_("Failed, come back or in doubt: {count}"), ("failed", "in_doubt", "returned")),
    "sent": (N_("Sent: {count}"), ("posted", "mailed")),
    "all": (N_("All: {count}"), (*_OPEN, "posted", "mailed")),
}


class Runs(Protocol):
    """Runs work off the thread, with its progress in sight."""

    def __call__(self, work: Callable[[Report], Any], done: Callable[[Any], None]) -> None: ...


class SendingView(QWidget):
    """The receipts of the chosen year that are not cancelled; the screen runs what it asks for."""

    said = Signal(str)
    chosen = Signal()  # another list, or another selection
    folder_chosen = Signal(object, object)  # a folder, and the numbers to save there

    def __init__(self, desk: Desk, run: Runs) -> None:
        super().__init__()
        self._desk, self._run = desk, run
        self.year = desk.today().year
        self.receipts: list[Deliverable] = []
        self.printed: PrintedPages | None = None
        self.filter = ComboBox(dict.fromkeys(_FILTERS, ""), _("Which receipts"))
        self.table = _table()
        self.bar = PrintedBar()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.filter)
        rows.addWidget(self.bar)
        rows.addWidget(self.table, 1)
        self.filter.chosen.connect(lambda *_: self._show_rows())
        self.bar.printed.connect(self.note)
        self.bar.not_printed.connect(self.note_nothing)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def show_receipts(self, year: int, receipts: Sequence[Deliverable]) -> None:
        """Show the receipts of a year, read afresh."""
        self.year = year
        self.receipts = [one for one in receipts if not one.is_cancelled]
        for row, (text, states) in enumerate(_FILTERS.values()):
            number = sum(one.state in states for one in self.receipts)
            self.filter.setItemText(row, _(text).format(count=count(number)))
        self._show_rows()

    def _show_rows(self) -> None:
        chosen = {one.number for one in self.selected()}
        self.table.show_keys(self.listed())
        if chosen:
            self._choose(chosen)
        self.chosen.emit()

    def _choose(self, numbers: Collection[str]) -> None:
        for row, one in enumerate(self.listed()):
            if one.number in numbers:
                self.table.choose_row(row)
                return

    def listed(self) -> list[Deliverable]:
        """Return the receipts of the list."""
        states = _FILTERS[self.filter.value()][1]
        return [one for one in self.receipts if one.state in states]

    def selected(self) -> list[Deliverable]:
        """Return the selected receipts, from the top."""
        return self.table.selected_keys()

    def may_return(self) -> bool:
        """Tell whether an e-mail of the only receipt selected can have come back, or is noted so."""
        selected = self.selected()
        return len(selected) == 1 and is_mail_out(selected[0])

    def summary(self) -> str:
        """Return how many receipts wait."""
        waiting = self.waiting()
        told = ngettext("{count} receipt not sent", "{count} receipts not sent", waiting)
        return told.format(count=count(waiting))

    def waiting(self) -> int:
        """Return how many receipts are not sent."""
        return sum(one.state in _OPEN for one in self.receipts)

    # what it does

    def ask_mail(self, numbers: Collection[str] | None = None) -> None:
        """Ask which receipts go by e-mail; ``numbers`` instead of those of the list."""
        listed, selected = self.listed(), self.selected()
        if numbers is not None:
            listed, selected = [one for one in self.receipts if one.number in set(numbers)], []
        if listed:
            dialog = AskMail(self._desk, listed, selected, self)
            dialog.ordered.connect(self.send)
            dialog.open()

    def send(self, order: MailOrder) -> None:
        """E-mail one after the other, off the thread; stopping keeps what was sent."""
        desk, year = self._desk, self.year

        def work(report: Report) -> Any:
            from donations_app.services.deliveries.mail import send_receipts

            return send_receipts(
                desk.books,
                year=year,
                numbers=order.numbers,
                again=order.again,
                password=order.password,
                progress=report,
            )

        self._run(work, self._told_mail)

    def _told_mail(self, run: Any) -> None:
        from donations_app.ui.receipts.sending.outcome import MailOutcome, told_in_short

        self.said.emit(told_in_short(run))
        if run.failed or run.in_doubt or run.broken or run.left_out:
            dialog = MailOutcome(run, self)
            dialog.again.connect(self.ask_mail)
            dialog.open()

    def ask_post(self) -> None:
        """Ask which receipts are printed for the post."""
        if listed := self.listed():
            has_mail = self._desk.read(mail_account, self._desk.today()) is not None
            dialog = AskPost(self.year, listed, self.selected(), self, has_mail=has_mail)
            dialog.ordered.connect(self.print_pages)
            dialog.open()

    def print_pages(self, order: PostOrder) -> None:
        """Make the file off the thread; nothing is noted before somebody says that it was printed."""
        desk = self._desk

        def work(report: Report) -> Any:
            from donations_app.services.deliveries.post import print_run

            return PrintedPages(
                print_run(
                    desk.books,
                    order.out,
                    numbers=order.numbers,
                    with_letters=order.with_letters,
                    again=order.again,
                    force=True,
                    is_noted=False,
                    progress=report,
                ),
                order,
            )

        self._run(work, self.ask_printed)

    def ask_printed(self, pages: PrintedPages | None) -> None:
        """Ask until it is answered whether these pages were printed."""
        self.printed = pages if pages and pages.run.posted else None
        self.bar.ask(self.printed)
        if pages:
            self.said.emit(_("Written: {path}").format(path=isolated(str(pages.order.out))))
        self.chosen.emit()

    def ask_again(self, pages: object) -> None:
        """Ask about pages that were made before this window."""
        if isinstance(pages, PrintedPages):
            self.printed = pages
            self.bar.ask(pages)

    def unsaved(self) -> str:
        """Say what is printed and not noted, or nothing."""
        return _("Receipts were printed for the post and are not noted as sent.") if self.printed else ""

    def save_unsaved(self) -> bool:
        """Note the printed pages; tell whether they are noted."""
        try:
            self.note_printed()
        except KnownError as error:
            errors.tell(error, self)
            return False
        self.ask_printed(None)
        return True

    def note_nothing(self) -> None:
        """Leave the receipts of the pages among those not sent."""
        self.ask_printed(None)
        self.said.emit(_("Nothing is noted: they stay among those not sent."))

    def note(self) -> None:
        """Note the printed pages as posted, off the thread."""
        self._run(lambda _report: self.note_printed(), self._told_noted)

    def note_printed(self) -> Any:
        """Note the printed pages as posted, in one transaction."""
        from donations_app.services.deliveries.post import note_printed

        desk, pages = self._desk, self.printed
        if pages is not None:
            desk.do(note_printed, pages.run, again=pages.order.again)
        return pages

    def _told_noted(self, pages: PrintedPages) -> None:
        self.ask_printed(None)
        number = len(pages.run.posted)
        told = ngettext(
            "{count} receipt noted as sent by post.", "{count} receipts noted as sent by post.", number
        )
        self.said.emit(told.format(count=count(number)))
        if lines := take_out_lines(pages.run.to_take_out):
            box = QMessageBox(QMessageBox.Icon.Warning, "Tiwizi", "", QMessageBox.StandardButton.Close, self)
            box.setText(_("Take these out of the printed pages:"))
            box.setInformativeText("\n".join(lines))
            box.open()

    def ask_returned(self) -> None:
        """Ask when the e-mail with the selected receipt came back, or whether that is taken back."""
        from donations_app.ui.receipts.sending.returned import NoteReturn

        if self.may_return():
            dialog = NoteReturn(self._desk, self.selected()[0], self)
            dialog.noted.connect(self.said)
            dialog.open()

    def ask_save(self) -> None:
        """Save a file for each receipt selected, or of the list, into a folder; nothing is noted."""
        numbers = [one.number for one in self.selected() or self.listed()]
        if numbers:
            title = _("Save the receipts in a folder")
            ask_folder(self, title, then=lambda folder: self.folder_chosen.emit(folder, numbers))

    def edit_letters(self) -> None:
        """Open the letters of thanks."""
        from donations_app.ui.receipts.sending.letters_editor import LettersEditor

        dialog = LettersEditor(self._desk, self)
        dialog.said.connect(self.said)
        dialog.open()


def _table() -> Table:
    columns: list[Column[Deliverable]] = [
        Column(_("Donor"), lambda row: row.name, 0, weight=500, may_be_long=True),
        Column(_("Amount"), lambda row: money(row.amount), 104, is_amount=True),
        Column(_("Way"), _way, 124, tone=_way_tone, is_spare=True, may_be_long=True),
        Column(_("Number"), lambda row: isolated(row.number), 144, is_spare=True),
        Column(_("State"), state_text, 128, tone=state_tone),
    ]
    model: WindowedModel[Deliverable] = WindowedModel(columns, list)
    table = Table(model, _("Receipts to send"), empty=_("No receipt of this year is here."))
    model.setParent(table)
    return table


def _way(row: Deliverable) -> str:
    return _(_WAYS[row.way])


def _way_tone(row: Deliverable) -> str:
    return "bad" if row.way == "none" else "muted"
