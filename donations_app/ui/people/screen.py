"""All people and organisations: found by whatever one knows, each with a card on which all can be changed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.parties import party
from donations_app.db.queries.people_list import (
    Counted,
    associations,
    cities,
    given_of,
    in_provinces,
    people_counts,
    people_given,
    people_keys,
    people_rows,
)
from donations_app.db.queries.person_card import person_card
from donations_app.domain.money import ZERO, Money
from donations_app.domain.people_filter import GIVEN_MORE, PeopleFilter, people_by_fields
from donations_app.i18n import _, count, isolated, money, ngettext, pgettext
from donations_app.services.payments.mandates import standing_mandates
from donations_app.ui.asked_list import VIEW, AskedList, Found
from donations_app.ui.desk import Desk
from donations_app.ui.list_screen import place_of
from donations_app.ui.people.card import CardPanel, Known
from donations_app.ui.people.card_acts import CardActs
from donations_app.ui.people.chosen import ask_export, ask_whom, export_word, write_word
from donations_app.ui.people.form import Changing
from donations_app.ui.people.table import PeopleTable
from donations_app.ui.people.territory import Where
from donations_app.ui.screen import Action
from donations_app.ui.widgets.basic import button
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.views import FilledBox, ViewBox
from donations_app.ui.widgets.windowed import PAGE, Page
from donations_app.words.codes import PARTY_KINDS, word
from donations_app.words.people import LANGUAGES

_WAITS: Final = 300  # milliseconds after the last key of an amount or a day


class PeopleState(Struct, frozen=True):
    """What another window goes on with."""

    asked: Mapping[str, str]
    key: int | None
    changing: Changing | None


class PeopleScreen(AskedList):
    """The table of people, its filters above, their sums below, the card of the chosen one beside."""

    code = "people"
    list_name = "people"
    nouns = frozenset(("parties", "payments", "receipts"))
    list_room, panel_across, panel_room = 750, 334, 304
    new_person = Signal()
    new_gift = Signal(str)  # reference of who gives
    to_payment = Signal(str, object)  # reference, and key: larger than an integer of Qt
    to_payments = Signal(str)  # the name that finds them
    to_receipt = Signal(str)  # number
    to_association = Signal(str)  # reference of whose projects are to be shown
    view: ViewBox
    table: PeopleTable
    panel: CardPanel

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = ""  # reference of whom the card is to show
        self._alone: tuple[int, ...] = ()  # key of who is exported alone, as it was answered last
        self._is_to_change = False  # whether the table is to be changed and imported again, as answered last
        self._beside = ""  # reference of somebody who was asked for and stands in no list

    def subtitle(self) -> str:
        return _("Found by name, e-mail, telephone, town or reference")

    def header_action(self) -> Action | None:
        if self.desk.books.read_only:
            return None
        return Action(_("New person"), "user-plus", self.new_person.emit)

    def build(self) -> None:
        self.table = PeopleTable(self.desk)
        year = isolated(str(self.table.year))
        self.ready = {
            "all": pgettext("people", "All"),
            "donors": _("Donors of {year}").format(year=year),
            "lapsed": _("Gave last year, not in {year}").format(year=year),
            "given_more": _("Gave more than an amount since a day"),
            "members": _("Members"),
            "late": _("Members who are late"),
            "no_address": _("Without address"),
            "no_email": _("Without e-mail"),
        }
        self.view = ViewBox(self.ready, _("What is shown"))
        self.empty = _("Nobody is recorded yet.")
        typed = TextEdit(_("Name, e-mail, telephone, town, reference"))
        typed.setPlaceholderText(_("Name, e-mail, telephone, town ..."))
        kinds = {code: word(PARTY_KINDS, code) for code in PARTY_KINDS}
        self.kind = ComboBox({"": _("Every kind")} | kinds, _("Kind"))
        self.language = ComboBox({"": _("Every language")} | LANGUAGES, _("Language"))
        self.city = FilledBox({"": _("Every city")}, _("City"))
        self.association = FilledBox({"": _("Every association")}, _("Association"))
        self.where = Where()
        self.fields = {
            "kind": self.kind, "language": self.language, "city": self.city, "association": self.association,
            **self.where.fields(),
        }  # fmt: skip
        self._make_bounds()
        self.panel = CardPanel(self.desk)
        self.lay_out_asked(typed)
        self.listed.rows.insertWidget(1, self.bounds)
        self._connect()

    def _make_bounds(self) -> None:
        """Make the fields of the question that asks for more than an amount since a day."""
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.timeout.connect(self._count_given_more)
        self.more_than, self.since = MoneyEdit(_("More than")), DateEdit(_("Since"), self.desk.today)
        self.more_than.set_money(GIVEN_MORE)
        self.since.set_day(date(self.desk.today().year, 1, 1))
        self.bounds = Flow(Field(_("More than"), self.more_than), Field(_("Since"), self.since), fills=True)
        for edit in (self.more_than, self.since):
            edit.textChanged.connect(lambda *_: self._soon.start(_WAITS))
            edit.textChanged.connect(lambda *_: self._recount.start(2 * _WAITS))
        self.bounds.hide()
        self.view.chosen.connect(lambda *_: self.bounds.setVisible(self.asked()[VIEW] == "given_more"))

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_person())
        self.table.activated_row.connect(lambda *_: self.panel.changer.setFocus())
        panel = self.panel
        self._acts = CardActs(self, panel)
        panel.editing.connect(self._hold_list)
        panel.new_gift.connect(self.new_gift)
        panel.person_wanted.connect(self.show_ref)
        panel.recorded.to_payment.connect(self.to_payment)
        panel.recorded.to_payments.connect(self.to_payments)
        panel.to_association.connect(self.to_association)
        panel.recorded.to_receipt.connect(self.to_receipt)
        changes = QShortcut(QKeySequence("F2"), self, panel.change)
        changes.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def foot(self) -> QWidget:
        self.doubles = button(_("Doubles ..."), icon_name="users", clicked=self.ask_doubles)
        self.writer = button(write_word(0), icon_name="mail", clicked=self.ask_letter)
        if self.desk.books.read_only:
            self.writer.hide()
        return Flow(self.doubles, self.writer, self.chosen, None, self.copier, self.exporter)

    def ask_doubles(self) -> None:
        """Show the records that may be of one person."""
        from donations_app.ui.people.doubles import open_doubles

        open_doubles(self.desk, self, self.said.emit)

    def ask_letter(self) -> None:
        """Ask for a letter to the chosen people, or to all of the list."""
        from donations_app.ui.people.writing import open_letter

        ask_whom(
            self.writer,
            self.table,
            self._name_chosen(),
            lambda keys: open_letter(self.desk, self, keys, self.said.emit),
        )

    def _name_chosen(self) -> str:
        row = self.table.current_row()
        return row.name if row else ""

    def _hold_list(self, editing: bool) -> None:  # noqa: FBT001 -- Qt's signal
        """Let nobody else be chosen while somebody is being changed."""
        self.listed.setEnabled(not editing)
        self.sheet.hold(is_held=editing)
        if not editing:
            self._show_person()

    # what is asked

    def asked(self) -> dict[str, str]:
        asked = super().asked()
        return asked | self._bounds_asked() if asked[VIEW] == "given_more" else asked

    def blank(self) -> dict[str, str]:
        return super().blank() | self._bounds_asked()

    def _bounds_asked(self) -> dict[str, str]:
        amount, day = self.more_than.money(), self.since.day()
        return {
            "more_than": str(amount.cents) if amount is not None else "",
            "since": day.isoformat() if day else "",
        }

    def _count_given_more(self) -> None:
        """Count again who gave more than the amount that is typed now."""
        only = self.filter_of({**self.blank(), VIEW: "given_more"})
        self.read_off(lambda session: self.count_of(session, {"given_more": only}), self._say_numbers)

    def set_asked(self, asked: Mapping[str, str]) -> None:
        super().set_asked(asked)
        if (cents := asked.get("more_than", "")).isascii() and cents.isdecimal():
            self.more_than.set_money(Money(int(cents)))
        with suppress(ValueError):
            self.since.set_day(date.fromisoformat(asked.get("since", "")))

    def filter_of(self, asked: Mapping[str, str]) -> PeopleFilter:
        return people_by_fields(asked, self.desk.today())

    def count_of(self, session: Any, filters: Mapping[str, PeopleFilter]) -> dict[str, int]:
        return people_counts(session, filters, today=self.desk.today())

    def count_views(self) -> None:
        """Count the views, and the people of each city, association and province."""
        super().count_views()
        self.read_off(
            lambda session: ((cities(session), associations(session)), in_provinces(session)),
            lambda found: self._offer_places(*found),
            waits=True,
        )

    def _offer_places(
        self, found: tuple[list[Counted], list[Counted]], in_province: Mapping[str, int]
    ) -> None:
        self.where.offer(in_province)
        for box, every, counted in zip(
            (self.city, self.association), (_("Every city"), _("Every association")), found, strict=True
        ):
            names = {one.code: one.name for one in counted}
            box.fill({"": every} | names, {one.code: count(one.count) for one in counted})

    def show_ref(self, ref: str) -> None:
        """Show the card of somebody, among all people; who was taken back stands in no list, and has a card."""
        self.build_once()
        if not self.panel.is_changed():
            self.panel.leave()
        if self.panel.is_editing:
            self.said.emit(_("A change is open: save it or leave it first."))
            return
        found = self.desk.read(party, ref)
        self._beside = ref if found and found.is_taken_back else ""
        self.ask_for("", key=found.id if found else None)

    def read_list(self, key: int | None = None) -> None:
        chosen = key if key is not None else self.table.current_key()
        asked, order, today = self.asked(), self.table.people_order(), self.desk.today()
        only, spans = self.filter_of(asked), self.table.spans
        self.show_chips()

        def ask(session: Any) -> Found:
            keys = people_keys(session, only, order, today=today)
            place = place_of(chosen, keys)
            start = place - place % PAGE
            page = Page(place // PAGE, people_rows(session, keys[start : start + PAGE], *spans))
            return Found(keys, place, page, {} if keys else self.without_each(session, asked))

        self.question, self.counts_later = ask, True
        self.read_off(ask, lambda found: self._show(found, asked, ask))

    def _is_late(self, asked: Mapping[str, str], ask: object) -> bool:
        """Tell whether something else was asked meanwhile."""
        return ask is not self.question or asked != self.asked()

    def _show(self, found: Found, asked: dict[str, str], ask: object) -> None:
        if self._is_late(asked, ask):
            return
        self.summary.setText("…")
        if not found.keys:
            self.say_what_to_take_off(asked, found.without)
        self.table.show_keys(found.keys, found.page)
        if found.keys:
            self.table.choose_row(found.place)
        if self._beside:
            self.table.selectionModel().clear()  # none of the list is shown
        self._show_person(self._beside)
        self._beside = ""
        self._after_list(found.keys, asked, ask)

    def _after_list(self, keys: Sequence[int], asked: dict[str, str], ask: object) -> None:
        """Ask what the people of the list gave, and what the views have, once it is painted."""
        only, today = self.filter_of(asked), self.desk.today()

        def say(given: Money) -> None:
            if not self._is_late(asked, ask):
                self._say_sum(len(keys), given, only)

        if keys:
            self.read_off(lambda session: given_of(session, only, keys, today=today), say, waits=True)
        else:
            say(ZERO)
        self.counts_later = False
        self.count_soon()

    def _say_sum(self, number: int, given: Money, only: PeopleFilter) -> None:
        told = ngettext(
            "{count} person, {amount} given in {year}", "{count} people, {amount} given in {year}", number
        )
        year = only.given_to.year if only.given_to else self.table.year
        amounts = {"count": count(number), "amount": money(given), "year": isolated(str(year))}
        self.summary.setText(told.format(**amounts))

    def _sum_chosen(self) -> None:
        keys = self.table.selected_keys()
        self.chosen.setVisible(len(keys) > 1)
        self.writer.setText(write_word(len(keys)))
        self.exporter.setText(export_word(len(keys)))
        if len(keys) > 1:
            only = self.filter()
            amount: Money = self.desk.read(people_given, keys, (only.given_from, only.given_to))
            told = ngettext("{count} chosen, {amount}", "{count} chosen, {amount}", len(keys))
            self.chosen.setText(told.format(count=count(len(keys)), amount=money(amount)))

    def _show_person(self, beside: str = "") -> None:
        """Show who is chosen, or somebody who stands in no list."""
        row, today = self.table.current_row(), self.desk.today()
        self._wanted = ref = beside or (row.ref if row else "")
        if not ref:
            self.panel.show_person(None)
            return

        def ask(session: Any) -> Known | None:
            if ref != self._wanted:
                return None  # somebody else was chosen before this one's turn came
            draft, version = party_draft(session, ref)
            card = person_card(session, ref, today=today)
            return Known(draft, version, card, standing_mandates(session, on=today, payer=ref))

        self.read_off(ask, self._show_card)

    def _show_card(self, found: Known | None) -> None:
        if found is not None and found.draft.ref == self._wanted:
            self.panel.show_person(found)

    # what it does

    def ask_export(self) -> None:
        """Ask which of the chosen and all people are written and how, then where."""
        ask_export(self.exporter, self.table, self._name_chosen(), self._ask_place)

    def _ask_place(self, way: tuple[Sequence[int], bool]) -> None:
        from donations_app.formats.writing import TABLES

        keys, self._is_to_change = way
        self._alone = tuple(keys) if len(keys) == 1 else ()
        ask_place(self, _("Export people"), _("people"), TABLES, then=self.export)

    def exporting(self, path: Path) -> Callable[[], int]:
        from donations_app.services.people.listing import write_people, write_people_to_change

        form, books = path.suffix[1:].lower(), self.desk.books
        only, order, year = self.filter(), self.table.people_order(), self.table.year
        chosen = self.table.selected_keys()
        keys = tuple(chosen) if len(chosen) > 1 else self._alone or None
        write = write_people_to_change if self._is_to_change else partial(write_people, year=year)
        return lambda: write(books, path, form=form, only=only, order=order, keys=keys, force=True)

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
        asked = self.asked() | {VIEW: self.view.value()}
        changing = self.panel.form.give() if self.panel.is_editing else None
        return PeopleState(asked, self.table.current_key(), changing)

    def take(self, state: object) -> None:
        if not isinstance(state, PeopleState):
            return
        self.build_once()
        self.set_asked(state.asked)
        if self.view.findData(state.asked[VIEW]) >= 0:
            with QSignalBlocker(self.view):
                self.view.choose(state.asked[VIEW])
        self.is_stale = False
        self.read_list(state.key)
        if state.changing:
            self.panel.take(state.changing)
