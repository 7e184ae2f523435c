"""What one does with an agreed gift: pause, resume, stop it; match a payment with an instalment, or forgive it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.instalments import Agreement
from donations_app.db.queries.payment_list import PaymentRow, payment_keys, payment_rows
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.instalments import Instalment
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, day, isolated, money
from donations_app.services.payments.instalments import (
    forgive_instalment,
    match_payment,
    pause_recurring,
    resume_recurring,
    set_apart,
    take_decision_back,
)
from donations_app.services.payments.recurring import stop_recurring
from donations_app.ui import errors
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.recurring.boxes import instalment_words
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, say_problems
from donations_app.words.codes import METHODS, word
from donations_app.words.phrases import problem_sentence

_PAYMENTS = 40  # of the donor, that one may choose


class GiftAct(Act):
    """An act that says below each field what is wrong with it."""

    fields: dict[str, Field]

    def act(self, does: Callable[..., object], *arguments: Any, told: str, **options: Any) -> None:
        """Call a service; what it refuses is said below its field, or told, and the dialog stays."""
        try:
            self.desk.do(does, *arguments, **options)
        except InputRefused as error:
            if say_problems(self.fields, error.problems) is None:
                errors.tell(error, self)
            return
        except KnownError as error:
            errors.tell(error, self)
            return
        self.done_with.emit(told)
        self.close_done()

    def close_done(self) -> None:
        """Close once it is done."""
        self.done(int(self.DialogCode.Accepted))

    def add_fields(self) -> None:
        """Put the fields below each other."""
        for field in self.fields.values():
            self.rows.addWidget(field)

    def has_reason(self) -> bool:
        """Tell whether a reason is given; say below the field that it lacks."""
        field = self.fields["reason"]
        given = isinstance(field.edit, TextEdit) and not is_blank(field.edit.text())
        if not given:
            field.say(problem_sentence("missing"), "bad")
        return given


class Pause(GiftAct):
    """Asks from when and until when nothing is due."""

    def __init__(self, desk: Desk, gift: Agreement, parent: QWidget) -> None:
        super().__init__(desk, _("Pause: {name}").format(name=gift.now.name), parent)
        self._gift, self._key = gift, uuid4()
        self.first, self.last = AnyDateEdit(_("From"), desk.today), AnyDateEdit(_("Up to"), desk.today)
        self.first.set_day(desk.today())
        self.reason = TextEdit(_("Reason"))
        self.fields = {
            "first_on": Field(_("From"), self.first),
            "last_on": Field(_("Up to"), self.last),
            "reason": Field(_("Reason"), self.reason),
        }
        self.add_fields()
        self.rows.addWidget(
            Wrapped(_("Without a last day the gift is paused until it is resumed."), "small", "muted")
        )
        self.rows.addStretch(1)
        self.add_buttons(_("Pause"))
        self.last.setFocus()

    def accept(self) -> None:
        """Pause the gift, once its days can be taken."""
        is_open = is_blank(self.last.text())
        if day_is_missing(self.fields["first_on"]) or (
            not is_open and day_is_missing(self.fields["last_on"])
        ):
            return
        last = None if is_open else self.last.parse()
        told = _("{name}: paused.").format(name=self._gift.now.name)
        self.act(
            pause_recurring,
            self._key,
            self._gift.ref,
            first_on=self.first.parse(),
            last_on=last,
            reason=self.reason.text(),
            told=told,
        )


class Resume(GiftAct):
    """Asks from which day instalments are due again."""

    def __init__(self, desk: Desk, gift: Agreement, parent: QWidget) -> None:
        super().__init__(desk, _("Resume: {name}").format(name=gift.now.name), parent)
        self._gift = gift
        self.on = AnyDateEdit(_("First day"), desk.today)
        self.on.set_day(desk.today())
        self.fields = {"on": Field(_("First day"), self.on)}
        self.add_fields()
        self.rows.addStretch(1)
        self.add_buttons(_("Resume"))
        self.on.setFocus()

    def accept(self) -> None:
        """Resume the gift, once the day can be taken."""
        if not day_is_missing(self.fields["on"]):
            told = _("{name}: resumed.").format(name=self._gift.now.name)
            self.act(resume_recurring, self._gift.ref, on=self.on.parse(), told=told)


class Stop(GiftAct):
    """Asks for the last day, and why the gift ends."""

    def __init__(self, desk: Desk, gift: Agreement, parent: QWidget) -> None:
        super().__init__(desk, _("Stop: {name}").format(name=gift.now.name), parent)
        self._gift = gift
        self.on, self.reason = AnyDateEdit(_("Last day"), desk.today), TextEdit(_("Reason"))
        self.on.set_day(desk.today())
        self.fields = {"on": Field(_("Last day"), self.on), "reason": Field(_("Reason"), self.reason)}
        self.add_fields()
        told = _("Nothing is due after that day; what was due before stays.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.rows.addStretch(1)
        self.add_buttons(_("Stop"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Stop the gift, once there are a day and a reason."""
        wrong = day_is_missing(self.fields["on"])
        if self.has_reason() and not wrong:
            on = self.on.parse()
            told = _("{name}: stopped on {day}.").format(name=self._gift.now.name, day=day(on))
            self.act(stop_recurring, self._gift.ref, on=on, reason=self.reason.text(), told=told)


