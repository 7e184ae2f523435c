"""Issued receipts: their table, the document, cancelling and saving."""
