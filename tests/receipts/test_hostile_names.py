"""Five hundred hostile names through real receipts and back out of the PDF: equal, or refused before a number.

Read back by pdfium, letter by letter with the place of each. Both sides are decomposed (NFKD), so that a
presentation form of Arabic is its letter. On paper Arabic stands from right to left: a run of it is turned
round before it is compared, its harakat are only counted (they are drawn beside their letter in either
order), and brackets count as one kind, since they are mirrored. Spaces have no letter: they are compared
apart, by words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.register import continuity, register_lines
from donations_app.db.tables import Party, ReceiptCounter
from donations_app.domain.errors import InputRefused
from donations_app.domain.parties import PartyDraft
from donations_app.domain.receipts import LeftOut, Plan
from donations_app.services.audit.pack import write_pack
from donations_app.services.books.settings import create_books
from donations_app.services.people.parties import record_party
from donations_app.services.receipts.issue import Choice, Run, issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.receipts.records import Issued
from donations_app.words.fields import field_words
from donations_app.words.receipts import left_out_sentence
from donations_app.words.sentences import sentence
from receipts.fonts import STRONG, known_characters
from receipts.pages import WIDTH
from receipts.press import Press
from receipts.printable import check_texts, surely_fit, surely_fits
from receipts.text import is_simple, missing_glyphs, wide_characters, width
from tests.receipts.hostile import hostile_names
from tests.receipts.reading import letters_within, quick_text_of, text_of
from tests.receipts.test_company import COMPANY
from tests.receipts.test_company import content as company_content
from tests.receipts.test_documents import BENEFICIARY, DONOR, SIGNATORY, content
from tests.world import (
    NAIMA,
    SETTINGS,
    TODAY,
    company_draft,
    gifts,
    issue_whole,
    payment,
    people,
    person_draft,
    ticking,
)

PERSON = {"last_name": "Aït", "first_name": "Ali", "address": "1 rue X", "address2": "", "city": "Aix"}
COMPANY_FACTS = {
    "organisation": "Aman",
    "legal_form": "SARL",
    "address": "7 quai X",
    "address2": "",
    "city": "Aix",
}
PLACES = {
    "last_name": {"last_name", "name"}, "first_name": {"first_names", "name"}, "organisation": {"name"},
    "legal_form": {"legal_form"}, "address": {"address"}, "address2": {"address"}, "city": {"address"},
}  # fmt: skip
EMPTY = {"name_missing", "legal_form_missing", "address_missing"}
BRACKETS = dict.fromkeys(map(ord, "()[]{}<>«»‹›⟨⟩⁽⁾₍₎"), "|")


@dataclass(frozen=True)
class Tried:
    """One name in one field of one payer, and what the books said when it was recorded."""

    ref: str
    field: str
    name: str
    facts: dict[str, str]
    refused: InputRefused | None

    @property
    def is_company(self) -> bool:
        return "organisation" in self.facts


@dataclass(frozen=True)
class World:
    """Books in which every name was tried, the plan of the year, and its issue."""

    books: Books
    tried: list[Tried]
    plan: Plan
    run: Run
    issued: dict[str, Issued]
    left_out: dict[str, LeftOut]


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.long)])
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[World]:
    """Each name is the name of a person or of a company, in turn; in a long run of both."""
    place = tmp_path_factory.mktemp("hostile") / "b.tiwizi"
    books = create_books(str(place), SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA)
    tried = [
        tried_in(books, f"{letter}{n}", facts, list(facts)[n % len(facts)], name)
        for turn, (letter, facts) in enumerate((("P", PERSON), ("E", COMPANY_FACTS)))
        for n, name in enumerate(hostile_names())
        if request.param == 2 or n // len(facts) % 2 == turn
    ]
    people(books, (draft_of(one.ref, one.facts) for one in tried if not one.refused))
    gifts(books, (payment(payer=one.ref) for one in tried if not one.refused))
    plan = plan_receipts(books, 2025)
    made = issue_whole(books, 2025, Choice(accept=["all"]))
    run, issued = made.run, {one.planned.giver.ref: one for one in made.issued}
    yield World(books, tried, plan, run, issued, {line.payer: line for line in run.left_out})
    books.close()


def tried_in(books: Books, ref: str, facts: dict[str, str], field: str, name: str) -> Tried:
    """Put the name in one field of a payer, and have the books refuse him if they do."""
    told = facts | {field: name}
    draft = draft_of(ref, told)
    if not draft.problems():
        return Tried(ref, field, name, told, None)  # he is recorded with all others
    with pytest.raises(InputRefused) as refused:
        record_party(books, draft)
    return Tried(ref, field, name, told, refused.value)


def draft_of(ref: str, told: dict[str, str]) -> PartyDraft:
    return (company_draft if "organisation" in told else person_draft)(ref, **told)


def plain(text: str) -> str:
    """Return the letters of a text, decomposed, brackets as one kind, without spaces."""
    return "".join(unicodedata.normalize("NFKD", text).split()).translate(BRACKETS)


def block_of(one: Tried) -> str:
    """Return what the donor's block must say, in the order in which it is read."""
    facts = one.facts
    town = f"{13002 if one.is_company else 13001} {facts['city']}"
    address = f"{facts['address']} {facts['address2']} {town}"
    if one.is_company:
        name, form = facts["organisation"], facts["legal_form"]
        return (
            f"Entreprise donatrice {name} {address} Dénomination de l'entreprise : {name}"
            f" Forme juridique : {form} Numéro SIREN : 999000011"
        )
    first, last = facts["first_name"], facts["last_name"]
    return f"Donateur {first} {last} {address} Nom : {last} Prénoms : {first} Pays : France"


