"""The facts of a project changed in a dialog: what it is called, where it is, whom it serves, how far it is."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.db.queries.project_drafts import StandingProject, programmes, standing_project
from donations_app.domain.projects import FACTS, LONGEST_SHORT
from donations_app.formats.reference import axes, municipalities, provinces
from donations_app.formats.stated_project import cells_of, stated_project
from donations_app.i18n import _, day, isolated, language
from donations_app.services.projects.changing import Ended, change_project, end_project
from donations_app.ui.desk import Desk
from donations_app.ui.projects.foreseen import (
    ForeseenAct,
    choice_field,
    day_field,
    day_of,
    refill,
    text_field,
)
from donations_app.ui.widgets.basic import CheckBox, Wrapped, button
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.words.projects import STATES

_DAYS: Final = ("starts_on", "ends_on")
_BOXES: Final = ("receipt_eligible", "pass_through")


class ChangeFacts(ForeseenAct):
    """Asks for the facts of a project as they shall be."""

    end_wanted = Signal()

    def __init__(self, desk: Desk, code: str, parent: QWidget) -> None:
        standing: StandingProject = desk.read(standing_project, code)
        super().__init__(desk, _("Change project {code}").format(code=isolated(code)), parent)
        self._code, self._standing = code, standing
        self._make()
        self._fill()
        self.lay(
            ("title_fr",), ("title_en", "title_ar"), ("short_fr", "short_en", "short_ar"),
            ("axis",), ("action",), ("province", "municipality"), ("programme", "people_served"),
            ("state", "starts_on", "ends_on"),
        )  # fmt: skip
        for name in _BOXES:
            self.rows.addWidget(self.fields[name].edit)
        ends = button(_("End the project ..."), clicked=self._end)
        ends.setVisible(standing.draft.state != "done")
        self.add_end(_("Save"), ends)
        self.fields["title_fr"].edit.setFocus()

    def _make(self) -> None:
        tongue, none = language(), {"": "–"}
        axis = none | {one.code: one.name(tongue) for one in axes()}
        province = none | {one.code: one.name(tongue) for one in provinces()}
        known = self.desk.read(programmes)
        titles = {"en": "title_en", "ar": "title_ar"}
        programme = none | {
            one.code: f"{isolated(one.code)}  {getattr(one, titles.get(tongue, 'title_fr')) or one.title_fr}"
            for one in known
        }
        for name, label in (
            ("title_fr", _("Title in French")), ("title_en", _("Title in English")), ("title_ar", _("Title in Arabic")),
        ):  # fmt: skip
            self.fields[name] = text_field(label)
        for name, label in (
            ("short_fr", _("Short, French")), ("short_en", _("Short, English")), ("short_ar", _("Short, Arabic")),
        ):  # fmt: skip
            self.fields[name] = text_field(label, limit=4 * LONGEST_SHORT)
        states = {code: _(text) for code, text in STATES.items()}
        for name, label, choices in (
            ("axis", _("Axis"), axis), ("action", _("Action"), none), ("province", _("Province"), province),
            ("municipality", _("Municipality"), none), ("programme", _("Programme"), programme),
            ("state", _("State"), states),
        ):  # fmt: skip
            self.fields[name] = choice_field(label, choices)
        self.fields["people_served"] = text_field(_("People served"), limit=12)
        for name, label in (("starts_on", _("First day")), ("ends_on", _("Last day"))):
            self.fields[name] = day_field(label, self.desk)
        for name, label in (
            ("receipt_eligible", _("Gifts for it give right to a receipt")),
            ("pass_through", _("Run and banked by others: the money passes through")),
        ):
            self.fields[name] = Field(label, CheckBox(label))

    def _fill(self) -> None:
        """Show what stands; actions follow their axis, municipalities their province."""
        cells = cells_of(self._standing.draft)
        for name, follows in (("axis", self._show_actions), ("province", self._show_places)):
            combo = self._combo(name)
            combo.choose(cells[name])
            follows()
            combo.chosen.connect(lambda _code, follows=follows: follows())
        for name in ("action", "municipality", "programme", "state"):
            self._combo(name).choose(cells[name])
        for name in ("title_fr", "title_en", "title_ar", "short_fr", "short_en", "short_ar", "people_served"):
            edit: Any = self.fields[name].edit
            edit.setText(cells[name])
        for name in _DAYS:
            edit = self.fields[name].edit
            edit.set_day(getattr(self._standing.draft, name))
        for name in _BOXES:
            edit = self.fields[name].edit
            edit.setChecked(getattr(self._standing.draft, name))

    def _combo(self, name: str) -> ComboBox:
        edit = self.fields[name].edit
        assert isinstance(edit, ComboBox)  # noqa: S101 -- made so above
        return edit

    def _show_actions(self) -> None:
        axis = self._combo("axis").value()
        found = {
            action.code: action.name(language())
            for one in axes()
            if axis in ("", one.code)
            for action in one.actions
        }
        refill(self._combo("action"), {"": "–"} | found)

    def _show_places(self) -> None:
        province = self._combo("province").value()
        found = {one.code: one.name(language()) for one in municipalities() if province in ("", one.province)}
        refill(self._combo("municipality"), {"": "–"} | found)

    def stated(self) -> Callable[[Books], Any]:
        draft = stated_project(self.texts(*FACTS), self._standing.draft, known=FACTS)
        code, seen = self._code, self._standing.seen
        return lambda books: change_project(books, code, draft, seen=seen)

    def told(self, done: Any) -> str:
        del done
        return _("{ref} is changed.").format(ref=isolated(self._code))

    def _end(self) -> None:
        self.reject()
        self.end_wanted.emit()


class EndProject(ForeseenAct):
    """Asks for the last day of a project."""

    shown_at = {"ends_on": "on"}

    def __init__(self, desk: Desk, code: str, parent: QWidget) -> None:
        standing: StandingProject = desk.read(standing_project, code)
        super().__init__(desk, _("End project {code}").format(code=isolated(code)), parent)
        self._code, self._seen = code, standing.seen
        self.fields = {"on": day_field(_("Last day"), desk, desk.today())}
        told = _("Money on it and gifts agreed for it stay as they are.")
        self.lay(("on",))
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_end(_("End"))
        self.fields["on"].edit.setFocus()

    def stated(self) -> Callable[[Books], Ended]:
        on, code, seen = day_of(self.fields["on"]), self._code, self._seen
        return lambda books: end_project(books, code, on=on, seen=seen)

    def told(self, done: Ended) -> str:
        return _("{code}: ended on {day}.").format(code=isolated(self._code), day=day(done.on))
