"""Keeping and letting go: whose last term ends by the end of the year, the terms, and the run that erases them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from PySide6.QtWidgets import QPushButton

from donations_app.db.queries.settings import offices
from donations_app.domain.keeping import Due
from donations_app.i18n import _, count, day, isolated, labelled, ngettext
from donations_app.services.people.keeping import Term, due_in, terms_on
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.beside import Beside
from donations_app.ui.registers.ledger import Ledger, Row, Section
from donations_app.ui.registers.pane import Pane, Said, filling
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together
from donations_app.words.figures import value_word
from donations_app.words.keeping import counted_words, due_sentence, kind_word, reason_words

_SIDE: Final = 330


class Found(Struct, frozen=True):
    """What is shown of a year."""

    due: Sequence[Due]
    terms: Sequence[Term]
    today: date
    is_head: bool  # whoever looks works for the head office


class KeepingPane(Pane):
    """Who is to be erased, by which term; the head office alone erases."""

    endings = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.due: Sequence[Due] = ()
        self._today, self._is_head = desk.today(), False
        model: WindowedModel[Due] = WindowedModel(_columns(), list)
        self.table = Table(
            model, _("People to erase"), empty=_("Nobody's last term ends by the end of this year.")
        )
        model.setParent(self.table)
        self.ledger = Ledger(_("For how long what is kept"))
        told = _("A later gift, membership or letter keeps somebody again. Erased is erased for good.")
        self._beside = Beside(
            (),
            self.table,
            self.ledger,
            width=_SIDE,
            below=Wrapped(told, "small", "muted"),
            side=_("For how long what is kept"),
        )
        filling(self, self._beside)
        self.erases = button(_("Erase with a certificate ..."), "primary", clicked=self._ask)
        self.erases.setEnabled(False)

    def leads(self) -> list[QPushButton]:
        return [self.erases] if self.desk.books.answers else []

    def arrange(self, width: int) -> None:
        self._beside.arrange(width)

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> Found:
            today = books.today
            with books.read() as session:
                own = books.author.office
                is_head = any(one.is_head and one.code == own for one in offices(session))
                return Found(due_in(session, year, today=today), terms_on(session, today), today, is_head)

        return read

    def show_found(self, found: Found) -> None:
        self.due, self._today, self._is_head = found.due, found.today, found.is_head
        self.table.show_keys(list(self.due))
        rows = [*map(_row, found.terms), Row(_("* To be confirmed, in the legal figures"), tone="muted")]
        self.ledger.fill([Section(_("For how long what is kept"), rows)])
        self.erases.setEnabled(bool(self.ripe) and self._is_head)

    @property
    def ripe(self) -> list[Due]:
        """Those whose day has come."""
        return [one for one in self.due if one.on <= self._today]

    def headline(self) -> str:
        return due_sentence(len(self.due), self.year) if self.year else ""

    def note(self) -> Said:
        if not self.due:
            return "", ""
        told = ngettext(
            "{count} of them can be erased today, the others once their day has come.",
            "{count} of them can be erased today, the others once their days have come.",
            len(self.ripe),
        )
        if not self._is_head:
            return _("The head office alone erases them."), "info"
        return told.format(count=count(len(self.ripe))), "warn" if self.ripe else "info"

    def file_name(self) -> str:
        return f"certificat-effacement-{self.year}"

    def _ask(self) -> None:
        from donations_app.ui.registers.letting_go import LetGo

        if self.year:
            dialog = LetGo(self.desk, self.year, self.ripe, self.file_name(), self)
            dialog.done_with.connect(self.said)
            dialog.open()


def _row(term: Term) -> Row:
    said = counted_words(term.kind.counted_from)
    if term.figure is None:
        return Row(labelled(kind_word(term.kind.code), said), tone="muted")
    doubt = "" if term.figure.confirmed else " *"
    return Row(together(kind_word(term.kind.code), said), value_word(term.figure) + doubt)


def _columns() -> list[Column[Due]]:
    return [
        Column(_("Reference"), lambda one: isolated(one.ref), 150, weight=500),
        Column(_("Name"), lambda one: one.name, 0),
        Column(_("To erase from"), lambda one: day(one.on), 136),
        Column(_("Last term"), reason_words, 240, is_spare=True),
    ]
