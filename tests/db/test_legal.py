"""Legal figures are dated data: a doubtful one is shown until a person confirms it, and that is journalled."""

from datetime import date

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.domain.money import Money
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import decide_parameter, legal_parameters, unconfirmed
from donations_app.services.receipts.cancelling import replace_receipt
from donations_app.services.receipts.copies import receipt_copy
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from tests.receipts.reading import text_of
from tests.world import TODAY, gift, issue_whole, login_of, person

CEILING = "counterpart_ceiling_cents"


def decide(books: Books, **facts: object) -> None:
    known: dict[str, object] = {
        "first_on": date(2026, 1, 1), "source": "Arrêté of 2026",
    }  # fmt: skip
    decide_parameter(books, CEILING, **(known | facts))  # type: ignore[arg-type]


def baskets(books: Books, second: int = 20_00) -> list[str]:
    """Two gifts of 2026 with goods worth 60 euros and 20, or else; return why lines are left out."""
    person(books)
    for cents, goods in ((400_00, 60_00), (200_00, second)):
        gift(books, cents, received_on=date(2026, 2, 1), counterpart=Money(goods), counterpart_kind="goods")
    return [line.reason for line in plan_receipts(books, 2026).left_out]


def test_case_29_goods_above_the_ceiling_of_the_year_are_left_out_and_the_figure_is_doubtful(
    books: Books,
) -> None:
    assert baskets(books, 30_00) == ["counterpart_too_large"]
    plan = plan_receipts(books, 2026)
    assert [receipt.amount.cents for receipt in plan.receipts] == [400_00]
    assert CEILING in {figure.name for figure in plan.unconfirmed}
    assert CEILING not in {figure.name for figure in plan_receipts(books, 2025).unconfirmed}


@pytest.mark.parametrize(
    ("second", "left_out", "warned"),
    [
        (13_00, [], "counterpart_near_ceiling"),  # 73 in all
        (13_01, [], "counterpart_above_ceiling"), (26_00, [], "counterpart_above_ceiling"),
        (26_01, ["counterpart_too_large"], "counterpart_near_ceiling"),  # the first 60 stay
    ],
)  # fmt: skip
def test_goods_that_the_revision_of_the_ceiling_may_allow_are_warned_of_and_not_refused(
    books: Books, second: int, left_out: list[str], warned: str
) -> None:
    assert baskets(books, second) == left_out
    (receipt,) = plan_receipts(books, 2026).receipts
    assert [warning.code for warning in receipt.warnings] == [warned]
    assert issue_receipts(books, 2026, Choice()).issued == []
    decide(books)
    assert [line.reason for line in plan_receipts(books, 2026).left_out] == (
        [] if second == 13_00 else ["counterpart_too_large"]
    )


def test_the_years_before_the_revision_keep_their_ceiling(books: Books) -> None:
    person(books)
    gift(books, 400_00, counterpart=Money(73_01), counterpart_kind="goods")
    assert [line.reason for line in plan_receipts(books, 2025).left_out] == ["counterpart_too_large"]


def test_a_confirmed_figure_is_doubtful_no_longer_and_a_changed_one_decides(books: Books) -> None:
    decide(books)
    with books.read() as session:
        assert CEILING not in {figure.name for figure in unconfirmed(session, TODAY)}
    decide(books, value="8000", source="Decree of 2026-12")
    assert baskets(books) == []
    with books.read() as session:
        entries = session.execute(
            changes(Link.who, Entry.record).where(Entry.kind == "legal_parameter.decided")
        ).all()
    assert [tuple(entry) for entry in entries] == [
        (login_of(books, "naima"), f"legal_parameter:{CEILING}/2026-01-01")
    ] * 2
    assert verify(books).faults == []


def test_a_figure_of_a_later_day_leaves_the_earlier_one(books: Books) -> None:
    decide(books, first_on=date(2027, 1, 1), value="7600")
    with books.read() as session:
        found = [figure for figure in legal_parameters(session) if figure.name == CEILING]
    assert {(figure.first_on, figure.value) for figure in found} >= {
        (date(2027, 1, 1), 7600), (date(2026, 1, 1), 7300), (date(2021, 1, 1), 7300),
    }  # fmt: skip


