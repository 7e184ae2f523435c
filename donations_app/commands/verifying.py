"""``verify`` and ``anchor``: the whole books checked, and what is kept outside of them to check them by."""

import argparse
from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, file_option, older_than_seen
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.domain.anchors import Proved, to_data
from donations_app.domain.faults import Fault
from donations_app.domain.structs import asdict
from donations_app.i18n import _, count, isolated, without_marks
from donations_app.words.anchors import (
    head_of,
    proved_lines,
    signed_line,
    unknown_sentence,
    unsigned_line,
    whole_sentence,
)
from donations_app.words.faults import said_of_fault


def add(commands: Any, name: str) -> None:
    """Add the command ``name``."""
    if name == "anchor":
        _add_anchor(commands)
        return
    parser = add_command(commands, "verify", summary("verify"), verify)
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        type=_head,
        metavar="OFFICE=HASH",
        help=_("a head of the audit chain, as printed earlier"),
    )
    parser.add_argument(
        "--anchor",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help=_("an anchor or a backup made earlier: its heads must still stand in the books"),
    )
    parser.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        help=_("the certificate that the association publishes (PEM or DER): anchors must be signed with it"),
    )


def _add_anchor(commands: Any) -> None:
    told = summary("anchor")
    parser = add_command(commands, "anchor", told, anchor)
    parser.add_argument("--out", type=file_option("json"), metavar="FILE.json")
    parser.add_argument("--force", action="store_true")
    parser.add_argument(
        "--sign", type=Path, metavar="CERTIFICATE", help=_("sign it with this certificate (PKCS#12)")
    )
    parser.add_argument(
        "--mail", metavar="ADDRESS", default="", help=_("send it, to the auditor for example")
    )


def anchor(call: Call) -> Answer:
    """Write the anchor of the books as they stand to a file, send it, or both."""
    from donations_app.commands.sign_option import signer_of
    from donations_app.services.exchange.anchors import write_anchor

    options, books = call.options, call.books(read_only=True)
    if not (options.out or options.mail):
        raise UsageError(_("Say where it goes: --out FILE.json, --mail ADDRESS, or both."))
    signer, lines = signer_of(call), list[str]()
    data: dict[str, Any] = {"file": None, "sent_to": None, "signed_by": signer.name if signer else None}
    if options.out:
        made = write_anchor(books, options.out, signer, force=options.force)
        data["file"] = str(options.out)
        lines.append(_("Written: {path}").format(path=isolated(str(options.out))))
    if options.mail:
        from donations_app.commands.delivering import password
        from donations_app.services.exchange.anchor_mail import mail_anchor

        made, data["sent_to"] = mail_anchor(books, to=options.mail, password=password(call), signer=signer)
        lines.append(_("Sent to {address}.").format(address=isolated(str(data["sent_to"]))))
    if signer:
        lines.append(_("Signed by {name}.").format(name=isolated(signer.name)))
    lines += [f"{isolated(code)}  {isolated(head)}" for code, head in made.counted.heads.items()]
    return Answer(data | {"anchor": to_data(made)}, lines)


def verify(call: Call) -> Answer:
    """Check the whole books; exit 1 when something is not as the program left it."""
    from donations_app.services.audit.verify import verify as verify_books
    from donations_app.services.exchange.anchors import outside

    if call.options.certificate and not call.options.anchor:
        raise UsageError(_("The certificate says who signed an anchor: name that too, with --anchor FILE."))
    files = [_brought(call, path) for path in call.options.anchor]
    known = outside(files, call.options.head)
    books = open_books(call.location, clock=utc_now, read_only=True, to_verify=True)
    try:
        found = verify_books(books, progress=call.progress(), anchors=known.heads, known_books=known.books)
        older = older_than_seen(books)
    finally:
        books.close()
    problems = [_problem(fault) for fault in found.faults]
    data = {
        "ok": not problems,
        "entries": found.entries,
        "heads": found.heads,
        "anchored": found.anchored,
        "proved": {code: _proved(one) for code, one in found.proved.items()},
        "anchors": [_anchor_data(one) for one in files],
        "problems": problems,
        "documents": asdict(found.documents),
    }
    lines = [str(problem["message"]) for problem in problems] or _whole(found)
    lines += [_signed(one) for one in files if one.is_anchor]
    if not known.heads:
        lines.append(f"{unknown_sentence()} {isolated('(--head, --anchor)')}")
    if unread := found.documents.unread:
        said = _(
            "Documents that were signed, or printed by another version, and not read back this time: {count}."
        )
        lines.append(said.format(count=count(unread)))
    return Answer(data, lines, notes=older, status=1 if problems else 0)


def _whole(found: Any) -> list[str]:
    """Return what is said of books in which nothing is wrong."""
    lines = [whole_sentence(found.entries)]
    lines += [f"{office}  {isolated(head)}" for office, head in found.heads.items()]
    if found.anchored:
        lines += proved_lines(found.proved, found.lengths)
    return lines


def _problem(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind,
        "where": fault.record,
        "office": fault.office,
        "on": fault.on.isoformat() if fault.on else None,
        "message": without_marks(said_of_fault(fault)),
    }


def _proved(one: Proved) -> dict[str, Any]:
    return {"n": one.n, "on": one.on.isoformat(), "last": one.last}


def _anchor_data(one: Any) -> dict[str, Any]:
    signed = one.signed
    return {
        "file": str(one.path),
        "kind": "anchor" if one.is_anchor else "backup",
        "signed_by": signed.name if signed else None,
        "certificate": signed.fingerprint if signed else None,
    }


def _signed(one: Any) -> str:
    if one.signed is None:
        return unsigned_line(str(one.path))
    return signed_line(str(one.path), one.signed.name, one.signed.fingerprint)


def _brought(call: Call, path: Path) -> Any:
    """Return what an anchor or a backup says."""
    from donations_app.commands.passphrases import passphrase_for
    from donations_app.formats.anchor_file import is_anchor
    from donations_app.services.exchange.anchors import brought

    given = "" if is_anchor(path) else passphrase_for(call, path)
    return brought(path, passphrase=given, certificate=call.options.certificate)


def _head(text: str) -> tuple[str, str]:
    if (found := head_of(text)) is None:
        raise argparse.ArgumentTypeError(_("write the head like MRS=3f0a..., 64 letters and digits"))
    return found
