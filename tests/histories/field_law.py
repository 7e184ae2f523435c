"""A field book that comes home: what is asked, what is refused, how all must stand, said again from the rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from donations_app.domain.deposit_errors import OnTwoSlips
from donations_app.domain.errors import RuleBroken
from donations_app.domain.field_books import DecidedTwice
from tests.histories import steps
from tests.histories.rows import Key, Place, Row, Rows, origin_of

# an address is one thing with its first day; every other fact is one by itself
_ADDRESS: Final = ("address", "address2", "postcode", "city", "country", "address_since")
_FOLLOWING: Final = ("version", "search", "leader_id", "ref")
_ENDED: Final = "done"


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision that somebody has to make, or may make otherwise."""

    kind: str
    choices: tuple[str, ...]
    payments: frozenset[str]  # references


@dataclass(frozen=True)
class Parted:
    """A field book and the books at home before it comes."""

    home: Rows
    field: Rows
    known: Rows  # of the field book, when it came last or was opened
    origin: int
    put_right: frozenset[tuple[int, int]] = frozenset()  # keys of wrong payments, and of those in their place

    def own(self, table: str) -> dict[int, Row]:
        """The rows of a table that the field book wrote, by key."""
        return {row["id"]: row for row in self.field.of(table) if origin_of(row["id"]) == self.origin}

    @property
    def pending(self) -> dict[int, Row]:
        """The payments that are not home, by key."""
        return {
            key: row for key, row in self.own("payment").items() if (key,) not in self.home.tables["payment"]
        }

    @property
    def held(self) -> set[int]:
        """Payments that a slip, or what takes them back, names."""
        back = {row["reverses_id"] or row["refunds_id"] for row in self.field.of("payment")}
        return back | {row["payment_id"] for row in self.field.of("deposit_line")}

    @property
    def on_slips(self) -> set[int]:
        return {row["payment_id"] for row in self.field.of("deposit_line")}

    def later(self, payment: int) -> set[int]:
        """What stays with what the field book decided of a payment: what takes it back, and what stands in its place.

        Home took it back, with what it recorded in its place: then what the field book recorded there comes.
        """
        there = self._rights(self.field)
        last, here = payment, self._rights(self.home)
        while last in here:
            last = here[last]
        later: set[int] = set()
        if not any(row["reverses_id"] == last for row in self.home.of("payment")):
            later = {there[payment]} if payment in there else set()
            while more := {there[key] for key in later & there.keys()} - later:
                later |= more
        later &= self.pending.keys()
        while more := self._taking_back({payment, *later}) - later:
            later |= more
        return later

    def _rights(self, rows: Rows) -> dict[int, int]:
        """The payments that were put right in some books, with those in their place; what took them back is before."""
        return {
            wrong: right
            for wrong, right in self.put_right
            if {(right,), (right - 1,)} <= rows.tables["payment"].keys()
        }

    def _taking_back(self, payments: set[int]) -> set[int]:
        return {
            key
            for key, row in self.pending.items()
            if {row["reverses_id"], row["refunds_id"]} & payments - {None}
        }

    def moves_apart(self) -> dict[int, dict[int, Row]]:
        """The moves of the field book that are not at home, of payments that are: by payment and key."""
        found: dict[int, dict[int, Row]] = {}
        for key, row in self.own("allocation").items():
            line = self.field.by_id("payment_line", row["line_id"])
            if (key,) not in self.home.tables["allocation"] and line["payment_id"] not in self.pending:
                found.setdefault(line["payment_id"], {})[key] = row
        return found

    def can_stay(self, payments: Mapping[int, Row]) -> bool:
        return bool(payments) and not payments.keys() & self.held

    def changed_parties(self) -> Iterator[tuple[Row, Row, Row]]:
        """Yield the records that both sides changed, as both knew them, at home, in the field book; none erased."""
        for key, theirs in self.field.tables["party"].items():
            stood, mine = self.known.tables["party"].get(key), self.home.tables["party"].get(key)
            if stood and mine and stood not in (theirs, mine) and mine["salt"] == stood["salt"]:
                yield stood, mine, theirs


