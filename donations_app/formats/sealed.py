"""What a field book sends home: signed by the field book, sealed for the books at home, one message in one file.

The file: a mark and its version, a head (JSON: who sends, for which books, how long the message is, a fresh public
key), the sealed message. Within the seal stand a signature and the compressed content. The signature (Ed25519, RFC
8032) is made over the recipient and the content, so that nobody can send what was sent to another. The key of the
seal comes from X25519 (RFC 7748) between a fresh key and that of the recipient, by HKDF (RFC 5869); the seal is
AES-256-GCM with the head as associated data: not one bit of the file can change.
"""

import json
import struct
import zlib
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from donations_app.domain.field_books import TransferRefused
from donations_app.formats.kinds import begins_with

VERSION: Final = 1
_MARK: Final = b"\x89TIWIZI-F\r\n\x1a"  # which no text is, and no transfer as text leaves as it was
_BEGIN: Final = struct.Struct(">BH")  # version, length of the head
_SIGNATURE: Final = 64  # bytes
_SEAL: Final = 16
_NONCE: Final = bytes(12)  # the key is of this file alone
_LARGEST: Final = 1 << 31  # bytes in the clear
_PURPOSE: Final = b"tiwizi field book to home 1"


class Sent(Struct, frozen=True):
    """What a sealed file says of itself; only its seal proves it."""

    origin: int  # number of the field book
    code: str
    home: str  # of the books for which it is (``db.queries.trail.identity``)


class Keys(Struct, frozen=True):
    """The two keys of one side, 32 bytes each."""

    own: bytes  # private
    other: bytes  # public, of the other side


def new_keys() -> tuple[Keys, Keys]:
    """Return the keys of the books at home and those of a field book."""
    opening, signing = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    home = Keys(opening.private_bytes_raw(), signing.public_key().public_bytes_raw())
    return home, Keys(signing.private_bytes_raw(), opening.public_key().public_bytes_raw())


def sealed(sent: Sent, content: bytes, keys: Keys) -> bytes:
    """Return the file that brings a content home.

    Args:
        sent: who sends it, for whom.
        content: at most 2 GiB.
        keys: of the field book.
    """
    signature = Ed25519PrivateKey.from_private_bytes(keys.own).sign(_signed(keys.other, content))
    message = signature + zlib.compress(content, 6)
    fresh = X25519PrivateKey.generate()
    head = {
        "origin": sent.origin,
        "code": sent.code,
        "home": sent.home,
        "length": len(message) + _SEAL,
        "size": len(content),
        "key": fresh.public_key().public_bytes_raw().hex(),
    }
    said = json.dumps(head, sort_keys=True).encode()
    begin = _MARK + _BEGIN.pack(VERSION, len(said)) + said
    shared = fresh.exchange(X25519PublicKey.from_public_bytes(keys.other))
    return begin + AESGCM(_key(shared, begin)).encrypt(_NONCE, message, begin)


def is_sealed(path: Path) -> bool:
    """Tell whether a file begins like one of these; what cannot be read does not."""
    return begins_with(path, _MARK)


class Transfer:
    """A sealed file, read; what it holds is known once it is opened."""

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            TransferRefused: it was cut, a newer program made it, or its head is damaged.
        """
        self._path = path
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise TransferRefused(str(path), "unreadable") from error
        start = len(_MARK) + _BEGIN.size
        if len(raw) < start:
            raise TransferRefused(str(path), "cut")
        version, length = _BEGIN.unpack(raw[len(_MARK) : start])
        if version > VERSION:
            raise TransferRefused(str(path), "newer")
        self._begin, self._message = raw[: start + length], raw[start + length :]
        if len(self._begin) < start + length:
            raise TransferRefused(str(path), "cut")
        try:
            self._read(json.loads(self._begin[start:]))
        except (LookupError, TypeError, ValueError, RecursionError) as error:
            raise TransferRefused(str(path), "altered") from error
        if len(self._message) < self._length:
            raise TransferRefused(str(path), "cut")

    def _read(self, said: Any) -> None:
        self.sent = Sent(int(said["origin"]), str(said["code"]), str(said["home"]))
        self._length, self._size = int(said["length"]), int(said["size"])
        self._fresh = X25519PublicKey.from_public_bytes(bytes.fromhex(said["key"]))
        if not 0 <= self._size <= _LARGEST:
            raise ValueError(self._size)

    def opened(self, keys: Keys) -> bytes:
        """Return the content.

        Args:
            keys: of the books at home, for the field book that sent it.

        Raises:
            TransferRefused: something of it was altered, or somebody else signed it.
        """
        try:
            shared = X25519PrivateKey.from_private_bytes(keys.own).exchange(self._fresh)
            message = AESGCM(_key(shared, self._begin)).decrypt(_NONCE, self._message, self._begin)
        except (InvalidTag, ValueError) as error:
            raise TransferRefused(str(self._path), "altered") from error
        inflating = zlib.decompressobj()
        try:
            content = inflating.decompress(message[_SIGNATURE:], self._size + 1)
        except zlib.error as error:
            raise TransferRefused(str(self._path), "altered") from error
        if len(content) != self._size:
            raise TransferRefused(str(self._path), "altered")
        opening = X25519PrivateKey.from_private_bytes(keys.own).public_key().public_bytes_raw()
        try:
            signer = Ed25519PublicKey.from_public_bytes(keys.other)
            signer.verify(message[:_SIGNATURE], _signed(opening, content))
        except InvalidSignature as error:
            raise TransferRefused(str(self._path), "other_signer") from error
        return content


def _signed(recipient: bytes, content: bytes) -> bytes:
    return _PURPOSE + recipient + content


def _key(shared: bytes, begin: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=_PURPOSE, info=begin).derive(shared)
