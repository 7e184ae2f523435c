"""The pages of the window, in the order of the sidebar, and the ways between them."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shiboken6 import isValid

from donations_app.domain.payment_filter import PaymentFilter, asked_for
from donations_app.i18n import _, isolated
from donations_app.ui.desk import Desk
from donations_app.ui.field_books.ways import FieldBooks
from donations_app.ui.incoming import Incoming
from donations_app.ui.made import Made
from donations_app.ui.main_window import MainWindow
from donations_app.ui.page import Page, page_title
from donations_app.ui.screen import Screen
from donations_app.ui.shell.dropping import Dropping
from donations_app.ui.shell.sidebar import Identity
from donations_app.ui.widgets.picker import Choice

if TYPE_CHECKING:
    from donations_app.ui.bank.screen import BankScreen
    from donations_app.ui.dashboard.screen import DashboardScreen, Waiting
    from donations_app.ui.entry.screen import EntryScreen
    from donations_app.ui.expenses.screen import ExpensesScreen
    from donations_app.ui.members.screen import MembersScreen
    from donations_app.ui.payments.screen import PaymentsScreen
    from donations_app.ui.people.screen import PeopleScreen
    from donations_app.ui.projects.screen import ProjectsScreen
    from donations_app.ui.recurring.screen import RecurringScreen
    from donations_app.ui.registers.screen import RegistersScreen
    from donations_app.ui.search import Search, Ways


class Pages:
    """The pages over one desk, in one window; an auditor has a page of his own."""

    def __init__(self, desk: Desk, identity: Identity) -> None:
        self._desk = desk
        self._at = Made(desk, self._made)
        self.window = MainWindow(desk, identity, self._groups(identity), self.find)
        self._field_books = FieldBooks(desk, self.window, self.window.say)
        self._incoming = Incoming(desk, self.window, self._at)
        self.lists = tuple(map(self._at.page, ("payments", "people")))  # that may be long
        self._join()
        self.window.go(0)

    def find(self, typed: str) -> Sequence[Choice]:
        """Return what a search over all pages finds."""
        return self._search.find(typed)

    @cached_property
    def _search(self) -> "Search":
        from donations_app.ui.search import Search

        return Search(self._desk, self.window, self._ways())

    def _ways(self) -> "Ways":
        from donations_app.ui.search import Ways

        return Ways(
            to_person=self._show_person,
            to_gift=self._begin_line,
            to_project=self._show_project,
            to_association=self._show_association,
            to_payments=self._show_payments,
            to_receipt=self._show_receipt,
            to_slip=self._show_slip,
            to_field_books=self._field_books.ways,
            to_others={
                "recurring_gift": (
                    page_title("recurring"),
                    lambda ref: self._show_ref(self._at.recurring, ref),
                ),
                "expense_claim": (page_title("expenses"), lambda ref: self._show_ref(self._at.expenses, ref)),
            },
        )

    def _groups(self, identity: Identity) -> list[list[Page]]:
        """Return the pages as the sidebar parts them: each day, who gives, where it goes, what is answered for.

        Who may only read has no page that does nothing but write, who records for an office none of receipts.
        """
        page = self._at.page
        entry = [] if identity.read_only else [page("entry")]
        if identity.field_book:
            return [[*entry, page("payments")], [page("people"), page("bank")], [page("settings")]]
        audit = [page("audit")] if identity.read_only else []  # where there is an auditor
        answered = [page("expenses")]
        if self._desk.books.role != "clerk":  # who numbers no receipt has no page of them
            answered = [page("receipts"), *answered, page("registers")]
        return [
            [page("dashboard"), *entry, page("payments")],
            [page("people"), page("members"), page("recurring")],
            [page("projects"), page("bank")],
            [*audit, *answered],
            [page("settings")],
        ]

    def _join(self) -> None:
        """Join what leads to pages from elsewhere than a page."""
        for changed in (self._desk.changed, self._desk.changed_elsewhere):
            changed.connect(
                self._at.dashboard.count_again
            )  # also where it has no page: it counts for the badges
        self._desk.setting_wanted.connect(self._show_setting)
        self._desk.allotting_wanted.connect(self._show_allocating)
        dropping = Dropping(self.window)
        dropping.dropped.connect(self._check)
        dropping.table_dropped.connect(self._incoming.take_table)
        dropping.bank_dropped.connect(self._incoming.take_of_bank)
        dropping.field_book_dropped.connect(self._field_books.bring)
        self.window.offer_more(self._field_books.ways)
        self.window.import_wanted.connect(self._incoming.ask_import)
        self.window.past_wanted.connect(self._incoming.show_imports)
        self._desk.payment_recorded.connect(self._offer)

    def _made(self, screen: Screen) -> None:
        """Give a page its place in the window, and join it to the others."""
        self.window.take_in(screen)
        joins: dict[str, Callable[[Any], None]] = {
            "dashboard": self._join_dashboard,
            "entry": self._join_entry,
            "payments": self._join_payments,
            "people": self._join_people,
            "members": self._join_members,
            "recurring": self._join_recurring,
            "bank": self._join_bank,
            "projects": self._join_projects,
            "registers": self._join_registers,
        }
        if screen.code in joins:
            joins[screen.code](screen)

    def _join_dashboard(self, dashboard: "DashboardScreen") -> None:
        show = self.window.show_code
        dashboard.new_gift.connect(lambda: show("entry"))
        dashboard.to_receipts.connect(self._show_ready)
        dashboard.to_left_out.connect(self._show_left_out)
        dashboard.to_donor.connect(self._begin_line)
        dashboard.to_first.connect(self._begin_step)
        dashboard.to_members.connect(lambda: show("members"))
        dashboard.to_projects.connect(lambda: show("projects"))
        dashboard.to_project.connect(self._show_project)
        dashboard.to_association.connect(self._show_association)
        dashboard.to_thresholds.connect(self._show_thresholds)
        dashboard.to_right.connect(self._find_wrong)
        dashboard.counted.connect(self._show_waiting)

    def _join_entry(self, entry: "EntryScreen") -> None:
        entry.to_person.connect(self._show_person)
        entry.batch_closed.connect(self._offer_slip)

    def _join_payments(self, payments: "PaymentsScreen") -> None:
        payments.to_receipt.connect(self._show_receipt)
        payments.new_gift.connect(lambda: self.window.show_code("entry"))
        payments.to_person.connect(self._show_person)
        payments.to_project.connect(self._show_project)
        payments.to_slip.connect(self._show_slip)

    def _join_members(self, members: "MembersScreen") -> None:
        members.to_payer.connect(partial(self._begin_line, nature="dues"))
        members.late.connect(lambda late: self.window.set_badges({"members": late}))

    def _join_projects(self, projects: "ProjectsScreen") -> None:
        projects.to_payment.connect(self._show_payments)
        projects.to_person.connect(self._show_person)

    def _join_registers(self, registers: "RegistersScreen") -> None:
        registers.to_receipt.connect(self._show_receipt)
        registers.to_payment.connect(self._show_payments)
        registers.to_open_thing.connect(self._show_open_thing)

    def _check(self, path: Path) -> None:
        """Tell what a file that was dropped is."""
        self._search.check(path)

    def _show_thresholds(self, year: int) -> None:
        """Show the legal thresholds of a year."""
        self.window.show_screen(self._at.registers)
        self._at.registers.show_year("thresholds", year)

    def _show_allocating(self, project: str) -> None:
        """Show the general fund, and what of it would close the gaps of a project."""
        self.window.show_screen(self._at.projects)
        self._at.projects.show_allocating(project)

    def _join_bank(self, bank: "BankScreen") -> None:
        bank.to_payment.connect(self._show_payments)
        bank.waits.connect(lambda waits: self.window.set_badges({"bank": waits}))

    def _show_slip(self, number: str) -> None:
        self.window.show_screen(self._at.bank)
        self._at.bank.show_number(number)

    def _offer_slip(self, name: str, method: str) -> None:
        """Offer to make the slip of a batch that was just closed."""
        self.window.say(_("The batch {name} is closed.").format(name=isolated(name)))
        self.window.status_bar.offer(_("Make its deposit slip"), lambda: self._make_slip(name, method))

    def _make_slip(self, name: str, method: str) -> None:
        self.window.show_screen(self._at.bank)
        self._at.bank.ask_make(method, batch=name)

    def _join_people(self, people: "PeopleScreen") -> None:
        people.new_person.connect(self._new_person)
        people.new_gift.connect(self._begin_line)
        people.to_payment.connect(self._show_payments)
        people.to_payments.connect(self._show_payments)
        people.to_receipt.connect(self._show_receipt)
        people.to_association.connect(self._show_association)

    def _join_recurring(self, recurring: "RecurringScreen") -> None:
        recurring.to_person.connect(self._show_person)
        recurring.to_payment.connect(self._show_payments)
        recurring.to_project.connect(self._show_project)
        recurring.waiting.connect(lambda number: self.window.set_badges({"recurring": number}))

    def _begin_step(self, code: str) -> None:
        """Go where a first step is done."""
        if code == "people":
            self._new_person()
        elif code == "members":
            self.window.show_screen(self._at.members)
            self._at.members.ask_fees()
        else:
            self._show_setting(code)

    def _new_person(self) -> None:
        self.window.show_screen(self._at.entry)
        self._at.entry.new_person(for_line=False)

    def _show_person(self, ref: str) -> None:
        self.window.show_screen(self._at.people)
        self._at.people.show_ref(ref)

    def find_again(self) -> None:
        """Turn to a line that was being typed when a program ended in its midst."""
        if self._desk.kept.is_there:
            self.window.show_screen(self._at.entry)

    def _begin_line(self, ref: str, nature: str = "") -> None:
        self.window.show_screen(self._at.entry)
        self._at.entry.start_with(ref, nature)

    def _show_ready(self, year: int) -> None:
        self.window.show_screen(self._at.receipts)
        self._at.receipts.show_plan(year, "ready")

    def _show_left_out(self, year: int, reasons: tuple[str, ...]) -> None:
        self.window.show_screen(self._at.receipts)
        self._at.receipts.show_left_out(*reasons, year=year)

    def _show_receipt(self, number: str) -> None:
        self.window.show_screen(self._at.receipts)
        self._at.receipts.show_number(number)

    def _show_open_thing(self, code: str, year: int) -> None:
        """Show what of a year stands open before it is closed, where it is worked at."""
        if code == "uncredited":
            self.window.show_screen(self._at.payments)
            self._at.payments.show_ready(code)
        elif code == "without_receipt":
            self._show_ready(year)
        elif code == "left_out":
            self._show_left_out(year, ())
        elif code in ("undeposited", "slips_uncredited", "lines_unmatched"):
            self.window.show_screen(self._at.bank)  # where cheques and cash wait above the slips
            self._at.bank.show_part("matching" if code == "lines_unmatched" else "slips")
        else:
            pages = {
                "open_batches": "entry",
                "instalments_overdue": "recurring",
                "shares_short": "projects",
            }
            self.window.show_code(pages[code])

    def _show_waiting(self, waiting: "Waiting") -> None:
        self.window.set_badges(
            {
                "entry": waiting.open_batches,
                "receipts": waiting.without_receipt,
                "members": waiting.members_late,
                "recurring": waiting.instalments,
                "bank": waiting.for_slip,
                "projects": waiting.projects_below,
            }
        )

    def _show_project(self, code: str) -> None:
        self._at.projects.show_project(code)
        self.window.show_screen(self._at.projects)

    def _show_association(self, ref: str) -> None:
        self._at.projects.show_association(ref)
        self.window.show_screen(self._at.projects)

    def _show_payments(self, typed: str, key: int | None = None) -> None:
        """Show the payments that what is typed finds; a reference that would be read as a name finds all."""
        self.window.show_screen(self._at.payments)
        is_found = key is None or bool(asked_for(typed, PaymentFilter()).ref)
        self._at.payments.ask_for(typed if is_found else "", key=key)

    def _show_ref(self, screen: "RecurringScreen | ExpensesScreen", ref: str) -> None:
        self.window.show_screen(screen)
        screen.show_ref(ref)

    def _show_setting(self, wanted: str) -> None:
        if isValid(self.window):  # the desk outlives it
            self.window.show_screen(self._at.settings)
            self._at.settings.follow(wanted)

    def _offer(self, ref: str) -> None:
        """Offer to open a payment that was just recorded in the place of another."""
        from donations_app.ui.payments.finding import open_put_right, payment_choices

        if isValid(self.window):  # the desk outlives it
            say = self.window.say
            for one in payment_choices(self._desk, ref):
                opens = partial(open_put_right, self._desk, self.window, one.value, say)
                self.window.status_bar.offer(_("Open {ref}").format(ref=one.name), opens)

    def _find_wrong(self) -> None:
        from donations_app.ui.payments.finding import FindPayment, open_put_right

        dialog = FindPayment(self._desk, self.window)
        dialog.found.connect(lambda wrong: open_put_right(self._desk, self.window, wrong, self.window.say))
        dialog.open()
