"""Receipts signed in the window: the question for the certificate, and the line that says who signs."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from donations_app.domain.errors import KnownError
from donations_app.domain.storage_errors import FileRefused
from donations_app.i18n import _, isolated
from donations_app.services.receipts.certificate import check_can_sign
from donations_app.ui.certificate import Signing
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button, picture_label, tool
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, Note, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import file_dialog
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

_LONGEST: Final = 4096  # characters of a path, or of a passphrase
_SHOWN_IN: Final = ("ready", "issued")  # where receipts are issued, and where they are replaced


class SignWith(Dialog):
    """Asks for a certificate and its passphrase, and opens it."""

    def __init__(self, signing: Signing, parent: QWidget) -> None:
        super().__init__(_("Sign with a certificate"), parent)
        self._signing = signing
        self.setMinimumWidth(theme().px(480))
        self.path = TextEdit(_("Certificate (.p12 or .pfx)"), limit=_LONGEST)
        self.path.setText(signing.path)
        self.passphrase = TextEdit(_("Passphrase"), limit=_LONGEST)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        for typed in (self.path, self.passphrase):
            typed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.path_field = Field(_("Certificate (.p12 or .pfx)"), self.path)
        self.path_field.add_below(Flow(button(_("Choose ..."), "link", clicked=self._ask_file)))
        self.passphrase_field = Field(_("Passphrase"), self.passphrase)
        self.note = Note()
        told = _(
            "Until this window closes, receipts issued or replaced bear its signature. The passphrase is not kept."
        )
        self.rows.addWidget(self.path_field)
        self.rows.addWidget(self.passphrase_field)
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addWidget(self.note)
        self.opens = self.add_buttons(_("Open the certificate"))
        (self.passphrase if signing.path else self.path).setFocus()
        self._check_library()

    def _check_library(self) -> None:
        """Say how to install what signs, where it is missing."""
        try:
            check_can_sign()
        except FileRefused as error:
            self.note.say(sentence(error) or "", "bad")
            self.opens.setEnabled(False)

    def _ask_file(self) -> None:
        dialog = file_dialog(self, _("Sign with a certificate"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Certificates (*.p12 *.pfx)"), _("All files (*)")])
        dialog.fileSelected.connect(self._take_file)
        dialog.open()

    def _take_file(self, chosen: str) -> None:
        self.path.setText(chosen)
        self.passphrase.setFocus()

    def accept(self) -> None:
        """Open it, or say below the field what stands against it."""
        if not self.opens.isEnabled():
            return
        self.path_field.say("")
        self.passphrase_field.say("")
        if not self.path.text():
            self.path_field.say(problem_sentence("missing"), "bad")
            return
        try:
            self._signing.open(Path(self.path.text()), self.passphrase.text())
        except KnownError as error:
            is_locked = isinstance(error, FileRefused) and error.problem == "certificate_locked"
            field = self.passphrase_field if is_locked else self.path_field
            field.say(sentence(error) or "", "bad")
            field.edit.setFocus()
            return
        self.passphrase.clear()
        super().accept()


class SigningLine(QWidget):
    """Offers to sign, or says by whom receipts are signed."""

    def __init__(self, signing: Signing, *, read_only: bool) -> None:
        super().__init__()
        self._signing, self._read_only = signing, read_only
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.offers = button(_("Sign with a certificate ..."), "link", "signature", self.ask)
        self.sign = picture_label("signature", theme().state("ok")[0], 16)
        self.told = Wrapped("", "small", "ok")
        self.leaves = tool("x", _("Sign no more"), signing.put_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        row.addWidget(self.offers, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.sign)
        row.addWidget(self.told, 1)
        row.addWidget(self.leaves)
        signing.changed.connect(self._show)
        self._show()

    def show_view(self, view: str) -> None:
        """Stand where a receipt can be issued."""
        self.setVisible(view in _SHOWN_IN and not self._read_only)

    def ask(self) -> None:
        """Ask for a certificate."""
        SignWith(self._signing, self).open()

    def _show(self) -> None:
        name = self._signing.name
        self.told.setText(signed_sentence(name))
        self.offers.setVisible(not name)
        for shown in (self.sign, self.told, self.leaves):
            shown.setVisible(bool(name))


def signed_sentence(name: str) -> str:
    """Return by whom receipts are signed, or nothing."""
    return _("Signed by {name}").format(name=isolated(name)) if name else ""
