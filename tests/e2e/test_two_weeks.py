"""Two weeks of three offices, as a story: one set of books in the end, whole, and equal to the story's own sums.

Marseille works on a server, Lyon there too but over a line that breaks, Paris in a field book without any. They meet
by mail after a week and by a stick at the end.
"""

import json
import os
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy.engine import make_url

from donations_app import cli
from donations_app.db import lost_answer
from donations_app.db.open import open_books
from donations_app.db.queries.counted import counted
from donations_app.domain.errors import InputRefused, NotAllowed, PaymentReceipted
from donations_app.domain.field_books import StillAsked, TransferRefused
from donations_app.services.audit.verify import verify
from donations_app.services.closing.years import close_year
from donations_app.services.exchange.backups import back_up
from donations_app.services.exchange.field_bringing import bring_field_book, look_at
from donations_app.services.exchange.restoring import restore_to_server
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.projects.changing import end_project
from donations_app.services.receipts.issue import issue_receipts
from tests import databases
from tests.e2e.two_weeks import DONORS, MEMBERS, PARIS, PROJECTS, Run, Story, document, three_offices
from tests.office import KARIM, SAVER

MANY: Final = int(os.environ.get("STORIES", "3"))
KHADIJA: Final = {"last_name": "Ouhammou", "first_name": "Khadija", "address": "9 rue des Écoles"}
RACHID: Final = {"last_name": "Bouzid", "first_name": "Rachid", "address": "14 rue Mouffetard"}


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run_(*words: object) -> tuple[int, Any]:
        status = cli.main(["--lang", "en", *map(str, words), "--json"])
        return status, document(*capfdbinary.readouterr())

    return run_


def paris_leaves(story: Story) -> None:
    story.opens_the_field_book()


def khadija_gives_in_two_offices(story: Story) -> None:
    for office in ("MRS", "PAR"):
        phone = "0639983041" if office == "PAR" else ""
        story.gives(office, story.new_person(office, **KHADIJA, phone=phone), project="EAU")


def one_moves_and_two_offices_hear_of_it(story: Story) -> None:
    story.changes("MRS", "A2", city="Aubagne")
    story.changes("PAR", "A2", city="Saint-Denis", phone="0639983042")


def the_well_is_finished(story: Story) -> None:
    end_project(story.marseille, "PUITS", on=story.clock.today)
    for _ in range(2):
        story.gives("PAR", story.chance.choice(DONORS), project="PUITS")


def cheques_go_to_the_bank(story: Story) -> None:
    for office in story.books:
        story.takes_cheques_to_the_bank(office)


def head_office_issues_a_receipt(story: Story) -> None:
    story.gives("LYO", "A1", 80_00, project="EAU")
    on_it = [one for one in story.sums.standing() if one.payer == "A1"]
    receipts_are_issued(story, 2026, "A1")
    lyon = next(one.ref for one in on_it if one.office == "LYO")
    with pytest.raises(PaymentReceipted):
        reverse_payment(story.lyon, lyon, kind="correction", reason="Doublon", on=story.clock.today)
    with pytest.raises(NotAllowed):
        issue_receipts(story.lyon, 2026)


def receipts_are_issued(story: Story, year: int, payer: str = "") -> None:
    """Issue receipts: each payer's is what the story knows that he gave."""
    wanted = story.sums.unreceipted(year)
    wanted = {payer: wanted[payer]} if payer else wanted
    chosen = ("--payer", payer) if payer else ()
    made = story.told("receipts", "issue", "--year", year, *chosen, "--accept", "all")["receipts"]
    assert sorted(one["amount_cents"] for one in made) == sorted(wanted.values())
    story.sums.receipts |= {one["number"]: one["amount_cents"] for one in made}
    for told in story.sums.standing():
        if told.year == year and told.payer in wanted:
            told.receipt = "issued"


