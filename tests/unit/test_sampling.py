"""A sample is the same for everybody who knows its seed, whatever tool draws it."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.money import Money
from donations_app.domain.sampling import Candidate, digest_of_numbers, draw, rank_of

FORMS = ("11580*05", "16216*03")


def candidates(count: int) -> list[Candidate]:
    return [Candidate(f"2025-MRS-P-{n:06}", FORMS[n % 3 == 0], Money(n * 100)) for n in range(1, count + 1)]


@given(st.integers(0, 60), st.integers(1, 40), st.integers(), st.randoms())
def test_order_does_not_matter_and_nothing_is_drawn_twice(
    count: int, size: int, seed: int, rng: object
) -> None:
    known = candidates(count)
    mixed = sorted(known, key=lambda one: sha256(f"{rng}{one.number}".encode()).digest())
    sample = draw(known, size=size, seed=seed)
    assert sample == draw(mixed, size=size, seed=seed)
    numbers = [one.number for one in sample.drawn]
    assert len(set(numbers)) == len(numbers) == min(size, count)
    assert set(numbers) <= {one.number for one in known}


@given(st.integers(1, 60), st.integers(1, 40), st.integers())
def test_a_larger_sample_of_the_same_seed_holds_the_smaller(count: int, size: int, seed: int) -> None:
    smaller = {one.number for one in draw(candidates(count), size=size, seed=seed).drawn}
    assert smaller <= {one.number for one in draw(candidates(count), size=size + 5, seed=seed).drawn}


def test_the_rule_is_the_documented_one() -> None:
    # printf '%s' '7:2025-MRS-P-000001' | sha256sum, for 1 to 20, sorted: the first three
    ranks = sorted((sha256(f"7:2025-MRS-P-{n:06}".encode()).hexdigest(), n) for n in range(1, 21))
    wanted = sorted(f"2025-MRS-P-{n:06}" for _, n in ranks[:3])
    sample = draw(candidates(20), size=3, seed=7)
    assert [one.number for one in sample.drawn] == wanted
    assert wanted == ["2025-MRS-P-000010", "2025-MRS-P-000012", "2025-MRS-P-000019"]


def test_large_receipts_are_all_taken_beside_the_draw_from_the_others() -> None:
    sample = draw(candidates(20), size=3, seed=7, above=Money(18_00))
    large = [one.number for one in sample.drawn if one.why == "above"]
    assert large == [f"2025-MRS-P-{n:06}" for n in (18, 19, 20)]
    assert len(sample.drawn) == 6


def test_the_rank_is_the_digest_of_seed_and_number() -> None:
    # printf '%s' '7:A' | sha256sum; printf 'A\\nB\\n' | sha256sum
    assert rank_of(7, "A") == sha256(b"7:A").hexdigest()
    assert digest_of_numbers(["B", "A"]) == sha256(b"A\nB\n").hexdigest()
    assert [one.rank for one in draw(candidates(3), size=3, seed=7).drawn] == [
        rank_of(7, one.number) for one in candidates(3)
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "drawn"), [(-1, 0), (0, 0), (1, 1), (3, 3), (4, 3)])
def test_as_many_are_drawn_as_asked_for_or_as_there_are(size: int, drawn: int) -> None:
    sample = draw(candidates(3), size=size, seed=1)
    assert (len(sample.drawn), {one.why for one in sample.drawn} <= {"drawn"}) == (drawn, True)
    assert (sample.size, sample.seed, sample.above, sample.by_form) == (size, 1, None, False)


@pytest.mark.parametrize(("above", "large"), [(2_99, 1), (3_00, 1), (3_01, 0), (2_00, 2)])
def test_a_receipt_of_the_amount_itself_is_large(above: int, large: int) -> None:
    sample = draw(candidates(3), size=0, seed=1, above=Money(above))
    assert [one.why for one in sample.drawn] == ["above"] * large


def test_each_form_has_its_own_draw() -> None:
    sample = draw(candidates(30), size=4, seed=1, by_form=True)
    forms = {one.number: one.form for one in candidates(30)}
    drawn = [forms[one.number] for one in sample.drawn]
    assert [drawn.count(form) for form in FORMS] == [4, 4]


def test_no_number_is_drawn_twice_whatever_is_taken_beside_or_apart() -> None:
    for facts in ({"above": Money(3_00)}, {"by_form": True}):
        sample = draw(candidates(6), size=10, seed=1, **facts)
        assert [one.number for one in sample.drawn] == [one.number for one in candidates(6)]


def test_the_population_is_told_by_its_size_its_sum_and_its_digest() -> None:
    sample = draw(candidates(3), size=1, seed=1)
    assert (sample.population, sample.amount) == (3, Money(6_00))
    text = "2025-MRS-P-000001\n2025-MRS-P-000002\n2025-MRS-P-000003\n"
    assert sample.population_sha256 == sha256(text.encode()).hexdigest() == digest_of_numbers(text.split())
