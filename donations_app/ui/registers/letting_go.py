"""The question before people are erased for good: how many, what goes, what stays; then the certificate's place."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import KnownError
from donations_app.domain.keeping import Due
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.machine.preferences import backup_folder, load
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.places import ask_place
from donations_app.words.codes import listed
from donations_app.words.keeping import erased_sentence, holding_lines

_SHOWN = 12  # references


class LetGo(Dialog):
    """Erases those whose last term has ended, once the certificate has its place."""

    done_with = Signal(str)  # what was done, in a sentence

    def __init__(self, desk: Desk, year: int, due: Sequence[Due], name: str, parent: QWidget) -> None:
        title = ngettext("Erase {count} person", "Erase {count} people", len(due))
        super().__init__(title.format(count=count(len(due))), parent)
        self._desk, self._year, self._name = desk, year, name
        self.setMinimumWidth(theme().px(520))
        refs = listed([one.ref for one in due[:_SHOWN]]) + (" …" if len(due) > _SHOWN else "")
        goes = _(
            "Name, addresses, e-mail, telephone, notes, agreements, bank details of mandates, letters, the names on"
            " receipts and their documents, and what the audit trail says of all that."
        )
        stays = _("References, amounts, days, numbers of receipts and the digests of their documents.")
        for heading, text in (
            (_("Who"), refs),
            (_("Erased at once, for good"), goes),
            (_("Stays, without a name"), stays),
        ):
            self.rows.addWidget(Label(heading, "label", "muted"))
            self.rows.addWidget(Wrapped(text))
        self.rows.addStretch(1)
        self.erases = self.add_buttons(_("Erase and save the certificate ..."))

    def accept(self) -> None:
        """Ask where the certificate goes."""
        ask_place(self, _("Save as PDF"), self._name, ("pdf",), then=self.erase_into)

    def erase_into(self, chosen: Path) -> None:
        """Erase them; without the certificate nothing is erased."""
        from donations_app.services.exchange.letting_go import erase_due, holding

        try:
            with placed(chosen, force=True) as file:  # the dialog asked before replacing
                run = self._desk.do(erase_due, self._year, file)
            found = self._desk.do(holding, backup_folder(load()))
        except KnownError as error:
            errors.tell(error, self)
            return
        written = _("Written: {path}").format(path=isolated(str(chosen)))
        told = (erased_sentence(len(run.erased), run.lines), written, *holding_lines(*found))
        self.done_with.emit(" ".join(told))
        super().accept()
