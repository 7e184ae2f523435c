"""``people move|consent`` and what ``people show`` tells of them, as their contract says."""

import pytest

from tests.e2e.test_doubles import Run, _add, run

__all__ = ["run"]
NEW = ("address=4 rue des Écoles", "code postal=13090", "ville=Aix-en-Provence")


@pytest.mark.file_only
def test_a_move_is_rehearsed_noted_shown_and_taken_back(run: Run) -> None:
    _add(
        run,
        "ref=X1",
        "last_name=Ben Ouali",
        "first_name=Moha",
        "address=2 rue Haute",
        "postcode=69001",
        "city=Lyon",
    )
    assert run("people", "move", "X1", *NEW)[0] == 2  # on which day?
    assert run("people", "move", "X1", "--on", "2026-09-01")[0] == 2  # where to?
    assert run("people", "move", "X1", "--on", "2026-11-24", *NEW)[0] == 1
    assert run("people", "move", "X1", "--on", "2026-09-01", *NEW, "phone=0612345678")[0] == 1
    status, rehearsed = run("people", "move", "X1", "--on", "2026-09-01", *NEW, "--dry-run")
    assert status == 0
    assert [one["address"] for one in run("people", "show", "X1")[1]["addresses"]] == ["2 rue Haute"]
    status, done = run("people", "move", "X1", "--on", "2026-09-01", *NEW)
    assert (status, done) == (0, rehearsed)
    assert done["receipts_to_issue"] == 0
    assert [(one["what"], one["before"], one["after"]) for one in done["changes"]] == [
        ("address", "2 rue Haute", "4 rue des Écoles"), ("postcode", "69001", "13090"),
        ("city", "Lyon", "Aix-en-Provence"),
    ]  # fmt: skip
    shown = run("people", "show", "X1")[1]["addresses"]
    assert [(one["address"], one["since"], one["until"], one["is_current"]) for one in shown] == [
        ("4 rue des Écoles", "2026-09-01", None, True), ("2 rue Haute", None, "2026-08-31", False),
    ]  # fmt: skip
    status, back = run("people", "move", "X1", "--undo")
    assert (status, [one["address"] for one in back["addresses"]]) == (0, ["2 rue Haute"])
    assert run("people", "move", "X1", "--undo")[0] == 1


@pytest.mark.file_only
def test_a_word_is_rehearsed_noted_and_shown(run: Run) -> None:
    _add(run, "ref=X1", "last_name=Ben Ouali", "first_name=Moha", "accord courrier=oui")
    assert run("people", "consent", "X1", "email", "yes")[0] == 2  # by what?
    words = ("people", "consent", "X1", "email", "yes", "--by", "form", "--on", "2024-03-14")
    status, rehearsed = run(*words, "--dry-run")
    assert (status, len(run("people", "show", "X1")[1]["consents"])) == (0, 1)
    status, done = run(*words)
    assert (status, done) == (0, rehearsed)
    assert done["changes"] == [{"what": "consent_email", "ref": "X1", "before": False, "after": True}]
    assert run("people", "show", "X1")[1]["consents"] == [
        {"channel": "post", "given": True, "on": "2026-11-23", "source": "office"},
        {"channel": "email", "given": True, "on": "2024-03-14", "source": "form"},
    ]
    assert run("people", "consent", "X1", "email", "no", "--by", "letter", "--on", "2024-03-13")[0] == 1
