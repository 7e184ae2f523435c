"""Receipts on their way to donors: by post, by e-mail, with letters."""
