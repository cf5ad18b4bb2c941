"""Statistics: numbers in, numbers out, no safeguarding words.

Seven submodules: :mod:`.intervals` (shares, counts, rates), :mod:`.agreement` (people who judged the same thing),
:mod:`.draw` (which cases, how many), :mod:`.spc` (process charts), :mod:`.change` (before and after), :mod:`.days`
(working days and quarters), :mod:`.survival` (how long things take when some are not finished). Results are
:class:`~.types.Interval` and :class:`~.types.Test`; what is undefined is ``nan`` with the reason in ``method``, never
0 or 1. Inputs are left as they were. Bad input raises :class:`~scrutiny_lib.errors.ScrutinyError` with a message that
never holds a value. Every docstring names the source of its method and the published example its test uses.

>>> from scrutiny_lib import stats
>>> round(stats.wilson(9, 12).lower, 3)
0.468
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrutiny_lib.stats import agreement, change, days, draw, intervals, spc, survival
    from scrutiny_lib.stats.agreement import (
        brennan_prediger,
        cohen_kappa,
        fleiss_kappa,
        gwet_ac,
        krippendorff_alpha,
        percent_agreement,
        scott_pi,
        unitizing_alpha,
    )
    from scrutiny_lib.stats.change import (
        adjust,
        cliffs_delta,
        hedges_g_av,
        hodges_lehmann,
        mann_whitney,
        mcnemar,
        segmented_regression,
        wilcoxon_signed_rank,
    )
    from scrutiny_lib.stats.days import add_working_days, is_working_day, quarter, working_days_between
    from scrutiny_lib.stats.draw import (
        acceptance_plan,
        allocate,
        discovery_size,
        exact_allocation,
        keyed_order,
        power_two_proportions,
        sample_size_proportion,
    )
    from scrutiny_lib.stats.intervals import (
        byar,
        clopper_pearson,
        cluster_mean,
        difference,
        finite_population,
        funnel_limits,
        rate,
        standardised_rate,
        stratified_mean,
        stratified_proportion,
        wilson,
    )
    from scrutiny_lib.stats.spc import g_chart, p_chart, u_chart, xmr
    from scrutiny_lib.stats.survival import median_time, time_to_event
    from scrutiny_lib.stats.types import Interval, Test

_IN = {
    "brennan_prediger": "agreement",
    "cohen_kappa": "agreement",
    "fleiss_kappa": "agreement",
    "gwet_ac": "agreement",
    "krippendorff_alpha": "agreement",
    "percent_agreement": "agreement",
    "scott_pi": "agreement",
    "unitizing_alpha": "agreement",
    "adjust": "change",
    "cliffs_delta": "change",
    "hedges_g_av": "change",
    "hodges_lehmann": "change",
    "mann_whitney": "change",
    "mcnemar": "change",
    "segmented_regression": "change",
    "wilcoxon_signed_rank": "change",
    "add_working_days": "days",
    "is_working_day": "days",
    "quarter": "days",
    "working_days_between": "days",
    "acceptance_plan": "draw",
    "allocate": "draw",
    "discovery_size": "draw",
    "exact_allocation": "draw",
    "keyed_order": "draw",
    "power_two_proportions": "draw",
    "sample_size_proportion": "draw",
    "byar": "intervals",
    "clopper_pearson": "intervals",
    "cluster_mean": "intervals",
    "difference": "intervals",
    "finite_population": "intervals",
    "funnel_limits": "intervals",
    "rate": "intervals",
    "standardised_rate": "intervals",
    "stratified_mean": "intervals",
    "stratified_proportion": "intervals",
    "wilson": "intervals",
    "g_chart": "spc",
    "p_chart": "spc",
    "u_chart": "spc",
    "xmr": "spc",
    "median_time": "survival",
    "time_to_event": "survival",
    "Interval": "types",
    "Test": "types",
}
_PARTS = ("agreement", "change", "days", "draw", "intervals", "spc", "survival")

__all__ = [
    "Interval",
    "Test",
    "acceptance_plan",
    "add_working_days",
    "adjust",
    "agreement",
    "allocate",
    "brennan_prediger",
    "byar",
    "change",
    "cliffs_delta",
    "clopper_pearson",
    "cluster_mean",
    "cohen_kappa",
    "days",
    "difference",
    "discovery_size",
    "draw",
    "exact_allocation",
    "finite_population",
    "fleiss_kappa",
    "funnel_limits",
    "g_chart",
    "gwet_ac",
    "hedges_g_av",
    "hodges_lehmann",
    "intervals",
    "is_working_day",
    "keyed_order",
    "krippendorff_alpha",
    "mann_whitney",
    "mcnemar",
    "median_time",
    "p_chart",
    "percent_agreement",
    "power_two_proportions",
    "quarter",
    "rate",
    "sample_size_proportion",
    "scott_pi",
    "segmented_regression",
    "spc",
    "standardised_rate",
    "stratified_mean",
    "stratified_proportion",
    "survival",
    "time_to_event",
    "u_chart",
    "unitizing_alpha",
    "wilcoxon_signed_rank",
    "wilson",
    "working_days_between",
    "xmr",
]


def __getattr__(name: str) -> Any:
    """What is asked for is loaded then: most of what needs the days of a quarter needs no chart."""
    if name in _PARTS:
        return import_module(f"{__name__}.{name}")
    if name not in _IN:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_IN[name]}"), name)
