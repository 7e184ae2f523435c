"""How the sums of the private shares are read."""

import pytest
from sqlalchemy import text

from donations_app.db.books import Books
from donations_app.db.queries.share_facts import allocated_sums

pytestmark = pytest.mark.file_only  # it is about the plan of SQLite


def test_the_sums_of_all_shares_are_read_off_one_index_in_its_order(books: Books) -> None:
    with books.read() as session:
        bind = session.get_bind()
        asked = allocated_sums([], None).compile(bind, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    assert len(plan) == 1, plan  # a second step would be sorting a million lines
    assert "COVERING INDEX ix_allocation_facts" in plan[0]
