"""Settings stated again as they stand, changed by who saw them; figures that say who confirmed them and when."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from donations_app.db.books import Books
from donations_app.domain.errors import ChangedMeanwhile, InputRefused
from donations_app.domain.settings import MailDraft, OfficeDraft
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import decide_parameter, legal_parameters
from donations_app.services.books.settings import load_settings, standing_settings
from donations_app.services.books.settings_checks import categories
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
