"""What is written of a bug says where the program was, and names nobody."""

import os
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from donations_app.bugs import report, summary, write_report
from donations_app.db.books import Books
from tests.posix import is_private

NAME, STREET, MAIL = "Zoubida", "rue des Abeilles", "zoubida@exemple.fr"
PEOPLE = {"name": NAME, "street": STREET, "mail": MAIL, "key": 12345}


def caught(work: Callable[[], object]) -> BaseException:
    try:
        work()
    except BaseException as error:  # noqa: BLE001 -- whatever it is
        return error
    raise AssertionError("nothing was raised")


def _refuse(name: str) -> None:
    raise ValueError(f"no share can be had by {name}, {STREET}, {12_345}")


def _refuse_at_length(name: str) -> None:
    raise RuntimeError(
        f"a line that went wrong twice for {name}"
        " and then stopped"
    )  # fmt: skip


def _after_another() -> None:
    try:
        _refuse(NAME)
    except ValueError as error:
        raise KeyError(MAIL) from error


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda: _refuse(NAME), "ValueError: no share can be had by …"),
        (
            lambda: _refuse_at_length(NAME),
            "RuntimeError: a line that went wrong twice for … and then stopped",
        ),
        (lambda: int(STREET), "ValueError: … int …"),
        (lambda: PEOPLE[NAME], "KeyError: …"),
        (lambda: date.fromisoformat(MAIL), "ValueError: …"),
        (lambda: Path(NAME, STREET).read_text(), "FileNotFoundError [ENOENT]: …"),
        (lambda: NAME.missing, "AttributeError: 'str' object has no attribute 'missing'"),  # type: ignore[attr-defined]
        (lambda: NAME + 1, 'TypeError: can only concatenate str (not "int") to str'),  # type: ignore[operator]
        (_after_another, "KeyError: …"),
    ],
)
def test_of_a_bug_the_words_of_the_program_are_kept(work: Callable[[], object], said: str) -> None:
    assert summary(caught(work)) == said


def test_a_report_goes_through_all_that_led_to_the_error() -> None:
    told = report(caught(_after_another))
    assert [line for line in told.splitlines() if not line.startswith("  ")] == [
        "Traceback (most recent call last):",
        "ValueError: no share can be had by …",
        "Traceback (most recent call last):",
        "KeyError: …",
    ]
    assert f'File "{Path("tests/db/test_bug_reports.py")}", line ' in told
    assert "_refuse(NAME)" in told
    assert str(Path.cwd()) not in told


_NEW = "INSERT INTO office (id, code, name, is_head) SELECT"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM office WHERE nowhere = :name AND name = :street AND code = :mail AND id = :key",
        f"{_NEW} id, :name, :street, is_head FROM office WHERE :mail > '' AND :key > 0",
        f"{_NEW} :key, :name, NULL, is_head FROM office WHERE :street = 'rue des Abeilles' AND :mail > ''",
    ],
)
def test_what_a_database_says_of_people_is_left_out(books: Books, statement: str) -> None:
    def ask() -> None:
        with books.engine.begin() as connection:
            connection.info["journalling"] = True
            connection.execute(text(statement), PEOPLE)

    told = report(error := caught(ask))
    assert NAME in str(error)  # it stands there as SQLAlchemy tells it
    assert "in: " in told
    for word in (NAME, "Abeilles", "exemple", "12345"):
        assert word not in told
    assert re.search(r"\[(SQLITE_\w+|[0-9A-Z]{5})\]", told)


def test_a_report_is_its_users_alone(tmp_path: Path) -> None:
    place = write_report(caught(lambda: Decimal(NAME)))
    assert place is not None
    assert place.is_relative_to(tmp_path)
    assert NAME not in place.read_text(encoding="utf-8")
    assert is_private(place)
    assert os.name == "nt" or place.parent.stat().st_mode & 0o777 == 0o700


def test_errors_that_came_of_each_other_are_told_once_each() -> None:
    first, second = LookupError(), OverflowError()
    first.__context__, second.__cause__ = second, first
    told = report(first)
    assert (told.count("LookupError"), told.count("OverflowError")) == (1, 1)
