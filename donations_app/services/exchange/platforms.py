"""Exports of platforms: people and payments, refunds and payouts, one verdict a line, one transaction a file."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, TypedDict, Unpack

from msgspec import field
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.doubles import doubles_among
from donations_app.db.queries.platform_payments import Recorded, recorded_of
from donations_app.db.records import Alikes, Record
from donations_app.db.tables import Party, Payment
from donations_app.db.uncollected import uncollected
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO
from donations_app.domain.parties import PartyDraft
from donations_app.domain.platforms import (
    AGAIN,
    NOT_RECORDED,
    REFUNDED,
    REFUNDED_IN_PART,
    PlatformPayment,
    ref_of,
)
from donations_app.formats.foreign import table_of
from donations_app.formats.helloasso import Export, campaigns_of, left_out, read_export
from donations_app.formats.lines import Read, Rejected, rejected_of
from donations_app.formats.platform_columns import check_fields
from donations_app.formats.tables import MOST_LINES, Table
from donations_app.services.books.directory import Known, whole_directory
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.judging import LARGE, Progress, accept_lines, own_problems
from donations_app.services.exchange.kinds import KINDS, Accepted
from donations_app.services.exchange.platform_drafts import Decided, Payers, payment_draft
from donations_app.services.exchange.platform_fees import tell_fees
from donations_app.services.exchange.platform_refunds import give_back
from donations_app.services.exchange.recording import Brought, digest_of, record_import
from donations_app.services.people.parties import party_record, write_words

_CREDITED: Final = "payment.credited"


class PlatformImported(Imported):
    """The answer to an import of an export."""

    people: int = 0  # new ones
    payments: int = 0  # new ones
    refunded: int = 0  # payments taken back, or refunded in part
    credited: int = 0  # payments recorded before of which the file tells the payout
    campaigns: dict[str, str] = field(
        default_factory=dict
    )  # of the file, each with its project; empty: general fund


class How(TypedDict, total=False):
    """What else somebody decided."""

    accept: Collection[str]  # doubts that are taken upon oneself: ``imports.ACCEPTED``
    partial: bool  # save the sound lines beside rejected ones


class _Refused(Exception):
    """Nothing of the file is to be saved."""


@uncollected()
def import_export(
    books: Books,
    path: Path,
    decided: Decided,
    *,
    table: Table | None = None,
    sheet: str = "",
    most_lines: int = MOST_LINES,
    progress: Progress | None = None,
    **how: Unpack[How],
) -> PlatformImported:
    """Import an export of a platform whole, or, when ``partial``, what of it is sound.

    A payment that is recorded already is left as it is, whichever layout of the platform told it; the file may tell
    its payout, or its refund. What was refunded, cancelled or tried before it was ever recorded is left out.

    Args:
        books: where to save.
        path: of a csv or xlsx file.
        decided: what somebody decided of it.
        table: of the file, where it was read before.
        sheet: of a workbook, the one to read.
        most_lines: of the file; more are refused.
        progress: told how many of how many lines are done.
        how: what else somebody decided.

    Raises:
        ReadOnly, NotInFieldBook: nothing is imported into these books.
        InputRefused: a column is decided that there is not, or the platform has no name.
        FileRefused: the file is no export; nothing is saved.
        StorageUnavailable: the books cannot be written; nothing is saved.
    """
    books.check_at_home("import_file")
    check_fields(decided.columns)
    if not decided.prefix:
        raise InputRefused([Problem("platform", "missing", decided.platform)])
    table = table or table_of(path, "payments", sheet=sheet, most_lines=most_lines)
    export = read_export(table, decided.columns, today=books.today)
    answer = PlatformImported(
        rejected=export.rejected, headings=export.headings, hidden=table.hidden, sheet=table.sheet,
        other_sheets=table.others, hidden_sheets=table.hidden_sheets, code_page=table.code_page, example=table.example,
    )  # fmt: skip
    answer.campaigns = {name: decided.project_of(name) for name in campaigns_of(export.payments)}
    try:
        with books.write() as write:
            write.takes_long()
            _Run(write, export, answer, decided, how).write(path, progress)
    except _Refused:
        answer.people = answer.payments = answer.refunded = answer.credited = 0
        answer.refused()
    return answer


class _Run:
    """One export as it is judged and written."""

    def __init__(
        self, write: Write, export: Export, answer: PlatformImported, decided: Decided, how: How
    ) -> None:
        self._write, self._export, self._answer = write, export, answer
        self._decided, self._how, self._today = decided, how, write.today
        self._known = recorded_of(write.session, decided.platform)
        self._by_ref = {one.ref: one for one in self._known}
        self._by_order: dict[str, list[Recorded]] = {}
        for one in self._known:
            self._by_order.setdefault(one.order, []).append(one)
        self._directory = whole_directory(write.session)
        self._new: dict[
            str, tuple[int, PartyDraft, Record]
        ] = {}  # people, by the reference that they will have
        self._to_refund: list[tuple[PlatformPayment, Recorded | None]] = []
        self._brought = Brought("payments", names_people=False)

    def write(self, path: Path, progress: Progress | None) -> None:
        """Save what is sound; where the file is refused, nothing."""
        wanted = list(self._wanted())
        payers = Payers(self._write.session, wanted, self._known, self._directory.parties)
        refs = self._draft_people(payers, wanted)
        accepted = self._judge(wanted, refs, progress)
        members = {refs[one.line] for one in wanted if not one.has_amounts and one.line in refs}
        self._add_people({one.payer for one in accepted.drafts} | members)
        self._add_payments(accepted)
        refused = {one.line for one in self._answer.rejected}
        sound = [one for one in self._export.payments if one.line not in refused]
        tell_fees(self._write, sound, prefix=self._decided.prefix)
        for payment, standing in self._to_refund:
            if standing is None and self._answer.verdicts.get(payment.line) != "new":
                continue  # it was refused
            ref = standing.ref if standing else ref_of(payment, self._decided.prefix)
            done = give_back(self._write, payment, standing, ref=ref, platform=self._decided.platform)
            self._tell_refund(payment, standing, done)
        self._tell_further()
        answer = self._answer
        answer.sort()
        if answer.rejected and not self._how.get("partial"):
            raise _Refused
        answer.payments, answer.accepted = answer.accepted, answer.accepted or answer.people
        what = "payments" if answer.payments else "people"
        record_import(self._write, what, (path.name, digest_of(path)), answer, self._brought, {})

    # what is recorded already, and what is not to be

    def _wanted(self) -> Iterator[PlatformPayment]:
        """Yield the payments that are new; the others have their verdict."""
        answer = self._answer
        for payment in self._export.payments:
            if why := left_out(payment):
                answer.left_out[payment.line] = why
            elif standing := self._standing(payment):
                self._meet(payment, standing)
            elif payment.status == REFUNDED:
                answer.left_out[payment.line] = NOT_RECORDED
            else:
                if payment.status == REFUNDED_IN_PART:
                    self._to_refund.append((payment, None))
                yield payment

    def _standing(self, payment: PlatformPayment) -> list[Recorded]:
        """Return what is recorded of a payment, or of its order where the other layout told it."""
        own = self._by_ref.get(ref_of(payment, self._decided.prefix))
        if own or not payment.order:
            return [own] if own else []
        if payment.payment:  # was its order told as a whole?
            whole = self._by_ref.get(ref_of(replace(payment, payment=""), self._decided.prefix))
            return [whole] if whole else []
        return self._by_order.get(payment.order, [])

    def _meet(self, payment: PlatformPayment, standing: list[Recorded]) -> None:
        """Take from a payment that is recorded what is new of it: its payout, its refund."""
        answer, one = self._answer, standing[0]
        is_same = one.ref == ref_of(payment, self._decided.prefix)
        if payment.has_amounts and is_same and not one.is_back and payment.amount != one.amount:
            answer.rejected.append(Rejected(payment.line, "total", one.ref, "ref_reused"))
            return
        answer.already += 1
        answer.verdicts[payment.line] = "already"
        if payment.status in (REFUNDED, REFUNDED_IN_PART) and not one.is_back:
            if len(standing) == 1 and payment.amount == one.amount:
                self._to_refund.append((payment, one))
            else:
                answer.rejected.append(Rejected(payment.line, "status", one.ref, "refund_by_hand"))
        elif (
            payment.paid_out_on and one.is_online and is_same and one.credited_on is None and not one.is_back
        ):
            self._credit(payment, one)

    def _credit(self, payment: PlatformPayment, one: Recorded) -> None:
        """Write the day of the payout of a payment that was recorded before it."""
        closed = self._directory.closed
        if payment.paid_out_on is None or (closed and payment.paid_out_on <= closed.last_on):
            return
        values = {"credited_on": payment.paid_out_on}
        self._write.change(Payment, one.id, values, kind=_CREDITED, name=f"payment:{one.ref}")
        self._answer.credited += 1
        self._answer.verdicts[payment.line] = "changed"

    # who paid, and what

    def _draft_people(self, payers: Payers, wanted: list[PlatformPayment]) -> dict[int, str]:
        """Draft the records of who is new; return by line the reference of who paid, of refused ones nothing."""
        who = {payment.line: payers.find(payment) for payment in wanted}
        refs: dict[int, str] = {}  # by the draft
        for line, draft in payers.new.values():
            if problems := own_problems(draft, self._today):
                lines = [line, *(at for at, one in who.items() if one is draft and at != line)]
                self._answer.rejected += [rejected_of(at, problem) for at in lines for problem in problems]
                continue
            record, _words = party_record(self._write, draft, "import")
            (row,) = record.rows[Party]
            ref = self._write.reference(Party, row["id"])
            self._directory.parties[ref] = Known(row["id"], draft.kind, "")
            refs[id(draft)] = ref
            self._new[ref] = line, draft, record
        found = {line: refs.get(id(one)) if isinstance(one, PartyDraft) else one for line, one in who.items()}
        return {line: ref for line, ref in found.items() if ref is not None}

    def _add_people(self, paid: Collection[str]) -> None:
        """Add who is new and paid something that is taken."""
        new = [one for ref, one in self._new.items() if ref in paid]
        self._answer.doubles = doubles_among(
            self._write.session, [(line, draft) for line, draft, _record in new]
        )
        for _line, _draft, record in new:
            self._write.add(record)
        self._write.put_in()
        if keys := [row["id"] for _line, _draft, record in new for row in record.rows[Party]]:
            write_words(self._write, keys)
        self._answer.people = len(new)

    def _judge(
        self, wanted: list[PlatformPayment], refs: Mapping[int, str], progress: Progress | None
    ) -> Accepted:
        """Return the payments that are new and sound."""
        office = self._write.author.office
        drafts = []
        for payment in wanted:
            if payment.line not in refs:
                continue
            if payment.has_amounts:
                payer = refs[payment.line]
                drafts.append(
                    (payment.line, payment_draft(payment, payer, office, self._decided, self._today))
                )
            else:
                self._answer.verdicts[payment.line] = "new"
        read = Read(drafts, self._answer.rejected, [], [], {}, {})
        kind = KINDS["payments"]
        if LARGE in self._how.get("accept", ()):
            kind = replace(kind, amount=lambda _draft: ZERO)
        return accept_lines(self._write, kind, read, self._answer, self._directory, self._today, progress)

    def _add_payments(self, accepted: Accepted) -> None:
        for some in KINDS["payments"].records(self._write, accepted, self._directory, self._today):
            if isinstance(some, Alikes):
                self._write.add_alike(some)
            else:
                self._write.add(*some)
            self._write.put_in()
            self._brought.note(some)

    def _tell_refund(
        self, payment: PlatformPayment, standing: Recorded | None, done: Collection[Rejected] | None
    ) -> None:
        if done is None:
            return
        self._answer.rejected += done
        if not done:
            self._answer.refunded += 1
            self._answer.verdicts[payment.line] = "changed" if standing else "new"

    def _tell_further(self) -> None:
        """Give further lines of an order the verdict of its first, and repeated ones that of what is left out."""
        answer = self._answer
        refused = {one.line for one in answer.rejected}
        answer.left_out |= dict.fromkeys(self._export.again, AGAIN)
        for line, first in self._export.further.items():
            if first in answer.left_out:
                answer.left_out[line] = answer.left_out[first]
            elif first in answer.verdicts and first not in refused:
                answer.verdicts[line] = answer.verdicts[first]
