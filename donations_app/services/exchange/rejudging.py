"""A file judged again after some of its cells were corrected: no more of it than a correction can change.

A line is judged by itself, by the books, and by the other lines under its reference. What reaches further is judged
whole: a day, which may prove in what order all days of its column are written; a line that cannot be read or bears no
readable reference, which belongs to the record before it; expenses, whose kilometres count those before them.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.formats.columns import COMPULSORY, DAYS, KINDS
from donations_app.formats.corrections import Correction
from donations_app.formats.lines import ref_of
from donations_app.formats.mapping import FieldMap
from donations_app.formats.tables import Table, TableRow
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.judging import Progress
from donations_app.services.exchange.preview import ALREADY, NEW, Asked, Preview, preview_file

_WHOLE: Final = ("expenses",)
_REACH_FURTHER: Final = (
    "day_month_order",
    "month_day_order",
)  # what a line is refused for that another proves
# for which a line is refused whose reference was read
_OF_REFERENCE: Final = ("ref_reused", "ref_of_other_line", "ref_of_program", "line_repeated")


class Judged(Struct, frozen=True):
    """A file as it was judged, and by what."""

    what: str
    decided: FieldMap
    how: Asked
    preview: Preview

    def is_by(self, what: str, decided: FieldMap, how: Asked) -> bool:
        """Tell whether nothing but corrections is another."""
        mine, others = (replace_corrections(one, ()) for one in (self.how, how))
        return (self.what, self.decided, mine) == (what, decided, others)


def replace_corrections(how: Asked, corrections: Sequence[Correction]) -> Asked:
    """Return what was decided of a file, with other corrections."""
    asked: Asked = {**how, "corrections": tuple(corrections)}
    return asked


def preview_again(
    books: Books,
    path: Path,
    table: Table,
    before: Judged,
    corrections: Sequence[Correction],
    *,
    progress: Progress | None = None,
) -> Preview:
    """Return what ``preview_file`` returns for these corrections, judging only the lines that they can change.

    Args:
        books: where the file would be saved, in which nothing was written since.
        path: of the file.
        table: what was read of it.
        before: how it was judged with other corrections.
        corrections: all there are now, by line.
        progress: as of ``preview_file``.

    Raises:
        InputRefused: as ``preview_file``.
    """
    what, decided, how = before.what, before.decided, before.how
    places = touched(before, corrections)
    if places is None:
        now = replace_corrections(how, corrections)
        return preview_file(books, what, path, table, decided, progress=progress, **now)
    part = replace(table, rows=[table.rows[place] for place in places])
    lines = {row.line for row in part.rows}

    def judged(asked: Iterable[Correction]) -> Preview:
        these = replace_corrections(how, [one for one in asked if one.line in lines])
        return preview_file(books, what, path, part, decided, **these)

    new = judged(corrections)
    old = None if what == "people" else judged(how.get("corrections", ()))
    if _has_no_ref(new, what) or (old and old.answer.converted != new.answer.converted):
        now = replace_corrections(how, corrections)
        return preview_file(books, what, path, table, decided, progress=progress, **now)
    return _joined(before.preview, places, lines, old, new)


def touched(before: Judged, corrections: Sequence[Correction]) -> list[int] | None:
    """Return the places of the rows that other corrections can change; ``None``: all of them."""
    found, what = before.preview, before.what
    others = {*before.how.get("corrections", ())} ^ {*corrections}
    by_line = {row.line: place for place, row in enumerate(found.table.rows)}
    ref = COMPULSORY[KINDS[what]][0]
    at = found.table.headers.index(ref)
    refs = [_group(row, at) for row in found.table.rows]
    reaches = what in _WHOLE or any(row.problem for row in found.table.rows) or not all(refs)
    reaches = reaches or any(one.column in DAYS or one.line not in by_line for one in others)
    reaches = reaches or _has_no_ref(found, what)
    reaches = reaches or any(one.problem in _REACH_FURTHER for one in found.answer.rejected)
    if reaches or any(one.column not in found.table.headers for one in others):
        return None
    here = {by_line[one.line] for one in others}
    stated = {cell.line: cell.stated for cell in found.answer.corrected if cell.column == ref}
    wanted = {refs[place] for place in here}
    wanted |= {ref_of(one.value).casefold() for one in others if one.column == ref}
    wanted |= {ref_of(stated[one.line]).casefold() for one in others if one.line in stated}
    return [place for place, one in enumerate(refs) if one in wanted or place in here]


def _group(row: TableRow, at: int) -> str:
    """Return under what rows are judged together: a reference, however its letters are written."""
    return ref_of(row.cells[at]).casefold() if at < len(row.cells) else ""


def _has_no_ref(found: Preview, what: str) -> bool:
    """Tell whether some line is refused for its reference, so that it may be of the record before it."""
    ref = COMPULSORY[KINDS[what]][0]
    at = found.table.headers.index(ref)
    if not all(_group(row, at) for row in found.table.rows):
        return True
    return any(one.column == ref and one.problem not in _OF_REFERENCE for one in found.answer.rejected)


def _joined(
    before: Preview, places: Sequence[int], lines: set[int], old: Preview | None, new: Preview
) -> Preview:
    """Return a file judged before, some of whose rows were judged anew."""
    rows, verdicts = list(before.table.rows), list(before.verdicts)
    for place, row, verdict in zip(places, new.table.rows, new.verdicts, strict=True):
        rows[place], verdicts[place] = row, verdict
    answer = _answer(before.answer, lines, old.answer if old else None, new.answer)
    joined = Preview(replace(before.table, rows=rows), answer, verdicts)
    for one in answer.rejected:
        joined.problems.setdefault(one.line, []).append(one)
    return joined


class _OfLine(Protocol):
    @property
    def line(self) -> int: ...


OfLineT = TypeVar("OfLineT", bound=_OfLine)


def _merged(before: Iterable[OfLineT], new: Iterable[OfLineT], lines: set[int]) -> list[OfLineT]:
    """Return what was said of lines, in the order of the file; of some lines what is said anew."""
    return sorted([*(one for one in before if one.line not in lines), *new], key=lambda one: one.line)


def _answer(before: Imported, lines: set[int], old: Imported | None, new: Imported) -> Imported:
    kept = {line: verdict for line, verdict in before.verdicts.items() if line not in lines}
    verdicts = kept | new.verdicts
    said = list(verdicts.values())
    answer = replace(
        before,
        accepted=said.count(NEW),
        already=said.count(ALREADY),
        verdicts=verdicts,
        rejected=_merged(before.rejected, new.rejected, lines),
        cleaned=_merged(before.cleaned, new.cleaned, lines),
        after_death=_merged(before.after_death, new.after_death, lines),
        changed=_merged(before.changed, new.changed, lines),
        corrected=tuple(_merged(before.corrected, new.corrected, lines)),
        doubles=sorted(
            [one for one in before.doubles if one[0] not in lines] + new.doubles, key=lambda one: one[0]
        ),
        undebited=before.undebited + new.undebited - (old.undebited if old else 0),
        amount=before.amount + new.amount - (old.amount if old else new.amount),
    )
    answer.sort()
    return answer
