"""``rules``, ``financing``, ``spending`` and ``earmarked``, as their contract says."""

import pytest

from tests.e2e.test_doubles import Run, run

__all__ = ["run"]


@pytest.mark.file_only
def test_a_funder_asks_promises_and_agrees_and_what_donors_earmarked_is_spent(run: Run) -> None:
    status, shown = run("rules", "examples")
    known = {one["code"]: one for one in shown["examples"]}
    assert (status, known["FORIM_MICRO_2024"]["funder_origin"]) == (0, "regranted")
    assert known["AFD_2012"]["minimum_cash_percent"] == "10.00"
    assert run("rules", "add", "--project", "EAU")[0] == 2  # what does it ask?
    assert run("rules", "add", "--example", "MARS")[0] == 1
    assert run("people", "add", "ref=FO", "kind=association", "organisation=FORIM")[0] == 0
    words = (
        "rules",
        "add",
        "--example",
        "forim_micro_2024",
        "--project",
        "EAU",
        "--funder",
        "FO",
        "from=2026-02-01",
    )
    status, rehearsed = run(*words, "--dry-run")
    status, added = run(*words)
    assert (status, added) == (0, rehearsed)
    assert (added["falls"], added["shares"]) == ([], [])
    (one,) = added["rules"]
    assert (one["maximum_funder_percent"], one["from"], one["to"], one["confirmed"]) == (
        "70.00", "2026-02-01", None, False,
    )  # fmt: skip
    (warned,) = added["warnings"]
    assert (warned["code"], warned["ref"]) == ("rule_unconfirmed", one["ref"])
    own = run("rules", "add", "--project", "EAU", "--funder", "FO", "minimum_percent=90", "--dry-run")[1][
        "falls"
    ]
    assert next((one["funder"], one["condition"], one["before_percent"]) for one in own) == (
        "FO",
        "minimum",
        None,
    )
    assert run("rules", "end", one["ref"], "--on", "2026-06-30", "--reason", "Nouvel appel")[0] == 0
    assert run("rules", "list", "--funder", "FO")[1]["rules"] == []  # today
    (ended,) = run("rules", "list", "--funder", "FO", "--all")[1]["rules"]
    assert (ended["to"], ended["end_reason"]) == ("2026-06-30", "Nouvel appel")

    of = ("--project", "EAU", "--funder", "FO")
    assert run("financing", "change", *of, "amount=5", "--reason", "x")[0] == 1  # nothing stands
    promised = run(
        "financing", "promise", *of, "amount=81 000", "currency=MAD", "rate=10,80", "on=2026-03-01"
    )
    assert (promised[0], promised[1]["changes"][0]["before"]) == (0, None)
    assert run("financing", "agree", *of, "on=2026-04-01")[0] == 1  # by which agreement?
    status, agreed = run("financing", "agree", *of, "on=2026-04-01", "reference=C-7")
    (plan,) = agreed["financing"]
    assert (status, plan["promised_cents"], plan["agreed_cents"], plan["left_cents"]) == (
        0,
        0,
        81_000_00,
        81_000_00,
    )
    assert (plan["currency"], plan["left_euro_cents"], plan["exchange_difference_euro_cents"]) == (
        "MAD",
        7_500_00,
        0,
    )
    assert agreed["changes"][0]["before"]["ref"] == promised[1]["ref"]
    run("financing", "promise", *of, "amount=10")
    assert run("financing", "withdraw", *of, "--reason", "x")[0] == 1  # which of the two?
    gone = run("financing", "withdraw", *of, "--ref", agreed["ref"], "--reason", "Appel clos")
    assert (gone[0], gone[1]["changes"][0]["after"]) == (0, None)
    listed = run("financing", "list", "--project", "EAU")[1]["financing"]
    assert [(each["currency"], each["left_cents"]) for each in listed] == [("EUR", 10_00), ("MAD", 0)]

    assert run("payments", "list", "--project", "EAU")[0] == 0
    before = run("earmarked", "list", "--year", "2026")[1]
    spent = run("spending", "add", "--project", "EAU", "amount=100", "on=2026-05-01", "reference=AC-1")
    assert (spent[0], spent[1]["sum_cents"], spent[1]["spendings"][0]["earmarked_cents"]) == (0, 100_00, 0)
    assert run("spending", "add", "--project", "EAU", "amount=900 000", "earmarked=900 000")[0] == 1
    status, right = run("spending", "correct", spent[1]["ref"], "--reason", "Autre projet")
    assert (status, right["spendings"][0]["amount_cents"]) == (0, -100_00)
    assert run("spending", "list", "--project", "EAU")[1]["sum_cents"] == 0
    assert run("earmarked", "list", "--year", "2026")[1] == before
    assert run("verify")[1]["ok"]
