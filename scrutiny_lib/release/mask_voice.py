"""What one profile may see of the voices: counts of children, who was asked, and why some were not heard."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..tables import Tables, table
from .limits import Limits
from .small import is_small

Withheld = list[dict[str, Any]]
NUMBERS = ["n", "of", "percent", "lower", "upper"]
IN_WORDS_NOT_TOLD = {
    "chain_steps": "What became of what children said, agency by agency",
    "silence": "For how many children there is no voice, and why",
    "engagement": "How many people were asked",
    "engagement_how": "How people were asked, and why some were not heard",
    "voice_before": "What changed in what was said since the last review",
}
"""Tables that readers who are told shares in words do not get: each is made of counts of few people."""
CODERS = "How far two coders agreed on each subject"
HOW_OFTEN = "How often each thing was said, where too few were heard to say it"
SINGLE = "What a single voice spoke of"
SAID_AND_NOT_TOLD = (CODERS, HOW_OFTEN, SINGLE)
"""What is noted as withheld where something was said; where none of these is, nobody said anything."""
SUPPORT = "support"
FEW = "So few people stand behind its numbers that somebody could be recognised."
_SUBJECTS = "The list of subjects alone could point to somebody."
_GROUPS = "The groups are too small: a child could be recognised."
_ONE_ALONE = "Somebody who knows the family may know who it was."


def mask_voice(tables: Tables, limits: Limits, withheld: Withheld) -> dict[str, pd.DataFrame]:
    """The tables about voices as one profile may see them, by name; what is left out is noted in ``withheld``.

    By who the children are nothing leaves at all: nearly every group is small. Of two things said together, a pair
    leaves only where no count of both, or of one without the other, is small. Where answers are told in words, codes
    keep a share in words or nothing, and the tables of :data:`IN_WORDS_NOT_TOLD` stay in. With what support people were
    asked says what a child is (its language, a disability): as for other attributes, few are never counted. Why some
    were not heard is an answer about the audited children, and follows the limit of answers.
    """
    frames = {"voice_by": table("voice_by"), "voice_pairs": _pairs(tables, limits, withheld)}
    frames["engagement_how"] = _supports(tables["engagement_how"], limits)
    if len(tables["voice_by"]):
        withheld.append({"what": "What was said, by who the children are", "why": _GROUPS})
    if not limits.speaks_in_words:
        return frames
    for name, what in IN_WORDS_NOT_TOLD.items():
        if len(tables[name]):
            withheld.append({"what": what, "why": FEW})
        frames[name] = table(name)
    frames["voice_codes"] = _codes_in_words(tables, limits, withheld)
    if len(tables["coding"]):
        withheld.append({"what": CODERS, "why": _SUBJECTS})
    frames["coding"] = table("coding")
    return frames


def themes_in_words(tables: Tables, withheld: Withheld) -> pd.DataFrame:
    """Themes without how widely they were told; one that a single child or family spoke of stays in."""
    codes, themes = tables["voice_codes"], tables["themes"]
    alone = {(str(row["kind"]), str(row["name"])) for row in codes.to_dict("records") if row["n"] == 1}
    single = [(str(row["source"]), str(row["theme"])) in alone for row in themes.to_dict("records")]
    if any(single):
        withheld.append({"what": SINGLE, "why": _ONE_ALONE})
    return themes[[not one for one in single]].assign(weight=None)


def _supports(how: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """How people were asked, with no small count of those who had a support, or of those who needed one.

    Of so few that a hidden number could only be small nothing is told, not even that it was nobody, or everybody.
    """
    limit = limits.by_kind["attributes"]
    small = [
        row["what"] == SUPPORT
        and (is_small(row["n"], limit) or is_small(row["of"] - row["n"], limit) or is_small(row["of"] - 1, limit))
        for row in how.to_dict("records")
    ]
    if not any(small):
        return how
    return how.assign(n=how["n"].astype(object).mask(pd.Series(small, index=how.index), "[c]"))


def _pairs(tables: Tables, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """Pairs of which no part is small. A pair is a cross-table of two answers, and small cells name people."""
    pairs = tables["voice_pairs"]
    limit = limits.by_kind["attributes"]
    if pairs.empty or limits.speaks_in_words:
        return table("voice_pairs")
    codes = tables["voice_codes"]
    counts = {(str(kind), str(code)): n for kind, code, n in codes[["kind", "code", "n"]].itertuples(index=False)}

    def safe(row: dict[Any, Any]) -> bool:
        both, of = row["n"], row["of"]
        alone = [counts.get((str(row["kind"]), str(row[name]))) for name in ("code", "with_code")]
        if any(one is None or one != one for one in (*alone, both, of)):
            return False
        first, second = (int(one) for one in alone if one is not None)
        neither = int(of) - first - second + int(both)
        return not any(is_small(part, limit) for part in (both, first - both, second - both, neither))

    kept = pairs[[safe(row) for row in pairs.to_dict("records")]]
    if len(kept) < len(pairs):
        withheld.append({"what": "Which things were said together, for most pairs", "why": _GROUPS})
    return kept


def _codes_in_words(tables: Tables, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    codes, looked_at = tables["voice_codes"], int(tables.about.get("children") or 0)
    said = [
        limits.share(int(row["n"]), int(row["of"]), str(row["unit"]), looked_at)
        if row["n"] is not None and row["n"] == row["n"] and row["of"]
        else ""
        for row in codes.to_dict("records")
    ]
    if len(codes) and not all(said):
        withheld.append({"what": HOW_OFTEN, "why": FEW})
    told = codes.assign(shown=said)[[bool(words) for words in said]]
    return told.assign(**dict.fromkeys(NUMBERS))
