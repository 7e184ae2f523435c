"""What becomes of a slip: handed in, credited, cancelled; and its page to look at, print and save."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.slips import SlipRow
from donations_app.domain.errors import KnownError
from donations_app.domain.numbers import file_name
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, day, isolated
from donations_app.services.deposits.slips import cancel_slip, hand_in, note_credit
from donations_app.ui import errors
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.ui.widgets.pdf_view import PdfView
from donations_app.ui.widgets.places import ask_place
from donations_app.words.phrases import problem_sentence


class _OfDay(Act):
    """Asks on which day something became of a slip; one that was noted before stands there, and can be put right."""

    def __init__(
        self, desk: Desk, row: SlipRow, title: str, label: str, noted: date | None, parent: QWidget
    ) -> None:
        super().__init__(desk, title.format(number=isolated(row.number)), parent)
        self._number, self._noted = row.number, noted
        self.on = DateEdit(label, desk.today)
        self.on.set_day(noted or desk.today())
        self.field = Field(label, self.on)
        self.rows.addWidget(self.field)

    def _end(self, told: str) -> None:
        """Say what follows, and end the question."""
        if self._noted:
            told = _("The day noted before, {day}, stays in the history.").format(day=day(self._noted))
        if told:
            self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Note it"))
        self.on.setFocus()

    def _note(self, does: Callable[..., None], told: str, **more: str) -> None:
        """Do it, once the day can be read."""
        if day_is_missing(self.field):
            return
        on = self.on.parse()
        told = told.format(number=isolated(self._number), day=day(on))
        self.act(does, self._number, on=on, corrects=self._noted is not None, told=told, **more)


class HandIn(_OfDay):
    """Asks on which day a slip went to the bank."""

    def __init__(self, desk: Desk, row: SlipRow, parent: QWidget) -> None:
        super().__init__(desk, row, _("Handed in: {number}"), _("Day at the bank"), row.handed_in_on, parent)
        self._end(
            _(
                "From then on it is cancelled only if the bank does not have it; a returned cheque is told on it."
            )
        )

    def accept(self) -> None:
        """Note the day."""
        self._note(hand_in, _("Slip {number}: handed in on {day}."))


class Credit(_OfDay):
    """Asks on which day the bank credited a slip, and how it calls the line."""

    def __init__(self, desk: Desk, row: SlipRow, parent: QWidget) -> None:
        super().__init__(desk, row, _("Credited: {number}"), _("Day of the credit"), row.credited_on, parent)
        self.reference = TextEdit(_("Reference of the bank"))
        self.reference.setText(row.bank_reference)
        self.rows.addWidget(Field(_("Reference of the bank"), self.reference))
        self._end(_("Its cheques are then credited on that day.") if row.method == "cheque" else "")

    def accept(self) -> None:
        """Note the credit."""
        self._note(note_credit, _("Slip {number}: credited on {day}."), reference=self.reference.text())


class Cancel(Act):
    """Asks why a slip does not go to the bank, or why the bank does not have the one that was handed in."""

    def __init__(self, desk: Desk, row: SlipRow, parent: QWidget) -> None:
        super().__init__(desk, _("Cancel the slip {number}").format(number=isolated(row.number)), parent)
        self._number, self._handed_in_on = row.number, row.handed_in_on
        if row.handed_in_on:
            told = _("It was handed in on {day}. Cancel it only if the bank does not have it.")
            self.rows.addWidget(Wrapped(told.format(day=day(row.handed_in_on)), "body", "warn"))
        self.reason = TextEdit(_("Reason"))
        self.field = Field(_("Reason"), self.reason)
        self.rows.addWidget(self.field)
        told = _("The number stays in the list; the payments wait for another slip.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Cancel the slip"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Cancel, once there is a reason."""
        if is_blank(self.reason.text()):
            self.field.say(problem_sentence("missing"), "bad")
            return
        told = _("Slip {number} is cancelled.").format(number=isolated(self._number))
        self.act(
            cancel_slip,
            self._number,
            reason=self.reason.text(),
            on=self.desk.today(),
            corrects=self._handed_in_on is not None,
            told=told,
        )


class SlipPage(Dialog):
    """The page of a slip, or another one where it is titled: looked at, printed, saved."""

    def __init__(self, number: str, document: bytes, parent: QWidget, *, title: str = "") -> None:
        super().__init__(title or _("Slip {number}").format(number=isolated(number)), parent)
        self._number = number
        self.view = PdfView()
        self.setMinimumWidth(theme().px(680))
        self.view.setMinimumSize(theme().px(600), theme().px(500))
        self.view.show_document(document, number)
        self.rows.addWidget(self.view, 1)
        self.saver = button(_("Save as PDF ..."), icon_name="download", clicked=self._ask)
        self.printer = self.add_buttons(_("Print"), self.saver)

    def accept(self) -> None:
        """Print the page; the dialog stays."""
        self.view.print_document()

    def _ask(self) -> None:
        ask_place(self, _("Save as PDF ..."), file_name(self._number), ["pdf"], then=self.save)

    def save(self, path: Path) -> None:
        """Write the document where the file dialog said, which asks before a file is replaced."""
        from donations_app.formats.writing import placed

        try:
            with placed(path, force=True, kind="pdf") as file:
                file.write(self.view.content)
        except KnownError as error:
            errors.tell(error, self)
