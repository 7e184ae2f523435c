"""Which column of ours each heading of a file means: guessed with a sign, changed by hand, kept under a name."""

from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.folding import fold
from donations_app.domain.full_names import organisation_kind
from donations_app.domain.structs import asdict
from donations_app.domain.typed import is_blank
from donations_app.domain.written import AS_IT_STANDS, CHOICES, Written
from donations_app.formats.columns import COMPULSORY, KINDS, codes_of, is_code, meanings, near_columns
from donations_app.formats.full_names import FULL_NAME, order_said
from donations_app.formats.headings import ASKED
from donations_app.formats.tables import Table, TableRow

SURE, ASK, OUT = "sure", "ask", "out"
DRAWN: Final = "#"  # in the reference that holds for every line
_LOOKED_AT: Final = 50  # lines whose words tell whether a heading means codes of ours


class FieldMap(Struct, frozen=True):
    """What was decided of a file of a kind: headings as the file writes them, and what it does not say itself."""

    columns: Mapping[str, str] = field(default_factory=dict)  # heading -> our column; empty: left out
    fills: Mapping[str, str] = field(
        default_factory=dict
    )  # our column -> the value that holds for every line
    written: Written = AS_IT_STANDS  # how it writes days, amounts and names

    @property
    def is_empty(self) -> bool:
        """Whether nothing was decided."""
        return not self.columns and not self.fills and self.written == AS_IT_STANDS


class Guess(Struct, frozen=True):
    """One heading of a file, and what it seems to mean."""

    heading: str
    column: str  # empty: nothing
    sign: str  # ``SURE``, ``ASK`` or ``OUT``
    example: str  # the first value below it


def read_map(
    what: str, columns: Iterable[str], fills: Iterable[str], written: Written = AS_IT_STANDS
) -> FieldMap:
    """Return what words such as ``Their heading=our_column`` and ``our_column=value`` decide.

    Args:
        what: kind of file.
        columns: nothing after the sign leaves the heading out.
        fills: values for every line.
        written: how the file writes days, amounts and names.

    Raises:
        InputRefused: a word has no sign, or names a column that files of the kind do not have.
    """
    found = [_parted(one, "map") for one in columns], [_parted(one, "fill") for one in fills]
    decided = FieldMap(
        {heading.strip(): name.strip() for heading, name in found[0]},
        {name.strip(): value.strip() for name, value in found[1]},
        written,
    )
    check_map(what, decided)
    return decided


def _parted(text: str, option: str) -> tuple[str, str]:
    left, sign, right = text.rpartition("=") if option == "map" else text.partition("=")
    if not sign or not left.strip():
        raise InputRefused([Problem(option, "map_unclear", text)])
    return left, right


