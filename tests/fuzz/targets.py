"""What is tried: each reader, what its answer must be, and the files with which one begins.

A reader answers, or refuses by an error of ours that has its sentence. Anything else is a finding; so is an answer
that does not add up.
"""

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from donations_app.domain.bank import BankFile
from donations_app.domain.errors import KnownError
from donations_app.domain.same_entries import entry_of, new_entries
from donations_app.formats import mapping
from donations_app.formats.bank import reading, recognise, status_reports
from donations_app.formats.bank.said import EARLIEST, LATEST, Gathering
from donations_app.formats.drafts import read_payments, read_people, read_recurring
from donations_app.formats.expense_drafts import read_expenses
from donations_app.formats.fec import check_here
from donations_app.formats.helloasso import campaigns_of, read_export
from donations_app.formats.kinds import kind_of
from donations_app.formats.lines import Read
from donations_app.formats.plain_drafts import whole_of
from donations_app.formats.project_drafts import read_projects
from donations_app.formats.tables import Table, read_table
from donations_app.formats.toml_file import read_toml
from donations_app.words.sentences import sentence

TODAY: Final = date(2026, 11, 30)
LARGEST: Final = 12_000  # bytes with which one begins: of a larger file its beginning
_PART: Final = b"\n--part "
_PLAIN: Final[dict[str, Callable[..., Read]]] = {
    "people": read_people,
    "payments": lambda table, **plain: read_payments(table, today=TODAY, **plain),
    "recurring": read_recurring,
    "projects": read_projects,
    "expenses": lambda table, **_plain: read_expenses(table, today=TODAY),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A reader.

    Attributes:
        read: reads a file and holds the answer against what it must be.
        folders: of sample files with which one begins.
        is_packed: whether its bytes are parts that are put into a ZIP file.
    """

    read: Callable[[Path], None]
    folders: tuple[str, ...]
    is_packed: bool = False


def try_out(target: Target, content: bytes, place: Path) -> None:
    """Let a reader read, as the file at ``place``; what it refuses in words is fine."""
    place.write_bytes(packed(content) if target.is_packed else content)
    try:
        target.read(place)
    except KnownError as error:
        _has_words(error)


def _has_words(error: KnownError) -> None:
    told = sentence(error)
    if not told or re.search(r"\{(path|detail|line|name|count)\}", told):
        raise AssertionError(f"no words: {vars(error)}") from error


# what is answered


def _bank(path: Path) -> None:
    found = Gathering(str(path))
    for said in reading.read_here(path):
        found.take(json.loads(json.dumps(said)))  # as another process says it
    _adds_up(found.result())


def _adds_up(file: BankFile) -> None:
    for one in file.statements:
        days = [day for line in one.lines for day in (line.booked_on, line.value_on) if day]
        assert all(EARLIEST <= day <= LATEST for day in days)
        assert sum(line.amount for line in one.lines) == one.credits - one.debits
        entries = [list(lines) for _place, lines in groupby(one.lines, lambda line: line.entry)]
        assert len(entries) == one.entries
        assert all(sum(line.amount for line in lines) == lines[0].entry_amount for lines in entries)
        known = [entry_of(lines, file.format) for lines in entries]
        assert new_entries(known, known) == []


def _reports(path: Path) -> None:
    status_reports.is_status_report(path)
    status_reports.read_status_report(path)


def _recognised(path: Path) -> None:
    reading.is_statement_table(path)
    kind_of(path)
    content = path.read_bytes()
    for told in (recognise.format_of, recognise.message_of):
        try:
            told(content, "a")
        except KnownError as error:
            _has_words(error)


def _lists(path: Path) -> None:
    content = path.read_bytes()
    what = list(_PLAIN)[content[0] % len(_PLAIN)] if content else "people"
    path.write_bytes(content[1:])
    table = read_table(path)
    mapping.kind_of(table)
    mapping.guesses(table, what)
    _drafts(what, table)


def _drafts(what: str, table: Table) -> None:
    """Hold what is read by columns against what is read line by line."""
    plain, singly = _PLAIN[what](table, plain=True), _PLAIN[what](table)
    assert [(line, whole_of(draft)) for line, draft in plain.drafts] == singly.drafts
    assert plain.rejected == singly.rejected
    for _line, draft in singly.drafts:
        draft.problems(today=TODAY) if what in ("payments", "expenses") else draft.problems()


def _exports(path: Path) -> None:
    table = read_table(path)
    export = read_export(table, {}, today=TODAY)
    campaigns_of(export.payments)


def _workbooks(path: Path) -> None:
    table = read_table(path)
    mapping.guesses(table, "payments")
    _drafts("payments", table)


def _fec(path: Path) -> None:
    found = check_here(path)
    assert sum(found.journals.values()) <= found.lines


def _settings(path: Path) -> None:
    read_toml(path)


TARGETS: Final[dict[str, Target]] = {
    "camt": Target(_bank, ("camt053", "camt054")),
    "cfonb": Target(_bank, ("cfonb",)),
    "ofx": Target(_bank, ("ofx",)),
    "mt940": Target(_bank, ("mt940",)),
    "qif": Target(_bank, ("qif",)),
    "bankcsv": Target(_bank, ("bankcsv",)),
    "zip": Target(_bank, ("bankcsv", "qif", "cfonb"), is_packed=True),
    "archive": Target(_bank, ()),
    "pain002": Target(_reports, ("pain002",)),
    "recognised": Target(_recognised, ("camt053", "ofx", "mt940", "qif", "bankcsv", "cfonb", "pain002")),
    "lists": Target(_lists, ("members_csv",)),
    "exports": Target(_exports, ("helloasso",)),
    "workbooks": Target(_workbooks, (), is_packed=True),
    "fec": Target(_fec, ("fec",)),
    "settings": Target(_settings, ()),
}


# with which files one begins


def seeds(name: str) -> Iterator[bytes]:
    """Yield the contents with which one begins: samples where there are some, and a few that are made."""
    target, samples = TARGETS[name], Path(os.environ.get("DONATIONS_SAMPLES", ""))
    for folder in target.folders:
        for path in sorted(samples.joinpath(folder).iterdir()) if samples.joinpath(folder).is_dir() else ():
            if path.is_file() and path.suffix not in (".pdf", ".json", ".md", ".tsv", ".rb"):
                content = path.read_bytes()[:LARGEST]
                yield _PART.removeprefix(b"\n") + b"a\n" + content if target.is_packed else content
                if name == "lists":
                    yield from (bytes([number]) + content for number in range(len(_PLAIN)))
    yield from _MADE.get(name, list)()


def _of_bank() -> list[bytes]:
    from tests.bank_files import Op, camt, cfonb, csv, ofx

    ops = [Op(TODAY, 50_00, "Ahmed", "DON"), Op(TODAY, -20_05, "Banque", "FRAIS", return_code="AM04")]
    return [text.encode() for text in (camt(ops), cfonb(ops), csv(ops), ofx(ops))]


def _archives() -> list[bytes]:
    texts = _of_bank()
    parts = b"".join(_PART + b"%d\n" % number + text for number, text in enumerate(texts))
    return [packed(parts.removeprefix(b"\n")), _workbook(), packed(b"")]


def _workbook() -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Dons")
        sheet.write_row(0, 0, ("ref", "payer", "date", "amount", "method", "kind"))
        money = book.add_format({"num_format": '#,##0.00" MAD"'})
        sheet.write_row(1, 0, ("P1", "A1", "03/02/2026"))
        sheet.write_number(1, 3, 20.5, money)
        sheet.write_row(1, 4, ("transfer", "gift"))
        sheet.merge_range("A3:A4", "P2")
        sheet.write_formula("D3", "=D2*2", None, 41)
        book.add_worksheet("Notes").hide()
    return made.getvalue()


def _parts_of_workbook() -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        parts = [_PART + name.encode() + b"\n" + archive.read(name) for name in archive.namelist()]
    return [b"".join(parts).removeprefix(b"\n")]


def _settings_made() -> list[bytes]:
    return ['[organisation]\nname = "Aman"\nfrom = 2026-01-01\nb = [1.5, true, {c = "é"}]\n'.encode()]


def _lists_made() -> list[bytes]:
    from donations_app.formats import columns

    told: list[tuple[int, Any]] = [(0, columns.PEOPLE), (1, columns.PAYMENTS), (2, columns.RECURRING)]
    told += [(3, columns.PROJECTS), (4, columns.EXPENSES)]
    return [
        bytes([number]) + (";".join(names) + "\n" + ";".join("A1" for _name in names) + "\n").encode()
        for number, names in told
    ]


_MADE: Final[dict[str, Callable[[], list[bytes]]]] = {
    **dict.fromkeys(("camt", "cfonb", "ofx", "bankcsv"), _of_bank),
    "qif": lambda: [b"!Type:Bank\nD03/02/2026\nT50,00\nPAhmed\nMDON\n^\n"],
    "mt940": lambda: [
        b":20:A\n:25:1\n:60F:C260101EUR1,00\n:61:2602030203CR50,00NTRFNONREF\n:62F:C260101EUR51,00\n"
    ],
    "archive": _archives,
    "workbooks": _parts_of_workbook,
    "settings": _settings_made,
    "lists": _lists_made,
}


def packed(content: bytes) -> bytes:
    """Return the parts of a text as a ZIP file, each under its name, where they are told apart as ``seeds`` does."""
    made = io.BytesIO()
    names: set[str] = set()
    with zipfile.ZipFile(made, "w") as archive:
        for part in (b"\n" + content).split(_PART)[1:]:
            name, _, inside = part.partition(b"\n")
            text = name.decode("utf-8", "replace").replace("\x00", "") or "a"
            if text not in names:
                names.add(text)
                archive.writestr(zipfile.ZipInfo(text), inside)
    return made.getvalue()
