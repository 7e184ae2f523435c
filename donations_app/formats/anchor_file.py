"""The file of an anchor: JSON of what it says and of the signature under it, each in a line of its own."""

import json
from pathlib import Path
from typing import Any, Final

from donations_app.domain.anchors import (
    FORMAT,
    Anchor,
    Signature,
    from_data,
    signature_data,
    signature_from,
    to_data,
)
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.files import bytes_of

ENDING: Final = ".anchor.json"
_LARGEST: Final = 1 << 20  # bytes
_NOT_OURS: Final = (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


def anchor_bytes(anchor: Anchor, signature: Signature | None) -> bytes:
    """Return the content of the file."""
    whole = {"anchor": to_data(anchor), "signature": signature_data(signature) if signature else None}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def is_anchor(path: Path) -> bool:
    """Tell whether a file can be an anchor, and is no backup."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(1) == b"{"


def read_anchor(path: Path) -> tuple[Anchor, dict[str, Any], Signature | None]:
    """Return an anchor, what it says as it was signed, and the signature under it, which is not verified here.

    Raises:
        FileRefused: it is none, a newer program made it, or it cannot be read.
    """
    try:
        whole = json.loads(bytes_of(path, largest=_LARGEST))
        said = whole["anchor"]
        if int(said["format"]) > FORMAT:
            raise FileRefused(str(path), "anchor_newer", detail=str(said["program"]))
        signature = signature_from(whole["signature"]) if whole["signature"] else None
        return from_data(said), said, signature
    except _NOT_OURS as error:
        raise FileRefused(str(path), "anchor_foreign") from error
