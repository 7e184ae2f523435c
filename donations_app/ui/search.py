"""The search over the window (Ctrl+K): what is typed, and where what is found leads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from donations_app.db.queries.parties import PartyRow, find_parties, party
from donations_app.db.queries.payment_list import is_some_payment
from donations_app.db.queries.payments import payments_like
from donations_app.db.queries.projects import carrying_among, find_projects
from donations_app.db.queries.receipts import numbers_like
from donations_app.db.queries.references import kind_of
from donations_app.db.queries.slips import slips
from donations_app.domain.keys import parse_reference
from donations_app.domain.parties import PEOPLE
from donations_app.domain.payment_filter import PaymentFilter, asked_for
from donations_app.i18n import _, isolated, language, money
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.picker import Choice
from donations_app.ui.widgets.places import ask_file

if TYPE_CHECKING:
    from donations_app.ui.main_window import MainWindow


class Ways(Struct, frozen=True):
    """Where what is found leads, each way by a reference, a code or a number."""

    to_person: Callable[[str], None]
    to_gift: Callable[[str], None]  # a new one of a person
    to_project: Callable[[str], None]
    to_association: Callable[[str], None]
    to_payments: Callable[..., None]  # what is typed, and the key of one
    to_receipt: Callable[[str], None]
    to_slip: Callable[[str], None]
    to_field_books: Callable[
        [], Iterable[tuple[str, Callable[[], object]]]
    ]  # what is done with them, by name
    # by the kind of thing that bears a reference: the title of its page and the way
    to_others: Mapping[str, tuple[str, Callable[[str], None]]]


class Search:
    """Finds by what is typed: people, payments, receipts, what may be put right, erasures, and pages."""

    def __init__(self, desk: Desk, window: "MainWindow", ways: Ways) -> None:
        self._desk, self._window, self._ways = desk, window, ways

    def find(self, typed: str) -> Sequence[Choice]:
        """Return all that is found, people first."""
        people = self._desk.read(find_parties, typed, limit=6)
        numbers = self._desk.read(numbers_like, typed)
        words = typed.casefold()
        return [
            *self._about(people),
            *self._projects_like(typed, people),
            *self._payments_like(typed),
            *(
                Choice(lambda number=number: self._ways.to_receipt(number), number, name)
                for number, name in numbers
            ),
            *self._checks(words),
            *(
                Choice(act, name)
                for name, act in self._ways.to_field_books()
                if words and words in name.casefold()
            ),
            *self._wrong(typed, [number for number, _name in numbers]),
            *self._named(typed),
            *self._slips_like(typed),
            *self._others_like(typed),
            *self._erasures(people),
            *(
                Choice(lambda code=page.code: self._window.show_code(code), page.title)
                for page in self._window.pages
                if words in page.title.casefold()
            ),
        ]

    def _about(self, people: Sequence[PartyRow]) -> list[Choice]:
        """Return what leads to a new gift of each, and to the card; who may only read has the card alone."""
        if self._desk.books.read_only:
            return [
                Choice(lambda ref=row.ref: self._ways.to_person(ref), row.name, row.place) for row in people
            ]
        card = _("Card: {name}")
        return [
            choice
            for row in people
            for choice in (
                Choice(lambda ref=row.ref: self._ways.to_gift(ref), row.name, row.place),
                Choice(lambda ref=row.ref: self._ways.to_person(ref), card.format(name=row.name), row.place),
            )
        ]

    def _projects_like(self, typed: str, people: Sequence[PartyRow]) -> list[Choice]:
        """Return what leads to the pages of projects, and to those of associations that carry one."""
        found = self._desk.read(find_projects, typed, limit=6)
        refs = [row.ref for row in people if row.kind == "association"]
        carrying = self._desk.read(carrying_among, refs) if refs else frozenset()
        told = _("Projects of {name}")
        return [
            *(
                Choice(
                    lambda code=one.project: self._ways.to_project(code),
                    one.title(language()),
                    isolated(one.project),
                )
                for one in found
            ),
            *(
                Choice(
                    lambda ref=row.ref: self._ways.to_association(ref), told.format(name=row.name), row.place
                )
                for row in people
                if row.ref in carrying
            ),
        ]

    def _payments_like(self, typed: str) -> list[Choice]:
        """Return what leads to the payments of an amount, a cheque, a day or a reference, where there are some."""
        only = asked_for(typed, PaymentFilter())
        is_empty = only.name or not typed.strip()
        if (
            is_empty
            or (only.ref and self._named(typed, only.ref))
            or not self._desk.read(is_some_payment, only)
        ):
            return []
        told = _("Payments: {typed}").format(typed=isolated(typed.strip()))
        return [Choice(lambda: self._ways.to_payments(typed), told)]

    def _named(self, typed: str, ref: str = "") -> list[Choice]:
        """Return what leads to the payments whose references are like what is typed; of one alone, if it is given."""
        from donations_app.ui.payments.finding import named_choice

        return [
            Choice(lambda row=row: self._ways.to_payments(row.ref, key=row.id), one.name, one.detail)
            for row in self._desk.read(payments_like, typed)
            if (one := named_choice(row)) and ref in ("", row.ref)
        ]

    def _others_like(self, typed: str) -> list[Choice]:
        """Return what leads to the agreed gift or the claim of a reference."""
        ref = typed.strip().upper()
        kind = self._desk.read(kind_of, ref) if parse_reference(ref) else ""
        if kind == "party":  # found by name too, unless it was taken back
            one = self._desk.read(party, ref)
            gone = one is not None and one.is_taken_back
            return [Choice(lambda: self._ways.to_person(ref), ref, _("Taken back"))] if gone else []
        if kind not in self._ways.to_others:
            return []
        title, way = self._ways.to_others[kind]
        return [Choice(lambda: way(ref), ref, title)]

    def _slips_like(self, typed: str) -> list[Choice]:
        """Return what leads to the deposit slips whose number is begun."""
        asked = typed.strip().upper()
        if not asked.startswith("B-"):
            return []
        found = self._desk.read(slips, typed=asked)[:6]
        return [
            Choice(lambda number=row.number: self._ways.to_slip(number), row.number, money(row.amount))
            for row in found
        ]

    def _checks(self, words: str) -> list[Choice]:
        """Return what leads to the check of a PDF that somebody shows."""
        name = _("Check a receipt in a PDF ...")
        return [Choice(self._ask_check, name)] if words and words in name.casefold() else []

    def _ask_check(self) -> None:
        ask_file(self._window, _("Check a receipt in a PDF ..."), "pdf", then=self.check)

    def check(self, path: Path) -> None:
        """Check a PDF that somebody shows."""
        from donations_app.ui.receipts.checked import checked_document

        checked_document(self._desk, path, self._window).begin()

    def _wrong(self, typed: str, numbers: Sequence[str]) -> list[Choice]:
        """Return what leads to putting right: the only receipt found, and payments by their references."""
        from donations_app.ui.payments.finding import Wrong, open_put_right, payment_choices

        if self._desk.books.read_only:
            return []
        wrong = [Choice(Wrong(number), number) for number in numbers if len(numbers) == 1]
        return [
            Choice(
                lambda value=one.value: open_put_right(self._desk, self._window, value, self._window.say),
                _("Put right: {ref}").format(ref=isolated(one.name)),
                one.detail,
            )
            for one in (*wrong, *payment_choices(self._desk, typed))
        ]

    def _erasures(self, people: Sequence[PartyRow]) -> list[Choice]:
        """Return what leads to a request of erasure, and to a death: of the only person found."""
        from donations_app.ui.people.deaths import open_deaths
        from donations_app.ui.people.erasing import open_erasure

        if self._desk.books.read_only or len(people) != 1:
            return []
        (row,) = people
        asked = [(open_erasure, _("Request of erasure: {name}"))]
        if row.kind in PEOPLE:
            asked.append((open_deaths, _("Death: {name}")))
        return [
            Choice(
                lambda opens=opens: opens(self._desk, self._window, row.ref, self._window.say),
                told.format(name=row.name),
                isolated(row.ref),
            )
            for opens, told in asked
        ]
