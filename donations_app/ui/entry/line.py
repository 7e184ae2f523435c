"""The line that is being typed: begun, given away as it stands, filled in again."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from donations_app.domain.entering import METHODS_TYPED
from donations_app.domain.money import Money
from donations_app.ui.entry.fields import PaymentFields
from donations_app.ui.payments.allocations import PartTyped
from donations_app.ui.payments.rare import RareChoices
from donations_app.ui.widgets.choices import Choice
from donations_app.ui.widgets.edits import TypedEdit

FIRST_NATURE = "donation"
USUAL = RareChoices()


class Typed(Struct, frozen=True):
    """Everything that stands in the form, letter by letter, to fill it in again."""

    payer: Choice | None
    searched: str  # the text of the payer's field
    nature: str
    other_kind: str
    method: str
    texts: Mapping[str, str]  # of the other fields, by name
    parts: tuple[PartTyped, ...]
    by_wish: bool
    chosen: RareChoices = USUAL


class Standing(Struct, frozen=True):
    """A line that is carried to another window."""

    typed: Typed
    pins: frozenset[str]
    key: UUID


class PaymentLine(PaymentFields):
    """One line after another under a key of its own; pinned fields stay."""

    key: UUID
    stands_for = ""  # reference of the payment that this line is to stand in the place of
    owes_nothing = False  # the payer, as far as dues go
    fees: Mapping[int, Money] = {}  # what is still to be paid of a year of dues, or its fee
    _ITS_OWN = ("on", "dues_year")  # fields that the next line fills by itself

    def edits(self) -> dict[str, QLineEdit]:
        """Return the fields of text, but for the payer's, by name."""
        return {
            "amount": self.amount,
            "dues_amount": self.dues_amount,
            "dues_year": self.dues_year,
            "on": self.on,
            "credited_on": self.credited_on,
            "cheque_number": self.cheque_number,
            "cheque_date": self.cheque_date,
            "bank": self.bank,
            **self.thing.edits(),
            **self.rare.edits(),
        }

    def choose_nature(self, nature: str) -> None:
        """Choose a nature and show what it asks for."""
        self.nature.choose(nature)
        self.show_asked()

    @property
    def is_begun(self) -> bool:
        """Whether something was typed for this line: more than what pinned fields keep."""
        return bool(self.payer.text().strip()) or self.has_more

    @property
    def has_more(self) -> bool:
        """Whether something was typed for this line beside who pays."""
        kept = {name for name, field in self.pinnable().items() if field.is_pinned} | {"on", "dues_year"}
        texts = [edit.text() for name, edit in self.edits().items() if name not in kept]
        return any(text.strip() for text in texts) or bool(self.allocations.typed())

    def begin(self) -> None:
        """Empty the form for the next line; pinned fields stay."""
        self.key, self.stands_for = uuid4(), ""
        self.payer.choose(None)
        self.choose_nature(self.nature.value() if self.nature_field.is_pinned else FIRST_NATURE)
        self.allocations.clear()
        if not self.method_field.is_pinned:
            self.method.choose(METHODS_TYPED[0])
        kept = {*self.pinnable(), *self._ITS_OWN}
        for edit in (edit for name, edit in self.edits().items() if name not in kept):
            edit.setText("")  # which, unlike clear, cannot be undone into the next line
        for field in self.pinnable().values():
            if not field.is_pinned and field is not self.on_field and isinstance(field.edit, QLineEdit):
                field.edit.setText("")
        if not self.on_field.is_pinned:
            self.on.set_day(self.offered)
        self.follow_day()
        self.rare.choose(USUAL)
        self.rare.fold()
        self.say_nothing()

    def follow_day(self) -> None:
        """Let a day that nobody typed be today's: a window may stand open over midnight, and over a year's end."""
        if not self.stands_for and self.on.day() == self.offered != self.today():
            self.offered = self.today()
            self.on.set_day(self.offered)

    def typed(self) -> Typed:
        """Return what stands in the form."""
        value, text = self.payer.value(), self.payer.text()
        return Typed(
            None if value is None else Choice(value, text),
            text,
            self.nature.value(),
            self.other_kind.value(),
            self.method.value(),
            {name: edit.text() for name, edit in self.edits().items()},
            self.allocations.typed(),
            self.allocations.wish.isChecked(),
            self.rare.chosen(),
        )

    def fill(self, typed: Typed, *, stands_for: str = "") -> None:
        """Show a line typed before, under a new key; it may stand for one that is recorded."""
        self.stands_for = stands_for
        self.key = uuid4()
        self.other_kind.choose(typed.other_kind)
        self.choose_nature(typed.nature)
        self.method.choose(typed.method)
        self.rare.choose(typed.chosen)
        self.payer.choose(typed.payer)
        if typed.payer is None:
            self.payer.setText(typed.searched)
        texts = dict.fromkeys(self.edits(), "") | dict(typed.texts)  # one kept by an older program says less
        self.fill_texts({"currency": texts.pop("currency"), **texts})  # by it amounts are read
        self.rare.fold()
        self.allocations.fill(typed.parts, by_wish=typed.by_wish)
        self.say_nothing()

    def fill_texts(self, texts: Mapping[str, str]) -> None:
        """Show texts as the program writes their values; what cannot be taken as it was typed."""
        edits = self.edits()
        for name, text in texts.items():
            edit = edits[name]
            edit.setText(text)
            if isinstance(edit, TypedEdit) and not edit.problem():
                edit.show_whole()

    def fill_empty(self, typed: Typed) -> None:
        """Fill in what is still empty; a cheque's number is not one's own to repeat."""
        if self.nature.value() == FIRST_NATURE:
            self.other_kind.choose(typed.other_kind)
            self.choose_nature(typed.nature)
        if self.method.value() == METHODS_TYPED[0]:
            self.method.choose(typed.method)
        if not self.payer.text().strip():
            self.payer.choose(typed.payer)
        edits = self.edits()
        empty = {name: text for name, text in typed.texts.items() if not edits[name].text().strip()}
        if not self.on_field.is_pinned and self.on.day() == self.today():
            empty["on"] = typed.texts["on"]
        not_repeated = {"cheque_number", "evidence"}
        if (self.amount.text() or self.rare.currency.text()) and not self._is_rated_as(typed):
            not_repeated |= {"currency", "rate", "rate_on", "rate_source"}  # what is typed is of another one
        if self.owes_nothing:
            not_repeated |= {"dues": {"amount"}, "both": {"dues_amount"}}.get(self.nature.value(), set())
        for name in not_repeated:
            empty.pop(name, None)
        self._choose_empty(typed.chosen, with_return="counterpart" in empty)
        self.fill_texts(empty)
        self.rare.fold()
        if not self.allocations.typed():
            self.allocations.fill(typed.parts, by_wish=typed.by_wish)

    def _choose_empty(self, before: RareChoices, *, with_return: bool) -> None:
        """Choose as before what nobody chose otherwise; the kind of a return with the return alone."""
        chosen = self.rare.chosen()
        kind = before.counterpart_kind if with_return else chosen.counterpart_kind
        is_free = replace(chosen, counterpart_kind=USUAL.counterpart_kind) == USUAL
        self.rare.choose(replace(before if is_free else chosen, counterpart_kind=kind))

    def _is_rated_as(self, typed: Typed) -> bool:
        return bool(typed.texts["currency"]) and self.rare.currency.text() == typed.texts["currency"]

    def standing(self) -> Standing:
        """Return the line as it stands, with its pins and its key."""
        pins = frozenset(name for name, field in self.pinnable().items() if field.is_pinned)
        return Standing(self.typed(), pins, self.key)

    def take(self, standing: Standing, *, stands_for: str = "") -> None:
        """Go on with a line of another window, which may stand for one that is recorded."""
        for name, field in self.pinnable().items():
            if field.pin is not None:
                field.pin.setChecked(name in standing.pins)
        self.fill(standing.typed, stands_for=stands_for)
        self.key = standing.key
