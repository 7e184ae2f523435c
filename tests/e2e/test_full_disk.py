"""A disk with less and less room, at every step of what is issued, cancelled, printed, packed and backed up."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest

from donations_app import cli
from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.machine.noted import place_of
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.backups import back_up
from tests.originals import Originals
from tests.world import NAIMA, gifts, issue, payment, people, person, person_draft, ticking

# a library leaves what it writes to the collector where there is no room
pytestmark = [pytest.mark.file_only, pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")]
BLOCK = 4096  # bytes that a file takes at least
FINELY, ENOUGH = 64 * BLOCK, 8 << 20  # up to where each block is a step, and what any command finds enough
DAY = "2026-11-24"
DONE, NO_BUG = 0, {0, 1, 3}
ROOM_ERRORS = {"DiskFull", "DiskFailed", "FileUnwritable", "BooksBusy", "RunBroken"}
FIRST = "2025-MRS-P-000001"

# what is typed, and the files that it makes in the folder "out" when there is room
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "issue": (
        "receipts issue --year 2025 --out {out}",
        ("2025-MRS-P-000003.pdf", "2025-MRS-P-000004.pdf"),
    ),
    "cancel": (f"receipts cancel {FIRST} --reason erreur", ()),
    "replace": (
        f"receipts cancel {FIRST} --reason erreur --replace --out {{out}}",
        ("2025-MRS-P-000003.pdf",),
    ),
    "print": ("receipts print --year 2025 --letters --out {out}/run.pdf", ("run.pdf",)),
    "duplicate": (f"receipts duplicate {FIRST} --out {{out}}/d.pdf", ("d.pdf",)),
    "register as PDF": ("register --year 2025 --out {out}/r.pdf", ("r.pdf",)),
    "register as CSV": ("register --year 2025 --out {out}/r.csv", ("r.csv",)),
    "register as XLSX": ("register --year 2025 --out {out}/r.xlsx", ("r.xlsx",)),
    "register as JSON": ("register --year 2025 --out {out}/r.json", ("r.json",)),
    "control as PDF": ("control --year 2025 --out {out}/c.pdf", ("c.pdf",)),
    "control as XLSX": ("control --year 2025 --out {out}/c.xlsx", ("c.xlsx",)),
    "foreign as CSV": ("foreign --year 2025 --out {out}/f.csv", ("f.csv",)),
    "declaration": ("declaration --year 2025 --out {out}/d.pdf", ("d.pdf",)),
    "letter": ("letters preview --language fr --out {out}/l.pdf", ("l.pdf",)),
    "erasure": ("people erase Z1 --out {out}/e.pdf", ("e.pdf",)),
    "pack": ("audit pack --year 2025 --out {out}/a.zip", ("a.zip",)),
    "backup": ("backup {out}/k.zip", ("k.zip",)),
    "restore": ("restore {kept} --to {out}/again.tiwizi", ("again.tiwizi",)),
    "restore over books": ("restore {kept} --replace", ()),
    "import": ("import payments {file}", ()),
}


def _filled(books: Books) -> None:
    people(books, (person_draft(f"D{n}") for n in range(4)))
    gifts(books, [payment(10_00 + n, payer=f"D{n}") for n in range(2)])
    issue(books)
    gifts(books, [payment(30_00 + n, payer=f"D{n}") for n in (2, 3)])
    person(books, "Z1", email="z1@exemple.fr")


class Disk:
    """A disk of its own with books, and what fills it up.

    Attributes:
        place: where it is; ``out`` and the books lie on it, a backup and a file to import beside it.
    """

    def __init__(self, place: Path, beside: Path, originals: Originals) -> None:
        self.place, self.out, self.books = place, place / "out", place / "b.tiwizi"
        self.kept, self.file, self._whole = beside / "k.zip", beside / "p.csv", beside / "whole.tiwizi"
        made = originals.books(str(self._whole), _filled)
        back_up(made, self.kept)
        made.close()
        self.file.write_text(
            "ref;office;payer;received_on;method;kind;amount\n"
            + "".join(f"N{n};MRS;D1;2025-03-01;cheque;donation;{n}0\n" for n in range(1, 40)),
            encoding="utf-8",
        )

    def put_books(self) -> None:
        """Begin anew: the books as they were, and an empty folder for files."""
        for left in self.place.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        place_of("seen").unlink(missing_ok=True)  # or these books are behind what was seen of others
        shutil.copyfile(self._whole, self.books)
        self.out.mkdir()

    @property
    def free(self) -> int:
        stat = os.statvfs(self.place)
        return stat.f_bavail * stat.f_frsize

    @contextmanager
    def left(self, room: int) -> Iterator[None]:
        """Leave some bytes of room, also for temporary files."""
        filler, elsewhere = self.place / "filler", tempfile.tempdir
        tempfile.tempdir = str(self.place)
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(self.free - room, 1))
        try:
            yield
        finally:
            tempfile.tempdir = elsewhere
            filler.unlink()

    def words(self, name: str) -> list[str]:
        typed = COMMANDS[name][0].format(out=self.out, kept=self.kept, file=self.file)
        return ["--books", str(self.books), "--lang", "en", "--on", DAY, *typed.split(" "), "--json"]

    def standing(self) -> list[str]:
        """Return what stands there beside the books, with what nobody shall see."""
        return sorted(
            str(path.relative_to(self.place))
            for path in self.place.rglob("*")
            if path.is_file()
            and path != self.books
            and not path.name.endswith((".tiwizi.turn", ".tiwizi.lock"))
        )


@contextmanager
def _mounted(place: Path, size: int) -> Iterator[None]:
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tiwizi-test", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no disk of its own can be had here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture(scope="module")
def disk(
    tmp_path_factory: pytest.TempPathFactory,
    originals: Originals,
) -> Iterator[Disk]:
    """A real small disk; each command begins with it as it was (``put_books``)."""
    if sys.platform != "linux":
        pytest.skip("a disk in memory can be had there alone")
    place, beside = tmp_path_factory.mktemp("disk"), tmp_path_factory.mktemp("beside")
    with _mounted(place, 16 << 20):
        yield Disk(place, beside, originals)


def _is_whole(path: Path) -> bool:
    match path.suffix:
        case ".pdf":
            with ExitStack() as stack:
                document = pypdfium2.PdfDocument(path)
                stack.callback(document.close)
                return len(document) > 0
        case ".zip" | ".xlsx":
            with ZipFile(path) as archive:
                return archive.testzip() is None
        case ".json":
            return bool(json.loads(path.read_text(encoding="utf-8")))
        case ".tiwizi":
            return _is_clean(path)
    return path.read_bytes().endswith(b"\r\n")


def _is_clean(path: Path) -> bool:
    books = open_books(str(path), clock=ticking(), author=NAIMA)
    try:
        return verify(books).faults == []
    finally:
        books.close()


def type_with_little_room(disk: Disk, name: str, room: int, capfd: pytest.CaptureFixture[str]) -> int:
    """Type a command where there is little room, look at all that is left, and return its exit status."""
    disk.put_books()
    with disk.left(room):
        status = cli.main(disk.words(name))
        out, err = capfd.readouterr()
        found = f"{name} with {room} bytes: {status}, {err}"
    assert status in NO_BUG, found
    assert "Traceback" not in err, found
    files = {f"out/{file}" for file in COMMANDS[name][1]}
    standing = set(disk.standing())
    if status == DONE:
        assert files <= standing, found
    else:
        assert err.strip(), found
        error = json.loads(out).get("error")
        if error is not None:
            assert error in ROOM_ERRORS, found
            assert not (files & standing) or name in ("issue", "replace"), found
    assert [file for file in standing if not _is_whole(disk.place / file)] == [], found
    assert {file for file in standing - files if "-replaced" not in file} == set(), found
    assert _is_clean(disk.books), found
    return status


def sweep(disk: Disk, name: str, rooms: Iterable[int], capfd: pytest.CaptureFixture[str]) -> list[int]:
    """Type a command with more and more room, until it succeeds twice; return the exit statuses."""
    found = list[int]()
    for room in rooms:
        found.append(type_with_little_room(disk, name, room, capfd))
        if found[-2:] == [DONE, DONE]:
            break
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_with_too_little_room_is_told_and_leaves_nothing_half_written(
    disk: Disk, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = sweep(disk, name, (0, 2 * BLOCK, ENOUGH), capfd)
    assert (found[0] != DONE, found[-1]) == (True, DONE)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_at_every_step_a_full_disk_is_told_and_leaves_nothing_half_written(
    disk: Disk, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = Counter[str]()
    for name in COMMANDS:
        found = sweep(disk, name, chain(range(0, FINELY, BLOCK), range(FINELY, ENOUGH, 8 * BLOCK)), capfd)
        assert found[-1] == DONE
        steps[name] = len(found) - found.count(DONE)
    with capfd.disabled():
        sys.stdout.write(f"\n{steps.total()} times no room, told each time: {dict(steps)}\n")
