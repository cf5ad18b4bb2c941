"""Agreement beside what others wrote: the package krippendorff, and the tables of statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import special
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from scrutiny_lib import stats

krippendorff = pytest.importorskip("krippendorff", reason="the package krippendorff is not installed")

LEVELS = ("nominal", "ordinal", "interval", "ratio")


def ratings_of(seed: int) -> np.ndarray:
    """Ratings of unequal size, with gaps, some units with one rating or none, and steps nobody used."""
    rng = np.random.default_rng(seed)
    units, raters, steps = int(rng.integers(4, 60)), int(rng.integers(2, 6)), int(rng.integers(2, 8))
    truth = rng.integers(0, steps, units)
    drawn = np.where(rng.random((units, raters)) < 0.6, truth[:, None], rng.integers(0, steps, (units, raters)))
    made = drawn.astype(float) * rng.choice([1, 2]) + 1
    made[rng.random(made.shape) < rng.choice([0, 0.1, 0.4])] = np.nan
    return made


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seed", range(40))
def test_alpha_is_that_of_the_package(level: str, seed: int) -> None:
    ratings = ratings_of(seed)
    ours = stats.krippendorff_alpha(ratings, level).estimate
    judged_twice = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    if len(np.unique(judged_twice[~np.isnan(judged_twice)])) < 2:
        assert math.isnan(ours)
        return
    theirs = krippendorff.alpha(ratings.T, level_of_measurement=level)
    assert ours == pytest.approx(theirs, abs=1e-12)


def test_five_thousand_units_by_four_are_equal_to_twelve_digits() -> None:
    rng = np.random.default_rng(7)
    ratings = np.clip(rng.integers(1, 6, 5_000)[:, None] + rng.integers(-1, 2, (5_000, 4)), 1, 5).astype(float)
    ratings[rng.random(ratings.shape) < 0.2] = np.nan
    ours = stats.krippendorff_alpha(ratings, "ordinal", bootstrap=1_000, seed=3)
    assert ours.estimate == pytest.approx(krippendorff.alpha(ratings.T, level_of_measurement="ordinal"), abs=1e-12)
    assert ours.lower < ours.estimate < ours.upper


def test_words_in_their_order_and_steps_nobody_used() -> None:
    scale = ["none", "some", "much", "very much"]
    words = [["none", "some"], ["much", "much"], ["some", None], ["very much", "much"], ["none", "none"]]
    given = np.array([[value or "nan" for value in row] for row in words]).T
    theirs = krippendorff.alpha(given, level_of_measurement="ordinal", value_domain=scale)
    assert stats.krippendorff_alpha(words, "ordinal", scale).estimate == pytest.approx(theirs, abs=1e-12)
    assert stats.krippendorff_alpha(pd.DataFrame(words), "ordinal", [*scale, "all of it"]).estimate == pytest.approx(
        theirs, abs=1e-12
    )


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@pytest.mark.parametrize("seed", range(20))
def test_cohen_is_that_of_statsmodels(weights: str | None, seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    steps = int(rng.integers(2, 6))
    a = rng.integers(0, steps, 50)
    b = np.where(rng.random(50) < 0.5, a, rng.integers(0, steps, 50))
    table = np.zeros((steps, steps))
    np.add.at(table, (a, b), 1)
    theirs = cohens_kappa(table, wt=weights)
    ours = stats.cohen_kappa(a, b, weights, range(steps))
    assert ours.estimate == pytest.approx(theirs.kappa)
    assert (ours.upper - ours.estimate) / special.stdtrit(49, 0.975) == pytest.approx(theirs.std_kappa)


@pytest.mark.parametrize("seed", range(20))
def test_fleiss_and_randolph_are_those_of_statsmodels(seed: int) -> None:
    ratings = np.random.default_rng(200 + seed).integers(0, 4, (25, 5))
    counts, scale = aggregate_raters(ratings)
    assert stats.fleiss_kappa(ratings).estimate == pytest.approx(fleiss_kappa(counts))
    randolph = fleiss_kappa(counts, method="randolph")
    assert stats.brennan_prediger(ratings, categories=scale).estimate == pytest.approx(randolph)
