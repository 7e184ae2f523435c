"""What must hold of the rows after every step of a history."""

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from donations_app.domain.folding import fold, joined
from tests.histories import law
from tests.histories.rows import LETTERS, Receipt, Row, Rows, number_of, origin_of


def payments_lines_and_allocations_add_up(rows: Rows) -> None:
    """What stands of a line is what is left of it; a refund has its cents from there."""
    by_payment: Counter[int] = Counter()
    for row in rows.of("payment_line"):
        by_payment[row["payment_id"]] += row["amount"]
        left = row["amount"] + rows.refunded[row["payment_id"], row["position"]]
        is_refund = rows.by_id("payment", row["payment_id"])["refunds_id"] is not None
        assert sum(rows.places.get(row["id"], {}).values()) == (0 if is_refund else left)
        assert is_refund or left * (1 if row["amount"] > 0 else -1) >= 0
    assert dict(by_payment) == {row["id"]: row["amount"] for row in rows.of("payment")}


def what_was_taken_back_stands_nowhere(rows: Rows) -> None:
    """What is left of a payment and its reversal are equal and opposite, line by line and project by project."""
    of_payment: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows.of("payment_line"):
        of_payment[row["payment_id"]].append(row)
    for back in rows.of("payment"):
        if back["reverses_id"] is None:
            continue
        wrong = rows.by_id("payment", back["reverses_id"])
        lines = {row["position"]: row for row in of_payment[wrong["id"]]}
        left = {place: row["amount"] + rows.refunded[wrong["id"], place] for place, row in lines.items()}
        assert [back[name] for name in ("payer_id", "method", "amount", "office_id")] == [
            wrong["payer_id"], wrong["method"], -sum(left.values()), wrong["office_id"]
        ]  # fmt: skip
        taken = {row["position"]: -row["amount"] for row in of_payment[back["id"]]}
        assert taken == {place: cents for place, cents in left.items() if cents}
        for other in of_payment[back["id"]]:
            one = lines[other["position"]]
            assert one["kind"] == other["kind"]
            opposite = {place: -cents for place, cents in rows.places.get(other["id"], {}).items()}
            assert rows.places.get(one["id"], {}) == opposite


def facts_are_those_of_the_payment(rows: Rows) -> None:
    """Wherever cents are moved, they stay of the kind, the payer and the money that they were."""
    for row in rows.of("allocation"):
        line = rows.by_id("payment_line", row["line_id"])
        payment = rows.by_id("payment", line["payment_id"])
        payer = rows.by_id("party", payment["payer_id"]) if payment["payer_id"] else {"kind": ""}
        facts = [row[name] for name in ("kind", "payer_kind", "money_origin", "currency")]
        alone = (
            payer.get("couple_since") and row["payer_kind"] == "individual"
        )  # it was, when it was recorded
        assert facts == [
            line["kind"],
            "individual" if alone else payer["kind"],
            row["money_origin"],  # see ``origins_are_as_stated``
            payment["currency"],
        ]


def origins_are_as_stated(rows: Rows) -> None:
    """By the day of each decision cents have the origin stated of their payer's money of the day it came."""
    stated: defaultdict[int, list[tuple[str, int, str]]] = defaultdict(list)
    turns = rows.turns("party_origin")
    for row in rows.of("party_origin"):
        stated[row["party_id"]].append((row["since"] or "", turns[row["id"]], row["money_origin"]))
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in rows.of("allocation"):
        place = (row["project_id"], row["association_id"], row["decided_on"], row["money_origin"])
        sums[row["line_id"], *place] += row["amount"]
    for (line_id, *_place, origin), cents in sums.items():
        payment = rows.by_id("payment", rows.by_id("payment_line", line_id)["payment_id"])
        came = rows.by_id("payment", payment["reverses_id"]) if payment["reverses_id"] else payment
        day = came["received_on"] or came["credited_on"]
        holds = max((one for one in stated[payment["payer_id"]] if one[0] <= day), default=("", 0, "private"))
        assert cents == 0 or origin == holds[2]


def heads_are_the_last_links(rows: Rows) -> None:
    for head in rows.of("head"):
        chain = rows.chain(head["origin_id"])
        assert [link["n"] for link in chain] == list(range(1, len(chain) + 1))
        if chain:
            assert [head[name] for name in ("n", "at", "hash")] == [
                chain[-1][name] for name in ("n", "at", "hash")
            ]
        else:
            assert (head["n"], head["hash"]) == (0, "0" * 64)


