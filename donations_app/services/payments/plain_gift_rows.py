"""The rows of plain agreed gifts, a column of many at a time: what ``recurring_record`` makes of each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from donations_app.db.journal import Write
from donations_app.db.records import Alikes
from donations_app.db.salts import salts
from donations_app.db.tables import Base, Mandate, MandateTerms, RecurringGiftRow
from donations_app.domain.plain_gifts import PlainGift
from donations_app.formats.lines import keys_of, keys_under
from donations_app.formats.plain_drafts import is_plain, whole_of
from donations_app.services.books.alike_rows import AlikeRows, Varying
from donations_app.services.books.directory import Directory
from donations_app.services.payments.gift_mandates import OF_GIFT, GiftMandates, says_something
from donations_app.services.payments.recurring import recurring_record

_ALONE: Final = 1  # no new mandate comes with it
_WITH_MANDATE: Final = 2
_OF_MANDATE: Final = ("mandate_reference", "iban", "bic", "mandate_signed_on")


class PlainGifts:
    """Plain agreed gifts of one file, in its order.

    Args:
        write: the transaction.
        directory: what the gifts refer to; it was checked.
        payers: references of those who give, of whatever gift of the file.
    """

    def __init__(self, write: Write, directory: Directory, payers: Iterable[str]) -> None:
        self._write, self._directory = write, directory
        self.mandates = GiftMandates(write, (directory.parties[ref].id for ref in payers))
        self._coming: set[tuple[Any, ...]] = set()

    def likeness(self, draft: Any) -> int:
        """Return what gifts have in common that are written together; 0 for one that is not plain.

        Asked once for each gift, in their order: the first that says a mandate brings it, the next ones share it.
        """
        if not is_plain(draft):
            return 0
        if not says_something(draft) or self.mandates.known(self._payer(draft), draft):
            return _ALONE
        said = (draft.payer, *_mandate_of(draft))
        if draft.mandate_reference and said in self._coming:
            return _ALONE
        self._coming.add(said)
        return _WITH_MANDATE

    def _payer(self, draft: PlainGift) -> int:
        return self._directory.parties[draft.payer].id

    def records(self, drafts: Sequence[PlainGift], fingerprints: Sequence[str]) -> Alikes:
        """Return the rows of gifts that are alike, one at least.

        Args:
            drafts: their terms.
            fingerprints: of the drafts, in their order.
        """
        directory = self._directory
        shared = [self.mandates.known(self._payer(draft), draft) for draft in drafts]
        first = recurring_record(
            self._write, whole_of(drafts[0]), directory, self.mandates, fingerprint=fingerprints[0]
        )
        said: dict[str, Sequence[Any]] = dict(zip(PlainGift._fields, zip(*drafts, strict=True), strict=True))
        of_mandate = {name: said.pop(name) for name in _OF_MANDATE}
        varying = self._varying(said, fingerprints)
        alike = AlikeRows(self._write, first, len(drafts))
        names = [f"recurring_gift:{ref}" for ref in varying["other_ref"]]
        if Mandate not in alike.ids:
            return alike.records(names, {RecurringGiftRow: {**varying, "mandate_id": shared}})
        keys = alike.ids[Mandate]
        for draft, key in zip(drafts, keys, strict=True):
            self.mandates.note(self._payer(draft), draft, key)
        gifts: dict[type[Base], Varying] = {RecurringGiftRow: {**varying, "mandate_id": keys}}
        return alike.records(names, gifts | _of_mandates(keys, varying, of_mandate))

    def _varying(self, said: dict[str, Sequence[Any]], fingerprints: Sequence[str]) -> dict[str, Any]:
        """Return the columns of gifts in which they differ, but for their mandates."""
        directory, fields = self._directory, ("ref", "office", "payer", "project", "association")
        refs, offices, payers, projects, associations = map(said.pop, fields)
        mine = {code: directory.offices[code] if code else self._write.office_id for code in set(offices)}
        parties = {ref: directory.parties[ref].id if ref else None for ref in {*payers, *associations}}
        return {
            **said,
            "office_id": [mine[code] for code in offices],
            "key": keys_of("recurring_gift", refs),
            "other_ref": refs,
            "payer_id": [parties[ref] for ref in payers],
            "day": [day or first_on.day for day, first_on in zip(said["day"], said["first_on"], strict=True)],
            "project_id": [directory.projects.get(code) for code in projects],
            "association_id": [parties[ref] for ref in associations],
            "fingerprint": fingerprints,
            "salt": salts(len(refs)),
        }


def _mandate_of(draft: PlainGift) -> tuple[Any, ...]:
    return tuple(getattr(draft, name) for name in _OF_MANDATE)


def _of_mandates(
    keys: Sequence[int], gifts: Varying, said: Mapping[str, Sequence[Any]]
) -> dict[type[Base], Varying]:
    """Return the columns in which mandates and their first terms differ, from those of their gifts."""
    offices = {"office_id": gifts["office_id"]}
    own = keys_under(gifts["key"], OF_GIFT)
    mandates = {"key": own, "payer_id": gifts["payer_id"], "signed_on": said["mandate_signed_on"]}
    accounts = {"reference": said["mandate_reference"], "iban": said["iban"], "bic": said["bic"]}
    accounts["salt"] = salts(len(keys))
    return {Mandate: offices | mandates, MandateTerms: {**offices, "mandate_id": keys, **accounts}}
