"""The fields of a letter: its subject, its text, and the places that both may name."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QApplication, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.letters import CIRCULAR, RIGHT_TO_LEFT, LetterDraft, holes_of
from donations_app.i18n import N_, _, is_right_to_left
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Button, Label, button
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.phrases import problem_sentence

_MEANINGS: Final = {
    "donor": N_("name of the donor, as on the receipt"),
    "amount": N_("amount of the receipt"),
    "year": N_("year of the gifts"),
    "number": N_("number of the receipt"),
    "organisation": N_("name of the association"),
    "projects": N_("projects to which the gifts go"),
    "signatory": N_("who signs, with his title"),
}
_OF_DUES: Final = {
    "donor": N_("name of the member"),
    "amount": N_("what is missing of the dues"),
    "years": N_("years of which dues are missing"),
    "ref": N_("reference of the member"),
    "last_on": N_("day of the letter before; its line is left out where there was none"),
    "free": N_("before a line: it is printed only where the amount is free"),
}
_OF_LIST: Final = {
    "name": N_("name of the reader; of a couple, of who lives"),
    "title": N_("title, such as Mme; nothing where there is none"),
    "first_name": N_("first name; nothing for an organisation"),
    "last_name": N_("last name, or the name of the organisation"),
    "ref": N_("reference of the reader"),
    "city": N_("city of the reader"),
    "year": N_("year of what was given"),
    "given": N_("what was given in the year; its line is left out where it is nothing"),
    "owed": N_("what is missing of the dues; its line is left out where it is nothing"),
    "day": N_("day of the letter"),
}
_ACROSS: Final = 4


class LetterForm(QWidget):
    """Shows a draft and tells when it is changed."""

    changed = Signal()

    def __init__(self, *, read_only: bool, occasion: str = "") -> None:
        super().__init__()
        of_others = _OF_LIST if occasion == CIRCULAR else _OF_DUES
        self._meanings = _MEANINGS | of_others if occasion else _MEANINGS
        self._is_filling = False
        self.subject = TextEdit(_("Subject"))
        self.body = QPlainTextEdit()
        self.body.setFont(font(13))
        self.body.setAccessibleName(_("Text"))
        self.body.setTabChangesFocus(True)
        self.fields = {"subject": Field(_("Subject"), self.subject), "body": Field(_("Text"), self.body)}
        self.places = {hole: self._place(hole) for hole in holes_of(occasion)}
        self.subject.setReadOnly(read_only)
        self.body.setReadOnly(read_only)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(10))
        rows.addWidget(self.fields["subject"])
        rows.addWidget(self.fields["body"], 1)
        if isinstance(inner := self.fields["body"].layout(), QVBoxLayout):
            inner.setStretch(1, 1)  # the text takes the room, not what is left below it
            inner.setStretch(inner.count() - 1, 0)
        told = _("Places that are filled for each reader")
        if not occasion:
            told = _("Places that are filled for each donor")
        rows.addWidget(Label(told, "label", "muted"))
        grid = QGridLayout()
        grid.setSpacing(theme().px(6))
        for number, made in enumerate(self.places.values()):
            made.setEnabled(not read_only)
            grid.addWidget(made, number // _ACROSS, number % _ACROSS)
        rows.addLayout(grid)
        self._begin_at(is_right=is_right_to_left())
        self._last: QWidget = self.body  # where one typed last
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._remember)
        self.subject.textChanged.connect(lambda *_: self._tell_changed())
        self.body.textChanged.connect(self._tell_changed)

    def _place(self, hole: str) -> Button:
        made = button(f"{{{hole}}}", "small", clicked=lambda: self.insert(hole))
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        made.setAutoDefault(False)
        made.setToolTip(_(self._meanings[hole]))
        made.setAccessibleName(
            _("Insert {place}: {meaning}").format(place=hole, meaning=_(self._meanings[hole]))
        )
        return made

    def _remember(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is self.subject or new is self.body:
            self._last = new

    def insert(self, hole: str) -> None:
        """Write a place where the cursor is: in the text, unless one typed the subject last."""
        if self._last is self.subject:
            self.subject.insert(f"{{{hole}}}")
        else:
            self.body.insertPlainText(f"{{{hole}}}")
        self._last.setFocus()

    def show_draft(self, draft: LetterDraft) -> None:
        """Show a letter, from the side where its language begins."""
        self._is_filling = True
        self._begin_at(is_right=draft.language in RIGHT_TO_LEFT)
        self.body.setPlainText(draft.body)
        self.subject.setText(draft.subject)
        self._is_filling = False

    def _begin_at(self, *, is_right: bool) -> None:
        """Let the texts, and the cursor in empty ones, stand at a side."""
        flag = Qt.AlignmentFlag
        direction = Qt.LayoutDirection.RightToLeft if is_right else Qt.LayoutDirection.LeftToRight
        option = QTextOption(
            flag.AlignRight | flag.AlignAbsolute if is_right else flag.AlignLeft | flag.AlignAbsolute
        )
        option.setTextDirection(direction)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        self.body.setLayoutDirection(direction)
        self.body.document().setDefaultTextOption(option)
        self.subject.setLayoutDirection(direction)
        self.subject.setAlignment(
            (flag.AlignRight if is_right else flag.AlignLeft) | flag.AlignAbsolute | flag.AlignVCenter
        )

    def tell(self, problems: Sequence[Problem]) -> None:
        """Say below each field what stands against it."""
        for name, field in self.fields.items():
            told = [problem_sentence(one.code, one.value, one.data) for one in problems if one.field == name]
            field.say("\n".join(told), "bad" if told else "")

    def _tell_changed(self) -> None:
        if not self._is_filling:
            self.changed.emit()
