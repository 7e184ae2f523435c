"""A plain person, agreed gift or project is what the reader of lines would make; of whatever else he says a word."""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.records import Alikes, Record
from donations_app.db.tables import Mandate, ProjectBudget
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import ASK_AGAIN_ABOVE
from donations_app.formats.columns import KINDS
from donations_app.formats.drafts import read_people, read_recurring
from donations_app.formats.lines import Read
from donations_app.formats.plain_drafts import is_plain, whole_of
from donations_app.formats.project_drafts import read_projects
from donations_app.formats.tables import Table, TableRow, row_of
from donations_app.services.books.directory import whole_directory
from donations_app.services.payments.gift_mandates import GiftMandates, says_something
from donations_app.services.payments.plain_gift_rows import PlainGifts
from donations_app.services.payments.recurring import (
    recurring_fingerprint,
    recurring_problems,
    recurring_record,
)
from donations_app.services.people.parties import party_fingerprint, party_record, territory_problems
from donations_app.services.people.plain_rows import plain_people_records
from donations_app.services.projects.plain_rows import plain_project_records
from donations_app.services.projects.recording import (
    project_fingerprint,
    project_problems,
    project_record,
)
from tests.formats.test_plain_payments import TEXTS, are_alike
from tests.world import TODAY, association, person, project

_IBAN: Final = "FR7630006000011234567890189"
_CELLS: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {  # the usual cell of a column, then others
    "people": {
        "ref": ("",),
        "kind": ("individual", "Particulier", "couple", "company", "", "x"),
        "last_name": ("Benali", "Ben Ali", *TEXTS),
        "first_name": ("Nora", *TEXTS),
        "title": ("", "M.", " M."),
        "address": ("1 rue X", *TEXTS),
        "postcode": ("13001", "13 001", "F-13001", "98000", "98800", "6900", "1300", "x", ""),
        "city": ("Marseille", *TEXTS),
        "country": ("", "FR", "fr", "Maroc", "MC", "NC", "XX", "\u3164"),
        "email": ("", "a@b.fr", " a@b.fr", "mailto:a@b.fr", "a@b", "É@b.fr"),
        "phone": ("", "06 12 34 56 78", "612345678", "6.12.34.56.78", "+212 612345678"),
        "language": ("", "fr", "arabe", "x"),
        "receipt_wish": ("", "annuel", "each", "x"),
        "notes": ("", "a\nb", "x" * 300, *TEXTS),
        "siren": ("", "552120222"),
        "consent_email": ("", "oui", "non"),
        "deceased_on": ("", "2025-01-02"),
        "full_name": ("", "Nora Benali"),
    },
    "recurring": {
        "ref": ("",),
        "payer": ("A1", *TEXTS),
        "office": ("", "MRS", "mrs", "M RS"),
        "amount": ("10", "10,5", "0", "50000", "50000,01", "10 €", "1 234,5", ""),
        "frequency": ("monthly", "Mensuel", "weekly", ""),
        "day": ("", "5", "31", "32", "0", "x"),
        "first_on": ("2025-03-08", "08/03/2025", "", "2101-01-01", "8/3/25"),
        "last_on": ("", "2025-03-07", "2026-03-08"),
        "method": ("transfer", "", "prélèvement", "x"),
        "iban": ("", _IBAN, "FR76 3000", "MA64011519000001205000534921"),
        "bic": ("", "AGRIFRPP", "BCMAMAMC", "x"),
        "mandate_reference": ("", "RUM1", "//", "É"),
        "mandate_signed_on": ("", "2025-01-02", "2025-04-02"),
        "project": ("", "EAU", "EAU "),
        "association": ("", "AMAN"),
        "earmarked_by_donor": ("", "oui"),
    },
    "projects": {
        "code": ("",),
        "title_fr": ("Puits", *TEXTS),
        "cost": ("1000", "1000,5", "0", "9999999", "1 000", "1000 MAD", ""),
        "title_ar": ("", "بئر"),
        "axis": ("", "education", "x", "\u3164"),
        "municipality": ("", "x", " x"),
        "province": ("", "Taroudant", "x"),
        "starts_on": ("", "2025-03-08", "x"),
        "ends_on": ("", "2025-03-07", "2026-03-07"),
        "association": ("AMAN", "", "A1", "nobody", "AMAN "),
        "association_cost": ("", "500", "1000", "1000,01", "0"),
        "currency": ("", "EUR", "MAD"),
        "minimum_percent": ("", "20"),
        "state": ("", "seeking", "running"),
    },
}
_TAKEN: Final = {  # keys of rows that are made with it
    "people": ("id", "leader_id"), "recurring": ("id",), "projects": ("id", "project_id", "budget_id"),
}  # fmt: skip
_READERS: Final[Mapping[str, Callable[..., Read]]] = {
    "people": read_people, "recurring": read_recurring, "projects": read_projects,
}  # fmt: skip
_FINGERPRINTS: Final[Mapping[str, Callable[[Any], str]]] = {
    "people": party_fingerprint, "recurring": recurring_fingerprint, "projects": project_fingerprint,
}  # fmt: skip


