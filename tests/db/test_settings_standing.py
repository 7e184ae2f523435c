"""Settings stated again as they stand, changed by who saw them; figures that say who confirmed them and when."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.settings import own_account
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, OfficeFactsRow
from donations_app.domain.errors import ChangedMeanwhile, InputRefused
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.settings import MailDraft, OfficeDraft
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import decide_parameter, legal_parameters
from donations_app.services.books.settings import load_settings, standing_settings
from donations_app.services.books.settings_checks import categories
from tests.raw import tamper
from tests.world import SETTINGS, TODAY, login_of

TOMORROW = date(2026, 11, 24)
MAIL = MailDraft(host="smtp.example.org", port=465, sender="a@example.org", sender_name="A")


def test_what_stands_is_what_was_stated_whole(books: Books) -> None:
    reached: dict[str, Any] = {
        "phone": "04 91 00 00 00",
        "email": "aman@example.org",
        "website": "https://example.org",
    }
    stated = replace(SETTINGS, organisation=replace(SETTINGS.organisation, **reached), mail=MAIL)
    load_settings(books, stated)
    with books.read() as session:
        standing = standing_settings(session, TODAY)
    assert (standing.organisation, set(standing.offices)) == (stated.organisation, set(stated.offices))
    assert (standing.signatories, standing.mail) == (stated.signatories, MAIL)
    assert [account.iban for account in standing.accounts] == [SETTINGS.accounts[0].iban]


def test_facts_of_an_office_hold_from_a_day_on_and_a_file_that_says_none_leaves_them(books: Books) -> None:
    iban = SETTINGS.accounts[0].iban
    known = OfficeFacts(address="3 place Bellecour", postcode="69002", city="Lyon", account=iban)
    head = replace(SETTINGS.offices[0], facts=OfficeFacts(city="Marseille"))
    moved = replace(known, address="1 rue Mercière", phone="04 78 00 00 00", account="")
    for day, facts in ((TODAY, known), (TODAY, replace(known, email="lyon@example.org")), (TOMORROW, moved)):
        lyon = OfficeDraft("LYO", "Lyon", facts=facts)
        load_settings(books.acting(today=day), replace(SETTINGS, offices=(head, lyon)))
    before = verify(books).entries
    load_settings(books.acting(today=TOMORROW), SETTINGS)
    with books.read() as session:
        found = [standing_settings(session, day) for day in (TODAY - timedelta(1), TODAY, TOMORROW)]
        assert own_account(session, "LYO", TODAY) == iban
        assert own_account(session, "LYO", TOMORROW) == own_account(session, "MRS", TODAY) == ""
        assert [row.office_id for row in session.execute(select(OfficeFactsRow.office_id))] == [1, 2, 2]
        query = changes(Entry.kind, Entry.record).where(Entry.kind == "office_facts.changed")
        assert [row.record for row in session.execute(query)] == ["office:MRS", *["office:LYO"] * 3]
    told = [{office.code: office.facts for office in one.offices} for one in found]
    assert [one["LYO"] for one in told] == [None, replace(known, email="lyon@example.org"), moved]
    assert [one["MRS"] for one in told] == [None, head.facts, head.facts]
    assert (verify(books).entries, verify(books).faults) == (before, [])
    tamper(
        books.location, "UPDATE office_facts SET phone = '04 78 99 99 99' WHERE phone <> ''", disarmed=True
    )
    assert [one.kind for one in verify(books).faults] == ["row_changed"]


def test_stating_again_what_stands_writes_nothing(books: Books) -> None:
    with books.read() as session:
        standing = standing_settings(session, TODAY)
    before = verify(books).entries
    load_settings(books.acting(today=TOMORROW), standing, seen=standing)
    assert verify(books).entries == before


def test_a_change_of_what_somebody_else_changed_since_is_refused_and_saves_nothing(books: Books) -> None:
    with books.read() as session:
        seen = standing_settings(session, TODAY)
    ended = replace(seen.signatories[0], valid_to=date(2026, 12, 31))
    load_settings(books.acting(office="LYO"), replace(seen, signatories=(ended,)), seen=seen)
    mine = replace(seen, offices=(*seen.offices, OfficeDraft("PAR", "Paris")))
    with pytest.raises(ChangedMeanwhile):
        load_settings(books, mine, seen=seen)
    with books.read() as session:
        standing = standing_settings(session, TODAY)
    assert standing.signatories == (ended,)
    assert {office.code for office in standing.offices} == {"MRS", "LYO"}
    assert verify(books).faults == []


def test_a_confirmed_figure_says_who_and_when_and_one_that_ships_says_nobody(books: Books) -> None:
    decide_parameter(
        books.acting(today=TOMORROW),
        "audit_threshold_cents",
        first_on=date(2026, 1, 1),
        source="D. 612-5",
    )
    with books.read() as session:
        found = [one for one in legal_parameters(session) if one.name == "audit_threshold_cents"]
    said = {(one.first_on, one.confirmed, one.decided_by, one.decided_on) for one in found}
    assert said == {
        (date(2026, 1, 1), True, login_of(books, "naima"), TOMORROW),
        (date(1990, 1, 1), True, "", None),
    }


def test_printed_texts_that_do_not_ship_are_refused(books: Books) -> None:
    with pytest.raises(InputRefused) as refused:
        decide_parameter(
            books,
            "wording_individuals",
            first_on=TODAY,
            value="11580-06",
            source="x",
        )
    assert [(one.field, one.code) for one in refused.value.problems] == [("value", "choice_unknown")]


def test_the_qualities_offered_are_those_that_both_forms_print() -> None:
    found = categories(TODAY)
    assert list(found) == ["general_interest_1901"]
    assert found["general_interest_1901"][0] == "Association loi 1901"
