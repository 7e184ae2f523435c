"""The association as its receipts name it, the quality under which it issues them, and their numbers."""

from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.errors import KnownError, Problem
from donations_app.domain.money import Money
from donations_app.domain.settings import OrganisationDraft, SettingsDraft
from donations_app.domain.typed import clean_text
from donations_app.i18n import _, figures, is_right_to_left
from donations_app.ui.desk import Desk
from donations_app.ui.settings.asking import country_box
from donations_app.ui.settings.saving import (
    Change,
    close_to_writing,
    save,
    save_at_once,
    say_problems,
    say_refused,
)
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, CheckBox, Label, Wrapped, button, rule
from donations_app.ui.widgets.edits import MoneyEdit, lead
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, YearDayEdit, in_order
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.scrolled import Scrolled

_TEXTS: Final = (
    "name", "siren", "rna", "address", "postcode", "city", "phone", "email", "website", "object",
    "fiscal_year_end", "number_pattern",
)  # fmt: skip
_LATIN: Final = (  # run from left to right
    "siren", "rna", "postcode", "phone", "email", "website", "fiscal_year_end", "number_pattern",
)  # fmt: skip
# where a field stands: line, column, columns across of six
_WIDE: Final = {
    "name": (0, 0, 4), "siren": (1, 0, 2), "rna": (1, 2, 2), "fiscal_year_end": (1, 4, 2), "address": (2, 0, 6),
    "postcode": (3, 0, 1), "city": (3, 1, 3), "country": (3, 4, 2),
    "phone": (4, 0, 2), "email": (4, 2, 2), "website": (4, 4, 2), "object": (5, 0, 6),
}  # fmt: skip


class AssociationTyped(Struct, frozen=True):
    """What is typed, to go on with it in another window."""

    texts: dict[str, str]
    country: str
    category: str
    online: str
    flags: tuple[bool, bool]
    minimum: str


