"""``backup drill``: a restore that is only tried, and noted."""

from datetime import UTC, datetime
from pathlib import Path

from donations_app.commands.call import Answer, Call
from donations_app.commands.passphrases import passphrase_for
from donations_app.db.queries.trail import identity
from donations_app.domain.backups import to_data
from donations_app.domain.errors import KnownError
from donations_app.i18n import _
from donations_app.machine.backup_checks import is_damage
from donations_app.machine.drills import note_drill
from donations_app.words.backups import drilled_lines


def drill_one(call: Call, place: Path, scratch: str) -> Answer:
    """Put a backup back where it harms nobody, and note on this machine what came of it; exit 1 where it cannot be."""
    from donations_app.services.exchange.drills import drill, newest_backup

    books, says = call.books(read_only=True), call.options.only_says
    path = newest_backup(books, place)
    with books.read() as session:
        own = identity(session)
    given = passphrase_for(call, path)
    try:
        done = drill(books, path, _now, passphrase=given, scratch=scratch, progress=call.progress())
    except KnownError as error:
        if is_damage(error) and not says:
            note_drill(own, _now(), path, is_good=False)
        raise
    if not says:
        note_drill(own, _now(), path, is_good=True)
    data = {
        "ok": True,
        "file": str(path),
        "seconds": round(done.seconds, 1),
        "missing": {"changes": done.lost.changes, "payments": done.lost.payments},
        "manifest": to_data(done.manifest),
    }
    notes = [_("Nothing was noted.")] if says else []
    return Answer(data, drilled_lines(path, done.manifest, done.lost.changes), notes=notes)


def _now() -> datetime:
    return datetime.now(UTC)
