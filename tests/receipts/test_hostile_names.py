"""Five hundred hostile names through real receipts and back out of the PDF: equal, or refused before a number.

Read back by pdfium, letter by letter with the place of each. Both sides are decomposed (NFKD), so that a
presentation form of Arabic is its letter; spaces, which have no letter, are compared by words apart. Arabic
stands from right to left on paper: a run of it is turned round before it is compared, its harakat are only
counted (they are drawn beside their letter in either order), and brackets count as one kind, since they are
mirrored. A hyphen at the end of a line, which pdfium reports as U+0002 or U+FFFE, is a hyphen.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from sqlalchemy import func, select

from donations_app.db.engine import Books
from donations_app.db.queries.receipts import continuity, register_lines
from donations_app.db.tables import Party, ReceiptCounter
from donations_app.domain.errors import InputRefused
from donations_app.domain.numbers import file_name
from donations_app.domain.receipts import LeftOut, Plan
from donations_app.sentences import left_out_sentence, sentence
from donations_app.services.packing import write_pack
from donations_app.services.receipt_writing import Issued
from donations_app.services.receipting import Run, issue_receipts, plan_receipts
from donations_app.services.settings import create_books
from receipts.pages import HEIGHT, WIDTH
from receipts.press import Press
from receipts.text import known_characters, surely_fits
from receipts.wording import wording
from tests.receipts.hostile import COUNT, hostile_names
from tests.receipts.test_company import COMPANY
from tests.receipts.test_company import content as company_content
from tests.receipts.test_documents import BENEFICIARY, DONOR, SIGNATORY, content
from tests.world import SETTINGS, TODAY, company, gift, person, ticking

OF_PERSON = ("last_name", "first_name", "address", "address2", "city")
OF_COMPANY = ("organisation", "legal_form", "address", "address2", "city")
PLACES = {
    "last_name": ("last_name",), "first_name": ("first_names",), "organisation": ("name",),
    "legal_form": ("legal_form",), "address": ("address",), "address2": ("address",), "city": ("address",),
}  # fmt: skip
EMPTY = {"first_name": "name_missing", "legal_form": "legal_form_missing"}  # what is said of nothing
REFUSED_AT_ONCE = {"text_not_clean", "text_too_long", "missing"}
LINE = tuple[float, list[tuple[str, str]]]  # baseline from the top; letter and its direction


@dataclass(frozen=True)
class Tried:
    """One name in one field of one payer, and what the books said when it was recorded."""

    ref: str
    field: str
    name: str
    facts: dict[str, str]
    refused: InputRefused | None


@dataclass(frozen=True)
class World:
    """Books in which every name was tried, the plan of the year, and its issue."""

    books: Books
    tried: list[Tried]
    plan: Plan
    run: Run

    @property
    def issued(self) -> dict[str, Issued]:
        return {one.planned.giver.ref: one for one in self.run.issued}

    @property
    def left_out(self) -> dict[str, LeftOut]:
        return {line.payer: line for line in self.run.left_out}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    place = tmp_path_factory.mktemp("hostile") / "b.tiwizi"
    books = create_books(str(place), SETTINGS, today=TODAY, clock=ticking(), user="naima")
    tried = [
        record(books, f"{letter}{n}", fields[n % len(fields)], name, is_company=letter == "E")
        for letter, fields in (("P", OF_PERSON), ("E", OF_COMPANY))
        for n, name in enumerate(hostile_names())
    ]
    plan = plan_receipts(books, 2025, today=TODAY)
    run = issue_receipts(books, 2025, today=TODAY, office="MRS", user="naima", accept=["all"])
    yield World(books, tried, plan, run)
    books.close()


def record(books: Books, ref: str, field: str, name: str, *, is_company: bool) -> Tried:
    """Record a payer with the name in one field, and a gift of his unless he is refused."""
    if is_company:
        facts = {"organisation": "Aman", "legal_form": "SARL", "address": "7 quai X", "address2": "", "city": "Aix"}
    else:
        facts = {"last_name": "Aït", "first_name": "Ali", "address": "1 rue X", "address2": "", "city": "Aix"}
    facts[field] = name
    try:
        (company if is_company else person)(books, ref, **facts)
    except InputRefused as error:
        return Tried(ref, field, name, facts, error)
    gift(books, payer=ref)
    return Tried(ref, field, name, facts, None)


def is_right_to_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")


def lines_of_donor(document: bytes) -> list[LINE]:
    """Return the lines of the donor's block from top to bottom, letters as the eye finds them from the left."""
    opened = pypdfium2.PdfDocument(document)
    try:
        page = opened[0].get_textpage()
        found: dict[float, list[tuple[float, str]]] = {}
        for index in range(page.count_chars()):
            left, bottom, _, top = page.get_charbox(index, loose=True)
            if left < 311 or not 120 < HEIGHT - bottom < 272:
                continue
            letter = page.get_text_range(index, 1).replace("\x02", "-").replace("\ufffe", "-")
            if letter.strip():
                found.setdefault(round(HEIGHT - bottom, 1), []).append((left, letter))
            del top
    finally:
        opened.close()
    return [
        (at, [(c, c) for _, c in sorted(line, key=lambda one: one[0])]) for at, line in sorted(found.items())
    ]
