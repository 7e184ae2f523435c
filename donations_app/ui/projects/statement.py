"""The statement of an association: looked at in one language or both, printed, saved."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import KnownError
from donations_app.domain.mail_errors import NotMailable
from donations_app.domain.numbers import file_name
from donations_app.i18n import N_, _, isolated
from donations_app.services.statements.association_statement import (
    association_statement,
    write_association_statement,
)
from donations_app.services.statements.statement_mail import StatementOrder, statement_reader
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.projects.sending import Addressee, SendStatement
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.segments import Segments

LANGUAGES: Final = {"both": N_("French and Arabic"), "fr": N_("French"), "ar": N_("Arabic")}  # both first


class StatementPage(Dialog):
    """Shows the page in a language; printing is what Enter does, saving stands beside it."""

    said = Signal(str)

    def __init__(self, desk: Desk, ref: str, name: str, language: str, parent: QWidget) -> None:
        super().__init__(_("Statement of {name}").format(name=isolated(name)), parent)
        self._desk, self._ref = desk, ref
        self.language = Segments({code: _(word) for code, word in LANGUAGES.items()}, _("Language"))
        self.language.choose(language)
        self.language.chosen.connect(lambda *_: self.draw())
        self.view = PdfView(empty=_("The statement is drawn here."))
        self.setMinimumWidth(theme().px(680))
        self.view.setMinimumSize(theme().px(600), theme().px(440))
        self.rows.addWidget(self.language)
        self.rows.addWidget(Wrapped(_("It names no donor: it may be passed on."), "small", "muted"))
        self.rows.addWidget(self.view, 1)
        self.saver = button(_("Save as PDF ..."), icon_name="download", clicked=self._ask)
        self.sends = button(_("Send by e-mail ..."), icon_name="mail", clicked=self.ask_send)
        self.printer = self.add_buttons(_("Print"), self.saver, self.sends)
        self.draw()

    def draw(self) -> None:
        """Draw the page in the language that is chosen, off the window's thread."""
        books, ref, language, on = self._desk.books, self._ref, self.language.value(), self._desk.today()
        self._let(can=False)

        def work(_report: Callable[[int, int], None]) -> bytes:
            return association_statement(books, ref, language=language, on=on)

        self._desk.jobs.start(
            work, of=self, done=lambda found: self._show(found, language), failed=self._fail, may_be_lost=True
        )

    def accept(self) -> None:
        """Print the page; the dialog stays."""
        self.view.print_document()

    def save(self, path: Path) -> None:
        """Write the page where the file dialog said, which asks before a file is replaced."""
        books, ref, language, on = self._desk.books, self._ref, self.language.value(), self._desk.today()

        def work(_report: Callable[[int, int], None]) -> None:
            write_association_statement(books, ref, path, language=language, on=on, force=True)

        told = _("The statement is saved: {path}").format(path=isolated(str(path)))
        self._desk.jobs.start(work, of=self, done=lambda _none: self.said.emit(told), failed=self._fail)

    def ask_send(self) -> None:
        """Ask before the page goes to the association; one that gets no e-mail is told, with the reason."""
        order = StatementOrder(self._ref, self.language.value(), self._desk.today())
        before = None
        try:
            to = self._desk.read(statement_reader, order, self._desk.today())
        except NotMailable as error:
            if error.reason not in ("had_it", "in_doubt"):
                errors.tell(error, self)
                return
            before, order = error, replace(order, again=True)
            to = self._desk.read(statement_reader, order, self._desk.today())
        except KnownError as error:
            errors.tell(error, self)
            return
        asks = SendStatement(self._desk, order, Addressee(to.name, to.email), before, self)
        asks.said.connect(self.said)
        asks.open()

    def _show(self, content: bytes, language: str) -> None:
        if language == self.language.value():
            self.view.show_document(content, self._ref)
            self._let(can=True)

    def _fail(self, error: BaseException) -> None:
        errors.tell(error, self)

    def _let(self, *, can: bool) -> None:
        self.sends.setEnabled(can and not self._desk.books.read_only)
        for made in (self.saver, self.printer):
            made.setEnabled(can)

    def _ask(self) -> None:
        name = file_name(f"{self._ref}-{self.language.value()}")
        ask_place(self, _("Save as PDF ..."), name, ["pdf"], then=self.save)
