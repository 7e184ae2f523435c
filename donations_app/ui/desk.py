"""What every screen works with: the books, their author and day, jobs, and the news of what changed."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from threading import Lock, get_ident
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from donations_app.db.books import Books
from donations_app.domain.authors import Author
from donations_app.ui.certificate import Signing
from donations_app.ui.jobs import Jobs, task_here
from donations_app.ui.keeping import Keeping
from donations_app.ui.kept import Kept
from donations_app.ui.machine import Machine

T = TypeVar("T")

# What screens call that which stands in a table. None: nothing that a page keeps on show hangs on it.
NOUNS: Final[Mapping[str, tuple[str, ...]]] = {
    "payment": ("payments",), "payment_line": ("payments",), "allocation": ("payments", "projects"),
    "batch": ("batches",),
    "import_file": (), "import_correction": (),  # listed when they are asked for
    "party": ("parties",), "party_merge": ("parties",), "party_apart": ("parties",),
    "former_address": ("parties",), "situation": ("parties",), "officer": ("parties",), "consent": ("parties",),
    "circular": ("parties",),
    "membership_kind": ("parties",), "membership": ("parties",),
    "dues_exemption": ("parties",), "membership_pause": ("parties",), "dues_call": ("parties",),
    "recurring_gift": ("parties", "agreements"),
    "mandate": ("parties", "agreements"), "mandate_terms": ("parties", "agreements"),
    "collection_run": ("agreements",), "collection_line": ("agreements",), "debit_notice": ("agreements",),
    "recurring_pause": ("parties", "agreements"), "instalment_decision": ("parties", "agreements"),
    "project": ("projects",), "project_budget": ("projects",), "project_partner": ("projects",),
    "programme": ("projects",), "funding_rule": ("projects",), "funding_rule_end": ("projects",),
    "financing": ("projects",), "contribution": ("projects",), "contribution_worker": ("projects",),
    "contribution_outcome": ("projects",), "spending": ("projects",), "party_origin": ("parties", "projects"),
    "allocation_decision": ("projects",),
    "tax_receipt": ("receipts",), "receipt_line": ("receipts",), "receipt_delivery": ("receipts",),
    "receipt_cancellation": ("receipts",), "lost_numbers": ("receipts",),
    "expense_claim": ("expenses",), "expense_outcome": ("expenses",), "expense_trip": ("expenses",),
    "expense_item": ("expenses",),
    "deposit_slip": ("deposits",), "deposit_line": ("deposits",), "deposit_cash": ("deposits",),
    "bank_file": ("bank",), "bank_file_aside": ("bank",), "bank_statement": ("bank",), "bank_line": ("bank",),
    "bank_match": ("bank",), "bank_rule": ("bank",), "account_closing": ("bank",), "platform_fee": ("bank",),
    "declaration_filing": ("declarations",), "year_closing": ("declarations",), "late_record": ("payments",),
    "office": ("settings",), "office_facts": ("settings",), "organisation": ("settings",),
    "signatory": ("settings",), "account": ("settings",), "legal_parameter": ("settings",),
    "letter_template": (), "mail_account": (),  # read when letters are written
    "document_base": (),  # comes with its receipts
    "origin": (), "field_book": (),
}  # fmt: skip


class Desk(QObject):
    """The books on the desk.

    ``changed`` tells which nouns (see ``NOUNS``) were written, on the window's thread and once for all that
    one action or job wrote; every screen that shows one of them refreshes itself when it is next looked at.
    ``changed_elsewhere`` tells the same of what others wrote (``ui/others.py``); nothing that is typed is lost to it.
    ``payment_recorded`` names the payment that now stands in the place of a wrong one.
    ``allotting_wanted`` leads from an alarm to the page that closes its gap.
    ``setting_wanted`` leads from a warning to the setting that takes it away.
    """

    changed = Signal(frozenset)
    changed_elsewhere = Signal(frozenset)
    payment_recorded = Signal(str)  # a reference
    allotting_wanted = Signal(str)  # code of a project that lacks money, which the general fund may have
    setting_wanted = Signal(str)  # a part of the settings, or ``figures/`` and a legal figure

    def __init__(self, books: Books) -> None:
        super().__init__()
        self.books = books
        self.jobs = Jobs()
        self.signing = Signing(books.clock)
        self.keeping = Keeping()
        self.kept = Kept()
        self.machine = Machine()
        self._thread = get_ident()
        self._lock = Lock()
        self._news: dict[Any, set[str]] = {}  # not told yet, by the task that wrote it
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.tell)
        self.jobs.started.connect(lambda job: job.finished.connect(self.tell))
        self._turn_away = books.on_change(self._hear)

    def end(self) -> None:
        """Hear of no write any more, and end what runs: the books go on to another desk, or are closed."""
        self._turn_away()
        self._soon.stop()
        with self._lock:
            self._news.clear()  # whoever would hear of it asks a desk that is cleared
        self.jobs.end()
        self.kept.stop()

    @cached_property
    def author(self) -> Author:
        """Who works here, and for which office."""
        return self.do(_author_of)

    @property
    def is_of_one_office(self) -> bool:
        """Whether what other offices record is not seen: by a clerk of a server, and by anybody in a field book."""
        return self.books.role == "clerk" if self.books.is_server else bool(self.books.field_book)

    def today(self) -> date:
        """Return the day on which one works."""
        return self.books.today

    def read(self, ask: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Ask one question of ``db.queries`` in a view of its own; see ``do``."""

        def asked(books: Books) -> T:
            with books.read() as session:
                return ask(session, *arguments, **options)

        return self.do(asked)

    def do(self, act: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Call a service with the books and wait for its answer, on another thread than the window's.

        A server far away, or another program that holds the file, may keep it waiting. What it is given was
        read from the fields before: it touches nothing of Qt.
        """
        if get_ident() != self._thread:
            return act(self.books, *arguments, **options)
        try:
            return self.jobs.call(lambda: act(self.books, *arguments, **options))
        finally:
            self._soon.start(0)

    def _hear(self, tables: frozenset[str]) -> None:
        """Take note of what a write changed; called on its thread, which touches nothing of Qt."""
        nouns = _nouns_of(tables)
        if nouns:
            with self._lock:
                self._news.setdefault(task_here(), set()).update(nouns)
        if nouns and get_ident() == self._thread:
            self._soon.start(0)  # once the action that writes has ended

    def hear_of(self, tables: frozenset[str]) -> None:
        """Tell, on the window's thread, what others wrote."""
        if nouns := _nouns_of(tables):
            self.changed_elsewhere.emit(nouns)

    def tell(self) -> None:
        """Tell all screens now what was written; of a job, once it has ended."""
        if self.jobs.is_calling:
            self.jobs.soon(self.tell)
            return
        with self._lock:
            told = [task for task in self._news if task is None or task.is_over]
            nouns = frozenset().union(*(self._news.pop(task) for task in told))
        if nouns:
            self.changed.emit(nouns)


def _nouns_of(tables: frozenset[str]) -> frozenset[str]:
    return frozenset(noun for table in tables for noun in NOUNS.get(table, ()))


def _author_of(books: Books) -> Author:
    return books.author
