"""The question before an appeal to the public is declared: when, for what, by which means; then its PDF."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from donations_app.db.queries.projects import Target, find_projects
from donations_app.domain.appeal_declaration import AppealDeclaration, AppealDraft
from donations_app.domain.errors import InputRefused
from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.acting import day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.payments.allocations import choice_of
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.widgets.basic import CheckBox, Label, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Field, TextEdit, say_problems
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.ui.widgets.places import ask_place
from donations_app.words.appeals import FROM_BOOKS, MEANS, notes_of
from donations_app.words.codes import together

_PARTED: Final = re.compile("[,;،]")


class DeclareAppeal(Dialog):
    """Writes the declaration as far as the books know it; what is left is ruled on the page."""

    done_with = Signal(str)  # what was done, in a sentence

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Declare an appeal to the public's generosity"), parent)
        self._desk = desk
        self.first, self.last = AnyDateEdit(_("From"), desk.today), AnyDateEdit(_("Up to"), desk.today)
        self.purpose = TextEdit(_("What the money is for"), limit=600)
        self.projects = TextEdit(_("Projects, by their codes"))
        self.projects.setPlaceholderText(_("codes parted by commas"))
        self.project = Picker(self._find, name=_("Another project"), icon_name="plus")
        self.project.setPlaceholderText(_("a code or a title"))
        self.project.chosen.connect(self._add)
        self.fields = {
            "first_on": Field(_("From"), self.first),
            "last_on": Field(_("Up to"), self.last),
            "purpose": Field(_("What the money is for"), self.purpose),
            "project": Field(_("Projects, by their codes"), self.projects),
            "another": Field(_("Another project"), self.project),
        }
        for field in self.fields.values():
            self.rows.addWidget(field)
        self.rows.addWidget(Label(_("By which means"), "label", "muted"))
        self.means = {code: CheckBox(_(said)) for code, said in MEANS.items()}
        grid = QGridLayout()
        for number, box in enumerate(self.means.values()):
            grid.addWidget(box, number // 2, number % 2)
        self.rows.addLayout(grid)
        self.rows.addWidget(Wrapped(_(FROM_BOOKS), "small", "muted"))
        self.add_buttons(_("Save as PDF ..."))
        self.first.setFocus()

    def _find(self, typed: str) -> list[Choice]:
        return [choice_of(one) for one in self._desk.read(find_projects, typed, limit=8)]

    def _add(self, target: Target | None) -> None:
        if target is not None:
            self.projects.setText(together(*dict.fromkeys((*self._codes(), target.project))))
            self.project.choose(None)

    def _codes(self) -> list[str]:
        return [code for one in _PARTED.split(self.projects.text()) if (code := one.strip())]

    def draft(self) -> AppealDraft:
        """Return what is typed."""
        return AppealDraft(
            self.first.parse(),
            self.last.parse(),
            self.purpose.text(),
            tuple(self._codes()),
            tuple(code for code, box in self.means.items() if box.isChecked()),
        )

    def accept(self) -> None:
        """Make the declaration, then ask where it goes; what stands against it is said below its field."""
        for field in self.fields.values():
            field.say("")
        if day_is_missing(self.fields["first_on"]) or day_is_missing(self.fields["last_on"]):
            return
        books, draft = self._desk.books, self.draft()

        def make(_report: Callable[[int, int], None]) -> AppealDeclaration:
            from donations_app.services.statements.appeal import appeal_declaration

            return appeal_declaration(books, draft)

        self._desk.jobs.start(make, of=self, done=self._ask_place, failed=self._fail)

    def _fail(self, error: BaseException) -> None:
        problems = error.problems if isinstance(error, InputRefused) else []
        if say_problems(self.fields, problems) is None:
            errors.tell(error, self)

    def _ask_place(self, found: AppealDeclaration) -> None:
        name = f"appel-generosite-{found.draft.first_on.isoformat()}"
        title = _("Save the declaration of an appeal")
        ask_place(self, title, name, ("pdf",), then=lambda path: self._write(found, path))

    def _write(self, found: AppealDeclaration, path: Path) -> None:
        def write(_report: Callable[[int, int], None]) -> None:
            from donations_app.services.statements.appeal import write_appeal

            write_appeal(found, path, force=True)  # the dialog asked before replacing

        def done(_nothing: None) -> None:
            written = _("Written: {path}").format(path=isolated(str(path)))
            self.done_with.emit(" ".join([written, *notes_of(found)]))
            super(DeclareAppeal, self).accept()

        self._desk.jobs.start(write, of=self, done=done, failed=self._fail)
