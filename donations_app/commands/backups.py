"""``backup``, ``backup check`` and ``restore``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from donations_app import preferences
from donations_app.backup_words import lost_lines, manifest_line
from donations_app.commands.call import Answer, Call, add_command
from donations_app.domain.backups import Lost, Manifest, to_data
from donations_app.domain.faults import Fault
from donations_app.fault_words import fault_sentence
from donations_app.i18n import _, day, isolated, without_marks


def add(commands: Any, name: str) -> None:
    """Add the command ``name``."""
    if name == "backup":
        parser = add_command(commands, "backup", _("keep a verified copy of the books"), backup)
        parser.add_argument(
            "place",
            nargs="?",
            metavar="FILE|FOLDER|check",
            help=_("where to; without it, the folder of this machine; “check FILE” verifies a backup"),
        )
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        return
    parser = add_command(commands, "restore", _("put books back from a backup"), restore, writes=True)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--to", metavar="PATH", help=_("where to; without it, where your books are"))
    parser.add_argument(
        "--replace", action="store_true", help=_("keep the books that stand there under another name")
    )


def backup(call: Call) -> Answer:
    """Back the books up, or verify a backup."""
    from donations_app.services.exchange.backups import back_up

    options = call.options
    if options.place == "check" and options.file is not None:
        return _check(call, options.file)
    if options.file is not None or options.place == "check":
        told = _("Name one place, or “check” and one backup.")
        return Answer({"error": "usage", "message": without_marks(told)}, notes=[told], status=2)
    books = call.books(read_only=True)
    made = back_up(books, _place(options.place), progress=call.progress())
    preferences.note_backup(made.manifest.counted.books, made.manifest.made_at, made.path)
    told = _("Backed up and verified: {path}").format(path=isolated(str(made.path)))
    data = {"ok": True, "file": str(made.path), "manifest": to_data(made.manifest)}
    return Answer(data, [told, *_lines(made.manifest)])


def _place(named: str | None) -> Path:
    if named is not None:
        return Path(named)
    from donations_app.formats.writing import make_folder

    folder = preferences.backup_folder(preferences.load())
    make_folder(folder)
    return folder


def _check(call: Call, path: Path) -> Answer:
    from donations_app.services.exchange.backups import check_backup

    manifest, faults = check_backup(path, _now, progress=call.progress())
    problems = [
        {"kind": one.kind, "where": one.record, "message": without_marks(_said(one))} for one in faults
    ]
    data = {"ok": not faults, "file": str(path), "manifest": to_data(manifest), "problems": problems}
    if faults:
        return Answer(data, [_said(one) for one in faults], status=1)
    told = _("The backup is whole: {path}").format(path=isolated(str(path)))
    return Answer(data, [told, *_lines(manifest)])


def _said(fault: Fault) -> str:
    on = day(fault.on) if fault.on else "–"
    return fault_sentence(
        fault.kind, record=fault.record, office=fault.office, on=on, found=fault.found, wanted=fault.wanted
    )


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
    done = put_back(
        options.file,
        options.to or call.location,
        clock=_now,
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
    data = {
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
