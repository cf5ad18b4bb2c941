"""How a draw is repeated without this software, said for each design in the fewest words that suffice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from ..intake.plan import SamplePlan
from ..stats.draw import keyed_uniforms
from .text import listed, opening


def recipe(plan: SamplePlan, n: int, could: int, facts: Mapping[str, Any]) -> str:
    """Seed, key, order, and what is taken from it.

    Parameters
    ----------
    plan : SamplePlan
        A design of chance.
    n, could : int
        Children drawn, and children who could be.
    facts : mapping
        ``Sample.about``.

    The order is that of :func:`scrutiny_lib.stats.draw.keyed_order`; what each design takes from it is in
    :mod:`scrutiny_lib.audit.designs`.
    """
    key = hashlib.sha256(plan.seed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    s = float(keyed_uniforms(["start"], plan.seed)[0])
    start = f"s = {s:.9f} is the hash of the word “start”, its first 52 bits and a half over 2 to the power of 52"
    first = "the first so many, as the table says, are the sample, and those that follow are the reserve."
    together = "The record lists all groups together, in that order."
    families = facts.get("families_drawn", plan.size)
    then = {
        "stratified": f"In each group {first} {together}",
        "simple random": opening(first),
        "systematic": (
            f"Sort the list by {columns(plan.sort)} (numbers by size, text by the alphabet, age bands from young to "
            f"old, blanks last), equals in that order, and take the places (s + i) × {could} ÷ {n} rounded down, both "
            f"counted from 0; {start}. The first of the others, in the order of the ids, are the reserve."
        ),
        "families": (
            "Sort the families’ codes in the same way (a child without a family goes by its own code): all children "
            f"of the first {families} families are the sample, and whole families that follow are the reserve."
        ),
        "proportional to size": (
            f"Chances are {n} × {columns([plan.size_by])} ÷ all of it; whoever would have 1 or more is in, and the "
            "others share what is left. Lay their chances end to end in that order and take everybody in whose "
            f"stretch one of s, s + 1, s + 2, … falls; {start}."
        ),
    }
    return (
        "Without this software: let key be the first 16 characters of the hexadecimal SHA-256 of the seed’s text, "
        f"here {key}, and sort the case ids by "
        "pandas.util.hash_array(ids.to_numpy(dtype=object), hash_key=key), smallest first. "
        f"{then[plan.design]}"
    )


def columns(names: Sequence[str]) -> str:
    """Columns of the frame as a sentence lists them.

    >>> columns(["age_band", "locality"])
    'age band and locality'
    """
    return listed([name.replace("_", " ") for name in names])