def test_another_form_from_a_day_on_leaves_the_receipts_issued_before_as_they_are(books: Books) -> None:
    person(books)
    gift(books), gift(books, 20_00, received_on=date(2026, 3, 1))
    (first,) = issue_whole(books, 2025).issued
    decide_parameter(
        books,
        "form_individuals",
        first_on=date(2026, 11, 24),
        value="11580*06",
        source="2041-RD of 2026",
    )
    (second,) = issue_whole(books.acting(today=date(2026, 11, 25)), 2026).issued
    assert (first.planned.form, second.planned.form) == ("11580*05", "11580*06")
    assert "11580*06" in text_of(second.document)
    assert "11580*05" not in text_of(second.document)
    assert receipt_copy(books, first.number) == first.document


NO_FIGURES: list[tuple[dict[str, object], str]] = [
 ({"source": " "}, "source"), ({"value": "73,00"}, "value"), ({"value": "-1"}, "value"),
 ({"last_on": date(2025, 1, 1)}, "to")]  # fmt: skip


def test_a_figure_without_source_or_that_is_none_is_refused(books: Books) -> None:
    for facts, field in NO_FIGURES:
        with pytest.raises(InputRefused) as error:
            decide(books, **facts)
        assert [problem.field for problem in error.value.problems] == [field], facts
    with pytest.raises(NotFound):
        decide_parameter(books, "vat", first_on=TODAY, value="20", source="x")


def test_the_ceiling_of_the_year_holds_for_one_payment_and_for_a_replacement_too(books: Books) -> None:
    person(books, receipt_wish="each")
    refs = [
        gift(
            books, 400_00, received_on=date(2025, 2, day), counterpart=Money(goods), counterpart_kind="goods"
        )
        for day, goods in ((1, 60_00), (2, 20_00))
    ]
    one = plan_receipts(books, 2025, payment=refs[1])
    assert ([line.reason for line in one.left_out], one.receipts) == (["counterpart_too_large"], [])
    (first,) = plan_receipts(books, 2025, payment=refs[0]).receipts
    assert [warning.code for warning in first.warnings] == ["counterpart_near_ceiling"]  # 60 of 73
    (issued,) = issue_receipts(books, 2025, Choice(accept=["all"])).issued
    replaced = replace_receipt(books, issued.number, reason="r")
    assert replaced.planned.payments == [refs[0]]


def test_baskets_of_several_payments_near_the_ceiling_are_warned_about_on_each_receipt(books: Books) -> None:
    person(books, receipt_wish="each")
    for goods in (40_00, 30_00):
        gift(books, 400_00, counterpart=Money(goods), counterpart_kind="goods")
    gift(books, 10_00)
    plan = plan_receipts(books, 2025)
    assert [[warning.code for warning in one.warnings] for one in plan.receipts] == [
        ["counterpart_near_ceiling"], ["counterpart_near_ceiling"], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("declaration_documents", "both", "choice_unknown"), ("declaration_duty", "", None),
        ("declaration_duty", "oui", "choice_unknown"), ("declaration_duty", "no", None),
        ("declaration_earliest_due_on", "31/12/2022", "date_unreadable"),
        ("declaration_earliest_due_on", "2023-01-31", None),
    ],
)  # fmt: skip
def test_a_reading_is_one_of_those_that_are_known_and_a_day_is_a_day(
    books: Books, name: str, value: str, code: str | None
) -> None:
    first_on = date(2021, 1, 1)
    if code is None:
        decide_parameter(books, name, first_on=first_on, value=value, source="accountant")
        return
    with pytest.raises(InputRefused) as refused:
        decide_parameter(books, name, first_on=first_on, value=value, source="accountant")
    assert [problem.code for problem in refused.value.problems] == [code]
