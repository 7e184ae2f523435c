"""Where one line proves that a column puts the month first, no day of that column is believed."""

from datetime import date

import pytest

from donations_app.db.books import Books
from donations_app.db.tables import Payment
from donations_app.words.phrases import problem_sentence
from tests.formats.test_importing import HEADER, count_of, rejected, run
from tests.formats.test_workbooks import content_of, filled
from tests.world import person

LINE = "{};MRS;A1;{};cash;donation;10\n"


@pytest.mark.parametrize("proof", ["03/25/2025", "3-25-25", "03/25/2025 18:23:13"])
def test_the_sound_lines_of_such_a_column_are_not_taken_either(books: Books, proof: str) -> None:
    person(books)
    content = (
        HEADER + LINE.format("V1", "03/08/2025") + LINE.format("V2", proof) + LINE.format("V3", "20/03/2025")
    )
    answer = run(books, "payments", content, partial=True)
    assert rejected(answer) == [(line, "received_on", "day_month_order") for line in (2, 3, 4)]
    assert (answer.accepted, count_of(books, Payment)) == (0, 0)
    first = answer.rejected[0]
    assert "03/08/2025" in problem_sentence(first.problem, first.value, dict(first.data))
    assert dict(first.data) == {"example": proof, "line": 3}


def test_a_line_refused_for_another_reason_proves_it_too(file_books: Books) -> None:
    content = HEADER + LINE.format("V1", "03/08/2025") + "V2;MRS;NOBODY;03/25/2025;cash;gift;ten\n"
    assert (2, "received_on", "day_month_order") in rejected(
        run(file_books, "payments", content, partial=True)
    )


def test_another_column_and_a_line_without_a_day_are_left_alone(file_books: Books) -> None:
    content = (
        "ref;kind;last_name;deceased_on\nA1;individual;Un;03/25/2025\nA2;individual;Deux;\n"
        "A3;individual;Trois;03/08/2025\n"
    )
    answer = run(file_books, "people", content, partial=True)
    assert [line for line, _, _ in rejected(answer)] == [2, 4]
    assert answer.accepted == 1


def test_days_that_a_spreadsheet_made_of_such_texts_are_doubtful_too(file_books: Books) -> None:
    person(file_books)
    made = filled(
        tuple(HEADER.strip().split(";")), ("V1", "MRS", "A1", date(2025, 8, 3), "cash", "donation", 10),
        ("V2", "MRS", "A1", "03/25/2025", "cash", "donation", 10),
    )  # fmt: skip
    answer = run(file_books, "payments", content_of(made), "f.xlsx", partial=True)
    assert [line for line, _, _ in rejected(answer)] == [2, 3]


def test_days_that_are_impossible_either_way_prove_nothing(file_books: Books) -> None:
    person(file_books)
    content = HEADER + LINE.format("V1", "03/08/2025") + LINE.format("V2", "31/13/2025")
    answer = run(file_books, "payments", content, partial=True)
    assert (answer.accepted, rejected(answer)) == (1, [(3, "received_on", "date_impossible")])
