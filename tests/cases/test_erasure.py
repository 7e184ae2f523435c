"""A request of erasure: what goes at once, what the law keeps, the answer, and the end of the keeping."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app import cli
from donations_app.db.books import Books
from donations_app.db.queries.drafts import draft_of, party_draft
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.trail import changes
from donations_app.db.tables import BankRule, Entry, Link
from donations_app.domain.erasure import PersonErased
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.services.audit.verify import verify
from donations_app.services.bank.rules import state_rule
from donations_app.services.books.directory import directory_naming, whole_directory
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.people.erasure import Erasure, erase_party
from donations_app.services.people.memberships import join, set_fee
from donations_app.services.receipts.copies import receipt_copy
from donations_app.words.phrases import problem_sentence
from tests.cases.steps import frozen, issued_one, plan, shown
from tests.world import TODAY, gift, login_of, person

ASKED = date(2026, 11, 2)
IBAN = "FR1420041010050500013M02606"
KNOWN: dict[str, Any] = {
    "email": "mohand@exemple.fr", "phone": "+33 6 00 00 00 00", "notes": "Appelle le soir",
    "consent_email": True, "consent_post": True,
}  # fmt: skip


def erase(books: Books, ref: str = "A1", today: date = TODAY) -> Erasure:
    return erase_party(books.acting(today=today, login="zohra"), ref, asked_on=ASKED)


def known(books: Books, ref: str = "A1") -> PartyDraft:
    with books.read() as session:
        return party_draft(session, ref)[0]


@pytest.fixture
def receipted(books: Books) -> str:
    """A donor with a gift of 2023 and its receipt, established on 20 February 2024."""
    person(books, **KNOWN)
    gift(books, 100_00, received_on=date(2023, 5, 10))
    return issued_one(books, 2023, today=date(2024, 2, 20)).number


def test_case_57_name_and_receipt_stay_until_the_law_lets_them_go_and_the_rest_goes_at_once(
    books: Books, receipted: str
) -> None:
    before = receipt_copy(books, receipted)
    done = erase(books)
    assert [(one.code, one.until) for one in done.kept] == [
        ("receipts", date(2030, 2, 20)), ("vouchers", date(2033, 12, 31)),
    ]  # fmt: skip
    assert set(done.erased) == set(KNOWN)
    now = known(books)
    assert (now.email, now.phone, now.notes, now.consent_email, now.consent_post) == (
        "",
        "",
        "",
        False,
        False,
    )
    assert (now.last_name, now.address) == ("Aït Ahmed", "1 rue de la République")
    assert receipt_copy(books, receipted) == before
    letter = shown(done.letter)
    for said in ("demande d'effacement du 02/11/2026", "Mohand Aït Ahmed", "jusqu'au 20/02/2030",
                 "jusqu'au 31/12/2033", "article L102 E", "article L123-22", "Nous ne vous solliciterons plus",
                 "Zohra Amrani, Trésorière"):  # fmt: skip
        assert said in letter, said
    assert "mandat" not in letter
    assert "{" not in letter
    with books.read() as session:
        entry = session.execute(changes(Link.who, Entry.record).where(Entry.kind == "party.erased")).one()
        trail = "".join(session.scalars(changes(Entry.content)))
    assert tuple(entry) == (login_of(books, "zohra"), "party:A1")
    assert [
        said for said in ("mohand@exemple.fr", "+33 6 00 00 00 00", "Appelle le soir") if said in trail
    ] == []
    assert "Aït Ahmed" in trail  # as long as the law keeps the name, so does the line that holds
    assert verify(books).faults == []


@pytest.mark.usefixtures("receipted")
def test_case_57_each_term_ends_on_its_day_and_then_all_goes(books: Books) -> None:
    assert [one.code for one in erase(books, today=date(2030, 2, 19)).kept] == ["receipts", "vouchers"]
    assert [one.code for one in erase(books, today=date(2030, 2, 20)).kept] == ["vouchers"]
    done = erase(books, today=date(2033, 12, 31))
    assert done.kept == ()
    now = known(books)
    assert (now.last_name, now.first_name, now.address, now.city) == ("(effacé)", "", "", "")
    assert "Votre nom, votre adresse postale" in shown(done.letter)
    assert "1 rue de la République" in shown(done.letter)  # the letter goes to where he lived
    with books.read() as session:
        assert find_parties(session, "Ahmed", limit=5) == []
        assert [row.ref for row in find_parties(session, "A1", limit=5)] == ["A1"]
    assert verify(books).faults == []


def test_case_57_the_receipt_of_a_gift_not_yet_receipted_is_still_issued(books: Books) -> None:
    person(books, **KNOWN)
    gift(books, 60_00)
    assert [one.code for one in erase(books).kept] == ["vouchers"]
    assert frozen(books, issued_one(books).number).donor.name == "Mohand Aït Ahmed"


def test_who_only_wrote_to_us_is_erased_whole_and_twice_is_once(books: Books) -> None:
    person(books, "C1", kind="couple", second_first_name="Paul", **KNOWN)
    assert erase(books, "C1").kept == ()
    assert known(books, "C1").second_first_name == "(effacé)"
    with books.read() as session:
        entries = session.scalar(select(func.count()).select_from(Entry))
    again = erase(books, "C1")
    with books.read() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == entries
    assert again.erased == ()
    assert plan(books).left_out == []


def test_a_member_and_an_organisation_keep_their_names(books: Books) -> None:
    person(books, **KNOWN)
    person(
        books,
        "AMAN",
        kind="association",
        organisation="Association Aman",
        last_name="",
        first_name="",
        **KNOWN,
    )
    set_fee(books, "ADH", name="Adhésion", from_year=2026, fee=Money(30_00))
    join(books, [(uuid4(), "A1", date(2026, 1, 1))], kind="ADH")
    assert [(one.code, one.until) for one in erase(books).kept] == [("membership", None)]
    done = erase(books, "AMAN")
    assert [one.code for one in done.kept] == ["organisation"]
    assert known(books, "AMAN").organisation == "Association Aman"
    assert known(books, "AMAN").email == ""


def test_nobody_and_a_request_of_tomorrow_are_refused(books: Books) -> None:
    person(books, **KNOWN)
    with pytest.raises(NotFound):
        erase(books, "NOBODY")
    with pytest.raises(InputRefused):
        erase(books, today=date(2026, 11, 1))
    assert known(books).email == KNOWN["email"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Dear Mohand Aït Ahmed"), ("ar", "20/02/2030")]
)  # fmt: skip
def test_the_answer_is_in_the_language_of_who_asked(books: Books, language: str, said: str) -> None:
    person(books, language=language)
    gift(books, received_on=date(2023, 5, 10))
    issued_one(books, 2023, today=date(2024, 2, 20))
    letter = shown(erase(books).letter)
    assert said in letter
    assert "{" not in letter


Run = Callable[..., tuple[int, Any, str]]


def test_case_57_at_the_command_line_the_answer_is_written_and_a_rehearsal_changes_nothing(
    books: Books, receipted: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert receipted
    out = tmp_path / "réponse.pdf"

    def run(*more: str) -> tuple[int, Any]:
        words = ["--books", books.location, "--on", "2026-11-23", "--lang", "en", "--office", "MRS"]
        status = cli.main([*words, "people", "erase", "A1", "--asked-on", "2026-11-02", "--out", str(out), *more,
                           "--json"])  # fmt: skip
        return status, json.loads(capfdbinary.readouterr().out)

    books.close()
    status, rehearsed = run("--dry-run")
    assert (status, out.exists()) == (0, False)
    status, answer = run()
    assert (status, answer) == (0, rehearsed)
    assert (answer["whole"], [(one["code"], one["until"]) for one in answer["kept"]]) == (
        False, [("receipts", "2030-02-20"), ("vouchers", "2033-12-31")],
    )  # fmt: skip
    assert "20/02/2030" in answer["kept"][0]["message"] or "2030" in answer["kept"][0]["message"]
    assert "20/02/2030" in shown(out.read_bytes())
    assert run()[0] == 1  # the answer that stands is not overwritten


@pytest.mark.usefixtures("receipted")
def test_no_rule_knows_his_account_or_his_name_any_more(books: Books) -> None:
    state_rule(books, account=IBAN, payer="A1")
    state_rule(books, words="Aït Ahmed loyer", payer="A1")
    person(books, "B2", last_name="Moreau")
    state_rule(books, words="moreau", payer="B2")
    assert erase(books).kept  # his receipt keeps his name, and no rule
    with books.read() as session:
        rules = [
            (one.iban, one.words, one.is_active)
            for one in session.scalars(select(BankRule).order_by(BankRule.id))
        ]
        told = [
            content
            for content in session.scalars(select(Entry.content))
            if IBAN in content or "loyer" in content
        ]
    assert (rules, told) == ([("–", "", False), ("", "–", False), ("", "moreau", True)], [])
    assert verify(books).faults == []


def test_nothing_new_is_recorded_of_who_was_erased_whole_and_what_stands_is_put_right(books: Books) -> None:
    person(books, **KNOWN)
    paid = gift(books, 60_00)
    later = books.acting(today=date(2035, 12, 31))
    assert erase(books, today=later.today).kept == ()
    with pytest.raises(InputRefused) as refused:
        gift(later, 5_00)
    (problem,) = refused.value.problems
    assert problem_sentence(problem.code, problem.value) == (
        "“A1” was erased. Record the person anew, or name the right one."
    )
    set_fee(later, "ADH", name="Adhésion", from_year=2035, fee=Money(30_00))
    with pytest.raises(PersonErased):
        join(later, [(uuid4(), "A1", date(2035, 12, 1))], kind="ADH")
    with books.read() as session:
        draft = draft_of(session, paid, key=uuid4())
        assert directory_naming(session, {"A1"}).party_problems("payer", "A1") == [problem]
        assert whole_directory(session).party_problems("payer", "A1") == [problem]
    right = replace(draft, ref="", cheque_number="7")
    assert correct_payment(later, paid, right, reason="numéro").recorded
