"""The sample certificate: one sheet that says how the children were chosen, and how anybody can draw them again.

It is made from the sample record alone, which names children by case id only, and it prints no case id. It does count
few children, so it is for those who may see such counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..audit.beside_frame import LIMIT, POINTS, attribute_name, differences_that_matter
from ..audit.designs import how_many_in_reserve
from ..audit.record import plan_of
from ..audit.size_table import count, size_table, what_this_size_can_show
from ..audit.told import by_reason, how_chosen
from ..terms import PROBABILITY_DESIGNS
from .layout import TEMPLATES, fill, html_table, styles
from .page import POLICY, css_text
from .recipe import columns, recipe
from .text import day, number, opening, plain, sentence, singular

Rows = Sequence[Mapping[str, Any]]
COMMAND = "scrutiny redraw sample-record.json FRAME"
_RULE = (
    f"A group is named when {POINTS} percentage points or more from what this draw made likely, and chance alone would "
    f"name none in {round(100 - 100 * LIMIT)} of 100 draws."
)
_MANY = 6
"""With more groups than this their table is the longer of the two columns."""
_METHODS = {"proportional": "proportional", "equal": "equal", "neyman": "Neyman’s", "power": "power"}


def render_certificate(
    record: Mapping[str, Any],
    *,
    marking: str,
    partnership: str,
    log: pd.DataFrame | Iterable[Mapping[str, Any]] | None = None,
) -> str:
    """The certificate of one draw as a page of its own: no script, nothing fetched, one sheet of A4 when printed.

    Parameters
    ----------
    record : mapping
        The sample record as :func:`scrutiny_lib.audit.record.read_record` gives it. What an older record does not
        hold is left out or worked out again.
    marking : str
        Stands on every sheet, such as "Official – sensitive".
    partnership : str
        Whose sample it is.
    log : DataFrame or rows, optional
        The log of replacements; only its column ``reason`` is used, and only counted.

    Returns
    -------
    str
        HTML. The same record and log always give the same bytes.
    """
    draw = _Draw(record)
    running = " · ".join(part for part in (partnership, draw.title, draw.quarter) if part)
    css = (TEMPLATES / "certificate.css").read_text(encoding="utf-8")
    css = css.replace('"RUNNING HEADER"', css_text(running)).replace('"MARKING"', css_text(marking))
    compared: Rows = record.get("compared") or []
    return str(
        fill(
            "certificate",
            policy=Markup(POLICY),
            css=Markup(styles() + css),
            partnership=partnership,
            marking=marking,
            standing=draw.standing,
            heading=draw.heading,
            chosen=how_chosen(draw.plan, draw.strata, draw.n, draw.could, draw.unit, facts=draw.facts),
            who=_who(draw),
            left_out=[*_left_out(draw), _replaced(draw, log)],
            beneath=_beneath(draw),
            groups=_groups(draw) if draw.by_chance else None,
            reasons=[sentence(plain(reason)) for reason in record.get("reasons") or []],
            quotas=_quotas(record.get("quotas") or []),
            looked_at=f"{draw.n} of {draw.could:,} {draw.unit}" if draw.by_chance else "a close look",
            can_show=_tied(
                record.get("told") or what_this_size_can_show(draw.n, draw.could, draw.plan.design, **draw.size)
            ),
            sizes=_sizes(draw),
            differences=_tied(differences_that_matter(compared, draw.plan.design, draw.unit)) if compared else [],
            rule=_RULE if any("tail" in row for row in compared) else "",
            beside=_beside(compared),
            again=_again(draw),
            restricted=_restricted(draw, marking),
        )
    )


class _Draw:
    """What the certificate asks the record for, with what an older record leaves out filled in."""

    def __init__(self, record: Mapping[str, Any]):
        self.record = record
        self.plan = replace(plan_of(record), quotas=())  # the quotas have a table of their own
        self.by_chance = self.plan.design in PROBABILITY_DESIGNS
        self.unit = plain(record.get("unit"), "children")
        self.facts: Mapping[str, Any] = record.get("facts") or {}
        rows = [(plain(row["stratum"]), int(row["children"]), int(row["drawn"])) for row in record["allocation"]]
        self.allocation = rows
        self.strata = pd.DataFrame(rows, columns=["stratum", "size", "drawn"])
        self.in_frame = int(record["frame"]["children"])
        self.could = sum(size for _, size, _ in rows) if self.by_chance else self.in_frame
        self.n, self.reserve = len(record["drawn"]), len(record["reserve_in_order"])
        quarter = plain(record.get("quarter"))
        self.title, self.quarter = plain(record.get("title")), f"{quarter[:7]} {quarter[8:]}".strip()

    @property
    def heading(self) -> str:
        """What the sheet is about, as its title."""
        if self.n == 1:
            return f"How this {singular(self.unit)} was chosen"
        return f"How these {count(self.n, self.unit)} were chosen"

    @property
    def standing(self) -> str:
        """Which review, which quarter."""
        return " · ".join(part for part in (self.title, self.quarter, plain(self.record.get("review"))) if part)

    @property
    def families(self) -> tuple[int, int]:
        """Families drawn, and families that could be drawn; 0 where children were drawn one by one."""
        return int(self.facts.get("families_drawn") or 0), int(self.facts.get("families_in_frame") or 0)

    @property
    def size(self) -> dict[str, Any]:
        """What the words and the table about the size ask for beside the two counts."""
        drawn, there = self.families
        chances = [n / size for _, size, n in self.allocation for _ in range(n)]
        known = self.plan.design == "stratified"
        return {
            "unit": self.unit,
            "families": drawn,
            "families_in_frame": there,
            "chances": chances if known else None,
        }


def _who(draw: _Draw) -> list[tuple[str, str]]:
    plan, (families, there) = draw.plan, draw.families
    size = f"{draw.n} of {draw.could:,} {draw.unit}"
    if families:
        size += f", in {families} of {there} families"
    if draw.by_chance:
        size += f", and {draw.reserve} in reserve"
    return [
        ("Chosen by", plan.chosen_by),
        ("Chosen on", day(plan.chosen_on)),
        ("Why", sentence(plan.reason) or "No reason was written down."),
        ("Design", opening(plan.design) + (f", {_METHODS[plan.method]} shares" if plan.strata else "")),
        ("Size", size),
    ]


def _beneath(draw: _Draw) -> str:
    """Where there is room for who was left out: under the groups, under who chose, or else under both."""
    groups = len(draw.allocation) if draw.by_chance else 0
    return "groups" if groups == 1 else "who" if groups > _MANY else "both"


def _left_out(draw: _Draw) -> list[str]:
    exclusions = [row for row in draw.record.get("exclusions") or [] if int(row["children"])]
    verb = "drawn" if draw.by_chance else "chosen"
    if not exclusions:
        return [f"Nobody was left out: each of the {draw.in_frame:,} {draw.unit} in the frame could be {verb}."]
    lines = [
        f"{opening(count(int(row['children']), draw.unit))} left out: {plain(row['reason']).rstrip('.')}."
        for row in exclusions
    ]
    out = sum(int(row["children"]) for row in exclusions)
    could = draw.in_frame - out
    share = f"{100 * could / draw.in_frame:.0f}\u00a0%"
    lines.append(
        f"What that costs: {could:,} of the {draw.in_frame:,} in the frame could be {verb} ({share}), and nothing is "
        f"said about the other {number(out)}."
    )
    return lines


def _replaced(draw: _Draw, log: pd.DataFrame | Iterable[Mapping[str, Any]] | None) -> str:
    if log is None:
        return "As on the day of the draw: who was replaced since is in the log beside the record."
    reasons = by_reason(log)
    total = sum(reasons.values())
    if not total:
        return "Nobody has been replaced since the draw."
    why = "; ".join(f"{reason}: {times}" for reason, times in reasons.items())
    have = "has" if total == 1 else "have"
    return (
        f"{opening(count(total, draw.unit))} {have} been replaced since, each by the next in reserve of the same "
        f"group ({why})."
    )


def _groups(draw: _Draw) -> Markup:
    reserves, by = _reserves(draw), columns(draw.plan.strata)
    rows: list[list[Any]] = [
        [stratum if by else "the whole list", size, drawn, reserve, _chance(draw, drawn, size)]
        for (stratum, size, drawn), reserve in zip(draw.allocation, reserves, strict=True)
    ]
    if len(rows) > 1:
        rows.append(["All", draw.could, draw.n, draw.reserve, Markup("")])
    caption = f"{opening(draw.unit)} by {by}" if by else f"{opening(draw.unit)} on the list"
    heads = ["Group", "Could be drawn", "Drawn", "Reserve", "Chance in 100"]
    return html_table(caption, heads, rows, (1, 2, 3, 4))


def _reserves(draw: _Draw) -> list[Any]:
    """The reserve of each group, worked out from the plan; not said where that does not give the reserve on record."""
    if len(draw.allocation) == 1:
        return [draw.reserve]
    worked = [min(how_many_in_reserve(draw.plan, n), size - n) for _, size, n in draw.allocation]
    return worked if sum(worked) == draw.reserve else [Markup("")] * len(worked)


def _chance(draw: _Draw, drawn: int, size: int) -> str | Markup:
    """Of being in the sample, in 100; of a family where whole families were drawn."""
    if draw.plan.design == "proportional to size":
        return "differs"
    if draw.plan.design == "families":
        drawn, size = draw.families
    return f"{100 * drawn / size:.1f}".removesuffix(".0") if size else Markup("")


def _quotas(quotas: Rows) -> Markup | None:
    if not quotas:
        return None
    rows = []
    for quota in quotas:
        least, have = int(quota["at_least"]), int(quota["chosen"])
        which = f"{opening(attribute_name(plain(quota['column'])))}: {plain(quota['value'])}"
        rows.append([which, least, have, "yes" if have >= least else f"short by {least - have}"])
    return html_table("Quotas", ["Which", "At least", "Chosen", "Met?"], rows, (1, 2))


def _sizes(draw: _Draw) -> Markup | None:
    rows: Rows = draw.record.get("size_table") or [
        {str(name): cell for name, cell in row.items()}
        for row in size_table(draw.n, draw.could, draw.plan.design, **draw.size).to_dict("records")
    ]
    if not rows:
        return None
    cells = [_tied(plain(row[name]) for name in ("what", "at_this_size", "needed")) for row in rows]
    caption = "What a sample of this size can and cannot show"
    return html_table(caption, ["What", "At this size", "It would take"], cells)


def _beside(compared: Rows) -> list[list[dict[str, Any]]]:
    """A small table for each attribute that the frame differs in, laid into three columns where there is most room."""
    made: dict[str, list[tuple[str, str, str]]] = {}
    whole = [row for row in compared if row["attribute"] == compared[0]["attribute"]]
    N, n = (sum(int(row[name]) for row in whole) for name in ("in_frame", "in_sample"))
    for row in compared:
        cells = (_with_share(int(row["in_frame"]), N), _with_share(int(row["in_sample"]), n))
        made.setdefault(plain(row["attribute"]), []).append((plain(row["value"]), *cells))
    laid: list[list[dict[str, Any]]] = [[], [], []]
    for name, rows in sorted(made.items(), key=lambda item: -len(item[1])):
        if len(rows) == 1:
            continue
        shortest = min(laid, key=lambda column: sum(len(table["rows"]) + 2 for table in column))
        shortest.append({"name": opening(attribute_name(name)), "rows": rows})
    return [column for column in laid if column]


def _with_share(some: int, whole: int) -> str:
    return f"{some:,} ({100 * some / whole:.0f}\u00a0%)" if whole else f"{some:,}"


def _tied(lines: Iterable[str]) -> list[str]:
    """Lines in which no per cent sign is parted from its number."""
    return [line.replace(" %", "\u00a0%") for line in lines]


def _again(draw: _Draw) -> dict[str, Any]:
    record, plan = draw.record, draw.plan
    who = "could be drawn" if draw.by_chance else "could be chosen"
    words = [
        f"In the folder working/{plain(record.get('review'), 'REVIEW')}/ of the partnership’s workspace. FRAME is the "
        f"file of all who {who}, in any order. It prints “same”, or what differs. The partnership keeps the frame, and "
        f"the key that codes were made with in place of ids."
    ]
    prints = [("Frame, SHA-256", plain(record["frame"].get("sha256")))]
    if record.get("list_sha256"):
        prints.append(("List, SHA-256", plain(record["list_sha256"])))
    prints.append(("Key, fingerprint", plain(record.get("key_fingerprint"))))
    if draw.by_chance:
        words.append(recipe(plan, draw.n, draw.could, draw.facts))
        prints.append(("Seed", plan.seed))
    prints.append(("Made with", f"{plain(record.get('made_with'))}, record {plain(record.get('format'))}"))
    heading = "Draw them again" if draw.by_chance else "Check that these are the ones"
    return {"heading": heading, "command": COMMAND, "words": words, "prints": prints}


def _restricted(draw: _Draw, marking: str) -> str:
    marked = f"Restricted, marked {marking}" if marking else "Restricted"
    return f"{marked}: small counts may make a {singular(draw.unit)} known. It holds no name and no child’s code."
