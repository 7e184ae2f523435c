"""What must hold between two moments: what stood still stands, and what is new is in the journal."""

import hashlib
import json
from collections import Counter
from typing import Any, Final

from donations_app.db.tables import mapped_classes
from tests.histories.rows import Key, Row, Rows, origin_of

JOURNALLED: Final = frozenset(name for name, one in mapped_classes().items() if one.is_journalled)
NUMBERED_BY_THE_HEAD: Final = {"office", "origin"}  # every other key is of the origin that writes
# what may change in a row that stands: everything else is as it was written
MAY_CHANGE: Final = {
    "import_file": {"taken_back_on", "taken_back_by"},
    "payment": {"credited_on", "other_ref", "ref"},
    "expense_claim": {"other_ref", "ref"},
    "project": {"code", "taken_back_on", "people_served", "state", "ends_on", "version"},
    "party": {
        "kind",
        "organisation",
        "second_last_name",
        "second_first_name",
        "couple_since",
        "separated_on",
        "minor",
        "address",
        "email",
        "consent_email",
        "first_name",
        "search",
        "version",
        "leader_id",
        "address_since",
        "consent_post",
        "other_ref",
        "taken_back_on",
        "money_origin",
    },
    "party_merge": {"undone_on", "kept_version"},
    "party_apart": {"undone_on"},
    "former_address": {"undone_on"},
    "situation": {"undone_on"},
    "officer": {"until"},
    "recurring_gift": {"last_on", "end_reason", "other_ref"},
    "recurring_pause": {"last_on"},
    "instalment_decision": {"taken_back_on", "taken_back_reason"},
    "live_receipt_line": {"receipt_id"},  # it is freed, and stands on the replacement
    "deposit_slip": {"handed_in_on", "credited_on", "bank_reference", "cancelled_on", "reason"},
    "receipt_counter": {"last"},
    "membership": {"until"},
    "membership_pause": {"until"},
    "dues_exemption": {"undone_on", "reason"},
    "bank_rule": {"payer_id", "project_id", "is_active"},
    "mandate": {"suspended_on", "suspended_reason", "ended_on", "end_reason"},
    "collection_run": {"sent_on", "sent_at", "sent_by", "cancelled_on", "reason"},
    "collection_line": {"payment_id", "released_on", "released_reason", "returned_action", "fee"},
    "head": {"n", "at", "hash"},
}
MAY_GO: Final = {"live_receipt_line", "live_deposit", "party_word"}  # they follow from what is recorded
Signed = tuple[str, str]  # sign and line


def nothing_is_lost(before: Rows, after: Rows) -> None:
    for table, old in before.tables.items():
        new = after.tables[table]
        for key, row in old.items():
            if key not in new:
                assert table in MAY_GO, f"{table} {key} is gone"
                continue
            if row == new[key]:
                continue
            changed = {name for name, value in row.items() if new[key][name] != value}
            assert changed <= MAY_CHANGE.get(table, set()), f"{table} {key}: {changed}"
    slips = {row["id"]: row["credited_on"] for row in after.of("deposit_slip")}
    held = {row["payment_id"]: slips[row["slip_id"]] for row in after.of("live_deposit")}
    slip_of = {row["payment_id"]: row["slip_id"] for row in after.of("live_deposit")}
    taken_back = {
        (name, row[f"{name}_id"])
        for key, row in after.tables["bank_match"].items()
        for name in ("payment", "slip")
        if key not in before.tables["bank_match"] and row["takes_back_id"] and row[f"{name}_id"]
    }
    for key, payment in before.tables["payment"].items():
        on = after.tables["payment"][key]["credited_on"]
        if on is None and taken_back & {("payment", payment["id"]), ("slip", slip_of.get(payment["id"]))}:
            continue  # its day went with what a line was said to be
        # a cheque follows the day of its slip when that was put right
        assert payment["credited_on"] in (None, on) or on == held[payment["id"]]


