"""Where backups are kept on this machine, how many, and when the last one was made."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from donations_app import preferences
from donations_app.i18n import _, count, ngettext

if TYPE_CHECKING:
    from donations_app.services.exchange.backups import Backup

LATE = 7  # days after which the age of the last backup is a warning


class Keeping(QObject):
    """What the window knows of the backups of its books; a server's books have none here."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.books = ""  # what tells them from others; empty: they are not backed up here
        self.folder = preferences.default_backups()
        self.days = 0  # see ``outdated``; 0: none is made when the window closes
        self.last: tuple[datetime, Path] | None = None

    def use(self, books: str, chosen: preferences.Preferences) -> None:
        """Begin with the books of a window and the preferences of this machine."""
        self.books = books
        self.folder, self.days = preferences.backup_folder(chosen), chosen.backup_days
        self.last = preferences.last_backup(books) if books else None

    def choose(self, *, folder: Path | None = None, days: int | None = None) -> None:
        """Keep backups elsewhere, or more or fewer of them."""
        self.folder = self.folder if folder is None else folder
        self.days = self.days if days is None else days
        self.changed.emit()

    def note(self, made: "Backup", at: datetime) -> None:
        """Remember a backup that holds the books as they stood at an instant."""
        preferences.note_backup(self.books, at, made.path)
        self.last = (at, made.path)
        self.changed.emit()

    def age(self, today: date) -> int | None:
        """Return how many days old the last backup is; ``None`` where there was none."""
        return max((today - self.last[0].astimezone().date()).days, 0) if self.last else None


def age_words(age: int | None) -> str:
    """Say how old the last backup is."""
    if age is None:
        return _("No backup yet")
    if age == 0:
        return _("Backed up today")
    told = ngettext("Backed up {count} day ago", "Backed up {count} days ago", age)
    return told.format(count=count(age))
