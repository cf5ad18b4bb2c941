"""What a sample is said to be: how the children were chosen, in words for the page and for those outside.

What a sample of this size can show is in :mod:`.size_table`, who is in it and who is not in :mod:`.beside_frame`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.audit.beside_frame import ATTRIBUTES, NOT_RECORDED, compare_with_frame, values_of
from scrutiny_lib.audit.size_table import count, what_this_size_can_show
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.plural import many
from scrutiny_lib.terms import PROBABILITY_DESIGNS, REPLACEMENT_REASONS

__all__ = [
    "ATTRIBUTES",
    "NOT_RECORDED",
    "by_reason",
    "compare_with_frame",
    "how_chosen",
    "how_chosen_briefly",
    "values_of",
    "what_this_size_can_show",
]

_SHARES = {
    "proportional": "from each in proportion to its size",
    "equal": "from each in equal numbers",
    "neyman": "more from the larger ones and from those where answers vary most",
    "power": "more from the larger ones, but less than in proportion, so that the small ones are seen as well",
}


def how_chosen(
    plan: SamplePlan,
    strata: pd.DataFrame,
    n: int,
    N: int,
    unit: str = "children",
    *,
    exclusions: Iterable[Mapping[str, Any]] = (),
    replacements: Mapping[str, int] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> str:
    """For the page: how ``n`` of ``N`` children were chosen, by whom, when, and that it can be repeated.

    Parameters
    ----------
    plan : SamplePlan
        How they were to be chosen. The reason of a close look is given as it was written.
    strata : DataFrame
        That of the sample; of a sample drawn by chance ``n`` is told of the children in it, who could be drawn.
    n, N : int
        Children looked at, and children in the frame.
    unit : str
        What was drawn, in the plural.
    exclusions : iterable of mappings
        Who was left out before the draw: ``reason`` and ``children``.
    replacements : mapping, optional
        How many were replaced from the reserve, by reason; see :func:`by_reason`.
    facts : mapping, optional
        ``Sample.about``: families drawn and in the frame, children certain to be drawn.

    Returns
    -------
    str
        One sentence, and one more for each exclusion, for groups nobody was drawn from, and for replacements.
    """
    by, facts = f"on {_day(plan.chosen_on)} by {plan.chosen_by}", facts or {}
    if plan.design not in PROBABILITY_DESIGNS:
        reason = plan.reason.strip().rstrip(".")
        chosen = f"{count(n, unit).capitalize()} of {N} were chosen on purpose {by}"
        said = [f"{chosen}: {reason}." if reason else f"{chosen}.", *_quotas(plan)]
    else:
        could = int(strata["size"].sum()) or N
        said = [
            f"{count(n, unit).capitalize()} of {could} were drawn at random{_way(plan, strata, n, unit, facts)}, {by}, "
            f"with the seed “{plan.seed}”: whoever holds the frame and the review’s key can draw the same {unit} again."
        ]
        passed = strata[(strata["size"] > 0) & (strata["drawn"] == 0)]
        if len(passed):
            groups = f"{many(len(passed), 'groups')}"
            said.append(
                f"Nobody was drawn from {groups} with {count(int(passed['size'].sum()), unit)} together: this says "
                "nothing about them."
            )
    said += [
        f"{count(int(left['children']), unit).capitalize()} {'was' if int(left['children']) == 1 else 'were'} left out "
        f"({str(left['reason']).strip().rstrip('.')}): this says nothing about them."
        for left in exclusions
        if int(left["children"])
    ]
    return " ".join(said + _replaced(replacements or {}, unit))


def how_chosen_briefly(
    plan: SamplePlan, n: int, N: int, unit: str = "children", *, exclusions: Iterable[Mapping[str, Any]] = ()
) -> str:
    """How ``n`` of ``N`` were chosen, for readers who must not be able to work out how many came from each group.

    ``exclusions`` (see :func:`how_chosen`) are told without their numbers.
    """
    if plan.design not in PROBABILITY_DESIGNS:
        return f"{count(n, unit).capitalize()} were chosen on purpose, for reasons the partnership holds."
    within = {
        "stratified": f" within groups by {_columns(plan.strata)}",
        "systematic": f" at equal steps from a list sorted by {_columns(plan.sort)}",
        "families": " as whole families",
        "proportional to size": f", each with a chance in proportion to {_columns((plan.size_by,))},",
    }.get(plan.design, "")
    reasons = list(dict.fromkeys(str(left["reason"]).strip().rstrip(".") for left in exclusions if left["children"]))
    left_out = f" Some were left out beforehand ({'; '.join(reasons)}); nothing is said about them." if reasons else ""
    return (
        f"{n} of {N} {unit} were drawn at random{within} on {_day(plan.chosen_on)}; the partnership holds the record "
        f"with which they can be drawn again.{left_out}"
    )


def by_reason(log: pd.DataFrame | Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many children were replaced, by the reason given, in the order of the closed list; who they are stays out.

    ``log`` has a column ``reason``; a blank counts as *other*.

    >>> by_reason([{"reason": "record not available"}, {"reason": "not in scope"}, {"reason": "not in scope"}])
    {'not in scope': 2, 'record not available': 1}
    """
    rows = log.to_dict("records") if isinstance(log, pd.DataFrame) else log
    met = Counter(str(row.get("reason") or "").strip() or "other" for row in rows)
    order = {reason: place for place, reason in enumerate(REPLACEMENT_REASONS)}
    return {reason: met[reason] for reason in sorted(met, key=lambda reason: (order.get(reason, len(order)), reason))}


