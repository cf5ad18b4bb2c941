"""Drawing: an order anybody can repeat, allocations that add up, and sizes that do what they say."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as reference

from scrutiny_lib import stats
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.choose import by_size, chances_by_size, every_so_many, first_in_groups, successive
from scrutiny_lib.stats.draw import keyed_numbers, keyed_uniforms
from scrutiny_lib.stats.hypergeometric import accept_at_most

_ALL = (1 << 64) - 1


def _turn(word, by):
    return (word << by | word >> 64 - by) & _ALL


def _siphash(key, text):
    """SipHash-2-4, written down from the paper."""
    k0, k1 = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def rounds(count):
        for _ in range(count):
            v[0] = v[0] + v[1] & _ALL
            v[2] = v[2] + v[3] & _ALL
            v[1], v[3] = _turn(v[1], 13) ^ v[0], _turn(v[3], 16) ^ v[2]
            v[0] = _turn(v[0], 32)
            v[2] = v[2] + v[1] & _ALL
            v[0] = v[0] + v[3] & _ALL
            v[1], v[3] = _turn(v[1], 17) ^ v[2], _turn(v[3], 21) ^ v[0]
            v[2] = _turn(v[2], 32)

    padded = text + bytes(-(len(text) + 1) % 8) + bytes([len(text) % 256])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _mixed(word):
    """The finaliser of SplitMix64."""
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & _ALL
    word = (word ^ word >> 27) * 0x94D049BB133111EB & _ALL
    return word ^ word >> 31


ids = st.lists(st.text(max_size=8), unique=True, max_size=40)
sizes = st.lists(st.integers(0, 60), min_size=1, max_size=7)


@settings(deadline=None, max_examples=60)
@given(ids, st.text(max_size=10))
def test_keyed_order_is_a_permutation_as_documented(names, seed):
    order = stats.keyed_order(names, seed)
    assert sorted(order.tolist()) == list(range(len(names)))
    key = hashlib.sha256(seed.encode()).hexdigest()[:16].encode()
    plain = sorted(names, key=lambda name: (_mixed(_siphash(key, name.encode())), name))
    assert [names[place] for place in order] == plain


def test_siphash_is_the_published_one():
    """Aumasson & Bernstein (2012), appendix A: key 00 … 0f, message 00 … 0e."""
    assert _siphash(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5


@settings(deadline=None, max_examples=60)
@given(ids, st.randoms())
def test_keyed_order_does_not_depend_on_the_order_of_rows(names, random):
    drawn = [names[place] for place in stats.keyed_order(names, "seed")]
    shuffled = list(names)
    random.shuffle(shuffled)
    assert [shuffled[place] for place in stats.keyed_order(shuffled, "seed")] == drawn


@settings(deadline=None, max_examples=60)
@given(ids.filter(len), st.integers(0, 39))
def test_one_more_child_moves_nobody_else(names, place):
    gone = names[place % len(names)]
    rest = [name for name in names if name != gone]
    everyone = [names[i] for i in stats.keyed_order(names, "s") if names[i] != gone]
    assert [rest[i] for i in stats.keyed_order(rest, "s")] == everyone


def test_keyed_order_takes_any_list_of_ids():
    plain = stats.keyed_order(["1", "2", "30"], "7").tolist()
    assert stats.keyed_order([1, 2, 30], 7).tolist() == plain
    assert stats.keyed_order(np.array([1, 2, 30]), 7).tolist() == plain
    assert stats.keyed_order(pd.Series(["1", "2", "30"]), "7").tolist() == plain
    assert stats.keyed_order([], "s").tolist() == []
    assert stats.keyed_order(["a", "b"], "s").dtype == np.int64


def test_seeds_matter_and_do_not_run_into_the_ids():
    names = [f"C-{number}" for number in range(50)]
    assert stats.keyed_order(names, "one").tolist() != stats.keyed_order(names, "two").tolist()
    assert stats.keyed_order([f"a{n}" for n in range(50)], "x").tolist() != stats.keyed_order(range(50), "xa").tolist()
    longer = "a seed much longer than the sixteen bytes that the key of SipHash has, and then some more of it"
    assert stats.keyed_order(names, longer).tolist() != stats.keyed_order(names, longer[:-1]).tolist()


@pytest.mark.parametrize(
    "names", [["a", "b", "a"], [1, "1"], ["a", None], ["a", float("nan")], [1.5, "a"], [True, "a"], [b"a", "b"]]
)
def test_ids_that_repeat_or_are_missing_are_refused(names):
    with pytest.raises(ScrutinyError) as caught:
        stats.keyed_order(names, "s")
    assert "'a'" not in str(caught.value)


def test_first_drawn_are_a_fair_draw():
    """Each of 20 children is among the first five in about a quarter of 2,000 seeds."""
    names = [f"C{number}" for number in range(20)]
    drawn = np.zeros(20)
    for seed in range(2000):
        drawn[stats.keyed_order(names, seed)[:5]] += 1
    assert reference.chisquare(drawn).pvalue > 0.001


@settings(deadline=None, max_examples=60)
@given(sizes, st.data(), st.sampled_from(["proportional", "equal", "neyman", "power"]), st.integers(0, 5))
def test_allocations_add_up_and_minima_bind(sizes, data, method, minimum):
    least, most = sum(min(size, minimum) for size in sizes), sum(sizes)
    n = data.draw(st.integers(least, most))
    sd = data.draw(st.lists(st.floats(0, 9), min_size=len(sizes), max_size=len(sizes))) if method == "neyman" else None
    exact = stats.exact_allocation(sizes, n, method, minimum, sd)
    whole = stats.allocate(sizes, n, method, minimum, sd)
    assert exact.sum() == pytest.approx(n)
    assert whole.sum() == n and whole.dtype == np.int64
    for share, cases, size in zip(exact, whole, sizes, strict=True):
        assert min(size, minimum) - 1e-9 <= share <= size + 1e-9
        assert min(size, minimum) <= cases <= size
        assert abs(share - cases) < 1 + 1e-9


@settings(deadline=None, max_examples=80)
@given(sizes, st.data(), st.sampled_from(["proportional", "equal", "neyman", "power"]), st.integers(0, 5))
def test_caps_bind_between_minimum_and_size(sizes, data, method, minimum):
    maximum = data.draw(st.integers(minimum, 40))
    least = sum(min(size, minimum) for size in sizes)
    most = sum(min(size, maximum) for size in sizes)
    n = data.draw(st.integers(least, most))
    sd = data.draw(st.lists(st.floats(0, 9), min_size=len(sizes), max_size=len(sizes))) if method == "neyman" else None
    exact = stats.exact_allocation(sizes, n, method, minimum, sd, maximum=maximum)
    whole = stats.allocate(sizes, n, method, minimum, sd, maximum=maximum)
    assert exact.sum() == pytest.approx(n) and whole.sum() == n
    for share, cases, size in zip(exact, whole, sizes, strict=True):
        assert min(size, minimum) <= cases <= min(size, maximum)
        assert min(size, minimum) - 1e-9 <= share <= min(size, maximum) + 1e-9
    free = stats.allocate(sizes, n, method, minimum, sd)
    if (free <= maximum).all() and np.allclose(exact, stats.exact_allocation(sizes, n, method, minimum, sd)):
        assert whole.tolist() == free.tolist()
    with pytest.raises(ScrutinyError):
        stats.allocate(sizes, most + 1, method, minimum, sd, maximum=maximum)


@settings(deadline=None, max_examples=60)
@given(sizes.filter(sum), st.data())
def test_unbound_shares_are_in_proportion(sizes, data):
    n = data.draw(st.integers(0, sum(sizes)))
    assert stats.exact_allocation(sizes, n) == pytest.approx(np.array(sizes) * n / sum(sizes), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=6), st.data())
def test_bound_shares_keep_one_level(sizes, data):
    """Strata at neither bound share one level of cases per weight; those at one bound lie beyond it."""
    minimum = data.draw(st.integers(0, 4))
    sd = data.draw(st.lists(st.floats(0.5, 9), min_size=len(sizes), max_size=len(sizes)))
    n = data.draw(st.integers(sum(min(size, minimum) for size in sizes), sum(sizes)))
    share = stats.exact_allocation(sizes, n, "neyman", minimum, sd)
    size = np.array(sizes)
    level = share / (size * np.array(sd))
    free = (share > np.minimum(size, minimum) + 1e-7) & (share < size - 1e-7)
    if free.any():
        assert np.ptp(level[free]) == pytest.approx(0, abs=1e-6)
        choice = size > minimum
        assert (level[choice & (share >= size - 1e-7)] <= level[free].min() + 1e-6).all()
        assert (level[choice & (share <= minimum + 1e-7)] >= level[free].max() - 1e-6).all()


def test_a_stratum_that_has_just_filled_no_longer_counts():
    """A stratum full but for the last bit of a double once kept a place in the level of the others."""
    share = stats.exact_allocation([1, 1, 1, 1, 1, 45], 14, "neyman", sd=[1, 1, 1, 1, 7.8125, 2])
    level = (14 - 1) / (4 + 90)
    assert share == pytest.approx([level, level, level, level, 1, 90 * level])


def test_strata_without_spread_come_last():
    assert stats.allocate([10, 2], 5, "neyman", sd=[0, 1]).tolist() == [3, 2]
    assert stats.allocate([10, 30], 8, "neyman", sd=[0, 0]).tolist() == [2, 6]


def test_ties_go_to_the_larger_stratum_then_to_the_earlier():
    assert stats.allocate([30, 10, 10], 2, "equal").tolist() == [1, 1, 0]
    assert stats.allocate([10, 10, 30], 2, "equal").tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.allocate([5, 5], 11),
        lambda: stats.allocate([5, 5], 3, minimum=2),
        lambda: stats.allocate([5, -1], 3),
        lambda: stats.allocate([5, 1.5], 3),
        lambda: stats.allocate([5, 5], 2.5),
        lambda: stats.allocate([5, 5], 3, "neyman"),
        lambda: stats.allocate([5, 5], 3, "neyman", sd=[1]),
        lambda: stats.allocate([5, 5], 3, "neyman", sd=[1, -1]),
        lambda: stats.allocate([5, 5], 3, "proportional", sd=[1, 1]),
        lambda: stats.allocate([5, 5], 3, "best"),
        lambda: stats.allocate([5, 5], 7, maximum=3),
        lambda: stats.allocate([5, 5], 7, minimum=4, maximum=3),
        lambda: stats.allocate([5, 5], 7, maximum=3.5),
        lambda: every_so_many(5, 6, 0.5),
        lambda: every_so_many(5, 2, 1.0),
        lambda: chances_by_size([1, 0], 1),
        lambda: chances_by_size([1, math.inf], 1),
        lambda: chances_by_size([1, 2], 3),
        lambda: by_size(np.array([0, 1]), np.array([0.5, 0.5]), -0.1),
        lambda: stats.sample_size_proportion(1.2, 0.05),
        lambda: stats.sample_size_proportion(0.5, 0),
        lambda: stats.sample_size_proportion(0.5, 0.1, 0),
        lambda: stats.sample_size_proportion(0.5, 0.1, 50, method="wilson"),
        lambda: stats.discovery_size(0, 60),
        lambda: stats.discovery_size(0.1, 0),
        lambda: stats.acceptance_plan((0.2, 0.95), (0.1, 0.1)),
        lambda: stats.acceptance_plan((0.10, 0.95), (0.1001, 0.05)),
        lambda: stats.power_two_proportions(0.5, 1.5, 10, 10),
        lambda: stats.power_two_proportions(0.5, 0.5, 0, 10),
    ],
)
def test_impossible_input_is_refused(call):
    with pytest.raises(ScrutinyError):
        call()


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 1), st.floats(0.01, 0.5), st.one_of(st.none(), st.integers(1, 5000)))
def test_sample_size_rounds_up_and_fits_the_population(p, margin, N):
    n, exact = stats.sample_size_proportion(p, margin, N)
    assert exact - 1e-9 <= n < exact + 1
    assert N is None or n <= N


@settings(deadline=None, max_examples=60)
@given(st.floats(0.01, 0.99), st.floats(0.02, 0.45))
def test_wilson_size_gives_the_width(p, margin):
    _, n = stats.sample_size_proportion(p, margin, method="wilson")
    z = reference.norm.ppf(0.975)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    assert half == pytest.approx(margin)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 200), st.floats(0.01, 1))
def test_discovery_is_the_smallest_such_sample(N, prevalence):
    n = stats.discovery_size(prevalence, N)
    having = math.ceil(round(prevalence * N, 9))
    assert reference.hypergeom(N, having, n).pmf(0) <= 0.05 + 1e-9
    assert n == 1 or reference.hypergeom(N, having, n - 1).pmf(0) > 0.05 - 1e-9


@pytest.mark.parametrize("N", [None, 120])
def test_acceptance_plan_is_the_smallest(N):
    n, c = stats.acceptance_plan((0.05, 0.9), (0.25, 0.1), N)

    def serves(size, faults):
        return accept_at_most(faults, size, 0.05, N) >= 0.9 and accept_at_most(faults, size, 0.25, N) <= 0.1

    assert serves(n, c)
    assert not any(serves(size, faults) for size in range(1, n) for faults in range(size))


def test_power_against_every_table():
    p1, p2, n1, n2 = 0.3, 0.8, 7, 9
    power = 0.0
    for x1 in range(n1 + 1):
        for x2 in range(n2 + 1):
            if reference.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue <= 0.05:
                power += reference.binom(n1, p1).pmf(x1) * reference.binom(n2, p2).pmf(x2)
    assert stats.power_two_proportions(p1, p2, n1, n2) == pytest.approx(power, abs=1e-10)


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 1), st.integers(1, 25), st.integers(1, 25))
def test_no_change_shows_in_at_most_five_of_a_hundred(p, n1, n2):
    assert stats.power_two_proportions(p, p, n1, n2) <= 0.05 + 1e-9


def test_uniforms_are_even_and_never_nought_or_one():
    texts = [f"C{number}" for number in range(20_000)]
    uniform = keyed_uniforms(texts, "s")
    assert reference.kstest(uniform, "uniform").pvalue > 0.001
    words = keyed_numbers(texts, "s")
    assert [(int(word) >> 12) + 0.5 for word in words[:50]] == (uniform[:50] * 2**52).tolist()
    assert uniform.min() > 0 and uniform.max() < 1 and (0.5 + (2**52 - 1)) / 2**52 < 1


@settings(deadline=None, max_examples=80)
@given(st.lists(st.integers(0, 4), max_size=60), st.data(), st.randoms())
def test_first_in_groups_is_the_plain_reading(groups, data, random):
    order = list(range(len(groups)))
    random.shuffle(order)
    counts, skip = (data.draw(st.lists(st.integers(0, 9), min_size=5, max_size=5)) for _ in range(2))
    plain = []
    for group in range(5):
        mine = [place for place in order if groups[place] == group]
        plain += mine[skip[group] : skip[group] + counts[group]]
    plain.sort(key=order.index)
    found = first_in_groups(np.array(order, dtype=np.int64), np.array(groups, dtype=np.int64), counts, skip)
    assert found.tolist() == plain


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 200), st.data(), st.floats(0, 1, exclude_max=True))
def test_every_so_many_takes_as_many_as_it_says_one_interval_apart(N, data, start):
    n = data.draw(st.integers(1, N))
    places = every_so_many(N, n, start)
    assert len(places) == n and places[0] >= 0 and places[-1] < N
    assert all(gap in (N // n, -(-N // n)) for gap in np.diff(places))
    assert places[0] <= N / n


@pytest.mark.parametrize(("N", "n"), [(10, 4), (23, 7), (60, 11), (5, 5), (7, 1)])
def test_every_place_of_a_systematic_sample_has_the_same_chance(N, n):
    """Over starts spread evenly every place is taken equally often: 2,310 is a multiple of every n here."""
    starts = (np.arange(2310) + 0.5) / 2310
    taken = np.bincount(np.concatenate([every_so_many(N, n, start) for start in starts]), minlength=N)
    assert np.abs(taken - 2310 * n / N).max() <= 2


def test_chances_of_the_r_package_sampling():
    """pps.certainty: R sampling::inclusionprobabilities(1:20, 12)."""
    chance = chances_by_size(range(1, 21), 12)
    assert chance[0] == pytest.approx(0.05882352941, rel=1e-9)
    assert chance[15] == pytest.approx(0.9411764706, rel=1e-9)
    assert chance[16:].tolist() == [1, 1, 1, 1] and chance.sum() == pytest.approx(12)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=30), st.data(), st.randoms())
def test_chances_by_size_and_who_they_take(size, data, random):
    n = data.draw(st.integers(0, len(size)))
    chance = chances_by_size(size, n)
    assert chance.sum() == pytest.approx(n) and ((chance >= 0) & (chance <= 1)).all()
    open_ones = chance < 1
    ratio = chance[open_ones] / np.array(size)[open_ones]
    assert np.ptp(ratio) <= 1e-9 * max(ratio.max(), 1e-9) if open_ones.any() else n == len(size)
    order = list(range(len(size)))
    random.shuffle(order)
    start = data.draw(st.floats(0, 1, exclude_max=True))
    taken = by_size(np.array(order), chance, start)
    assert len(taken) == n == len(set(taken.tolist()))
    assert set(np.flatnonzero(chance == 1)) <= set(taken.tolist())


def test_chances_that_are_all_alike_are_those_of_a_simple_sample():
    assert chances_by_size([2.5] * 9, 3) == pytest.approx([1 / 3] * 9)
    assert chances_by_size([2.5] * 9, 9).tolist() == [1] * 9


def test_by_size_is_the_plain_reading():
    """Chances 0.5, 0.8, 0.7 laid end to end; 0.4 falls in the first, 1.4 in the third."""
    assert by_size(np.array([0, 1, 2]), np.array([0.5, 0.8, 0.7]), 0.4).tolist() == [0, 2]
    assert by_size(np.array([0, 1, 2]), np.array([0.5, 0.8, 0.7]), 0.6).tolist() == [1, 2]


def test_successive_chances_go_by_size():
    """Of sizes 1, 2, 5 the third comes first in 5 of 8 orders, and then the second in 2 of 3."""
    uniform = np.random.default_rng(1).random((40_000, 3))
    orders = np.array([successive([1, 2, 5], row) for row in uniform])
    first = np.bincount(orders[:, 0], minlength=3) / 40_000
    assert first == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=0.01)
    second = orders[orders[:, 0] == 2, 1]
    assert np.mean(second == 1) == pytest.approx(2 / 3, abs=0.01)