def refusals(parted: Parted) -> type[RuleBroken] | None:
    """Return the error that must come; nothing when it must succeed.

    What a field book put right and took to the bank can neither stay nor come, and no payment goes there twice.
    """
    if any(parted.later(key) & parted.on_slips for key in odds(parted)):
        return DecidedTwice
    home, field = parted.home, parted.field
    held = {row["payment_id"]: row["slip_id"] for row in home.of("live_deposit")}
    known = {row["id"] for row in home.of("deposit_slip")}
    let_go = {row["id"] for row in field.of("deposit_slip") if row["cancelled_on"]} - _kept_slips(parted)
    new = [row for row in field.of("live_deposit") if row["slip_id"] not in known]
    is_twice = any(held.get(row["payment_id"]) not in {None, *let_go} for row in new)
    return OnTwoSlips if is_twice else None


def _kept_slips(parted: Parted) -> set[int]:
    """Return the slips that home wrote to meanwhile, and that one side handed in: what home says of them holds."""
    known, home, field = (
        {row["id"]: row for row in rows.of("deposit_slip")}
        for rows in (parted.known, parted.home, parted.field)
    )
    changed = [key for key, row in home.items() if key in field and row != known.get(key)]
    return {key for key in changed if home[key]["handed_in_on"] or field[key]["handed_in_on"]}


def odds(parted: Parted) -> set[int]:
    """Return the payments that came before, of which home and the field book both decided something since."""
    home, field = parted.home, parted.field
    receipted = {line for receipt in home.live for line in receipt.lines}
    lines = (decided(field, home) & decided(home, field)) | (taken_back(home, field) & receipted)
    return {home.by_id("payment_line", line)["payment_id"] for line in lines}


def decided(known: Rows, side: Rows) -> set[int]:
    """Return the lines known to one side of which the other moved cents, or took some back; moved back is nothing."""
    moved: Counter[tuple[object, ...]] = Counter()
    for key, row in side.tables["allocation"].items():
        if key not in known.tables["allocation"] and (row["line_id"],) in known.tables["payment_line"]:
            place = (row["project_id"], row["association_id"], row["money_origin"])
            moved[row["line_id"], *place] += row["amount"]
    return {int(str(place[0])) for place, cents in moved.items() if cents} | taken_back(known, side)


def taken_back(known: Rows, side: Rows) -> set[int]:
    """Return the lines known to one side of which the other took back all, or a part."""
    back = {
        row["reverses_id"] or row["refunds_id"]
        for key, row in side.tables["payment"].items()
        if key not in known.tables["payment"]
    }
    return {row["id"] for row in known.of("payment_line") if row["payment_id"] in back}


def asked(parted: Parted) -> dict[str, Asked]:
    """Return what is asked, by name."""
    return dict([*_people(parted), *_facts(parted), *_projects(parted), *_decisions(parted)])


def _people(parted: Parted) -> Iterator[tuple[str, Asked]]:
    here, pending = parted.home.tables["party"], parted.pending
    stayed = {row["payer_id"] for key, row in pending.items() if (key,) in parted.known.tables["payment"]}
    for key, row in sorted(parted.own("party").items()):
        is_new = (key,) not in here
        if not is_new and (key not in stayed or here[key,]["leader_id"] != key):
            continue
        if twins(parted.home, row):
            own = {one: paid for one, paid in pending.items() if paid["payer_id"] == key}
            yield row["ref"], _asked(parted, "person", ("same", "two"), own)


def twins(home: Rows, new: Row) -> set[int]:
    """Return who at home bears the name of somebody new, counts for himself, and is not said to be another."""
    apart = {
        frozenset((row["one_id"], row["other_id"]))
        for row in home.of("party_apart")
        if row["undone_on"] is None
    }
    return {
        row["id"]
        for row in home.of("party")
        if (row["last_name"], row["first_name"]) == (new["last_name"], new["first_name"])
        and row["leader_id"] == row["id"] != new["id"]
        and row["taken_back_on"] is None
        and frozenset((row["id"], new["id"])) not in apart
    }


def _asked(parted: Parted, kind: str, choices: tuple[str, ...], payments: Mapping[int, Row]) -> Asked:
    more = ("leave",) if parted.can_stay(payments) else ()
    return Asked(kind, (*choices, *more), frozenset(row["ref"] for row in payments.values()))


