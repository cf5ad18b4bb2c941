"""Who said it: each code by age, sex, locality, ethnicity, disability, language, agency and the way it was told.

Race, disability and language are never averaged away: their groups are shown as they are, however small, and what may
leave is decided where everything is released. Groups of other attributes with fewer than five children are put
together by a rule that was written down before anybody looked at what comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.lenses.design import Design
from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.lenses.voice_codes import Heard, carried_by, may_be_reported, reliability
from scrutiny_lib.lenses.voice_groups import LEAST_IN_GROUP, NOT_KNOWN, in_order, merged_names, put_together
from scrutiny_lib.stats.change import adjust
from scrutiny_lib.stats.exact import CANNOT, freeman_halton
from scrutiny_lib.tables import table
from scrutiny_lib.terms import PROBABILITY_DESIGNS

OF_THE_CHILD = ("age_band", "sex", "locality", "ethnicity", "disability", "language")
"""Attributes of the child, where the table of the audited children has them."""
OF_THE_TEXT = ("agency", "method", "language", "age_band")
"""Attributes of a text: a child with two texts can be in two groups. The last two only where the children's table does
not have them."""
NEVER_MERGED = ("ethnicity", "disability", "language")

_TOO_FEW = "Too few to test: with numbers like these chance alone could always explain the difference."
_ON_PURPOSE = "Not tested: the {unit} were chosen on purpose."
_FAMILIES = "Not tested: whole families were drawn, and brothers and sisters often say the same."
_ONE_GROUP = "Not tested: there is only one group."
_TWICE = "Not tested: some {unit} are in more than one group."
_TOO_MANY = "Not tested: too many groups for so few with this code."
_TESTED = "{how}; adjusted by Holm for the {family} tests of this kind of voice."
_EXACT = "Exact test (Freeman and Halton)"
_CHI = "Chi-squared test, because the numbers are large"
_UNKNOWN = " Those of whom it is not known are shown and left out of the test."
_RULE = " Groups of fewer than {least} {unit} were put together by rule."


def count_by_attribute(
    heard: Heard,
    children: pd.DataFrame,
    coding: pd.DataFrame,
    codebook: Codebook,
    design: Design,
    unit: str = "children",
    agencies: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Each code by each attribute, within one kind of voice, with an exact test.

    Parameters
    ----------
    heard : Heard
    children : DataFrame
        case_id and whichever of :data:`OF_THE_CHILD` is known; blank is *not known*, a group that is shown, never
        merged and never tested. An attribute known of nobody has no rows, but for :data:`NEVER_MERGED`.
    coding, codebook
        As for :func:`scrutiny_lib.lenses.voice_codes.count_codes`; codes that may not be reported have no row.
    design : Design
        Nothing is tested where the children were chosen on purpose or whole families were drawn.
    unit : str
    agencies : mapping of str to str, optional
        id -> name, for the agencies of texts.

    Returns
    -------
    DataFrame
        Table ``voice_by``: for each kind, code, attribute and group ``n`` of ``of`` children of that group with a text
        of that kind (for an attribute of the text: with a text of that agency or method, and the code in such a text).
        ``pvalue`` and ``adjusted`` (Holm, over all tests of that kind of voice) are the same for every group of one
        test, nan where there is none, and ``method`` says why, with the size of the family. ``merged`` names the
        groups that were put together, ``""`` where none were.

    Which groups are put together: :func:`scrutiny_lib.lenses.voice_groups.put_together`.
    """
    words = reliability(coding)
    names = codebook.codes.set_index("id")["name"]
    untested = _untested(design, unit)
    rows: list[dict[str, Any]] = []
    for kind, carried in heard.carried.items():
        shown = [code for code in carried.columns if may_be_reported(words, code)]
        if not shown or carried.empty:
            continue
        of_kind: list[dict[str, Any]] = []
        for attribute in _attributes(children, heard.texts):
            member, given = _members(heard, kind, attribute, children, codebook, agencies or {})
            if attribute not in NEVER_MERGED and (member["value"] == NOT_KNOWN).all():
                continue
            of_kind += _by_one(member, given.reindex(columns=shown, fill_value=False), attribute, unit, untested)
        _name_family(of_kind)
        rows += [{"kind": kind, "name": names[row["code"]], **row} for row in of_kind]
    return table("voice_by", rows)


def _attributes(children: pd.DataFrame, texts: pd.DataFrame) -> list[str]:
    found = [name for name in OF_THE_CHILD if name in children.columns]
    return [*found, *(name for name in OF_THE_TEXT if name not in found and name in texts.columns)]


