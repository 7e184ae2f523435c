"""The rows of ``db.tables.legal``."""

from datetime import date
from typing import TypedDict

from donations_app.domain.money import Money


class LegalParameter(TypedDict):
    id: int
    version: int
    name: str
    value: str
    first_on: date
    last_on: date | None
    source: str
    confirmed_on: date
    confirmed_by: str


class DeclarationFiling(TypedDict):
    id: int
    year: int
    n: int
    amount: Money
    documents: int
    filed_on: date
    filed_by: str
    note: str
    known: str


class LetterTemplate(TypedDict):
    id: int
    version: int
    occasion: str
    language: str
    valid_from: date
    subject: str
    body: str
