"""Notices of direct debits before they go: all letters to look at, then printed or sent by a second press."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from donations_app.domain.debit_notices import NoticePlan, counted
from donations_app.domain.letter_plans import NotTo
from donations_app.domain.target_days import bank_day_from
from donations_app.i18n import _, day
from donations_app.services.payments.debit_notices import NoticeOrder, looked_at, print_notices
from donations_app.ui.desk import Desk
from donations_app.ui.letters_dialog import LettersDialog, Plan
from donations_app.words.circulars import left_out_word
from donations_app.words.debits import late_notice

if TYPE_CHECKING:
    from donations_app.services.deliveries.mailing import LetterRun


class Notify(LettersDialog):
    """Shows the notices of what is collected on a day."""

    def __init__(self, desk: Desk, order: NoticeOrder, parent: QWidget) -> None:
        on = bank_day_from(order.run.on)
        super().__init__(desk, _("Notices of the direct debits of {day}").format(day=day(on)), parent)
        self._order = order
        self.lay_out()
        self.draw()

    def looking(self) -> Callable[[], tuple[Plan, bytes]]:
        return partial(looked_at, self._desk.books, self._order)

    def take(self, found: tuple[Plan, bytes]) -> None:
        super().take(found)
        if isinstance(found[0], NoticePlan) and found[0].is_late and found[0].letters:
            self.note.say(late_notice(), "warn")

    def printing(self, out: Path) -> Callable[..., Any]:
        return partial(print_notices, self._desk.books, out, self._order, force=True)

    def sending(self, password: str) -> Callable[..., "LetterRun[Any, Any]"]:
        from donations_app.services.payments.debit_mail import send_notices

        return partial(send_notices, self._desk.books, self._order, password=password)

    def file_stem(self) -> str:
        return f"avis-de-prelevement-{self._order.run.on.isoformat()}"

    def left_word(self, reason: str) -> str:
        return left_out_word(reason)

    def counted(self, left_out: Sequence[NotTo]) -> Mapping[Any, int]:
        return counted(left_out)
