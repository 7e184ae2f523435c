"""What stands against sending a receipt, in which order receipts are posted, on which day in France."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.deliveries import (
    REASONS,
    Deliverable,
    Delivery,
    Return,
    is_one_line,
    open_mail,
    standing,
    standing_return,
    why_not_mailed,
    why_not_posted,
)
from donations_app.domain.emails import address_of, as_sent, is_one_address, problem_of_address
from donations_app.domain.letters import HOLES, Letter, LetterDraft, filled, with_what_is_known
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Address
from donations_app.i18n import without_marks
from donations_app.words.deliveries import DELIVERIES, delivery_sentence
from donations_app.words.mail import answer_words

AT = datetime(2026, 1, 12, 10, tzinfo=UTC)


def attempts(*outcomes: str) -> tuple[Delivery, ...]:
    """Return deliveries written like ``email:sent``."""
    pairs = [outcome.split(":") for outcome in outcomes]
    return tuple(Delivery(channel, "", AT, outcome, "") for channel, outcome in pairs)


def receipt(**facts: Any) -> Deliverable:
    postcode, city = facts.pop("postcode", "13001"), facts.pop("city", "Marseille")
    country, name = facts.pop("country", ("FR", "France"))
    known: dict[str, Any] = {
        "id": 1, "office_id": 1, "number": "2025-MRS-P-000001", "year": 2025, "amount": Money(10_00), "payer": "A",
        "name": "Claire Moreau", "addressee": "Claire Moreau", "sorted_as": "Moreau Claire",
        "address": Address(("1 rue X",), postcode, city, country, name), "is_cancelled": False,
        "language": "fr", "email": "a@example.org", "consents_to_email": True, "is_deceased": False,
        "deliveries": (),
    }  # fmt: skip
    return Deliverable(**(known | facts))


@pytest.mark.parametrize(
    "address",
    ["a@example.org,x@example.org", "a@example.org x@example.org", "a@example.org\r\nBcc: x@example.org",
     "a@example.org\nRCPT TO:<x@example.org>", "A <a@example.org>", "a@example.org\n", "@example.org", "a@localhost",
     "a@@example.org", "é@example.org", "a" * 65 + "@example.org", "a..b@example.org", "", "a", "a@b@c.org",
     "a@" + "b" * 250 + ".org", "a@example.org;", "\u202ea@example.org", "a@example.org\x00"],
)  # fmt: skip
def test_what_is_not_exactly_one_address(address: str) -> None:
    assert not is_one_address(address)


@pytest.mark.parametrize(
    "address", ["a@example.org", "marie-christine.ait+dons@sous.domaine.example.org", "o'neil_1@x-y.fr"]
)
def test_what_is_one_address(address: str) -> None:
    assert is_one_address(address)


@pytest.mark.parametrize(
    ("address", "problem"),
    [("claire@gmail", "email_domain"), ("claire@gmail.com.", "email_domain"), ("claire@", "email_domain"),
     ("claire@-", "email_domain"), ("NEANT@", "email_domain"), ("claire@-a.org", "email_domain"),
     ("claire@a-.org", "email_domain"), ("claire@a_b.org", "email_domain"), ("claire@.org", "email_domain"),
     ("claire@straße.de", "email_domain"), ("claire@\u202eexample.org", "email_domain"),
     ("hélène@exemple.fr", "email_letters"), ("محمد@example.org", "email_letters"),
     ("@gmail.com", "email_invalid"), ("claire..m@example.org", "email_invalid"), ("NEANT", "email_invalid"),
     ("Claire <a@example.org>", "email_invalid"), ("a@example.org, b@example.org", "email_invalid"),
     ("claire@exämple.org", ""), ("a@مثال.إختبار", ""), ("claire@example.org", ""), ("@", "email_invalid"),
     ("hé\u00adlène@exemple.fr", "email_invalid"), ("a b@example.org", "email_invalid"),
     ("a@ex ample.org", "email_invalid"),
     ("a\u00a0b@example.org", "email_invalid"), ("a@exa\u00admple.org", "email_domain")],
)  # fmt: skip
def test_the_cause_is_said_why_nothing_can_be_sent_to_an_address(address: str, problem: str) -> None:
    assert problem_of_address(address) == problem


def test_an_address_is_recorded_without_what_was_copied_and_its_domain_sent_in_punycode() -> None:
    assert address_of("\u200fMAILTO:claire@exämple.org?subject=x ") == "claire@exämple.org"
    assert as_sent("claire@exämple.org") == "claire@xn--exmple-cua.org"
    assert as_sent("a@example.org") == "a@example.org"


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_header_has_no_line_break_of_any_kind(end: str) -> None:
    assert is_one_line("Merci")
    assert is_one_line("")
    assert not is_one_line(f"Merci{end}")
    assert not is_one_line(f"Merci{end}Bcc: x@example.org")


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [((), "waiting"), (("post:sent",), "posted"), (("email:begun",), "in_doubt"),
     (("email:begun", "email:sent"), "mailed"), (("email:begun", "email:failed"), "failed"),
     (("email:begun", "email:failed", "email:begun"), "in_doubt"), (("email:begun", "post:sent"), "posted"),
     (("post:sent", "email:begun", "email:sent"), "mailed"), (("email:begun", "email:sent", "email:begun"), "mailed")],
)  # fmt: skip
def test_the_state_follows_from_the_attempts(outcomes: tuple[str, ...], state: str) -> None:
    assert receipt(deliveries=attempts(*outcomes)).state == state


@pytest.mark.parametrize(
    ("facts", "mailed", "posted"),
    [({}, None, None), ({"is_cancelled": True}, "cancelled", "cancelled"), ({"is_deceased": True}, "deceased", None),
     ({"email": ""}, "email_missing", None), ({"consents_to_email": False}, "email_not_wished", None),
     ({"email": "a@b.org,c@d.org"}, "email_invalid", None),
     ({"deliveries": attempts("post:sent")}, "already_posted", "already_posted"),
     ({"deliveries": attempts("email:begun", "email:sent")}, "already_mailed", "already_mailed"),
     ({"deliveries": attempts("email:begun", "email:failed")}, None, None),
     ({"deliveries": attempts("email:begun")}, "in_doubt", "in_doubt")],
)  # fmt: skip
def test_each_obstacle_has_its_reason(facts: dict[str, Any], mailed: str | None, posted: str | None) -> None:
    assert why_not_mailed(receipt(**facts), again=False) == mailed
    assert why_not_posted(receipt(**facts), again=False) == posted


BACK = Return(date(2026, 1, 13), "550 unknown")


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [(("email:sent", "email:returned"), "returned"), (("email:begun", "email:returned"), "returned"),
     (("email:sent", "post:sent", "email:returned"), "posted"),
     (("email:sent", "email:returned", "post:sent"), "posted"),
     (("email:sent", "email:returned", "email:trusted"), "mailed"),
     (("email:sent", "email:returned", "email:begun"), "in_doubt"),
     (("email:sent", "email:returned", "email:begun", "email:sent"), "mailed"),
     (("email:sent", "email:returned", "email:begun", "email:failed"), "failed"),
     (("email:begun", "email:returned", "email:trusted"), "in_doubt")],
)  # fmt: skip
def test_what_came_back_waits_again_unless_the_note_is_taken_back(
    outcomes: tuple[str, ...], state: str
) -> None:
    assert receipt(deliveries=attempts(*outcomes)).state == state


def test_a_return_is_taken_back_of_its_own_address_alone() -> None:
    sent = [Delivery("email", to, AT, "sent", "") for to in ("a", "b")]
    back = [Delivery("email", to, AT, "returned", "", date(2026, 1, 13)) for to in ("a", "b")]
    trusted = Delivery("email", "a", AT, "trusted", "", date(2026, 1, 13))
    told = (sent[0], back[0], sent[1], back[1], trusted)
    assert standing(told) == [sent[0], sent[1], back[1]]
    assert receipt(deliveries=told).state == "returned"
    assert standing_return(receipt(deliveries=told)) == back[1]
    assert standing_return(receipt(deliveries=(*told, replace(trusted, address="b")))) is None


@pytest.mark.parametrize(
    ("outcomes", "place"),
    [((), None), (("post:sent",), None), (("email:sent",), 0), (("email:begun",), 0),
     (("email:begun", "email:failed"), None),
     (("email:sent", "email:begun", "email:failed"), 0), (("email:sent", "post:sent"), 0),
     (("email:sent", "email:returned"), None), (("email:sent", "email:returned", "email:sent"), 2),
     (("email:sent", "email:returned", "email:trusted"), 0)],
)  # fmt: skip
def test_an_e_mail_is_out_until_it_failed_or_came_back(outcomes: tuple[str, ...], place: int | None) -> None:
    deliveries = tuple(replace(one, address=str(at)) for at, one in enumerate(attempts(*outcomes)))
    deliveries = tuple(
        replace(one, address=deliveries[at - 1].address) if one.outcome == "trusted" else one
        for at, one in enumerate(deliveries)
    )
    found = open_mail(receipt(deliveries=deliveries))
    assert found == (None if place is None else deliveries[place])


@pytest.mark.parametrize(
    ("facts", "way"),
    [({}, "email"), ({"returned": BACK}, "post"), ({"consents_to_email": False}, "post"),
     ({"is_deceased": True}, "post"),
     ({"returned": BACK, "address": Address((), "", "", "FR", "France")}, "none"),
     ({"address": Address((), "", "", "FR", "France")}, "email"), ({"deliveries": attempts("post:sent")}, "email")],
)  # fmt: skip
def test_the_way_is_by_e_mail_else_by_post_else_none(facts: dict[str, Any], way: str) -> None:
    assert receipt(**facts).way == way


def test_nothing_goes_to_an_address_from_which_mail_came_back_whatever_is_asked() -> None:
    back = receipt(returned=BACK)
    for again in (True, False):
        assert why_not_mailed(back, again=again) == "email_returned"
        assert why_not_posted(back, again=again) is None
    no_way = receipt(returned=BACK, address=Address((), "", "", "FR", "France"))
    assert why_not_posted(no_way, again=True) == "address_missing"


def test_the_sentence_names_the_day_the_reason_and_the_way_that_is_left() -> None:
    told = without_marks(delivery_sentence("email_returned", receipt(returned=BACK)))
    assert told.startswith("An e-mail to a@example.org came back on 13/01/2026 (550 unknown).")
    assert told.endswith("By post from now on.")
    silent = delivery_sentence("email_returned", receipt(returned=replace(BACK, words="")))
    assert "13/01/2026." in without_marks(silent)


@pytest.mark.parametrize(
    ("facts", "posted"),
    [({}, "by_email"), ({"consents_to_email": False}, None), ({"email": ""}, None), ({"is_deceased": True}, None),
     ({"email": "a@b.org,c@d.org"}, None), ({"is_cancelled": True}, "cancelled"),
     ({"deliveries": attempts("email:begun", "email:failed")}, None),
     ({"deliveries": attempts("email:begun", "email:sent")}, "already_mailed")],
)  # fmt: skip
def test_who_agreed_to_an_e_mail_gets_no_page_unless_the_e_mail_failed(
    facts: dict[str, Any], posted: str | None
) -> None:
    assert why_not_posted(receipt(**facts), again=False, has_mail=True) == posted


def test_what_was_e_mailed_is_printed_when_it_is_asked_for_again() -> None:
    mailed = receipt(deliveries=attempts("email:begun", "email:sent"))
    assert why_not_posted(mailed, again=True, has_mail=True) is None
    assert why_not_posted(receipt(), again=True, has_mail=True) == "by_email"


def test_asking_again_takes_what_was_sent_and_nothing_else() -> None:
    for outcomes in (["post:sent"], ["email:begun", "email:sent"], ["email:begun"]):
        assert why_not_mailed(receipt(deliveries=attempts(*outcomes)), again=True) is None
        assert why_not_posted(receipt(deliveries=attempts(*outcomes)), again=True) is None
    assert why_not_mailed(receipt(is_cancelled=True), again=True) == "cancelled"
    assert why_not_mailed(receipt(is_deceased=True), again=True) == "deceased"
    assert why_not_mailed(receipt(consents_to_email=False), again=True) == "email_not_wished"
    assert why_not_mailed(receipt(email="a b@c.org"), again=True) == "email_invalid"


def test_every_reason_has_its_sentence() -> None:
    assert set(DELIVERIES) == set(REASONS)


def test_the_post_wants_france_by_postcode_and_name_then_countries_by_city() -> None:
    ordered = [
        receipt(postcode="05120", city="L'Argentière-la-Bessée", sorted_as="Zemmouri Aïcha"),
        receipt(name="Zoé Abid", sorted_as="Abid Zoé", city="Marseille 1er"),
        receipt(name="Aïcha Zemmouri", sorted_as="Zemmouri Aïcha"),
        receipt(name="Zora Zemmouri", sorted_as="ZEMMOURI Zora", city="MARSEILLE"),
        receipt(postcode="69001", city="Lyon"),
        receipt(postcode="97400", city="Saint-Denis", country=("RE", "La Réunion")),
        receipt(postcode="4000", city="Liège", country=("BE", "Belgique")),
        receipt(postcode="", city="Agadir", country=("MA", "Maroc"), sorted_as="Zemmouri Aïcha"),
        receipt(postcode="", city="Rabat", country=("MA", "Maroc"), sorted_as="Abid Zoé"),
    ]  # fmt: skip
    shuffled = [ordered[index] for index in (5, 2, 8, 0, 4, 1, 7, 3, 6)]
    assert sorted(shuffled, key=lambda one: one.postal_order) == ordered


def test_the_day_of_a_delivery_is_that_of_france() -> None:
    late = Delivery("email", "a@example.org", datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "sent", "")
    assert late.on == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("local", "domain", "is_one"),
    [
        (64, "b.org", True),
        (65, "b.org", False),
        (1, ("b" * 61 + ".") * 4 + "org", True),
        (1, ("b" * 61 + ".") * 4 + "orgs", True),
        (1, ("b" * 61 + ".") * 4 + "orgst", False),
        (1, "b" * 63 + ".org", True),
        (1, "b" * 64 + ".org", False),
        (1, "b.o", True),
    ],
)
def test_an_address_has_64_characters_before_the_sign_and_254_in_all(
    local: int, domain: str, is_one: bool
) -> None:
    assert is_one_address(f"{'a' * local}@{domain}") is is_one


def draft(**facts: str) -> LetterDraft:
    return LetterDraft(**({"language": "fr", "subject": "Merci", "body": "Bonjour {donor}"} | facts))


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [({"body": "{donnor}"}, "body", "hole_unknown"), ({"subject": "{}"}, "subject", "hole_unknown"),
     ({"body": "{donor.__class__}"}, "body", "hole_unknown"), ({"body": "{donor!r}"}, "body", "hole_unknown"),
     ({"body": "a { b"}, "body", "brace_open"), ({"body": "{{donor}}"}, "body", "brace_open"),
     ({"subject": ""}, "subject", "missing"), ({"body": " \n"}, "body", "missing"),
     ({"subject": "a\nBcc: x@y.org"}, "subject", "one_line_expected"),
     ({"language": "de"}, "language", "choice_unknown"),
     ({"body": "x" * 2_001}, "body", "text_too_long"), ({"body": "x\n" * 3_001}, "body", "text_too_long"),
     ({"body": "x\n" * 3_000 + "y"}, "body", "text_too_long"), ({"body": "a } b"}, "body", "brace_open"),
     ({"subject": "x" * 201}, "subject", "text_too_long"), ({"body": "x" * 6_001}, "body", "text_too_long")],
)  # fmt: skip
def test_a_letter_with_unknown_holes_or_without_text_is_refused(
    facts: dict[str, str], field: str, code: str
) -> None:
    assert [(problem.field, problem.code) for problem in draft(**facts).problems()] == [(field, code)]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"body": "x" * 2_000},
        {"body": "x\n" * 3_000},
        {"language": "ar"},
        {"subject": "{number}", "body": "{amount}\n{year}"},
    ],
)
def test_a_letter_that_fits_has_no_problem(facts: dict[str, str]) -> None:
    assert draft(**facts).problems() == []


def test_a_letter_is_tidied_line_by_line() -> None:
    tidy = draft(subject=" Merci ", body="\n\n a\u200b  b \n\nc\n\n").tidied()
    assert (tidy.language, tidy.subject, tidy.body) == ("fr", "Merci", "a b\n\nc")
    assert (Letter("fr", "", "").version, Letter("fr", "", "").valid_from) == (0, None)


def test_a_line_whose_fact_is_not_known_is_left_out() -> None:
    text = "Bonjour {donor}\n\n{projects}\n\nMerci {donor} {year}\n\n\nA"
    assert with_what_is_known(text, {"donor": ""}) == "Bonjour {donor}\n\nA"
    assert with_what_is_known("{x}\nA\n{x}", {}) == "A"
    assert with_what_is_known("A\n\nB", {}) == "A\n\nB"


def test_what_fills_a_hole_is_never_searched_for_holes() -> None:
    facts = dict.fromkeys(HOLES, "{number}")
    assert filled("{donor} {number}", facts, "fr") == "{number} {number}"


def test_among_latin_words_nothing_is_isolated() -> None:
    for language in ("fr", "en"):
        assert filled("{donor} 12", {"donor": "Claire"}, language) == "Claire 12"


def test_a_number_in_an_arabic_letter_is_one_with_its_sign() -> None:
    assert (
        filled("12 % {year} -5", {"year": "2025"}, "ar") == "\u206612 %\u2069 \u20662025\u2069 \u2066-5\u2069"
    )
    assert filled("{donor}{donor}", {"donor": "أحمد 7"}, "ar") == "أحمد \u20667\u2069" * 2


def test_among_arabic_words_numbers_and_latin_names_are_isolated() -> None:
    facts = {"donor": "Claire (Moreau)", "amount": "1\u202f250,00\u00a0€", "projects": "ماء 12 قرية"}
    said = filled("{donor}: {amount} 04 95 06 80 20، {projects}", facts, "ar")
    assert said == (
        "\u2066Claire (Moreau)\u2069: \u20661\u202f250,00\u00a0€\u2069 \u206604 95 06 80 20\u2069،"
        " ماء \u206612\u2069 قرية"
    )


@pytest.mark.parametrize("hole", ["amount", "free", "last_on"])
def test_a_hole_that_may_have_nothing_to_say_stands_in_no_subject_about_dues(hole: str) -> None:
    draft = LetterDraft("fr", f"Votre cotisation {{{hole}}}", f"Bonjour\n\n{{{hole}}}", "dues-call")
    assert [(one.field, one.code, one.value) for one in draft.problems()] == [
        ("subject", "hole_not_in_subject", f"{{{hole}}}")
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("550 5.1.1 unknown", "the address does not exist (550 5.1.1 unknown)"),
        ("452 4.2.2 over quota", "the mailbox is full (452 4.2.2 over quota)"),
        ("552 full", "the mailbox is full (552 full)"),
        ("450 4.7.1 greylisted", "not now: try again later (450 4.7.1 greylisted)"),
        ("554 5.7.1 spam", "554 5.7.1 spam"), ("no answer", "no answer"), ("", ""),
    ],
)  # fmt: skip
def test_an_answer_of_a_mail_server_is_said_in_words_where_its_code_is_known(answer: str, told: str) -> None:
    assert answer_words(answer) == told
