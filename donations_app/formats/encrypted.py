"""A backup that leaves the house: encrypted under a passphrase, in blocks that only stand in their order.

The file: a mark and its version, a head (JSON) with what ``Label`` says and what the key is made with, the
SHA-256 of all that, its HMAC, then the blocks. The passphrase gives the keys by scrypt (RFC 7914) with a salt
of this file. Each block is sealed by ChaCha20-Poly1305 (RFC 8439) under its number and whether it is the last,
with the head as associated data: a block changed, moved, left out or added opens no more, nor does a file that
was cut (the construction STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as age uses it).
"""

import hashlib
import hmac
import json
import os
import struct
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from msgspec import Struct

from donations_app.domain.backups import Label
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.kinds import begins_with

ENDING: Final = ".tiwizi.encrypted"
VERSION: Final = 1
_MARK: Final = b"\x89TIWIZI-E\r\n\x1a"  # which no text is, and no transfer as text leaves as it was
_LONGEST_HEAD: Final = 4096  # bytes
_DIGEST: Final = 32  # bytes, of SHA-256 and of its HMAC
ENOUGH: Final = 8192  # bytes with which a file says what it is
_TAG: Final = 16
_BLOCK: Final = 1 << 18  # bytes in the clear; some of a file that is read are in memory at once
_BLOCKS: Final = range(1 << 12, (1 << 22) + 1)
_COST: Final = 17  # log2 of N: 128 MiB of memory, some tenths of a second
_COSTS: Final = range(15, 19)  # what a file may ask for
_ROUNDS: Final = {"r": 8, "p": 1}


class _Head(Struct, frozen=True):
    """What stands before the blocks."""

    label: Label
    salt: bytes
    cost: int
    block: int
    raw: bytes  # mark, version and head as they stand in the file
    mac: bytes


class _Blocks:
    """Takes bytes in any parts and writes them in sealed blocks."""

    def __init__(self, file: IO[bytes], key: bytes, bound: bytes) -> None:
        self._file, self._bound = file, bound
        self._cipher = ChaCha20Poly1305(key)
        self._waiting = bytearray()
        self._number = 0
        self.digest = hashlib.sha256()

    def write(self, part: bytes) -> int:
        """Take bytes; a block is written once it is known not to be the last."""
        self.digest.update(part)
        self._waiting += part
        while len(self._waiting) > _BLOCK:
            self._seal(bytes(self._waiting[:_BLOCK]), is_last=False)
            del self._waiting[:_BLOCK]
        return len(part)

    def flush(self) -> None:
        """Write nothing before its block is whole."""

    def end(self) -> None:
        """Write the last block."""
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, part: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, part, self._bound))
        self._number += 1


def write_encrypted(path: Path, label: Label, passphrase: str, write: Callable[[IO[bytes]], object]) -> str:
    """Write a file over an empty one; return the SHA-256 of what it holds in the clear.

    Args:
        path: of the file.
        label: what anybody may read of it.
        passphrase: not empty.
        write: writes the content into what it is given, which only takes bytes one after the other.
    """
    salt = os.urandom(16)
    head = {
        "books": label.books,
        "state": label.state,
        "made_at": label.made_at.isoformat(timespec="seconds"),
        "automatic": label.automatic,
        "verified": label.verified,
        "salt": salt.hex(),
        "cost": _COST,
        "block": _BLOCK,
    }
    content = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    raw = _MARK + struct.pack(">BH", VERSION, len(content)) + content
    key, mac_key = _keys(passphrase, salt, _COST)
    with path.open("wb") as file:
        file.write(raw + hashlib.sha256(raw).digest() + _mac(mac_key, raw))
        blocks = _Blocks(file, key, hashlib.sha256(raw).digest())
        write(cast("IO[bytes]", blocks))
        blocks.end()
    return blocks.digest.hexdigest()


def is_encrypted(path: Path) -> bool:
    """Tell whether a file begins like one of these; what cannot be read does not."""
    return begins_with(path, _MARK)


def read_label(path: Path) -> Label:
    """Return what an encrypted backup says of itself; only its passphrase proves it.

    Raises:
        FileRefused: it is none, a newer program made it, or its head is damaged.
    """
    with _opened(path) as file:
        return _read_head(path, file).label