def is_from_right(letter: str) -> bool:
    return unicodedata.bidirectional(letter[0]) in ("R", "AL", "NSM")


def letters_of(text: str) -> str:
    """Return the letters alone: no signs, no marks above and below them."""
    return "".join(c for c in text if c.isalpha())


def runs_of(line: list[str]) -> Iterator[str]:
    """Return the runs of letters in one direction, each as it is read."""
    letters = [letter for letter in map(letters_of, map(plain, line)) if letter]
    for from_right, run in groupby(letters, key=is_from_right):
        found = list(run)
        yield "".join(reversed(found) if from_right else found)


def said(document: bytes, wanted: str) -> str:
    """Return where a page differs from what it must say; nothing where it says it."""
    rest = plain(wanted)
    for line in letters_within(document, left=311, top=120, bottom=272):
        shown = plain("".join(line))
        due, rest = rest[: len(shown)], rest[len(shown) :]
        if not any(map(is_from_right, line)):
            if due != shown:
                return f"{shown!r} instead of {due!r}"
            continue
        if Counter(due) != Counter(shown) or any(run not in letters_of(due) for run in runs_of(line)):
            return f"{shown!r} is no line of {due!r}"
    return rest and f"{rest!r} is missing"


def test_every_name_comes_back_as_it_went_in(world: World) -> None:
    altered = {}
    for one in world.tried:
        if one.ref in world.issued and (difference := said(world.issued[one.ref].document, block_of(one))):
            altered[one.ref, one.field, one.name[:60]] = difference
    assert altered == {}
    assert len(world.issued) > 300


def test_spaces_stay_where_they_were(world: World) -> None:
    looked_at = 0
    for one in world.tried:
        words = one.name.split(" ")
        if (
            one.ref not in world.issued
            or max(map(len, words)) > 25
            or any(map(is_from_right, "".join(words)))
        ):
            continue
        read = quick_text_of if looked_at % 8 else text_of  # a strict reader takes one in eight
        shown = " ".join(read(world.issued[one.ref].document).replace("\u2019", "'").split())
        looked_at += 1
        assert unicodedata.normalize("NFC", one.name).replace("\u2019", "'") in shown, one
    assert looked_at > 30


def test_what_is_not_recorded_is_refused_with_its_field_and_why(world: World) -> None:
    refused = [one for one in world.tried if one.refused]
    assert len(refused) > 75
    for one in refused:
        assert one.refused
        assert [problem.field for problem in one.refused.problems] == [one.field], one
        assert one.refused.problems[0].code in {"text_not_clean", "text_too_long", "missing"}
        assert field_words(one.field) in (sentence(one.refused) or "")
    with world.books.read() as session:
        kept = set(session.scalars(select(Party.ref)))
    assert kept == {one.ref for one in world.tried if not one.refused}


def test_what_cannot_be_printed_is_left_out_with_its_letters_and_its_place(world: World) -> None:
    tried = {one.ref: one for one in world.tried}
    assert {line.reason for line in world.run.left_out} - EMPTY == {"unprintable"}
    assert {ref for ref, one in tried.items() if not one.refused} == {*world.issued, *world.left_out}
    for ref, line in world.left_out.items():
        one = tried[ref]
        if line.reason in EMPTY:
            assert not one.name
            continue
        assert line.place in PLACES[one.field], (line, one)
        assert set(line.characters) <= set(unicodedata.normalize("NFC", one.name)), (line, one)
        assert line.characters or len(one.name) > 40 or not surely_fits(one.name), (line, one)
        told = left_out_sentence(line)
        assert all(c in told or f"U+{ord(c):04X}" in told for c in line.characters)
    assert sum(bool(line.characters) for line in world.left_out.values()) > 50
    assert sum(not line.characters for line in world.left_out.values()) > 5


def test_the_plan_knew_all_that_the_run_left_out(world: World) -> None:
    assert [world.issued[one.payer].planned for one in world.run.issued] == world.plan.receipts
    assert world.run.left_out == world.plan.left_out
    assert world.run.postponed == []


