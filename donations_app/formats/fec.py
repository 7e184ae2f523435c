"""A FEC held against its rules: LPF A47 A-1, VI to IX, as the tax office's own tool checks them (notice of March 2021).

What it says is no attestation, as that of the tool is none. A large file is read in a process of its own.
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final

from msgspec import Struct, convert, field, to_builtins

from donations_app.apart import Limits, apart, size_of
from donations_app.domain.money import ZERO, Money
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.accounting import FEC_ENCODING, FEC_FIELDS, amount_of
from donations_app.formats.files import opened

_NAME: Final = re.compile(r"[0-9]{9}FEC([0-9]{8})(?:_[0-9]+)?(?:\.txt)?", re.IGNORECASE)
_LARGEST: Final = 200 << 20  # bytes
_SMALL: Final = 64 << 10
_STEP: Final = 1 << 20
_LIMITS: Final = Limits(seconds=60, mebibytes=500)  # 200 MiB take some twenty seconds and 30 MiB
_LONGEST_NUMBER: Final = 40  # digits of the number of an entry; what has more, or other signs, is a name
SHOWN: Final = 20  # places of one kind of fault
_LONGEST: Final = 200  # signs of what stands there
_SEPARATORS: Final = ("\t", "|")
_DATES: Final = {
    "EcritureDate": True,
    "PieceDate": True,
    "DateLet": False,
    "ValidDate": True,
}  # whether compulsory
_COMPULSORY: Final = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "CompteNum",
    "CompteLib",
    "PieceRef",
    "EcritureLib",
)
_AT: Final = {name: position for position, name in enumerate(FEC_FIELDS)}


class FecFault(Struct, frozen=True):
    """What does not keep to the rules: a code, and the line, 1 being the headings; 0: the file as a whole."""

    code: str
    line: int
    found: str = ""


class CheckedFec(Struct):
    """What a file holds, and what is wrong with it.

    Attributes:
        columns: its headings.
        lines: without that of the headings.
        journals: lines by code.
        unbalanced: entries, by journal, number and day, whose sides differ.
        faults: at most twenty of each code; ``counted`` says how many there are.
    """

    columns: tuple[str, ...] = ()
    lines: int = 0
    debit: Money = ZERO
    credit: Money = ZERO
    journals: dict[str, int] = field(default_factory=dict)
    unbalanced: int = 0
    faults: list[FecFault] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)

    def tell(self, code: str, line: int, found: str = "") -> None:
        """Note a fault."""
        self.counted[code] = self.counted.get(code, 0) + 1
        if self.counted[code] <= SHOWN:
            self.faults.append(FecFault(code, line, found[:_LONGEST]))


def check_fec(path: Path) -> CheckedFec:
    """Hold a file against the rules, in a process of its own where it is large.

    Raises:
        FileRefused: it cannot be read, is too large, takes more memory or time than it may, or its first line
            has no separator that is allowed.
    """
    if size_of(path) <= _SMALL:
        return check_here(path)
    (told,) = apart(path, _checked, path, limits=_LIMITS)
    return convert(told, CheckedFec)


def _checked(path: Path) -> Iterator[Any]:
    yield to_builtins(check_here(path))


def check_here(path: Path) -> CheckedFec:
    """Hold a file against the rules, in this process.

    Raises:
        FileRefused: as ``check_fec``.
    """
    answer, rows = CheckedFec(), _rows(path)
    answer.columns = tuple(next(rows, ()))
    if not _NAME.fullmatch(path.name):
        answer.tell("fec_name", 0, path.name)
    wanted = [name.lower() for name in FEC_FIELDS]
    if [name.strip().lower() for name in answer.columns[: len(wanted)]] != wanted:
        answer.tell("fec_columns", 1)
        return answer
    sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    order = _Order()
    for number, row in enumerate(rows, 2):
        if len(row) < len(FEC_FIELDS):
            answer.tell("fec_short", number)
            continue
        answer.lines += 1
        _look_at(answer, number, row, sums)
        order.follow(answer, number, row)
    answer.unbalanced = sum(1 for cents in sums.values() if cents)
    if answer.debit != answer.credit:
        answer.tell("fec_unbalanced", 0)
    return answer


def _rows(path: Path) -> Iterator[list[str]]:
    """Yield the fields of each line.

    Raises:
        FileRefused: as ``check_fec``.
    """
    try:
        with opened(path, largest=_LARGEST) as file, TextIOWrapper(file, _encoding_of(file)) as lines:
            separator = ""
            for line in lines:
                separator = separator or _separator_of(line, path)
                if line != "\n":
                    yield line.rstrip("\n").split(separator)
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error


def _encoding_of(file: IO[bytes]) -> str:
    """Return in which of the two a file is written that was just opened, and go back to its beginning."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while step := file.read(_STEP):
            decoder.decode(step)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return FEC_ENCODING
    finally:
        file.seek(0)
    return "utf-8-sig"


def _separator_of(heading: str, path: Path) -> str:
    found = next((one for one in _SEPARATORS if heading.count(one) >= len(FEC_FIELDS) - 1), None)
    if found is None:
        raise FileRefused(str(path), "fec_separator")
    return found


def _look_at(
    answer: CheckedFec, number: int, row: Sequence[str], sums: defaultdict[tuple[str, str, str], int]
) -> None:
    cells = {name: row[at].strip() for name, at in _AT.items()}
    for name in _COMPULSORY:
        if not cells[name]:
            answer.tell("fec_empty", number, name)
    for name, compulsory in _DATES.items():
        if cells[name] and not _is_day(cells[name]):
            answer.tell("fec_day", number, f"{name} {cells[name]}")
        elif compulsory and not cells[name]:
            answer.tell("fec_empty", number, name)
    if not cells["CompteNum"][:3].isdecimal() or len(cells["CompteNum"]) < 3:
        answer.tell("fec_account", number, cells["CompteNum"])
    try:
        debit, credit = amount_of(cells["Debit"]), amount_of(cells["Credit"])
    except ValueError as error:
        answer.tell("fec_amount", number, str(error))
        return
    answer.debit, answer.credit = answer.debit + debit, answer.credit + credit
    journal = cells["JournalCode"]
    answer.journals[journal] = answer.journals.get(journal, 0) + 1
    sums[journal, cells["EcritureNum"], cells["EcritureDate"]] += debit.cents - credit.cents


class _Order(Struct):
    """Where a file stands: the last number, of all entries and of each journal, and the last day of validation."""

    last: int = 0
    of_journals: dict[str, int] = field(default_factory=dict)
    validated: str = ""

    def follow(self, answer: CheckedFec, number: int, row: Sequence[str]) -> None:
        """Hold a line against those before: numbers go on through the file, or through each journal."""
        journal, on, said = (row[_AT[name]].strip() for name in ("JournalCode", "ValidDate", "EcritureNum"))
        n = int(said) if said.isdecimal() and len(said) <= _LONGEST_NUMBER else None
        if n is not None:
            before = self.of_journals.get(journal, n - 1)
            if n < 1 or (n not in (self.last, self.last + 1) and n not in (before, before + 1)):
                answer.tell("fec_number", number, said)
            self.last = self.of_journals[journal] = n
        if on and on < self.validated:
            answer.tell("fec_order", number, on)
        self.validated = on or self.validated


def _is_day(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return False
    return len(text) == 8
