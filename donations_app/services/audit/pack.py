"""The pack that an auditor takes away: register, controls, documents, deposit slips, audit trail and hashes in a ZIP.

A small script inside it (``resources/audit/verify_pack.py``) proves it without this program. The same books,
day and program give the same bytes: names sorted, the manifest last, every stamp that of the last entry.
"""

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from io import SEEK_END
from pathlib import Path
from typing import IO, Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from msgspec import Struct, field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries import settings as facts
from donations_app.db.queries.receipt_documents import documents
from donations_app.db.queries.register import audit_heads
from donations_app.db.queries.trail import OriginRow, origins, trail, written_last
from donations_app.db.tables import Entry, TaxReceipt
from donations_app.domain.money import Money
from donations_app.domain.numbers import file_name
from donations_app.domain.register import RegisterTotals
from donations_app.domain.structs import asdict
from donations_app.formats.writing import placed, plain_amount
from donations_app.services.audit.pack_slips import slip_document_of, slips_of_year, write_slips_of
from donations_app.services.books.legal import legal_parameters
from donations_app.services.books.program import program
from donations_app.services.statements.control import control_in, reconciliation_in
from donations_app.services.statements.declaration import declaration_in
from donations_app.services.statements.files import AnnualStatement, write_into
from donations_app.services.statements.register import (
    register_heading,
    register_in,
    statement_in,
    totals_of,
)
from donations_app.services.statements.thresholds import foreign_in, thresholds_in
from receipts.marks import mark_cancelled
from resources import path as resource

Progress = Callable[[int, int], None]
_Annual = Callable[..., AnnualStatement]  # of a view, a year, the day, and what else is known of the year
# statements whose facts are in another one that the pack has too
_BUILT_ON: Final[dict[_Annual, dict[str, _Annual]]] = {
    foreign_in: {"known": thresholds_in},
    reconciliation_in: {"known": control_in},
}
_IN_MEMORY: Final = 1 << 20  # bytes of a file before it goes to disk
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # of a ZIP
_COMPRESSED: Final = (".pdf", ".xlsx")
_STEP: Final = 500  # entries


class PackView(Struct, frozen=True):
    """What a part of the pack is written from: one consistent view of the books."""

    session: Session
    place: str  # of the books
    year: int
    today: date
    totals: RegisterTotals
    _made: dict[_Annual, AnnualStatement] = field(default_factory=dict)

    def annual(self, reckon: _Annual) -> AnnualStatement:
        """Return a statement of the year, reckoned once for all files that show it."""
        if reckon not in self._made:
            known = {name: self.annual(of) for name, of in _BUILT_ON.get(reckon, {}).items()}
            self._made[reckon] = reckon(self.session, self.year, self.today, **known)
        return self._made[reckon]


class Part(Struct, frozen=True):
    """A file of the pack."""

    name: str
    write: Callable[[PackView, BinaryIO], object]


class Packed(Struct, frozen=True):
    """What the pack holds."""

    files: int
    receipts: int
    entries: int
    total: Money


def write_pack(
    books: Books,
    path: Path,
    year: int,
    *,
    progress: Progress | None = None,
    force: bool = False,
) -> Packed:
    """Write the pack of a year of gifts; every office's whole audit trail is in it.

    Args:
        books: where to read; one consistent view for everything.
        path: of the ZIP; put in place when it is whole.
        year: of the gifts.
        progress: told how many of how many receipts and entries are written; it may raise ``Cancelled``.
        force: replace a file that stands there.

    Raises:
        BooksDamaged: a document is no longer the one that was issued; no pack is made.
        FileExists, FileUnwritable: the file cannot be written there.
    """
    today = books.today
    with books.read() as session, placed(path, force=force) as file, ZipFile(file, "w") as archive:
        view = PackView(session, books.name, year, today, totals_of(session, year=year))
        pack = _Pack(archive, _stamp(session), _Steps(_work(session, year), progress))
        fixed = [*PARTS, *_slips(view), *_trails(view, pack.steps)]
        before = [part for part in fixed if part.name < "marked/"]
        for part in sorted(before, key=lambda part: part.name):
            pack.add(part.name, partial(part.write, view))
        _add_documents(pack, view)
        for part in sorted((one for one in fixed if one not in before), key=lambda part: part.name):
            pack.add(part.name, partial(part.write, view))
        pack.add("manifest.json", lambda out: out.write(_dumped(_manifest(view, pack))))
        pack.steps.end()
        return Packed(
            len(pack.files), view.totals.live + view.totals.cancelled, _entries(session), view.totals.amount
        )