def _facts(parted: Parted) -> Iterator[tuple[str, Asked]]:
    for stood, mine, theirs in parted.changed_parties():
        payments = frozenset(row["ref"] for row in parted.pending.values() if row["payer_id"] == stood["id"])
        for part in contested(stood, mine, theirs):
            yield f"{mine['ref']}.{part}", Asked("fact", ("home", "book"), payments)


def contested(stood: Row, mine: Row, theirs: Row) -> set[str]:
    """Return the parts of a record that both sides changed to different values."""
    parts = {name: (name,) for name in stood if name not in (*_ADDRESS, *_FOLLOWING)} | {"address": _ADDRESS}
    found = set()
    for part, names in parts.items():
        one, two, three = ([row[name] for name in names] for row in (stood, mine, theirs))
        if two != one and three not in (one, two):
            found.add(part)
    return found


def _projects(parted: Parted) -> Iterator[tuple[str, Asked]]:
    ended = {row["code"] for row in parted.home.of("project") if row["state"] == _ENDED}
    for key, row in parted.pending.items():
        for code in sorted(ended):
            if sum(_on(parted.field, code, line["id"]) for line in lines_of(parted.field, key)) > 0:
                name = f"{row['ref']}.{code}"
                yield name, _asked(parted, "project", ("general", "keep"), {key: row})


def _decisions(parted: Parted) -> Iterator[tuple[str, Asked]]:
    for key in odds(parted):
        later = frozenset(parted.field.by_id("payment", one)["ref"] for one in parted.later(key))
        yield parted.home.by_id("payment", key)["ref"], Asked("payment", ("leave",), later)


def unanswered(parted: Parted) -> set[str]:
    """Return the names of what somebody must decide: what stayed before and grew by nothing stays."""
    stood = parted.known.tables
    again = set()
    for key in odds(parted):
        moves = rows_of(parted.field, {key})
        new = {
            place for place in moves if place[0] == "allocation" and (place[1],) not in stood["allocation"]
        }
        if not new and all((one,) in stood["payment"] for one in parted.later(key)):
            again.add(parted.home.by_id("payment", key)["ref"])
    return {name for name, one in asked(parted).items() if one.kind != "project"} - again


def _on(rows: Rows, code: str, line: int) -> int:
    return sum(cents for place, cents in rows.places.get(line, {}).items() if place[0] == code)


def lines_of(rows: Rows, payment: int) -> list[Row]:
    return [row for row in rows.of("payment_line") if row["payment_id"] == payment]


# how all stands once it is home


def rows_of(rows: Rows, payments: set[int]) -> dict[tuple[str, int], Row]:
    """Return the rows that make payments."""
    lines = {row["id"]: row for row in rows.of("payment_line") if row["payment_id"] in payments}
    cents = {row["id"]: row for row in rows.of("allocation") if row["line_id"] in lines}
    paid = {row["id"]: row for row in rows.of("payment") if row["id"] in payments}
    made = {"payment": paid, "payment_line": lines, "allocation": cents}
    return {(table, key): row for table, some in made.items() for key, row in some.items()}


def all_stands(parted: Parted, after: Rows, answers: Mapping[str, str]) -> None:
    """What the field book wrote stands at home as it was written, but for what was decided otherwise."""
    questions = asked(parted)
    left = {ref for name, choice in answers.items() if choice == "leave" for ref in questions[name].payments}
    gone = {key for key, row in parted.pending.items() if row["ref"] in left}
    away, come = rows_of(parted.field, gone), rows_of(parted.field, parted.pending.keys() - gone)
    for payment, moves in parted.moves_apart().items():
        is_left = payment in odds(parted)
        (away if is_left else come).update({("allocation", key): row for key, row in moves.items()})
    for table, key in away:
        assert (key,) not in after.tables[table], f"{table} {key} should have stayed away"
    for (table, key), row in come.items():
        assert after.by_id(table, key) == row
    both = {stood["id"]: (stood, mine) for stood, mine, _ in parted.changed_parties()}
    for (table, place), row in steps.written(parted.known, parted.field).items():
        if (
            table == "party"
            and (stood := parted.home.tables["party"].get(place))
            and is_erased(parted, stood)
        ):
            assert after.by_id("party", row["id"])["last_name"] == stood["last_name"]
        elif table == "party":
            _person_stands(row, after.by_id("party", row["id"]), both.get(row["id"]), answers)
        elif (table, row["id"]) not in away:
            assert after.tables[table][place] == _as_home_says(parted, table, place, row), f"{table} {place}"
    head = parted.field.by_id("head", parted.origin)
    assert after.by_id("head", parted.origin) == {**head, "is_here": 0}
    _money_stands(parted, after, answers, gone)