class Association(Card):
    """A form over the facts in force; what is saved holds from today, earlier facts stay as history."""

    changed = Signal(str)  # what was done

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=20, gap=12)
        self.desk = desk
        self.standing: SettingsDraft | None = None
        self._shown: AssociationTyped | None = None
        self._is_saving = False
        self._make()
        self._lay_out()
        if not desk.books.answers:
            close_to_writing(*self.edits.values(), *self._others())
        self.category.chosen.connect(lambda *_: self._say_category())

    def _make(self) -> None:
        names = {
            "name": _("Name"), "siren": "SIREN", "rna": "RNA", "address": _("Address"), "postcode": _("Postcode"),
            "city": _("City"), "phone": _("Telephone"), "email": _("E-mail"), "website": _("Web site"),
            "object": _("Object, as printed on receipts"),
            "fiscal_year_end": _("Last day of the fiscal year"), "number_pattern": _("Receipt numbers"),
        }  # fmt: skip
        self.edits = {name: TextEdit(names[name], limit=500) for name in _TEXTS}
        self.edits["fiscal_year_end"] = YearDayEdit(names["fiscal_year_end"])
        for name in _LATIN:
            self.edits[name].setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            lead(self.edits[name])
        self.country = country_box()
        self._categories = _categories(self.desk.today())
        self.category = ComboBox(
            {code: kind for code, (kind, _text) in self._categories.items()}, _("Receipts are issued as")
        )
        self.ifi = CheckBox(_("Gifts against the wealth tax (article 978)"))
        self.aid = CheckBox(_("Meals, care or housing of people in need (article 200, 1 ter)"))
        self.online = ComboBox(
            {"credited": _("Day of the credit"), "paid": _("Day of the payment")},
            _("An online gift counts on the"),
        )
        self.minimum = MoneyEdit(_("No receipt below"))
        self.minimum.setPlaceholderText(_("no minimum"))
        self.fields = {name: Field(names[name], self.edits[name]) for name in _TEXTS}
        self.fields["country"] = Field(_("Country"), self.country)
        self.fields["category"] = Field(_("Receipts are issued as"), self.category)
        self.fields["online"] = Field(_("An online gift counts on the"), self.online)
        self.fields["minimum"] = Field(_("No receipt below"), self.minimum)

    def _others(self) -> tuple[QWidget, ...]:
        return (self.country, self.category, self.ifi, self.aid, self.online, self.minimum)

    def _lay_out(self) -> None:
        page = QWidget()
        rows = QVBoxLayout(page)
        beside_bar = (10, 0, 0, 0) if is_right_to_left() else (0, 0, 10, 0)
        rows.setContentsMargins(*beside_bar)
        rows.setSpacing(theme().px(12))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        grid.setVerticalSpacing(theme().px(10))
        for name, (line, column, across) in _WIDE.items():
            grid.addWidget(self.fields[name], line, column, 1, across)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        rows.addLayout(grid)
        rows.addWidget(rule())
        rows.addWidget(Label(_("Receipts"), "strong"))
        rows.addWidget(self.fields["category"])
        self.official = Wrapped("", "small", "muted")
        rows.addWidget(self.official)
        rows.addWidget(self.ifi)
        rows.addWidget(self.aid)
        rows.addWidget(
            Flow(*(self.fields[name] for name in ("number_pattern", "online", "minimum")), fills=True)
        )
        rows.addStretch(1)
        self.rows.addWidget(Scrolled(page), 1)
        self.rows.addLayout(self._foot())
        self._order()

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        self.told = Wrapped(
            _("What is changed holds from today; earlier receipts stay as they are."), "small", "muted"
        )
        self.undoer = button(_("Undo"), clicked=self.undo)
        self.saver = button(_("Save"), "primary", "check", self.save)
        foot.addWidget(self.told, 1)
        for made in (self.undoer, self.saver):
            made.setVisible(self.desk.books.answers)
            foot.addWidget(made)
        return foot

    def _order(self) -> None:
        edits = self.edits
        first = [
            edits[name] for name in ("name", "siren", "rna", "fiscal_year_end", "address", "postcode", "city")
        ]
        in_order(
            *first,
            self.country,
            *(edits[name] for name in ("phone", "email", "website", "object")),
            self.category,
            self.ifi,
            self.aid,
            edits["number_pattern"],
            self.online,
            self.minimum,
            self.undoer,
            self.saver,
        )

    def _say_category(self) -> None:
        known = self._categories.get(self.category.value())
        self.official.setText(known[1] if known else "")

    # what is shown and typed

    def show_settings(self, standing: SettingsDraft) -> None:
        """Show the facts in force; what is typed over them stays, and is saved over these facts alone."""
        if self.standing is not None and self.is_changed:
            if standing.organisation == self.standing.organisation:
                self.standing = standing
            return
        self.standing = standing
        facts = standing.organisation
        self.fill(
            AssociationTyped(
                {name: getattr(facts, name) for name in _TEXTS},
                facts.country,
                facts.category,
                facts.online_date,
                (facts.ifi_eligible, facts.article_200_1_ter),
                _minimum(facts.receipt_minimum_cents),
            )
        )
        self._shown = self.typed()

    def typed(self) -> AssociationTyped:
        """Return what is typed."""
        return AssociationTyped(
            {name: edit.text() for name, edit in self.edits.items()},
            self.country.value(),
            self.category.value(),
            self.online.value(),
            (self.ifi.isChecked(), self.aid.isChecked()),
            self.minimum.text(),
        )

    def fill(self, typed: AssociationTyped) -> None:
        """Fill the fields."""
        for name, text in typed.texts.items():
            self.edits[name].setText(text)
        self.country.choose(typed.country)
        self.category.choose(typed.category)
        self.online.choose(typed.online)
        self.ifi.setChecked(typed.flags[0])
        self.aid.setChecked(typed.flags[1])
        self.minimum.setText(typed.minimum)
        self._say_category()

    @property
    def is_changed(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._shown is not None and self.typed() != self._shown

    def undo(self) -> None:
        """Show again what stands."""
        if self._shown is not None:
            self.fill(self._shown)
        for field in self.fields.values():
            field.say("")

    def draft(self) -> OrganisationDraft:
        """Return the association as typed."""
        texts = {name: clean_text(edit.text(), limit=500) for name, edit in self.edits.items()}
        amount = self.minimum.money() or Money(0)
        return OrganisationDraft(
            **texts,
            country=self.country.value(),
            category=self.category.value(),
            online_date=self.online.value(),
            ifi_eligible=self.ifi.isChecked(),
            article_200_1_ter=self.aid.isChecked(),
            receipt_minimum_cents=amount.cents,
        )

    # saving

    def _places(self) -> dict[str, Field]:
        """Return the fields by what problems call them."""
        places = {f"organisation.{name}": field for name, field in self.fields.items()}
        return places | {
            "receipts.number": self.fields["number_pattern"],
            "receipts.online_date": self.fields["online"],
            "receipts.minimum_cents": self.fields["minimum"],
        }

    def save(self) -> None:
        """Save what is typed, or say what stands against it."""
        if self._is_saving or not self.desk.books.answers or (change := self._change()) is None:
            return
        self._is_saving = True
        save(self.desk, change, of=self, done=self._saved, failed=self._refused)

    def save_now(self) -> bool:
        """Save before the window closes; tell whether it is saved."""
        if self._is_saving or (change := self._change()) is None:
            return False
        try:
            save_at_once(self.desk, change)
        except KnownError as error:
            self._refused(error)
            return False
        self._saved()
        return True

    def _change(self) -> Change | None:
        """Return what is typed beside what stands; nothing when it cannot be read, which is said."""
        for field in self.fields.values():
            field.say("")
        if self.standing is None:
            return None
        if self.minimum.text().strip() and (code := self.minimum.problem()):
            say_problems([Problem("receipts.minimum_cents", code, self.minimum.text())], self._places())
            return None
        return Change(self.standing, replace(self.standing, organisation=self.draft()))

    def _saved(self) -> None:
        self._is_saving = False
        self._shown = self.typed()  # or the facts read anew would not be shown
        self.changed.emit(_("The association is saved; it holds from today."))

    def _refused(self, error: BaseException) -> None:
        self._is_saving = False
        say_refused(error, self._places(), self)


def _categories(today: date) -> dict[str, tuple[str, str]]:
    from donations_app.services.books.settings_checks import categories

    return categories(today)


def _minimum(cents: int) -> str:
    return figures(Money(cents)) if cents else ""
