"""Tax receipts."""
