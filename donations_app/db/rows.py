"""The rows that are written, a class for each table of ``db.tables``, under the table's name.

At run time a row is a plain dictionary, as fast to make and to insert as any; a column that is missing,
unknown or of another type is told when the program is checked. A test holds the columns against the tables.
"""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from donations_app.domain.money import Money


class Office(TypedDict):
    id: int
    code: str
    name: str
    is_head: bool


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


class ImportFile(TypedDict):
    id: int
    office_id: int
    kind: str
    name: str
    sha256: str
    at: datetime
    who: str
    accepted: int
    already: int
    changed: int
    refused: int
    amount: Money
    taken_back_on: date | None
    taken_back_by: str


class ImportCorrection(TypedDict):
    id: int
    office_id: int
    import_id: int
    line: int
    column: str
    stated: str
    taken: str
    party_id: int | None


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


class MembershipKind(TypedDict):
    id: int
    code: str
    name: str
    from_year: int
    fee: Money
    runs: str
    is_free: bool


class Membership(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    kind: str
    since: date
    until: date | None


class DuesExemption(TypedDict):
    id: int
    office_id: int
    membership_id: int
    year: int
    reason: str
    undone_on: date | None


class MembershipPause(TypedDict):
    id: int
    office_id: int
    membership_id: int
    standing: str
    since: date
    until: date | None
    reason: str


class DuesCall(TypedDict):
    id: int
    office_id: int
    membership_id: int
    year: int
    step: str
    channel: str
    address: str
    amount: Money
    at: datetime
    on: date
    outcome: str
    answer: str


class Circular(TypedDict):
    id: int
    office_id: int
    party_id: int
    name: str
    digest: str
    subject: str
    language: str
    channel: str
    address: str
    at: datetime
    on: date
    outcome: str
    answer: str


class RecurringGift(TypedDict):
    id: int
    office_id: int
    key: UUID
    other_ref: str
    payer_id: int
    amount: Money
    frequency: str
    day: int
    first_on: date
    last_on: date | None
    method: str
    iban: str
    bic: str
    mandate_reference: str
    mandate_signed_on: date | None
    project_id: int | None
    association_id: int | None
    earmarked_by_donor: bool
    end_reason: str
    continues_id: int | None
    fingerprint: str


class RecurringPause(TypedDict):
    id: int
    office_id: int
    key: UUID
    gift_id: int
    first_on: date
    last_on: date | None
    reason: str


class InstalmentDecision(TypedDict):
    id: int
    office_id: int
    key: UUID
    gift_id: int
    due_on: date
    payment_id: int | None
    reason: str
    decided_on: date
    taken_back_on: date | None
    taken_back_reason: str


class Programme(TypedDict):
    id: int
    office_id: int
    key: UUID
    version: int
    code: str
    title_fr: str
    title_en: str
    title_ar: str
    starts_on: date | None
    ends_on: date | None


class Project(TypedDict):
    id: int
    office_id: int
    key: UUID
    version: int
    code: str
    title_fr: str
    title_en: str
    title_ar: str
    short_fr: str
    short_en: str
    short_ar: str
    axis: str
    action: str
    municipality: str
    province: str
    programme_id: int | None
    people_served: int | None
    state: str
    starts_on: date | None
    ends_on: date | None
    receipt_eligible: bool
    pass_through: bool
    taken_back_on: date | None
    fingerprint: str


class ProjectBudget(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    since: date | None
    cost: Money
    eligible: Money | None
    cash: Money | None
    currency: str
    rate: str
    foreign_minor: int | None
    unassigned: str
    reason: str
    recorded_on: date


class ProjectPartner(TypedDict):
    id: int
    office_id: int
    budget_id: int
    project_id: int
    association_id: int
    cost: Money
    foreign_minor: int | None


class Batch(TypedDict):
    id: int
    office_id: int
    key: UUID
    name: str
    method: str
    expected_count: int
    expected: Money
    opened_at: datetime
    closed_at: datetime | None
    difference_reason: str


class Payment(TypedDict):
    id: int
    office_id: int
    key: UUID
    other_ref: str
    payer_id: int | None
    received_on: date | None
    credited_on: date | None
    method: str
    amount: Money
    currency: str
    rate: str
    rate_source: str
    rate_on: date | None
    cheque_number: str
    cheque_date: date | None
    bank: str
    receipt_issued_by: str
    batch_id: int | None
    reverses_id: int | None
    reversal: str
    reversal_reason: str
    return_code: str
    fingerprint: str


class PaymentLine(TypedDict):
    id: int
    office_id: int
    payment_id: int
    position: int
    kind: str
    amount: Money
    dues_year: int | None
    earmarked_by_donor: bool
    counterpart: Money
    counterpart_kind: str
    description: str
    evidence: str
    valued_by: str
    article: str
    pass_through: bool
    foreign_minor: int | None


class Allocation(TypedDict):
    id: int
    office_id: int
    line_id: int
    project_id: int | None
    association_id: int | None
    kind: str
    payer_kind: str
    money_origin: str
    currency: str
    amount: Money
    foreign_minor: int | None
    decided_on: date
    recorded_on: date
    move_key: UUID | None
    reason: str


class ExpenseClaim(TypedDict):
    id: int
    office_id: int
    key: UUID
    other_ref: str
    party_id: int
    stated_on: date
    amount: Money
    project_id: int | None
    association_id: int | None
    earmarked_by_donor: bool
    fingerprint: str


class ExpenseOutcome(TypedDict):
    id: int
    office_id: int
    claim_id: int
    kind: str
    settled_on: date
    words: str
    line_id: int | None


class ExpenseTrip(TypedDict):
    id: int
    office_id: int
    claim_id: int
    position: int
    driven_on: date
    purpose: str
    km: int
    vehicle: str
    power: int
    is_electric: bool
    plate: str
    is_apart: bool
    amount: Money
    scale: str
    is_provisional: bool
    km_before: int


class ExpenseItem(TypedDict):
    id: int
    office_id: int
    claim_id: int
    position: int
    spent_on: date
    label: str
    amount: Money


class DocumentBase(TypedDict):
    id: int
    sha256: str
    content: bytes
    sample: bytes


class TaxReceipt(TypedDict):
    id: int
    office_id: int
    series: str
    n: int
    number: str
    form: str
    year: int
    payer_id: int
    replaces_id: int | None
    issued_on: date
    issued_at: datetime
    issued_by: str
    amount: Money
    content: str
    base_id: int
    tail: bytes
    sha256: str
    accepted: str


class ReceiptLine(TypedDict):
    id: int
    office_id: int
    receipt_id: int
    line_id: int
    amount: Money


class LiveReceiptLine(TypedDict):
    line_id: int
    receipt_id: int


class ReceiptDelivery(TypedDict):
    id: int
    office_id: int
    receipt_id: int
    channel: str
    address: str
    at: datetime
    outcome: str
    answer: str
    returned_on: date | None


class ReceiptCancellation(TypedDict):
    id: int
    office_id: int
    receipt_id: int
    cancelled_on: date
    cancelled_by: str
    reason: str


class DepositSlip(TypedDict):
    id: int
    office_id: int
    key: UUID
    series: str
    n: int
    number: str
    account_id: int
    method: str
    made_on: date
    made_at: datetime
    made_by: str
    count: int
    amount: Money
    content: str
    base_id: int
    tail: bytes
    sha256: str
    handed_in_on: date | None
    credited_on: date | None
    bank_reference: str
    cancelled_on: date | None
    reason: str


class DepositLine(TypedDict):
    id: int
    office_id: int
    slip_id: int
    payment_id: int
    amount: Money
    in_place_of_id: int | None


class DepositCash(TypedDict):
    id: int
    office_id: int
    slip_id: int
    worth: int
    count: int


class LiveDeposit(TypedDict):
    payment_id: int
    slip_id: int


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


class Origin(TypedDict):
    id: int
    office_id: int
    code: str
    kind: str
    opened_on: date
    closed_on: date | None


class Head(TypedDict):
    origin_id: int
    is_here: bool
    n: int
    at: datetime
    hash: str


class FundingRule(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int | None
    funder_id: int | None
    name: str
    minimum: int
    minimum_cash: int
    maximum_in_kind: int
    in_kind_of: str
    maximum_funder: int | None
    maximum_public: int | None
    minimum_other: int
    base: str
    basis: str
    scope: str
    counts: str
    goods_back: str
    currency: str
    since: date | None
    source: str
    source_on: date | None
    confirmed: bool
    recorded_on: date
    other_ref: str


class FundingRuleEnd(TypedDict):
    id: int
    office_id: int
    rule_id: int
    last_on: date
    reason: str
    recorded_on: date


class Financing(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    association_id: int | None
    funder_id: int
    stage: str
    amount: Money
    currency: str
    rate: str
    foreign_minor: int | None
    stated_on: date
    reference: str
    reason: str
    replaces_id: int | None
    recorded_on: date
    other_ref: str


class Contribution(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    association_id: int | None
    kind: str
    given_on: date
    description: str
    day_rate: int | None
    amount: Money
    currency: str
    rate: str
    foreign_minor: int | None
    valued_by: str
    recorded_on: date
    other_ref: str


class ContributionWorker(TypedDict):
    id: int
    office_id: int
    contribution_id: int
    position: int
    name: str
    half_days: int


class ContributionOutcome(TypedDict):
    id: int
    office_id: int
    contribution_id: int
    kind: str
    settled_on: date
    words: str
    document: str
    recorded_on: date


class PartyOrigin(TypedDict):
    id: int
    office_id: int
    key: UUID
    party_id: int
    money_origin: str
    since: date | None
    source: str
    recorded_on: date


class AllocationDecision(TypedDict):
    id: int
    office_id: int
    key: UUID
    decided_on: date
    decided_by: str
    minutes: str
    consent: str
    recorded_on: date


class Spending(TypedDict):
    id: int
    office_id: int
    key: UUID
    project_id: int
    association_id: int | None
    spent_on: date
    amount: Money
    earmarked: Money
    origin: str
    reference: str
    description: str
    recorded_on: date
