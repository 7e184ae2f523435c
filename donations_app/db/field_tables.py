"""What is written in a field book: what its clerk records all day. All else is written at home."""

from typing import Final

IN_FIELD_BOOK: Final = frozenset((
    "party", "party_word", "party_apart", "former_address", "situation", "officer", "consent",
    "batch", "payment", "payment_line", "allocation",
    "document_base", "deposit_slip", "deposit_line", "deposit_cash", "live_deposit",
    "entry", "link", "head",
))  # fmt: skip
