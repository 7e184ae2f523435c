"""Sealed documents: everybody opens, prints and copies them; no program that keeps the rules changes them.

The standard security handler of PDF (ISO 32000-2, 7.6.4, revision 6: AES-256) with an empty password for
readers and none for an owner: what stands in the owner's place was made from no password, so there is none
to find. The key follows from the empty password and is the same for all documents: it hides nothing, it
carries the permissions. So the same content gives the same bytes, and a base is encrypted once. What proves
a document is its SHA-256 in the register, or a signature; see docs/decisions/0018.
"""

import hashlib
import re
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PRINT, COPY, ACCESSIBILITY, PRINT_FINELY = 1 << 2, 1 << 4, 1 << 9, 1 << 11  # table 22, bits 3, 5, 10, 12
ALLOWED: Final = PRINT | COPY | ACCESSIBILITY | PRINT_FINELY
_OTHERS: Final = 0xFFFFF0C0  # bits that the standard reserves as 1
_BLOCK: Final = 16
_KEY: Final = hashlib.sha256(b"Tiwizi, documents sealed, 1").digest()
_LENGTH: Final = re.compile(rb"/Length (\d+)")
_STREAM: Final = re.compile(rb">>\s*stream\r?\n")
_STRING: Final = re.compile(rb"\(|(?<!<)<(?!<)")


class NotSealable(ValueError):
    """The object holds a string, which would have to be encrypted too."""


def encrypted(plain: bytes, number: int) -> bytes:
    """Return ``plain`` encrypted, as a string or a stream of the object of that number.

    The initial vector follows from what is encrypted and where it stands, so it is the same at each run.
    """
    start = hashlib.sha256(b"%d %s" % (number, plain)).digest()[:_BLOCK]
    padding = _BLOCK - len(plain) % _BLOCK
    return start + _cbc(_KEY, start, plain + bytes([padding]) * padding)


def decrypted(sealed: bytes) -> bytes:
    """Return what ``encrypted`` made ``sealed`` from."""
    opened = Cipher(algorithms.AES256(_KEY), modes.CBC(sealed[:_BLOCK])).decryptor()
    plain = opened.update(sealed[_BLOCK:]) + opened.finalize()
    return plain[: -plain[-1]]


def seal_object(body: bytes, number: int) -> bytes:
    """Return an object with its stream encrypted; one without a stream as it is.

    Raises:
        NotSealable: it holds a string.
    """
    head, stream, rest = _parts(body)
    if _STRING.search(head) or _STRING.search(rest):
        raise NotSealable(number)
    return _joined(head, encrypted(stream, number), rest) if stream else body


def open_object(body: bytes) -> bytes:
    """Return an object whose stream was encrypted with its stream plain."""
    head, stream, rest = _parts(body)
    return _joined(head, decrypted(stream), rest) if stream else body


def _parts(body: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before the stream of an object, the stream and what stands after it."""
    found = _STREAM.search(body)
    length = _LENGTH.search(body, 0, found.start()) if found else None
    if found is None or length is None:
        return body, b"", b""
    end = found.end() + int(length[1])
    return body[: found.end()], body[found.end() : end], body[end:]


def _joined(head: bytes, stream: bytes, rest: bytes) -> bytes:
    return _LENGTH.sub(b"/Length %d" % len(stream), head, count=1) + stream + rest


@cache
def dictionary() -> bytes:
    """Return the encryption dictionary, which is the same in all documents (ISO 32000-2, 7.6.4.4.7 to 9)."""
    check, salt = _drawn("check")[:8], _drawn("key")[:8]
    user = _hashed(check) + check + salt
    user_key = _cbc(_hashed(salt), bytes(_BLOCK), _KEY)
    owner = _drawn("no owner") + _drawn("no owner's salts")[:16]
    allowed = (ALLOWED | _OTHERS).to_bytes(4, "little")
    proof = allowed + b"\xff\xff\xff\xffTadb" + _drawn("proof")[:4]
    entries = (
        (b"O", owner),
        (b"OE", _drawn("no owner's key")),
        (b"U", user),
        (b"UE", user_key),
        (b"Perms", _cbc(_KEY, bytes(_BLOCK), proof)),
    )
    return (
        (
            b"<</Filter/Standard/V 5/R 6/Length 256/CF<</StdCF<</Type/CryptFilter/CFM/AESV3/AuthEvent/DocOpen"
            b"/Length 32>>>>/StmF/StdCF/StrF/StdCF/P %d" % int.from_bytes(allowed, "little", signed=True)
        )
        + b"".join(b"/%s<%s>" % (name, value.hex().encode()) for name, value in entries)
        + b">>"
    )


def _drawn(what: str) -> bytes:
    """Return 32 bytes in the place of random ones, the same at each run."""
    return hashlib.sha256(_KEY + what.encode()).digest()


def _hashed(salt: bytes) -> bytes:
    """Return the hash of the empty password (ISO 32000-2, algorithm 2.B)."""
    made, rounds = hashlib.sha256(salt).digest(), 0
    while True:
        mixed = _cbc(made[:16], made[16:32], made * 64)
        made = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(mixed[:16]) % 3](mixed).digest()
        rounds += 1
        if rounds >= 64 and mixed[-1] <= rounds - 32:
            return made[:32]


def _cbc(key: bytes, start: bytes, plain: bytes) -> bytes:
    """Encrypt whole blocks."""
    made = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    return made.update(plain) + made.finalize()
