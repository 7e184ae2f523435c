"""What one notes of a run of direct debits: that it went to the bank, was credited, or does not go."""

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.collections import RunRow
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, count, day, isolated, money, ngettext
from donations_app.services.payments.collected import cancel_run, mark_sent, note_credit
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field, TextEdit
from donations_app.words.phrases import problem_sentence
from donations_app.words.waiting_debits import waits_words


class SendRun(Act):
    """Asks once more: what is marked as sent is never sent again."""

    def __init__(self, desk: Desk, row: RunRow, parent: QWidget) -> None:
        super().__init__(desk, _("Sent to the bank: {number}").format(number=isolated(row.number)), parent)
        self._row = row
        told = ngettext(
            "{count} direct debit of {amount} is then a payment that waits for the credit of the bank.",
            "{count} direct debits of {amount} are then payments that wait for the credit of the bank.",
            row.count,
        )
        self.rows.addWidget(Wrapped(told.format(count=count(row.count), amount=money(row.amount))))
        self.kept: dict[str, CheckBox] = {}
        for one in desk.read(doubtful_debits, today=desk.today(), number=row.number):
            self.rows.addWidget(Wrapped(waits_words(one), "body", "warn"))
            box = CheckBox(_("At the bank already: {gift}").format(gift=isolated(one.debit.gift)))
            box.toggled.connect(lambda *_: self._allow())
            self.rows.addWidget(self.kept.setdefault(one.debit.gift, box))
        self.rows.addWidget(Wrapped(_("This cannot be taken back."), "small", "muted"))
        self.does = self.add_buttons(_("Mark as sent"))
        self._allow()

    def _allow(self) -> None:
        """Let it be marked once each debit in doubt is decided; without that its run is made anew."""
        self.does.setEnabled(all(box.isChecked() for box in self.kept.values()))

    def accept(self) -> None:
        """Mark it."""
        told = _("{number} is marked as sent.").format(number=isolated(self._row.number))
        kept = [gift for gift, box in self.kept.items() if box.isChecked()]
        self.act(mark_sent, self._row.number, kept=kept, told=told)


class CreditRun(Act):
    """Asks on which day the bank credited a run."""

    def __init__(self, desk: Desk, row: RunRow, parent: QWidget) -> None:
        super().__init__(desk, _("Credited: {number}").format(number=isolated(row.number)), parent)
        self._row = row
        self.day = DateEdit(_("Day of the credit"), desk.today)
        self.day.set_day(row.collected_on)
        self.field = Field(_("Day of the credit"), self.day)
        self.rows.addWidget(self.field)
        told = _("Its payments that stand are then credited on that day.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Note the credit"))
        self.day.setFocus()

    def accept(self) -> None:
        """Note the day."""
        if day_is_missing(self.field):
            return
        on = self.day.parse()
        told = _("{number}: credited on {day}.").format(number=isolated(self._row.number), day=day(on))
        self.act(note_credit, self._row.number, on=on, told=told)


class CancelRun(Act):
    """Asks why a run does not go to the bank."""

    def __init__(self, desk: Desk, row: RunRow, parent: QWidget) -> None:
        super().__init__(desk, _("Cancel {number}").format(number=isolated(row.number)), parent)
        self._number = row.number
        self.reason = TextEdit(_("Reason"))
        self.field = Field(_("Reason"), self.reason)
        self.rows.addWidget(self.field)
        told = _("The number stays in the list; what it held may be collected again.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Cancel the file"))
        self.reason.setFocus()

    def accept(self) -> None:
        """Cancel, once there is a reason."""
        if is_blank(self.reason.text()):
            self.field.say(problem_sentence("missing"), "bad")
            return
        told = _("{number} is cancelled.").format(number=isolated(self._number))
        self.act(cancel_run, self._number, reason=self.reason.text(), told=told)
