"""A question whose answer is one act of the services: what it refuses is told, and the dialog stays."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import InputRefused, KnownError
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, say_problems
from donations_app.words.phrases import problem_sentence


class Act(Dialog):
    """Asks for what an act needs, does it, and says what was done."""

    done_with = Signal(str)

    def __init__(self, desk: Desk, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.desk = desk
        self.setMinimumWidth(theme().px(460))

        self.places: dict[str, Field] = {}  # fields by what problems call them

    def act(self, does: Callable[..., object], *arguments: Any, told: str, **options: Any) -> None:
        """Call a service; what it refuses is told, below its field where there is one, and the dialog stays."""
        try:
            self.desk.do(does, *arguments, **options)
        except KnownError as error:
            if isinstance(error, InputRefused) and (first := say_problems(self.places, error.problems)):
                first.edit.setFocus()
                return
            errors.tell(error, self)
            return
        self.done_with.emit(told)
        super().accept()


def day_is_missing(field: Field) -> bool:
    """Say below a field with a day what is wrong with it; tell whether something is."""
    edit = field.edit
    code = edit.problem() if isinstance(edit, DateEdit) else ""
    if code:
        field.say(problem_sentence(code, edit.text() if isinstance(edit, DateEdit) else ""), "bad")
    return bool(code)
