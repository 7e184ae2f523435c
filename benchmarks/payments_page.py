"""One round of ``payments_table``: the page of the program, or the bare table; figures on standard output."""

import resource
import sqlite3
import sys
import time
from array import array
from collections.abc import Callable, Sequence
from threading import Thread
from typing import Any

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from donations_app.ui.widgets.basic import Card, button
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel

_NAME = "mor"
_ORDERS = {"day": "received_on DESC, p.id DESC", "amount": "p.amount DESC, p.id DESC"}
_ROW = (
    "SELECT p.id, p.received_on, y.last_name, y.first_name, p.method, p.cheque_number, p.amount, p.currency"
    " FROM payment p LEFT JOIN party y ON y.id = p.payer_id WHERE p.id IN ({keys})"
)


def _memory() -> float:
    """Return the most memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _told(name: str, since: float) -> None:
    print(f"{name} {(time.perf_counter() - since) * 1000:.2f}")


def _cell(number: int) -> Callable[[Any], str]:
    return lambda row: str(row[number])


class _Bare:
    """The least that shows such a table: keys, pages, one question a page."""

    def __init__(self, place: str) -> None:
        self._books = sqlite3.connect(f"file:{place}?mode=ro", uri=True)
        columns = [Column(str(n), _cell(n), 100 if n > 1 else 0) for n in range(1, 8)]
        self.table = Table(WindowedModel(columns, self._rows), "bare")
        self.table.resize(774, 600)
        self.table.show()

    def _rows(self, keys: Sequence[int]) -> list[Any]:
        asked = _ROW.format(keys=",".join("?" * len(keys)))
        found = {row[0]: row for row in self._books.execute(asked, list(keys))}
        return [found.get(key) for key in keys]

    def show(self, order: str, where: str = "", *, most: int = -1) -> None:
        """Ask for keys and show them."""
        query = f"SELECT p.id FROM payment p {where} ORDER BY {_ORDERS[order]} LIMIT {most}"  # noqa: S608 -- its own words
        self.table.show_keys(array("q", (key for (key,) in self._books.execute(query))))


def warm() -> None:
    """Let Qt read its letters, icons and style: in the window other pages were painted before this one."""
    shown = Card()
    shown.resize(1200, 800)
    table = Table(WindowedModel([Column("Name", str, 0, weight=500)], list), "before")
    for made in (
        TextEdit("before"),
        ComboBox({"": "Every one"}, "before"),
        button("Go", icon_name="plus"),
        table,
    ):
        shown.rows.addWidget(made)
    shown.show()
    table.show_keys(["one"])
    table.choose_row(0)
    shown.grab()
    shown.close()


def bare(place: str) -> None:
    """Measure the bare table, in a process that has had a thread, as each has that reads beside its window.

    Until the first one, locks cost nothing: the million keys of an order took 224 ms before it and 281 after.
    """
    warm()
    thread = Thread(target=int)
    thread.start()
    thread.join()
    before, one = _memory(), _Bare(place)
    start = time.perf_counter()
    one.show("day", most=200)
    one.table.grab()
    _told("open", start)
    one.show("day")
    end(one.table)
    start = time.perf_counter()
    one.show("amount")
    one.table.grab()
    _told("sort", start)
    start = time.perf_counter()
    one.show(
        "day",
        "WHERE p.payer_id IN (SELECT party_id FROM party_word"  # noqa: S608 -- its own words
        f" WHERE word >= '{_NAME}' AND word < '{_NAME}\U0010ffff')",
    )
    one.table.grab()
    _told("name", start)
    print(f"memory {_memory() - before:.1f}")


def end(table: Table) -> None:
    """Tell the milliseconds from the End key to the last rows painted."""
    table.choose_row(0)
    start = time.perf_counter()
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    row = table.model().rowCount() - 1
    model = table.model()
    while isinstance(model, WindowedModel) and model.row_to_draw(row) is None:
        QApplication.processEvents()
    table.grab()
    _told("end", start)


def wait(until: Callable[[], bool]) -> None:
    """Wait as the window does: asleep until something happens, so that other threads have the interpreter."""
    loop = QEventLoop()
    while not until():
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def behind(place: str, kind: Callable[[Any], Any]) -> tuple[Any, Callable[[], None]]:
    """Return a page of the program behind another one, as it stands in the window, and what turns to it."""
    from donations_app.db.books import utc_now
    from donations_app.db.open import open_books
    from donations_app.ui.desk import Desk
    from donations_app.ui.widgets.scrolled import Following

    warm()
    desk = Desk(open_books(place, clock=utc_now, read_only=True))
    desk.read(lambda _session: desk.author)  # as the window asks at its start
    screen = kind(desk)
    area, pages = Following(screen), QStackedWidget()
    area.resized.connect(screen.fit)
    pages.addWidget(QWidget())
    pages.addWidget(area)
    pages.resize(1200, 800)
    pages.show()
    QApplication.processEvents()  # the window stands

    def turn() -> None:
        pages.setCurrentIndex(1)
        screen.look()

    return screen, turn


def _screen(place: str) -> tuple[Any, Callable[[], None]]:
    from donations_app.ui.payments.screen import PaymentsScreen

    return behind(place, PaymentsScreen)


def opened(screen: Any, turn: Callable[[], None]) -> float:
    """Tell the milliseconds until the first rows are painted; return when it began."""
    start = time.perf_counter()
    turn()
    wait(lambda: screen.table.model().rowCount() > 0)
    screen.table.grab()
    _told("open", start)
    return start


def cold(place: str) -> None:
    """Measure the page where nothing of it is ready."""
    screen, turn = _screen(place)
    start = opened(screen, turn)
    screen.grab()
    _told("whole", start)
    screen.desk.jobs.end()


def page(place: str) -> None:
    """Measure the page as the program has it ready, a second after its window stands."""
    screen, turn = _screen(place)
    desk, before = screen.desk, _memory()
    screen.prepare()
    wait(lambda: not desk.jobs.is_busy)
    opened(screen, turn)
    wait(lambda: not desk.jobs.is_busy)
    end(screen.table)
    asked_again(screen, "sort", _by_amount)
    asked_again(screen, "name", _by_name)
    print(f"memory {_memory() - before:.1f}")
    _again(screen)
    desk.jobs.end()


def asked_again(screen: Any, name: str, ask: Callable[[Any], None]) -> None:
    """Tell the milliseconds until the page is painted with what it was asked otherwise."""
    pages = screen.table.model()._pages  # noqa: SLF001 -- it looks inside
    start = time.perf_counter()
    ask(screen)
    wait(lambda: screen.table.model()._pages is not pages)  # noqa: SLF001 -- as above
    screen.table.grab()
    _told(name, start)
    wait(lambda: not screen.desk.jobs.is_busy)


def _again(screen: Any) -> None:
    """Look at the page once more, after something changed: its widgets and its statements are made."""
    pages = screen.table.model()._pages  # noqa: SLF001 -- it looks inside
    screen.typed.clear()
    screen._soon.stop()  # noqa: SLF001 -- as below
    screen.is_stale = True
    start = time.perf_counter()
    screen.look()
    wait(lambda: screen.table.model()._pages is not pages)  # noqa: SLF001 -- it looks inside
    screen.table.grab()
    _told("again", start)
    wait(lambda: not screen.desk.jobs.is_busy)


def _by_amount(screen: Any) -> None:
    screen.table.sort_by("amount", is_descending=True)
    screen.table.order_wanted.emit()


def _by_name(screen: Any) -> None:
    screen.table.sort_by("day", is_descending=True)
    named(screen, _NAME)


def named(screen: Any, typed: str) -> None:
    """Narrow a page by the beginning of a name."""
    screen.typed.setText(typed)
    screen._soon.stop()  # noqa: SLF001 -- the fifth of a second after the last key is not ours
    screen.read_list()


if __name__ == "__main__":
    from donations_app.ui.app import application
    from donations_app.ui.stylesheet import dress

    application()
    dress()
    {"page": page, "cold": cold, "bare": bare}[sys.argv[1]](sys.argv[2])
