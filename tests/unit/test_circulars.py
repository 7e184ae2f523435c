"""Letters to a list: what may stand in one, who gets it which way and who does not; the rule alone."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from donations_app.domain.circulars import (
    REASONS,
    CircularDraft,
    Reader,
    Written,
    counted,
    plan_circular,
    why_not_written,
)
from donations_app.domain.errors import InputRefused
from donations_app.domain.letters import CIRCULAR, LetterDraft, with_what_is_known, without_empty
from donations_app.domain.money import ZERO
from donations_app.domain.receipt_content import Address
from donations_app.formats.letters import read_circular
from donations_app.words.circulars import LEFT_OUT

LYON = Address(("1 rue A",), "69003", "Lyon", "FR", "France")
SOMEBODY = Reader(
    ref="A1", name="Zohra Benali", addressee="Zohra Benali", sorted_as="Benali Zohra", address=LYON, language="fr",
    email="z@example.org", consents_to_email=True, consents_to_post=True, is_email_returned=False, is_deceased=False,
    party_id=1, title="Mme", first_names=("Zohra",), last_names=("Benali",), given=ZERO, owed=ZERO, is_erased=False,
    written=(),
)  # fmt: skip
FRENCH = LetterDraft("fr", "Assemblée {year}", "Bonjour {name},\n\nVenez.", CIRCULAR)
DRAFT = CircularDraft("ag-2026", (FRENCH,))


def had(outcome: str = "sent") -> Written:
    return Written("ag-2026", "Assemblée", "fr", "email", date(2026, 11, 1), outcome)


def codes(draft: CircularDraft) -> list[tuple[str, str, str]]:
    return [(one.field, one.code, one.value) for one in draft.problems()]


def test_a_circular_needs_a_name_and_texts_whose_holes_are_there() -> None:
    assert codes(DRAFT) == []
    assert codes(CircularDraft(" ", ())) == [("name", "missing", " "[:0]), ("text", "missing", "")]
    assert codes(replace(DRAFT, name="x" * 61)) == [("name", "text_too_long", "x" * 61)]
    assert codes(replace(DRAFT, texts=(FRENCH, FRENCH))) == [("text", "language_twice", "fr")]
    bad = replace(FRENCH, subject="{given} en {year}", body="{donor} {amount}")
    assert codes(replace(DRAFT, texts=(bad,))) == [
        ("subject", "hole_not_in_subject", "{given}"),
        ("body", "hole_unknown", "{donor}"),
        ("body", "hole_unknown", "{amount}"),
    ]


def test_a_hole_that_is_none_is_named_with_the_line_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "ag.fr.txt"
    file.write_text("\nAssemblée\n\nBonjour {prenom},\nvenez {name\n", encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        read_circular(file, "fr")
    assert [(one.field, one.code, one.value) for one in refused.value.problems] == [
        ("ag.fr.txt:4", "hole_unknown", "{prenom}"),
        ("ag.fr.txt:5", "brace_open", ""),
    ]
    file.write_text("Assemblée\n\nBonjour {name},\n", encoding="utf-8")
    assert read_circular(file, "fr").subject == "Assemblée"


def test_each_reads_his_language_or_the_french_text_or_the_first_there_is() -> None:
    english, arabic = (replace(FRENCH, language=code) for code in ("en", "ar"))
    every = CircularDraft("x", (arabic, english, FRENCH))
    assert [every.text_for(code).language for code in ("fr", "en", "ar", "de")] == ["fr", "en", "ar", "fr"]
    assert CircularDraft("x", (arabic, english)).text_for("fr").language == "en"
    assert every.digest == CircularDraft("y", every.texts[::-1]).digest != DRAFT.digest
    assert DRAFT.digest != replace(DRAFT, texts=(replace(FRENCH, body="Venez."),)).digest


def test_what_is_not_known_leaves_no_hole_and_no_line() -> None:
    facts = {"title": "", "name": "Zohra", "city": ""}
    text = "Chère {title} {name},\nà {city}\nVous avez donné {given}.\n\nMerci {city}."
    assert with_what_is_known(without_empty(text, facts), facts) == "Chère {name},\nà\n\nMerci."


@pytest.mark.parametrize(
    ("facts", "again", "reason"),
    [
        ({}, False, None),
        ({"is_erased": True, "is_deceased": True}, True, "erased"),
        ({"is_deceased": True, "written": (had(),)}, True, "deceased"),
        ({"written": (had("begun"),)}, False, "in_doubt"), ({"written": (had("begun"),)}, True, None),
        ({"written": (had(), had("failed"))}, False, "had_it"), ({"written": (had(),)}, True, None),
        ({"written": (had("begun"), had("failed"))}, False, None),
    ],
)  # fmt: skip
def test_nobody_is_written_to_twice_or_after_his_death(
    facts: dict[str, object], again: bool, reason: str | None
) -> None:
    assert why_not_written(replace(SOMEBODY, **facts), again=again) == reason  # type: ignore[arg-type]


def test_a_plan_holds_everybody_once_in_the_order_of_the_post() -> None:
    readers = [
        replace(SOMEBODY, ref="M", address=replace(LYON, country="MA", country_name="Maroc")),
        replace(SOMEBODY, ref="N", consents_to_email=False, consents_to_post=False),
        replace(SOMEBODY, ref="P", consents_to_email=False, language="ar"),
        replace(SOMEBODY, ref="A", address=replace(LYON, postcode="01000")),
        replace(SOMEBODY, ref="X", consents_to_email=False, address=replace(LYON, lines=())),
        replace(SOMEBODY, ref="R", consents_to_post=False, is_email_returned=True),
    ]
    found = plan_circular(readers, DRAFT, has_mail=True)
    assert [(one.to.ref, one.way) for one in found.letters] == [("A", "email"), ("P", "post"), ("M", "email")]
    assert [one.to.ref for one in found.in_other_language] == ["P"]
    assert {one.to.ref: one.reason for one in found.left_out} == {
        "N": "not_wished", "X": "address_missing", "R": "email_returned",
    }  # fmt: skip
    assert list(counted(found.left_out).values()) == [1, 1, 1]
    by_post = plan_circular(readers, DRAFT, has_mail=True, by_post=True)
    assert {one.way for one in by_post.letters} == {"post"}
    assert set(LEFT_OUT) == set(REASONS)
