"""Agreements with their day and source: the last word holds, the words before stay, nothing goes out against it."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.consents import consents_of
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.drafts import party_draft
from donations_app.domain.consents import Said, Source
from donations_app.domain.deliveries import Channel
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KeyReused, NotFound
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imports import import_file
from donations_app.services.people.consents import note_consent
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.merging import merge_people
from donations_app.services.people.parties import change_party
from donations_app.services.people.unmerging import undo_merge
from tests.raw import tamper
from tests.world import TODAY, gift, issue, person

MARCH = date(2024, 3, 14)


def note(
    books: Books, *, given: bool, on: date = MARCH, channel: Channel = "email", source: Source = "form",
    key: UUID | None = None, seen: int = 0, ref: str = "A1",
) -> bool:  # fmt: skip
    with books.read() as session:
        _draft, version = party_draft(session, ref)
    return note_consent(
        books, ref, Said(channel, given, on, source), key=key or uuid4(), seen=seen or version
    )


def said(books: Books, ref: str = "A1") -> list[tuple[str, bool, date, str]]:
    with books.read() as session:
        return [(one.channel, one.given, one.on, one.source) for one in consents_of(session, ref)]


def holds(books: Books, ref: str = "A1") -> tuple[bool, bool]:
    with books.read() as session:
        draft, _version = party_draft(session, ref)
    return draft.consent_email, draft.consent_post


def test_the_last_word_holds_and_each_stays_with_its_day_and_source(books: Books) -> None:
    person(books)
    assert (said(books), holds(books)) == ([], (False, False))
    note(books, given=True)
    note(books, given=True, channel="post", source="telephone", on=date(2024, 5, 2))
    assert holds(books) == (True, True)
    note(books, given=False, on=date(2026, 1, 9), source="letter")
    assert holds(books) == (False, True)
    assert said(books) == [
        ("email", False, date(2026, 1, 9), "letter"), ("post", True, date(2024, 5, 2), "telephone"),
        ("email", True, MARCH, "form"),
    ]  # fmt: skip
    assert verify(books).faults == []


def test_no_e_mail_goes_out_against_the_last_word(books: Books) -> None:
    person(books, email="a1@example.org")
    gift(books, 100_00)
    issue(books)

    def agrees() -> list[bool]:
        with books.read() as session:
            return [one.consents_to_email for one in deliverables(session, year=2025)]

    assert agrees() == [False]
    note(books, given=True)
    assert agrees() == [True]
    note(books, given=False, on=TODAY)
    assert agrees() == [False]


def test_what_is_changed_imported_or_erased_leaves_its_word_too(books: Books, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("ref;kind;last_name;consent_email\nX1;individual;Aït Ahmed;yes\n", encoding="utf-8")
    import_file(books, "people", file)
    with books.read() as session:
        draft, version = party_draft(session, "X1")
    change_party(books, "X1", replace(draft, consent_post=True, city="Lyon"), seen=version)
    assert said(books, "X1") == [("post", True, TODAY, "office"), ("email", True, TODAY, "import")]
    erase_party(books, "X1", asked_on=TODAY)
    assert said(books, "X1")[:2] == [("email", False, TODAY, "erasure"), ("post", False, TODAY, "erasure")]
    assert holds(books, "X1") == (False, False)
    assert verify(books).faults == []


def test_words_of_two_records_made_one_stand_together(books: Books) -> None:
    person(books), person(books, "A2", consent_email=True)
    merge_people(books, "A1", "A2", {"consent_email": "keep"})
    assert (said(books), holds(books)) == ([("email", True, TODAY, "office")], (False, False))
    undo_merge(books, "A1", "A2")
    assert (said(books), said(books, "A2")) == ([], [("email", True, TODAY, "office")])


def test_what_cannot_be_is_refused_and_nothing_is_written(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire")
    key = uuid4()
    assert note(books, given=True, key=key)
    assert not note(books, given=True, key=key)
    with pytest.raises(KeyReused):
        note(books, given=True, key=key, ref="B2")
    for on, code in (
        (date(2026, 11, 24), "day_in_future"), (date(2024, 3, 13), "consent_before_last"),
        (date(1899, 1, 1), "date_beyond"),
    ):  # fmt: skip
        with pytest.raises(InputRefused) as error:
            note(books, given=False, on=on)
        assert [(one.field, one.code) for one in error.value.problems] == [("on", code)]
    with pytest.raises(ChangedMeanwhile):
        note(books, given=False, on=TODAY, seen=1)
    with pytest.raises(ChangedMeanwhile):
        note(books, given=True, on=TODAY, seen=1)  # though nothing of the person would change
    with pytest.raises(NotFound):
        note_consent(books, "Z9", Said("email", True, TODAY, "form"), key=uuid4(), seen=1)  # noqa: FBT003
    assert (said(books), holds(books)) == ([("email", True, MARCH, "form")], (True, False))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE consent SET given = NOT given", "UPDATE consent SET source = 'letter'", "DELETE FROM consent"],
)
def test_a_word_that_was_tampered_with_is_found(books: Books, statement: str) -> None:
    person(books)
    note(books, given=True)
    tamper(books.location, statement, disarmed=True)
    assert verify(books).faults