class _Steps(Struct):
    total: int
    tell: Progress | None
    done: int = 0

    def one(self, every: int = 1) -> None:
        self.done += 1
        if self.tell and self.done % every == 0:
            self.tell(min(self.done, self.total), self.total)

    def end(self) -> None:
        if self.tell:
            self.tell(self.total, self.total)


class _Pack(Struct):
    """The ZIP being written, and what the manifest will say of it."""

    archive: ZipFile
    stamp: tuple[int, int, int, int, int, int]
    steps: _Steps
    files: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, write: Callable[[BinaryIO], object], **more: str) -> None:
        """Write a file beside the ZIP, then into it: its size and digest are known, memory stays bounded."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as made:
            write(made)  # type: ignore[arg-type]
            size = made.seek(0, SEEK_END)
            made.seek(0)
            digest = hashlib.file_digest(made, "sha256").hexdigest()
            made.seek(0)
            with self._member(name, size) as member:
                shutil.copyfileobj(made, member)
        self.files.append({"name": name, "bytes": size, "sha256": digest, **more})

    @contextmanager
    def _member(self, name: str, size: int) -> Iterator[IO[bytes]]:
        member = ZipInfo(name, self.stamp)
        member.compress_type = ZIP_STORED if name.endswith(_COMPRESSED) else ZIP_DEFLATED
        member.create_system, member.external_attr = 3, 0o644 << 16  # the same on every system
        member.file_size = size
        with self.archive.open(member, "w") as out:
            yield out


def _stamp(session: Session) -> tuple[int, int, int, int, int, int]:
    at = written_last(session)
    return max(_EARLIEST, (at.year, at.month, at.day, at.hour, at.minute, at.second))


def _work(session: Session, year: int) -> int:
    receipts = session.scalar(select(func.count()).select_from(TaxReceipt).where(TaxReceipt.year == year))
    return (receipts or 0) + _entries(session)


def _entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Entry)) or 0


def _add_documents(pack: _Pack, view: PackView) -> None:
    """Add each document as it was issued; a cancelled one once more with its mark."""
    name = _Names()
    for one in documents(view.session, view.year, cancelled_only=True, place=view.place):
        if one.cancelled_on:
            copy = mark_cancelled(one.content, on=one.cancelled_on, replaced_by=one.replaced_by)
            pack.add(name.of("marked", one.number), partial(_write, copy))
    for one in documents(view.session, view.year, place=view.place):
        pack.add(name.of("receipts", one.number), partial(_write, one.content), receipt=one.number)
        pack.steps.one()


class _Names:
    """Names of documents, each its own: two patterns of numbers may differ in signs alone."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def of(self, folder: str, number: str) -> str:
        name = f"{folder}/{file_name(number)}"
        self._given[name.casefold()] += 1
        again = self._given[name.casefold()]
        return f"{name}_{again}.pdf" if again > 1 else f"{name}.pdf"


def _write(content: bytes, out: BinaryIO) -> None:
    out.write(content)


def _slips(view: PackView) -> list[Part]:
    """Return the documents of the deposit slips of the year, and the table of what stands on them."""

    def part(row: Any) -> Part:
        return Part(
            f"deposits/{file_name(row.number)}.pdf",
            lambda view, out: _write(slip_document_of(view.session, view.place, row), out),
        )

    table = Part("deposits/slips.csv", lambda view, out: write_slips_of(view.session, view.year, out))
    found = slips_of_year(view.session, view.year)
    return [*map(part, found), table] if found else []


def _trails(view: PackView, steps: _Steps) -> list[Part]:
    def part(origin: OriginRow) -> Part:
        return Part(f"audit/{origin.code}.jsonl", lambda view, out: _write_trail(view, out, origin, steps))

    return [part(origin) for origin in origins(view.session)]


def _write_trail(view: PackView, out: BinaryIO, origin: OriginRow, steps: _Steps) -> None:
    """Write a link a line: its facts in the order in which its hash covers them, then its entries."""
    for link in trail(view.session, origin):
        facts = {**asdict(link.facts), "on": link.facts.on.isoformat()}
        entries = [{"kind": one.kind, "record": one.record, "content": one.content} for one in link.entries]
        out.write(_dumped({"facts": facts, "hash": link.hash, "entries": entries}))
        for _ in entries:
            steps.one(every=_STEP)


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _heads(session: Session) -> dict[str, dict[str, Any]]:
    return {office: {"n": n, "hash": head} for office, n, head in audit_heads(session)}


