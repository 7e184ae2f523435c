"""Asks up to which day an account is closed; and the page of books beside bank, to print."""

from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.reconciliations import reconciliations
from donations_app.domain.reconciliation import Reconciliation
from donations_app.i18n import _, day, isolated
from donations_app.services.bank.closing import close_account
from donations_app.services.statements.bank_reconciliation import printed_reconciliation
from donations_app.ui.acting import Act, day_is_missing
from donations_app.ui.bank.acts import SlipPage
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import Field
from donations_app.words.bank import account_words
from donations_app.words.reconciliation import closed_words


def account_name(one: Reconciliation) -> str:
    """Return how an account is called."""
    return isolated(one.label or account_words(one.account))


class CloseAccount(Act):
    """Asks up to which day an account is closed; what stops it is told, and where it is put right."""

    def __init__(self, desk: Desk, one: Reconciliation, parent: QWidget) -> None:
        super().__init__(desk, _("Close the account {account}").format(account=account_name(one)), parent)
        self._one = one
        self.on = DateEdit(_("Up to"), desk.today)
        self.on.set_day(_proposed(one, desk.today()))
        self.field = Field(_("Up to"), self.on)
        self.rows.addWidget(self.field)
        told = (
            _(
                "From then on no line up to that day is matched, taken back or explained otherwise, and none comes in."
            ),
            _("What is wrong is put right by entries of later days. Nobody opens the days again."),
        )
        self.rows.addWidget(Wrapped(" ".join(told), "small", "muted"))
        if one.closing:
            self.rows.addWidget(Wrapped(closed_words(one), "small", "muted"))
        self.add_buttons(_("Close it"))
        self.on.setFocus()

    def accept(self) -> None:
        """Close, once the day can be read."""
        if day_is_missing(self.field):
            return
        on = self.on.parse()
        if on is None:
            return
        told = _("The account {account} is closed up to {day}.").format(
            account=account_name(self._one), day=day(on)
        )
        self.act(close_account, self._one.account, to=on, told=told)


def _proposed(one: Reconciliation, today: date) -> date:
    """Return the end of the last month of which all was read, else the last day that was."""
    known = min(one.read_until or today, today - timedelta(days=1))
    end = (known + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    is_open = one.first_on is None or end >= one.first_on
    return end if is_open and (one.closed_until is None or end > one.closed_until) else known


class ReconciliationPage(SlipPage):
    """The page of books beside bank of an account: looked at, printed, saved."""

    def __init__(self, desk: Desk, one: Reconciliation, parent: QWidget) -> None:
        document = desk.read(
            lambda session: printed_reconciliation(
                session, reconciliations(session, account=one.account, on=one.on), today=desk.today()
            )
        )
        title = _("Books beside bank")
        super().__init__(f"{title} {one.on.isoformat()}", document, parent, title=title)
