"""``backup``, ``backup check`` and ``restore`` as their contract says."""

import getpass
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.db import dumping
from donations_app.db.address import is_url
from donations_app.i18n import without_marks
from donations_app.machine import preferences
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS
from tests.keyrings import Remembering, quick_keys, ring
from tests.sftp_server import LOGIN, PASSWORD, sftp_server

pytestmark = pytest.mark.server

__all__ = ["quick_keys", "ring"]  # fixtures
Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run one command on filled books with ``--json``; return status and answer."""
    put("commands", SETTINGS, FILES)

    def call(*arguments: object) -> tuple[int, Any]:
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", "en"]
        status = cli.main([*fixed, *map(str, arguments), "--json"])
        return status, json.loads(capfdbinary.readouterr().out)

    return call


def test_a_backup_is_made_checked_and_put_back(
    run: Run, location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_url(location):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(dumping, "_INSTALLED", tmp_path)
        status, refused = run("backup", tmp_path / "k.tiwizi.zip")
        assert (status, refused["error"]) == (1, "ServerToolMissing")
        assert refused["message"].startswith("pg_dump of PostgreSQL ")
        return
    status, made = run("backup", tmp_path / "k.tiwizi.zip")
    assert (status, made["ok"], made["file"]) == (0, True, str(tmp_path / "k.tiwizi.zip"))
    assert made.pop("encrypted") is False
    manifest = made["manifest"]
    assert (manifest["payments"], manifest["sum_cents"], manifest["series"]) == (5, 380_00, {})
    assert run("verify")[1]["heads"] == manifest["heads"]
    last = preferences.last_backup(manifest["books"])
    assert last is not None
    assert last[1] == tmp_path / "k.tiwizi.zip"

    assert run("backup", "check", made["file"]) == (0, made | {"problems": [], "restored": True})
    run("receipts", "issue", "--year", 2025)
    status, refused = run("restore", made["file"])
    assert (status, refused["error"]) == (1, "BooksStand")
    _, rehearsed = run("restore", made["file"], "--replace", "--dry-run")
    assert run("register", "check")[1]["series"] != []
    status, restored = run("restore", made["file"], "--replace")
    assert status == 0
    assert (
        restored["lost"]
        == rehearsed["lost"]
        == {
            "stood": "earlier",
            "changes": 1,
            "payments": 0,
            "numbers": {"2025-MRS-P": [1, 2]},
        }
    )
    assert Path(restored["kept"]).exists()
    assert run("register", "check")[1]["series"] == []
    assert run("verify", "--anchor", made["file"])[0] == 0


def test_without_a_place_a_backup_goes_into_the_folder_of_the_machine(run: Run, location: str) -> None:
    if is_url(location):
        return
    status, said = run("backup", "--dry-run")
    assert status == 0
    assert not preferences.default_backups().exists()
    status, made = run("backup")
    assert status == 0
    assert Path(made["file"]).parent == Path(said["file"]).parent == preferences.default_backups()
    (path,) = preferences.default_backups().iterdir()
    _, listed = run("backup", "list")
    made_at = made["manifest"]["made_at"]
    assert listed["rotation"] == {"days": 14, "weeks": 8, "months": 24, "years": 7}
    assert listed["backups"] == [
        {
            "file": str(path),
            "made_at": made_at,
            "age_days": 0,
            "size": path.stat().st_size,
            "encrypted": False,
            "checked_at": made_at,
            "good": True,
            "kept": True,
            "why": "asked",
        }
    ]
    _, again = run("backup", preferences.default_backups(), "--rotate")
    assert (again["new"], again["file"], again["gone"]) == (False, str(path), [])
    path.write_bytes(path.read_bytes()[:900] + b"\0" * 50 + path.read_bytes()[950:])
    assert run("backup", "check", path)[1]["error"] == "FileRefused"
    (hurt,) = run("backup", "list")[1]["backups"]
    assert (hurt["good"], hurt["why"]) == (False, "damaged")


def test_a_later_backup_tells_that_older_books_are_in_use(run: Run, location: str, tmp_path: Path) -> None:
    if is_url(location):
        return
    run("backup", tmp_path / "old.zip")
    run("receipts", "issue", "--year", 2025)
    run("backup", tmp_path / "new.zip")
    run("restore", tmp_path / "old.zip", "--replace")
    assert run("verify")[0] == 0
    status, found = run("verify", "--anchor", tmp_path / "new.zip")
    assert (status, [one["kind"] for one in found["problems"]]) == (1, ["head_missing"])


@pytest.mark.file_only
def test_what_is_no_backup_and_what_is_no_question_is_answered(run: Run, tmp_path: Path) -> None:
    status, refused = run("backup", "check", tmp_path / "settings.toml")
    assert (status, refused["error"]) == (1, "FileRefused")
    assert run("backup", "check")[0] == 2
    assert run("backup", "a", "b")[0] == 2
    assert run("backup", "a", "--to", tmp_path)[0] == 2
    assert run("backup", "--remember")[0] == 2
    missing = run("backup", "list", tmp_path / "no folder")
    assert (missing[0], "There is no folder" in missing[1]["message"]) == (1, True)
    assert run("backup", tmp_path / "no folder" / "k.zip")[1]["error"] == "FileUnwritable"


@pytest.mark.file_only
def test_an_auditor_backs_up_and_does_not_restore(run: Run, tmp_path: Path) -> None:
    assert run("--read-only", "backup", tmp_path / "k.zip")[0] == 0
    assert run("--read-only", "restore", tmp_path / "k.zip", "--to", tmp_path / "x")[1]["error"] == "ReadOnly"


@pytest.mark.file_only
@pytest.mark.usefixtures("quick_keys")
def test_a_backup_is_encrypted_for_another_place_and_its_passphrase_asked_or_kept(
    run: Run,
    location: str,
    tmp_path: Path,
    ring: Remembering,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    secret, typed = "quatre châtaignes à Lyon", list[str]()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _asked: typed.pop(0))
    stick = tmp_path / "stick"

    def say(*words: object, types: Sequence[str] = ()) -> tuple[int, str]:
        typed[:] = types
        status = cli.main(["--books", location, "--lang", "en", *map(str, words)])
        assert typed == []
        told = capfdbinary.readouterr()
        return status, without_marks((told.out + told.err).decode())

    made = ("backup", "--to", stick, "--encrypt")
    assert "Is the stick plugged in" in say(*made)[1]
    stick.mkdir()
    assert "At least twelve letters" in say(*made, types=["court", "court"])[1]
    assert "not the same" in say(*made, types=[secret, secret + "x"])[1]
    assert run(*made)[1]["error"] == "InputRefused"  # nobody answers where JSON is asked for
    assert list(stick.iterdir()) == []
    status, told = say(*made, types=[secret, secret])
    assert (status, "Write the passphrase down" in told, ring.kept) == (0, True, {})
    (path,) = stick.iterdir()
    assert "The passphrase does not open" in say("backup", "check", path, types=["another"])[1]
    assert "The backup is whole" in say("backup", "check", path, types=[secret])[1]
    assert run("restore", path, "--replace")[1]["message"].startswith(f"The backup {path} is encrypted")

    status, told = say(*made, "--rotate", "--remember", types=[secret, secret])
    assert (status, "kept in the keyring" in told, [*ring.kept.values()]) == (0, True, [secret])
    (listed,) = run("backup", "list", stick)[1]["backups"]
    assert (listed["encrypted"], listed["why"], listed["file"]) == (True, "asked", str(path))
    _, restored = run("restore", path, "--replace")
    assert run("verify", "--anchor", path)[1]["heads"] == restored["manifest"]["heads"]
    say(*made, "--dry-run", "--forget", types=[secret, secret])
    assert ring.kept == {}


@pytest.mark.file_only
@pytest.mark.usefixtures("quick_keys")
def test_a_backup_is_sent_to_a_server_that_is_confirmed_once(
    run: Run,
    location: str,
    tmp_path: Path,
    ring: Remembering,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    secret, there, typed = "quatre châtaignes à Lyon", tmp_path / "there", list[str]()
    there.mkdir()
    monkeypatch.setattr(getpass, "getpass", lambda _asked: typed.pop(0))
    monkeypatch.setattr("builtins.input", lambda _asked: typed.pop(0))

    def send(*words: str, types: Sequence[str] = ()) -> int:
        typed[:] = types
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdin.isatty", lambda: True)
            status = cli.main(["--books", location, "--lang", "en", "backup", "send", *words])
        assert typed == []
        capfdbinary.readouterr()
        return status

    assert run("backup", "send")[1]["error"] == "RemoteNotSet"
    with sftp_server(there) as server:
        shown = server.key.get_fingerprint()
        named = ("--server", f"sftp://{LOGIN}@127.0.0.1:{server.port}/")
        refused = run("backup", "send", *named)[1]
        assert (refused["error"], shown in refused["message"]) == ("RemoteUnconfirmed", True)
        assert run("backup", "send", *named, "--fingerprint", "SHA256:x")[1]["error"] == "RemoteChanged"
        assert send(*named, types=["abcdef"]) == 1
        assert (list(there.iterdir()), ring.kept) == ([], {})
        assert send(*named, "--remember", types=[shown[-6:], secret, secret, PASSWORD]) == 0
        assert sorted(ring.kept.values()) == sorted([secret, PASSWORD])
        (path,) = there.iterdir()
        assert run("backup", "check", path)[1]["manifest"]["sum_cents"] == 380_00
        status, again = run("backup", "send")  # by a scheduler, where nobody is
        assert (status, again["new"], again["sent"], again["gone"]) == (0, False, [], [])
        assert again["server"] == named[1]
    status, refused = run("backup", "send")
    assert (status, refused["error"]) == (1, "RemoteUnreachable")
    assert "waits on this computer" in refused["message"]
