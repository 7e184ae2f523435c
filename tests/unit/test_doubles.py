"""Whether two records may be one person: the score at its edges, the names of the Maghreb, the clues."""

import random
from datetime import date
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.bearers import Bearers
from donations_app.domain.doubles import (
    LIKELY,
    MOST,
    NAMESAKES,
    SURE,
    WEIGHTS,
    Likened,
    Likeness,
    clues,
    likeness,
    pairs_of,
)
from donations_app.domain.sounds import distance, is_near, plain, sound


def one(last: str = "Akhdar", first: str = "Benoît", **facts: Any) -> Likened:
    known: dict[str, Any] = {"kind": "individual", "last_name": last, "first_name": first}
    return Likened(**(known | facts))


def body(name: str, **facts: Any) -> Likened:
    known: dict[str, Any] = {"kind": "association", "organisation": name}
    return Likened(**(known | facts))


NAMES = [
    (("Amrani", "Hamid"), ("Amrani", "Hamid"), "name_same"),
    (("AÏT AHMED", "Mohand"), ("Ait-Ahmed", "mohand"), "name_same"),
    (("Ben Ali", "Omar"), ("Benali", "Omar"), "name_same"),
    (("El Amrani", "Omar"), ("Al Amrani", "Omar"), "name_same"),
    (("El Amrani", "Omar"), ("Amrani", "Omar"), "name_same"),
    (("Amrani", "Mohamed"), ("Amrani", "Mohammed"), "name_sounds"),
    (("Amrani", "Mohamed"), ("Amrani", "Muhammad"), "name_sounds"),
    (("Amrani", "Mohamed"), ("العمراني", "محمد"), "name_sounds"),
    (("El Fassi", "Aïcha"), ("الفاسي", "عائشة"), "name_sounds"),
    (("Akhdar", "Benoît"), ("Akhdhar", "Benoit"), "name_sounds"),
    (("Amrani", "Hamid"), ("Hamid", "Amrani"), "name_turned"),
    (("Moreau", "Claire"), ("Morteau", "Claire"), "name_near"),
    (("Moreau", "Claire"), ("Moreau", "C."), "name_near"),
    (("Moreau", "Claire"), ("Moreau", "C. Anne"), "name_near"),
    (("Moreau", "Claire"), ("Moreau", "B. Claire"), "family_name"),
    (("Moreau", "Benoit"), ("Moreau", "Benolt"), "name_near"),
    (("Moreau", "Claire"), ("Moreau", "Chloé"), "family_name"),
    (("Moreau", "Anne Marie"), ("Moreau", "Marie Anne"), "name_near"),
    (("Moreau", "Anne"), ("Moreau", "Anne Marie"), "name_near"),
    (("Moreau", "Claire"), ("Moreau", "Paul"), "family_name"),
    (("Moreau", ""), ("Moreau", "Paul"), "family_name"),
    (("Moreau", ""), ("Moreau", ""), "family_name"),
    (("Akhdar", ""), ("Akhdhar", ""), "family_name"),
    (("Amrani", "Hamid"), ("Hamid", "Zoé"), "names_differ"),
    (("Moreau", "Claire"), ("Durand", "Claire"), "names_differ"),
    (("", ""), ("", ""), "names_differ"),  # both were erased
]


@pytest.mark.parametrize(("mine", "theirs", "relation"), NAMES)
def test_names_of_persons(mine: tuple[str, str], theirs: tuple[str, str], relation: str) -> None:
    for a, b in ((mine, theirs), (theirs, mine)):
        found = likeness(one(*a), one(*b))
        assert found.reasons[0] == relation
    assert ("first_names_differ" in found.reasons) == (
        relation == "family_name" and "" not in (*mine, *theirs)
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "relation"),
    [("Association Afra", "association AFRA", "name_same"), ("Association Afra", "Afra", "name_sounds"),
     ("Association Afra", "Afra de Marseille", "name_part"), ("Tagmoute", "Tagmoutte", "name_sounds"),
     ("Les amis de Tagmoute", "Les amis de Tagnoute", "name_near"),
     ("Association Afra", "Association Aman", "names_differ"), ("Association", "La société", "names_differ"),
     ("Association", "Association Afra", "names_differ"), ("Les amis de Tagmoute", "Les amis de Tagnoude", "name_near"),
     ("Tagmout", "Tagnout", "name_near"), ("Tagmou", "Tagnou", "names_differ"), ("Tagmou", "Tagnout", "names_differ")],
)  # fmt: skip
def test_names_of_organisations(mine: str, theirs: str, relation: str) -> None:
    assert (
        likeness(body(mine), body(theirs)).reasons
        == likeness(body(theirs), body(mine)).reasons
        == (relation,)
    )


