"""Books of each release, opened by this program, by the one that comes next, and given back to the one before."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from donations_app.db.books import utc_now
from donations_app.db.lines import GIVEN, in_present_shape, values_of
from donations_app.db.open import open_books
from donations_app.db.tables import all_tables
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.domain.storage_errors import BooksNewer
from donations_app.services.exchange.backups import check_backup
from donations_app.services.exchange.restoring import restore
from donations_app.services.exchange.upgrading import upgrade
from tests.raw import tamper
from tests.released import make, released

pytestmark = pytest.mark.file_only
NEXT = SCHEMA_VERSION + 1
ROOT = Path(__file__).parents[2]
COLUMN = "nickname TEXT DEFAULT '' NOT NULL"
MIGRATION = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{NEXT:04}", "{SCHEMA_VERSION:04}"


def upgrade() -> None:
    op.add_column("project", sa.Column("nickname", sa.Text(), nullable=False, server_default=""))
"""
# "kept.zip" stands for the backup that was kept
RUN = """
import json, pathlib, sys
from donations_app import cli
for asked in json.loads(sys.argv[1]):
    kept = [str(path) for path in pathlib.Path(".local/share/tiwizi/backups").glob("*.zip")]
    print(cli.main([kept[0] if word == "kept.zip" else word for word in asked]), flush=True)
"""


@pytest.fixture(scope="module")
def next_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the program that comes after this one: its projects have one more column."""
    place = tmp_path_factory.mktemp("next")
    for name in ("donations_app", "receipts", "resources"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("manual", "ui"))
    _edit(
        place,
        "donations_app/db/tables/base.py",
        f"SCHEMA_VERSION: Final = {SCHEMA_VERSION}",
        f"SCHEMA_VERSION: Final = {NEXT}",
    )
    last = "    fingerprint: Mapped[str] = mapped_column(Digest())\n\n\nclass ProjectBudget"
    _edit(
        place,
        "donations_app/db/tables/projects.py",
        last,
        last.replace("\n\n\n", "\n    nickname: Mapped[str]\n\n\n"),
    )
    given = "GIVEN: Final[dict[str, tuple[Any, ...]]] = {"
    _edit(place, "donations_app/db/lines.py", given, given + '"project": ("",)')
    last = r"fingerprint BLOB NOT NULL, \n\tCONSTRAINT pk_project "  # behind which SQLite puts a new column
    _edit(place, "resources/schema/sqlite.json", last, last.replace(" \\n", f" {COLUMN}, \\n"))
    (place / "donations_app/db/migrations/versions" / f"{NEXT:04}_next.py").write_text(
        MIGRATION, encoding="utf-8"
    )
    return place


def _edit(place: Path, name: str, found: str, put: str) -> None:
    text = (place / name).read_text(encoding="utf-8")
    assert text.count(found) == 1, name
    (place / name).write_text(text.replace(found, put), encoding="utf-8")


def _by(program: Path, home: Path, *asked: list[str]) -> list[tuple[dict[str, Any], int]]:
    """Return what a program answers to commands, each with its exit status."""
    environment = {"PYTHONPATH": str(program), "HOME": str(home), "PATH": os.defpath}
    told = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(asked)],
        env=environment, cwd=home, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = [json.loads(line) for line in told.stdout.splitlines()]
    return list(zip(said[::2], said[1::2], strict=True))


def _content(file: bytes) -> bytes:
    """Return a file of SQLite behind its header, in which a copy counts on."""
    return file[100:]


def _all() -> dict[str, bytes | None]:
    """Return the books of every release, and those of today, which are made anew."""
    return {**released(), "today": None}


@pytest.mark.suite
@pytest.mark.parametrize("version", _all())
def test_a_newer_program_opens_older_books_after_a_verified_copy(
    next_program: Path, tmp_path: Path, version: str
) -> None:
    books, broken, back = (tmp_path / f"{name}.tiwizi" for name in ("books", "broken", "back"))
    kept_bytes = _all()[version]
    before = kept_bytes if kept_bytes is not None else make(books).read_bytes()
    for path in (books, broken):
        path.write_bytes(before)
    tamper(str(broken), "UPDATE project SET title_fr = 'autre'")
    damaged = broken.read_bytes()
    named = ["--lang", "en", "--books"]
    refused, tried, left, upgraded, again, verified, restored = _by(
        next_program, tmp_path,
        [*named, str(books), "verify", "--json"],
        [*named, str(books), "upgrade", "--dry-run", "--json"],
        [*named, str(broken), "upgrade", "--json"],
        [*named, str(books), "upgrade", "--json"],
        [*named, str(books), "upgrade", "--json"],
        [*named, str(books), "verify", "--json"],
        [*named, str(back), "restore", "kept.zip", "--json"],
    )  # fmt: skip
    assert refused[0]["error"] == "BooksEarlier", refused
    assert (
        f"of version {SCHEMA_VERSION}, of an earlier program; this one reads version {NEXT}"
        in refused[0]["message"]
    )
    assert (tried[0]["ok"], tried[1]) == (True, 0)
    assert (left[0]["error"], left[1]) == ("BackupNotWhole", 1)
    assert broken.read_bytes() == damaged
    assert (upgraded[0]["found"], upgraded[0]["known"]) == (SCHEMA_VERSION, NEXT)
    assert again[0] == {"ok": True, "found": None, "backup": None}
    assert (verified[0]["ok"], verified[1]) == (True, 0)
    assert (restored[0]["ok"], restored[0]["manifest"]["schema"]) == (
        True,
        SCHEMA_VERSION,
    )
    # of the one that was brought up, and of no other
    [kept] = (tmp_path / ".local/share/tiwizi/backups").iterdir()
    with zipfile.ZipFile(kept) as archive:
        assert _content(archive.read("books.tiwizi")) == _content(before)

    # the program of before: what is newer it refuses by name and version, what was kept it reads
    with pytest.raises(BooksNewer) as error:
        open_books(str(books), clock=utc_now)
    assert (error.value.path, error.value.found, error.value.known) == (str(books), NEXT, SCHEMA_VERSION)
    assert check_backup(kept, utc_now)[1] == []
    assert restore(kept, str(tmp_path / "old.tiwizi"), clock=utc_now).lost is None
    assert upgrade(str(tmp_path / "old.tiwizi"), tmp_path, clock=utc_now) is None  # of this version already
    assert _content((tmp_path / "old.tiwizi").read_bytes()) == _content(before)


def test_a_line_tells_by_the_number_of_its_values_how_old_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(all_tables().tables["head"].columns)
    monkeypatch.setitem(GIVEN, "head", ("", 7))  # as two later migrations would have it, a column each
    for given, held in (([], []), ([""], []), (["", 7], []), (["x", 8], ["x", 8])):
        values = [*range(count - 2), *(held or given)]
        said = f"head {json.dumps(values, separators=(',', ':'))}"
        whole = [*range(count - 2), *(held or ["", 7])]
        assert values_of(said) == ("head", whole)
        assert in_present_shape(said.encode()) == f"head {json.dumps(whole, separators=(',', ':'))}".encode()
    assert in_present_shape(b"office [1]") == b"office [1]"
    assert in_present_shape(b"head {}") == b"head {}"  # damaged: as it is