def check_map(what: str, decided: FieldMap) -> None:
    """Refuse columns that files of a kind do not have, and one that two headings should mean.

    Raises:
        InputRefused: there are such.
    """
    known = KINDS[what]
    names = [*(name for name in decided.columns.values() if name), *decided.fills]
    problems = [
        Problem("map", "choice_unknown", name, {"choices": tuple(known)})
        for name in names
        if name not in known
    ]
    problems += [
        Problem("map", "mapped_twice", name) for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    if problems:
        raise InputRefused(problems)


def mapped(table: Table, what: str, decided: FieldMap) -> tuple[Table, dict[str, str]]:
    """Return a file under our own headings, and by each of our columns the heading that the file gives it.

    A heading about which nothing was decided means what it says; one whose column was given away means nothing.

    Args:
        table: as it was read.
        what: its kind.
        decided: by hand; headings are compared folded.

    Raises:
        InputRefused: it was said how a workbook writes its days or amounts, which it says itself.
    """
    if decided.is_empty:
        known = dict(zip(meanings(table.headers, KINDS[what]), table.headers, strict=True))
        return replace(table, written=_written(table, decided, known)), {}
    chosen = {key_of_heading(heading): name for heading, name in decided.columns.items()}
    given = {*chosen.values(), *decided.fills} - {""}
    headers: list[str] = []
    said: dict[str, str] = {}
    for heading, meant in zip(table.headers, meanings(table.headers, KINDS[what]), strict=True):
        own = chosen.get(key_of_heading(heading))
        name = own if own is not None else ("" if meant in given else meant)
        headers.append(name or ("" if own is not None or meant in given else heading))
        if name:
            said[name] = heading
    named = replace(table, headers=tuple(headers), written=_written(table, decided, said))
    return _filled(named, decided.fills, reference_of(what)), said


def _written(table: Table, decided: FieldMap, said: Mapping[str, str]) -> Written:
    """Return how a file writes: as it was decided, and names in the order that their heading says."""
    written = decided.written
    if (written.days or written.decimals) and not table.is_text:
        raise InputRefused([Problem("days", "written_in_workbook", table.sheet)])
    if not written.names and FULL_NAME in said:
        return replace(written, names=order_said(said[FULL_NAME]))
    return written


def reference_of(what: str) -> str:
    """Return the column that tells the records of a kind of file apart."""
    return COMPULSORY[KINDS[what]][0]


def _drawn(cells: Sequence[str]) -> str:
    """Return eight signs drawn from all that a line says: the same line is the same record, another one never.

    >>> _drawn(("Aït Ahmed", "Mohand")), _drawn(("Aït Ahmed", "Fatima"))
    ('BTALV73A', 'QWTDT46S')
    """
    digest = sha256("\x1f".join(cell.strip() for cell in cells).encode()).digest()
    return b32encode(digest)[:8].decode()


def _filled(table: Table, fills: Mapping[str, str], reference: str) -> Table:
    """Return a file with what holds for every line.

    Of people, who is known as an organisation by name is one. In a reference ``DRAWN`` gives way to signs of the line.
    """
    if not fills:
        return table
    pattern = fills.get(reference, "")
    place = table.headers.index(FULL_NAME) if FULL_NAME in table.headers and "kind" in fills else -1

    def filled(row: TableRow) -> TableRow:
        values = fills
        if place >= 0 and (kind := organisation_kind(row.cells[place])):
            values = {**fills, "kind": kind}
        if DRAWN in pattern:
            values = {**values, reference: pattern.replace(DRAWN, _drawn(row.cells))}
        return TableRow(row.line, (*row.cells, *values.values()), row.problem, row.marks)

    rows = [row if row.problem else filled(row) for row in table.rows]
    return replace(table, headers=(*table.headers, *fills), rows=rows)


def key_of_heading(heading: str) -> str:
    """Return by what headings are compared: folded, unless nothing of them is left then."""
    return fold(heading.replace("_", " ")) or heading


def guesses(table: Table, what: str, decided: FieldMap | None = None) -> list[Guess]:
    """Return what each heading of a file means: as it was decided, else as its words and the first values say."""
    known, decided = KINDS[what], decided or FieldMap()
    chosen = {key_of_heading(heading): name for heading, name in decided.columns.items()}
    meant = meanings(table.headers, known)
    found = {name: place for place, name in enumerate(meant) if name}
    ignored = [heading for heading, name in zip(table.headers, meant, strict=True) if not name]
    near = near_columns(ignored, known, found)
    by_hand = {*chosen.values(), *decided.fills} - {""}
    meant = [("" if name in by_hand else name) for name in meant]
    taken = {*by_hand, *found}
    answer = []
    for place, heading in enumerate(table.headers):
        example, values = _values(table, place)
        if (own := chosen.get(key_of_heading(heading))) is not None:
            answer.append(Guess(heading, own, SURE if own else OUT, example))
            continue
        name, sign = meant[place], SURE
        if not name:
            name, sign = ASKED[what].get(key_of_heading(heading), "") or near.get(heading, ""), ASK
        if name and (_is_given(name, meant, place, taken) or not _says_codes(name, values)):
            name = ""
        taken |= {name} if sign == ASK else set()
        answer.append(Guess(heading, name, sign if name else OUT, example))
    return answer


def _is_given(name: str, meant: list[str], place: int, taken: set[str]) -> bool:
    """Tell whether a column of ours is given to another heading, or to a value."""
    return meant.index(name) != place if meant[place] else name in taken


def _says_codes(name: str, values: list[str]) -> bool:
    """Tell whether values are those of a column, where it holds one of a few codes."""
    return not codes_of(name) or not values or any(is_code(name, value) for value in values)


def _values(table: Table, place: int) -> tuple[str, list[str]]:
    cells = [row.cells[place] for row in table.rows[:_LOOKED_AT] if place < len(row.cells)]
    values = [cell for cell in cells if not is_blank(cell)]
    return (values[0] if values else ""), values


def map_of(guessed: Iterable[Guess], fills: Mapping[str, str], written: Written = AS_IT_STANDS) -> FieldMap:
    """Return what guesses that a person looked at decide."""
    return FieldMap({one.heading: one.column for one in guessed}, dict(fills), written)


def lacking(what: str, guessed: Iterable[Guess]) -> list[str]:
    """Return the columns that every line must fill and that no heading means."""
    has = {one.column for one in guessed}
    return [name for name in COMPULSORY[KINDS[what]] if name not in has]


def kind_of(table: Table) -> tuple[str, int]:
    """Return the kind of file that headings seem to say, and how many of them say so.

    What a kind must have counts more: a list of payments names people too.
    """
    best, most, headings = "people", -1.0, 0
    for what, known in KINDS.items():
        names = {name for name in meanings(table.headers, known) if name}
        asked = {ASKED[what].get(key_of_heading(heading), "") for heading in table.headers} - {"", *names}
        must = set(COMPULSORY[known])
        score = len(names) + 0.5 * len(asked) + 2.0 * len(names & must) - len(must - names - asked)
        if score > most:
            best, most, headings = what, score, len(names)
    return best, headings


def as_json(what: str, decided: FieldMap) -> dict[str, Any]:
    """Return a map as it is kept."""
    said = {"kind": what, "columns": dict(decided.columns), "fills": dict(decided.fills)}
    return said | {name: value for name, value in asdict(decided.written).items() if value}


def from_json(said: Any) -> tuple[str, FieldMap] | None:
    """Return the kind and the map that were kept; ``None`` where they cannot be read."""
    try:
        what, columns, fills = said["kind"], dict(said["columns"]), dict(said["fills"])
        decided = FieldMap(
            {str(heading): str(name) for heading, name in columns.items()},
            {str(name): str(value) for name, value in fills.items()},
            Written(**{name: said[name] for name, known in CHOICES.items() if said.get(name) in known}),
        )
        check_map(what, decided)
    except (TypeError, KeyError, ValueError, AttributeError, InputRefused):
        return None
    return what, decided


def fits_headings(decided: FieldMap, headers: Iterable[str]) -> bool:
    """Tell whether a map was made for a file with these headings."""
    return {key_of_heading(one) for one in decided.columns} == {key_of_heading(one) for one in headers}
