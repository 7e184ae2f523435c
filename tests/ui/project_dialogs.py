"""The dialogs of the pages of projects over books with a rule, an agreement, a contribution and a spending."""

from collections.abc import Callable
from typing import Final
from uuid import uuid4

from PySide6.QtWidgets import QDialog

from donations_app.db.books import Books
from donations_app.db.queries.contributions import contributions
from donations_app.db.queries.project_page import project_page
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.spending import SpendingDraft
from donations_app.domain.valued import ContributionDraft, Worker
from donations_app.services.funding.contributions import record_contribution
from donations_app.services.funding.financing import promise
from donations_app.services.funding.rules import add_rule
from donations_app.services.funding.spending import record_spending
from donations_app.services.statements.statement_mail import StatementOrder
from donations_app.ui.desk import Desk
from donations_app.ui.main_window import MainWindow
from donations_app.ui.projects import contribution_dialog, plan_dialog
from donations_app.ui.projects.budget_dialog import ReviseBudget
from donations_app.ui.projects.facts_dialog import ChangeFacts, EndProject
from donations_app.ui.projects.papers import MakeProof
from donations_app.ui.projects.recording import RecordProject
from donations_app.ui.projects.rule_dialog import AddRule, EndRule
from donations_app.ui.projects.sending import Addressee, SendStatement
from donations_app.ui.projects.statement import StatementPage
from tests.world import TODAY

_CODE: Final = "EAU"


def fill_project(books: Books) -> None:
    """Record what a company asks and promises, what was given and spent, for a project that stands."""
    rule = FundingRule(minimum=0, maximum_funder=5_000, scope="project")
    add_rule(books, rule, key=uuid4(), project=_CODE, funder="E1")
    promise(
        books,
        FinancingDraft(key=uuid4(), project=_CODE, funder="E1", amount=Money(100_00), stated_on=TODAY),
    )
    labour = ContributionDraft(
        key=uuid4(), project=_CODE, kind="labour", given_on=TODAY, association="AMAN", day_rate=20_00,
        workers=(Worker("Brahim", 4),),
    )  # fmt: skip
    record_contribution(books, labour)
    record_spending(books, SpendingDraft(key=uuid4(), project=_CODE, amount=Money(30_00), spent_on=TODAY))


def of_project(desk: Desk, at: MainWindow) -> dict[str, Callable[[], QDialog]]:
    """Return what makes each dialog, by its name."""
    with desk.books.read() as session:
        page = project_page(session, _CODE, today=TODAY)
        (given,) = contributions(session, on=TODAY, project=_CODE)
    (plan,) = page.plan
    row, (promised,), (spent,) = page.card.facts, plan.commitments, page.spendings
    return {
        "a new project": lambda: RecordProject(desk, at, then=lambda _code: None),
        "a statement": lambda: StatementPage(desk, "AMAN", "Association Aman", "fr", at),
        "a statement sent": lambda: SendStatement(
            desk,
            StatementOrder("AMAN", "fr", TODAY),
            Addressee("Association Aman", "a@example.org"),
            None,
            at,
        ),
        "facts of a project": lambda: ChangeFacts(desk, _CODE, at),
        "the end of a project": lambda: EndProject(desk, _CODE, at),
        "cost and parts": lambda: ReviseBudget(desk, page.card, at),
        "a rule": lambda: AddRule(desk, _CODE, at),
        "the end of a rule": lambda: EndRule(desk, page.share.rules[-1].in_force.ref, "E1", at),
        "a proof file": lambda: MakeProof(desk, _CODE, {"E1": "Ateliers"}, None, at),
        "a contribution": lambda: contribution_dialog.AddContribution(desk, row, at),
        "an attestation": lambda: contribution_dialog.Contribution(desk, given, at),
        "a contribution withdrawn": lambda: contribution_dialog.WithdrawContribution(desk, given.ref, at),
        "a promise": lambda: plan_dialog.AddFinancing(desk, row, at),
        "a promise agreed": lambda: plan_dialog.ChangeFinancing(desk, row, (plan, promised), at),
        "a promise withdrawn": lambda: plan_dialog.WithdrawFinancing(desk, promised.ref, "E1", at),
        "a spending": lambda: plan_dialog.AddSpending(desk, row, at),
        "a spending put right": lambda: plan_dialog.RightSpending(desk, spent, at),
    }


# what each walk meets, as one reads it
PROJECT_WALKS: Final = {
    "a new project": [
        "Code", "State", "Title in French", "Title in Arabic", "Axis", "Province", "Cost", "Currency",
        "Private part asked, %", "Starts", "Ends", "Association", "Its part of the cost",
        "Take this association away", "Another association", "Back", "Record the project",
    ],
    "a statement": [
        "Language: French", "Smaller", "Larger", "Print", "Document", "Back", "Save as PDF ...",
        "Send by e-mail ...", "Print",
    ],
    "a statement sent": ["Password", "Back", "Send"],
    "facts of a project": [
        "Title in French", "Title in English", "Title in Arabic", "Short, French", "Short, English", "Short, Arabic",
        "Axis", "Action", "Province", "Municipality", "Programme", "People served", "State", "First day", "Last day",
        "Gifts for it give right to a receipt", "Run and banked by others: the money passes through", "Back",
        "End the project ...", "Save",
    ],
    "the end of a project": ["Last day", "Back", "End"],
    "cost and parts": [
        "From which day", "Cost", "From the beginning: it was recorded wrongly", "Currency", "Eligible, if not all",
        "In money, if not all", "Association Aman: Part", "Association Aman: Leaves the project",
        "An association that joins", "Money without an association counts for", "Reason", "Back", "Save",
    ],
    "a rule": [
        "Known rule", "Funder", "Name", "Private, at least %", "In cash, at least %", "In kind, at most %",
        "This funder, at most %", "All public, at most %", "Own or other, at least %", "Held by", "Of what",
        "Counted", "From which day", "Source of", "Source", "The funder confirmed it", "Back", "Add",
    ],
    "the end of a rule": ["Last day", "Reason", "Back", "End"],
    "a proof file": ["Funder", "As on", "Persons who gave", "Language", "Back", "Save as ..."],
    "a contribution": [
        "What is given", "Given on", "For", "Description", "Currency", "Worth of a day", "Name: 1", "Days of work: 1",
        "Name: 2", "Days of work: 2", "One more", "Valued by, and by what", "Back", "Record",
    ],
    "an attestation": [
        "Signed on", "Signed by", "Where the paper is kept", "Back", "The attestation to sign ...", "Withdraw ...",
        "Attest",
    ],
    "a contribution withdrawn": ["Reason", "Back", "Withdraw"],
    "a promise": [
        "Funder", "Stage: agreed", "Amount", "Currency", "For", "On", "Reference of the agreement", "Back", "Record",
    ],
    "a promise agreed": [
        "What happened: It is agreed", "Amount", "Currency", "For", "On", "Reference of the agreement", "Back",
        "Withdraw ...", "Save",
    ],
    "a promise withdrawn": ["From which day", "Reason", "Back", "Withdraw"],
    "a spending": [
        "Amount", "Spent on", "For", "From which money", "Of it from earmarked gifts", "Piece in the accounts",
        "Description", "Back", "Record",
    ],
    "a spending put right": ["Reason", "Back", "Put it right"],
}  # fmt: skip
