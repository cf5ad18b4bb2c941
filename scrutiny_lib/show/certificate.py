"""The sample certificate: one sheet that says how the children were chosen, and how anybody can draw them again.

It is made from the sample record, which names children by case id only, and from counts of who was replaced since; it
prints no case id. It does count few children, so it is for those who may see such counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..audit.beside_frame import LIMIT, POINTS, attribute_name, differences_that_matter
from ..audit.designs import how_many_in_reserve
from ..audit.record import plan_of
from ..audit.size_table import count, size_table, what_this_size_can_show
from ..audit.told import how_chosen
from ..plural import many, one_of
from ..terms import PROBABILITY_DESIGNS
from .draw_again import how_to_draw_again
from .layout import TEMPLATES, fill, html_table, styles
from .page import POLICY, css_text
from .recipe import columns
from .text import day, number, opening, plain, sentence

Rows = Sequence[Mapping[str, Any]]
_RULE = (
    "Shares differ a little in every draw, and more where a group was drawn more heavily on purpose. A group is named "
    f"only when it lies at least {POINTS} percentage points from what this way of drawing made likely, and so far that "
    f"chance alone would name any group in at most {round(100 * LIMIT)} of 100 draws."
)
_LINE = 44
"""Letters in a line of half the sheet, about."""
_METHODS = {"proportional": "proportional", "equal": "equal", "neyman": "Neyman’s", "power": "power"}


def render_certificate(
    record: Mapping[str, Any],
    *,
    marking: str,
    partnership: str,
    now: Mapping[str, Any] | None = None,
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
    now : mapping, optional
        The sample as it is after replacements: what :func:`scrutiny_lib.audit.replace.as_it_stands` gives, and
        ``compared``, the rows of :func:`scrutiny_lib.audit.beside_frame.compare_with_frame` for the present sample.
        Empty when nobody was replaced; ``None`` where that is not known. The record stays that of the draw; headline,
        groups, sizes and comparison are then those of the children looked at now.

    Returns
    -------
    str
        HTML. The same record and replacements always give the same bytes.
    """
    draw = _Draw(record, now or {})
    running = " · ".join(part for part in (partnership, draw.title, draw.quarter) if part)
    css = (TEMPLATES / "certificate.css").read_text(encoding="utf-8")
    css = css.replace('"RUNNING HEADER"', css_text(running)).replace('"MARKING"', css_text(marking))
    compared: Rows = (now or record).get("compared") or []
    who = _who(draw)
    told = [] if draw.replaced else record.get("told")
    return str(
        fill(
            "certificate",
            policy=Markup(POLICY),
            css=Markup(styles() + css),
            partnership=partnership,
            marking=marking,
            standing=draw.standing,
            heading=draw.heading,
            chosen=_chosen(draw),
            who=who,
            others="Who was left out, who was replaced" if draw.by_chance else "Who was not chosen, who was replaced",
            left_out=[*_left_out(draw), *_replaced(draw, now)],
            beneath=_beneath(draw, who),
            groups=_groups(draw) if draw.by_chance else None,
            reasons=[sentence(plain(reason)) for reason in record.get("reasons") or []],
            quotas=_quotas(record.get("quotas") or []),
            looked_at=f"{draw.n} of {draw.could:,} {draw.unit}" if draw.by_chance else "a close look",
            can_show=_tied(told or what_this_size_can_show(draw.n, draw.could, draw.plan.design, **draw.size)),
            sizes=_sizes(draw),
            differences=_tied(differences_that_matter(compared, draw.plan.design, draw.unit)) if compared else [],
            rule=_RULE if any("tail" in row for row in compared) else "",
            beside=_beside(compared),
            again=how_to_draw_again(record, draw.plan, draw.could),
            restricted=_restricted(draw, marking),
        )
    )


class _Draw:
    """What the certificate asks the record for, with what an older record leaves out filled in."""

    def __init__(self, record: Mapping[str, Any], now: Mapping[str, Any]):
        self.record, self.now = record, now
        self.plan = replace(plan_of(record), quotas=())  # the quotas have a table of their own
        self.by_chance = self.plan.design in PROBABILITY_DESIGNS
        self.unit = plain(record.get("unit"), "children")
        self.facts: Mapping[str, Any] = record.get("facts") or {}
        rows = [(plain(row["stratum"]), int(row["children"]), int(row["drawn"])) for row in record["allocation"]]
        self.allocation = rows
        self.strata = pd.DataFrame(rows, columns=["stratum", "size", "drawn"])
        self.in_frame = int(record["frame"]["children"])
        self.could = sum(size for _, size, _ in rows) if self.by_chance else self.in_frame
        self.replaced = int(now.get("replaced") or 0)
        self.first, self.reserve = len(record["drawn"]), len(record["reserve_in_order"])
        self.here = [int(row["drawn"]) for row in now["allocation"]] if self.replaced else [n for _, _, n in rows]
        self.n = sum(self.here) if self.replaced else self.first
        quarter = plain(record.get("quarter"))
        self.title, self.quarter = plain(record.get("title")), f"{quarter[:7]} {quarter[8:]}".strip()

    @property
    def heading(self) -> str:
        """What the sheet is about, as its title."""
        if self.n == 1:
            return f"How this {one_of(self.unit)} was chosen"
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
        drawn = int(self.now["families"]) if self.replaced else drawn
        chances = [n / size for (_, size, _), n in zip(self.allocation, self.here, strict=True) for _ in range(n)]
        known = self.plan.design == "stratified"
        return {
            "unit": self.unit,
            "families": drawn,
            "families_in_frame": there,
            "chances": chances if known else None,
        }


