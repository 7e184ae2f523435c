"""The pages of one window, each made at its first use: what it stands on is loaded then, not before the first one."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from donations_app.ui.desk import Desk
from donations_app.ui.page import Page
from donations_app.ui.screen import Screen

if TYPE_CHECKING:
    from donations_app.ui.audit.screen import AuditScreen
    from donations_app.ui.bank.screen import BankScreen
    from donations_app.ui.dashboard.screen import DashboardScreen
    from donations_app.ui.entry.screen import EntryScreen
    from donations_app.ui.expenses.screen import ExpensesScreen
    from donations_app.ui.members.screen import MembersScreen
    from donations_app.ui.payments.screen import PaymentsScreen
    from donations_app.ui.people.screen import PeopleScreen
    from donations_app.ui.projects.screen import ProjectsScreen
    from donations_app.ui.receipts.screen import ReceiptsScreen
    from donations_app.ui.recurring.screen import RecurringScreen
    from donations_app.ui.registers.screen import RegistersScreen
    from donations_app.ui.settings.screen import SettingsScreen

Kind = TypeVar("Kind", bound=Screen)


class Made:
    """The pages over one desk.

    Args:
        desk: of the window.
        made: is given each page once it is made.
    """

    def __init__(self, desk: Desk, made: Callable[[Screen], None]) -> None:
        self._desk, self._made = desk, made

    def page(self, code: str) -> Page:
        """Return a page by its code, not made yet."""
        return Page(code, lambda: getattr(self, code))

    def _new(self, screen: Kind) -> Kind:
        self._made(screen)
        return screen

    @cached_property
    def dashboard(self) -> "DashboardScreen":
        from donations_app.ui.dashboard.screen import DashboardScreen

        return self._new(DashboardScreen(self._desk))

    @cached_property
    def entry(self) -> "EntryScreen":
        from donations_app.ui.entry.screen import EntryScreen

        return self._new(EntryScreen(self._desk))

    @cached_property
    def payments(self) -> "PaymentsScreen":
        from donations_app.ui.payments.screen import PaymentsScreen

        return self._new(PaymentsScreen(self._desk))

    @cached_property
    def people(self) -> "PeopleScreen":
        from donations_app.ui.people.screen import PeopleScreen

        return self._new(PeopleScreen(self._desk))

    @cached_property
    def members(self) -> "MembersScreen":
        from donations_app.ui.members.screen import MembersScreen

        return self._new(MembersScreen(self._desk))

    @cached_property
    def recurring(self) -> "RecurringScreen":
        from donations_app.ui.recurring.screen import RecurringScreen

        return self._new(RecurringScreen(self._desk))

    @cached_property
    def projects(self) -> "ProjectsScreen":
        from donations_app.ui.projects.screen import ProjectsScreen

        return self._new(ProjectsScreen(self._desk))

    @cached_property
    def bank(self) -> "BankScreen":
        from donations_app.ui.bank.screen import BankScreen

        return self._new(BankScreen(self._desk))

    @cached_property
    def audit(self) -> "AuditScreen":
        from donations_app.ui.audit.screen import AuditScreen

        return self._new(AuditScreen(self._desk))

    @cached_property
    def receipts(self) -> "ReceiptsScreen":
        from donations_app.ui.receipts.screen import ReceiptsScreen

        return self._new(ReceiptsScreen(self._desk))

    @cached_property
    def expenses(self) -> "ExpensesScreen":
        from donations_app.ui.expenses.screen import ExpensesScreen

        return self._new(ExpensesScreen(self._desk))

    @cached_property
    def registers(self) -> "RegistersScreen":
        from donations_app.ui.registers.screen import RegistersScreen

        return self._new(RegistersScreen(self._desk))

    @cached_property
    def settings(self) -> "SettingsScreen":
        from donations_app.ui.settings.screen import SettingsScreen

        return self._new(SettingsScreen(self._desk))
