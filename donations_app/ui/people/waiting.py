"""How many receipts wait for somebody, counted while the window goes on."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from donations_app.ui.desk import Desk


def count_waiting(
    desk: Desk,
    ref: str,
    *,
    of: QObject,
    done: Callable[[int], None],
    failed: Callable[[BaseException], None],
) -> None:
    """Count the receipts to issue that will carry the name and address of today, off the window's thread.

    Args:
        desk: of the window.
        ref: of the person.
        of: who asks; nothing is told once it is gone.
        done: gets their number.
        failed: gets what went wrong.
    """
    books, year = desk.books, desk.today().year

    def work(_report: object) -> int:
        from donations_app.services.people.waiting import receipts_to_issue

        return receipts_to_issue(books, ref, year)

    desk.jobs.start(work, of=of, done=done, failed=failed, may_be_lost=True)
