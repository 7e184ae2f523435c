"""Settings saved off the window's thread: the check prints a page for every signatory."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.settings import SettingsDraft
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.fields import Field
from donations_app.words.phrases import problem_sentence


class Change(Struct, frozen=True):
    """The settings as they were seen, and as they shall be."""

    seen: SettingsDraft
    wanted: SettingsDraft


def save(
    desk: Desk,
    change: Change,
    *,
    of: QObject,
    done: Callable[[], None],
    failed: Callable[[BaseException], None],
) -> None:
    """Save a change of the settings; facts that change hold from today."""
    desk.jobs.start(
        lambda _report: save_at_once(desk, change), of=of, done=lambda _result: done(), failed=failed
    )


def save_at_once(desk: Desk, change: Change) -> None:
    """Save a change and wait for it: when the window closes after it.

    Raises:
        InputRefused, ChangedMeanwhile, StorageUnavailable: nothing is saved.
    """
    from donations_app.services.books.settings import load_settings

    desk.do(load_settings, change.wanted, seen=change.seen)


def say_refused(error: BaseException, fields: Mapping[str, Field], parent: QWidget) -> None:
    """Say problems beside their fields, and what has no field here in a box."""
    problems = error.problems if isinstance(error, InputRefused) else []
    rest = say_problems(problems, fields)
    if not problems:
        errors.tell(error, parent)
    elif rest:
        errors.tell(InputRefused(rest), parent)


def say_problems(problems: Sequence[Problem], fields: Mapping[str, Field]) -> list[Problem]:
    """Say problems beside their fields, light the first field, and return the problems that have none."""
    rest = []
    for problem in reversed(problems):
        field = fields.get(problem.field)
        if field is None:
            rest.append(problem)
            continue
        said = problem_sentence(problem.code, problem.value, problem.data)
        field.say(said, "bad")
        field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
    return rest[::-1]


def close_to_writing(*edits: QWidget) -> None:
    """Let fields be read and copied, not changed."""
    for edit in edits:
        if isinstance(edit, QLineEdit):
            edit.setReadOnly(True)
        else:
            edit.setEnabled(False)
