"""The tables of a proof file in their order: plan, private sources, computation, pieces, contributions."""

from collections.abc import Iterator

from donations_app.db.queries.proofs import ProofFacts
from donations_app.domain.valued import CONTRIBUTIONS
from donations_app.services.statements.proof_computation import ComputationTables
from donations_app.services.statements.proof_plan import PlanTable
from donations_app.services.statements.proof_sources import SourceTables
from donations_app.words.documents import Words
from receipts.tables import Table


def proof_tables(facts: ProofFacts, words: Words, codes: dict[int, str] | None) -> Iterator[Table]:
    """Yield the tables; arguments as those of ``proof_cells.ProofCells``."""
    sources = SourceTables(facts, words, codes)
    yield PlanTable(facts, words, codes).table()
    yield sources.sources()
    yield from ComputationTables(facts, words, codes).tables()
    yield sources.pieces()
    if any(one.kind in CONTRIBUTIONS for _how, one in facts.pieces):
        yield sources.contributions()
