"""A whole import taken back in one transaction, while nothing has built on it (decision 0038)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.lines import is_erased, values_of
from donations_app.db.queries.built_on import built_on
from donations_app.db.queries.imports import Brought, ImportRow, brought_by, imports
from donations_app.db.records import Record
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import (
    Consent,
    ExpenseClaim,
    ImportFile,
    Mandate,
    Party,
    PartyWord,
    Payment,
    PaymentLine,
    Project,
    RecurringGiftRow,
)
from donations_app.domain.deliveries import CHANNELS
from donations_app.domain.errors import NotFound
from donations_app.domain.imports import ImportBuiltOn, ImportNotTakenBack
from donations_app.domain.payments import FIRST_DAY
from donations_app.services.exchange.judging import Progress
from donations_app.services.exchange.projects_back import facts_before, revise_back
from donations_app.services.payments.reversals import reverse_all, reverse_in
from donations_app.services.people.parties import consent_row, typed_facts, write_words

_KIND: Final = "import.taken_back"
REASON: Final = "Import {ref} repris"  # in the register of payments, which is kept in French


def take_back_import(books: Books, ref: str, *, progress: Progress | None = None) -> ImportRow:
    """Take back all that an import wrote, or nothing of it.

    Its payments and the gifts of its claims are reversed as recorded wrongly; people and projects are found no more
    and count nowhere; agreed gifts end before they began; people and projects that it changed are as before. The
    references and codes that the file gave are free again, so that the corrected file can be imported; each record
    keeps its own.

    Args:
        books: where to save.
        ref: of the import, such as I-MRS-000003, or its number where no other import has it.
        progress: told how many of how many records are done.

    Returns:
        The import as it stood.

    Raises:
        NotFound: there is no such import, or its number is that of several.
        ImportNotTakenBack: it was taken back before.
        ImportBuiltOn: something has built on it; all that has is named.
    """
    with books.write() as write:
        write.takes_long()
        found = imports(write.session, ref)
        if len(found) != 1:
            raise NotFound("import", ref)
        one = found[0]
        if one.taken_back_on:
            raise ImportNotTakenBack(one.ref, "already")
        brought = brought_by(write.session, one.ref)
        _lock(write, brought)
        if what := built_on(write.session, brought):
            raise ImportBuiltOn(one.ref, tuple(what))
        _TakingBack(write, one, brought, progress).all()
    return one


def _lock(write: Write, brought: Brought) -> None:
    """Let nobody build on what is to be taken back while it is: a server has other writers."""
    tables: tuple[Any, ...] = (Party, Project, RecurringGiftRow, ExpenseClaim, Payment, PaymentLine)
    for table in tables:
        for keys in in_steps(brought.keys(table), MOST):
            query = select(table.id).where(table.id.in_(keys)).order_by(table.id)
            write.session.execute(query.with_for_update()).all()


class _TakingBack:
    """The rows of one import, a table after the other."""

    def __init__(self, write: Write, one: ImportRow, brought: Brought, progress: Progress | None) -> None:
        self._write, self._one, self._brought, self._progress = write, one, brought, progress
        self._reason = REASON.format(ref=one.ref)
        self._done = 0

    def all(self) -> None:
        self._refunds()
        self._payments()
        self._people()
        self._changed_people()
        self._recurring()
        self._claims()
        self._projects()
        self._changed_projects()
        values = {"taken_back_on": self._write.today, "taken_back_by": self._write.login}
        self._write.change(ImportFile, self._one.id, values, kind=_KIND, name=f"import:{self._one.ref}")

    def _told(self) -> None:
        self._done += 1
        if self._progress and self._done % 100 == 0:
            self._progress(self._done, max(self._done, self._one.accepted + self._one.changed))

    def _change(self, table: Any, key: int, ref: str, values: Mapping[str, Any]) -> None:
        self._write.change(table, key, values, kind=_KIND, name=f"{table.__tablename__}:{ref}")
        self._told()

    def _refs(self, table: Any, keys: Sequence[int], *such: ColumnElement[bool]) -> dict[int, str]:
        query = select(table.id, table.ref).where(table.id.in_(keys), *such).order_by(table.id)
        return {key: ref for key, ref in self._write.session.execute(query)}

    def _refunds(self) -> None:
        """Take refunds of a part back: the cents come to where they were taken from."""
        for keys in in_steps(self._brought.keys(Payment), MOST):
            for ref in self._refs(
                Payment, keys, Payment.refunds_id.is_not(None), Payment.reverses_id.is_(None)
            ).values():
                reverse_in(self._write, ref, kind="correction", reason=self._reason, on=self._write.today)
            self._write.put_in()

    def _payments(self) -> None:
        session, own = self._write.session, set(self._brought.keys(Payment))
        for keys in in_steps(self._brought.keys(Payment), MOST):
            taking = select(Payment.id, Payment.reverses_id).where(
                Payment.id.in_(keys), Payment.reverses_id.is_not(None)
            )
            # what the file told of a payment of another file stays: that money went back
            others = {key for key, of in session.execute(taking) if of not in own}
            for key, ref in self._refs(
                Payment, keys, Payment.other_ref != "", Payment.id.not_in(others)
            ).items():
                self._change(Payment, key, ref, {"other_ref": ""})
            reversed_ = select(Payment.reverses_id).where(Payment.reverses_id.in_(keys))
            query = select(Payment.id).where(
                Payment.id.in_(keys), Payment.reverses_id.is_(None), Payment.id.not_in(reversed_)
            )
            stand = list(session.scalars(query.order_by(Payment.id)))
            reverse_all(self._write, stand, reason=self._reason, on=self._write.today)

    def _people(self) -> None:
        for keys in in_steps(self._brought.keys(Party), MOST):
            for key, ref in self._refs(Party, keys).items():
                self._change(Party, key, ref, {"other_ref": "", "taken_back_on": self._write.today})
            self._write.delete_derived(PartyWord, PartyWord.party_id.in_(keys))

    def _changed_people(self) -> None:
        """Give people whom the file changed back what stood of them."""
        names = list(Party.__table__.columns.keys())
        for key, said in self._brought.before.get(Party.__tablename__, {}).items():
            if is_erased(said):
                continue  # nothing of it is given back
            before = dict(zip(names, values_of(said)[1], strict=True))
            after = dict(zip(names, values_of(self._brought.after["party"][key])[1], strict=True))
            (ref,) = self._refs(Party, [key]).values()
            values = typed_facts(before)
            self._write.change(Party, key, values, kind=_KIND, name=f"party:{ref}", seen=after["version"])
            said_again = [
                consent_row(self._write, key, channel, given=bool(before[flag]), source="import")
                for channel in CHANNELS
                if before[flag := f"consent_{channel}"] != after[flag]
            ]
            if said_again:
                self._write.add(Record(_KIND, f"party:{ref}", {Consent: said_again}))
            write_words(self._write, [key])
            self._told()

    def _recurring(self) -> None:
        table = RecurringGiftRow
        for keys in in_steps(self._brought.keys(table), MOST):
            refs = self._refs(table, keys)
            query = select(table.id, table.first_on).where(table.id.in_(keys)).order_by(table.id)
            for key, first_on in self._write.session.execute(query).all():
                values = {
                    "other_ref": "", "last_on": first_on - timedelta(days=1), "end_reason": self._reason,
                }  # fmt: skip
                self._change(table, key, refs[key], values)
        self._mandates()

    def _mandates(self) -> None:
        """End the mandates that came with agreed gifts, from the first of all days on."""
        query = select(Mandate.id).where(Mandate.ended_on.is_(None)).order_by(Mandate.id)
        values = {"ended_on": FIRST_DAY, "end_reason": self._reason}
        for keys in in_steps(self._brought.keys(Mandate), MOST):
            for key in list(self._write.session.scalars(query.where(Mandate.id.in_(keys)))):
                self._change(Mandate, key, self._one.ref, values)

    def _claims(self) -> None:
        """Free the references of claims; their gifts are taken back as payments, and so is their distance."""
        for keys in in_steps(self._brought.keys(ExpenseClaim), MOST):
            for key, ref in self._refs(ExpenseClaim, keys, ExpenseClaim.other_ref != "").items():
                self._change(ExpenseClaim, key, ref, {"other_ref": ""})

    def _changed_projects(self) -> None:
        """Give projects that the file changed back what stood of them; what they cost stays readable as it was."""
        for one in facts_before(self._brought):
            name = f"project:{one.code}"
            self._write.change(Project, one.id, one.values, kind=_KIND, name=name, seen=one.seen)
            self._told()
        revise_back(self._write, self._brought, kind=_KIND, reason=self._reason)

    def _projects(self) -> None:
        """Take projects out of all lists; the code of each says with which import it went, and is free."""
        for keys in in_steps(self._brought.keys(Project), MOST):
            query = select(Project.id, Project.code).where(Project.id.in_(keys)).order_by(Project.id)
            for key, code in self._write.session.execute(query).all():
                values = {"code": f"{code} ({self._one.ref})", "taken_back_on": self._write.today}
                self._change(Project, key, code, values)
