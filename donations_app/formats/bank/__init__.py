"""Statements of banks: a reader for each format, recognised by what a file holds (docs/decisions/0065)."""