def new_links(before: Rows, after: Rows) -> list[Row]:
    """Return the links that are new, chain after chain in their order."""
    old = before.tables["link"]
    new = [row for key, row in after.tables["link"].items() if key not in old]
    return sorted(new, key=lambda row: (row["origin_id"], row["n"]))


def entries_of(links: list[Row], rows: Rows) -> list[Row]:
    """Return the entries of links, in the order of the links."""
    return [
        rows.by_position("entry", link["id"], position)
        for link in links
        for position in range(1, link["count"] + 1)
    ]


def new_entries(before: Rows, after: Rows) -> list[Row]:
    return entries_of(new_links(before, after), after)


def written(before: Rows, after: Rows) -> dict[tuple[str, Key], Row]:
    """Return the rows of journalled tables that are new or changed."""
    return {
        (table, key): row
        for table in JOURNALLED
        for key, row in after.tables[table].items()
        if before.tables[table].get(key) != row
    }


def lines_of(entries: list[Row]) -> Counter[Signed]:
    """Return how often entries say each line."""
    told = (entry["content"] for entry in entries if not is_hidden(entry))
    return Counter((line[0], line[1:]) for content in told for line in content.split("\n") if line)


def is_hidden(entry: Row) -> bool:
    """Tell whether an entry is told by its digest: what a field book began with, of which home holds the rows."""
    return bool(entry["content"].startswith("#"))


def lines_wanted(before: Rows, after: Rows) -> Counter[Signed]:
    """Return the lines that tell what was written: each new row, each changed one as it was and as it is."""
    wanted: Counter[Signed] = Counter()
    for (table, key), row in written(before, after).items():
        wanted["+", after.said(table, row)] += 1
        if key in before.tables[table]:
            wanted["-", before.said(table, before.tables[table][key])] += 1
    return wanted


def every_write_is_journalled(before: Rows, after: Rows, *, office: str, who: str) -> None:
    """Each row written stands in one new entry as it was and is, under the origin of the office that wrote."""
    links = new_links(before, after)
    entries = entries_of(links, after)
    assert len(entries) == len(after.tables["entry"]) - len(before.tables["entry"]), "an entry without a link"
    told = lines_of(entries)
    assert all(times == 1 for times in told.values()), "a row is told twice"
    assert told == lines_wanted(before, after)
    assert {link["origin_id"] for link in links} <= {before.here.get(office)}
    assert {link["who"] for link in links} <= {who}
    keys_are_of_who_wrote(before, after, before.here.get(office, 0))
    links_are_chained(links, after)


def keys_are_of_who_wrote(before: Rows, after: Rows, origin: int) -> None:
    for table, key in written(before, after):
        if key not in before.tables[table] and table not in NUMBERED_BY_THE_HEAD:
            assert origin_of(key[0]) == origin, f"{table} {key[0]} is of another origin"


def links_are_chained(links: list[Row], rows: Rows) -> None:
    """Each link follows the one before, and its hash proves it, its entries and the link before."""
    for link in links:
        assert origin_of(link["id"]) == link["origin_id"]
        before = {row["n"]: row for row in rows.chain(link["origin_id"])}.get(link["n"] - 1)
        assert (before is None) == (link["n"] == 1)
        assert before is None or (before["at"] < link["at"] and before["on"] <= link["on"])
        assert link["digest"] == _digest_of(entries_of([link], rows))
        facts = [link[name] for name in ("origin_id", "n", "schema", "on", "at", "who", "count", "digest")]
        previous = before["hash"] if before else "0" * 64
        assert link["hash"] == hashlib.sha256(_compact([*facts, previous])).hexdigest()


def _digest_of(entries: list[Row]) -> str:
    whole = hashlib.sha256()
    for entry in entries:
        if is_hidden(entry):
            whole.update(bytes.fromhex(entry["content"][1:]))
            continue
        one = hashlib.sha256(_compact([entry["kind"], entry["record"]]))
        for line in entry["content"].split("\n") if entry["content"] else ():
            one.update(line[:1].encode() + hashlib.sha256(line[1:].encode()).digest())
        whole.update(one.digest())
    return whole.hexdigest()


def _compact(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
