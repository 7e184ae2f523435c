"""Money of one payment moved: from where it stands to another project, with its reason; who falls is said before."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.db.queries.free_money import StandingMoney, standing_money
from donations_app.db.queries.projects import Target, targets
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.payments import AllocationDraft
from donations_app.i18n import _, figures, isolated, language, money
from donations_app.services.payments.allocations import move_allocation
from donations_app.ui.desk import Desk
from donations_app.ui.payments.allocations import choice_of, targets_like
from donations_app.ui.projects.foreseen import ForeseenAct, choice_field, money_field, text_field
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.codes import together
from donations_app.words.moves import move_warnings


class MoveMoney(ForeseenAct):
    """Asks which cents of a payment go where, and why; what its donor wished and its receipt are told."""

    shown_at = dict.fromkeys(("project", "association"), "to")

    def __init__(self, desk: Desk, payment: str, parent: QWidget) -> None:
        super().__init__(desk, _("Move money of {payment}").format(payment=isolated(payment)), parent)
        self._key = uuid4()
        self._stands = desk.read(standing_money, payment=payment)
        self._targets = desk.read(targets)
        titles = {one.project: one.title(language()) for one in self._targets}
        places = {str(n): _place(one, titles) for n, one in enumerate(self._stands)}
        self.to = Picker(self._find, name=_("Where to"), icon_name="")
        self.to.setPlaceholderText(_("General fund"))
        self.fields = {
            "away": choice_field(_("From where"), places),
            "amount": money_field(_("Amount")),
            "to": Field(_("Where to"), self.to),
            "reason": text_field(_("Reason")),
        }
        self.lay(("away",), ("to", "amount"), ("reason",))
        self.warned = Wrapped("", "small", "warn")
        self.rows.addWidget(self.warned)
        self.add_end(_("Move the money"))
        away = self.fields["away"].edit
        if isinstance(away, ComboBox):
            away.chosen.connect(lambda *_: self._begin())
        self.to.chosen.connect(lambda *_: self._warn())
        self._begin()

    def _find(self, typed: str) -> list[Choice]:
        return [choice_of(one) for one in targets_like(self._targets, typed)]

    def _from(self) -> StandingMoney:
        return self._stands[int(self.text("away"))]

    def _begin(self) -> None:
        """Offer all that stands at the place chosen."""
        edit = self.fields["amount"].edit
        if self._stands and isinstance(edit, MoneyEdit):
            edit.setText(figures(self._from().amount))
            self._warn()

    def notes(self) -> Sequence[str]:
        return move_warnings([self._from()], self._target().project)

    def _target(self) -> Target:
        found: Target | None = self.to.value()
        return found or Target("", "", "", "")

    def _warn(self) -> None:
        self.warned.setText("\n".join(self.notes()))

    def stated(self) -> Callable[[Books], None]:
        edit = self.fields["amount"].edit
        if not self._stands:
            raise InputRefused([Problem("away", "missing")])
        if self.to.text().strip() and self.to.value() is None:
            raise InputRefused([Problem("to", "missing")])
        if not isinstance(edit, MoneyEdit) or (code := edit.problem()):
            raise InputRefused([Problem("amount", code, edit.text() if isinstance(edit, MoneyEdit) else "")])
        amount, one, to = edit.parse(), self._from(), self._target()
        return partial(
            move_allocation,
            payment=one.payment,
            position=one.position,
            away=AllocationDraft(amount=amount, project=one.project, association=one.association),
            to=AllocationDraft(amount=amount, project=to.project, association=to.association),
            reason=self.reason(),
            key=self._key,
        )

    def told(self, done: object) -> str:
        return _("The allocation is moved.")


def open_move(desk: Desk, parent: QWidget, payment: str, said: Callable[[str], object]) -> None:
    """Ask where money of a payment goes, and say what was done."""
    dialog = MoveMoney(desk, payment, parent)
    dialog.done_with.connect(said)
    dialog.open()


def _place(one: StandingMoney, titles: dict[str, str]) -> str:
    where = titles.get(one.project, isolated(one.project)) if one.project else _("General fund")
    return together(*filter(None, (one.association_name, where, money(one.amount))))
