"""``backup``, ``backup check``, ``backup list`` and ``restore``."""

import argparse
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from donations_app.commands import backup_send
from donations_app.commands.backup_drill import drill_one
from donations_app.commands.backup_list import list_them
from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.passphrases import add_options, new_passphrase, passphrase_for
from donations_app.commands.summaries import summary
from donations_app.db.address import is_url
from donations_app.domain.authors import Author
from donations_app.domain.backups import Lost, Manifest, to_data
from donations_app.domain.storage_errors import FileRefused
from donations_app.i18n import _, isolated, without_marks
from donations_app.machine import passwords, preferences
from donations_app.machine.backup_checks import check_again, damaged_in
from donations_app.machine.erased_list import erased_from
from donations_app.words.backups import lost_lines, manifest_line
from donations_app.words.faults import said_of_fault
from donations_app.words.keeping import again_lines
from donations_app.words.rotation import (
    gone_lines,
)


def add(commands: Any, name: str) -> None:
    """Add the command ``name``."""
    if name == "backup":
        told = summary("backup")
        parser = add_command(commands, "backup", told, backup, writes=_never)
        parser.add_argument(
            "place",
            nargs="?",
            metavar="FILE|FOLDER|check|drill|list|send",
            help=_(
                "where to; without it, the folder of this machine; “check FILE” verifies a backup,"
                " “drill [FILE|FOLDER]” tries to restore it or the newest one,"
                " “list [FOLDER]” says which there are and which stay,"
                " “send” sends an encrypted one to a server by SFTP"
            ),
        )
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument(
            "--to",
            type=Path,
            metavar="FOLDER",
            help=_("into a folder that stands elsewhere: a stick, a disk of the network"),
        )
        add_options(parser)
        backup_send.add_options(parser)
        _add_scratch(parser)
        parser.add_argument(
            "--rotate",
            action="store_true",
            help=_("into a folder, as the window does: none where nothing changed, and old ones make room"),
        )
        return
    parser = add_command(commands, "restore", summary("restore"), restore, writes=True)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--to", metavar="PATH|URL", help=_("where to; without it, where your books are"))
    parser.add_argument(
        "--replace", action="store_true", help=_("keep the books that stand there under another name")
    )


def _never(_options: argparse.Namespace) -> bool:
    """Tell that a backup writes files, and never the books."""
    return False


def _add_scratch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scratch",
        metavar="URL",
        default="",
        help=_(
            "a PostgreSQL on which books of a server are restored for a moment, to be verified:"
            " postgresql://LOGIN@HOST/postgres, of a login that may make databases"
        ),
    )


def backup(call: Call) -> Answer:
    """Back the books up, verify a backup, or list those that there are."""
    options = call.options
    options.only_says, options.dry_run = options.dry_run, False  # the books are read all the same
    if options.place in {"check", "drill", "list", "send"} and (answer := _other_than_made(call)):
        return answer
    if options.file is not None or options.place in {"check", "send"} or (options.place and options.to):
        told = _("Name one place, or “check” and one backup.")
        return Answer({"error": "usage", "message": without_marks(told)}, notes=[told], status=2)
    if (options.remember or options.forget) and not options.encrypt:
        told = _("--remember and --forget go with --encrypt.")
        return Answer({"error": "usage", "message": without_marks(told)}, notes=[told], status=2)
    if options.to is not None and not options.to.is_dir():
        raise FileRefused(str(options.to), "folder_missing")
    return _rotated(call) if options.rotate else _backed_up(call)


def _other_than_made(call: Call) -> Answer | None:
    """Verify, try, list or send; nothing where what was asked is no question."""
    options = call.options
    if options.place == "drill":
        return drill_one(call, options.file or _usual_folder(), _scratch(call))
    if options.place == "list":
        return list_them(call, options.file or _usual_folder())
    if options.place == "send" and options.file is None and options.to is None:
        return backup_send.send(call, _scratch(call))
    return _check(call, options.file) if options.place == "check" and options.file is not None else None


