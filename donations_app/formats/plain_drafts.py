"""Plain drafts beside those of the reader of lines (decisions 0050 and 0054)."""

from collections.abc import Mapping
from typing import Any, Final

from donations_app.domain.plain_gifts import PlainGift
from donations_app.domain.plain_payments import PlainPayment
from donations_app.domain.plain_people import PlainPerson
from donations_app.domain.plain_projects import PlainProject
from donations_app.formats.lines import key_of

NOUNS: Final[Mapping[type, str]] = {
    PlainPayment: "payment", PlainPerson: "party", PlainGift: "recurring_gift", PlainProject: "project",
}  # fmt: skip
"""The kinds of plain drafts, with the noun from which the key of such a record is made (``key_of``)."""


def is_plain(draft: object) -> bool:
    """Tell whether nothing of a draft is out of the ordinary: it is sound by itself."""
    return type(draft) in NOUNS


def whole_of(draft: Any) -> Any:
    """Return a draft as the reader of lines makes it."""
    return draft.whole(key_of(NOUNS[type(draft)], draft.ref)) if is_plain(draft) else draft
