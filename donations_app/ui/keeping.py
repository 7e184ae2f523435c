"""Where backups are kept on this machine, when they are made, and how old the last one is."""

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from donations_app.i18n import _, count, ngettext
from donations_app.machine import preferences
from donations_app.machine.sent_backups import last_sent, note_sent


class Keeping(QObject):
    """What the window knows of the backups of its books; a server's books have none here."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.books = ""  # what tells them from others; empty: they are not backed up here
        self.folder = preferences.default_backups()
        self.closing = self.opening = False  # whether one is made when the window closes, and when it opens
        self.late = 0  # days after which the age of the last one is a warning
        self.last: tuple[datetime, Path] | None = None
        self.sending = False  # whether an encrypted one is sent to the server once a day
        self.sent: datetime | None = None  # when the last one was
        self.unsent = ""  # why the last one was not

    def use(self, books: str, chosen: preferences.Preferences, late: int) -> None:
        """Begin with the books of a window, the preferences of this machine, and the figure of the books."""
        self.books, self.late = books, late
        self.folder = preferences.backup_folder(chosen)
        self.closing, self.opening = chosen.backup_closing, chosen.backup_opening
        self.last = preferences.last_backup(books) if books else None
        self.sending, self.sent = chosen.backup_sending, last_sent(books) if books else None

    def choose(
        self,
        *,
        folder: Path | None = None,
        closing: bool | None = None,
        opening: bool | None = None,
        sending: bool | None = None,
    ) -> None:
        """Keep backups elsewhere, or make them at other times."""
        self.folder = self.folder if folder is None else folder
        self.closing = self.closing if closing is None else closing
        self.opening = self.opening if opening is None else opening
        self.sending = self.sending if sending is None else sending
        self.changed.emit()

    def warn_after(self, days: int) -> None:
        """Warn of the age of the last backup after other days: the figure of the books was changed."""
        if days != self.late:
            self.late = days
            self.changed.emit()

    def note(self, path: Path, at: datetime) -> None:
        """Remember a backup that holds the books as they stood at an instant."""
        preferences.note_backup(self.books, at, path)
        self.last = (at, path)
        self.changed.emit()

    def note_sent(self, at: datetime) -> None:
        """Remember that the server has the books as they stood at an instant."""
        note_sent(self.books, at)
        self.sent, self.unsent = at, ""
        self.changed.emit()

    def note_unsent(self, why: str) -> None:
        """Say why nothing was sent, until something is."""
        self.unsent = why
        self.changed.emit()

    def find(self, path: Path, made_at: datetime) -> None:
        """Take note of a backup that lies in the folder, where none is known that is as new."""
        if self.last is None or self.last[0] < made_at:
            self.note(path, made_at)

    def grow_old(self) -> None:
        """Let the age be shown anew: a day may have gone by."""
        self.changed.emit()

    def is_late(self, today: date) -> bool:
        """Tell whether the last backup is too old, or there is none."""
        age = self.age(today)
        return age is None or age > self.late

    def age(self, today: date) -> int | None:
        """Return how many days old the last backup is; ``None`` where there was none."""
        return _days_since(self.last[0], today) if self.last else None

    def is_to_send(self, today: date) -> bool:
        """Tell whether one is to be sent that day and was not yet."""
        return self.sending and (self.sent is None or _days_since(self.sent, today) > 0)

    def is_unsent(self, today: date) -> bool:
        """Tell whether sending fails, and for longer than the age of a backup may be."""
        return bool(self.unsent) and (self.sent is None or _days_since(self.sent, today) > self.late)


def _days_since(at: datetime, today: date) -> int:
    return max((today - at.astimezone().date()).days, 0)


def age_words(age: int | None) -> str:
    """Say how old the last backup is."""
    if age is None:
        return _("No backup yet")
    if age == 0:
        return _("Backed up today")
    told = ngettext("Backed up {count} day ago", "Backed up {count} days ago", age)
    return told.format(count=count(age))
