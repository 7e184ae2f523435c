"""The rows of ``db.tables.parties``."""

from datetime import date
from typing import TypedDict
from uuid import UUID


class Party(TypedDict):
    id: int
    office_id: int
    key: UUID
    other_ref: str
    leader_id: int
    version: int
    kind: str
    title: str
    last_name: str
    first_name: str
    second_last_name: str
    second_first_name: str
    organisation: str
    legal_form: str
    siren: str
    siret: str
    rna: str
    ice: str
    address: str
    address2: str
    postcode: str
    city: str
    country: str
    address_since: date | None
    tax_resident_fr: bool | None
    email: str
    phone: str
    language: str
    consent_email: bool
    consent_post: bool
    minor: bool
    deceased_on: date | None
    second_deceased_on: date | None
    couple_since: date | None
    separated_on: date | None
    receipt_wish: str
    notes: str
    fiscal_year_end: str
    residence_statement: str
    money_origin: str
    other_script: str
    association_of: str
    municipality: str
    province: str
    taken_back_on: date | None
    search: str
    fingerprint: str
    salt: str


class PartyMerge(TypedDict):
    id: int
    office_id: int
    kept_id: int
    gone_id: int
    merged_on: date
    kept_version: int
    gone_version: int
    standing: str
    undone_on: date | None


class PartyApart(TypedDict):
    id: int
    office_id: int
    one_id: int
    other_id: int
    decided_on: date
    undone_on: date | None


class FormerAddress(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    address: str
    address2: str
    postcode: str
    city: str
    country: str
    since: date | None
    until: date | None
    merge_id: int | None
    undone_on: date | None


class Situation(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    kind: str
    on: date
    other_id: int | None
    former_name: str
    former_legal_form: str
    standing: str
    undone_on: date | None


class Officer(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    role: str
    person_id: int | None
    name: str
    since: date
    until: date | None


class Consent(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    channel: str
    given: bool
    said_on: date
    source: str


class PartyWord(TypedDict):
    party_id: int
    word: str
