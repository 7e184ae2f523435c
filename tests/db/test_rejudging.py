"""A file judged again after corrections says what it says judged afresh, whatever was corrected before."""

import os
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.formats.columns import COMPULSORY, KINDS
from donations_app.formats.corrections import Correction
from donations_app.formats.mapping import FieldMap
from donations_app.formats.tables import read_table
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.preview import Preview, preview_file
from donations_app.services.exchange.rejudging import Judged, preview_again, touched
from tests.world import person

pytestmark = pytest.mark.file_only
_EXAMPLES: Final = int(os.environ.get("REJUDGED", "4"))
_FILES: Final = {
    "people": (
        "ref;kind;last_name;first_name;postcode;city;email\n"
        "A1;individual;Kaci;Nora;13001;Marseille;nora@exemple.fr\n"
        "K1;individual;Kaci;Nora;13001;Marseille;nora@exemple.fr\n"
        "K2;individual;Idir;Tala;6900;Lyon;tala@\n"
        "K3;individual;Aït Ali;Ali;13001;Marseille;\n"
        "K3;individual;Aït Ali;Aïcha;13001;Marseille;\n"
        "B2;individual;Moreau;Claire;;;\n"
    ),
    "payments": (
        "office;ref;payer;amount;method;received_on;kind;dues_year;currency;rate\n"
        "MRS;V1;A1;10,00;cash;03/02/2026;donation;;;\n"
        "MRS;V1;A1;5,00;cash;03/02/2026;dues;2026;;\n"
        "MRS;V2;B2;60000;cash;13/02/2026;donation;;;\n"
        "MRS;V3;nobody;x;cash;14/02/2026;donation;;;\n"
        "MRS;V4;A1;1085;cash;15/02/2026;donation;;MAD;10,85\n"
        "MRS;V5;A1;8,00;cash;15/02/2026;donation;;;\n"
    ),
}
_VALUES: Final = (
    "", "A1", "K1", "K3", "V1", "v2", "V5", "V9", "12,00", "x", "Moreau", "Claire", "13001", "dues", "2026", "MAD",
    "03/25/2026", "B2", "a\u200bb",
)  # fmt: skip


def told(found: Preview) -> tuple[Any, ...]:
    """Return all that a preview says, but for the reference that the import would have."""
    return replace(found.answer, ref=""), found.table, found.verdicts, found.problems, list(found.problems)


def fresh(books: Books, what: str, path: Path, fixes: tuple[Correction, ...], *, update: bool) -> Preview:
    """Judge a file as if nobody had looked at it before."""
    return preview_file(books, what, path, read_table(path), FieldMap(), corrections=fixes, update=update)


@pytest.fixture
def known(books: Books, tmp_path: Path) -> Books:
    """Books that hold some of what the files bring."""
    person(books, "A1", last_name="Kaci", first_name="Nora")
    person(books, "B2", last_name="Moreau", first_name="Claire")
    path = tmp_path / "known.csv"
    path.write_text(
        _FILES["payments"].splitlines()[0] + "\nMRS;V5;A1;8,00;cash;15/02/2026;donation;;;\n",
        encoding="utf-8",
    )
    assert import_file(books, "payments", path).accepted == 1
    return books


@settings(max_examples=_EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_corrections_give_the_verdicts_of_judging_afresh(
    known: Books, tmp_path: Path, data: st.DataObject
) -> None:
    what = data.draw(st.sampled_from(sorted(_FILES)))
    path = tmp_path / f"{what}.csv"
    path.write_text(_FILES[what], encoding="utf-8")
    table, update = read_table(path), what == "people" and data.draw(st.booleans())
    cells: dict[tuple[int, str], str] = {}
    found = fresh(known, what, path, (), update=update)
    fixes: tuple[Correction, ...] = ()
    for _step in range(data.draw(st.integers(1, 4))):
        cell = data.draw(st.tuples(st.integers(2, 7), st.sampled_from(table.headers)))
        if cell in cells and data.draw(st.booleans()):
            del cells[cell]
        else:
            cells[cell] = data.draw(st.sampled_from(_VALUES))
        before = Judged(what, FieldMap(), {"corrections": fixes, "update": update}, found)
        fixes = tuple(Correction(*one, value) for one, value in sorted(cells.items()))
        found = preview_again(known, path, table, before, fixes)
        assert told(found) == told(fresh(known, what, path, fixes, update=update))


def test_only_the_lines_of_a_reference_are_judged_again(known: Books, tmp_path: Path) -> None:
    path = tmp_path / "payments.csv"
    path.write_text(_FILES["payments"], encoding="utf-8")
    found = fresh(known, "payments", path, (), update=False)
    before = Judged("payments", FieldMap(), {}, found)
    assert COMPULSORY[KINDS["payments"]][0] == "ref"
    for fix, places in (
        (Correction(5, "amount", "3"), [3]),
        (Correction(2, "payer", "B2"), [0, 1]),  # two lines of one payment
        (Correction(5, "ref", "V5"), [3, 5]),
        (Correction(5, "received_on", "03/02/2026"), None),  # may say in what order all days are written
        (Correction(5, "ref", ""), [3]),  # judged whole once nobody can read whose it is
        (Correction(9, "amount", "3"), None),
    ):
        assert touched(before, (fix,)) == places
