"""A part of a payment given back: how much, from where; and a refund that is taken back itself."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.db.queries.payment_detail import PaymentDetail
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.refunds import Refund
from donations_app.i18n import N_, _, isolated, money
from donations_app.services.payments.corrections import Corrected, take_back
from donations_app.ui.desk import Desk
from donations_app.ui.payments.right_words import done_words
from donations_app.ui.projects.foreseen import (
    ForeseenAct,
    choice_field,
    day_field,
    day_of,
    refill,
    text_field,
)
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.words.codes import kind_word, together
from donations_app.words.targets import short_target

_OF_REFUND: Final = {
    "correction": N_("Recorded wrongly"),
    "return": N_("Returned by the bank"),
}


_Place = tuple[str, int | None, str | None]  # in words, the line, the project


class RefundFields:
    """How much of a payment is given back, at first all that is left, and from where its cents stand."""

    def __init__(self) -> None:
        self.amount = MoneyEdit(_("Amount given back"))
        self.place = ComboBox({}, _("Taken from"))
        self.fields = {
            "refund": Field(_("Amount given back"), self.amount),
            "place": Field(_("Taken from"), self.place),
        }
        self._left = ZERO
        self._places: dict[str, tuple[int | None, str | None]] = {}

    def show_payment(self, found: PaymentDetail) -> None:
        """Offer what is left of a payment, and the places where it stands."""
        self._left = found.row.amount - found.row.refunded
        self.amount.set_money(self._left)
        self.amount.show_whole()
        offered = {str(number): place for number, place in enumerate(_places(found))}
        self._places = {code: (line, project) for code, (_words, line, project) in offered.items()}
        refill(self.place, {code: words for code, (words, *_place) in offered.items()})

    def show(self, *, wanted: bool) -> None:
        """Show the fields while a refund is asked for; where cents come from, where they stand at several places."""
        self.fields["refund"].setVisible(wanted)
        self.fields["place"].setVisible(wanted and len(self._places) > 1)

    def part(self) -> Refund | None:
        """Return what is given back; ``None`` for all that is left.

        Raises:
            InputRefused: the amount cannot be taken.
        """
        if code := self.amount.problem():
            raise InputRefused([Problem("amount", code, self.amount.text())])
        amount = self.amount.parse()
        return None if amount == self._left else Refund(amount, *self._places[self.place.value()])

    def given(self) -> Money | None:
        """Return the amount as it is typed, or nothing."""
        return self.amount.money()


def _places(found: PaymentDetail) -> list[_Place]:
    """Return what can be chosen: each line as a whole, and each place of a line that stands at several."""
    lines = [line for line in found.lines if line.shares]
    kinds, in_turn = [line.kind for line in lines], _("general fund first, then projects in proportion")
    offered: list[_Place] = []
    for line in lines:
        kind = kind_word(line.kind, line.dues_year)
        name = kind if kinds.count(line.kind) == 1 else together(isolated(str(line.position)), kind)
        sums: dict[str, Money] = {}
        for share in line.shares:
            sums[share.project] = sums.get(share.project, ZERO) + share.amount
        whole = together(name, money(Money.total(sums.values())))
        offered.append((f"{whole} ({in_turn})" if len(sums) > 1 else whole, line.position, None))
        for project, stands in sums.items() if len(sums) > 1 else ():
            where = short_target(project, found.names) if project else _("General fund")
            offered.append((together(name, where, money(stands)), line.position, project))
    return offered


class UndoRefund(ForeseenAct):
    """Asks why a refund is taken back, and on which day; says what that changes."""

    def __init__(self, desk: Desk, parent: QWidget, refund: str, *, has_bank: bool) -> None:
        super().__init__(desk, _("Take back refund {ref}").format(ref=isolated(refund)), parent)
        self._refund = refund
        kinds = {code: _(said) for code, said in _OF_REFUND.items() if has_bank or code != "return"}
        self.fields = {
            "kind": choice_field(_("What happened"), kinds, "correction"),
            "on": day_field(_("Day"), desk, desk.today()),
            "reason": text_field(_("Reason"), limit=500),
        }
        self.lay(("kind", "on"), ("reason",))
        self.add_end(_("Take the refund back"))

    def stated(self) -> Callable[[Books], Any]:
        facts: Mapping[str, Any] = {"kind": self.text("kind"), "reason": self.reason(), "on": self._on()}
        signer = self.desk.signing.signer()
        return lambda books: take_back(books, self._refund, **facts, signer=signer)

    def _on(self) -> date:
        return day_of(self.fields["on"])

    def told(self, done: Corrected) -> str:
        return done_words(done)
