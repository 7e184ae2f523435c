"""What every screen works with: the books, their author and day, jobs, and the news of what changed."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from donations_app.db.engine import Books
from donations_app.ui.certificate import Signing
from donations_app.ui.jobs import Jobs

T = TypeVar("T")


class Desk(QObject):
    """The books on the desk.

    ``changed`` tells which nouns were written ("payments", "parties", "receipts", "batches"); every
    screen that shows one of them refreshes itself when it is next looked at. ``setting_wanted`` leads
    from a warning to the setting that takes it away.
    """

    changed = Signal(frozenset)
    setting_wanted = Signal(str)  # a part of the settings, or ``figures/`` and a legal figure

    def __init__(self, books: Books) -> None:
        super().__init__()
        self.books = books
        self.author = books.author
        self.jobs = Jobs()
        self.signing = Signing(books.clock)

    def today(self) -> date:
        """Return the day on which one works."""
        return self.books.today

    def read(self, ask: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Ask one question of ``db.queries`` in a view of its own."""
        with self.books.read() as session:
            return ask(session, *arguments, **options)

    def tell(self, *nouns: str) -> None:
        """Tell all screens that these nouns were written."""
        self.changed.emit(frozenset(nouns))
