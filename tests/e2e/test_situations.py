"""``people couple|separate|of-age|rename|officers`` and what ``people show`` tells of them, as their contract says."""

import pytest

from tests.e2e.test_doubles import Run, _add, run

__all__ = ["run"]
JUNE = ("--on", "2026-06-14")


@pytest.mark.file_only
def test_two_form_a_couple_and_separate(run: Run) -> None:
    _add(run, "ref=X1", "last_name=Moreau", "first_name=Claire", "email=c@exemple.fr")
    _add(run, "ref=X2", "last_name=Durand", "first_name=Paul", "email=p@exemple.fr")
    assert run("people", "couple", "X1", "X2")[0] == 2  # since when?
    assert run("people", "couple", "X1", "X2", "colour=KEEP", *JUNE)[0] == 1
    words = ("people", "couple", "X1", "X2", "email=OTHER", *JUNE)
    status, rehearsed = run(*words, "--dry-run")
    assert (status, run("people", "show", "X1")[1]["person"]["kind"]) == (0, "individual")
    status, done = run(*words)
    assert (status, done) == (0, rehearsed)
    assert done["situations"] == [
        {
            "kind": "couple", "on": "2026-06-14", "ref": "X2", "former_name": None, "former_legal_form": None,
            "of_couple": False,
        }
    ]  # fmt: skip
    assert done["effects"] == [
        "Receipts to come: gifts until 13/06/2026 name the one who gave, later ones name both."
    ]
    shown = run("people", "show", "X2")[1]
    assert (shown["person"]["name"], shown["person"]["email"]) == (
        "Claire Moreau et Paul Durand",
        "p@exemple.fr",
    )
    assert shown["situations"] == done["situations"]

    july = ("people", "separate", "X1", "--on", "2026-07-01", "--contact", "first")
    assert run(*july, "--gift", "D9=first")[0] == 1  # no such gift of theirs
    assert run(*july, "--dues", "both")[0] == 1  # of which kind?
    status, parted = run(*july)
    assert status == 0
    people = [run("people", "show", ref)[1] for ref in parted["refs"]]
    assert [(one["person"]["name"], one["person"]["email"]) for one in people] == [
        ("Claire Moreau", "p@exemple.fr"), ("Paul Durand", None),
    ]  # fmt: skip
    assert [(one["kind"], one["ref"], one["of_couple"]) for one in people[0]["situations"]] == [
        ("separated", "X1", True)
    ]
    assert run(*july)[0] == 1
    assert run("people", "show", "X2")[1]["history"][-1]["what"] == "party.separated"
    back = ("people", "separate", "X1", "--undo")
    assert run(*back, "--on", "2026-07-01")[0] == 2
    assert run(*back, "--dry-run") == run(*back)
    assert run("people", "show", "X2")[1]["history"][-1]["what"] == "party.situation_undone"
    assert run(*back)[1]["error"] == "NoSituation"
    status, apart = run("people", "couple", "X1", "--undo")
    assert (status, apart["undone"], apart["on"], apart["situations"]) == (0, True, "2026-06-14", [])
    assert run("people", "show", "X2")[1]["person"]["name"] == "Paul Durand"


@pytest.mark.file_only
def test_a_minor_is_of_age_and_a_company_is_renamed(run: Run) -> None:
    _add(run, "ref=X1", "last_name=Moreau", "first_name=Claire", "minor=yes")
    status, done = run("people", "of-age", "X1", *JUNE)
    assert (status, [one["kind"] for one in done["situations"]]) == (0, ["of_age"])
    assert run("people", "of-age", "X1", *JUNE)[0] == 1
    assert (
        run("people", "add", "ref=X9", "kind=company", "organisation=Ateliers du Port", "legal_form=SARL")[0]
        == 0
    )
    rename = ("people", "rename", "X9", "Ateliers de l'Atlas", *JUNE, "--legal-form", "SAS")
    status, done = run(*rename)
    assert status == 0
    (change,) = done["situations"]
    assert (change["former_name"], change["former_legal_form"]) == ("Ateliers du Port", "SARL")
    assert done["effects"] == ["What was issued keeps the former name, under which it is still found."]
    found = run("people", "list", "--where", "name=port")[1]["people"]
    assert [one["name"] for one in found] == ["Ateliers de l'Atlas"]
    assert run(*rename)[0] == 1
    assert run("people", "rename", "X9", *JUNE)[0] == 2  # how is it called?
    for verb, ref in (("rename", "X9"), ("of-age", "X1")):
        status, told = run("people", verb, ref, "--undo")
        assert (status, told["undone"], told["on"], told["situations"]) == (0, True, "2026-06-14", [])
    assert run("people", "show", "X9")[1]["person"]["name"] == "Ateliers du Port"
    assert run("verify")[1]["ok"]


@pytest.mark.file_only
def test_an_association_has_a_place_and_officers(run: Run) -> None:
    village = ("people", "add", "ref=V1", "kind=association", "organisation=Tifawin", "country=MA")
    assert run(*village, "municipality=Amismiz")[0] == 1
    status, added = run(*village, "commune au Maroc=Amizmiz", "association de=villageois")
    assert status == 0
    assert [added["person"][name] for name in ("municipality", "province", "association_of")] == [
        "07.041.01.03", "07.041", "villagers",
    ]  # fmt: skip
    assert run("people", "list", "--where", "province=Rhône")[0] == 1
    found = run("people", "list", "--where", "municipality=amizmiz", "--where", "province=Al Haouz")[1]
    assert [one["ref"] for one in found["people"]] == ["V1"]
    _add(run, "ref=X1", "last_name=Ouali", "first_name=Ali")
    officers = ("people", "officers")
    assert run(*officers, "add", "V1", "treasurer", "X1", "--from", "2025-01-01")[0] == 0
    assert run(*officers, "add", "V1", "president", "Zohra Amrani", "--from", "2027-01-01")[0] == 1
    unknown = run(*officers, "add", "V1", "secretary", "P-MRS-999999", "--from", "2024-01-01")
    assert (unknown[0], unknown[1]["error"]) == (1, "NotFound")  # no name of anybody
    words = (*officers, "add", "V1", "president", "Zohra Amrani", "--from", "2024-01-01")
    status, done = run(*words)
    assert status == 0
    assert done["officers"] == [
        {"role": "president", "name": "Zohra Amrani", "ref": None, "since": "2024-01-01", "until": None},
        {"role": "treasurer", "name": "Ali Ouali", "ref": "X1", "since": "2025-01-01", "until": None},
    ]
    another = (*officers, "add", "V1", "president", "Brahim Tazi", "--from", "2026-02-01")
    status, refused = run(*another)
    held = "--former: Zohra Amrani holds this office since 01/01/2024."
    assert (status, refused["message"].startswith(held)) == (1, True)
    assert run(*another, "--former", "ends")[1]["officers"][2]["until"] == "2026-01-31"  # Zohra Amrani's
    assert run(*officers, "end", "V1", "president", "--on", "2026-02-28")[0] == 0
    listed = run(*officers, "list", "V1")[1]["officers"]
    assert [(one["role"], one["until"]) for one in listed] == [
        ("treasurer", None),
        ("president", "2026-02-28"),
        ("president", "2026-01-31"),
    ]
    assert run("people", "show", "V1")[1]["officers"] == listed