def opens(path: Path, passphrase: str) -> bool:
    """Tell whether a passphrase is that of an encrypted backup.

    Raises:
        FileRefused: as ``read_label``.
    """
    with _opened(path) as file:
        return bool(_key_of(_read_head(path, file), passphrase))


def decrypted(path: Path, passphrase: str) -> Iterator[bytes]:
    """Yield what an encrypted backup holds, in parts, each proved before it is given.

    What was yielded may be used only once all of it was: a file that was cut is found at its end.

    Raises:
        FileRefused: the passphrase is missing or another, the file is damaged or was cut.
    """
    with _opened(path) as file:
        head = _read_head(path, file)
        if not passphrase:
            raise FileRefused(str(path), "passphrase_missing")
        if not (key := _key_of(head, passphrase)):
            raise FileRefused(str(path), "passphrase_wrong")
        cipher, bound = ChaCha20Poly1305(key), hashlib.sha256(head.raw).digest()
        size = head.block + _TAG
        number, part = 0, file.read(size)
        while True:
            following = file.read(size)
            try:
                yield cipher.decrypt(_nonce(number, is_last=not following), part, bound)
            except InvalidTag as error:
                problem = "backup_broken" if following else "backup_cut"
                raise FileRefused(str(path), problem, detail=f"Poly1305 {number + 1}") from error
            if not following:
                return
            number, part = number + 1, following


def _keys(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """Return the key of the blocks and that of the head; a letter typed in two ways is the same letter."""
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    both = Scrypt(salt=salt, length=64, n=1 << cost, **_ROUNDS).derive(typed)
    return both[:32], both[32:]


def _key_of(head: _Head, passphrase: str) -> bytes:
    """Return the key of the blocks; nothing where the passphrase is another."""
    key, mac_key = _keys(passphrase, head.salt, head.cost)
    return key if hmac.compare_digest(_mac(mac_key, head.raw), head.mac) else b""


def _mac(key: bytes, raw: bytes) -> bytes:
    return hmac.digest(key, raw, "sha256")


def _nonce(number: int, *, is_last: bool) -> bytes:
    """Return what a block is sealed under; the key is of this file alone, so that none comes twice."""
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to read it.

    Raises:
        FileRefused: it is none, or cannot be read.
    """
    if not path.exists():
        raise FileRefused(str(path), "file_missing")
    if not path.is_file():
        raise FileRefused(str(path), "not_a_file")
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error


def _read_head(path: Path, file: IO[bytes]) -> _Head:
    begin = file.read(len(_MARK) + 3)
    if not begin.startswith(_MARK):
        raise FileRefused(str(path), "backup_foreign")
    if len(begin) < len(_MARK) + 3:
        raise FileRefused(str(path), "backup_cut")
    version, length = struct.unpack(">BH", begin[len(_MARK) :])
    if version > VERSION:
        raise FileRefused(str(path), "backup_newer", detail=str(version))
    content = file.read(min(length, _LONGEST_HEAD))
    digest, mac = file.read(_DIGEST), file.read(_DIGEST)
    if len(mac) < _DIGEST:
        raise FileRefused(str(path), "backup_cut")
    raw = begin + content
    if hashlib.sha256(raw).digest() != digest:
        raise FileRefused(str(path), "backup_broken", detail="SHA-256")
    try:
        return _head_of(json.loads(content), raw, mac)
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise FileRefused(str(path), "backup_broken", detail="JSON") from error


def _head_of(said: Any, raw: bytes, mac: bytes) -> _Head:
    made_at = datetime.fromisoformat(said["made_at"])
    cost, block = said["cost"], said["block"]
    if made_at.tzinfo is None or {type(cost), type(block)} != {int}:
        raise ValueError(said)
    if cost not in _COSTS or block not in _BLOCKS:
        raise ValueError(said)
    label = Label(
        made_at=made_at,
        automatic=said["automatic"] is True,
        books=str(said["books"]),
        state=str(said["state"]),
        verified=said["verified"] is True,
    )
    return _Head(label, bytes.fromhex(said["salt"]), cost, block, raw, mac)
