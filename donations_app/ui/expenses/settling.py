"""What becomes of a claim that waits: its waiver is signed, or it is withdrawn."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import InputRefused, KnownError, Problem, ReasonMissing
from donations_app.domain.expenses import Claim
from donations_app.i18n import _, day, isolated, money
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.phrases import problem_sentence


class _Settling(Dialog):
    """Says which claim, asks, and does it; problems stand at their fields."""

    done_with = Signal(str)  # what was done, in a sentence

    def __init__(self, title: str, desk: Desk, claim: Claim, name: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.desk, self.claim = desk, claim
        self.fields: dict[str, Field] = {}
        told = _("{name}, {amount}, stated on {on}")
        told = told.format(name=isolated(name), amount=money(claim.amount), on=day(claim.stated_on))
        self.rows.addWidget(Wrapped(told, "name"))

    def settle(self) -> str:
        """Do it, and return what was done in a sentence.

        Raises:
            KnownError: what stands against it.
        """
        raise NotImplementedError

    def accept(self) -> None:
        """Do it, or say what stands against it."""
        for field in self.fields.values():
            field.say("")
        try:
            told = self.settle()
        except InputRefused as error:
            self._say(error.problems)
        except ReasonMissing:
            self._say([Problem("reason", "missing")])
        except KnownError as error:
            errors.tell(error, self)
        else:
            self.done_with.emit(told)
            super().accept()

    def _say(self, problems: list[Problem]) -> None:
        for problem in problems:
            said = problem_sentence(problem.code, problem.value, problem.data)
            self.fields[problem.field].say(said, "bad")
        self.fields[problems[0].field].edit.setFocus()


class WaiverSigned(_Settling):
    """Writes the day of the signature and where the signed page is kept."""

    def __init__(self, desk: Desk, claim: Claim, name: str, parent: QWidget) -> None:
        super().__init__(_("The waiver is signed"), desk, claim, name, parent)
        self.on = DateEdit(_("Signed on"), desk.today)
        self.evidence = TextEdit(_("Reference of the signed waiver"))
        self.fields = {
            "waived_on": Field(_("Signed on"), self.on),
            "evidence": Field(_("Reference of the signed waiver"), self.evidence),
        }
        for field in self.fields.values():
            self.rows.addWidget(field)
        told = _("From that day the claim is a gift, of the year of the signature.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Write the signature"))
        self.on.setFocus()

    def settle(self) -> str:
        from donations_app.services.expenses.waivers import waive_claim

        if code := self.on.problem():
            raise InputRefused([Problem("waived_on", code, self.on.text())])
        desk = self.desk
        done = desk.do(waive_claim, self.claim.ref, waived_on=self.on.parse(), evidence=self.evidence.text())
        told = _("{ref} is waived on {on}: a gift of {amount}, payment {payment}.")
        return told.format(
            ref=isolated(done.ref),
            on=day(self.on.parse()),
            amount=money(done.amount),
            payment=isolated(done.payment),
        )


class WithdrawClaim(_Settling):
    """Withdraws a claim that nobody signed, with the reason."""

    def __init__(self, desk: Desk, claim: Claim, name: str, parent: QWidget) -> None:
        super().__init__(_("Withdraw the claim"), desk, claim, name, parent)
        self.reason = TextEdit(_("Reason"))
        self.fields = {"reason": Field(_("Reason"), self.reason)}
        self.rows.addWidget(self.fields["reason"])
        told = _("It stays in the list with its reason; its kilometres no longer count for the year.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Withdraw the claim"))
        self.reason.setFocus()

    def settle(self) -> str:
        from donations_app.services.expenses.waivers import withdraw_claim

        desk, ref = self.desk, self.claim.ref
        desk.do(withdraw_claim, ref, reason=self.reason.text())
        return _("The claim {ref} is withdrawn.").format(ref=isolated(ref))