class OfInstalment(GiftAct):
    """Asks for the reason of what is decided of an instalment."""

    def __init__(
        self, desk: Desk, gift: Agreement, one: Instalment, parent: QWidget, *, title: str, does: str
    ) -> None:
        super().__init__(desk, title.format(name=gift.now.name), parent)
        self._gift, self._one, self._key = gift, one, uuid4()
        self.rows.addWidget(Wrapped(instalment_words(one)))
        self.reason = TextEdit(_("Reason"))
        self.fields = {"reason": Field(_("Reason"), self.reason)}
        self.add_fields()
        self.rows.addStretch(1)
        self.add_buttons(does)
        self.reason.setFocus()

    def accept(self) -> None:
        """Do it, once there is a reason."""
        if self.has_reason():
            self.decide(self._one.due_on, self.reason.text())

    def decide(self, due_on: date, reason: str) -> None:
        """Decide it."""
        raise NotImplementedError


class Forgive(OfInstalment):
    """Asks why an instalment is expected no longer."""

    def __init__(self, desk: Desk, gift: Agreement, one: Instalment, parent: QWidget) -> None:
        title = _("Forgive an instalment: {name}")
        super().__init__(desk, gift, one, parent, title=title, does=_("Forgive"))

    def decide(self, due_on: date, reason: str) -> None:
        """Forgive it."""
        told = _("Instalment of {day}: forgiven.").format(day=day(due_on))
        self.act(forgive_instalment, self._key, self._gift.ref, due_on=due_on, reason=reason, told=told)


class TakeBack(OfInstalment):
    """Asks why what was decided of an instalment is taken back."""

    def __init__(self, desk: Desk, gift: Agreement, one: Instalment, parent: QWidget) -> None:
        title = _("Take back what was decided: {name}")
        super().__init__(desk, gift, one, parent, title=title, does=_("Take back"))

    def decide(self, due_on: date, reason: str) -> None:
        """Take it back."""
        told = _("Instalment of {day}: taken back.").format(day=day(due_on))
        self.act(take_decision_back, self._gift.ref, due_on=due_on, reason=reason, told=told)


class SetApart(OfInstalment):
    """Asks why the payment that meets an instalment is for none."""

    def __init__(self, desk: Desk, gift: Agreement, one: Instalment, parent: QWidget) -> None:
        title = _("Payment for no instalment: {name}")
        super().__init__(desk, gift, one, parent, title=title, does=_("Set apart"))
        told = _("The payment is then a gift beside what was agreed, and the instalment is open again.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.fields["payment"] = self.fields["reason"]

    def decide(self, due_on: date, reason: str) -> None:
        """Let the payment be for none."""
        del due_on
        ref = self._one.payment
        told = _("{ref}: for no instalment.").format(ref=isolated(ref))
        self.act(set_apart, self._key, ref, self._gift.ref, reason=reason, told=told)


class Match(GiftAct):
    """Asks which payment of the donor meets an instalment; the nearest of its amount is proposed."""

    def __init__(self, desk: Desk, gift: Agreement, one: Instalment, parent: QWidget) -> None:
        super().__init__(desk, _("Match a payment: {name}").format(name=gift.now.name), parent)
        self._gift, self._one, self._key = gift, one, uuid4()
        self.rows.addWidget(Wrapped(instalment_words(one)))
        found = self._found()
        self._used = {ref: due.due_on for due in gift.instalments for ref in due.payments}
        self.payment = ComboBox({row.ref: self._words(row) for row in found}, _("Payment"))
        self.fields = {"payment": Field(_("Payment"), self.payment)}
        self.fields["due_on"] = self.fields["payment"]
        self.rows.addWidget(self.fields["payment"])
        if not found:
            self.fields["payment"].say(_("No payment of this person stands."), "warn")
        else:
            self.payment.choose(min(found, key=self._far).ref)
        self.rows.addStretch(1)
        self.add_buttons(_("Match")).setEnabled(bool(found))
        self.payment.setFocus()

    def _found(self) -> list[PaymentRow]:
        only = PaymentFilter(payer=self._gift.now.payer, state="stands")
        keys = self.desk.read(payment_keys, only, PaymentOrder())[:_PAYMENTS]
        return [row for row in self.desk.read(payment_rows, keys) if row]

    def _far(self, row: PaymentRow) -> tuple[bool, bool, int]:
        """Order by what speaks against a payment: it meets another instalment, its amount, its day."""
        days = abs((row.on - self._one.due_on).days)
        return row.ref in self._used, row.amount != self._one.open, days

    def _words(self, row: PaymentRow) -> str:
        told = [day(row.on), money(row.amount), word(METHODS, row.method), isolated(row.ref)]
        if due := self._used.get(row.ref):
            told.append(_("meets {day}").format(day=day(due)))
        return " · ".join(told)

    def accept(self) -> None:
        """Name the payment for the instalment."""
        ref = self.payment.value()
        told = _("Instalment of {day}: met by {ref}.").format(day=day(self._one.due_on), ref=isolated(ref))
        self.act(match_payment, self._key, ref, self._gift.ref, due_on=self._one.due_on, told=told)
