"""Letters of thanks: the one that ships, one saved, journalled and dated; two authors never overwrite each other."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import projects_of
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link, ReceiptLine
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, LetterTooLong, LetterUnprintable
from donations_app.domain.letters import Letter, LetterDraft
from donations_app.formats.letters import letter_text, read_letter, shipped_letter
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.letters import letter_in_force, named_projects, preview, save_template
from donations_app.services.receipts.issue import issue_receipts
from tests.receipts.reading import lines_as_seen, pages_of, text_of
from tests.world import TODAY, gift, login_of, person, project, to

TOMORROW = TODAY + timedelta(days=1)


def in_force(books: Books, on: date = TODAY, language: str = "fr") -> Letter:
    with books.read() as session:
        return letter_in_force(session, language, on)


def save(books: Books, body: str = "Bonjour {donor}, merci.", *, today: date = TODAY, **facts: Any) -> Letter:
    known: dict[str, Any] = {"seen": in_force(books)}
    zohra = books.acting(login="zohra", today=today)
    return save_template(zohra, LetterDraft("fr", "Merci {donor}", body), **(known | facts))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_letters_that_ship_have_no_problem_and_fit_on_one_page(file_books: Books, language: str) -> None:
    letter = shipped_letter(language)
    draft = LetterDraft(language, letter.subject, letter.body)
    assert draft.problems() == []
    assert draft.tidied() == draft
    document = preview(file_books, draft)
    assert len(pages_of(document)) == 1
    assert "2025-MRS-P-000042" in "".join(lines_as_seen(document))
    assert "{" not in text_of(document)


def test_a_saved_letter_holds_from_its_day_on_and_those_before_stay(books: Books) -> None:
    assert in_force(books).version == 0
    save(books)
    save(books, "Bonjour {donor}, un grand merci.", seen=in_force(books, TOMORROW), today=TOMORROW)
    assert in_force(books).body == "Bonjour {donor}, merci."
    assert in_force(books, TOMORROW).body == "Bonjour {donor}, un grand merci."
    assert in_force(books, TODAY - timedelta(days=1)) == shipped_letter("fr")
    assert in_force(books, language="ar") == shipped_letter("ar")
    with books.read() as session:
        entries = session.execute(changes(Link.who).where(Entry.kind == "letter.saved")).all()
    assert [who for (who,) in entries] == [login_of(books, "zohra")] * 2
    assert verify(books).faults == []


def test_of_two_who_write_at_once_the_second_is_told(books: Books) -> None:
    seen = in_force(books)
    save(books, "Le premier.", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        save(books, "Le second.", seen=seen)
    assert in_force(books).body == "Le premier."
    assert save(books, "Le second, qui a lu.").version == 2
    read = in_force(books, TOMORROW)
    save(books, "De demain.", seen=read, today=TOMORROW)
    save(books, "De demain, mieux.", seen=in_force(books, TOMORROW), today=TOMORROW)
    assert in_force(books, TOMORROW).version == read.version  # of another day
    with pytest.raises(ChangedMeanwhile):
        save(books, "x", seen=read, today=TOMORROW)
    assert verify(books).faults == []


def test_a_letter_that_cannot_be_filled_or_printed_is_not_saved(books: Books) -> None:
    with pytest.raises(InputRefused) as refused:
        save(books, "Bonjour {prenom}")
    assert [problem.code for problem in refused.value.problems] == ["hole_unknown"]
    with pytest.raises(LetterUnprintable) as unprintable:
        save(books, "Merci 王")
    assert unprintable.value.characters == "王"
    with pytest.raises(LetterTooLong):
        save(books, "Merci.\n" * 200)
    assert in_force(books).version == 0


def test_a_letter_survives_its_file(tmp_path: Any) -> None:
    for language in ("fr", "en", "ar"):
        path = tmp_path / f"{language}.txt"
        path.write_text(
            "\ufeff" + letter_text(shipped_letter(language)).replace("\n", "\r\n"),
            encoding="utf-8",
            newline="",
        )
        draft = read_letter(path, language).tidied()
        assert (draft.subject, draft.body) == (
            shipped_letter(language).subject,
            shipped_letter(language).body,
        )


def test_the_letter_names_the_projects_where_the_money_stands(books: Books) -> None:
    person(books)
    for code in ("EAU", "ECOLE"):
        project(books, code, title_en=f"{code} in English")
    gift(books, 100_00, allocations=(to(30_00), to(70_00, "ECOLE")))
    gift(books, 10_00)
    issue_receipts(books, 2025)
    with books.read() as session:
        (receipt_id,) = set(session.scalars(select(ReceiptLine.receipt_id)))
        titles = projects_of(session, [receipt_id])[receipt_id]
    assert [one[1] for one in titles] == ["ECOLE in English", "EAU in English", ""]
    assert named_projects(titles[:2], "en") == "ECOLE in English and EAU in English"
    assert named_projects(titles, "en").endswith("and all our work in the villages")
    assert named_projects(titles * 2, "en").endswith("and other projects")
    assert named_projects([], "en") == "all our work in the villages"
    assert named_projects(titles[:1], "ar") == "Eau potable"  # French where nobody translated it
