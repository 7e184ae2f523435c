"""A rule of a funder added to a project, from an example or by hand, or ended; asked in a dialog."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from PySide6.QtWidgets import QLineEdit, QWidget

from donations_app.db.books import Books
from donations_app.db.queries.parties import find_parties
from donations_app.domain.funding import FundingRule
from donations_app.domain.translated import translated
from donations_app.formats.reference import known_rules, partners
from donations_app.formats.stated_funding import stated_rule
from donations_app.i18n import _, day, isolated, language
from donations_app.services.funding.rules import add_rule, end_rule
from donations_app.ui.desk import Desk
from donations_app.ui.projects.foreseen import (
    ForeseenAct,
    ReasonAct,
    choice_field,
    day_field,
    day_of,
    text_field,
)
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.funding import COST_BASES, MONEY_STATES, SCOPES

_PERCENTS: Final = (
    "minimum", "minimum_cash", "maximum_in_kind", "maximum_funder", "maximum_public", "minimum_other",
)  # fmt: skip
_TEXTS: Final = ("name", *(f"{name}_percent" for name in _PERCENTS), "source")
_OTHERS: Final = ("scope", "base", "basis", "from", "source_on", "confirmed")


class AddRule(ForeseenAct):
    """Asks what a funder asks of a project, from which day on."""

    def __init__(self, desk: Desk, code: str, parent: QWidget) -> None:
        super().__init__(desk, _("A rule for {code}").format(code=isolated(code)), parent)
        self._code, self._key = code, uuid4()
        self._proposed: str | None = None  # the funder of the known rule that was chosen last
        self._make()
        self.note = Wrapped("", "small", "muted")
        self.note.hide()
        self.lay(("example",))
        self.rows.addWidget(self.note)
        self.lay(
            ("funder", "name"), ("minimum_percent", "minimum_cash_percent", "maximum_in_kind_percent"),
            ("maximum_funder_percent", "maximum_public_percent", "minimum_other_percent"), ("scope",),
            ("base", "basis"), ("from", "source_on"), ("source",),
        )  # fmt: skip
        self.rows.addWidget(self.fields["confirmed"].edit)
        self.add_end(_("Add"))
        example = self.fields["example"].edit
        if isinstance(example, ComboBox):
            example.chosen.connect(self._show_example)
        self._show_rule(FundingRule())
        example.setFocus()

    def _make(self) -> None:
        examples = {"": _("None: as stated below")} | {
            one.code: translated(language(), *one.names) for one in known_rules()
        }
        self.funder = Picker(self._find, name=_("Funder"))
        self.funder.setPlaceholderText(_("The association itself"))
        self.fields = {
            "example": choice_field(_("Known rule"), examples),
            "funder": Field(_("Funder"), self.funder),
            "name": text_field(_("Name")),
        }
        for name, label in (
            ("minimum", _("Private, at least %")), ("minimum_cash", _("In cash, at least %")),
            ("maximum_in_kind", _("In kind, at most %")), ("maximum_funder", _("This funder, at most %")),
            ("maximum_public", _("All public, at most %")), ("minimum_other", _("Own or other, at least %")),
        ):  # fmt: skip
            self.fields[f"{name}_percent"] = text_field(label, limit=8)
        for name, label, words in (
            ("scope", _("Held by"), SCOPES), ("base", _("Of what"), COST_BASES), ("basis", _("Counted"), MONEY_STATES),
        ):  # fmt: skip
            self.fields[name] = choice_field(label, {code: _(text) for code, text in words.items()})
        self.fields["from"] = day_field(_("From which day"), self.desk)
        self.fields["source_on"] = day_field(_("Source of"), self.desk)
        self.fields["source"] = text_field(_("Source"))
        label = _("The funder confirmed it")
        self.fields["confirmed"] = Field(label, CheckBox(label))

    def _find(self, typed: str) -> list[Choice]:
        return find_organisations(self.desk, typed)

    def _show_example(self, code: str) -> None:
        """Fill in what a known rule asks; whose it is, where such a payer is recorded."""
        found = next((one for one in known_rules() if one.code == code), None)
        self.note.setText(translated(language(), *found.notes) if found else "")
        self.note.setVisible(found is not None)
        self._show_rule(found.rule if found else FundingRule())
        if self.funder.value() not in (None, self._proposed):  # the person's own choice stands
            return
        proposed = self._funder_of(found.funder) if found and found.funder else None
        self._proposed = proposed.value if proposed else None
        self.funder.choose(proposed)

    def _funder_of(self, code: str) -> Choice | None:
        """Return the payer that a known rule's funder is, where exactly one of that name is recorded."""
        names = {one.code: one.name(language()) for one in partners()}
        choices = self._find(names.get(code, code)) or self._find(code)
        return choices[0] if len(choices) == 1 else None

    def _show_rule(self, rule: FundingRule) -> None:
        for name in _PERCENTS:
            points = getattr(rule, name)
            edit = self.fields[f"{name}_percent"].edit
            if isinstance(edit, QLineEdit):
                edit.setText(
                    "" if points is None else f"{points // 100},{points % 100:02}".removesuffix(",00")
                )
        for name in ("name", "source"):
            edit = self.fields[name].edit
            if isinstance(edit, QLineEdit):
                edit.setText(getattr(rule, name))
        for name in ("scope", "base", "basis"):
            combo = self.fields[name].edit
            if isinstance(combo, ComboBox):
                combo.choose(getattr(rule, name))
        source_on: Any = self.fields["source_on"].edit
        source_on.set_day(rule.source_on)

    def stated(self) -> Callable[[Books], str]:
        code = self.text("example")
        example = next((one.rule for one in known_rules() if one.code == code), None)
        values = self.texts(*_TEXTS, *_OTHERS)
        for name in ("minimum", "minimum_cash", "minimum_other"):  # an empty lower bound asks nothing
            values[f"{name}_percent"] = values[f"{name}_percent"] or "0"
        rule, since = stated_rule(values, example)
        key, project, funder = self._key, self._code, self.funder.value() or ""
        return lambda books: add_rule(books, rule, key=key, project=project, funder=funder, since=since)

    def told(self, done: str) -> str:
        return _("Rule {ref} is added.").format(ref=isolated(done))


class EndRule(ReasonAct):
    """Asks for the last day of a rule, and why."""

    def __init__(self, desk: Desk, ref: str, name: str, parent: QWidget) -> None:
        title = _("End the rule: {name}").format(name=name)
        super().__init__(desk, title, parent, does=_("End"), day=_("Last day"))
        self._ref = ref

    def stated(self) -> Callable[[Books], bool]:
        on, ref, reason = day_of(self.fields["on"]), self._ref, self.reason()
        return lambda books: end_rule(books, ref, last_on=on, reason=reason)

    def told(self, done: bool) -> str:  # noqa: FBT001 -- what the service answers
        del done
        on = day_of(self.fields["on"])
        return _("Rule {ref}: asked until {day}.").format(ref=isolated(self._ref), day=day(on))


def find_organisations(desk: Desk, typed: str) -> list[Choice]:
    """Return the organisations of that name: those who may fund."""
    found = desk.read(find_parties, typed)
    return [Choice(row.ref, row.name, row.place) for row in found if row.kind not in ("individual", "couple")]
