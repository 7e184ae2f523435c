"""``backup list``: which backups of the books lie in a folder, and why each stays."""

from pathlib import Path

from donations_app.backup_checks import Check, damaged_in, last_check
from donations_app.code_words import together
from donations_app.commands.call import Answer, Call
from donations_app.db.queries.trail import begun_on, identity
from donations_app.domain.backups import Label
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.structs import asdict
from donations_app.drill_words import tried_sentence
from donations_app.drills import is_late, last_drill
from donations_app.i18n import _, isolated, labelled, moment
from donations_app.rotation_words import (
    age_word,
    checked_words,
    days_since,
    rotation_sentence,
    size_word,
    why_words,
)


def list_them(call: Call, folder: Path) -> Answer:
    """List the backups of these books in a folder: age, size, whether they were checked, and why they stay."""
    from donations_app.services.exchange.kept_backups import list_backups

    books = call.books(read_only=True)
    if not folder.is_dir():
        raise FileRefused(str(folder), "folder_missing")
    found = list_backups(books, folder, damaged=damaged_in(folder))
    data, lines = [], []
    for one in found.backups:
        path, label, check = one.known.path, one.known.label, last_check(one.known.path)
        age = days_since(label.made_at.astimezone().date(), call.today)
        data.append(
            {
                "file": str(path),
                "made_at": label.made_at.isoformat(timespec="seconds"),
                "age_days": age,
                "size": one.size,
                "encrypted": one.known.is_encrypted,
                "checked_at": _checked_at(label, check),
                "good": check.is_good if check else label.verified,
                "kept": one.why is not None,
                "why": one.why or "",
            }
        )
        kind = [_("encrypted")] if one.known.is_encrypted else []
        words = together(
            age_word(age),
            size_word(one.size),
            *kind,
            checked_words(check, is_verified=label.verified),
            why_words(one.why),
        )
        lines.append(labelled(f"{moment(label.made_at)}  {isolated(path.name)}", words))
    if not lines:
        lines = [_("No backup of these books lies in {folder}.").format(folder=isolated(str(folder)))]
    told = _("Called like a backup, and none that can be read: {path}")
    notes = [told.format(path=isolated(str(path))) for path in found.unreadable]
    answer = {
        "folder": str(folder),
        "rotation": asdict(found.rotation),
        "backups": data,
        "unreadable": [str(path) for path in found.unreadable],
    }
    with books.read() as session:
        tried, begun = last_drill(identity(session)), begun_on(session)
    answer["drill"] = {
        "at": tried.at.isoformat(timespec="seconds") if tried else None,
        "good": tried.is_good if tried else None,
        "late": is_late(tried, call.today, begun_on=begun),
    }
    said = tried_sentence(tried, call.today, begun_on=begun)
    return Answer(answer, [*lines, rotation_sentence(found.rotation), said], notes=notes)


def _checked_at(label: Label, check: Check | None) -> str | None:
    """Return when a backup was last verified; ``None`` where it never was."""
    if check is None and not label.verified:
        return None
    return (check.at if check else label.made_at).isoformat(timespec="seconds")