def numbers_are_unbroken(rows: Rows) -> None:
    """Each series runs from 1 to its counter in the order of issue, and each number says its series."""
    series: defaultdict[str, list[int]] = defaultdict(list)
    for receipt in rows.receipts.values():
        row = receipt.row
        series[row["series"]].append(row["n"])
        office = rows.by_id("office", row["office_id"])["code"]
        letter = "E" if receipt.row["form"].startswith("16216") else "P"
        assert row["series"] == f"{row['year']}-{office}-{letter}"
        assert row["number"] == f"{row['series']}-{row['n']:06}"
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series.values())
    counters = {row["series"]: row["last"] for row in rows.of("receipt_counter")}
    assert counters == {name: len(numbers) for name, numbers in series.items()}


def references_are_one_each(rows: Rows) -> None:
    """What people call a record is read off its key, or given by others, and nobody shares it in an office."""
    for table, letter in LETTERS.items():
        some = list(rows.of(table))
        assert len({(row["office_id"], row["ref"]) for row in some}) == len(some)
        for row in some if table == "payment" else ():
            if row["refunds_id"] and not row["reverses_id"]:
                given = rows.by_id("payment", row["refunds_id"])["ref"]
                assert row["ref"].startswith(f"{given}-R")
            elif row["reverses_id"]:
                assert row["ref"] == f"{rows.by_id('payment', row['reverses_id'])['ref']}-R"
            else:
                code = rows.by_id("origin", origin_of(row["id"]))["code"]
                own = f"{letter}-{code}-{number_of(row['id']):06}"
                assert row["ref"] == own or row["other_ref"] in ("F1", "F2")  # of a file that stands


def a_line_stands_on_one_live_receipt_at_most(rows: Rows) -> None:
    lives = [(line, receipt.row["id"]) for receipt in rows.live for line in receipt.lines]
    assert len({line for line, _ in lives}) == len(lives)
    assert sorted(lives) == sorted(
        (row["line_id"], row["receipt_id"]) for row in rows.of("live_receipt_line")
    )


def receipts_say_what_was_received(rows: Rows) -> None:
    """A receipt is the money on its lines, of one payer and one year; a live one of money still there."""
    for receipt in rows.receipts.values():
        lines = [rows.lines[line] for line in receipt.lines]
        assert receipt.cents == sum(receipt.lines.values())
        assert {line.payer for line in lines} == {rows.led_to(receipt.payer)}
        assert {line.kind for line in lines} <= {"donation", "dues", "in_kind"}
        if receipt.is_live:  # once it is cancelled, the day of credit may go that a line of the bank had said
            assert {day.year for line in lines if (day := law.deciding_day(line))} == {receipt.year}
            assert all(line.cents == receipt.lines[line.id] for line in lines)
            assert not any(line.taken_back for line in lines)
        if law.party(rows, receipt.payer)["kind"] == "company":
            assert len({law.half(law.any_day(line)) for line in lines}) == 1
        _said_on_paper(rows, receipt)


def _said_on_paper(rows: Rows, receipt: Receipt) -> None:
    content: dict[str, Any] = json.loads(receipt.row["content"])
    said = sorted((part["payment"], part["position"], part["amount"]["cents"]) for part in content["lines"])
    lines = ((rows.lines[line], cents) for line, cents in receipt.lines.items())
    assert said == sorted((line.ref, line.position, cents) for line, cents in lines)
    assert (content["number"], content["amount"]["cents"]) == (receipt.number, receipt.cents)
    replaced = receipt.row["replaces_id"]
    assert content["replaces"] == (rows.by_id("tax_receipt", replaced)["number"] if replaced else "")
    days = [str(law.any_day(rows.lines[line])) for line in receipt.lines]
    assert (content["first_on"], content["last_on"]) == (min(days), max(days))


def replacements_replace_what_was_cancelled(rows: Rows) -> None:
    for receipt in rows.receipts.values():
        if receipt.replaced_by:
            newer = rows.receipts[receipt.replaced_by]
            assert receipt.cancelled_on == newer.issued_on
            assert rows.led_to(receipt.payer) == rows.led_to(newer.payer)
            assert receipt.year == newer.year
        if receipt.cancelled_on:
            assert receipt.issued_on <= receipt.cancelled_on


