"""``backup list``: which backups of the books lie in a folder, and why each stays."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from donations_app.commands.call import Answer, Call
from donations_app.db.queries.trail import begun_on, identity
from donations_app.domain.backups import Label
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.structs import asdict
from donations_app.i18n import _, isolated, labelled, moment
from donations_app.machine.backup_checks import Check, damaged_in, last_check
from donations_app.machine.drills import is_late, last_drill
from donations_app.words.codes import together
from donations_app.words.drills import tried_sentence
from donations_app.words.rotation import (
    age_word,
    checked_words,
    days_since,
    rotation_sentence,
    size_word,
    why_words,
)

if TYPE_CHECKING:
    from donations_app.services.exchange.kept_backups import Judged


def list_them(call: Call, folder: Path) -> Answer:
    """List the backups of these books in a folder: age, size, whether they were checked, and why they stay."""
    from donations_app.services.exchange.kept_backups import list_backups

    books = call.books(read_only=True)
    if not folder.is_dir():
        raise FileRefused(str(folder), "folder_missing")
    found = list_backups(books, folder, damaged=damaged_in(folder))
    checks = [last_check(one.known.path) for one in found.backups]
    with books.read() as session:
        tried, begun = last_drill(identity(session)), begun_on(session)
    data = {
        "folder": str(folder),
        "rotation": asdict(found.rotation),
        "backups": [
            _backup_data(one, check, call.today) for one, check in zip(found.backups, checks, strict=True)
        ],
        "unreadable": [str(path) for path in found.unreadable],
        "drill": {
            "at": tried.at.isoformat(timespec="seconds") if tried else None,
            "good": tried.is_good if tried else None,
            "late": is_late(tried, call.today, begun_on=begun),
        },
    }
    lines = [_backup_line(one, check, call.today) for one, check in zip(found.backups, checks, strict=True)]
    none = _("No backup of these books lies in {folder}.").format(folder=isolated(str(folder)))
    beside = [rotation_sentence(found.rotation), tried_sentence(tried, call.today, begun_on=begun)]
    told = _("Called like a backup, and none that can be read: {path}")
    notes = [told.format(path=isolated(str(path))) for path in found.unreadable]
    return Answer(data, [*(lines or [none]), *beside], notes=notes)


def _backup_data(one: "Judged", check: Check | None, today: date) -> dict[str, Any]:
    label = one.known.label
    return {
        "file": str(one.known.path),
        "made_at": label.made_at.isoformat(timespec="seconds"),
        "age_days": _age(label, today),
        "size": one.size,
        "encrypted": one.known.is_encrypted,
        "checked_at": _checked_at(label, check),
        "good": check.is_good if check else label.verified,
        "kept": one.why is not None,
        "why": one.why or "",
    }


def _backup_line(one: "Judged", check: Check | None, today: date) -> str:
    label = one.known.label
    words = together(
        age_word(_age(label, today)),
        size_word(one.size),
        *([_("encrypted")] if one.known.is_encrypted else []),
        checked_words(check, is_verified=label.verified),
        why_words(one.why),
    )
    return labelled(f"{moment(label.made_at)}  {isolated(one.known.path.name)}", words)


def _age(label: Label, today: date) -> int:
    return days_since(label.made_at.astimezone().date(), today)


def _checked_at(label: Label, check: Check | None) -> str | None:
    """Return when a backup was last verified; ``None`` where it never was."""
    if check is None and not label.verified:
        return None
    return (check.at if check else label.made_at).isoformat(timespec="seconds")
