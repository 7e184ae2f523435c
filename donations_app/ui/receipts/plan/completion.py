"""What keeps gifts from a receipt and can be completed here: people, and days of credit."""

from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.domain.errors import InputRefused
from donations_app.domain.parties import PartyDraft
from donations_app.domain.receipts import LeftOut
from donations_app.domain.territories import is_france
from donations_app.domain.typed import TypedError, clean_text
from donations_app.i18n import _, isolated, money
from donations_app.services.payments.records import set_credited
from donations_app.services.people.parties import change_party
from donations_app.ui.receipts.plan.walk import Walk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, YearDayEdit, say_problems
from donations_app.words.names import said_name
from donations_app.words.phrases import problem_sentence

# reason -> the fields that complete it, the first one empty is lit
PERSON_REASONS: Final = {
    "address_missing": ("address", "postcode", "city"),
    "name_missing": ("last_name", "first_name", "organisation"),
    "siren_missing": ("siren",),
    "siren_invalid": ("siren",),
    "legal_form_missing": ("legal_form",),
    "not_tax_resident": ("residence_statement",),
    "unprintable": ("last_name", "organisation", "address"),
}
CREDIT_REASONS: Final = ("credited_date_missing",)
_PEOPLE: Final = ("last_name", "first_name")
_COUPLES: Final = ("second_last_name", "second_first_name")
_COMPANIES: Final = ("organisation", "legal_form", "siren", "fiscal_year_end")
_ALL: Final = ("address", "address2", "postcode", "city", "country")
_ABROAD: Final = ("residence_statement",)
_RESIDENCE: Final = {None: "", True: "yes", False: "no"}


class CompletePeople(Walk):
    """Completes one person after the other; items are references of parties, each with a reason."""

    def lay_out(self) -> None:
        names = {
            "last_name": _("Last name"), "first_name": _("First name"),
            "second_last_name": _("Last name of the second"), "second_first_name": _("First name of the second"),
            "organisation": _("Name of the organisation"), "legal_form": _("Legal form"), "siren": _("SIREN"),
            "fiscal_year_end": _("End of the fiscal year"), "address": _("Address"),
            "address2": _("More of the address"), "postcode": _("Postcode"), "city": _("City"),
            "country": _("Country (FR, MA ...)"),
            "residence_statement": _("Reference of the statement of residence"),
        }  # fmt: skip
        self.edits = {code: TextEdit(name) for code, name in names.items()}
        self.edits["fiscal_year_end"] = YearDayEdit(names["fiscal_year_end"])
        self.fields = {code: Field(name, self.edits[code]) for code, name in names.items()}
        self.residence = ComboBox(
            {"": _("By the country"), "yes": _("Yes: a statement is recorded"), "no": _("No")},
            _("Tax-resident in France"),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        grid.setVerticalSpacing(theme().px(10))
        for number, code in enumerate((*_PEOPLE, *_COUPLES, *_COMPANIES, *_ALL)):
            grid.addWidget(self.fields[code], number // 2, number % 2)
        grid.addWidget(Field(_("Tax-resident in France"), self.residence), 6, 1)
        grid.addWidget(self.fields["residence_statement"], 7, 0, 1, 2)
        self.rows.addLayout(grid)

    def show_item(self, item: tuple[str, str]) -> str:
        ref, reason = item
        self._draft, self._seen = self.desk.read(party_draft, ref)
        shown = _shown(self._draft)
        for code, field in self.fields.items():
            field.say("")
            field.setVisible(code in shown)
            self.edits[code].setText(getattr(self._draft, code))
        self.residence.choose(_RESIDENCE[self._draft.tax_resident_fr])
        wanted = [code for code in PERSON_REASONS[reason] if code in shown]
        empty = [code for code in wanted if not self.edits[code].text()]
        first: QWidget = self.edits[(empty or wanted or ["address"])[0]]
        if reason == "not_tax_resident":
            first = self.residence
        first.setFocus(Qt.FocusReason.TabFocusReason)
        return said_name(self._draft)

    def save_item(self, item: tuple[str, str]) -> bool:
        desk = self.desk
        typed: dict[str, Any] = {code: _clean(self.edits[code].text()) for code in _shown(self._draft)}
        residence = {"": None, "yes": True, "no": False}[self.residence.value()]
        draft = replace(self._draft, **typed, tax_resident_fr=residence)
        if residence and not is_france(draft.country) and not draft.residence_statement:
            self.fields["residence_statement"].say(problem_sentence("missing", ""), "bad")
            return False
        try:
            desk.do(change_party, item[0], draft, seen=self._seen)
        except InputRefused as error:
            if say_problems(self.fields, error.problems) is None:
                raise
            return False
        return True


def _shown(draft: PartyDraft) -> tuple[str, ...]:
    """Return the fields that make sense for a kind of party."""
    if draft.kind == "company":
        return (*_COMPANIES, *_ALL, *_ABROAD)
    people = (*_PEOPLE, *_COUPLES) if draft.kind == "couple" else _PEOPLE
    return (*people, *_ALL, *_ABROAD)


def _clean(text: str) -> str:
    try:
        return clean_text(text)
    except TypedError:
        return text  # the draft refuses it with its field


class WriteCredits(Walk):
    """Writes one day of credit after the other; items are lines left out, with their payers' names."""

    def lay_out(self) -> None:
        self.day = DateEdit(_("Credited on"), self.desk.today)
        self.field = Field(_("Credited on"), self.day)
        self.rows.addWidget(self.field)

    def show_item(self, item: tuple[str, LeftOut]) -> str:
        name, line = item
        self.field.say("")
        self.day.set_day(None)
        self.day.setFocus(Qt.FocusReason.TabFocusReason)
        return f"{isolated(line.payment)}  {name}  {money(line.amount)}"

    def save_item(self, item: tuple[str, LeftOut]) -> bool:
        if code := self.day.problem():
            self.field.say(problem_sentence(code, self.day.text()), "bad")
            return False
        desk = self.desk
        try:
            desk.do(set_credited, item[1].payment, on=self.day.parse())
        except InputRefused as error:
            (problem,) = error.problems
            self.field.say(problem_sentence(problem.code, problem.value, problem.data), "bad")
            return False
        return True