def _manifest(view: PackView, pack: _Pack) -> dict[str, Any]:
    heading, totals = register_heading(view.session, view.today, view.year, ""), view.totals
    return {
        "format": "tiwizi-audit-pack",
        "version": 1,
        "organisation": heading.organisation,
        "identifier": heading.identifier,
        "year": view.year,
        "made_on": view.today.isoformat(),
        "program": program(),
        "written_last": written_last(view.session).isoformat(),
        "receipts": totals.live + totals.cancelled,
        "issued": totals.live,
        "cancelled": totals.cancelled,
        "total_cents": totals.amount.cents,
        "entries": _entries(view.session),
        "heads": _heads(view.session),
        "files": pack.files,
    }


def _write_register(form: str, view: PackView, out: BinaryIO) -> None:
    register_in(view.session, out, form=form, today=view.today, year=view.year)


def _write_readme(view: PackView, out: BinaryIO) -> None:
    heading, totals = register_heading(view.session, view.today, view.year, ""), view.totals
    text = resource("audit", "README.txt").read_text(encoding="utf-8")
    said = text.format(
        organisation=heading.organisation,
        identifier=heading.identifier,
        year=view.year,
        made_on=view.today,
        program=program(),
        receipts=totals.live + totals.cancelled,
        issued=totals.live,
        cancelled=totals.cancelled,
        total=plain_amount(totals.amount),
    )
    out.write(said.encode())


def _write_script(_view: PackView, out: BinaryIO) -> None:
    out.write(resource("audit", "verify_pack.py").read_bytes())


def _write_heads(view: PackView, out: BinaryIO) -> None:
    out.write(_dumped(_heads(view.session)))


def _write_continuity(view: PackView, out: BinaryIO) -> None:
    series = register_heading(view.session, view.today, view.year, "").continuity
    plain = [asdict(row) | {"ok": row.is_whole} for row in series]
    out.write(_dumped({"ok": all(row.is_whole for row in series), "series": plain}))


def _write_settings(view: PackView, out: BinaryIO) -> None:
    session = view.session
    people = [
        {
            "name": row.name,
            "title": row.title,
            "from": row.valid_from.isoformat(),
            "to": row.valid_to.isoformat() if row.valid_to else None,
        }
        for row in facts.signatories(session)
    ]
    organisation = asdict(facts.organisation(session, view.today))
    data = {
        "on": view.today.isoformat(),
        "organisation": organisation | {"valid_from": organisation["valid_from"].isoformat()},
        "offices": [
            {"code": row.code, "name": row.name, "head": row.is_head} for row in facts.offices(session)
        ],
        "signatories": people,
        "accounts": [asdict(row) for row in facts.accounts(session)],
        "legal_figures": [
            {"name": one.name, "value": one.value, "confirmed": one.confirmed, "source": one.source}
            for one in sorted(legal_parameters(session), key=lambda one: (one.name, one.first_on))
            if one.holds_on(view.today)
        ],
    }
    out.write(_dumped(data))


def _write_statement(view: PackView, out: BinaryIO) -> None:
    statement_in(view.session, out, today=view.today, year=view.year, totals=view.totals)


def _annual(name: str, reckon: _Annual) -> Part:
    """Return a statement of the year, as it stands in the view."""
    ending = f".{name.rpartition('.')[2]}"
    return Part(
        f"annual/{name}",
        lambda view, out: write_into(out, view.annual(reckon), ending),
    )


# What every pack holds. A new file of a year is one more line.
PARTS: Final = (
    Part("README.txt", _write_readme),
    _annual("control.csv", control_in),
    _annual("control.pdf", control_in),
    _annual("declaration.pdf", declaration_in),
    _annual("foreign.csv", foreign_in),
    _annual("foreign.pdf", foreign_in),
    _annual("reconciliation.pdf", reconciliation_in),
    _annual("thresholds.pdf", thresholds_in),
    Part("continuity.json", _write_continuity),
    Part("heads.json", _write_heads),
    Part("register/register.csv", partial(_write_register, "csv")),
    Part("register/register.json", partial(_write_register, "json")),
    Part("register/register.pdf", partial(_write_register, "pdf")),
    Part("register/register.xlsx", partial(_write_register, "xlsx")),
    Part("register/statement.pdf", _write_statement),
    Part("settings.json", _write_settings),
    Part("verify_pack.py", _write_script),
)
