"""What is rare in a payment, recorded whole and said again as it was; on both engines."""

from datetime import date
from uuid import uuid4

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.domain.counterparts import Counterpart
from donations_app.domain.money import Money
from donations_app.i18n import without_marks
from donations_app.services.audit.verify import verify
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts.counterparts import doubt_about
from donations_app.words.payments import currency_words, line_words
from tests.world import TODAY, gift, payment, person


def test_currency_valuation_and_return_stand_in_the_books_and_are_put_right(books: Books) -> None:
    person(books)
    draft = payment(
        46_30, ref="D1", currency="MAD", rate="10.8", rate_source="Bank Al-Maghrib", rate_on=date(2025, 2, 28),
        method="cash", counterpart=Money(5_00), counterpart_kind="goods", receipt_issued_by="HelloAsso",
    )  # fmt: skip
    draft = replace(draft, lines=(replace(draft.lines[0], foreign_minor=500_00),))
    record_payment(books, draft)
    kind = payment(
        300_00, ref="D2", method="none", kind="in_kind", description="Deux pompes", evidence="Facture 12"
    )
    record_payment(books, replace(kind, lines=(replace(kind.lines[0], valued_by="N. Haddou"),)))
    with books.read() as session:
        money, thing = payment_detail(session, "D1"), payment_detail(session, "D2")
        again = draft_of(session, "D2", key=uuid4())
    assert without_marks(currency_words(money)) == (
        "500,00\u00a0MAD, 1\u00a0€ = 10,8\u00a0MAD, Bank Al-Maghrib, 28/02/2025"
    )
    assert [without_marks(said) for said in line_words(money.lines[0])] == [
        "Given in return: 5,00\u00a0€ (Goods)"
    ]
    assert [without_marks(said) for said in line_words(thing.lines[0])] == [
        "Deux pompes", "Valued by N. Haddou", "Evidence: Facture 12",
    ]  # fmt: skip
    right = replace(again, lines=(replace(again.lines[0], valued_by="Cabinet Atlas"),))
    new = correct_payment(books, "D2", right, reason="Misread").recorded
    with books.read() as session:
        assert payment_detail(session, new).lines[0].valued_by == "Cabinet Atlas"
    assert verify(books).faults == []


def test_what_is_given_back_is_weighed_with_the_other_gifts_of_the_year(books: Books) -> None:
    """A quarter of the gift; goods up to the ceiling of the year, told from four fifths of it on."""
    person(books)
    first = gift(books, 1_000_00, counterpart=Money(50_00), counterpart_kind="goods", received_on=TODAY)
    gift(books, 1_000_00, counterpart=Money(70_00), counterpart_kind="goods")  # of another year
    gift(books, 1_000_00, counterpart=Money(70_00), counterpart_kind="symbolic", received_on=TODAY)

    def doubt(worth: int, *, of: int = 1_000_00, kind: str = "goods", besides: str = "") -> str:
        got = Counterpart(amount=Money(of), worth=Money(worth), kind=kind)
        with books.read() as session:
            return doubt_about(session, "A1", got, on=TODAY, today=TODAY, besides=besides)

    assert (doubt(1_00), doubt(2_01, of=8_00), doubt(2_00, of=8_00)) == ("", "counterpart_too_large", "")
    assert (doubt(20_00), doubt(300_00), doubt(250_00, kind="symbolic")) == (
        "counterpart_near_ceiling", "counterpart_too_large", "",
    )  # fmt: skip
    assert doubt(20_00, besides=first) == ""
