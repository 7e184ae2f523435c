"""When backups were last checked on this machine, and whether they were good: a habit of the machine, no proof."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from donations_app.domain.backups import Manifest
from donations_app.domain.faults import Fault
from donations_app.domain.storage_errors import BackupNotWhole, FileRefused
from donations_app.machine.folders import data_folder
from donations_app.machine.private import make_private_folder

_DAMAGE: Final = ("backup_broken", "backup_cut")  # what a file is refused for that was a good backup once


class Check(Struct, frozen=True):
    """What a check of one file found."""

    at: datetime
    is_good: bool


def check_again(
    path: Path,
    clock: Callable[[], datetime],
    *,
    passphrase: str = "",
    scratch: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Manifest, list[Fault]]:
    """Check a backup as ``check_backup`` does, and remember what came of it.

    Raises:
        As ``check_backup``; that it is damaged is remembered, that it cannot be looked at is not.
    """
    from donations_app.services.exchange.backups import can_verify, check_backup

    try:
        manifest, faults = check_backup(
            path, clock, passphrase=passphrase, scratch=scratch, progress=progress
        )
    except (BackupNotWhole, FileRefused) as error:
        if is_damage(error):
            note_check(path, clock(), is_good=False)
        raise
    if faults or can_verify(manifest, scratch):
        note_check(path, clock(), is_good=not faults)
    return manifest, faults


def is_damage(error: BaseException) -> bool:
    """Tell whether a file was refused for what became of it since it was written."""
    return isinstance(error, BackupNotWhole) or (isinstance(error, FileRefused) and error.problem in _DAMAGE)


def note_check(path: Path, at: datetime, *, is_good: bool) -> None:
    """Remember a check; of files that are gone nothing is remembered any more."""
    try:
        kept = {name: said for name, said in _noted().items() if Path(name).exists()}
        kept[_name(path)] = {"at": at.isoformat(timespec="seconds"), "good": is_good, **_look(path)}
        make_private_folder(_place().parent)
        _place().write_text(json.dumps(kept, indent=1), encoding="utf-8")
    except OSError:
        return


def last_check(path: Path) -> Check | None:
    """Return the last check of a file; ``None`` where there was none, or it was changed since."""
    try:
        noted = _noted()[_name(path)]
        if {key: noted[key] for key in ("size", "changed")} != _look(path):
            return None
        at = datetime.fromisoformat(noted["at"])
        return Check(at, bool(noted["good"])) if at.tzinfo else None
    except (LookupError, OSError, TypeError, ValueError):
        return None


def found_damaged(paths: Iterable[Path]) -> set[Path]:
    """Return those that the last check found damaged."""
    return {path for path in paths if (one := last_check(path)) and not one.is_good}


def damaged_in(folder: Path) -> set[Path]:
    """Return the files of a folder that the last check found damaged."""
    try:
        return found_damaged(folder.iterdir()) if folder.is_dir() else set()
    except OSError:
        return set()


def _place() -> Path:
    return data_folder() / "backup_checks.json"


def _noted() -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name(path: Path) -> str:
    return str(path.absolute())


def _look(path: Path) -> dict[str, int]:
    standing = path.stat()
    return {"size": standing.st_size, "changed": standing.st_mtime_ns}