def slips_are_unbroken_and_hold_what_they_say(rows: Rows) -> None:
    """Slips of an origin run from 1; each is the money put on it, whatever became of that; none is held twice."""
    series: defaultdict[str, list[int]] = defaultdict(list)
    for slip in rows.of("deposit_slip"):
        code = rows.by_id("origin", origin_of(slip["id"]))["code"]
        series[slip["series"]].append(slip["n"])
        assert (slip["series"], slip["number"]) == (f"B-{code}", f"B-{code}-{slip['n']:06}")
        lines = [line for line in rows.lines_on(slip["id"]) if line["in_place_of_id"] is None]
        paid = [rows.by_id("payment", line["payment_id"]) for line in lines]
        assert (slip["count"], slip["amount"]) == (len(paid), sum(row["amount"] for row in paid))
        assert {(row["method"], row["office_id"]) for row in paid} == {(slip["method"], slip["office_id"])}
        content: dict[str, Any] = json.loads(slip["content"])
        assert [one["payment"] for one in content["payments"]] == [row["ref"] for row in paid]
        assert not slip["cancelled_on"] or not slip["credited_on"]
        assert not slip["credited_on"] or slip["handed_in_on"]
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in series.values())
    held = sorted((row["payment_id"], row["slip_id"]) for row in rows.of("live_deposit"))
    live = {row["id"] for row in rows.of("deposit_slip") if not row["cancelled_on"]}
    assert held == sorted(
        (row["payment_id"], row["slip_id"]) for row in rows.of("deposit_line") if row["slip_id"] in live
    )


def who_counts_is_what_the_merges_say(rows: Rows) -> None:
    """A record counts for itself, unless a merge that stands made it another's; words find the one that counts."""
    kept = {row["gone_id"]: row["kept_id"] for row in rows.of("party_merge") if row["undone_on"] is None}
    words: defaultdict[int, set[str]] = defaultdict(set)
    for row in rows.of("party"):
        assert row["leader_id"] == kept.get(row["id"], row["id"])
        words[row["leader_id"]] |= set() if row["taken_back_on"] else set(row["search"].split())
    for row in rows.of("situation"):
        if row["undone_on"]:
            continue
        former = fold(row["former_name"])
        words[rows.by_id("party", row["party_id"])["leader_id"]] |= {*former.split(), *joined(former).split()}
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row in rows.of("party_word"):
        found[row["party_id"]].add(row["word"])
    assert found == {key: several for key, several in words.items() if several}


def the_last_word_of_each_holds(rows: Rows) -> None:
    """Of who was never made one with another, the last yes or no is what the record says.

    Of one day that word is the last which was written last, whichever origin wrote it.
    """
    merged = {row[side] for row in rows.of("party_merge") for side in ("kept_id", "gone_id")}
    words: defaultdict[tuple[int, str], list[tuple[str, int, bool]]] = defaultdict(list)
    turns = rows.turns("consent")
    for row in rows.of("consent"):
        said = (row["said_on"], turns[row["id"]], bool(row["given"]))
        words[row["party_id"], row["channel"]].append(said)
    for row in rows.of("party"):
        for channel in ("email", "post"):
            last = max(words[row["id"], channel], default=("", 0, False))
            if row["id"] not in merged:
                assert bool(row[f"consent_{channel}"]) == last[-1]


def addresses_follow_each_other(rows: Rows) -> None:
    """Who only moved lived at each address until the day before the next one, and lives at the last."""
    ended: defaultdict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for row in rows.of("former_address"):
        if row["undone_on"] is None and row["merge_id"] is None:
            since = date.fromisoformat(row["since"]) if row["since"] else None
            ended[row["party_id"]].append((date.fromisoformat(row["until"]), since))
    merged = {row[side] for row in rows.of("party_merge") for side in ("kept_id", "gone_id")}
    for row in rows.of("party"):
        begins = None
        for until, since in sorted(ended[row["id"]]):
            assert since == begins
            begins = until + timedelta(1)
        if row["id"] not in merged:
            assert row["address_since"] == (begins.isoformat() if begins else None)


ALL = (
    addresses_follow_each_other,
    the_last_word_of_each_holds,
    who_counts_is_what_the_merges_say,
    payments_lines_and_allocations_add_up,
    what_was_taken_back_stands_nowhere,
    facts_are_those_of_the_payment,
    origins_are_as_stated,
    heads_are_the_last_links,
    numbers_are_unbroken,
    references_are_one_each,
    a_line_stands_on_one_live_receipt_at_most,
    receipts_say_what_was_received,
    replacements_replace_what_was_cancelled,
    slips_are_unbroken_and_hold_what_they_say,
)
# What a field book began with stands in one entry, which does not tell in which order it was once written.
OF_FIELD_BOOK = tuple(one for one in ALL if one not in (the_last_word_of_each_holds, origins_are_as_stated))
