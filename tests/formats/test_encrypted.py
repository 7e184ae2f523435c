"""Encrypted backups: what comes out is what went in, or the file is refused in its own words."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from donations_app.domain.backups import Label
from donations_app.domain.passphrases import problem_of
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats import encrypted
from donations_app.formats.encrypted import decrypted, is_encrypted, opens, read_label, write_encrypted
from tests.keyrings import quick_keys

__all__ = ["quick_keys"]

LABEL = Label(
    made_at=datetime(2026, 11, 30, 9, 5, tzinfo=UTC), automatic=True, books="a" * 64, state="b" * 64
)
SECRET = "quatre châtaignes sèches à Lyon"  # noqa: S105 -- of this test
BLOCK, SEALED = 4096, 4096 + 16
CONTENT = hashlib.shake_256(b"books").digest(5 * BLOCK + 100)


pytestmark = pytest.mark.usefixtures("quick_keys")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks, and keys made once for each salt."""
    monkeypatch.setattr(encrypted, "_BLOCK", BLOCK)
    monkeypatch.setattr(encrypted, "_keys", cache(encrypted._keys))


def made(path: Path, content: bytes = CONTENT, passphrase: str = SECRET) -> Path:
    digest = write_encrypted(path, LABEL, passphrase, lambda out: out.write(content))
    assert digest == hashlib.sha256(content).hexdigest()
    return path


def refused(path: Path, passphrase: str = SECRET) -> str:
    with pytest.raises(FileRefused) as error:
        list(decrypted(path, passphrase))
    assert error.value.path == str(path)
    return error.value.problem


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_what_went_in_comes_out_whatever_its_length(tmp_path: Path, size: int) -> None:
    path = made(tmp_path / "k", CONTENT[:size])
    assert b"".join(decrypted(path, SECRET)) == CONTENT[:size]
    assert max(map(len, decrypted(path, SECRET))) <= BLOCK


def test_anybody_reads_the_label_and_nobody_the_rest(tmp_path: Path) -> None:
    path = made(tmp_path / "k", b"Zohra Idrissi " * 900)
    assert (is_encrypted(path), read_label(path)) == (True, LABEL)
    assert b"Zohra" not in path.read_bytes()
    assert made(tmp_path / "again").read_bytes()[-SEALED:] != made(tmp_path / "more").read_bytes()[-SEALED:]
    assert (opens(path, SECRET), opens(path, SECRET + " ")) == (True, False)
    (tmp_path / "no").write_bytes(b"PK\x03\x04")
    assert (is_encrypted(tmp_path / "no"), is_encrypted(tmp_path), is_encrypted(tmp_path / "gone")) == (
        (False,) * 3
    )
    assert refused(tmp_path / "no") == "backup_foreign"
    assert refused(tmp_path / "gone") == "file_missing"


def test_another_passphrase_none_and_another_way_to_type_it(tmp_path: Path) -> None:
    path = made(tmp_path / "k")
    assert refused(path, SECRET.upper()) == "passphrase_wrong"
    assert refused(path, "") == "passphrase_missing"
    apart = "quatre cha\u0302taignes se\u0300ches a\u0300 Lyon"  # accents as signs of their own
    assert b"".join(decrypted(path, apart)) == CONTENT


def blocks_of(path: Path) -> tuple[bytes, list[bytes]]:
    whole = path.read_bytes()
    at = len(whole) - (5 * SEALED + 100 + 16)
    return whole[:at], [whole[n : n + SEALED] for n in range(at, len(whole), SEALED)]


def _attacks() -> Iterator[tuple[str, Callable[[list[bytes]], list[bytes]], str]]:
    yield "the last block is missing", lambda all_: all_[:-1], "backup_cut"
    yield "all but the first are missing", lambda all_: all_[:1], "backup_cut"
    yield "all are missing", lambda _all: [], "backup_cut"
    yield "cut within a block", lambda all_: [*all_[:3], all_[3][:50]], "backup_cut"
    yield "the last byte is missing", lambda all_: [*all_[:-1], all_[-1][:-1]], "backup_cut"
    yield "one in the middle is missing", lambda all_: all_[:2] + all_[3:], "backup_broken"
    yield "two changed places", lambda all_: [all_[1], all_[0], *all_[2:]], "backup_broken"
    yield "one stands twice", lambda all_: [all_[0], *all_], "backup_broken"
    yield "something was added", lambda all_: [*all_[:-1], all_[-1] + bytes(SEALED)], "backup_broken"
    yield "one bit", lambda all_: [all_[0], bytes([all_[1][0] ^ 1]) + all_[1][1:], *all_[2:]], "backup_broken"


def test_blocks_that_are_cut_reordered_or_changed_are_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "k")
    head, blocks = blocks_of(path)
    for name, attack, problem in _attacks():
        path.write_bytes(head + b"".join(attack(list(blocks))))
        assert refused(path) == problem, name
    other = blocks_of(made(tmp_path / "other"))[1]  # under the same passphrase
    path.write_bytes(head + b"".join([blocks[0], other[1], *blocks[2:]]))
    assert refused(path) == "backup_broken"


def test_no_byte_of_the_head_can_be_changed(tmp_path: Path) -> None:
    path = made(tmp_path / "k", CONTENT[:10])
    whole = path.read_bytes()
    head = len(whole) - 26
    found = set()
    for place in range(0, head, 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        found.add(refused(path))
    assert found <= {"backup_foreign", "backup_newer", "backup_broken", "backup_cut", "passphrase_wrong"}
    for cut in range(0, head, 5):
        path.write_bytes(whole[:cut])
        assert refused(path) in ("backup_foreign", "backup_cut")


def test_a_later_version_and_one_that_asks_for_all_memory_are_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "k")
    whole = path.read_bytes()
    at = len(encrypted._MARK)
    path.write_bytes(whole[:at] + b"\x02" + whole[at + 1 :])
    assert refused(path) == "backup_newer"
    raw, rest = whole[: whole.index(b"}") + 1], whole[whole.index(b"}") + 33 :]
    for name, more in ((b'"cost": 10', b'"cost": 40'), (b'"block": 4096', b'"block": 4e99')):
        changed = raw.replace(name, more)
        path.write_bytes(changed + hashlib.sha256(changed).digest() + rest)
        assert refused(path) == "backup_broken"


def test_a_passphrase_is_long_and_typed_twice() -> None:
    assert problem_of(SECRET, SECRET) == ""
    assert problem_of(SECRET, SECRET + "x") == "passphrase_differs"
    assert problem_of("motdepasse1", "motdepasse1") == "passphrase_short"
    assert problem_of("aaaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaab") == "passphrase_short"
