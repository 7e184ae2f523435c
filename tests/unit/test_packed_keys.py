"""Keys kept in few bytes are the keys that were given, wherever one looks for them."""

from array import array

import pytest

from donations_app.domain import packed_keys
from donations_app.domain.keys import LARGEST_NUMBER, LARGEST_ORIGIN, key_of
from donations_app.domain.packed_keys import PackedKeys

ONE_ORIGIN = [key_of(4, n) for n in (70_000, 1, 2, 300, 65_535, 1)]
LISTS: tuple[list[int], ...] = (
    [],
    [7],
    [7, 7, 7],
    ONE_ORIGIN,
    [*ONE_ORIGIN, key_of(LARGEST_ORIGIN, LARGEST_NUMBER), key_of(1, 1)],
    [0, -1, 2**63 - 1, -(2**63)],
)
PARTS = (slice(None), slice(1, 3), slice(-2, None), slice(4, 1), slice(None, None, -1), slice(90, 99))


@pytest.fixture(autouse=True, params=(2, 3, 100))
def some(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spread out few at a time, so that short lists have several parts."""
    monkeypatch.setattr(packed_keys, "_SOME", request.param)


@pytest.mark.parametrize("given", LISTS)
def test_keys_are_those_that_were_given(given: list[int]) -> None:
    keys = PackedKeys(iter(given))
    assert (list(keys), len(keys)) == (given, len(given))
    assert [keys[n] for n in range(-len(given), len(given))] == given * 2
    for part in PARTS:
        assert keys[part] == array("q", given[part])
    with pytest.raises(IndexError):
        keys[len(given)]


@pytest.mark.parametrize("given", LISTS)
def test_a_key_is_found_at_its_first_place_in_a_part(given: list[int]) -> None:
    keys = PackedKeys(given)
    for key in {*given, 5, 2**70}:
        assert (key in keys) == (key in given)
        for start, stop in ((0, None), (1, None), (2, 4), (-1, None), (0, -1)):
            part = list(range(len(given)))[start:stop]
            found = [place for place in part if given[place] == key]
            if found:
                assert keys.index(key, start, stop) == found[0]
            else:
                with pytest.raises(ValueError, match=str(key)):
                    keys.index(key, start, stop)


@pytest.mark.parametrize("given", LISTS)
def test_lists_are_equal_where_all_keys_are(given: list[int]) -> None:
    assert PackedKeys(given) == PackedKeys(given) == array("q", given)
    for other in ([*given, 5], given[:-1] if given else [1], [*given[:-1], (given or [0])[-1] ^ 1]):
        assert PackedKeys(given) != PackedKeys(other)
        assert PackedKeys(given) != array("q", other)


def test_keys_of_one_origin_take_the_bytes_in_which_they_differ() -> None:
    assert sum(map(len, PackedKeys(key_of(9, n) for n in range(1, 1001))._others.values())) == 2000