def _way(plan: SamplePlan, strata: pd.DataFrame, n: int, unit: str, facts: Mapping[str, Any]) -> str:
    """What stands between *drawn at random* and *by whom*."""
    if plan.design == "stratified":
        groups = f"{many(int((strata['size'] > 0).sum()), 'groups')} by {_columns(plan.strata)}"
        comma = "" if plan.method in ("proportional", "equal") else ","
        least = f"{comma} and at least {plan.minimum} from each where there were so many" if plan.minimum else ""
        most = f" and at most {plan.maximum} from any" if plan.maximum else ""
        return f" from {groups}, {_SHARES[plan.method]}{least}{most}"
    if plan.design == "systematic":
        step = _ordinal(int(strata["size"].sum()) / n) if n else ""
        return f" from a list sorted by {_columns(plan.sort)}, every {step} from a place found by chance"
    if plan.design == "families":
        drawn, there = facts.get("families_drawn", plan.size), facts.get("families_in_frame")
        some = f"{count(int(drawn), 'families')}{f' of {there}' if there else ''}"
        return f" as whole families: {some}, with every one of their {unit} on the list"
    if plan.design == "proportional to size":
        certain = int(facts.get("certain") or 0)
        sure = f" ({count(certain, unit)} with the most {'was' if certain == 1 else 'were'} certain)" if certain else ""
        return f", each with a chance in proportion to {_columns((plan.size_by,))}{sure}"
    return ""


def _quotas(plan: SamplePlan) -> list[str]:
    wanted = [f"at least {quota.at_least} with {_columns((quota.column,))} “{quota.value}”" for quota in plan.quotas]
    return [f"The choice was to have {_and(wanted)}."] if wanted else []


def _replaced(replacements: Mapping[str, int], unit: str) -> list[str]:
    total = sum(replacements.values())
    if not total:
        return []
    why = ", ".join(f"{number} {reason}" for reason, number in replacements.items())
    return [f"{count(total, unit).capitalize()} {'was' if total == 1 else 'were'} replaced from the reserve: {why}."]


def _columns(names: Iterable[str]) -> str:
    return _and([name.replace("_", " ") for name in names])


def _and(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" and {items[-1]}" if items else ""


def _ordinal(step: float) -> str:
    """Every so-many-th.

    >>> _ordinal(4.25), _ordinal(2), _ordinal(33), _ordinal(11), _ordinal(7.777)
    ('4.25th', '2nd', '33rd', '11th', '7.78th')
    """
    text = f"{step:.2f}".rstrip("0").rstrip(".")
    ends = {"1": "st", "2": "nd", "3": "rd"}
    plainly = "." in text or text[-2:] in ("11", "12", "13")
    return text + ("th" if plainly else ends.get(text[-1], "th"))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
