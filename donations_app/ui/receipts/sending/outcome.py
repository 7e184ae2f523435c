"""What an e-mail run could not do: each failure with its reason, and the way to send those again."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.deliveries.mail import MailRun
from donations_app.ui.receipts.sending.sent_words import left_words
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.mail import answer_words
from donations_app.words.sentences import sentence


class Trouble(Struct, frozen=True):
    """A receipt that did not reach its donor."""

    number: str
    name: str
    address: str
    why: str


def troubles(run: MailRun) -> list[Trouble]:
    """Return what failed, what is in doubt and what was left out meanwhile."""
    doubt = _("begun, and nobody knows whether it arrived")
    return [
        *(
            Trouble(one.receipt.number, one.receipt.name, one.address, answer_words(one.answer))
            for one in run.failed
        ),
        *(Trouble(one.receipt.number, one.receipt.name, one.address, doubt) for one in run.in_doubt),
        *(
            Trouble(one.receipt.number, one.receipt.name, one.receipt.email, left_words(one.reason))
            for one in run.left_out
        ),
    ]


def told_in_short(run: MailRun) -> str:
    """Return what a run did, in one line."""
    sent = len(run.sent)
    told = ngettext("{count} receipt sent by e-mail.", "{count} receipts sent by e-mail.", sent)
    parts = [told.format(count=count(sent))]
    if run.failed:
        parts.append(_("Failed: {count}.").format(count=count(len(run.failed))))
    if run.in_doubt:
        parts.append(_("In doubt: {count}.").format(count=count(len(run.in_doubt))))
    if run.waiting:
        waiting = ngettext("{count} receipt still waits.", "{count} receipts still wait.", len(run.waiting))
        parts.append(waiting.format(count=count(len(run.waiting))))
    return " ".join(parts)


class MailOutcome(Dialog):
    """Shows what went wrong, and sends the failed again when it is asked."""

    again = Signal(object)  # the numbers of what failed or was not reached

    def __init__(self, run: MailRun, parent: QWidget) -> None:
        super().__init__(_("Sent by e-mail"), parent)
        self.setMinimumWidth(theme().px(640))
        found = troubles(run)
        self.rows.addWidget(Wrapped(told_in_short(run), "strong"))
        self.note = Note()
        self.note.say((sentence(run.broken) or "") if run.broken else "", "bad")
        self.rows.addWidget(self.note)
        self.table = _table(found)
        self.table.setVisible(bool(found))
        self.rows.addWidget(self.table)
        self._failed = [one.receipt.number for one in run.failed] + [one.number for one in run.waiting]
        resends = button(_("Send these again ..."), clicked=self._resend)
        resends.setVisible(bool(self._failed))
        self.resends = resends
        self.why = Wrapped("", "small", "muted")
        self.rows.addWidget(self.why)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(resends)
        closes = button(_("Close"), "primary", clicked=self.accept)
        closes.setDefault(True)
        row.addWidget(closes)
        self.add_foot(row)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_why())
        if found:
            self.table.choose_row(0)

    def _show_why(self) -> None:
        row: Trouble | None = self.table.current_key()
        self.why.setText(row.why if row else "")

    def _resend(self) -> None:
        self.again.emit(self._failed)
        self.accept()


def _table(found: Sequence[Trouble]) -> Table:
    columns: list[Column[Trouble]] = [
        Column(_("Number"), lambda row: isolated(row.number), 144, weight=500),
        Column(_("Donor"), lambda row: row.name, 140, is_spare=True, may_be_long=True),
        Column(
            _("Address"), lambda row: isolated(row.address), 170, tone=lambda _row: "muted", may_be_long=True
        ),
        Column(_("Why"), lambda row: row.why, 0, wraps=True),
    ]
    model: WindowedModel[Trouble] = WindowedModel(columns, list)
    table = Table(model, _("Not sent"))
    model.setParent(table)
    table.show_keys(found)
    table.show_rows(7)
    return table
