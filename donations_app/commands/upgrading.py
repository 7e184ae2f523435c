"""``upgrade``: books of an earlier release brought to this one."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.summaries import summary
from donations_app.db.books import utc_now
from donations_app.domain.authors import Author
from donations_app.domain.backups import to_data
from donations_app.i18n import _
from donations_app.machine import preferences
from donations_app.words.backups import upgraded_lines


def add(commands: Any, name: str) -> None:
    """Add the command ``upgrade``."""
    told = summary(name)
    add_command(commands, name, told, upgrade, writes=True)


def upgrade(call: Call) -> Answer:
    """Bring the books to this version, and say where they are kept as they were."""
    from donations_app.services.exchange.upgrading import upgrade as bring

    done = bring(
        call.location,
        preferences.backup_folder(preferences.load()),
        clock=utc_now,
        author=Author(call.user),
        today=lambda: call.today,
        save=not call.is_rehearsal,
        progress=call.progress(),
    )
    notes = [_("Nothing was written.")] if call.is_rehearsal else []
    if done is None:
        said = _("The books are of this version: there is nothing to do.")
        return Answer({"ok": True, "found": None, "backup": None}, [said])
    if not call.is_rehearsal:
        manifest = done.backup.manifest
        preferences.note_backup(manifest.counted.books, manifest.made_at, done.backup.path)
    data = {"ok": True, "found": done.found, "known": done.known, "backup": str(done.backup.path)}
    data["manifest"] = to_data(done.backup.manifest)
    lines = upgraded_lines(done.found, done.known, str(done.backup.path), is_rehearsal=call.is_rehearsal)
    return Answer(data, lines, notes=notes)
