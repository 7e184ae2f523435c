"""An import is taken back whole; where a share falls by it, that is asked first."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.imports import ImportRow
from donations_app.domain.money import Money
from donations_app.i18n import _, isolated
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.ui.alarm import Doing, warn_of_shares
from donations_app.ui.desk import Desk

Run = Callable[[Callable[[Any], Any], Callable[[Any], None]], None]  # does what takes long, then what follows


class TakingBack:
    """Takes imports back for a window that shows them.

    Args:
        desk: the books.
        window: over which it is asked.
        run: does work off the window's thread.
        asked: called where a share falls, so that it is asked first.
        done: is given what was done.
    """

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        run: Run,
        *,
        asked: Callable[[], object],
        done: Callable[[str], None],
    ) -> None:
        self._desk, self._window, self._run = desk, window, run
        self._asked, self._done = asked, done

    def begin(self, ref: str) -> None:
        """Look at what falls by it, then take it back or ask."""
        books = self._desk.books

        def work(report: Any) -> Foreseen[ImportRow]:
            return foresee(books, lambda twin: take_back_import(twin, ref, progress=report))

        self._run(work, self._ask)

    def _ask(self, foreseen: Foreseen[ImportRow]) -> None:
        row = foreseen.result
        doing = import_doing(row.ref, row.name, row.amount, lambda: self._do(row.ref))
        if warn_of_shares(self._desk, self._window, foreseen, _("Take the whole import back"), doing):
            self._asked()
        else:
            self._do(row.ref)

    def _do(self, ref: str) -> None:
        books = self._desk.books
        said = _("The import {ref} is taken back.").format(ref=isolated(ref))
        self._run(lambda report: take_back_import(books, ref, progress=report), lambda _row: self._done(said))


def import_doing(ref: str, name: str, amount: Money, does: Callable[[], object]) -> Doing:
    """Return what the alarm shows of an import that is taken back, or of a file without a ``ref`` yet."""

    def act(_reason: str) -> bool:
        does()
        return True

    what = " · ".join(isolated(one) for one in (ref, name) if one)
    return Doing(act, what=what, amount=-amount if amount else None, asks_reason=False)
