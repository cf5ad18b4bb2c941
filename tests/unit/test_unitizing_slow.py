"""αU written a second time, slowly and straight from its definition, beside the fast one.

Krippendorff (1995) Sociological Methodology 25:47–76, and (2004) *Content Analysis*, 2nd ed., ch. 11:

- A coder cuts the continuum of length L into sections without remainder; section g of coder i has a beginning b, a
  length l and a code, v = 1 where it is a unit and v = 0 where it is a gap.
- δ² of two sections: (b − b′)² + (b + l − b′ − l′)² where both are units and −l < b − b′ < l′ (they meet); l² of the
  unit where one is a unit, the other a gap, and the unit lies wholly in the gap; 0 otherwise.
- Observed: Σ over coders i, Σ over the others j ≠ i, Σ over sections g of i and h of j of δ², ÷ (m(m − 1)L²).
- Expected: the same δ² for every way in which one section can come to lie against another when all that were made, by
  whomever, are slid along each other, ÷ the number of ways in which two different points of all m continua can meet
  that are not within one unit, × L ÷ L². The book gives the sums in closed form, (N − 1)/3 × (2l³ − 3l² + l) for units
  with units and l²(l′ − l + 1) for a unit in a gap that can hold it; here every section is really moved, place by
  place, and every pair of points is really counted.
- αU = 1 − Σ observed ÷ Σ expected, for one code or summed over all.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.stats import unitizing_alpha

Span = tuple[int, str, int, int]
"""coder, code, start, end."""


class Section(NamedTuple):
    """One section of a coder's continuum."""

    b: int
    l: int  # noqa: E741 (the paper's letter)
    v: int


def sections(units: list[tuple[int, int]], begin: int, length: int) -> list[Section]:
    """Units and the gaps between them, in order, without remainder."""
    made, here = [], begin
    for start, end in [*sorted(units), (begin + length, begin + length)]:
        if start > here:
            made.append(Section(here, start - here, 0))
        if end > start:
            made.append(Section(start, end - start, 1))
        here = end
    assert sum(section.l for section in made) == length
    return made


def delta2(g: Section, h: Section) -> int:
    """The difference of two sections."""
    if g.v == h.v == 1 and -g.l < g.b - h.b < h.l:
        return (g.b - h.b) ** 2 + (g.b + g.l - h.b - h.l) ** 2
    if g.v == 1 and h.v == 0 and h.l - g.l >= g.b - h.b >= 0:
        return g.l**2
    if g.v == 0 and h.v == 1 and h.l - g.l <= g.b - h.b <= 0:
        return h.l**2
    return 0


def observed(coders: list[list[Section]], length: int) -> Fraction:
    m, total = len(coders), 0
    for i in range(m):
        for j in range(m):
            if j != i:
                total += sum(delta2(g, h) for g in coders[i] for h in coders[j])
    return Fraction(total, m * (m - 1) * length**2)


def expected(coders: list[list[Section]], length: int) -> Fraction:
    everything = [section for coder in coders for section in coder]
    total = 0
    for one, g in enumerate(everything):
        for other, h in enumerate(everything):
            if one != other:
                for place in range(-g.l, h.l + 1):
                    total += delta2(Section(h.b + place, g.l, g.v), h)
    points = [
        (i, which) for i, coder in enumerate(coders) for which, section in enumerate(coder) for _ in range(section.l)
    ]
    unit = [coders[i][which].v == 1 for i, which in points]
    ways = sum(
        1 for p in range(len(points)) for q in range(len(points)) if p != q and not (unit[p] and points[p] == points[q])
    )
    return Fraction(total * length, ways * length**2) if ways else Fraction(0)


def slow_alpha(spans: list[Span], begin: int, length: int, coders: int) -> dict[str, float]:
    """αU by code and for all; nan where chance gives no difference."""
    codes = sorted({code for _, code, _, _ in spans})
    terms = {}
    for code in codes:
        made = [
            sections([(start, end) for who, what, start, end in spans if (who, what) == (coder, code)], begin, length)
            for coder in range(coders)
        ]
        terms[code] = observed(made, length), expected(made, length)
    terms["all"] = sum((o for o, _ in terms.values()), Fraction(0)), sum((e for _, e in terms.values()), Fraction(0))
    return {code: float(1 - o / e) if e else math.nan for code, (o, e) in terms.items()}


def fast_alpha(spans: list[Span], begin: int, length: int, coders: int) -> dict[str, float]:
    table = pd.DataFrame(spans, columns=["coder", "code", "start", "end"])
    return unitizing_alpha(table, length, begin, coders=range(coders)).to_dict()