def _table(what: str, seed: int) -> Table:
    chance = random.Random(seed)
    cells = _CELLS[what]
    always = [name for name, some in cells.items() if some[0] or name in ("ref", "code")]
    headers = (*always, *(name for name in cells if name not in always and chance.random() < 0.5))

    def cell(name: str, n: int) -> str:
        if name in ("ref", "code"):
            return f"V{n}" if chance.random() < 0.9 else chance.choice(("V1", " V2", "v3", *TEXTS))
        return cells[name][0] if chance.random() < 0.9 else chance.choice(cells[name])

    rows = [row_of(n + 2, tuple(cell(name, n) for name in headers), len(headers)) for n in range(40)]
    rows[7] = TableRow(rows[7].line, rows[7].cells, "", {(2, "words"): "USD"})
    return Table("f.csv", headers, rows, "utf-8 ;")


@pytest.mark.parametrize("what", _CELLS)
def test_plain_drafts_are_those_of_the_reader_of_lines(what: str) -> None:
    assert {*_CELLS[what]} <= {*KINDS[what]}
    plain = 0
    for seed in range(25):
        table = _table(what, seed)
        found, singly = _READERS[what](table, plain=True), _READERS[what](table)
        assert [(line, whole_of(one)) for line, one in found.drafts] == singly.drafts, seed
        assert (found.rejected, found.cleaned) == (singly.rejected, singly.cleaned), seed
        for one in (one for _, one in found.drafts if is_plain(one)):
            plain += 1
            whole = whole_of(one)
            assert whole.problems() == one.problems(today=TODAY) == [], seed
            assert _FINGERPRINTS[what](whole) == one.fingerprint()
            if what == "people":
                assert territory_problems(whole) == territory_problems(one) == []
            if what == "recurring":
                assert whole.is_debited == one.is_debited
                assert whole.amount <= ASK_AGAIN_ABOVE
    assert plain > 300


@pytest.mark.file_only
def test_the_rows_of_plain_drafts_are_those_of_each(books: Books) -> None:
    person(books, "A1"), association(books), project(books)
    with books.write() as write:
        directory = whole_directory(write.session)
        gifts = PlainGifts(write, directory, directory.parties)
        makers: dict[str, tuple[Callable[..., Alikes], Callable[..., Record]]] = {
            "people": (
                partial(plain_people_records, write),
                lambda draft: party_record(write, draft, "import")[0],
            ),
            "recurring": (
                gifts.records,
                lambda draft: recurring_record(write, draft, directory, GiftMandates(write, ())),
            ),
            "projects": (
                lambda drafts, digests: plain_project_records(write, drafts, digests, directory),
                lambda draft: project_record(write, draft, directory),
            ),
        }
        for what, (columns, singly) in makers.items():
            for drafts in _sound(what, directory):
                made = columns(drafts, [one.fingerprint() for one in drafts])
                records = [singly(whole_of(one)) for one in drafts]
                assert [(made.kind, name) for name in made.names] == [(one.kind, one.name) for one in records]
                assert [block.table for block in made.blocks] == [
                    table for table, rows in records[0].rows.items() if rows
                ]
                with_mandate = ("mandate_id",) if Mandate in [block.table for block in made.blocks] else ()
                for block in made.blocks:
                    rows = [dict(row) for one in records for row in one.rows[block.table]]
                    if block.table is ProjectBudget:  # the clock went on: all are of the instant of the first
                        instants = {row.pop("recorded_at") for row in rows}
                        (instant,) = set(block.column("recorded_at"))
                        assert instant < min(instants)
                        rows = [{**row, "recorded_at": instant} for row in rows]
                    are_alike(block, rows, len(drafts), (*_TAKEN[what], *with_mandate))


def _sound(what: str, directory: Any) -> list[list[Any]]:
    """Return plain drafts whose references are there, those together whose records have the same rows."""
    read = (_READERS[what](_table(what, seed), plain=True).drafts for seed in range(12))
    plain = [one for drafts in read for _, one in drafts if is_plain(one)]
    if what == "people":
        return [plain]
    if what == "recurring":
        known = [one for one in plain if not recurring_problems(one, directory)]
        assert any(one.project for one in known)
        # one without a reference shares its mandate with none
        return [
            [one for one in known if says_something(one) == has and not one.mandate_reference]
            for has in (True, False)
        ]
    problems = [project_problems(one, directory) for one in plain]
    assert problems == [project_problems(whole_of(one), directory) for one in plain]
    told = {problem.code for some in problems for problem in some}
    assert {"carrier_is_person", "party_unknown", "axis_unknown", "province_unknown"} <= told
    known = [one for one, some in zip(plain, problems, strict=True) if not some]
    found = [[one for one in known if bool(one.association) == has] for has in (True, False)]
    assert all(found)
    return found


def test_a_plain_person_is_refused_what_a_whole_one_is() -> None:
    draft = whole_of(_READERS["people"](_table("people", 0), plain=True).drafts[0][1])
    assert isinstance(draft, PartyDraft)
    assert replace(draft, phone="612345678").problems()[0].data == {"proposed": "0612345678"}