def _members(
    heard: Heard,
    kind: str,
    attribute: str,
    children: pd.DataFrame,
    codebook: Codebook,
    agencies: Mapping[str, str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who is in which group (case_id, value, each once), and the codes each carries there, row by row."""
    carried = heard.carried[kind]
    if attribute in children.columns and attribute not in ("agency", "method"):
        value = _known(children.drop_duplicates("case_id").set_index("case_id")[attribute].reindex(carried.index))
        member = pd.DataFrame({"case_id": list(carried.index), "value": value.to_numpy()})
        return member, carried.reset_index(drop=True)
    texts = heard.texts[heard.texts["kind"] == kind]
    value = _known(texts[attribute])
    value = value.map(lambda name: agencies.get(name, name)) if attribute == "agency" else value
    told = texts[["source", "case_id"]].assign(value=value)
    member = told[["case_id", "value"]].drop_duplicates().reset_index(drop=True)
    given = heard.given[heard.given["kind"] == kind].merge(told[["source", "value"]], on="source")
    place = dict(zip(member.itertuples(index=False, name=None), member.index, strict=True))
    pairs = given[["case_id", "value"]].itertuples(index=False, name=None)
    where = pd.Series([place[pair] for pair in pairs], index=given.index, dtype=int)
    return member, carried_by(list(member.index), where, given["code"], codebook)


def _known(values: pd.Series[Any]) -> pd.Series[Any]:
    words = values.fillna("").astype(str).str.strip()
    return words.mask(words == "", NOT_KNOWN)


def _untested(design: Design, unit: str) -> str:
    """Why the way the cases were chosen allows no test; ``""`` where it does."""
    if design.kind not in PROBABILITY_DESIGNS:
        return _ON_PURPOSE.format(unit=unit)
    return _FAMILIES if design.kind == "families" else ""


def _by_one(
    member: pd.DataFrame, given: pd.DataFrame, attribute: str, unit: str, untested: str
) -> list[dict[str, Any]]:
    """The rows of every code for one attribute; the method says why it is not tested, or with which test."""
    sizes = {str(value): int(n) for value, n in member["value"].value_counts(sort=False).items()}
    joined = {value: value for value in sizes} if attribute in NEVER_MERGED else put_together(sizes, attribute)
    group = member["value"].map(joined)
    keyed = given.assign(case_id=member["case_id"], group=group).groupby(["case_id", "group"], sort=False).any()
    of = {str(name): int(n) for name, n in keyed.groupby("group").size().items()}
    order = in_order(attribute, list(of), joined)
    counts = keyed.groupby("group").sum().reindex(order).to_numpy(dtype=int)
    known = [name for name in order if name != NOT_KNOWN]
    whose = keyed.index.get_level_values("case_id")[keyed.index.get_level_values("group") != NOT_KNOWN]
    merged = {name: merged_names(name, joined) for name in order}
    note = _UNKNOWN if NOT_KNOWN in order else ""
    note += _RULE.format(least=LEAST_IN_GROUP, unit=unit) if any(merged.values()) else ""
    of_known = [of[name] for name in known]
    rows = []
    for at, code in enumerate(given.columns):
        n = dict(zip(order, counts[:, at].tolist(), strict=True))
        if untested or whose.has_duplicates:
            pvalue, method = NAN, untested or _TWICE.format(unit=unit)
        else:
            pvalue, method = _tested([n[name] for name in known], of_known)
        rows += [
            {
                "code": code,
                "attribute": attribute,
                "value": name,
                "n": n[name],
                "of": of[name],
                "pvalue": pvalue,
                "adjusted": NAN,
                "method": method + (note if len(known) > 1 else ""),
                "merged": merged[name],
            }
            for name in order
        ]
    return rows


def _tested(hits: list[int], of: list[int]) -> tuple[float, str]:
    if len(of) < 2:
        return NAN, _ONE_GROUP
    test = freeman_halton(hits, of)
    if test.method.startswith(CANNOT):
        return NAN, _TOO_FEW
    if np.isnan(test.pvalue):
        return NAN, _TOO_MANY
    return test.pvalue, _TESTED.replace("{how}", _CHI if "chi-squared" in test.method else _EXACT)


def _name_family(rows: list[dict[str, Any]]) -> None:
    """Put in, for one kind of voice, the adjusted p of every test and how many there were."""
    tests = {(row["code"], row["attribute"]): row["pvalue"] for row in rows}
    adjusted = dict(zip(tests, adjust(list(tests.values())), strict=True))
    family = sum(p == p for p in tests.values())
    for row in rows:
        row["adjusted"] = float(adjusted[(row["code"], row["attribute"])])
        if row["pvalue"] == row["pvalue"]:
            row["method"] = row["method"].format(family=family) if family != 1 else _alone(row["method"])


def _alone(method: str) -> str:
    return method.replace("; adjusted by Holm for the {family} tests of", "; the only test of")
