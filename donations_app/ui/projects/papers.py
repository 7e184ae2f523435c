"""What is made of a project to hand out: the proof file for a funder, the attestation of a contribution to sign."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.domain.errors import KnownError
from donations_app.domain.numbers import file_name
from donations_app.formats.writing import placed
from donations_app.i18n import _, isolated, language
from donations_app.services.funding.attestations import print_contribution
from donations_app.services.statements.funder_proof import Donors, Proof, key_path, write_funder_proof
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.projects.foreseen import choice_field, day_of
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.ui.widgets.places import ask_place
from donations_app.words.people import LANGUAGES


class MakeProof(Dialog):
    """Asks for which funder, as on which day, in which language, and whether persons are named."""

    done_with = Signal(str)

    def __init__(
        self, desk: Desk, code: str, funders: Mapping[str, str], on: date | None, parent: QWidget
    ) -> None:
        super().__init__(_("Proof file of {code}").format(code=isolated(code)), parent)
        self._desk, self._code = desk, code
        day = AnyDateEdit(_("As on"), desk.today)
        day.set_day(on or desk.today())
        donors = {"coded": _("by codes; the key stays with the treasurer"), "named": _("by their names")}
        self.fields = {
            "funder": choice_field(_("Funder"), funders),
            "on": Field(_("As on"), day),
            "donors": choice_field(_("Persons who gave"), donors),
            "language": choice_field(_("Language"), LANGUAGES, language()),
        }
        for field in self.fields.values():
            self.rows.addWidget(field)
        told = _("The same books, day and language give the same file on a later day.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        self.add_buttons(_("Save as ..."))
        self.fields["funder"].edit.setFocus()

    def _value(self, name: str) -> str:
        edit = self.fields[name].edit
        return edit.value() if isinstance(edit, ComboBox) else ""

    def accept(self) -> None:
        """Ask where to save, as a page to print or as a workbook."""
        try:
            on = day_of(self.fields["on"])
        except KnownError as error:
            errors.tell(error, self)
            return
        name = file_name(f"{self._code}-{self._value('funder')}-{on.isoformat()}")
        ask_place(self, _("Save as ..."), name, ["pdf", "xlsx"], then=lambda path: self.save(path, on))

    def save(self, path: Path, on: date) -> None:
        """Write the file where the file dialog said, which asks before a file is replaced."""
        code, funder, tongue = self._code, self._value("funder"), self._value("language")
        donors = cast("Donors", self._value("donors"))

        def write(books: Books) -> Proof:
            return write_funder_proof(
                books, code, funder, path, on=on, donors=donors, language=tongue, force=True
            )

        try:
            made = self._desk.do(write)
        except KnownError as error:
            errors.tell(error, self)
            return
        told = _("Written: {path}").format(path=isolated(str(path)))
        if made.key:
            key = _("The key of the codes, which stays with the treasurer: {path}")
            told += " " + key.format(path=isolated(str(key_path(path))))
        self.done_with.emit(told)
        super().accept()


def ask_attestation(desk: Desk, ref: str, parent: QWidget, said: Callable[[str], object]) -> None:
    """Ask where the attestation of a contribution is saved, to be printed and signed."""
    name = file_name(ref)
    ask_place(
        parent,
        _("The attestation to sign"),
        name,
        ["pdf"],
        then=lambda path: save_attestation(desk, ref, path, parent, said),
    )


def save_attestation(
    desk: Desk, ref: str, path: Path, parent: QWidget, said: Callable[[str], object]
) -> None:
    """Write the attestation, in the language of the window."""
    try:
        content = desk.do(print_contribution, ref, language())
        with placed(path, force=True, kind="pdf") as file:
            file.write(content)
    except KnownError as error:
        errors.tell(error, parent)
        return
    said(_("Written: {path}").format(path=isolated(str(path))))
