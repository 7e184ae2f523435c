"""A plain payment is the one that the reader of lines would make; whatever he would say a word of is not plain."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Final

import pytest

from donations_app.db.books import Books
from donations_app.db.columns import Columns
from donations_app.domain.payments import ASK_AGAIN_ABOVE
from donations_app.domain.plain_payments import PlainPayment
from donations_app.formats.columns import PAYMENTS
from donations_app.formats.drafts import read_payments
from donations_app.formats.lines import Read, key_of, keys_of
from donations_app.formats.tables import Table, TableRow, row_of
from donations_app.services.books.directory import whole_directory
from donations_app.services.payments.payment_rows import payment_record
from donations_app.services.payments.plain_rows import plain_records
from tests.world import TODAY, association, company, person, project

TEXTS: Final = ("", "A1", "É 1", " A1", "a  b", "\u3164", "\u200bA1", "A\u0301", "x" * 201, "'\"\\%s")
_USUAL: Final = {
    "office": ("MRS", "mrs", "M RS", "", "\u3164"),
    "received_on": ("2025-03-08", "08/03/2025", "", "2025-02-30", "1989-01-01", "2031-01-01", "8/3/25", " "),
    "credited_on": ("", "2025-03-09", "2025-03-09 12:30"),
    "method": ("cash", "Chèque", "none", "aucun", "", "barter"),
    "kind": ("donation", "Don", "dues", "in_kind", "vente", ""),
    "amount": ("10", "10,5", "0", "-5", "1 234,56", "50000", "50000,01", "10 €", "10 USD", "1.234", ""),
    "project": ("", "EAU", "EAU "),
    "association": ("", "AMAN"),
    "currency": ("", "EUR", "eur", "MAD"),
    "decided_on": ("", "2025-03-10"),
    "returned_on": ("", "2025-03-20"),
    "evidence": ("", "bon 1"),
}
_FREE: Final = ("payer", "cheque_number", "bank", "description")


def _cell(chance: random.Random, name: str, n: int) -> str:
    if name == "ref":
        return f"V{n}" if chance.random() < 0.9 else chance.choice(("V1", " V2", "", *TEXTS))
    choices = TEXTS if name in _FREE else _USUAL[name]
    return choices[0] if chance.random() < 0.85 else chance.choice(choices)


def _table(seed: int) -> Table:
    chance = random.Random(seed)
    always = ("ref", "office", "method", "kind", "amount", "received_on")
    names = [name for name in (*_USUAL, *_FREE) if name not in always and chance.random() < 0.6]
    headers = (*always, *names)
    rows = [
        row_of(
            n + 2, tuple(_cell(chance, name, n) for name in headers), len(headers) + (chance.random() < 0.02)
        )
        for n in range(40)
    ]
    if seed % 8 == 0:  # a number that lost its digits keeps all lines around it from being plain
        rows[3] = row_of(5, ("V3", *("1,5E+12",) * (len(headers) - 1)), len(headers))
    rows[7] = TableRow(rows[7].line, rows[7].cells, rows[7].problem, {(4, "words"): "USD"})
    return Table("f.csv", headers, rows, "utf-8 ;")


def _said(read: Read) -> list[object]:
    drafts = [
        (line, one.whole(key_of("payment", one.ref)) if isinstance(one, PlainPayment) else one)
        for line, one in read.drafts
    ]
    return [drafts, read.rejected, read.cleaned]


def test_plain_payments_are_those_of_the_reader_of_lines() -> None:
    plain = 0
    for seed in range(40):
        table = _table(seed)
        found = read_payments(table, today=TODAY, plain=True)
        assert _said(found) == _said(read_payments(table, today=TODAY)), seed
        for _, one in found.drafts:
            if isinstance(one, PlainPayment):
                plain += 1
                whole = one.whole(key_of("payment", one.ref))
                assert whole.problems(today=TODAY) == []
                assert whole.fingerprint() == one.fingerprint()
                assert one.amount <= ASK_AGAIN_ABOVE
    assert plain > 100


def test_columns_of_payments_are_all_known_to_this_test() -> None:
    assert {*_USUAL, *_FREE, "ref"} <= {*PAYMENTS}


@pytest.mark.file_only
def test_the_rows_of_plain_payments_are_those_of_each(books: Books) -> None:
    person(books, "A1"), company(books, "E1"), association(books)
    project(books)
    days = (date(2025, 3, 1), date(2026, 11, 30), None)
    drafts = [
        PlainPayment(
            f"V{n}", ("MRS", "LYO")[n % 2], ("A1", "E1", "AMAN", "")[n % 4], days[n % 3], days[n % 2],
            ("cash", "card")[n % 2], ("donation", "grant", "subsidy")[n % 3], ASK_AGAIN_ABOVE,
            ("", "EAU")[n % 2], "", "7", "B", "x",
        )
        for n in range(24)
    ]  # fmt: skip
    with books.write() as write:
        directory = whole_directory(write.session)
        made = plain_records(write, drafts, [one.fingerprint() for one in drafts], directory, today=TODAY)
        singly = [
            payment_record(write, one.whole(key_of("payment", one.ref)), directory, today=TODAY)
            for one in drafts
        ]
    assert [(made.kind, name) for name in made.names] == [(one.kind, one.name) for one in singly]
    for block in made.blocks:
        rows = [row for one in singly for row in one.rows[block.table]]
        are_alike(block, rows, len(drafts))


def are_alike(
    block: Columns, rows: Sequence[object], count: int, taken: Sequence[str] = ("id", "payment_id", "line_id")
) -> None:
    """Hold columns against rows that were made after them, whose keys in ``taken`` so are later by their count."""
    assert len(rows) == block.count == count
    for column in block.table.__table__.columns:
        name = column.name
        wanted = [row[name] for row in rows]  # type: ignore[index]
        found = list(block.column(name))
        if name == "key":
            found, wanted = [one.hex() for one in found], [one.hex for one in wanted]
        if name == "salt":  # drawn for each
            assert len({*found, *wanted}) == 2 * count
            continue
        if name in taken:
            wanted = [key - count for key in wanted]
        assert found == wanted, name


def test_keys_of_many_references_are_those_of_each() -> None:
    refs = ("V1", "É 2", "")
    assert keys_of("payment", refs) == [key_of("payment", ref).bytes for ref in refs]
