"""Who may do what with each table of a server: the plan that the policies of the schema and the grants follow.

Three people work with the books. The treasurer answers for all of them; the clerk of an office records what that
office does; the auditor reads. Whoever owns the tables stands over all of it and cannot log in (``server setup``);
where books were made by a login of its own, that login is the owner and may do everything, as in a file.

Rows carry the office that wrote them, and policies compare it with that of the login: no client says who it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from donations_app.db.tables import Base
from donations_app.db.triggers import FROZEN

Role = Literal["treasurer", "clerk", "auditor", "backup"]
ROLES: Final[tuple[Role, ...]] = ("treasurer", "clerk", "auditor", "backup")
Scope = Literal["", "all", "own", "through"]


@dataclass(frozen=True, slots=True)
class Access:
    """What a clerk may do with the rows of a table: nothing, with all of them, with those of his office.

    Attributes:
        reads, adds, changes, deletes: which rows; ``through``: those that ``by`` finds.
        by: a condition over rows that he sees himself.
    """

    reads: Scope = "all"
    adds: Scope = ""
    changes: Scope = ""
    deletes: Scope = ""
    by: str = ""


_READ: Final = Access()
_OWN: Final = Access("own", "own", "own")
_ADDED: Final = Access("own", "own")
_SHARED: Final = Access("all", "own", "own")
_SHARED_ADDED: Final = Access("all", "own")
_HIDDEN: Final = Access("")
_OF_ORIGIN: Final = "link_id >> 36 IN (SELECT my_origins())"

CLERK: Final[Mapping[str, Access]] = {
    # what the office records
    "payment": _OWN, "payment_line": _ADDED, "batch": _OWN,
    "deposit_slip": _OWN, "deposit_line": _ADDED, "deposit_cash": _ADDED,
    "live_deposit": Access(
        "all", "through", "", "through", "EXISTS (SELECT 1 FROM deposit_slip s WHERE s.id = slip_id)"
    ),
    "document_base": Access("all", "all"),  # the constant part of a printed slip
    "recurring_gift": _OWN, "recurring_pause": _OWN, "instalment_decision": _ADDED,
    "expense_claim": _OWN, "expense_item": _ADDED, "expense_trip": _ADDED, "expense_outcome": _ADDED,
    "import_file": _OWN, "import_correction": _ADDED,
    "dues_call": _ADDED, "circular": _ADDED,
    # where the cents of all offices stand, without a name: shares are those of the association
    "allocation": _SHARED_ADDED, "allocation_decision": _SHARED_ADDED,
    "contribution": _SHARED, "contribution_outcome": _SHARED_ADDED, "contribution_worker": _ADDED,
    # people are those of the association, so that nobody is recorded twice; each office changes its own
    "party": _SHARED, "former_address": _SHARED, "situation": _SHARED, "officer": _SHARED,
    "party_word": Access(
        "all", "through", "", "through",
        "EXISTS (SELECT 1 FROM party p WHERE p.id = party_id AND p.office_id = (SELECT my_office()))",
    ),
    "consent": _SHARED_ADDED, "party_apart": _SHARED_ADDED, "party_merge": _READ, "party_origin": _READ,
    "membership": _SHARED, "membership_pause": _SHARED, "dues_exemption": _READ,
    # what the treasurer answers for
    "office": _READ, "organisation": _READ, "origin": _READ, "signatory": _READ, "legal_parameter": _READ,
    "letter_template": _READ, "membership_kind": _READ,
    "programme": _READ, "project": _READ, "project_budget": _READ, "project_partner": _READ,
    "funding_rule": _READ, "funding_rule_end": _READ, "financing": _READ, "spending": _READ,
    "account": Access("own"), "mail_account": _HIDDEN,
    # receipts on what the office recorded, so that nobody takes a payment back on which one stands
    "live_receipt_line": _READ,
    "receipt_line": Access("through", by="EXISTS (SELECT 1 FROM payment_line l WHERE l.id = line_id)"),
    "tax_receipt": Access(
        "through", by="EXISTS (SELECT 1 FROM receipt_line r WHERE r.receipt_id = tax_receipt.id)"
    ),
    "receipt_cancellation": Access(
        "through", by="EXISTS (SELECT 1 FROM tax_receipt t WHERE t.id = receipt_id)"
    ),
    "receipt_delivery": Access("through", by="EXISTS (SELECT 1 FROM tax_receipt t WHERE t.id = receipt_id)"),
    "receipt_counter": _HIDDEN, "declaration_filing": _HIDDEN,
    "waiting_payer": _HIDDEN, "waiting_stamp": _HIDDEN,
    # the audit trail of his own origin; a link and its head are written by ``seal`` alone
    "head": _READ, "link": Access("through", by="origin_id IN (SELECT my_origins())"),
    "entry": Access("through", "through", by=_OF_ORIGIN),
}  # fmt: skip
SEALED: Final = frozenset(("link", "head", "receipt_counter"))  # written by functions of the owner alone
DERIVED: Final = frozenset(("party_word", "live_deposit", "live_receipt_line", "waiting_payer", "waiting_stamp"))
# who records whom, and the version of the schema: no office's, and nobody's to write
OTHERS: Final = ("alembic_version", "office_login")


def policies() -> Iterator[str]:
    """Yield the statements that let each role see and write its rows of every table, the owner's included."""
    for table in sorted(Base.metadata.tables):
        clerk = CLERK[table]
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY reads ON {table} FOR SELECT USING {_rows(clerk, clerk.reads, 'sees_all')}"
        yield f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK {_rows(clerk, clerk.adds, 'writes_all')}"
        changed = _rows(clerk, clerk.changes or _locks(table, clerk), "writes_all")
        yield f"CREATE POLICY changes ON {table} FOR UPDATE USING {changed} WITH CHECK {changed}"
        yield f"CREATE POLICY deletes ON {table} FOR DELETE USING {_rows(clerk, clerk.deletes, 'writes_all')}"


def _locks(table: str, clerk: Access) -> Scope:
    """Return which rows that never change are locked while others are added that name them."""
    return "own" if table in FROZEN and clerk.adds == "own" else ""


def _rows(clerk: Access, scope: Scope, whole: str) -> str:
    """Return the condition that a row is one of those that a clerk may have, or that the login has all."""
    own = {"": "", "all": "true", "own": "office_id = (SELECT my_office())", "through": clerk.by}[scope]
    if scope == "all":
        return "(true)" if whole == "sees_all" else "((SELECT writes_all()) OR (SELECT my_office()) IS NOT NULL)"
    return f"((SELECT {whole}()) OR {own})" if own else f"((SELECT {whole}()))"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may try on a table; policies say on which rows."""

    role: Role
    table: str
    verbs: tuple[str, ...]  # of SQL, in their order


def grants() -> Iterator[Grant]:
    """Yield what each role is granted, table by table."""
    for table in sorted((*Base.metadata.tables, *OTHERS)):
        if table == "office_login":
            continue
        for role in ROLES:
            yield Grant(role, table, ("SELECT", *_written(role, table)))


def _written(role: Role, table: str) -> Iterator[str]:
    if table in OTHERS or table in SEALED or role in ("auditor", "backup"):
        return
    clerk = CLERK[table]
    does_all = role == "treasurer"
    if does_all or clerk.adds:
        yield "INSERT"
    if table in FROZEN:
        # to lock a row one needs the right to change some column of it; a trigger refuses the change itself
        if does_all or _locks(table, clerk):
            yield "UPDATE"
    elif does_all or clerk.changes:
        yield "UPDATE"
    if table in DERIVED and (does_all or clerk.deletes):
        yield "DELETE"