PLACED: dict[str, Any] = {"address": "18 bd Lafayette", "postcode": "13003"}
IN_LYON: dict[str, Any] = {"address": "4 rue X", "city": "Lyon"}


@pytest.mark.parametrize(
    ("mine", "theirs", "score"),
    [
        ({}, {}, 58),
        ({"email": "a@x.fr"}, {"email": "A@x.fr"}, 88),
        ({"email": "a@x.fr"}, {"email": "b@x.fr"}, 50),
        ({"email": "a@x.fr"}, {}, 58),
        ({"phone": "06 39 98 51 06"}, {"phone": "+33639985106"}, 80),
        ({"phone": "06 39 98 51 06"}, {"phone": "06 39 98 51 07"}, 52),
        ({"phone": "98 51 06"}, {"phone": "98 51 06"}, 58),  # too short to say something
        ({"phone": "39 98 51 06"}, {"phone": "39 98 51 06"}, 58),
        ({"phone": "06 39 98 51 06"}, {}, 58),
        ({"deceased_on": date(2025, 1, 1)}, {"deceased_on": date(2025, 1, 1)}, 58),
        ({"siret": "1"}, {"siren": "1"}, 58),
        ({"address": "4 rue X"}, {"address": "4 rue X"}, 52),  # nobody knows where
        (IN_LYON, {"address": "4 rue X", "city": "LYON"}, 80),
        (IN_LYON, {"address": "4 rue X", "city": "Paris"}, 52),
        ({**IN_LYON, "postcode": "69003"}, IN_LYON, 80),
        ({**IN_LYON, "postcode": "69003"}, {**IN_LYON, "postcode": "69002"}, 52),
        (PLACED, {"address": "18, boulevard Lafayette", "postcode": "13003"}, 80),
        (PLACED, {"address": "4 rue X", "postcode": "13003"}, 58),
        (PLACED, {"address": "4 rue X", "postcode": "13090"}, 52),
        (PLACED, {"postcode": "13003"}, 64),
        ({"ibans": frozenset(("FR1",))}, {"ibans": frozenset(("FR1", "FR2"))}, 88),
        ({"deceased_on": date(2025, 1, 1)}, {"deceased_on": date(2025, 1, 2)}, 8),
        ({"deceased_on": date(2025, 1, 1)}, {}, 58),
        ({"email": "a@x.fr", **PLACED}, {"email": "a@x.fr", **PLACED}, 100),
    ],
)
def test_the_score_is_the_sum_of_its_reasons(
    mine: dict[str, Any], theirs: dict[str, Any], score: int
) -> None:
    found = likeness(one(**mine), one(**theirs))
    assert found.score == score == min(100, sum(WEIGHTS[reason] for reason in found.reasons))
    assert found == likeness(one(**theirs), one(**mine))


