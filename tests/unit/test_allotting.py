"""What a page gives out before it is saved: no cent twice, no more than asked, none from where it shall stand."""

from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.allotting import Allotment, Place, Stack
from donations_app.domain.proposals import Gap

PLACES = st.sampled_from([Place(""), Place("EAU"), Place("EAU", "AMAN"), Place("ECOLE")])
STACKS = st.lists(st.tuples(PLACES, st.integers(1, 900)), min_size=1, max_size=6).map(
    lambda some: [Stack(f"V{n}", 1, place, cents) for n, (place, cents) in enumerate(some)]
)
ASKED = st.dictionaries(PLACES.filter(lambda place: place.project), st.integers(0, 1_500), max_size=3)


@given(stacks=STACKS, asked=ASKED)
def test_what_is_asked_is_taken_once_and_what_lacks_is_told(
    stacks: list[Stack], asked: dict[Place, int]
) -> None:
    made = Allotment(tuple(stacks)).tick_all(on=False)
    for place, cents in asked.items():
        made = made.ask(place, cents)
    taken = made.taken()
    assert all(0 < cents <= stacks[n].cents for n, cents in taken.items())
    assert taken.keys() <= made.ticked
    assert made.lacking == made.amount - sum(taken.values()) >= 0
    for place, cents in asked.items():
        got = sum(
            move.to.amount.cents for move in made.moves() if (move.to.project, move.to.association) == place
        )
        assert got <= cents
    assert all(
        move.away.project != move.to.project or move.away.association != move.to.association
        for move in made.moves()
    )
    if len(asked) == 1 and not any(stack.place in asked for stack in stacks):
        assert made.lacking == max(0, made.amount - made.free), (
            "the next money is ticked where more is needed"
        )


def test_the_smallest_gaps_come_first_and_one_that_cannot_be_closed_gets_nothing() -> None:
    stacks = [Stack("V1", 1, Place(""), 100_00), Stack("V2", 2, Place(""), 70_00)]
    gaps = [Gap("ECOLE", "", 300_00), Gap("EAU", "", 75_00), Gap("EAU", "AMAN", 75_00)]
    made = Allotment.proposed(stacks, gaps)
    assert made.asked == {Place("EAU"): 75_00, Place("EAU", "AMAN"): 75_00, Place("ECOLE"): 0}
    assert [(one.payment, one.position, one.to.association, one.to.amount.cents) for one in made.moves()] == [
        ("V1", 1, "", 75_00), ("V1", 1, "AMAN", 25_00), ("V2", 2, "AMAN", 50_00),
    ]  # fmt: skip
    assert made.tick(1, on=False).lacking == 50_00
    read_again = made.with_stacks(stacks[1:])
    assert (read_again.ticked, read_again.lacking) == (frozenset({0}), 80_00)
