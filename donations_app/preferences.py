"""What this machine remembers of its user: language, look, office; never the association's facts."""

from configparser import ConfigParser, Error
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import platformdirs

from donations_app.private import make_private_folder

_NAME: Final = "tiwizi"
LOOKS: Final = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Preferences:
    """How this user likes the program on this machine."""

    language: str = "fr"
    look: str = "system"
    office: str = ""  # code of the office that records here; empty: the head office
    zoom: int = 100  # percent of the letters' size
    certificate: str = ""  # the file with which receipts were last signed; never its passphrase


def default_books() -> Path:
    """Return where books lie when nobody says otherwise."""
    return Path(platformdirs.user_data_dir(_NAME)) / "books.tiwizi"


def default_notes() -> Path:
    """Return where an auditor's notes lie when nobody says otherwise: never beside the books."""
    return Path(platformdirs.user_data_dir(_NAME)) / "audit" / "notes.json"


def _place() -> Path:
    return Path(platformdirs.user_config_dir(_NAME)) / "preferences.ini"


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
    return replace(found, office=kept.get("office", ""), certificate=kept.get("certificate", ""))


def save(preferences: Preferences) -> None:
    """Keep the preferences; a folder that cannot be written is no reason to stop."""
    parser = ConfigParser(interpolation=None)
    parser["preferences"] = {name: str(value) for name, value in asdict(preferences).items()}
    place = _place()
    try:
        make_private_folder(place.parent)
        with place.open("w", encoding="utf-8") as file:
            parser.write(file)
    except OSError:
        return
