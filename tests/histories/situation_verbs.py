"""Couples form and separate, a minor is of age, a company is renamed, an association has officers."""

from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.errors import InputRefused
from donations_app.domain.officers import Former, Officer
from donations_app.domain.situations import Forming, Parting
from donations_app.services.payments.records import record_payment
from donations_app.services.people.couples import form_couple, separate
from donations_app.services.people.officers import end_officer, note_officer
from donations_app.services.people.situations import come_of_age, rename
from tests.histories.history import OFFICES
from tests.histories.rows import Row
from tests.histories.undone_verbs import UndoneVerbs
from tests.histories.world import MINOR
from tests.world import payment

FIRST, SECOND, COUPLE, COMPANY, ASSOCIATION = "F5", "M6", "C3", "E1", "AMAN"
LAST_DAYS: Final = st.sampled_from([0, 0, 40, -1])


class SituationVerbs(UndoneVerbs):
    """Form a couple, separate, come of age, bear another name, hold an office; each on a day that has come."""

    def _party(self, ref: str) -> Row:
        return next(row for row in self.rows.of("party") if row["ref"] == ref)

    @precondition(lambda self: self.away is None)
    @rule(is_recorded=st.booleans(), days=LAST_DAYS, office=OFFICES)
    def two_form_a_couple(self, is_recorded: bool, days: int, office: str) -> None:
        on, first = self.today - timedelta(days), self._party(FIRST)
        fits = days >= 0 and first["kind"] == "individual"
        if fits:  # one on either side of the day
            for payer, day in ((SECOND if is_recorded else FIRST, on - timedelta(1)), (FIRST, on)):
                self.does(partial(record_payment, self.books, payment(50_00, payer=payer, received_on=day)))
        forming = Forming(on=on, other=SECOND if is_recorded else "", first_name="Aïcha")
        self.does(
            lambda: form_couple(
                self.books.acting(office=office), FIRST, forming, key=uuid4(), seen=first["version"]
            ),
            office=office,
            refused=None if fits else InputRefused,
        )
        if not fits:
            return
        self.remember("couple")
        moved = is_recorded and first["address"] != self._party(SECOND)["address"]
        assert self.wrote() == {"party.coupled": 4 if is_recorded else 2}
        one = self._party(FIRST)
        assert (one["kind"], one["couple_since"]) == ("couple", on.isoformat())
        assert (one["last_name"], one["first_name"]) == (first["last_name"], first["first_name"])
        assert one["second_first_name"] == (self._party(SECOND)["first_name"] if is_recorded else "Aïcha")
        assert (self._party(SECOND)["leader_id"] == one["id"]) == is_recorded
        assert (one["address"], moved) == (first["address"], moved)

    @precondition(lambda self: self.away is None)
    @rule(days=LAST_DAYS, dues=st.sampled_from(["", "first", "both"]), office=OFFICES)
    def a_couple_separates(self, days: int, dues: str, office: str) -> None:
        on, couple = self.today - timedelta(days), self._party(COUPLE)
        fits = days >= 0 and couple["separated_on"] is None
        gifts = [
            row for row in self.rows.of("recurring_gift")
            if row["payer_id"] == couple["id"] and (row["last_on"] is None or row["last_on"] >= on.isoformat())
        ]  # fmt: skip
        chosen = {row["ref"]: "second" for row in gifts if "/" not in row["ref"]}
        parting = Parting(on=on, dues=dues, member_kind="ADH" if dues else "", gifts=chosen)  # type: ignore[arg-type]
        refs = self.does(
            lambda: separate(
                self.books.acting(office=office), COUPLE, parting, key=uuid4(), seen=couple["version"]
            ),
            office=office,
            refused=None if fits else InputRefused,
        )
        if not fits or refs is None:
            return
        self.remember("separated")
        first, second = (self._party(ref) for ref in refs)
        assert [row["kind"] for row in (first, second)] == ["individual"] * 2
        assert (second["first_name"], second["email"]) == (couple["second_first_name"], "")
        assert self._party(COUPLE)["separated_on"] == on.isoformat()
        begun = {"": 0, "first": 1, "both": 2}[dues]
        wrote = self.wrote()
        assert (wrote["party.separated"], wrote["party.recorded"]) == (3, 2)
        assert wrote.get("membership.joined", 0) == begun
        paid = sum(row["amount"] for row in self._dues_lines(couple["id"]) if row["dues_year"] == on.year)
        assert wrote.get("dues.exempted", 0) == (begun if paid > 0 else 0)  # it was no member itself
        ended = [row for row in self.rows.of("recurring_gift") if row["id"] in {one["id"] for one in gifts}]
        assert all(row["last_on"] < max(on.isoformat(), row["first_on"]) for row in ended)
        assert wrote.get("recurring_gift.stopped", 0) == len(gifts)
        handed_on = {row["id"] for row in gifts if row["ref"] in chosen}
        day = on.isoformat()
        rest = [
            row for row in self.before.of("recurring_pause")
            if row["gift_id"] in handed_on
            and (row["last_on"] is None or row["last_on"] >= max(day, row["first_on"]))
        ]  # fmt: skip
        assert wrote.get("recurring_gift.paused", 0) == len(rest)  # those that still hold go on

    def _dues_lines(self, payer_id: int) -> list[Row]:
        paid = {row["id"] for row in self.rows.of("payment") if row["payer_id"] == payer_id}
        return [
            row
            for row in self.rows.of("payment_line")
            if row["payment_id"] in paid and row["dues_year"] is not None
        ]

    @precondition(lambda self: self.away is None)
    @rule(days=LAST_DAYS, office=OFFICES)
    def a_minor_is_of_age(self, days: int, office: str) -> None:
        on, minor = self.today - timedelta(days), self._party(MINOR)
        fits = days >= 0 and bool(minor["minor"])
        acting = partial(self.books.acting, office=office)
        self.does(
            lambda: come_of_age(acting(), MINOR, on=on, key=uuid4(), seen=minor["version"]),
            office=office,
            refused=None if fits else InputRefused,
        )
        if fits:
            self.remember("of_age")
            assert self.wrote() == {"party.of_age": 2}
            assert not self._party(MINOR)["minor"]

    @precondition(lambda self: self.away is None)
    @rule(name=st.sampled_from(["Ateliers Méditerranée", "Zellige et Fils"]), days=LAST_DAYS, office=OFFICES)
    def a_company_is_renamed(self, name: str, days: int, office: str) -> None:
        on, before = self.today - timedelta(days), self._party(COMPANY)
        stands = [row for row in self.rows.of("situation") if row["undone_on"] is None]
        renamed = (row["on"] for row in stands if row["kind"] == "renamed")
        fits = days >= 0 and name != before["organisation"] and on.isoformat() >= max(renamed, default="")
        acting = partial(self.books.acting, office=office)
        self.does(
            lambda: rename(acting(), COMPANY, name, on=on, key=uuid4(), seen=before["version"]),
            office=office,
            refused=None if fits else InputRefused,
        )
        if fits:
            self.remember("renamed")
            assert self.wrote() == {"party.renamed": 2}
            stood = {row["id"] for row in self.before.of("situation")}
            (last,) = (row for row in self.rows.of("situation") if row["id"] not in stood)
            assert (last["former_name"], date.fromisoformat(last["on"])) == (before["organisation"], on)
            words = {row["word"] for row in self.rows.of("party_word") if row["party_id"] == before["id"]}
            assert {"ateliers", "mediterranee"} <= words

    @precondition(lambda self: self.away is None)
    @rule(
        role=st.sampled_from(["president", "treasurer"]),
        days=LAST_DAYS,
        is_recorded=st.booleans(),
        former=st.sampled_from(["", "ends", "stays"]),
        office=OFFICES,
    )
    def somebody_takes_an_office(
        self, role: str, days: int, is_recorded: bool, former: Former, office: str
    ) -> None:
        since = self.today - timedelta(days)
        began = [
            row["since"] for row in self.rows.of("officer")
            if row["role"] == role and (row["until"] is None or since.isoformat() < row["until"])
        ]  # fmt: skip
        decided = not began or former == "stays" or (former == "ends" and max(began) < since.isoformat())
        fits = days >= 0 and decided
        who = {"person": "A1"} if is_recorded else {"name": "Zohra Amrani"}
        officer = Officer(role=role, since=since, **who)  # type: ignore[arg-type]
        self.does(
            lambda: note_officer(
                self.books.acting(office=office), ASSOCIATION, officer, key=uuid4(), former=former
            ),
            office=office,
            refused=None if fits else InputRefused,
        )
        ended = {"officer.ended": len(began)} if fits and began and former == "ends" else {}
        assert self.wrote() == ({"officer.noted": 1} | ended if fits else {})

    @precondition(lambda self: self.away is None)
    @rule(role=st.sampled_from(["president", "treasurer"]), office=OFFICES)
    def somebody_leaves_an_office(self, role: str, office: str) -> None:
        until = self.today.isoformat()
        held = [
            row for row in self.rows.of("officer")
            if row["role"] == role and row["since"] <= until and (row["until"] is None or until <= row["until"])
        ]  # fmt: skip
        self.does(
            lambda: end_officer(self.books.acting(office=office), ASSOCIATION, role, until=self.today),
            office=office,
            refused=None if len(held) == 1 else InputRefused,
        )
        if len(held) == 1:
            assert self.wrote() == ({"officer.ended": 1} if held[0]["until"] is None else {})
            assert (
                next(row for row in self.rows.of("officer") if row["id"] == held[0]["id"])["until"] == until
            )
