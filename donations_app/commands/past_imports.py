"""``import list`` and ``import undo N``: the files that were imported, and one of them taken back whole."""

from typing import Any, Final

from donations_app.commands.call import Answer, Call
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.db.queries.built_on import built_on
from donations_app.db.queries.imports import ImportRow, brought_by, imports
from donations_app.domain.imports import BuiltOn, Corrected
from donations_app.i18n import count, isolated, moment, money, ngettext
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.payments.foresight import foresee
from donations_app.words.imports import correction_words, kind_words, standing_words

LIST: Final = "list"
UNDO: Final = "undo"
_MOST: Final = 100  # of what holds an import, told


def list_imports(call: Call) -> Answer:
    """List the imports, the latest first, each with what holds it."""
    with call.books(read_only=True).read() as session:
        found = [
            (one, built_on(session, brought_by(session, one.ref), most=_MOST) if one.is_open else [])
            for one in imports(session)
        ]
    data = {"imports": [_data(one, held) for one, held in found], "count": len(found)}
    lines = [[_line(one, held), *map(_of_correction, one.corrections)] for one, held in found]
    return Answer(data, [line for some in lines for line in some])


def _of_correction(cell: Corrected) -> str:
    return f"    {correction_words(cell)}"


def undo(call: Call, ref: str) -> Answer:
    """Take one import back, whole or not at all."""
    books, progress = call.acting(), call.progress()
    foreseen = foresee(books, lambda twin: take_back_import(twin, ref))
    one = take_back_import(books, ref, progress=progress)
    records = one.accepted + one.changed
    told = ngettext(
        "The import {ref} ({name}) is taken back: {count} record.",
        "The import {ref} ({name}) is taken back: {count} records.",
        records,
    )
    said = told.format(ref=isolated(one.ref), name=isolated(one.name), count=count(records))
    data = {"import": _data(one, []) | {"taken_back_on": call.books().today.isoformat()}}
    return Answer(data | foreseen_shares(foreseen), [said, *foreseen_lines(foreseen)])


def _data(one: ImportRow, held: list[BuiltOn]) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "kind": one.kind,
        "file": one.name,
        "sha256": one.sha256,
        "at": one.at.isoformat(),
        "by": one.who,
        "office": one.office,
        "accepted": one.accepted,
        "already": one.already,
        "changed": one.changed,
        "rejected": one.refused,
        "amount_cents": one.amount.cents,
        "corrected": [correction_data(each) for each in one.corrections],
        "can_be_taken_back": one.is_open and not held,
        "built_on": [{"ref": each.ref, "by": each.noun} for each in held],
        "taken_back_on": one.taken_back_on.isoformat() if one.taken_back_on else None,
    }


def correction_data(cell: Corrected) -> dict[str, Any]:
    """Return a cell that was corrected, as answers tell it."""
    return {"line": cell.line, "column": cell.column, "file": cell.stated, "taken": cell.taken}


def _line(one: ImportRow, held: list[BuiltOn]) -> str:
    parts = [
        isolated(one.ref), moment(one.at), isolated(one.who), kind_words(one.kind), isolated(one.name),
        count(one.accepted), money(one.amount) if one.amount else "",
        standing_words(one.taken_back_on, held, is_open=one.is_open),
    ]  # fmt: skip
    return "  ".join(filter(None, parts))