def test_what_speaks_against() -> None:
    a, b = body("Aman", siren="552100554"), body("Aman", siren="999000011")
    assert likeness(a, b) == likeness(b, a)
    assert (likeness(a, b).score, likeness(a, b).speaks_against) == (0, ("identifiers_differ",))
    assert likeness(a, replace(b, siren="552100554")).score == 100
    couple = one(kind="couple", second_first_name="Zahra", **PLACED)
    found = likeness(couple, one("Akhdar", "Zahra", **PLACED))
    assert (found.speaks_for, found.speaks_against) == (("name_of_couple", "address_same"), ("kinds_differ",))
    assert found.score == 60
    assert likeness(couple, one("Akhdar", "Paul", **PLACED)).score < LIKELY
    assert (
        likeness(couple, replace(couple, first_name="Zahra", second_first_name="Benoit")).reasons[0]
        == "name_same"
    )
    assert likeness(one("Akhdar", "Zahra", **PLACED), couple) == found
    assert likeness(couple, replace(couple, second_first_name="Paule")).reasons[0] == "address_same"
    other = replace(couple, second_last_name="Durand")
    assert likeness(couple, other).reasons == ("address_same", "names_differ")
    assert likeness(other, one("Durand", "Zahra")).reasons[0] == "name_of_couple"
    assert likeness(one(email="a@x.fr"), body("Akhdar Benoît", email="a@x.fr")) == Likeness(
        0, ("kinds_differ",)
    )


def test_what_each_reason_weighs() -> None:
    names = {relation: likeness(one(*mine), one(*theirs)).score for mine, theirs, relation in NAMES}
    assert names == {
        "name_same": 58, "name_sounds": 56, "name_turned": 54, "name_near": 45, "family_name": 20,
        "names_differ": 0,
    }  # fmt: skip
    assert likeness(body("Association Afra"), body("Afra de Marseille")).score == 47
    assert likeness(body("Tagmout", rna="W1"), body("Tagnout", rna="W1")).score == 90 == SURE
    facts: dict[str, Any] = {"email": "a@x.fr", "phone": "0639985106", "ibans": frozenset(("FR1",)), **PLACED}
    assert likeness(one(**facts), one("Durand", "Zoé", **facts)).score == 30 + 30 + 22 + 22 - 35
    a, b = (body("Aman", siren=siren, **facts) for siren in ("552100554", "999000011"))
    assert likeness(a, b).score == 58 + 30 + 30 + 22 + 22 - 80


def test_of_a_couple_the_second_day_of_death_tells_it_from_another_too() -> None:
    days = [date(2025, 1, 1), date(2025, 1, 2)]
    first = one(kind="couple", second_first_name="Zahra", deceased_on=days[0], second_deceased_on=days[0])
    others = [replace(first, second_deceased_on=day) for day in (days[0], days[1], None)]
    assert ["deaths_differ" in likeness(first, other).reasons for other in others] == [False, True, False]
    assert likeness(others[2], first).score == 58


def test_a_household_is_not_one_person() -> None:
    home = {"email": "a@x.fr", "phone": "0639985106", **PLACED}
    assert likeness(one("Moreau", "Claire", **home), one("Moreau", "Paul", **home)).score == LIKELY - 1


def test_who_shares_no_clue_is_never_likened() -> None:
    far = one("Ben Ali", "Mohamed"), one("بن علي", "محمد"), one("Mohammed", "Benali"), one("Durand", "Zoé")
    assert [clues(other) & clues(far[0]) != set() for other in far] == [True, True, True, False]
    assert pairs_of(enumerate(far)) == {(0, 1), (0, 2), (1, 2)}
    assert clues(one("", "")) == set()
    assert pairs_of(enumerate((far[0], far[3], far[1]))) == {(0, 2)}
    home = one("Moreau", "Claire", email="A@x.fr", phone="+33 6 39 98 51 06", city="Lyon", **PLACED)
    assert clues(home) == {
        "@a@x.fr", "+639985106", "a18 boulevard lafayette|13003", "nklr|mr", "lmr|13003", "fklr|mr|13003"
    }  # fmt: skip
    assert clues(one("Durand", "Zoé", address="4 rue X", city="Lyon")) == {"a4 rue x|lyon", "ndrnd|z"}
    assert "fz|dr|69003" in clues(one("Durand", "Zoé", postcode="69003"))
    assert clues(body("Association Afra", rna="W1")) == {"ofr", "#W1"}


@pytest.mark.parametrize(("facts", "most"), [({}, NAMESAKES), ({"email": "a@x.cn"}, MOST)])
def test_a_clue_of_many_says_too_little(facts: dict[str, Any], most: int) -> None:
    assert (NAMESAKES, MOST) == (8, 40)
    many = [(key, one(**facts)) for key in range(most)]
    assert len(pairs_of(many)) == most * (most - 1) // 2
    assert pairs_of([*many, (most, one(**facts))]) == set()


