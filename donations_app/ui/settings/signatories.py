"""Who signs receipts, from when to when; a receipt dated outside every mandate is refused."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.settings import SettingsDraft, SignatoryDraft
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.typed import clean_text
from donations_app.formats.files import bytes_of
from donations_app.i18n import _, day
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.settings.asking import AskRow
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.settings.gap_words import mandate_state
from donations_app.ui.settings.listing import Listing
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped, button
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.ui.widgets.places import file_dialog
from donations_app.ui.widgets.windowed import Column

_LARGEST_IMAGE = 2 * 1024 * 1024  # bytes


class Signatories(Listing[SignatoryDraft]):
    """The mandates, past, present and to come."""

    changed = Signal(str)  # what was done

    def __init__(self, desk: Desk) -> None:
        today = desk.today()
        columns: list[Column[SignatoryDraft]] = [
            Column(_("Name"), lambda row: row.name, 0, weight=500, may_be_long=True),
            Column(_("Quality"), lambda row: row.title, 150, is_spare=True, may_be_long=True),
            Column(_("From"), lambda row: day(row.valid_from), 100),
            Column(_("To"), lambda row: day(row.valid_to) if row.valid_to else _("no end"), 100),
            Column(_("Signature"), lambda row: _("Image") if row.image else "", 96, is_spare=True),
            Column(
                _("State"),
                lambda row: mandate_state(row, today)[0],
                112,
                tone=lambda row: mandate_state(row, today)[1],
            ),
        ]
        super().__init__(
            columns,
            _("Signatories"),
            empty=_("Nobody may sign: no receipt can be issued."),
            add=_("Add a signatory"),
            can_write=desk.books.answers,
        )
        self.desk = desk
        self.standing: SettingsDraft | None = None

    def show_settings(self, standing: SettingsDraft) -> None:
        """Show who may sign."""
        self.standing = standing
        self.show_rows(standing.signatories)

    def ask(self, row: SignatoryDraft | None) -> None:
        """Ask for a new mandate, or for changes of one."""
        if self.standing is None:
            return
        dialog = AskSignatory(self.desk, self.standing, row, self)
        dialog.saved.connect(lambda: self.changed.emit(_("The signatories are saved.")))
        dialog.open()


class AskSignatory(AskRow):
    """A mandate; its holder and first day are what it is, and do not change."""

    def __init__(self, desk: Desk, seen: SettingsDraft, row: SignatoryDraft | None, parent: QWidget) -> None:
        super().__init__(_("Mandate to sign receipts"), desk, seen, parent)
        self.row = row
        self.image = row.image if row else None
        self.name, self.title = TextEdit(_("First and last name")), TextEdit(_("Quality"))
        self.title.setPlaceholderText(_("Treasurer, for example"))
        self.first = AnyDateEdit(_("From"), desk.today)
        self.last = AnyDateEdit(_("To"), desk.today)
        self.last.setPlaceholderText(_("no end"))
        self.fields = {
            "signatories.name": Field(_("First and last name"), self.name),
            "signatories.title": Field(_("Quality"), self.title),
            "signatories.from": Field(_("From"), self.first),
            "signatories.to": Field(_("To"), self.last),
        }
        self._lay_out()
        if row:
            self._fill(row)
        (self.title if row else self.name).setFocus()

    def _lay_out(self) -> None:
        fields = self.fields
        self.rows.addWidget(fields["signatories.name"])
        self.rows.addWidget(fields["signatories.title"])
        days = QHBoxLayout()
        days.setSpacing(theme().px(14))
        days.addWidget(fields["signatories.from"], 1)
        days.addWidget(fields["signatories.to"], 1)
        self.rows.addLayout(days)
        told = _("Both are printed on the receipts of these days. To end a mandate, write its last day.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        signs = QHBoxLayout()
        self.image_said = Label("", "small", "muted")
        self.chooser = button(_("Image of the signature ..."), "small", clicked=self.choose_image)
        signs.addWidget(self.chooser)
        signs.addWidget(self.image_said, 1)
        self.rows.addLayout(signs)
        self._say_image()
        self.add_buttons(_("Save"))

    def _fill(self, row: SignatoryDraft) -> None:
        self.name.setText(row.name)
        self.title.setText(row.title)
        self.first.set_day(row.valid_from)
        self.last.set_day(row.valid_to)
        self.name.setReadOnly(True)
        self.first.setReadOnly(True)

    def problems(self) -> list[Problem]:
        found = []
        if not clean_text(self.name.text()):
            found.append(Problem("signatories.name", "missing"))
        if not clean_text(self.title.text()):
            found.append(Problem("signatories.title", "missing"))
        for name, edit in (("from", self.first), ("to", self.last)):
            if code := edit.has_problem(may_be_empty=name == "to"):
                found.append(Problem(f"signatories.{name}", code, edit.text()))
        return found

    def wanted(self) -> SettingsDraft:
        last = self.last.parse() if self.last.text().strip() else None
        mandate = SignatoryDraft(
            clean_text(self.name.text()), clean_text(self.title.text()), self.first.parse(), last, self.image
        )
        people: Sequence[SignatoryDraft] = self.seen.signatories
        kept = [one for one in people if (one.name, one.valid_from) != (mandate.name, mandate.valid_from)]
        return replace(self.seen, signatories=(*kept, mandate))

    def choose_image(self) -> None:
        """Ask for a PNG or JPEG file of the signature."""
        dialog = file_dialog(self, _("Image of the signature"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("PNG, JPEG (*.png *.jpg *.jpeg)")
        dialog.fileSelected.connect(lambda chosen: self.take_image(Path(chosen)))
        dialog.open()

    def take_image(self, path: Path) -> None:
        """Take the file; what cannot be printed is told when it is saved."""
        try:
            self.image = bytes_of(path, largest=_LARGEST_IMAGE)
        except FileRefused as error:
            errors.tell(error, self)
        self._say_image()

    def _say_image(self) -> None:
        self.image_said.setText(_("An image is printed.") if self.image else _("Signed by hand."))
