"""What one profile may see of what practitioners told us: so few in an agency answer that one could be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ..intake.template_questions import ALL_GOOD
from ..tables import Tables, table
from .limits import Limits
from .small import has_small_share, hide_parts, is_small

Withheld = list[dict[str, Any]]
ANSWER = r"prac\.(?!code\.)[^.]+\.[^.]+"
"""The ids of answers to a survey; those of codes and of who took part have another shape."""
ANSWERED_FEW = "So few practitioners stand behind it that one could be recognised."


def mask_practitioners(tables: Tables, limits: Limits, withheld: Withheld) -> dict[str, pd.DataFrame]:
    """The tables ``practitioner_codes`` and ``respondents`` as one profile may see them; what goes is noted.

    A code that few respondents gave leaves whole; one that was raised in few activities leaves without its numbers,
    since an activity is no person. Of who answered by agency, as many are hidden as it takes so that no small number
    can be worked out.
    """
    codes, people = tables["practitioner_codes"], tables["respondents"]
    limit = limits.by_kind["people"]
    if not limit:
        return {"practitioner_codes": codes, "respondents": people}
    kept = numbers_of_codes(codes, limit, withheld, "in answer to a survey")
    hidden = hide_parts([int(n) for n in people["n"]], limit)
    if hidden is None:
        withheld.append({"what": "Who answered the survey, by agency", "why": ANSWERED_FEW})
        return {"practitioner_codes": kept, "respondents": table("respondents")}
    shown = ["[c]" if place in hidden else n for place, n in enumerate(people["n"])]
    return {
        "practitioner_codes": kept,
        "respondents": people.assign(n=pd.Series(shown, index=people.index, dtype=object)),
    }


def numbers_of_codes(codes: pd.DataFrame, limit: int, withheld: Withheld, when: str) -> pd.DataFrame:
    """Codes of what practitioners wrote: without those that few people gave, and without the numbers of other few."""
    few = pd.Series(
        [is_small(n, limit) or is_small(of, limit) for n, of in _pairs(codes)], index=codes.index, dtype=bool
    )
    few &= codes["unit"] == "practitioners"
    if few.any():
        withheld.append({"what": f"Some of what practitioners wrote {when}", "why": ANSWERED_FEW})
    kept = codes[~few]
    small = pd.Series([has_small_share(n, of, limit) for n, of in _pairs(kept)], index=kept.index, dtype=bool)
    return kept.assign(
        **{name: kept[name].astype(object).mask(small, None) for name in ("n", "of", "percent")},
        shown=kept["shown"].mask(small, ""),
    )


def hide_whole_questions(rows: pd.DataFrame, small: Sequence[bool]) -> list[bool]:
    """Which results to hide: with one answer to a survey's question all of them, since they add up to a whole.

    Parameters
    ----------
    rows : DataFrame
        Results: result_id, question. Of a question of which several could be chosen, answers do not add up and each
        goes for itself.
    small : sequence of bool
        Which of them are hidden for their own sake.
    """
    ids, questions = rows["result_id"].astype(str), rows["question"].astype(str)
    adds_up = ids.str.fullmatch(ANSWER) & ((ids != questions) | ids.str.endswith(f".{ALL_GOOD}"))
    whole = ids.str.rpartition(".")[0].where(adds_up, "")
    found = {name for name, few in zip(whole, small, strict=True) if name and few}
    return [own or name in found for own, name in zip(small, whole, strict=True)]


def _pairs(codes: pd.DataFrame) -> list[tuple[Any, Any]]:
    return list(codes[["n", "of"]].itertuples(index=False, name=None))
