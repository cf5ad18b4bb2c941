"""Who codes what: the first coder everything, the second what the keyed draw gives and every quotation."""

from __future__ import annotations

import math
from collections.abc import Collection

import pandas as pd

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.draw import keyed_order

ALL = "all"


def second_passages(
    passages: pd.DataFrame, share: float | str, seed: str, quoted: Collection[str] = ()
) -> list[str]:
    """The passages a second coder is given.

    Parameters
    ----------
    passages : DataFrame
        With a column passage_id, no id twice. The order of its rows does not matter.
    share : float or ``"all"``
        The part that is drawn, above 0 and at most 1; rounded up, and at least one passage.
    seed : str
        Fixed before the draw and written down.
    quoted : collection of str
        Passages that are quoted anywhere: coded twice whether drawn or not. Ids that are not passages are passed over.

    Returns
    -------
    list of str
        Those drawn, first drawn first (:func:`scrutiny_lib.stats.draw.keyed_order`), then the other quoted ones in the
        same order. Empty for no passages.

    Raises
    ------
    ScrutinyError
        For a share that is not above 0 and at most 1, and for an id that is there twice.

    >>> passages = pd.DataFrame({"passage_id": [f"p{number}" for number in range(1, 11)]})
    >>> second_passages(passages, 0.2, "autumn", {"p9"})
    ['p10', 'p7', 'p9']
    """
    part = 1.0 if share == ALL else float(share)
    if not 0 < part <= 1:
        raise ScrutinyError("The share of passages coded twice is above 0 and at most 1. Correct it in the review.")
    ids = [str(passage) for passage in passages["passage_id"]]
    order = [ids[place] for place in keyed_order(ids, seed)]
    drawn = math.ceil(round(part * len(order), 9))
    return order[:drawn] + [passage for passage in order[drawn:] if passage in set(quoted)]
