"""Which format a file of a bank has, by what it holds; its name says nothing."""

import re
from pathlib import Path
from typing import Final
from xml.parsers import expat

from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.bank.camt import STATEMENTS

_BEGINNING: Final = 64 * 1024
_PAGE: Final = re.compile(rb"<!doctype html|<html", re.IGNORECASE)
_CFONB: Final = re.compile(rb"0[1457]\d{5}.{4}\d{5}[A-Z]{3}[ \d]", re.DOTALL)
_MT940: Final = re.compile(rb"^:(?:20|25|28C?|60[FM]|61):", re.MULTILINE)
_QIF: Final = re.compile(rb"^!(?:type|account|option|clear)\b", re.IGNORECASE | re.MULTILINE)
_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
_MOST_LEVELS: Final = 3  # above the message


class _Found(Exception):
    """The name of the message is known; expat need not go on."""


def format_of(beginning: bytes, name: str) -> tuple[str, str]:
    """Return the format of a file and, of XML, the element of its message.

    Args:
        beginning: its first 64 KiB.
        name: of the file, as it is named to people.

    Returns:
        ``cfonb120 mt940 ofx1 ofx2 qif table zip``, or that of a message such as ``camt.053.001.08``.

    Raises:
        FileRefused: it is a PDF, another message, XML with a document type, or no text.
    """
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n\x1a")
    if beginning[:4] == b"PK\x03\x04":
        return "zip", ""
    if beginning[:5] == b"%PDF-":
        raise FileRefused(name, "bank_pdf")
    if _PAGE.match(start):  # a page of the bank's site, saved in the place of a statement
        raise FileRefused(name, "bank_file_unknown")
    if b"OFXHEADER" in start[:2000] or re.search(rb"<OFX>", start[:4000], re.IGNORECASE):
        is_xml = start[:5] == b"<?xml" or b"<?OFX" in start[:1000]
        _refuse_document_type(start, name)
        return ("ofx2" if is_xml else "ofx1"), ""
    if start[:1] == b"<" or beginning[:3] in (b"\xff\xfe<", b"\xfe\xff\x00") or beginning[:2] == b"<\x00":
        return _message_of(beginning, name)
    kinds = {"cfonb120": _CFONB.match(start), "qif": _QIF.search(start[:2000]), "mt940": _MT940.search(start)}
    return next((kind for kind, found in kinds.items() if found), "table"), ""


def _refuse_document_type(start: bytes, name: str) -> None:
    if b"<!DOCTYPE" in start[:_BEGINNING] or b"<!ENTITY" in start[:_BEGINNING]:
        raise FileRefused(name, "xml_document_type")


def _message_of(beginning: bytes, name: str) -> tuple[str, str]:
    """Return the format and the element of a message of ISO 20022 that is a statement."""
    kind, element = message_of(beginning, name)
    if element in STATEMENTS:
        return kind or "camt", element
    raise FileRefused(name, "bank_other_message", detail=kind or element[:60])


def message_of(beginning: bytes, name: str) -> tuple[str, str]:
    """Return the format that a message names, perhaps none, and the element below its root.

    Raises:
        FileRefused: it is no sound XML, or has a document type.
    """
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator="}")

    def opened(tag: str, _attributes: dict[str, str]) -> None:
        names.append(tag)
        if tag.rpartition("}")[2] in STATEMENTS or len(names) > _MOST_LEVELS:
            raise _Found

    def typed(*_declared: object) -> None:
        raise FileRefused(name, "xml_document_type")

    parser.StartElementHandler = opened
    parser.StartDoctypeDeclHandler = typed
    try:
        parser.Parse(beginning[:_BEGINNING], False)  # noqa: FBT003 -- whether it is the end
    except _Found:
        pass
    except expat.ExpatError as error:
        raise FileRefused(name, "xml_broken", error.lineno) from error
    except (LookupError, ValueError) as error:  # it is said to be in letters that Python or expat do not know
        raise FileRefused(name, "xml_broken", 1) from error
    space, _, element = (names[-1] if names else "").rpartition("}")
    if element not in STATEMENTS:
        root = names[1] if len(names) > 1 else names[0] if names else ""
        space, _, element = root.rpartition("}")
    return space.removeprefix(_NAMESPACE), element


def beginning_of(path: Path) -> bytes:
    """Return the first bytes of a file, by which it is recognised."""
    with path.open("rb") as file:
        return file.read(_BEGINNING)