def test_no_refused_name_took_a_number_and_the_register_keeps_the_others_whole(world: World) -> None:
    again = issue_receipts(world.books, 2025, Choice(accept=["all"]))
    assert again.issued == []
    of_forms = Counter(one.number[:10] for one in world.run.issued)
    with world.books.read() as session:
        assert {row.series: (row.last, row.missing) for row in continuity(session)} == {
            series: (count, ()) for series, count in of_forms.items()
        }
        assert session.scalar(select(func.sum(ReceiptCounter.last))) == len(world.issued)
        names = {line.payer: (line.name, line.address) for line in register_lines(session)}
    assert names.keys() == world.issued.keys()
    for one in world.tried:
        if one.ref in names:
            name, address = names[one.ref]
            facts = {field: unicodedata.normalize("NFC", text) for field, text in one.facts.items()}
            known = facts["organisation"] if one.is_company else f"{facts['first_name']} {facts['last_name']}"
            assert name == known.strip()
            assert all(facts[field] in address for field in ("address", "address2", "city"))


def test_names_that_people_here_have_are_printed_and_letters_that_lack_are_not(world: World) -> None:
    outcome = {one.name: one.ref in world.issued for one in world.tried}
    for name in (
        "<b>Aït</b>", "&amp;", "Ɛli Aɣbalu", "Meẓẓyan Uḍar", "ⵎⵓⵃⴰⵏⴷ", "محمد", "مُحَمَّد", "محمد 12 Ahmed", "Łukasz Żółć",
        "Ằẵ Nguyễn", "=1+1", "../../etc/passwd", "'; DROP TABLE party;--",
    ):  # fmt: skip
        assert outcome[name], name
    for name in (
        "王小明",
        "Иван Петров",
        "🎉",
        "Aït\x00Ahmed",
        "\ud800",
        "\u202eteuqluS",
        "A\u200bït",
        "W" * 200,
        "A" * 10_000,
    ):
        assert not outcome[name], name


def test_no_letter_of_a_long_name_stands_on_another_or_beyond_the_margin(world: World) -> None:
    issued = (one for one in world.tried if one.ref in world.issued)
    longest = sorted((one for one in issued if "\ufdfa" not in one.name), key=lambda one: -len(one.name))[:20]
    assert len(longest[-1].name) > 30
    for one in longest:
        opened = pypdfium2.PdfDocument(world.issued[one.ref].document)
        page = opened[0].get_textpage()
        boxes = [
            page.get_charbox(n)
            for n in range(page.count_chars())
            if (c := page.get_text_range(n, 1)).strip() and unicodedata.category(c[0]) != "Mn"
        ]
        opened.close()
        spots = Counter(
            (round((x1 + x2) / 1.4), round((y1 + y2) / 1.4)) for x1, y1, x2, y2 in boxes if x2 > x1
        )
        assert max(spots.values()) == 1, (one, spots.most_common(3))
        assert all(x1 >= 47 and x2 <= WIDTH - 46 for x1, _, x2, _ in boxes), one


def test_a_text_said_to_fit_surely_fits_in_all_places_at_once() -> None:
    fitting = (letter for letter in known_characters() if surely_fits(letter))
    letter = max(fitting, key=lambda one: width(one, STRONG, 10))
    assert width(letter, STRONG, 10) > 12
    assert not surely_fits("﷽")
    assert {one for one in known_characters() if not surely_fits(one)} == {
        one for one in known_characters() if width(one, STRONG, 1) > 1.3
    }
    text = letter * 40
    assert surely_fits(text)
    three = " ".join((letter * 13, letter * 22, letter * 13))  # on as many lines of the window
    address = replace(DONOR.address, lines=(three, letter * 25), postcode="", city=letter * 25)
    donor = replace(DONOR, last_name=text, first_names=text, name=text, address=address)
    assert surely_fit(donor, ())
    usual = replace(
        address, lines=("9 allée des Amandiers", "Bâtiment C"), postcode="69100", city="Villeurbanne"
    )
    assert surely_fit(replace(DONOR, address=usual), ())  # as most are, of which none is printed to know it
    assert not surely_fit(replace(donor, address=replace(address, city=letter * 26)), ())
    assert not surely_fit(replace(donor, address=replace(address, country="MA", country_name="Maroc")), ())
    Press(BENEFICIARY, SIGNATORY, version="11580-05").print(content(donor=donor))
    firm = replace(COMPANY, name=text, last_name=text, legal_form=text, address=address)
    shown = company_content(donor=firm, descriptions=(text,))
    Press(BENEFICIARY, SIGNATORY, version="16216-03").print(shown)


def test_latin_letters_are_printed_whatever_is_asked_of_the_fonts() -> None:
    latin = "".join(filter(str.isprintable, map(chr, range(0x180))))
    check_texts({"name": latin})
    assert missing_glyphs(latin) == set()
    assert known_characters().issuperset(latin)
    assert wide_characters().isdisjoint(latin)
    assert is_simple(latin)


def test_files_made_for_them_have_names_that_every_system_takes(world: World, tmp_path: Path) -> None:
    made = write_pack(world.books, tmp_path / "pack.zip", 2025)
    assert made.receipts == len(world.issued)
    with ZipFile(tmp_path / "pack.zip") as archive:
        names = archive.namelist()
    assert len(names) == len({name.casefold() for name in names}) > len(world.issued)
    assert [name for name in names if not re.fullmatch(r"(?:[\w-]+/)*[\w-]+\.\w+", name, re.ASCII)] == []
