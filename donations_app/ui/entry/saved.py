"""The lines saved in one window: the last of them is repeated, or taken back while its batch is open."""

from uuid import UUID

from msgspec import Struct

from donations_app.db.queries.batches import open_batches
from donations_app.i18n import _
from donations_app.ui.desk import Desk
from donations_app.ui.entry.line import Typed


class Saved(Struct, frozen=True):
    """A line as it was typed, and where it stands."""

    ref: str
    typed: Typed
    batch: UUID | None


class SavedLines:
    """What was saved, in its order, but for what was taken back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines: tuple[Saved, ...] = ()

    @property
    def last(self) -> Saved | None:
        """The line saved last."""
        return self._lines[-1] if self._lines else None

    def give(self) -> tuple[Saved, ...]:
        """Return what another window goes on with."""
        return self._lines

    def take(self, lines: tuple[Saved, ...]) -> None:
        """Go on with what another window saved."""
        self._lines = lines

    def add(self, line: Saved) -> None:
        """Add a line that was just saved."""
        self._lines = (*self._lines, line)

    def replace(self, ref: str, by: Saved) -> None:
        """Put a line in the place of the one that it puts right, if that was saved here."""
        self._lines = tuple(by if one.ref == ref else one for one in self._lines)

    def forget(self, ref: str) -> None:
        """Leave out a line that was taken back."""
        self._lines = tuple(one for one in self._lines if one.ref != ref)

    def why_not_back(self) -> str:
        """Say why the last line cannot be taken back, or nothing."""
        if self.last is None:
            return _("No line was saved in this window: nothing to take back.")
        still_open = {row.key for row in self._desk.read(open_batches, self._desk.author.office)}
        if self.last.batch is not None and self.last.batch not in still_open:
            return _("The batch of the last line is closed: the line is not taken back.")
        return ""