def test_nobody_likely_is_left_out_because_something_speaks_against_him() -> None:
    chance, likely = random.Random(1), 0
    choices: dict[str, tuple[str, ...]] = {
        "kind": ("individual", "individual", "couple"), "last_name": ("Benali", "Benalli", "Bnl", "Durand"),
        "first_name": ("Nora", "Norra", "Ali", ""), "second_first_name": ("", "Nora"),
        "postcode": ("13001", "13001", ""), "city": ("Marseille", ""), "address": ("", "", "1 rue X", "2 rue X", "—"),
        "email": ("", "", "a@b.fr", "c@d.fr"), "phone": ("", "0612345678", "0699999999", "12"),
    }  # fmt: skip

    def somebody() -> Likened:
        facts: dict[str, Any] = {name: chance.choice(some) for name, some in choices.items()}
        return Likened(**facts)

    for count in (30, 200):  # of the second many clues are borne by too many
        people = {key: somebody() for key in range(count)}
        bearers = Bearers(people.items())
        borne = [clue for known in people.values() for clue in clues(known)]
        for new in [somebody() for _ in range(150)]:
            shared = {clue for clue in clues(new) if borne.count(clue) <= MOST}
            drawn = [key for key, known in people.items() if shared & clues(known)]
            near = bearers.near(clues(new), new.said)
            assert set(near) <= set(drawn)
            assert near == sorted(near)
            likely_ones = {key for key in drawn if likeness(new, people[key]).score >= LIKELY}
            assert likely_ones <= set(near)
            likely += len(likely_ones)
    assert likely > 200


def test_sounds_and_distances() -> None:
    assert (plain("El-Amrani"), plain("  ould Daddah"), plain("")) == ("amrani", "oulddaddah", "")
    assert sound("Khadija") == sound("خديجة")
    assert sound("Ghali") == sound("غالي")
    assert (sound("Aya Karim"), sound("Aha"), plain("العلم"), plain("الله")) == ("krm", "h", "علم", "الله")
    assert sound("Rachid") == sound("رشيد")
    assert [distance("abcd", other, 2) for other in ("abcd", "abc", "abdc", "axcx", "xyzv", "abcdefg")] == [
        0, 1, 1, 2, 3, 3,
    ]  # fmt: skip
    pairs = (("abd", "abz"), ("abdo", "abzo"), ("abdola", "acdoma"), ("abdolak", "acdomak"))
    assert [is_near(*pair) for pair in pairs] == [False, True, False, True]
    near = [
        ("mohamed", "muhammad"),
        ("abd", "abdl"),
        ("abdolak", "acdomar"),
        ("", ""),
        ("", "abd"),
        ("abd", ""),
    ]
    assert [is_near(*pair) for pair in near] == [True, False, False, False, False, False]


def _changes(one: str, other: str) -> int:
    """Count as ``distance`` does, by every way of taking the last letters off."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        _changes(one[:-1], other) + 1,
        _changes(one, other[:-1]) + 1,
        _changes(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if one[-2:] == other[-2:][::-1] and len(one) > 1 < len(other):
        ways.append(_changes(one[:-2], other[:-2]) + 1)
    return min(ways)


def test_a_distance_is_the_fewest_changes_of_all_ways() -> None:
    words = ["".join(letters) for length in range(4) for letters in product("ab", repeat=length)]
    assert [
        (one, other)
        for one, other in product(words, words)
        for most in (1, 2, 4)
        if distance(one, other, most) != min(_changes(one, other), most + 1)
    ] == []
    assert [distance("abca", other, 4) for other in ("acba", "cabd", "bacad", "acab")] == [1, 3, 2, 2]
    assert (distance("ab", "cabd", 4), distance("xbcdadbcdy", "abcd", 9), distance("ab", "bcd", 1)) == (
        2,
        6,
        2,
    )
