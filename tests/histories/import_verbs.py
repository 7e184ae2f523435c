"""What happens to whole files: payments and a project imported, and taken back while nothing has built on them."""

from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.db.queries.projects import targets
from donations_app.domain.imports import ImportBuiltOn, ImportNotTakenBack
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.payments.records import record_payment
from tests.histories.history import OFFICES, History, Refusal
from tests.histories.rows import Row
from tests.histories.world import DONORS

_HEADINGS: Final = "ref;office;payer;received_on;method;kind;amount"
_REFS: Final = ("F1", "F2")
_CODE: Final = "PUITS"


class ImportVerbs(History):
    """Import a file of payments under the same references, again once they are free; take it back."""

    def __init__(self) -> None:
        super().__init__()
        self.imported: tuple[str, list[int], dict[str, list[Row]]] | None = (
            None  # reference, payments, their rows
        )
        self.village: tuple[str, int] | None = None  # reference of the import that brought a project, its key

    def _stands(self, keys: list[int]) -> dict[str, list[Row]]:
        """Return all rows that are of payments, or say something of them."""
        lines = {row["id"] for row in self.rows.of("payment_line") if row["payment_id"] in keys}
        return {
            "payment": [
                {name: value for name, value in row.items() if name != "ref"}
                for row in self.rows.of("payment")
                if row["id"] in keys or row["reverses_id"] in keys
            ],
            "allocation": [row for row in self.rows.of("allocation") if row["line_id"] in lines],
            "receipt_line": [row for row in self.rows.of("receipt_line") if row["line_id"] in lines],
            "deposit_line": [row for row in self.rows.of("deposit_line") if row["payment_id"] in keys],
            "instalment_decision": [
                row for row in self.rows.of("instalment_decision") if row["payment_id"] in keys
            ],
        }

    @precondition(lambda self: self.away is None and self.imported is None)
    @rule(
        payers=st.tuples(st.sampled_from(DONORS[:-1]), st.sampled_from(DONORS[:-1])),
        method=st.sampled_from(["cash", "cheque"]),
        cents=st.integers(1, 9_99),
        office=OFFICES,
    )
    def a_file_is_imported(self, payers: tuple[str, str], method: str, cents: int, office: str) -> None:
        path = self.stage.folder / "gifts.csv"
        lines = [
            f"{ref};{office};{payer};{self.today};{method};donation;{cents / 100:.2f}"
            for ref, payer in zip(_REFS, payers, strict=True)
        ]
        path.write_text("\n".join([_HEADINGS, *lines, ""]), encoding="utf-8")
        answer = self.does(
            lambda: import_file(self.books.acting(office=office), "payments", path), office=office
        )
        assert answer
        assert (answer.accepted, answer.rejected) == (2, [])
        assert self.wrote() == {"payment.recorded": 2, "import.recorded": 1}
        keys = [row["id"] for row in self.rows.of("payment") if row["other_ref"] in _REFS]
        assert len(keys) == 2
        self.imported = answer.ref, keys, self._stands(keys)

    @precondition(lambda self: self.away is None and self.imported is not None)
    @rule(office=OFFICES)
    def the_file_is_taken_back(self, office: str) -> None:
        assert self.imported
        ref, keys, stood = self.imported
        refused: Refusal = None if self._stands(keys) == stood else ImportBuiltOn
        self.does(
            lambda: take_back_import(self.books.acting(office=office), ref), office=office, refused=refused
        )
        if refused:
            return
        assert self.wrote() == {"import.taken_back": 3, "payment.reversed": 2}
        money = [row["amount"] for row in self._stands(keys)["payment"]]
        assert (len(money), sum(money)) == (4, 0)
        assert not [row for row in self.rows.of("payment") if row["other_ref"] in _REFS]
        self.imported = None
        self.does(
            lambda: take_back_import(self.books.acting(office=office), ref),
            office=office,
            refused=ImportNotTakenBack,
        )

    @precondition(lambda self: self.away is None and self.village is None)
    @rule(office=OFFICES)
    def a_project_comes_by_a_file(self, office: str) -> None:
        path = self.stage.folder / "projects.csv"
        path.write_text(f"code;title_fr;cost\n{_CODE};Un puits;2500\n", encoding="utf-8")
        answer = self.does(
            lambda: import_file(self.books.acting(office=office), "projects", path), office=office
        )
        assert answer
        assert (answer.accepted, answer.already, answer.rejected) == (1, 0, [])
        assert self.wrote() == {"project.recorded": 1, "import.recorded": 1}
        self.village = answer.ref, next(row["id"] for row in self.rows.of("project") if row["code"] == _CODE)

    @precondition(lambda self: self.away is None and self.village is not None)
    @rule(payer=st.sampled_from(DONORS[:-1]), office=OFFICES)
    def a_gift_goes_to_that_project(self, payer: str, office: str) -> None:
        part = AllocationDraft(amount=Money(7_00), project=_CODE)
        line = LineDraft(kind="donation", amount=Money(7_00), allocations=(part,))
        draft = PaymentDraft(
            key=uuid4(), office=office, payer=payer, method="cash", received_on=self.today, lines=(line,)
        )
        self.does(lambda: record_payment(self.books.acting(office=office), draft), office=office)
        assert self.wrote() == {"payment.recorded": 1}

    @precondition(lambda self: self.away is None and self.village is not None)
    @rule(office=OFFICES)
    def that_project_is_taken_back(self, office: str) -> None:
        assert self.village
        ref, key = self.village
        refused: Refusal = ImportBuiltOn if self._bears_money(key) else None
        self.does(
            lambda: take_back_import(self.books.acting(office=office), ref), office=office, refused=refused
        )
        if refused:
            return
        assert self.wrote() == {"import.taken_back": 2}
        row = self.rows.by_id("project", key)
        assert (row["code"], row["taken_back_on"]) == (f"{_CODE} ({ref})", self.today.isoformat())
        with self.books.read() as session:
            assert _CODE not in {one.project for one in targets(session)}
        self.village = None

    def _bears_money(self, project: int) -> bool:
        """Tell whether cents of a payment that was not taken back as wrong are, or were, on a project."""
        undone = {
            row["reverses_id"] for row in self.rows.of("payment") if row["reversal"] == "correction"
        } | {row["id"] for row in self.rows.of("payment") if row["reverses_id"] is not None}
        paid = {row["id"]: row["payment_id"] for row in self.rows.of("payment_line")}
        named = [row for row in self.rows.of("allocation") if row["project_id"] == project]
        return any(paid[row["line_id"]] not in undone for row in named)
