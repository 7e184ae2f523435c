"""Files whose days, amounts and names are written in a way that somebody said, kept with their headings."""

from pathlib import Path

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.people_list import people
from donations_app.db.tables import Party, Payment
from donations_app.domain.errors import InputRefused
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.written import Written
from donations_app.formats.mapping import FieldMap, as_json, from_json
from donations_app.formats.tables import read_table
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.preview import preview_file
from tests.formats.test_workbooks import content_of, filled
from tests.world import TODAY, person

pytestmark = pytest.mark.file_only
HEAD = "ref;office;payer;received_on;method;kind;amount\n"
GIFTS = HEAD + "G1;MRS;A1;03/08/2025;cash;donation;1,234.56\nG2;MRS;A1;{day};cash;donation;1,000\n"
SAID = FieldMap(written=Written("month_first", "point"))


def test_days_and_amounts_are_read_as_they_are_said_to_be_written(books: Books, tmp_path: Path) -> None:
    person(books)
    path = tmp_path / "gifts.csv"
    path.write_text(GIFTS.format(day="12/31/2024"), encoding="utf-8")
    unsaid = import_file(books, "payments", path)
    assert {one.problem for one in unsaid.rejected} == {
        "day_month_order", "amount_not_a_number", "amount_too_precise",
    }  # fmt: skip
    assert import_file(books, "payments", path, decided=SAID).accepted == 2
    with books.read() as session:
        rows = session.execute(select(Payment.received_on, Payment.amount).order_by(Payment.other_ref))
        assert [(day.isoformat(), amount.cents) for day, amount in rows] == [
            ("2025-03-08", 1234_56), ("2024-12-31", 1000_00),
        ]  # fmt: skip
    for day in ("31/12/2024", "2024-12-31"):  # a column is refused that proves the other order
        path.write_text(GIFTS.format(day=day).replace("G", "H"), encoding="utf-8")
        answer = import_file(books, "payments", path, decided=SAID)
        assert [one.problem for one in answer.rejected] == ["month_day_order", "month_day_order"]
    comma = FieldMap(written=Written(decimals="comma"))
    answer = import_file(books, "payments", path, decided=comma)
    assert [(one.value, one.problem) for one in answer.rejected] == [
        ("1,234.56", "decimals_otherwise"), ("1,000", "amount_too_precise"),
    ]  # fmt: skip
    assert from_json(as_json("payments", SAID)) == ("payments", SAID)
    assert from_json(as_json("payments", SAID) | {"days": "sideways"}) == (
        "payments",
        FieldMap(written=Written(decimals="point")),
    )


def test_a_workbook_says_itself_how_it_is_written(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "gifts.xlsx"
    path.write_bytes(content_of(filled(tuple(HEAD.strip().split(";")), ("G1", "MRS", "A1", "03/08/2025"))))
    with pytest.raises(InputRefused) as caught:
        import_file(books, "payments", path, decided=SAID)
    assert [one.code for one in caught.value.problems] == ["written_in_workbook"]


def test_whole_names_are_parted_organisations_kept_and_doubts_refused(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "Numéro;Nom & prénom\nA1;El Amrani Fatima\nA2;Association Aman\nA3;Garcia Lopez Maria\nA4;Kaci\n",
        encoding="utf-8",
    )
    decided = FieldMap(fills={"kind": "individual"})
    found = preview_file(books, "people", path, read_table(path), decided)
    assert found.verdicts == ["new", "new", "refused", "refused"]
    rows = [row for row in found.rows(range(4)) if row]
    assert [row.reads_as for row in rows] == [
        {"last_name": "El Amrani", "first_name": "Fatima"}, {"organisation": "Association Aman"}, {}, {},
    ]  # fmt: skip
    assert [one.problem for row in rows for one in row.problems] == ["name_doubtful", "name_alone"]
    assert import_file(books, "people", path, decided=decided, partial=True).accepted == 2
    turned = FieldMap(fills={"kind": "individual"}, written=Written(names="first_last"))
    path.write_text("Numéro;Nom & prénom\nA1;Fatima Zahra El Amrani\nB1;Paul Lambert\n", encoding="utf-8")
    answer = import_file(books, "people", path, decided=turned, update=True)
    assert [one.fields for one in answer.changed] == [(("first_name", "Fatima", "Fatima Zahra"),)]
    with books.read() as session:
        names = {one.ref: one.name for one in people(session, PeopleFilter(), today=TODAY)}
        kinds = dict(session.execute(select(Party.other_ref, Party.kind)).tuples().all())
    assert names == {"A1": "Fatima Zahra El Amrani", "A2": "Association Aman", "B1": "Paul Lambert"}
    assert kinds == {"A1": "individual", "A2": "association", "B1": "individual"}