def _chosen(draw: _Draw) -> str:
    """How they were chosen, and what became of them since."""
    drawn = how_chosen(draw.plan, draw.strata, draw.first, draw.could, draw.unit, facts=draw.facts)
    return f"{drawn} {_since(draw)}" if draw.replaced else drawn


def _since(draw: _Draw) -> str:
    """How many were replaced, and how many came in for them."""
    now, verb = draw.now, "drawn" if draw.by_chance else "chosen"
    came, nobody = int(now["came_in"]), int(now["nobody"])
    have = "has" if draw.replaced == 1 else "have"
    parts = [f"{draw.first} were {verb}; {draw.replaced} {have} been replaced"]
    if came:
        parts.append(f"{came} came in from the reserve")
    if nobody and draw.families[0]:
        parts.append(f"for {nobody} nobody came in, as others of the family are in the sample or no family was left")
    elif nobody:
        parts.append(f"nobody was left for {nobody}")
    return f"{', '.join(parts[:-1])}{' and ' if len(parts) == 2 else ', and '}{parts[-1]}."


def _who(draw: _Draw) -> list[tuple[str, str]]:
    plan, (families, there) = draw.plan, draw.families
    size = f"{draw.first} of {draw.could:,} {draw.unit}"
    if families:
        size += f", in {families} of {many(there, 'families')}"
    if draw.by_chance:
        size += f", and {draw.reserve} in reserve"
    if draw.replaced:
        size += f"; {draw.n} are looked at now"
    return [
        ("Chosen by", plan.chosen_by),
        ("Chosen on", day(plan.chosen_on)),
        ("Why", sentence(plan.reason) or "No reason was written down."),
        ("Design", opening(plan.design) + (f", {_METHODS[plan.method]} shares" if plan.strata else "")),
        ("Size", size),
        ("Frame", _frame(draw)),
    ]


def _frame(draw: _Draw) -> str:
    """What the frame was: what kind of file, how many, how many families, and the day that ages go by."""
    frame, unit = draw.record["frame"], draw.unit
    source = plain(draw.record.get("source"))
    words = [f"{opening(source)}: {count(draw.in_frame, unit)}" if source else opening(count(draw.in_frame, unit))]
    behind, families, sharing = (frame.get(name) for name in ("children_behind", "families", "sharing_a_family"))
    if behind:
        words.append(f"about {count(int(behind), 'children')}")
    if families:
        words.append(f"in {count(int(families), 'families')}")
    said = " ".join(words)
    if sharing is not None:
        said += f"; {sharing:,} of the {draw.in_frame:,} share a family with another"
    if draw.record.get("as_at"):
        said += f"; ages as at {day(draw.record['as_at'])}"
    return f"{said}."


def _beneath(draw: _Draw, who: Sequence[tuple[str, str]]) -> str:
    """The shorter of the two columns, which has room for who was left out: under the groups, or under who chose."""
    if not draw.by_chance:
        return "who"
    lines = sum(math.ceil(len(words) / _LINE) for _, words in who)
    return "groups" if len(draw.allocation) + 2 <= lines else "who"


def _left_out(draw: _Draw) -> list[str]:
    exclusions = [row for row in draw.record.get("exclusions") or [] if int(row["children"])]
    verb = "drawn" if draw.by_chance else "chosen"
    if not draw.by_chance and not exclusions:
        rest = draw.in_frame - draw.first
        return [
            f"{opening(number(rest))} of the {draw.in_frame:,} in the frame were not chosen; nothing is said of them."
        ]
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


def _replaced(draw: _Draw, now: Mapping[str, Any] | None) -> list[str]:
    since = "the draw" if draw.by_chance else "they were chosen"
    if now is None:
        return [f"Whether anybody has been replaced since {since} is in the log beside the record."]
    if not draw.replaced:
        return [f"Nobody has been replaced since {since}."]
    lines = []
    for decision in now["decisions"]:
        why = "; ".join(f"{plain(reason)}: {times}" for reason, times in decision["reasons"].items())
        total = sum(decision["reasons"].values())
        when, who = day(decision["replaced_on"]), plain(decision["decided_by"])
        lines.append(f"{opening(number(total))} replaced on {when}, decided by {who} ({why}).")
    return lines


def _groups(draw: _Draw) -> Markup:
    reserves, by, since = _reserves(draw), columns(draw.plan.strata), bool(draw.replaced)
    rows: list[list[Any]] = [
        [stratum if by else "the whole list", size, drawn, *[here] * since, reserve, _chance(draw, drawn, size)]
        for (stratum, size, drawn), here, reserve in zip(draw.allocation, draw.here, reserves, strict=True)
    ]
    if len(rows) > 1:
        left = sum(reserves) if since else draw.reserve
        rows.append(["All", draw.could, draw.first, *[draw.n] * since, left, Markup("")])
    caption = f"{opening(draw.unit)} by {by}" if by else f"{opening(draw.unit)} on the list"
    reserve = "Reserve left" if since else "Reserve"
    heads = ["Group", "Could be drawn", "Drawn", *["Now"] * since, reserve, "Chance in 100"]
    return html_table(caption, heads, rows, tuple(range(1, len(heads))))


def _reserves(draw: _Draw) -> list[Any]:
    """The reserve of each group, worked out from the plan; not said where that does not give the reserve on record.

    After replacements: what is left of it."""
    if draw.replaced:
        return [int(row["reserve"]) for row in draw.now["allocation"]]
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
    rows: Rows = [] if draw.replaced else draw.record.get("size_table") or []
    rows = rows or [
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


def _restricted(draw: _Draw, marking: str) -> str:
    marked = f"Restricted, marked {marking}" if marking else "Restricted"
    return f"{marked}: small counts may make a {one_of(draw.unit)} known. It holds no name and no child’s code."
