"""What each command does, in a line: the help over all of them is told without loading one."""

from typing import Final

from donations_app.i18n import N_, _

_SUMMARIES: Final = {
    "init": N_("make new books"),
    "settings": N_("the association's facts"),
    "verify": N_("check the whole books"),
    "anchor": N_("write down outside the books how far they are: heads, counts, last numbers"),
    "backup": N_("keep a verified copy of the books"),
    "restore": N_("put books back from a backup"),
    "upgrade": N_("bring books of an earlier version to this one; a verified copy of them is kept first"),
    "import": N_("import a csv or xlsx file"),
    "payments": N_("payments: list, record, take back, refund a part, put right, move allocations"),
    "people": N_("people: list, show, add, change; moves; deaths; requests about data"),
    "members": N_("members and their dues"),
    "keeping": N_("for how long what is kept, and who is erased when"),
    "deposit": N_("deposit slips: cheques and cash taken to the bank"),
    "close": N_("close a fiscal year: nothing of it changes any more"),
    "bank": N_("statements of banks: what arrived and what left"),
    "expenses": N_("expenses that volunteers waive"),
    "projects": N_("projects: what they cost, who carries them"),
    "programmes": N_("programmes and their periods"),
    "export": N_("files for others"),
    "share": N_("where each project and association stands"),
    "statement": N_("one page on what an association brought and lacks, without a donor's name"),
    "proof": N_("a project held against a funder's rule, with each piece and the computation"),
    "report": N_("projects, places, people and money of a period, by axis"),
    "contributions": N_("labour, land, materials given for projects"),
    "payers": N_("where payers' money comes from"),
    "allocations": N_("where money stands"),
    "recurring": N_("agreed gifts and their instalments"),
    "mandates": N_("mandates of direct debits"),
    "collect": N_("direct debits of a day, as a file for the bank"),
    "rules": N_("what funders ask of the money of projects"),
    "financing": N_("what funders promise, agree and give"),
    "spending": N_("what was spent on projects"),
    "earmarked": N_("what donors earmarked for projects"),
    "receipts": N_("plan, issue, cancel and print tax receipts"),
    "letters": N_("the letters of thanks and about dues"),
    "register": N_("the receipt register, and its continuity"),
    "audit": N_("the auditor's morning: sample, trace, notes, pack"),
    "control": N_("receipts against money received, line by line"),
    "reconciliation": N_("from the accounts to the receipts, on one page"),
    "declaration": N_("the annual declaration of gifts"),
    "accounting": N_("entries for the accountant"),
    "thresholds": N_("gifts and subsidies against the legal threshold"),
    "foreign": N_("the statement of resources from abroad"),
    "generosity": N_("the public's generosity: resources, appeals"),
    "server": N_("books on a PostgreSQL server: for an administrator"),
    "field": N_("a field book for an office without internet"),
}


def summary(name: str) -> str:
    """Return what a command does."""
    return _(_SUMMARIES[name])
