"""What happens to receipts: issued, cancelled, replaced, doubled, delivered, declared."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email.message import EmailMessage
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.declaration import Doubt
from donations_app.domain.errors import AlreadyFiled, InputRefused, NothingToReplace, ReceiptAlreadyCancelled
from donations_app.services.deliveries.mail import MailRun, send_receipts
from donations_app.services.deliveries.post import print_run
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import duplicate_receipt
from donations_app.services.receipts.issue import Choice
from donations_app.services.statements.declaration import file_declaration
from tests.histories import law
from tests.histories.history import OFFICES, History, Refusal
from tests.histories.rows import Receipt
from tests.histories.world import DONORS
from tests.mail_server import PASSWORD
from tests.receipts.reading import text_of
from tests.world import Made, issue_whole

RECENT = st.sampled_from([2025, 2025, 2026])
PERIODS = st.sampled_from(
    [
        (date(2025, 12, 1), date(2025, 12, 31)), (date(2025, 7, 1), date(2025, 12, 30)),
        (date(2025, 6, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 1, 2), date(2026, 12, 31)),
    ]
)  # fmt: skip


class ReceiptVerbs(History):
    """Issue, cancel, replace, duplicate, post, mail, file the declaration."""

    @rule(
        year=st.sampled_from([2025, 2025, 2026, 2026, 2027]),
        accept=st.sampled_from(["all", "all", ""]),
        office=OFFICES,
    )
    def issue_all(self, year: int, accept: str, office: str) -> None:
        self.issue(year, accept, office)

    @rule(
        year=RECENT, payer=st.sampled_from(DONORS[:-1]), accept=st.sampled_from(["all", ""]), office=OFFICES
    )
    def issue_to_a_payer(self, year: int, payer: str, accept: str, office: str) -> None:
        self.issue(year, accept, office, payer=payer)

    @precondition(lambda self: self.rows.refs)
    @rule(data=st.data(), office=OFFICES)
    def issue_for_a_payment(self, data: st.DataObject, office: str) -> None:
        line = data.draw(st.sampled_from(list(self.rows.lines.values())))
        self.issue(law.any_day(line).year, "all", office, payment=line.ref)

    @rule(period=PERIODS, payer=st.sampled_from(["", "A1", "B2", "E1"]), office=OFFICES)
    def issue_for_a_period(self, period: law.Period, payer: str, office: str) -> None:
        self.issue(period[0].year, "all", office, payer=payer, period=period)

    def issue(self, year: int, accept: str, office: str, **only: Any) -> None:
        office = self.here(office)
        due = law.due(self.rows, year, self.today, **only)
        now = {one for one in due if accept or not one.is_warned}
        run = self.does(
            lambda: issue_whole(self.books.acting(office=office), year, Choice(accept=[accept], **only)),
            office=office,
        )
        assert run
        new = self.new_receipts()
        assert {frozenset(one.lines) for one in new} == {one.lines for one in now}
        assert {(one.payer, one.row["form"], one.cents) for one in new} == {
            (one.payer, one.form, one.cents) for one in now
        }
        assert self.wrote() == ({"receipt.issued": len(now)} if now else {})
        self._is_answered(run, new, due - now)
        self._are_of_today(new, office)

    def _is_answered(self, run: Made, new: list[Receipt], later: set[law.Due]) -> None:
        assert sorted(one.number for one in run.issued) == [one.number for one in new]
        postponed = [frozenset(one.lines) for one in run.postponed]
        assert set(postponed) == {one.lines for one in later}
        for issued in run.issued:
            row = self.rows.receipts[issued.number].row
            assert row["sha256"] == hashlib.sha256(issued.document).hexdigest()

    def _are_of_today(self, new: list[Receipt], office: str) -> None:
        for receipt in new:
            row, donor = receipt.row, json.loads(receipt.row["content"])["donor"]
            assert (row["issued_on"], row["issued_by"]) == (self.today.isoformat(), self.books.author.login)
            assert self.rows.by_id("office", row["office_id"])["code"] == office
            assert donor["address"]["lines"] == [law.party(self.rows, receipt.payer)["address"]]

    def some_number(self, data: st.DataObject) -> str:
        """Return a receipt, rather a live one, and rather one of several payments."""
        live = [receipt.number for receipt in self.rows.live]
        whole = [receipt.number for receipt in self.rows.live if len(receipt.lines) > 1]
        return data.draw(st.sampled_from([*self.rows.receipts, *live, *live, *whole * 3]))

    @precondition(lambda self: self.rows.receipts)
    @rule(data=st.data(), office=OFFICES)
    def cancel(self, data: st.DataObject, office: str) -> None:
        office = self.here(office)
        number = self.some_number(data)
        refused = None if self.rows.receipts[number].is_live else ReceiptAlreadyCancelled
        self.does(
            lambda: cancel_receipt(self.books.acting(office=office), number, reason="Erreur"),
            office=office,
            refused=refused,
        )
        if not refused:
            assert self.wrote() == {"receipt.cancelled": 1}
            assert self.rows.receipts[number].cancelled_on == self.today

    @precondition(lambda self: self.rows.receipts)
    @rule(data=st.data(), office=OFFICES)
    def replace(self, data: st.DataObject, office: str) -> None:
        office = self.here(office)
        old = self.rows.receipts[self.some_number(data)]
        wanted = law.replacement(self.rows, old)
        refused: Refusal = None if wanted else NothingToReplace
        if not old.is_live:
            refused = ReceiptAlreadyCancelled
        self.does(
            lambda: replace_receipt(self.books.acting(office=office), old.number, reason="Nom"),
            office=office,
            refused=refused,
        )
        if not refused:
            assert self.wrote() == {"receipt.cancelled": 1, "receipt.issued": 1}
            (new,) = self.new_receipts()
            assert self.rows.receipts[old.number].replaced_by == new.number
            assert frozenset(new.lines) == wanted
            self._are_of_today([new], office)

    @precondition(lambda self: self.rows.receipts)
    @rule(data=st.data(), office=OFFICES)
    def duplicate(self, data: st.DataObject, office: str) -> None:
        office = self.here(office)
        number = data.draw(st.sampled_from(list(self.rows.receipts)))
        copy = self.does(lambda: duplicate_receipt(self.books.acting(office=office), number), office=office)
        assert self.wrote() == {"receipt.duplicated": 1}
        assert copy
        said = text_of(copy)
        assert number in said
        assert "DUPLICATA" in said

    @precondition(lambda self: self.rows.receipts)
    @rule(
        data=st.data(),
        ways=st.lists(st.sampled_from(["post", "mail", "mail"]), min_size=2, max_size=3),
        mood=st.sampled_from(["", "refuses", "hangs up", "breaks"]),
    )
    def deliver(self, data: st.DataObject, ways: list[str], mood: str) -> None:
        """Deliver receipts of a year, by one way after another: what has reached its donor goes no more."""
        live = self.rows.live or list(self.rows.receipts.values())
        receipts = [one for one in live if self._is_mailable(one, again=False)] or live
        year = data.draw(st.sampled_from(sorted({one.year for one in receipts})))
        for way in ways:
            office = self.here(data.draw(OFFICES))
            again = data.draw(st.sampled_from([False, False, True]))
            if way == "post":
                self._post(year, again=again, office=office)
            else:
                self._mail(year, again=again, mood=mood, office=office)

    def _post(self, year: int, *, again: bool, office: str) -> None:
        wanted = {
            receipt.number
            for receipt in self.rows.live
            if receipt.year == year
            and (again or not (receipt.sent or _is_in_doubt(receipt)))
            and (receipt.deliveries or not self._is_mailable(receipt, again=False))
        }
        run = self.does(
            lambda: print_run(self.books.acting(office=office), None, year=year, again=again),
            office=office,
        )
        assert run
        assert {receipt.number for receipt in run.posted} == wanted
        assert self.wrote() == ({"receipt.posted": len(wanted)} if wanted else {})
        assert self._attempts() == {number: ["sent"] for number in wanted}

    def _mail(self, year: int, *, again: bool, mood: str, office: str) -> None:
        wanted = {
            receipt.number
            for receipt in self.rows.live
            if receipt.year == year and self._is_mailable(receipt, again=again)
        }
        with self._server_that(mood, self._first_of(wanted)) as got:
            run = self.does(
                lambda: send_receipts(
                    self.books.acting(office=office),
                    year=year,
                    password=PASSWORD,
                    again=again,
                    trust=self.stage.mail.trust,
                ),
                office=office,
            )
        assert run
        self._is_told(run, wanted, mood)
        arrived = [*run.sent, *(run.in_doubt if mood == "breaks" else [])]
        assert sorted(got) == sorted(self._message(one.receipt.number) for one in arrived)

    def _is_mailable(self, receipt: Receipt, *, again: bool) -> bool:
        donor = law.party(self.rows, receipt.payer)
        agrees = bool(donor["email"] and donor["consent_email"])
        return agrees and (again or not (receipt.sent or _is_in_doubt(receipt)))

    def _first_of(self, wanted: set[str]) -> str:
        """Return the address to which the first of several receipts goes."""
        return self._message(min(wanted))[0] if wanted else "a1@example.org"

    @contextmanager
    def _server_that(self, mood: str, address: str) -> Iterator[list[tuple[str, str]]]:
        """Have the mail server be in a mood about one donor; yield what arrives: address and digest."""
        mail, got = self.stage.mail, list[tuple[str, str]]()
        before = len(mail.got)
        if mood == "refuses":
            mail.recipients[address] = "550 5.1.1 unknown"
        elif mood:
            mail.breaks_at[address] = "RCPT" if mood == "hangs up" else "DATA"
        try:
            yield got
        finally:
            mail.recipients.clear()
            mail.breaks_at.clear()
        for to, message in mail.got[before:]:
            got.append((*to, _digest(message)))  # type: ignore[arg-type]

    def _is_told(self, run: MailRun, wanted: set[str], mood: str) -> None:
        several = {
            "sent": [one.receipt.number for one in run.sent],
            "failed": [one.receipt.number for one in run.failed],
            "in doubt": [one.receipt.number for one in run.in_doubt],
            "waiting": [one.number for one in run.waiting],
        }
        assert sorted(number for numbers in several.values() for number in numbers) == sorted(wanted)
        if not mood:
            assert set(several["sent"]) == wanted
        assert self._attempts() == {
            **{number: ["begun", "sent"] for number in several["sent"]},
            **{number: ["begun", "failed"] for number in several["failed"]},
            **{number: ["begun"] for number in several["in doubt"]},
        }

    def _attempts(self) -> dict[str, list[str]]:
        """Return what the last step noted of deliveries, by receipt."""
        new = {
            number: receipt.deliveries[len(self.before.receipts[number].deliveries) :]
            for number, receipt in self.rows.receipts.items()
        }
        return {number: [row["outcome"] for row in rows] for number, rows in new.items() if rows}

    def _message(self, number: str) -> tuple[str, str]:
        receipt = self.rows.receipts[number]
        return law.party(self.rows, receipt.payer)["email"], receipt.row["sha256"]

    @rule(year=st.sampled_from([2025, 2026]), office=OFFICES)
    def declare(self, year: int, office: str) -> None:
        office = self.here(office)
        earlier = self.rows.filings(year)
        is_same = bool(earlier) and self._figures(year) == _filed(earlier[-1])
        filed = self.does(
            lambda: file_declaration(self.books.acting(office=office), year, accept=get_args(Doubt)),
            office=office,
            refused=AlreadyFiled if is_same else InputRefused if self.today.year <= year else None,
        )
        if filed:
            assert self.wrote() == {"declaration.filed": 1}
            now = self.rows.filings(year)
            assert [row["n"] for row in now] == list(range(1, len(earlier) + 2))
            assert _filed(now[-1]) == self._figures(year)
            assert now[-1]["filed_on"] == self.today.isoformat()

    def _figures(self, year: int) -> tuple[int, int]:
        amount = sum(receipt.cents for receipt in self.rows.live if receipt.year == year)
        return amount, law.documents(self.rows, year)


def _filed(row: dict[str, Any]) -> tuple[int, int]:
    return row["amount"], row["documents"]


def _is_in_doubt(receipt: Receipt) -> bool:
    return bool(receipt.deliveries) and receipt.deliveries[-1]["outcome"] == "begun"


def _digest(message: EmailMessage) -> str:
    (document,) = (
        part.get_payload(decode=True)
        for part in message.walk()
        if part.get_content_type() == "application/pdf"
    )
    assert isinstance(document, bytes)
    return hashlib.sha256(document).hexdigest()
