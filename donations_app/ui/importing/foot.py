"""What will be written of a file, in what manner, and the buttons that do it."""

from collections.abc import Iterator

from PySide6.QtCore import Signal

from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import ACCEPTED
from donations_app.services.exchange.platforms import PlatformImported
from donations_app.services.exchange.preview import REFUSED, Preview
from donations_app.ui.widgets.basic import Card, CheckBox, Wrapped, button
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.running import Running
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import together


class Foot(Card):
    """The sums, what stands against them, what is running, and the buttons."""

    judged_otherwise = Signal()  # the file is to be judged by other rules

    def __init__(self) -> None:
        super().__init__(padding=14, gap=8)
        self.sums, self.note, self.running = Wrapped("", "body"), Note(), Running()
        self.mode = Segments(
            {"all": _("All or nothing"), "sound": _("The sound ones only")}, _("What is written")
        )
        self.update_ = CheckBox("")
        self.large = CheckBox(_("The large amounts are right"))
        self.past = button(_("Past imports ..."), icon_name="undo-2")
        self.closes = button(_("Close"))
        self.back = button(_("Take the whole import back"), icon_name="undo-2")
        self.writes = button(_("Write"), "primary")
        for each in (self.past, self.closes, self.back, self.writes):
            each.setAutoDefault(False)
        for widget in (self.sums, self.note, self.running, self.update_, self.large):
            self.rows.addWidget(widget)
        self.rows.addWidget(Flow(self.mode, None, self.past, self.back, self.closes, self.writes))
        for hidden in (self.large, self.back, self.running):
            hidden.hide()
        for box in (self.update_, self.large):
            box.toggled.connect(lambda _on: self.judged_otherwise.emit())

    @property
    def accepts(self) -> tuple[str, ...]:
        """The doubts that are taken upon oneself."""
        return ACCEPTED if self.large.isChecked() else ()

    @property
    def updates(self) -> bool:
        """Whether what is recorded otherwise is changed."""
        return not self.update_.isHidden() and self.update_.isChecked()

    @property
    def is_partial(self) -> bool:
        """Whether the sound lines are written without the others."""
        return self.mode.value() == "sound"

    def ask_anew(self, what: str) -> None:
        """Ask for a file of another kind."""
        asked = {
            "people": _("Change people who are recorded otherwise"),
            "projects": _("Change projects that are recorded otherwise; another cost holds from today on"),
        }
        self.update_.setText(asked.get(what, ""))
        self.update_.setVisible(what in asked)
        self.large.setChecked(False)

    def show_asked(self, found: Preview) -> None:
        """Ask about large amounts where there are some."""
        asked = any(one.problem in ACCEPTED for one in found.answer.rejected)
        self.large.setVisible(asked or self.large.isChecked())

    def tell(self, what: str, found: Preview | None, *, is_idle: bool) -> None:
        """Say what will be written, and on the button how much."""
        self.sums.setVisible(found is not None)
        if found is None:
            self.sums.setText("")
            self.writes.setText(_("Write"))
            self.writes.setEnabled(False)
            return
        refused, lines = found.counts.get(REFUSED, 0), found.lines_written
        self.sums.setText(_("What will be written: {what}").format(what=self._sums(what, found)))
        told = ngettext("Write {count} line", "Write {count} lines", lines)
        self.writes.setText(told.format(count=count(lines)))
        holds = bool(refused) and not self.is_partial
        self.writes.setEnabled(bool(lines) and not holds and is_idle)
        self.note.say(_held(refused, holds=holds), "warn" if refused else "")

    def _sums(self, what: str, found: Preview) -> str:
        answer = found.answer
        said = _taken(what, answer)
        if found.amount:
            said.append(money(found.amount))
        if self.updates and answer.changed:
            said.append(_changed(what, len(answer.changed)))
        if answer.already:
            told = ngettext("{count} already there", "{count} already there", answer.already)
            said.append(told.format(count=count(answer.already)))
        if cells := len(answer.corrected):
            told = ngettext("{count} cell corrected", "{count} cells corrected", cells)
            said.append(told.format(count=count(cells)))
        return together(*said)

    def show_done(self, said: str) -> None:
        """Say what was done; nothing more is done with the file."""
        self.note.say(said, "ok")
        for each in (self.mode, self.update_, self.large, self.writes):
            each.setEnabled(False)

    def written_words(self, answer: Imported) -> str:
        """Return what was written, as the sums foretold it, and how it is taken back."""
        what = self.sums.text().partition(": ")[2] or "–"
        if not answer.ref:  # of what was recorded before it told something alone
            return _("Written: {what}.").format(what=what)
        told = _("Written: {what}. The import {ref} can be taken back while nothing has built on it.")
        return told.format(what=what, ref=isolated(answer.ref))


def _taken(what: str, answer: Imported) -> list[str]:
    """Return how many records a file brings."""
    return (
        list(_of_export(answer))
        if isinstance(answer, PlatformImported)
        else [_records(what, answer.accepted)]
    )


def _of_export(answer: PlatformImported) -> Iterator[str]:
    """Yield what an export of a platform brings."""
    if answer.payments:
        yield _records("payments", answer.payments)
    if answer.people:
        told = ngettext("{count} new person", "{count} new people", answer.people)
        yield told.format(count=count(answer.people))
    if answer.credited:
        told = ngettext("{count} paid out", "{count} paid out", answer.credited)
        yield told.format(count=count(answer.credited))
    if answer.refunded:
        told = ngettext("{count} refunded", "{count} refunded", answer.refunded)
        yield told.format(count=count(answer.refunded))


def _records(what: str, number: int) -> str:
    told = {
        "people": ngettext("{count} person", "{count} people", number),
        "projects": ngettext("{count} project", "{count} projects", number),
        "payments": ngettext("{count} payment", "{count} payments", number),
        "recurring": ngettext("{count} recurring gift", "{count} recurring gifts", number),
        "expenses": ngettext("{count} claim", "{count} claims", number),
    }
    return told[what].format(count=count(number))


def _changed(what: str, number: int) -> str:
    told = {
        "people": ngettext("{count} person changed", "{count} people changed", number),
        "projects": ngettext("{count} project changed", "{count} projects changed", number),
    }
    return told[what].format(count=count(number))


def _held(refused: int, *, holds: bool) -> str:
    if not refused:
        return ""
    if holds:
        told = ngettext(
            "{count} line is refused: correct it, or write the sound ones only.",
            "{count} lines are refused: correct them, or write the sound ones only.",
            refused,
        )
    else:
        told = ngettext(
            "{count} line stays behind; save the refusals to correct them.",
            "{count} lines stay behind; save the refusals to correct them.",
            refused,
        )
    return told.format(count=count(refused))
