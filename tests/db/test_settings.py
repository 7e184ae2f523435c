"""Facts hold from their day, earlier and later ones stay; new books are whole or not there."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import inspect, select

from donations_app.db.books import Books
from donations_app.db.engine import make_engine
from donations_app.db.queries.settings import offices, organisation
from donations_app.db.tables import Account, Organisation
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.settings import AccountDraft, OfficeDraft, SettingsDraft
from donations_app.domain.storage_errors import BooksExist, BooksReadOnly
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books, load_settings, rehearse_books
from tests.posix import only_posix
from tests.world import NAIMA, SETTINGS, TODAY, person, ticking


def named(name: str) -> SettingsDraft:
    return replace(SETTINGS, organisation=replace(SETTINGS.organisation, name=name))


def load(books: Books, settings: SettingsDraft, today: date = TODAY) -> None:
    load_settings(books.acting(today=today), settings)


def name_on(books: Books, day: date) -> str:
    with books.read() as session:
        return organisation(session, day).name


def test_an_office_that_the_settings_do_not_name_is_head_no_more(books: Books) -> None:
    load(books, replace(SETTINGS, offices=(OfficeDraft("PAR", "Paris", is_head=True),)))
    with books.read() as session:
        assert [(office.code, office.is_head) for office in offices(session)] == [
            ("PAR", True), ("LYO", False), ("MRS", False),
        ]  # fmt: skip
    assert verify(books).faults == []


def test_facts_of_an_earlier_day_leave_the_later_ones_as_they_are(books: Books) -> None:
    first = SETTINGS.organisation.name
    load(books, named("Later"), date(2027, 1, 1))
    load(books, named("Earlier"), date(2020, 1, 1))
    load(books, named("Between"), date(2026, 12, 1))
    days = [date(2020, 1, 1), TODAY, date(2026, 12, 1), date(2027, 1, 1)]
    assert [name_on(books, day) for day in days] == ["Earlier", first, "Between", "Later"]
    load(books, named("Corrected"), date(2026, 12, 1))
    load(books, named("Corrected"), date(2026, 12, 15))  # nothing new
    assert [name_on(books, day) for day in days] == ["Earlier", first, "Corrected", "Later"]
    with books.read() as session:
        assert len(session.scalars(select(Organisation.id)).all()) == 4
    assert verify(books).faults == []


def test_an_account_is_the_same_however_its_number_is_spaced(books: Books) -> None:
    spaced = AccountDraft("Compte courant", "FR76 3000 6000 0112 3456 7890 189")
    load(books, replace(SETTINGS, accounts=(spaced,)))
    with books.read() as session:
        assert session.scalars(select(Account.iban)).all() == ["FR7630006000011234567890189"]


def tables_at(location: str) -> list[str]:
    engine = make_engine(location)
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
    engine.dispose()
    return names


def is_nothing_at(location: str) -> bool:
    if "://" in location:
        return tables_at(location) == []
    return list(Path(location).parent.iterdir()) == []


def test_books_whose_filling_fails_are_not_there(location: str) -> None:
    def fill(books: Books) -> None:
        person(books)
        raise InputRefused([])

    with pytest.raises(InputRefused):
        create_books(location, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA, then=fill)
    assert is_nothing_at(location)
    create_books(location, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA, then=person).close()


def test_a_rehearsal_makes_nothing_and_the_books_can_be_made_after_it(location: str) -> None:
    told = rehearse_books(location, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA, then=person)
    assert is_nothing_at(location)
    made = create_books(location, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA)
    assert made.name == told
    assert verify(made).faults == []
    made.close()
    for make in (rehearse_books, create_books):
        with pytest.raises(BooksExist):
            make(location, SETTINGS, today=lambda: TODAY, clock=ticking())


@only_posix
@pytest.mark.parametrize("make", [create_books, rehearse_books])
def test_a_rehearsal_is_refused_where_the_books_would_be(tmp_path: Path, make: object) -> None:
    assert callable(make)
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x")
    places: list[tuple[Path, type[KnownError]]] = [
        (tmp_path / "dangling", BooksExist), (tmp_path / "loop", BooksExist), (tmp_path / "file", BooksExist),
        (tmp_path / "file" / "b.tiwizi", BooksReadOnly), (tmp_path / ("x" * 300), BooksReadOnly),
    ]  # fmt: skip
    for place, error in places:
        with pytest.raises(error):
            make(str(place), SETTINGS, today=lambda: TODAY, clock=ticking())
    wrong = replace(SETTINGS, accounts=(AccountDraft("x", "FR76"),))
    with pytest.raises(InputRefused):
        make(str(tmp_path / "new"), wrong, today=lambda: TODAY, clock=ticking())
    assert sorted(place.name for place in tmp_path.iterdir()) == ["dangling", "file", "loop"]
