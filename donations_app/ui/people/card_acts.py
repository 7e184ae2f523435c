"""What the card of a person asks for: a move, a consent, another situation, an office, an erasure."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from donations_app.domain.numbers import file_name
from donations_app.domain.parties import PLACE
from donations_app.formats.writing import placed
from donations_app.i18n import _, isolated
from donations_app.ui.people.card import CardPanel
from donations_app.ui.people.waiting import count_waiting
from donations_app.ui.screen import Screen
from donations_app.ui.widgets.places import ask_place
from donations_app.words.addresses import waiting_line


class CardActs:
    """Opens the dialogs that a card asks for, over its page, and says there what they did."""

    def __init__(self, screen: Screen, panel: CardPanel) -> None:
        self._screen, self._panel = screen, panel
        panel.saved.connect(self._after_saving)
        panel.move_wanted.connect(self._ask_move)
        panel.consent_wanted.connect(self._ask_consent)
        panel.situation_wanted.connect(self._ask_situation)
        panel.situation_undone.connect(self._undo_situation)
        panel.officer_wanted.connect(self._ask_officer)
        panel.erasure_wanted.connect(self._ask_erasure)
        panel.data_wanted.connect(self._ask_data)
        panel.mandate_wanted.connect(self._ask_mandate)

    def _after_saving(self, ref: str, names: frozenset[str]) -> None:
        self._screen.said.emit(_("{ref} is changed.").format(ref=isolated(ref)))
        if names & set(PLACE):
            self._count_waiting(ref)

    def _count_waiting(self, ref: str) -> None:
        """Say how many receipts to issue carry the address of today."""
        screen = self._screen
        count_waiting(screen.desk, ref, of=screen, done=self._say_waiting, failed=screen.fail)

    def _say_waiting(self, waiting: int) -> None:
        said = (waiting_line(waiting), _("What was issued stays as it is."))
        self._panel.note.say(" ".join(said), "ok")

    def _ask_move(self, ref: str) -> None:
        from donations_app.ui.people.moving import open_move

        open_move(self._screen.desk, self._screen, ref, self._after_moving)

    def _after_moving(self, ref: str) -> None:
        self._screen.said.emit(_("{ref} moved.").format(ref=isolated(ref)))
        self._count_waiting(ref)

    def _ask_consent(self, ref: str) -> None:
        from donations_app.ui.people.agreeing import open_consent

        open_consent(self._screen.desk, self._screen, ref, self._screen.said.emit)

    def _ask_situation(self, ref: str, kind: str) -> None:
        from donations_app.ui.people.changing import NoteAge, NoteChange, NoteName
        from donations_app.ui.people.couples import FormCouple, Separate
        from donations_app.ui.people.deaths import open_deaths

        asked: dict[str, type[NoteChange]] = {
            "couple": FormCouple, "separated": Separate, "of_age": NoteAge, "renamed": NoteName,
        }  # fmt: skip
        if kind == "death":
            open_deaths(self._screen.desk, self._screen, ref, self._screen.said.emit)
            return
        dialog = asked[kind](self._screen.desk, ref, self._screen)  # type: ignore[call-arg]
        dialog.done_with.connect(self._screen.said.emit)
        dialog.open()

    def _undo_situation(self, ref: str, kind: Any) -> None:
        from donations_app.ui.people.changing import take_back

        take_back(self._screen.desk, self._screen, ref, kind, self._screen.said.emit)

    def _ask_mandate(self, kind: Any, row: Any) -> None:
        from donations_app.ui.recurring.mandate_acts import ask_mandate

        ask_mandate(self._screen, kind, row)

    def _ask_officer(self, ref: str, officer: Any) -> None:
        from donations_app.ui.people.officers import open_officer

        open_officer(self._screen.desk, self._screen, ref, officer, self._screen.said.emit)

    def _ask_data(self, ref: str) -> None:
        name = f"{file_name(ref)}-donnees"
        ask_place(
            self._screen, _("Copy of the data"), name, ("zip",), then=lambda path: self._hand_out(ref, path)
        )

    def _hand_out(self, ref: str, path: Path) -> None:
        """Write all that the books hold of somebody, off the window's thread."""
        from donations_app.services.exchange.own_data import write_own_data

        screen, books = self._screen, self._screen.desk.books

        def work(_report: Callable[[int, int], None]) -> None:
            with placed(path, force=True) as file:  # the dialog asked before replacing
                write_own_data(books, ref, file)

        told = _("Written: {path}").format(path=isolated(str(path)))
        screen.desk.jobs.start(work, of=screen, done=lambda _none: screen.said.emit(told), failed=screen.fail)

    def _ask_erasure(self, ref: str) -> None:
        from donations_app.ui.people.erasing import open_erasure

        open_erasure(self._screen.desk, self._screen, ref, self._screen.said.emit)
