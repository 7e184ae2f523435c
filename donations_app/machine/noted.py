"""What this machine notes of books, a file for each kind of note: under the user's data, read by nobody else."""

import json
from pathlib import Path
from typing import Any

from donations_app.machine.folders import data_folder
from donations_app.machine.private import make_private_folder


def place_of(name: str) -> Path:
    """Return where the notes of a kind lie."""
    return data_folder() / f"{name}.json"


def noted(name: str) -> dict[str, Any]:
    """Return the notes of a kind by their keys; a file that cannot be read is as good as none."""
    try:
        found = json.loads(place_of(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note_under(name: str, key: str, said: dict[str, Any]) -> None:
    """Keep a note under a key, instead of what stood there; a folder that cannot be written is no reason to stop."""
    text = json.dumps(noted(name) | {key: said}, ensure_ascii=False, indent=1)
    try:
        make_private_folder(place_of(name).parent)
        place_of(name).write_text(text, encoding="utf-8")
    except OSError:
        return