@st.composite
def marked(draw: st.DrawFn) -> tuple[list[Span], int, int, int]:
    """Two to four coders, up to three codes; each coder's units of a code apart, touching, or none at all."""
    coders, begin = draw(st.integers(2, 4)), draw(st.integers(0, 30))
    length = draw(st.integers(1, 24))
    spans = []
    for coder in range(coders):
        for code in draw(st.sampled_from(["x", "xy", "xyz"])):
            cuts = draw(st.lists(st.integers(begin, begin + length), max_size=7, unique=True).map(sorted))
            for start, end in pairwise(cuts):
                if draw(st.booleans()):
                    spans.append((coder, code, start, end))
    return spans, begin, length, coders


@settings(max_examples=300)
@given(marked())
def test_it_is_the_definition_to_ten_digits(made: tuple[list[Span], int, int, int]) -> None:
    slow, fast = slow_alpha(*made), fast_alpha(*made)
    assert slow.keys() == fast.keys()
    for code, value in slow.items():
        assert fast[code] == pytest.approx(value, rel=1e-10, abs=1e-10, nan_ok=True)


@settings(max_examples=60)
@given(marked(), st.integers(0, 4), st.randoms(use_true_random=False))
def test_marks_in_pieces_that_overlap_are_the_whole(made: tuple[list[Span], int, int, int], extra: int, random) -> None:
    """A unit told twice, in overlapping pieces and in any order, is the same unit."""
    spans, begin, length, coders = made
    pieces = []
    for coder, code, start, end in spans:
        pieces.append((coder, code, start, end))
        if end - start > 1 and extra:
            pieces.append((coder, code, start, end - 1))
            pieces.append((coder, code, start + 1, end))
    random.shuffle(pieces)
    assert fast_alpha(pieces, begin, length, coders) == pytest.approx(
        fast_alpha(spans, begin, length, coders), nan_ok=True
    )


@pytest.mark.parametrize(
    ("spans", "by_hand"),
    [
        # ten points, i marks 2 to 5, j marks 3 to 5: (2 − 3)² + 0 in both directions
        ([(0, "x", 2, 5), (1, "x", 3, 5)], Fraction(1, 100)),
        # j marks nothing: i's unit of three lies wholly in j's one gap
        ([(0, "x", 2, 5)], Fraction(9, 100)),
        # i marks 0 to 4, j 4 to 6: they touch and do not meet; each lies in the other's gap
        ([(0, "x", 0, 4), (1, "x", 4, 6)], Fraction(16 + 4, 100)),
        # i marks 0 to 10, j 0 to 5 and 5 to 10: 0 + 25 against the first, 25 + 0 against the second
        ([(0, "x", 0, 10), (1, "x", 0, 5), (1, "x", 5, 10)], Fraction(50, 100)),
    ],
)
def test_what_is_observed_by_hand(spans: list[Span], by_hand: Fraction) -> None:
    made = [sections([(s, e) for who, _, s, e in spans if who == coder], 0, 10) for coder in range(2)]
    assert observed(made, 10) == by_hand


def test_what_is_expected_by_hand() -> None:
    """Three points, i marks the first, j nothing: a unit of 1, gaps of 2 and of 3."""
    made = [sections([(0, 1)], 0, 3), sections([], 0, 3)]
    # the unit fits into the gap of 2 in two places and into that of 3 in three, as first and as second: 2 × 5 × 1²;
    # 6 × 5 pairs of points, none within the unit of one point
    assert expected(made, 3) == Fraction(10 * 3, 30 * 9)
    assert float(1 - observed(made, 3) / expected(made, 3)) == fast_alpha([(0, "x", 0, 1)], 0, 3, 2)["x"]


def test_the_slow_one_gives_the_published_numbers() -> None:
    """Krippendorff (2004) p. 254: a continuum of 300 from 150 on; printed observed, expected and alpha by code."""
    c = [[(225, 295), (370, 400)], [(220, 300), (355, 375), (400, 420)]]
    k = [[(180, 240), (300, 350)]] * 2
    made = {code: [sections(units, 150, 300) for units in by_coder] for code, by_coder in {"c": c, "k": k}.items()}
    found = {code: (observed(both, 300), expected(both, 300)) for code, both in made.items()}
    assert float(found["c"][0]) == pytest.approx(0.0144, abs=5e-5)
    assert float(found["c"][1]) == pytest.approx(0.0532, abs=5e-5)
    assert found["k"][0] == 0 and float(found["k"][1]) == pytest.approx(0.0490, abs=5e-5)
    alpha = 1 - (found["c"][0] + found["k"][0]) / (found["c"][1] + found["k"][1])
    assert float(alpha) == pytest.approx(0.859, abs=6e-4)