def _as_home_says(parted: Parted, table: str, place: Key, row: Row) -> Row:
    """Return a row of the field book as it stands at home, whose days at the bank hold where both noted one."""
    stood, mine = (rows.tables[table].get(place) for rows in (parted.known, parted.home))
    if not (stood and mine) or table not in ("payment", "deposit_slip"):
        return row
    both = {name: row[name] if mine[name] == value else mine[name] for name, value in stood.items()}
    is_at_odds = mine != stood and both.get("cancelled_on") and both.get("handed_in_on")
    return mine if is_at_odds else both


def is_erased(parted: Parted, row: Row) -> bool:
    """Tell whether somebody was erased at home since the field book knew him: his salt was drawn anew."""
    known = parted.field.tables["party"].get((row["id"],))
    return bool(known and known["salt"] != row["salt"])


def _person_stands(row: Row, now: Row, both: tuple[Row, Row] | None, answers: Mapping[str, str]) -> None:
    for name, value in row.items():
        if name in (*_FOLLOWING, "consent_email", "consent_post"):  # see ``the_last_word_of_each_holds``
            continue
        part = "address" if name in _ADDRESS else name
        wanted = value
        if both:
            stood, mine = both
            names = _ADDRESS if part == "address" else (name,)
            is_ours = [row[one] for one in names] == [stood[one] for one in names]
            if is_ours or answers.get(f"{row['ref']}.{part}") == "home":
                wanted = mine[name]
        assert now[name] == wanted, f"{row['ref']}: {name}"


def _money_stands(parted: Parted, after: Rows, answers: Mapping[str, str], gone: set[int]) -> None:
    """No cent is lost, none doubled: where each line stands at home, the others as they stood."""
    left = odds(parted)
    touched = {
        line
        for line in decided(parted.home, parted.field)
        if parted.home.by_id("payment_line", line)["payment_id"] not in left
    }
    own = parted.own("payment_line")
    wanted = {key: places for key, places in parted.home.places.items() if key not in touched}
    for key, line in own.items():
        if line["payment_id"] in parted.pending.keys() - gone:
            ref = parted.field.by_id("payment", line["payment_id"])["ref"]
            places = _as_stated(parted, line["payment_id"], parted.field.places.get(key, {}))
            wanted[key] = _decided(places, ref, parted, answers)
        elif key in touched and line["payment_id"] not in gone:
            wanted[key] = _as_stated(parted, line["payment_id"], parted.field.places.get(key, {}))
    assert {key: places for key, places in after.places.items() if places} == {
        key: places for key, places in wanted.items() if places
    }


def _as_stated(parted: Parted, payment: int, places: Mapping[Place, int]) -> dict[Place, int]:
    """Return where cents stand once they have the origin that home stated of their payer's money of that day."""
    paid = parted.field.by_id("payment", payment)
    came = parted.field.by_id("payment", paid["reverses_id"]) if paid["reverses_id"] else paid
    day, turns = came["received_on"] or came["credited_on"], parted.home.turns("party_origin")
    stated = [
        (row["since"] or "", turns[row["id"]], row["money_origin"])
        for row in parted.home.of("party_origin")
        if row["party_id"] == paid["payer_id"] and (row["since"] or "") <= day
    ]
    nature = "" if not stated else "in_kind" if paid["method"] == "none" else "cash"
    nature = "public" if nature and max(stated)[2] != "private" else nature
    return {(project, party, nature or stood): cents for (project, party, stood), cents in places.items()}


def _decided(
    places: Mapping[Place, int], ref: str, parted: Parted, answers: Mapping[str, str]
) -> dict[Place, int]:
    """Return where cents stand once those on projects that ended wait on the general fund."""
    ended = {row["code"] for row in parted.home.of("project") if row["state"] == _ENDED}
    found: Counter[Place] = Counter()
    for (project, party, nature), cents in places.items():
        name = f"{ref}.{project}"
        waits = project in ended and name in asked(parted) and answers.get(name, "general") == "general"
        found["" if waits else project, "" if waits else party, nature] += cents
    return {place: cents for place, cents in found.items() if cents}
