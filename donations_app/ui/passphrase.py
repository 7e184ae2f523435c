"""The passphrase of an encrypted backup: a new one, typed twice, or that of one that stands."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from donations_app.domain.passphrases import LONGEST, problem_of
from donations_app.i18n import _, isolated, led
from donations_app.machine import passwords
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.phrases import problem_sentence


class NewPassphrase(Dialog):
    """Asks for the passphrase of a backup that will be made.

    Args:
        books: whose backup it is; what tells them from others.
        then: is given the passphrase, and whether older backups make room.
        is_sent: to a server, where older ones always make room.
    """

    def __init__(
        self, books: str, parent: QWidget, *, then: Callable[[str, bool], object], is_sent: bool = False
    ) -> None:
        super().__init__(_("An encrypted backup for another place"), parent)
        self.setMinimumWidth(theme().px(540))
        self._books, self._then = books, then
        self.typed, self.again = _edit(_("Passphrase")), _edit(_("The same once more"))
        self.fields = [Field(_("Passphrase"), self.typed), Field(_("The same once more"), self.again)]
        self.keeps = CheckBox(_("Keep the passphrase in the keyring of this computer"))
        self.rotates = CheckBox(_("Older encrypted ones there make room, by the rule of the settings"))
        self.rotates.setChecked(True)
        self.rotates.setVisible(not is_sent)
        told = (
            _(
                "Whoever has the server reads nothing without the passphrase, and you neither: write it down and keep"
                " it apart from the computers. Nobody can find it again."
            )
            if is_sent
            else _(
                "Whoever finds the stick reads nothing without the passphrase, and you neither: write it down and keep"
                " it apart from the backup. Nobody can find it again."
            )
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        for row in (*self.fields, self.keeps, self.rotates):
            self.rows.addWidget(row)
        self.add_buttons(_("Send") if is_sent else _("Choose the folder ..."))
        self.typed.setFocus()

    def accept(self) -> None:
        """Go on with what was typed, or say what stands against it."""
        problem = problem_of(self.typed.text(), self.again.text())
        wrong = self.fields[problem == "passphrase_differs"]
        for field in self.fields:
            field.say(problem_sentence(problem) if problem and field is wrong else "", "bad")
        if problem:
            wrong.edit.setFocus()
            return
        passphrase, rotates, parent = self.typed.text(), self.rotates.isChecked(), self.parentWidget()
        if self.keeps.isChecked() and not passwords.keep_passphrase(self._books, passphrase):
            told = _("This computer has no keyring: the passphrase is asked each time.")
            QMessageBox.information(parent, "Tiwizi", led(told))
        super().accept()
        self._then(passphrase, rotates)


class AskPassphrase(Dialog):
    """Asks for the passphrase of a backup until it opens it.

    Args:
        path: of the backup.
        opens: tells whether a passphrase does.
    """

    def __init__(self, path: Path, parent: QWidget | None, *, opens: Callable[[str], bool]) -> None:
        super().__init__(_("Passphrase of the backup"), parent)
        self.setMinimumWidth(theme().px(480))
        self._opens = opens
        self.typed = _edit(_("Passphrase"))
        self.field = Field(_("Passphrase"), self.typed)
        self.rows.addWidget(Wrapped(isolated(path.name), "small", "muted"))
        self.rows.addWidget(self.field)
        self.add_buttons(_("Go on"))
        self.typed.setFocus()

    def accept(self) -> None:
        """Go on, or say that it is another one."""
        if self.typed.text() and self._opens(self.typed.text()):
            super().accept()
            return
        told = _(
            "It does not open this backup: mind capitals, accents, spaces and the layout of the keyboard."
        )
        self.field.say(told if self.typed.text() else problem_sentence("missing"), "bad")
        self.typed.setFocus()


def _edit(name: str) -> TextEdit:
    made = TextEdit(name, limit=LONGEST)
    made.setEchoMode(TextEdit.EchoMode.Password)
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return made