def _backed_up(call: Call) -> Answer:
    from donations_app.services.exchange.backups import back_up

    options, books = call.options, call.books(read_only=True)
    says, place = options.only_says, options.to or options.place
    folder = _usual_folder(made=not says) if place is None else Path(place)
    given, told = _passphrase(call)
    made = back_up(
        books,
        folder,
        is_folder=place is None,
        passphrase=given,
        scratch=_scratch(call),
        save=not says,
        progress=call.progress(),
    )
    if not says:
        preferences.note_backup(made.manifest.counted.books, made.manifest.made_at, made.path)
    data = {"ok": True, "file": str(made.path), "encrypted": bool(given), "manifest": to_data(made.manifest)}
    line = _made_line(made.path, says=says, is_verified=made.manifest.verified)
    return Answer(data, [line, *_lines(made.manifest)], notes=_notes(told, says))


def _rotated(call: Call) -> Answer:
    """Back the books up as the window does when it closes."""
    from donations_app.services.exchange.kept_backups import keep_backup

    options, books = call.options, call.books(read_only=True)
    says, place = options.only_says, options.to or options.place
    folder = Path(place) if place else _usual_folder()
    at = books.clock()
    given, told = _passphrase(call)
    kept = keep_backup(
        books,
        folder,
        passphrase=given,
        scratch=_scratch(call),
        damaged=damaged_in(folder),
        save=not says,
        progress=call.progress(),
    )
    if not says:
        preferences.note_backup(kept.label.books, at, kept.path)
    data = {
        "ok": True,
        "file": str(kept.path),
        "encrypted": bool(given),
        "new": kept.is_new,
        "made_at": kept.label.made_at.isoformat(timespec="seconds"),
        "verified": kept.label.verified,
        "gone": [str(path) for path in kept.gone],
    }
    unchanged = _("Nothing was written since this backup: {path}").format(path=isolated(str(kept.path)))
    line = _made_line(kept.path, says=says, is_verified=kept.label.verified) if kept.is_new else unchanged
    return Answer(data, [line, *gone_lines(kept.gone, is_rehearsal=says)], notes=_notes(told, says))


def _made_line(path: Path, *, says: bool, is_verified: bool) -> str:
    if not is_verified:
        told = _(
            "Backed up, and not verified: {path}. Only its bytes are known: nobody restored it."
            " Name a server for that with --scratch; until then nothing older goes for it."
        )
    else:
        told = _("Would be backed up and is whole: {path}") if says else _("Backed up and verified: {path}")
    return told.format(path=isolated(str(path)))


def _scratch(call: Call) -> str:
    return passwords.filled(call.options.scratch) if call.options.scratch else ""


def _notes(told: list[str], says: bool) -> list[str]:  # noqa: FBT001 -- as the option is
    return [*told, _("Nothing was written.")] if says else told


def _passphrase(call: Call) -> tuple[str, list[str]]:
    """Return the passphrase, where the backup shall be encrypted, and what is told of it."""
    if not call.options.encrypt:
        return "", []
    from donations_app.services.exchange.kept_backups import identity_of

    return new_passphrase(call, identity_of(call.books(read_only=True)))


def _usual_folder(*, made: bool = False) -> Path:
    """Return the folder of this machine, made where it shall be written into."""
    from donations_app.formats.writing import make_folder

    folder = preferences.backup_folder(preferences.load())
    if made:
        make_folder(folder)
    return folder


def _check(call: Call, path: Path) -> Answer:
    given = passphrase_for(call, path)
    scratch = _scratch(call)
    manifest, faults = check_again(path, _now, passphrase=given, scratch=scratch, progress=call.progress())
    problems = [
        {"kind": one.kind, "where": one.record, "message": without_marks(said_of_fault(one))}
        for one in faults
    ]
    is_restored = manifest.engine == "sqlite" or bool(scratch)
    data = {"ok": not faults, "file": str(path), "manifest": to_data(manifest), "problems": problems}
    data["restored"] = is_restored
    if faults:
        return Answer(data, [said_of_fault(one) for one in faults], status=1)
    told = _("The backup is whole: {path}")
    if not is_restored:
        told = _(
            "Its bytes are those that were written: {path}. It was not restored, so that the books in it are not"
            " verified: name a server for that with --scratch."
        )
    return Answer(data, [told.format(path=isolated(str(path))), *_lines(manifest)])


