"""All people and organisations: found by whatever one knows, each with a card on which all can be changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from donations_app.address_words import waiting_line
from donations_app.code_words import PARTY_KINDS, word
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.parties import party
from donations_app.db.queries.people_list import PeopleList, people_list, person_card
from donations_app.domain.parties import PLACE
from donations_app.domain.people_filter import PeopleFilter, asked_by, of_year
from donations_app.i18n import _, count, isolated, money, ngettext, pgettext
from donations_app.person_words import LANGUAGES
from donations_app.ui.desk import Desk
from donations_app.ui.list_screen import ListScreen
from donations_app.ui.people.card import CardPanel, Known
from donations_app.ui.people.form import Changing
from donations_app.ui.people.table import PeopleTable
from donations_app.ui.screen import Action
from donations_app.ui.widgets.basic import button
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place


@dataclass(frozen=True, slots=True)
class PeopleState:
    """What another window goes on with."""

    typed: str
    choices: tuple[str, ...]
    key: int | None
    changing: Changing | None


class PeopleScreen(ListScreen):
    """The table of people, its filters above, their sums below, the card of the chosen one beside."""

    icon_name = "users"
    nouns = frozenset(("parties", "payments", "receipts"))
    list_room, panel_room = 750, (300, 360)
    new_person = Signal()
    new_gift = Signal(str)  # reference of who gives
    to_payment = Signal(str, object)  # reference, and key: larger than an integer of Qt
    to_payments = Signal(str)  # the name that finds them
    to_receipt = Signal(str)  # number
    table: PeopleTable
    panel: CardPanel

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("People")
        self._wanted = ""  # reference of whom the card is to show

    def subtitle(self) -> str:
        return _("Found by name, e-mail, telephone, town or reference")

    def header_action(self) -> Action | None:
        if self.desk.books.read_only:
            return None
        return Action(_("New person"), "user-plus", self.new_person.emit)

    def build(self) -> None:
        self.table = PeopleTable(self.desk)
        year = isolated(str(self.table.year))
        views = {
            "all": pgettext("people", "All"),
            "members": _("Members"),
            "no_address": _("Without address"),
            "no_email": _("Without e-mail"),
            "lapsed": _("Gave last year, not in {year}").format(year=year),
        }
        self.view = ComboBox(views, _("What is shown"))
        typed = TextEdit(_("Name, e-mail, telephone, town, reference"))
        typed.setPlaceholderText(_("Name, e-mail, telephone, town ..."))
        kinds = {code: word(PARTY_KINDS, code) for code in PARTY_KINDS}
        self.kind = ComboBox({"": _("Every kind")} | kinds, _("Kind"))
        self.language = ComboBox({"": _("Every language")} | LANGUAGES, _("Language"))
        self.panel = CardPanel(self.desk)
        self.lay_out(typed, (self.view, self.kind, self.language))
        self._connect()

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_person())
        self.table.activated_row.connect(lambda *_: self.panel.changer.setFocus())
        panel = self.panel
        panel.saved.connect(self._after_saving)
        panel.editing.connect(self._hold_list)
        panel.new_gift.connect(self.new_gift)
        panel.move_wanted.connect(self._ask_move)
        panel.consent_wanted.connect(self._ask_consent)
        panel.death_wanted.connect(self._ask_death)
        panel.erasure_wanted.connect(self._ask_erasure)
        panel.recorded.to_payment.connect(self.to_payment)
        panel.recorded.to_payments.connect(self.to_payments)
        panel.recorded.to_receipt.connect(self.to_receipt)
        changes = QShortcut(QKeySequence("F2"), self, panel.change)
        changes.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def foot(self) -> QWidget:
        self.doubles = button(_("Doubles ..."), icon_name="users", clicked=self.ask_doubles)
        return Flow(self.doubles, None, self.copier, self.exporter)

    def ask_doubles(self) -> None:
        """Show the records that may be of one person."""
        from donations_app.ui.people.doubles import open_doubles

        open_doubles(self.desk, self, self.said.emit)

    def _hold_list(self, editing: bool) -> None:  # noqa: FBT001 -- Qt's signal
        """Let nobody else be chosen while somebody is being changed."""
        self.listed.setEnabled(not editing)
        if not editing:
            self._show_person()

    # what is asked

    def filter(self) -> PeopleFilter:
        """Return whom the page asks for."""
        only = replace(asked_by(self.typed.text()), kind=self.kind.value(), language=self.language.value())
        first, last = of_year(self.table.year)
        view = self.view.value()
        if view == "lapsed":
            before = of_year(self.table.year - 1)
            return replace(
                only,
                given_from=before[0],
                given_to=before[1],
                gave=True,
                gave_not_from=first,
                gave_not_to=last,
            )
        views: dict[str, dict[str, bool]] = {
            "members": {"is_member": True}, "no_address": {"has_address": False}, "no_email": {"has_email": False},
        }  # fmt: skip
        narrowed: dict[str, Any] = {"given_from": first, "given_to": last} | views.get(view, {})
        return replace(only, **narrowed)

    def show_ref(self, ref: str) -> None:
        """Show the card of somebody, among all people."""
        self.build_once()
        if not self.panel.is_changed():
            self.panel.leave()
        if self.panel.is_editing:
            self.said.emit(_("A change is open: save it or leave it first."))
            return
        found = self.desk.read(party, ref)
        self.ask_for("", key=found.id if found else None)

    def read_list(self, key: int | None = None) -> None:
        chosen = key if key is not None else self.table.current_key()
        only, order, today = self.filter(), self.table.people_order(), self.desk.today()
        self.read_off(
            lambda session: people_list(session, only, order, today=today),
            lambda found: self._show(found, only, chosen),
        )

    def _show(self, found: PeopleList, only: PeopleFilter, chosen: int | None) -> None:
        if only != self.filter():
            return  # something else was asked meanwhile
        told = ngettext(
            "{count} person, {amount} given in {year}",
            "{count} people, {amount} given in {year}",
            len(found.keys),
        )
        year = only.given_to.year if only.given_to else self.table.year
        amounts = {"count": count(len(found.keys)), "amount": money(found.given), "year": isolated(str(year))}
        self.summary.setText(told.format(**amounts))
        self.show_list(found.keys, chosen)
        self._show_person()

    def _show_person(self) -> None:
        row, today = self.table.current_row(), self.desk.today()
        self._wanted = ref = row.ref if row else ""
        if not ref:
            self.panel.show_person(None)
            return

        def ask(session: Any) -> Known | None:
            if ref != self._wanted:
                return None  # somebody else was chosen before this one's turn came
            draft, version = party_draft(session, ref)
            return Known(draft, version, person_card(session, ref, today=today))

        self.read_off(ask, self._show_card)

    def _show_card(self, found: Known | None) -> None:
        if found is not None and found.draft.ref == self._wanted:
            self.panel.show_person(found)

    # what it does

    def _after_saving(self, ref: str, names: frozenset[str]) -> None:
        self.said.emit(_("{ref} is changed.").format(ref=isolated(ref)))
        if names & set(PLACE):
            self._count_waiting(ref)

    def _count_waiting(self, ref: str) -> None:
        """Say how many receipts to issue carry the address of today."""
        desk = self.desk

        def work(_report: object) -> int:
            from donations_app.services.people.waiting import receipts_to_issue

            return receipts_to_issue(desk.books, ref, desk.today().year)

        desk.jobs.start(work, of=self, done=self._say_waiting, failed=self.fail, may_be_lost=True)

    def _say_waiting(self, waiting: int) -> None:
        said = (waiting_line(waiting), _("What was issued stays as it is."))
        self.panel.note.say(" ".join(said), "ok")

    def _ask_move(self, ref: str) -> None:
        from donations_app.ui.people.moving import open_move

        open_move(self.desk, self, ref, self._after_moving)

    def _after_moving(self, ref: str) -> None:
        self.said.emit(_("{ref} moved.").format(ref=isolated(ref)))
        self._count_waiting(ref)

    def _ask_consent(self, ref: str) -> None:
        from donations_app.ui.people.agreeing import open_consent

        open_consent(self.desk, self, ref, self.said.emit)

    def _ask_death(self, ref: str) -> None:
        from donations_app.ui.people.deaths import open_deaths

        open_deaths(self.desk, self, ref, self.said.emit)

    def _ask_erasure(self, ref: str) -> None:
        from donations_app.ui.people.erasing import open_erasure

        open_erasure(self.desk, self, ref, self.said.emit)

    def ask_export(self) -> None:
        from donations_app.formats.writing import TABLES

        ask_place(self, _("Export people"), _("people"), TABLES, then=self.export)

    def exporting(self, path: Path) -> Callable[[], int]:
        from donations_app.services.people.listing import write_people

        form, books = path.suffix[1:].lower(), self.desk.books
        only, order, year = self.filter(), self.table.people_order(), self.table.year
        return lambda: write_people(books, path, form=form, only=only, order=order, year=year, force=True)

    # leaving and going on

    def unsaved(self) -> str:
        if not self._is_built or not self.panel.is_changed():
            return ""
        return _("A change of a person is not saved.")

    def save_unsaved(self) -> bool:
        return self.panel.form.save()

    def give(self) -> object:
        if not self._is_built:
            return None
        choices = tuple(choice.value() for choice in self.choices)
        changing = self.panel.form.give() if self.panel.is_editing else None
        return PeopleState(self.typed.text(), choices, self.table.current_key(), changing)

    def take(self, state: object) -> None:
        if not isinstance(state, PeopleState):
            return
        self.build_once()
        for choice, code in zip(self.choices, state.choices, strict=True):
            choice.choose(code)
        self.typed.setText(state.typed)
        self._soon.stop()
        self.is_stale = False
        self.read_list(state.key)
        if state.changing:
            self.panel.take(state.changing)