def the_mail_brings_the_field_book(story: Story) -> None:
    """Half of the file is nothing at all, questions are answered, the same again brings nothing."""
    sent, half, before = story.folder / "PA2.sealed", story.folder / "half", story.heads()
    sent.unlink(missing_ok=True)
    assert story.told("field", "send", sent, books=story.field_book)["field_book"] == PARIS
    half.write_bytes(sent.read_bytes()[: sent.stat().st_size // 2])
    with pytest.raises(TransferRefused):
        bring_field_book(story.marseille, half)
    with pytest.raises(StillAsked):
        bring_field_book(story.marseille, sent)
    assert story.heads() == before
    brought(story, sent, "P-PA2-000001", may_stay=True)


def brought(story: Story, place: Path, *people: str, may_stay: bool) -> None:
    """Answer what is asked, at random, and bring a field book home by the command; once more it is nothing."""
    review = look_at(story.marseille, place)
    asked = [one for one in review.decisions if not one.name.endswith(".phone")]
    assert set(people) <= {one.name for one in asked}
    answers = {
        one.name: story.chance.choice([each for each in one.choices if may_stay or each != "leave"])
        for one in asked
    }
    said = [word for name, answer in answers.items() for word in ("--answer", f"{name}={answer}")]
    story.comes_home(review.decisions, answers)
    away = [one for one in story.sums.payments.values() if not one.is_home]
    done = story.told("field", "bring", place, *said)
    assert done["written"] is True
    again = look_at(story.marseille, place)
    assert {one.ref for one in again.written} == {one.ref for one in away}
    assert story.heads()[PARIS] == story.heads("PAR")[PARIS]


def a_year_is_closed_and_a_cheque_of_it_turns_up(story: Story) -> None:
    """Lyon is told and says that it is late; Paris, in its field book, cannot know."""
    close_year(story.marseille, 2025, accept=["all"])
    found = {"received_on": date(2025, 12, 20), "method": "cheque", "project": "EAU"}
    with pytest.raises(InputRefused):
        story.gives("MRS", "A3", 60_00, **found)
    story.gives("LYO", "A3", 60_00, **found, late=True)
    story.gives("PAR", "A4", 70_00, **found)


def rachid_gives_in_two_offices(story: Story) -> None:
    for office in ("LYO", "PAR"):
        story.gives(office, story.new_person(office, **RACHID), project="ECOLE")


def a_cheque_comes_back(story: Story) -> None:
    ref = story.gives("LYO", "A5", 45_00, method="cheque", project="EAU")
    story.takes_cheques_to_the_bank("LYO")
    reason = "provision insuffisante"
    reverse_payment(story.lyon, ref, kind="return", reason=reason, on=story.clock.today)
    story.sums.taken_back.add(ref)


def a_backup_is_tried(story: Story) -> None:
    """What is put back in another base is what the story knows, on this very day."""
    saver = story.office.books(SAVER)
    copy = back_up(saver, story.folder / f"{story.clock.today}.zip", scratch=story.office.server)
    base = f"{story.office.base}_tried"
    place = make_url(story.office.server).set(database=base).render_as_string(hide_password=False)
    restore_to_server(copy.path, place, clock=story.clock)
    try:
        with closing(open_books(place, clock=story.clock)) as back, back.read() as session:
            held = counted(session, story.clock.today)
            assert (held.sum_cents, held.receipts) == (
                sum(story.sums.by("office").values()), len(story.sums.receipts),
            )  # fmt: skip
            assert verify(back).faults == []
    finally:
        databases.drop(place)


def the_stick_brings_the_field_book(story: Story) -> None:
    brought(story, story.field_book, may_stay=False)


def the_rest_gets_its_receipts(story: Story) -> None:
    for year in (2025, 2026):
        receipts_are_issued(story, year)


NOTHING: Final = "0" * 64  # head of a chain in which nothing was written
Event = Callable[[Story], None]
DAYS: Final = 14
STORY: Final[tuple[tuple[int, Event], ...]] = (
    (0, paris_leaves), (1, khadija_gives_in_two_offices), (2, one_moves_and_two_offices_hear_of_it),
    (3, the_well_is_finished), (4, cheques_go_to_the_bank), (5, head_office_issues_a_receipt),
    (6, the_mail_brings_the_field_book), (7, a_backup_is_tried), (8, a_year_is_closed_and_a_cheque_of_it_turns_up),
    (9, rachid_gives_in_two_offices), (10, a_cheque_comes_back), (11, cheques_go_to_the_bank),
    (13, the_stick_brings_the_field_book), (13, the_rest_gets_its_receipts),
)  # fmt: skip
UNTOLD: Final = (a_backup_is_tried,)  # of the short story: a server's programs take a second each


def told(story: Story, days: int, gifts: int) -> None:
    """Let the days pass: each office records what comes, then what the story says happens."""
    for day in range(days):
        story.clock.leap_to(day)
        for office in story.books:
            for _ in range(story.chance.randint(1, gifts)):
                story.gives(office, story.chance.choice(DONORS), project=story.chance.choice(PROJECTS[:2]))
        if day < len(MEMBERS):
            story.gives("MRS", MEMBERS[day], kind="dues")
        for on, happens in STORY:
            if on * days // DAYS == day and (days == DAYS or happens not in UNTOLD):
                happens(story)


def all_is_one(story: Story) -> None:
    """One set of books, every chain verified, and the sums of the story."""
    sums, verified = story.sums, story.told("verify")
    heads = verified["heads"]
    assert (verified["problems"], heads) == ([], story.heads())
    assert not [one.ref for one in sums.payments.values() if not one.is_home]
    written = {code: head for code, head in heads.items() if head != NOTHING}
    assert heads.keys() - written.keys() == {"PAR"}  # its clerk wrote in the field book alone
    proved = story.told("verify", *(word for one in written.items() for word in ("--head", "=".join(one))))
    assert (proved["anchored"], proved["proved"].keys()) == (True, written.keys())
    assert story.told("verify", "--head", f"MRS={NOTHING[:-1]}1", status=1)["anchored"] is False
    listed = story.told("payments", "list")
    assert listed["sum_cents"] == sum(sums.by("office").values())
    kept = {one["ref"] for one in listed["payments"] if one["amount_cents"] > 0}
    assert kept == set(sums.payments)
    for office in ("MRS", "LYO", "PAR"):
        for kind in ("donation", "dues"):
            found = story.told("payments", "list", "--office", office, "--kind", kind)["sum_cents"]
            assert found == sums.by("office", "kind").get((office, kind), 0), (office, kind)
    shares = {one["code"]: one["private_cents"] for one in story.told("share")["projects"]}
    assert shares == {code: sums.by("project").get((code,), 0) for code in PROJECTS if code}
    assert story.told("register", "check")["ok"] is True
    paper = story.folder / "register.json"
    story.told("register", "--out", paper)
    register = json.loads(paper.read_bytes())
    assert {one["number"]: one["amount_cents"] for one in register["lines"]} == sums.receipts
    slips = story.told("deposit", "list")["deposits"]
    assert {one["ref"]: one["sum_cents"] for one in slips} == sums.slips
    people = story.told("people", "list")
    assert {one["ref"] for one in people["people"]} == sums.people
    only_his(story)


def only_his(story: Story) -> None:
    """The clerk of Paris sees on the server what his office brought home, and nothing of others."""
    clerk = story.office.address(KARIM)
    listed = story.told("payments", "list", books=clerk)
    assert listed["sum_cents"] == story.sums.by("office")[("PAR",)]
    assert {one["office"] for one in listed["payments"]} == {"PAR"}


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(lost_answer, "PATIENCE", 0.5)
    monkeypatch.setenv("PATH", str(databases.programs()), prepend=os.pathsep)
    return monkeypatch


def tell(server: str, folder: Path, run: Run, hasty: pytest.MonkeyPatch, seed: int, **length: int) -> Story:
    with three_offices(server, folder, run, seed) as story:
        hasty.setattr("donations_app.db.books.utc_now", story.clock)
        told(story, **length)
        all_is_one(story)
    return story


@pytest.mark.suite
def test_three_days_of_three_offices_end_in_one_set_of_books(
    server: str, tmp_path: Path, run: Run, hasty: pytest.MonkeyPatch
) -> None:
    story = tell(server, tmp_path, run, hasty, 1, days=3, gifts=1)
    assert {cut for cut, times in story.sums.cuts.items() if times} >= {"before", "after"}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 1 + MANY))
def test_two_weeks_of_three_offices_end_in_one_set_of_books(
    server: str, tmp_path: Path, run: Run, hasty: pytest.MonkeyPatch, seed: int
) -> None:
    story = tell(server, tmp_path, run, hasty, seed, days=DAYS, gifts=3)
    assert {cut for cut, times in story.sums.cuts.items() if times} == {"", "before", "after", "silent"}
