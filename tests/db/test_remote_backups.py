"""Encrypted backups on a server by SFTP: sent whole or not at all, waiting where there is no line, rotated there."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import asyncssh
import pytest
from msgspec.structs import replace

from donations_app.db.books import Books, utc_now
from donations_app.domain.errors import InputRefused
from donations_app.domain.remote_errors import (
    RemoteChanged,
    RemoteDiffers,
    RemoteKeyUnreadable,
    RemoteLoginRefused,
    RemoteRefused,
    RemoteUnreachable,
)
from donations_app.formats.sftp import PORT, Server, ask_host_key, connected
from donations_app.machine.remote_places import address_of, confirmed, note_server, server_of, typed_server
from donations_app.services.exchange.backups import check_backup
from donations_app.services.exchange.remote_backups import outgoing, send_backup
from tests import databases
from tests.keyrings import quick_keys
from tests.sftp_server import LOGIN, PASSWORD, Running, sftp_server, spoiling
from tests.world import gift, person

__all__ = ["quick_keys"]
SECRET = "quatre châtaignes à Lyon"  # noqa: S105 -- of these tests
OF_KEY = "olivier"


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Running]:
    """A server with a folder for backups."""
    (tmp_path / "there" / "dons").mkdir(parents=True)
    with sftp_server(tmp_path / "there") as made:
        yield made


def server(there: Running) -> Server:
    made = Server("127.0.0.1", LOGIN, "/dons", there.port)
    return made.confirmed(ask_host_key(made))


def names(there: Running) -> list[str]:
    return sorted(one.name for one in (there.root / "dons").iterdir())


@pytest.mark.file_only
@pytest.mark.usefixtures("quick_keys")
def test_a_backup_arrives_whole_waits_without_a_line_and_makes_room_there(
    books: Books, there: Running
) -> None:
    person(books), gift(books, 100_00)
    at = server(there)
    first = send_backup(books, at, PASSWORD, SECRET)
    assert (names(there), list(first.sent), first.gone) == (
        [first.kept.path.name],
        [first.kept.path.name],
        (),
    )
    manifest, faults = check_backup(there.root / "dons" / first.sent[0], utc_now, passphrase=SECRET)
    assert (manifest.counted.sum_cents, manifest.counted.payments, faults) == (100_00, 1, [])
    again = send_backup(books, at, PASSWORD, SECRET)
    assert (again.kept.is_new, again.sent, again.gone) == (False, (), ())

    gift(books, 5_00)
    books.clock = lambda: first.kept.label.made_at + timedelta(seconds=5)
    there.stop()
    with pytest.raises(RemoteUnreachable):
        send_backup(books, at, PASSWORD, SECRET)
    waiting = [one.name for one in outgoing(books).iterdir() if one.name not in first.sent]
    assert len(waiting) == 1
    there.start()
    (there.root / "dons" / "notes.tiwizi.encrypted").write_bytes(b"nobody's")
    said = send_backup(books, at, PASSWORD, SECRET, save=False)
    assert (list(said.sent), said.gone, waiting[0] in names(there)) == (waiting, first.sent, False)
    second = send_backup(books, at, PASSWORD, SECRET)
    assert (second.kept.is_new, list(second.sent), second.gone) == (False, waiting, first.sent)
    assert names(there) == [*waiting, "notes.tiwizi.encrypted"]
    assert [one.name for one in outgoing(books).iterdir()] == waiting
    there.stop()
    there.key = asyncssh.generate_private_key("ssh-ed25519")
    there.start()
    with pytest.raises(RemoteChanged) as changed:
        send_backup(books, at, PASSWORD, SECRET)
    assert (changed.value.known, changed.value.shown) == (at.fingerprint, ask_host_key(at).fingerprint)


@pytest.mark.long
@pytest.mark.usefixtures("quick_keys")
def test_books_on_a_server_go_to_another_and_the_newest_replaces_what_was_verified(
    books: Books, there: Running, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = request.getfixturevalue("server") if books.is_server else ""
    if scratch:
        monkeypatch.setenv("PATH", str(databases.programs()), prepend=os.pathsep)
    person(books), gift(books, 100_00)
    first = send_backup(books, server(there), PASSWORD, SECRET, scratch=scratch)
    assert (names(there), first.kept.label.verified) == (list(first.sent), True)
    gift(books, 5_00)
    books.clock = lambda: first.kept.label.made_at + timedelta(seconds=5)
    second = send_backup(books, server(there), PASSWORD, SECRET, scratch=scratch)
    assert (names(there), second.gone) == (list(second.sent), first.sent)
    manifest, faults = check_backup(
        there.root / "dons" / second.sent[0], utc_now, passphrase=SECRET, scratch=scratch
    )
    assert (manifest.counted.sum_cents, faults) == (105_00, [])


def test_a_server_that_refuses_or_spoils_keeps_nothing(there: Running, tmp_path: Path) -> None:
    at, file = server(there), tmp_path / "k.tiwizi.encrypted"
    file.write_bytes(bytes(range(256)) * 9_000)
    cases = {
        RemoteLoginRefused: (at, "another"),
        RemoteRefused: (replace(at, folder="/nowhere"), PASSWORD),
        RemoteKeyUnreadable: (replace(at, key_file=str(tmp_path / "none")), ""),
    }
    for refusal, (place, password) in cases.items():
        with pytest.raises(refusal), connected(place, password) as folder:
            folder.files("", 1)
    with spoiling(), pytest.raises(RemoteDiffers), connected(at, PASSWORD) as folder:
        folder.send(file)
    assert names(there) == []
    there.key_of_login = asyncssh.generate_private_key("ssh-ed25519")
    there.key_of_login.write_private_key(str(tmp_path / "key"), passphrase=OF_KEY, format_name="pkcs8-pem")
    with connected(replace(at, key_file=str(tmp_path / "key")), OF_KEY) as folder:
        folder.send(file)
        with pytest.raises(RemoteRefused):  # nothing there is replaced
            folder.send(file)
        assert [(one.name, one.size, one.head) for one in folder.files(".encrypted", 3)] == [
            (file.name, 9_000 * 256, b"\x00\x01\x02")
        ]
    assert (there.root / "dons" / file.name).read_bytes() == file.read_bytes()
    assert names(there) == [file.name]


def test_an_address_is_typed_shown_and_remembered_with_the_key_of_its_host_alone() -> None:
    for address, wanted in {
        "sftp://naima@nas.example/dons": Server("nas.example", "naima", "/dons"),
        "sftp://naima@nas.example:2222/~/dons": Server("nas.example", "naima", "dons", 2222),
    }.items():
        assert typed_server(address) == wanted
        assert address_of(wanted) == address
    wrong = (
        "nas.example",
        "ftp://naima@nas.example/x",
        "sftp://nas.example/x",
        "sftp://n@h:99999/x",
        "sftp://n@h/x?y",
    )
    for address in wrong:
        with pytest.raises(InputRefused) as refused:
            typed_server(address)
        assert refused.value.problems[0].code == "sftp_address"
    with pytest.raises(InputRefused) as refused:
        typed_server("sftp://naima:figuier@nas.example/dons")
    assert refused.value.problems[0].code == "sftp_password"
    known = Server("nas.example", "naima", "/dons", PORT, "", "ssh-ed25519", "SHA256:abc")
    note_server("b1", known)
    assert (server_of("b1"), server_of("b2")) == (known, None)
    moved = Server("nas.example", "brahim", "/autres")
    assert confirmed("b1", moved).fingerprint == "SHA256:abc"
    assert confirmed("b1", replace(moved, host="nas2.example")).fingerprint == ""