def _lines(manifest: Manifest) -> list[str]:
    """Return what a backup holds."""
    heads = manifest.counted.heads
    return [manifest_line(manifest), *(f"{code}  {isolated(head)}" for code, head in heads.items())]


def _now() -> datetime:
    return datetime.now(UTC)


def restore(call: Call) -> Answer:
    """Put books back; what stood there is kept under another name, and what it held beyond them is told."""
    from donations_app.services.exchange.restoring import restore as put_back

    options = call.options
    if is_url(options.to or call.location):
        return _restored_on_server(call)
    done = put_back(
        options.file,
        options.to or call.location,
        clock=_now,
        passphrase=passphrase_for(call, options.file),
        replace=options.replace,
        save=not call.is_rehearsal,
        progress=call.progress(),
    )
    lost = done.lost or Lost()
    told = _("Would be restored: {path}") if call.is_rehearsal else _("Restored: {path}")
    lines = [told.format(path=isolated(str(done.path))), *_lines(done.manifest)]
    if done.kept:
        lines.append(_("What stood there is kept: {path}").format(path=isolated(str(done.kept))))
    lines += lost_lines(lost)
    again, missed = ([], []) if call.is_rehearsal else _erased_again(call, done.path, done.manifest)
    lines += again_lines(again, missed)
    data = {
        "erased_again": again,
        "erased_and_back": missed,
        "ok": True,
        "file": str(done.path),
        "kept": str(done.kept) if done.kept else None,
        "lost": {
            "stood": lost.stood if done.lost else None,
            "changes": lost.changes,
            "payments": lost.payments,
            "numbers": {name: list(span) for name, span in lost.numbers.items()},
        },
        "manifest": to_data(done.manifest),
    }
    return Answer(data, lines, notes=[_("Nothing was written.")] if call.is_rehearsal else [])


def _erased_again(call: Call, place: Path, manifest: Manifest) -> tuple[list[str], list[str]]:
    """Erase again who was erased since the backup was made."""
    from donations_app.db.open import open_books
    from donations_app.services.exchange.letting_go import repeat_erasures

    made_at = manifest.made_at
    if not erased_from(manifest.counted.books, call.options.file.parent, since=made_at):
        return [], []
    with closing(
        open_books(str(place), clock=_now, author=Author(call.user), today=lambda: call.today)
    ) as books:
        return repeat_erasures(books, call.options.file, made_at)


def _restored_on_server(call: Call) -> Answer:
    """Put books back on a server, in a database of their own."""
    from donations_app.services.exchange.restoring import restore_to_server

    options = call.options
    done = restore_to_server(
        options.file,
        passwords.filled(options.to or call.location),
        clock=_now,
        passphrase=passphrase_for(call, options.file),
        save=not call.is_rehearsal,
        progress=call.progress(),
    )
    told = _("Would be restored: {path}") if call.is_rehearsal else _("Restored: {path}")
    rights = _("Nobody else has rights in them yet: server setup gives them, with --base and the same name.")
    data = {"ok": True, "place": done.place, "manifest": to_data(done.manifest)}
    notes = [_("Nothing was written.")] if call.is_rehearsal else [rights]
    back = erased_from(done.manifest.counted.books, options.file.parent, since=done.manifest.made_at)
    notes += again_lines([], [one.ref for one in back])
    data["erased_and_back"] = [one.ref for one in back]
    return Answer(data, [told.format(path=isolated(done.place)), *_lines(done.manifest)], notes=notes)
