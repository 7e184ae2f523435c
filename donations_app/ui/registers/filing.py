"""The question before a filing is recorded: when it was filed, under what reference."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.declaration import Declaration
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KnownError, Problem
from donations_app.i18n import _, count, isolated, money
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.codes import together
from donations_app.words.law import due_sentence, filed_sentence, late_words
from donations_app.words.phrases import problem_sentence


class FileDeclaration(Dialog):
    """Records that the declaration was filed with the figures shown."""

    done_with = Signal(str)  # what was done, in a sentence
    outdated = Signal()  # the figures shown are no longer those of the books

    def __init__(self, desk: Desk, declared: Declaration, parent: QWidget) -> None:
        title = _("The declaration of {year} is filed").format(year=isolated(str(declared.heading.year)))
        super().__init__(title, parent)
        self._desk, self._declared = desk, declared
        figures = _("Amount: {amount}; documents: {count}")
        self.rows.addWidget(
            Wrapped(
                figures.format(amount=money(declared.received.amount), count=count(declared.documents)),
                "name",
            )
        )
        if declared.days_overdue:
            late = together(due_sentence(declared), late_words(declared.days_overdue))
            self.rows.addWidget(Wrapped(late, "small", "bad"))
        self.on = DateEdit(_("Filed on"), desk.today)
        self.on.set_day(desk.today())
        name = (
            _("Why it is corrected, reference") if declared.filings else _("Reference of the acknowledgement")
        )
        self.note = TextEdit(name)
        self.fields = {"filed_on": Field(_("Filed on"), self.on), "note": Field(name, self.note)}
        self.accept_doubt = CheckBox(_("Filed with these figures all the same"))
        if declared.doubt:
            self.fields["accept"] = Field(_("To look at"), self.accept_doubt)
            self.fields["accept"].say(problem_sentence(declared.doubt), "warn")
        for field in self.fields.values():
            self.rows.addWidget(field)
        told = _(
            "These figures are kept with it; what changes afterwards is shown here and can be filed again."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Record the filing"))
        self.note.setFocus()

    def accept(self) -> None:
        """Record it, or say what stands against it."""
        for name, field in self.fields.items():
            if name != "accept":  # what one is asked stays
                field.say("")
        try:
            told = self._file()
        except InputRefused as error:
            for problem in error.problems:
                said = problem_sentence(problem.code, problem.value, problem.data)
                self.fields[problem.field].say(said, "bad")
            self.fields[error.problems[0].field].edit.setFocus()
        except ChangedMeanwhile as error:
            errors.tell(error, self.parentWidget())
            self.outdated.emit()
            self.reject()
        except KnownError as error:
            errors.tell(error, self)
        else:
            self.done_with.emit(told)
            super().accept()

    def _file(self) -> str:
        from donations_app.services.statements.declaration import file_declaration

        if code := self.on.problem():
            raise InputRefused([Problem("filed_on", code, self.on.text())])
        desk, declared, filed_on = self._desk, self._declared, self.on.parse()
        done = desk.do(
            file_declaration,
            declared.heading.year,
            note=self.note.text(),
            filed_on=filed_on,
            seen=(declared.received.amount, declared.documents),
            accept=(declared.doubt,) if declared.doubt and self.accept_doubt.isChecked() else (),
        )
        return filed_sentence(done, done.filings[-1])
