"""Calls and reminders before they go: all letters to look at, then printed or sent by a second press."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from donations_app.domain.dues_calls import counted
from donations_app.domain.letter_plans import NotTo
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.deliveries.dues_calls import CallOrder, looked_at, print_calls
from donations_app.ui.desk import Desk
from donations_app.ui.letters_dialog import LettersDialog, Plan
from donations_app.ui.widgets.basic import Label
from donations_app.words.dues import left_out_word

if TYPE_CHECKING:
    from donations_app.services.deliveries.mailing import LetterRun


class Prepare(LettersDialog):
    """Shows the letters of a run about dues: to all members of a year, or to those who were chosen."""

    def __init__(self, desk: Desk, order: CallOrder, parent: QWidget) -> None:
        super().__init__(
            desk, _("Letters about dues of {year}").format(year=isolated(str(order.year))), parent
        )
        self._order = order
        self.lay_out(*([self._chosen()] if order.refs else []))
        self.draw()

    def _chosen(self) -> Label:
        number = len(self._order.refs or ())
        told = ngettext("To {count} chosen member alone.", "To {count} chosen members alone.", number)
        return Label(told.format(count=count(number)), "small", "soft")

    def looking(self) -> Callable[[], tuple[Plan, bytes]]:
        return partial(looked_at, self._desk.books, self._order)

    def printing(self, out: Path) -> Callable[..., Any]:
        return partial(print_calls, self._desk.books, out, self._order, force=True)

    def sending(self, password: str) -> Callable[..., "LetterRun[Any, Any]"]:
        from donations_app.services.deliveries.dues_mail import send_calls

        return partial(send_calls, self._desk.books, self._order, password=password)

    def file_stem(self) -> str:
        return f"cotisations-{self._order.year}"

    def left_word(self, reason: str) -> str:
        return left_out_word(reason)

    def counted(self, left_out: Sequence[NotTo]) -> Mapping[Any, int]:
        return counted(left_out)
