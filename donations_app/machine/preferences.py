"""What this machine remembers of its user: language, look, office, window; never the association's facts."""

import json
import re
from configparser import ConfigParser, Error
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.structs import asdict
from donations_app.machine.folders import config_folder, data_folder
from donations_app.machine.private import make_private_folder

ROLES: Final = ("treasurer", "clerk")
LOOKS: Final = ("system", "light", "dark")


class Preferences(Struct, frozen=True):
    """How this user likes the program on this machine."""

    language: str = "fr"
    look: str = "system"
    office: str = ""  # code of the office that records here; empty: the head office
    role: str = "treasurer"  # what one does at this computer, of ``domain.authors``; advice in a file
    zoom: int = 100  # percent of the letters' size
    backup_folder: str = ""  # empty: beside the user's own data
    backup_closing: bool = True  # one is made when the window closes
    backup_opening: bool = True  # and one when it opens, of the first time of a day
    backup_sending: bool = False  # and an encrypted one is sent to the server, once a day
    certificate: str = ""  # the file with which receipts were last signed; never its passphrase
    window: tuple[
        int, ...
    ] = ()  # where the window stood: left, top, width, height in pixels; empty: nowhere yet
    maximised: bool = False
    page: str = ""  # code of the page that the window was left on
    begun: tuple[str, ...] = ()  # books whose first steps are not shown any more
    auditor: str = ""  # the address to which an anchor was last sent
    books: str = (
        ""  # address of the server whose books are opened at each start; empty: the file of this computer
    )


def default_books() -> Path:
    """Return where books lie when nobody says otherwise."""
    return data_folder() / "books.tiwizi"


def default_notes() -> Path:
    """Return where an auditor's notes lie when nobody says otherwise: never beside the books."""
    return data_folder() / "audit" / "notes.json"


def default_backups() -> Path:
    """Return where backups are kept when nobody says otherwise: on the disk of the books."""
    return data_folder() / "backups"


def backup_folder(preferences: Preferences) -> Path:
    """Return where backups are kept on this machine."""
    return Path(preferences.backup_folder) if preferences.backup_folder else default_backups()


def _place() -> Path:
    return config_folder() / "preferences.ini"


def load() -> Preferences:
    """Return what was kept; a file that cannot be read is as good as none."""
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(_place(), encoding="utf-8")
        kept = dict(parser["preferences"]) if "preferences" in parser else {}
    except (Error, OSError, UnicodeDecodeError):
        kept = {}
    found = Preferences()
    if kept.get("language") in ("fr", "en", "ar"):
        found = replace(found, language=kept["language"])
    if kept.get("look") in LOOKS:
        found = replace(found, look=kept["look"])
    if kept.get("zoom", "").isascii() and kept.get("zoom", "").isdecimal():
        found = replace(found, zoom=min(150, max(90, int(kept["zoom"]))))
    if kept.get("role") in ROLES:
        found = replace(found, role=kept["role"])
    return replace(
        found,
        window=_rectangle(kept.get("window", "")),
        maximised=kept.get("maximised", "") == "True",
        page=kept.get("page", ""),
        begun=tuple(kept.get("begun", "").split()),
        office=kept.get("office", ""),
        certificate=kept.get("certificate", ""),
        backup_folder=kept.get("backup_folder", ""),
        backup_closing=kept.get("backup_closing", "") != "False",
        backup_opening=kept.get("backup_opening", "") != "False",
        backup_sending=kept.get("backup_sending", "") == "True",
        auditor=kept.get("auditor", ""),
        books=kept.get("books", ""),
    )


def _rectangle(kept: str) -> tuple[int, ...]:
    """Return left, top, width and height, or nothing where somebody wrote something else."""
    numbers = kept.split()
    if len(numbers) != 4 or not all(re.fullmatch(r"-?[0-9]{1,5}", one) for one in numbers):
        return ()
    left, top, width, height = map(int, numbers)
    return (left, top, width, height) if width > 0 and height > 0 else ()


def save(preferences: Preferences) -> None:
    """Keep the preferences; a folder that cannot be written is no reason to stop."""
    parser = ConfigParser(interpolation=None)
    parser["preferences"] = {
        name: " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in asdict(preferences).items()
    }
    place = _place()
    try:
        make_private_folder(place.parent)
        with place.open("w", encoding="utf-8") as file:
            parser.write(file)
    except OSError:
        return


def _mappings_place() -> Path:
    return config_folder() / "imports.json"


def mappings() -> dict[str, Any]:
    """Return how columns of files were chosen on this machine, by the name under which each choice was kept."""
    try:
        found = json.loads(_mappings_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep_mapping(name: str, said: dict[str, Any]) -> bool:
    """Keep a choice of columns under a name, instead of what was kept under it; tell whether it could be kept."""
    place = _mappings_place()
    try:
        make_private_folder(place.parent)
        text = json.dumps(mappings() | {name: said}, ensure_ascii=False, indent=1, sort_keys=True)
        place.write_text(text, encoding="utf-8")
    except OSError:
        return False
    return True


def _backups_place() -> Path:
    return data_folder() / "backups.json"


def _noted_backups() -> dict[str, dict[str, str]]:
    try:
        found = json.loads(_backups_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note_backup(books: str, at: datetime, path: Path) -> None:
    """Remember when and where these books were last backed up from this machine, whatever became of the file.

    Args:
        books: what tells them from others.
        at: aware.
        path: of the backup.
    """
    noted = _noted_backups() | {books: {"at": at.isoformat(timespec="seconds"), "file": str(path)}}
    place = _backups_place()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(noted, indent=1), encoding="utf-8")
    except OSError:
        return


def last_backup(books: str) -> tuple[datetime, Path] | None:
    """Return when and where these books were last backed up from this machine."""
    try:
        noted = _noted_backups()[books]
        at = datetime.fromisoformat(noted["at"])
        return (at, Path(noted["file"])) if at.tzinfo else None
    except (LookupError, TypeError, ValueError):
        return None
