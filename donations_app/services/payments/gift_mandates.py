"""The mandate under which an agreed gift is debited: found, amended or made as its terms are written.

A file, a form and a command state account, reference and day of signature with the gift; here they become the
mandate that it points to. The same reference signed on the same day is the same mandate: two gifts share it, and
another account from a later day on amends it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID, uuid5

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.lines import Row
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.mandates import terms_by_mandate
from donations_app.db.records import Record, Rows
from donations_app.db.salts import salt
from donations_app.db.steps import in_steps
from donations_app.db.tables import Mandate, MandateTerms
from donations_app.domain.mandates import Terms, is_amended, terms_on

OF_GIFT: Final = "mandate"  # the key of a mandate that came with a gift is made of the gift's


class Stated(Protocol):
    """What a gift says of its mandate."""

    @property
    def iban(self) -> str: ...
    @property
    def bic(self) -> str: ...
    @property
    def mandate_reference(self) -> str: ...
    @property
    def mandate_signed_on(self) -> date | None: ...


class Known(NamedTuple):
    """A mandate of somebody, as it was signed."""

    id: int
    signed_on: date | None
    terms: tuple[Terms, ...]


class GiftMandates:
    """The mandates that gifts of one transaction point to."""

    def __init__(self, write: Write, payers: Iterable[int]) -> None:
        self._write = write
        self._made: dict[tuple[int, str, str, str, date | None], int] = {}
        for payer, known in known_of(write, payers):
            now = known.terms[-1]
            if now.reference:
                self._made.setdefault(_identity(payer, now, known.signed_on), known.id)

    def of(self, payer_id: int, office_id: int, draft: Stated, key: UUID) -> tuple[int | None, Rows]:
        """Return the mandate of a gift, with its rows where it is new; ``None`` where nothing is said of one.

        Args:
            payer_id: who gives.
            office_id: that records the gift.
            draft: the gift.
            key: of the gift.
        """
        if not says_something(draft):
            return None, {}
        if known := self.known(payer_id, draft):
            return known, {}
        terms = stated_terms(draft)
        mandate_id = self._write.ids(Mandate)[0]
        self.note(payer_id, draft, mandate_id)
        signed_on = draft.mandate_signed_on
        made = new_mandate(
            self._write, (mandate_id, office_id), uuid5(key, OF_GIFT), payer_id, terms, signed_on
        )
        return mandate_id, made

    def known(self, payer_id: int, draft: Stated) -> int | None:
        """Return the mandate that a gift shares with another one, if any."""
        return self._made.get(_identity(payer_id, stated_terms(draft), draft.mandate_signed_on))

    def note(self, payer_id: int, draft: Stated, mandate_id: int) -> None:
        """Let later gifts share a mandate; one without a reference is shared by none."""
        if draft.mandate_reference:
            self._made[_identity(payer_id, stated_terms(draft), draft.mandate_signed_on)] = mandate_id


def says_something(draft: Stated) -> bool:
    """Tell whether anything is said of a mandate."""
    return not stated_terms(draft).is_empty or draft.mandate_signed_on is not None


def _identity(payer: int, terms: Terms, signed_on: date | None) -> tuple[int, str, str, str, date | None]:
    return (payer, terms.reference, terms.iban, terms.bic, signed_on)


def known_of(write: Write, payers: Iterable[int]) -> list[tuple[int, Known]]:
    """Return the mandates of somebody that have not ended, each with the key of who gave it."""
    wanted = sorted(set(payers))
    if not wanted:
        return []
    query = select(Mandate.id, Mandate.payer_id, Mandate.signed_on).where(Mandate.ended_on.is_(None))
    found: list[Any] = []
    for some in in_steps(wanted):
        of_some = query.where(Mandate.payer_id.in_(some))
        found += write.session.execute(of_some.order_by(Mandate.id)).all()
    terms = terms_by_mandate(write.session, [row.id for row in found])
    return [(row.payer_id, Known(row.id, row.signed_on, terms[row.id])) for row in found]


def stated_terms(draft: Stated) -> Terms:
    """Return what a gift says of the account and the reference of its mandate."""
    return Terms(reference=draft.mandate_reference, iban=draft.iban, bic=draft.bic)


def new_mandate(
    write: Write,
    place: tuple[int, int],
    key: UUID,
    payer_id: int,
    terms: Terms,
    signed_on: date | None,
    *,
    kind: str = "recurring",
    document: str = "",
    used_on: date | None = None,
) -> Rows:
    """Return the rows of a new mandate with its first terms; ``place``: its key and its office."""
    mandate_id, office_id = place
    row = rows.Mandate(
        id=mandate_id,
        office_id=office_id,
        key=key,
        payer_id=payer_id,
        kind=kind,
        signed_on=signed_on,
        document=document,
        used_on=used_on,
        suspended_on=None,
        suspended_reason="",
        ended_on=None,
        end_reason="",
    )
    return {Mandate: [row], MandateTerms: [terms_row(write, mandate_id, office_id, terms)]}


def terms_row(write: Write, mandate_id: int, office_id: int, terms: Terms) -> Row:
    """Return the row of what a mandate says from a day on."""
    return rows.MandateTerms(
        id=write.ids(MandateTerms)[0],
        office_id=office_id,
        mandate_id=mandate_id,
        since=terms.since,
        reference=terms.reference,
        iban=terms.iban,
        bic=terms.bic,
        creditor_id=terms.creditor_id,
        reason=terms.reason,
        salt=salt(),
    )


def follow_mandate(
    write: Write, before_id: int | None, draft: Stated, giver: tuple[int, int], key: UUID, *, start: date
) -> tuple[int | None, list[Record]]:
    """Return under which mandate a gift goes on from a day on, with what has to be recorded of it.

    Another account or reference under the same signature amends the mandate; another signature is another mandate.

    Args:
        write: the transaction.
        before_id: the mandate until then.
        draft: the gift as it goes on.
        giver: key of who gives, and the office of the gift.
        key: of the gift as it goes on.
        start: the first day of its new terms.
    """
    wanted = stated_terms(draft)
    held = write.row(Mandate, before_id) if before_id else None
    if before_id is None or held is None or held["signed_on"] != draft.mandate_signed_on or wanted.is_empty:
        payer, office_id = giver
        mandates = GiftMandates(write, write.session.scalars(records_of(payer)))
        mandate_id, made = mandates.of(payer, office_id, draft, key)
        name = f"mandate:{wanted.reference or key}"
        return mandate_id, [Record("mandate.given", name, made)] if made else []
    terms = terms_by_mandate(write.session, [before_id])[before_id]
    now = terms_on(terms, start)
    after = Terms(
        since=start,
        reference=wanted.reference,
        iban=wanted.iban,
        bic=wanted.bic,
        creditor_id=now.creditor_id,
    )
    if not is_amended(now, after):
        return before_id, []
    row = terms_row(write, before_id, held["office_id"], after)
    return before_id, [Record("mandate.amended", f"mandate:{wanted.reference}", {MandateTerms: [row]})]
