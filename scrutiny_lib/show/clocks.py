"""In time? Each record check with its five answers in words and counts, the days things took, and the limit."""

from __future__ import annotations

import re

import pandas as pd
from markupsafe import Markup

from ..plural import one_of
from ..tables import Tables
from ..terms import CLOCK_STATES
from .answers import Row, everybody, rows_of
from .layout import HALF, fill, html_table, picture
from .section import Section
from .strips import MOST_MARKS, Part, Strip, draw_strips
from .text import figure, flat, number, opening, plain, sentence, whole
from .times import Days, Reached, draw_times, every_day

STATES = dict(zip(("met", "not_met", "too_soon", "cannot_tell", "not_applicable"), CLOCK_STATES, strict=True))
"""The five answers of a check by their column: never only two."""

_ASKED = ("not_met", "met", "too_soon", "cannot_tell")
_IDS = {"audited": "clock.", "frame": "frame.clock."}
_NOT_SHOWN = "not shown"
_WIDTH, _ENOUGH, _MOST = 340, 10, 5


def show_clocks(tables: Tables) -> Section:
    """Each check in plain words, then how long things took, with the limit, where there are days to draw.

    A section without html, which the page leaves out, where nothing was checked.
    """
    clocks, unit = tables["clocks"], plain(tables.about.get("unit"), "children")
    if clocks.empty:
        return Section("clocks", "", "")
    said = {plain(row["result_id"]): plain(row["shown"]) for row in rows_of(everybody(tables["results"]))}
    audited, frame = (rows_of(clocks[_whom(clocks) == whom]) for whom in ("audited", "frame"))
    size = whole(tables.about.get("frame_size"))
    everyone = f"All {size:,} {unit}" if size else f"Every {one_of(unit)} that could have been drawn"
    parts = [
        (heading, drawn := _strips(rows, unit), _table(heading, rows, said, drawn is not None))
        for heading, rows in (("The " + unit + " we looked at", audited), (everyone, frame))
        if rows
    ]
    rules = list(dict.fromkeys(plain(row["rule"]) for row in [*audited, *frame]))
    by_rule = {rule: [row for row in [*audited, *frame] if plain(row["rule"]) == rule] for rule in rules}
    html = fill(
        "clocks",
        parts=[part for part in parts if part[1] or part[2]],
        hidden=f"How many is not shown to these readers; the share is told in words where enough {unit} were looked at."
        if any(_uncounted(row) for row in audited)
        else "",
        times=[made for rule in rules if (made := _times(by_rule[rule], tables)) is not None],
        written=_written(by_rule),
        unconfirmed=number(sum(not _confirmed(rows[0]) for rows in by_rule.values())),
        checks=number(len(by_rule)),
        marked=any(not _confirmed(rows[0]) for rows in by_rule.values()),
    )
    return Section("clocks", _heading(audited if any(map(_told, audited)) else frame), str(html))


def _whom(clocks: pd.DataFrame) -> pd.Series[str]:
    return clocks["whom"].map(lambda whom: plain(whom, "audited"))


def _confirmed(clock: Row) -> bool:
    return plain(clock["confirmed"], "yes") != "no"


def _title(clock: Row) -> str:
    return plain(clock["title"]) + ("" if _confirmed(clock) else " (not confirmed)")


def _heading(clocks: list[Row]) -> str:
    """What was most often not met; among checks that could be told for at least ten, where there are such."""
    rows = [row for row in clocks if plain(row["so_far"]) != "yes"]
    told = [(row, met, late) for row in rows if (counts := _told(row)) for met, late in [counts] if met + late]
    told = [one for one in told if one[1] + one[2] >= _ENOUGH] or told
    told = [one for one in told if one[1] + one[2] >= (whole(one[0]["cannot_tell"]) or 0)]  # else mostly not known
    if not told:
        return "Did it happen in time?"
    row, met, late = max(told, key=lambda one: one[2] / (one[1] + one[2]))
    if not late:
        return "Every check that could be told was met"
    title, share = plain(row["title"]), " ".join([f"{late:,} of {met + late:,}", plain(row["unit"])]).strip()
    unread = "" if _confirmed(row) else " (not confirmed)"
    if title.startswith("Not "):  # what should not happen: a double negative would be misread
        return f"“{opening(title.removeprefix('Not '))}”{unread} happened for {share}"
    return f"“{title}”{unread} was not met for {share}"


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _told(clock: Row) -> tuple[int, int] | None:
    met, late = whole(clock["met"]), whole(clock["not_met"])
    return None if met is None or late is None else (met, late)


def _strips(clocks: list[Row], unit: str) -> Markup | None:
    """The checks most often not met as strips; with them the table of all five answers to every check."""
    drawn = [(strip, clock) for clock in clocks if (strip := _strip(clock)) is not None]
    if not drawn:
        return None
    shown = sorted(drawn, key=lambda one: (_few(one[1]), -_late(one[1])))[:_MOST]
    strips = [strip for strip, _ in shown]
    alt = " ".join(f"{one.label}: {', '.join(f'{part.n:,} {part.label}' for part in one.parts)}." for one in strips)
    units = {plain(clock["unit"], unit) for _, clock in shown}
    what = f"a {one_of(units.pop())}" if len(units) == 1 else "something that was checked"
    many = any(strip.of > MOST_MARKS for strip in strips)
    mark = "A bar stands for too many to count" if many else f"Each dot stands for {what}"
    rows = [[_title(clock), *(_count(clock[state]) for state in STATES)] for clock in clocks]
    heads = ["What was checked", *(opening(words) for words in STATES.values())]
    data = html_table("How many of each answer", heads, rows, range(1, 6))
    first = (
        f"The {number(_MOST)} checks most often not met, where at least {number(_ENOUGH)} could be told; all "
        f"{number(len(drawn))} stand in the table."
        if len(drawn) > _MOST
        else "What was most often not met comes first."
    )
    message = f"{first} {mark}; “not applicable” is left out."
    return picture(message, alt, lambda width: draw_strips(strips, width), data, widths=HALF)


def _count(cell: object) -> object:
    """A count, or the sign that stands in its place."""
    n = whole(cell)
    return n if n is not None else plain(cell) or None


def _few(clock: Row) -> bool:
    """Whether a check could be told for so few that its share says little."""
    return _base(clock) < _ENOUGH


def _late(clock: Row) -> float:
    base = _base(clock)
    return (whole(clock["not_met"]) or 0) / base if base else -1.0


def _base(clock: Row) -> int:
    """Those a check could be told for; where one answer can be told of some only, all it applies to."""
    states = _ASKED if plain(clock["so_far"]) == "yes" else ("met", "not_met")
    return sum(whole(clock[state]) or 0 for state in states)


def _strip(clock: Row) -> Strip | None:
    counts = {state: whole(clock[state]) for state in _ASKED}
    if any(count is None for count in counts.values()) or not any(counts.values()):
        return None
    parts = tuple(Part(STATES[state], counts[state] or 0, point=state == "not_met") for state in _ASKED)
    return Strip(_title(clock), _share(clock), parts)


def _share(clock: Row) -> str:
    """How many of those it can be told for a check was not met for; where it can be told for nobody, just that."""
    late, met, soon, unknown = (whole(clock[state]) or 0 for state in _ASKED)
    if late + met:
        return f"{late:,} of {_base(clock):,} not met{' so far' if plain(clock['so_far']) == 'yes' else ''}"
    of = soon + unknown
    if of == 1:
        return "cannot be told" if unknown else "too soon to tell"
    return f"none of {of:,} can be told{' yet' if soon else ''}" if unknown else f"all {of:,} too soon to tell"


def _table(caption: str, clocks: list[Row], said: dict[str, str], drawn: bool) -> Markup | None:
    """Each check with its answers in words: of those that are not drawn, nor stand in the table of what is drawn."""
    left = [clock for clock in clocks if _strip(clock) is None and not (drawn and any(map(plain, _answers(clock))))]
    rows = [[_title(clock), plain(clock["limit"]), _in_words(clock, said)] for clock in left]
    told = [row for row in rows if row[2] != _NOT_SHOWN]
    if not told:
        return None
    every = "What else was checked: " if len(rows) < len(clocks) else ""
    names = "; ".join(row[0] for row in rows if row not in told)
    note = f"Not shown, because so few stand behind it: {names}." if names else ""
    return html_table(f"{every}{_lower(caption) if every else caption}", ["What", "Limit", "How many"], told, note=note)


def _answers(clock: Row) -> list[object]:
    return [clock[state] for state in STATES]


def _in_words(clock: Row, said: dict[str, str]) -> str:
    """Each answer with its count; as words where the page shows no numbers."""
    counts = {state: whole(clock[state]) for state in STATES}
    if _uncounted(clock) and not any(map(plain, _answers(clock))):
        start = f"{_IDS[plain(clock['whom'], 'audited')]}{plain(clock['rule'])}."
        told = {state: said.get(start + state, "") for state in STATES}
        return "; ".join(f"{STATES[state]}: {words}" for state, words in told.items() if words) or _NOT_SHOWN
    some = [f"{plain(clock[state])} {STATES[state]}" for state, count in counts.items() if count != 0]
    return ", ".join(some) or "applied to nobody"


def _uncounted(clock: Row) -> bool:
    return all(whole(clock[state]) is None for state in STATES)


def _times(clocks: list[Row], tables: Tables) -> dict[str, object] | None:
    """One check's days and curve, for those looked at and for everybody; ``None`` where no day may be drawn."""
    rule, limit = plain(clocks[0]["rule"]), plain(clocks[0]["limit"])
    dots, whose_dots = _first_of(tables["clock_days"], rule, ("audited", "frame"))
    steps, whose_curve = _first_of(tables["curves"], rule, ("frame", "audited"))
    days = [
        Days(first, last, n, plain(row["open"]) == "yes")
        for row in dots
        if (first := figure(row["from_day"])) is not None
        and (last := figure(row["to_day"])) is not None
        and (n := whole(row["n"]))
    ]
    curve = [
        Reached(day, percent, *(None if whose_curve == "frame" else figure(row[end]) for end in ("lower", "upper")))
        for row in steps
        if (day := figure(row["day"])) is not None and (percent := figure(row["percent"])) is not None
    ]
    if not days and not curve:
        return None
    most, unit = limit_of(limit)
    whose = {"audited": "looked at", "frame": "that could have been drawn"}
    thing = plain(clocks[0]["unit"], "children")
    said = [
        f"{opening(thing)} {whose[whose_dots]}; hollow: still open." if days else "",
        sentence(f"{'Line below' if days else 'Line'}: all {thing} {whose[whose_curve]}; open ones count until today. "
                 f"{in_words(curve, most, unit)}") if curve else "",
    ]  # fmt: skip
    alt = f"{plain(clocks[0]['title'])}. " + " ".join(
        part for part in (_days_said(days, most, unit), *said[1:]) if part
    )
    return {
        "title": _title(clocks[0]),
        "picture": picture(
            _title(clocks[0]),
            alt,
            lambda width: draw_times(days, curve, most, unit, width),
            _day_table(plain(clocks[0]["title"]), days, curve, unit),
            said,
            widths=(_WIDTH,),
        ),
    }


def _first_of(frame: pd.DataFrame, rule: str, order: tuple[str, str]) -> tuple[list[Row], str]:
    """The rows of one check about whichever comes first of two groups that has any."""
    mine = frame[frame["rule"].map(plain) == rule]
    for whom in order:
        rows = rows_of(mine[mine["whom"].map(lambda one: plain(one, "audited")) == whom])
        if rows:
            return rows, whom
    return [], order[0]


def limit_of(limit: str) -> tuple[float | None, str]:
    """The number and the unit of a limit in words.

    >>> limit_of("45 working days"), limit_of("1 working day"), limit_of("")
    ((45.0, 'working days'), (1.0, 'working days'), (None, 'days'))
    """
    found = re.match(r"(\d+(?:\.\d+)?)\s+((?:working )?[a-z]+)", limit)
    if found is None:
        return None, "days"
    return float(found[1]), found[2] if found[2].endswith("s") else found[2] + "s"


def in_words(curve: list[Reached], limit: float | None, unit: str) -> str:
    """What a curve says: by when half were done, and how many by the limit.

    >>> in_words([Reached(5, 20), Reached(31, 52), Reached(45, 78)], 45, "working days")
    'Half were done by day 31 at the latest; by the limit, day 45, 78 in 100 were.'
    """
    half = next((one.day for one in curve if one.percent >= 50), None)
    said = "Fewer than half were done in the time we can see"
    if half is not None:
        said = f"Half were done by day {half:,.0f}{'' if every_day(curve) else ' at the latest'}"
    by_limit = [one for one in curve if limit is not None and one.day <= limit]
    if limit is None:
        return f"{said}."
    if not by_limit:
        return f"{said}; by the limit, day {limit:,.0f}, none were."
    last = by_limit[-1]
    between = (
        "" if last.lower is None or last.upper is None else f" (likely between {last.lower:.0f} and {last.upper:.0f})"
    )
    return f"{said}; by the limit, day {limit:,.0f}, {last.percent:.0f} in 100 were{between}."


def _days_said(days: list[Days], limit: float | None, unit: str) -> str:
    if not days:
        return ""
    done, still = (sum(one.n for one in days if one.open is state) for state in (False, True))
    said = [f"{done:,} were done and {still:,} still open"]
    if limit is not None:
        late = sum(one.n for one in days if one.first > limit)
        said.append(f"{late:,} of all these took, or have taken, more than {limit:,.0f} {unit}")
    return f"{'; '.join(said)}."


def _day_table(title: str, days: list[Days], curve: list[Reached], unit: str) -> Markup:
    data = Markup("")
    if days:
        rows = [[_span(one), one.n, "still open" if one.open else "done"] for one in days]
        data += html_table(f"{title}: how long it took", [opening(unit), "How many", "State"], rows, (1,))
    if curve:
        ranged = any(one.lower is not None for one in curve)
        heads = ["By day", "Done, in 100", *(["Likely range, in 100"] if ranged else [])]
        rows = [
            [
                f"{one.day:,.0f}",
                f"{one.percent:.0f}",
                *([] if not ranged else [f"{one.lower:.0f} to {one.upper:.0f}"] if one.lower is not None and one.upper
                  is not None else [""]),
            ]
            for one in _thinned(curve)
        ]  # fmt: skip
        data += html_table(f"{title}: done by each day", heads, rows, (1,))
    return data


def _thinned(curve: list[Reached], most: int = 20) -> list[Reached]:
    """At most so many of the steps of a curve, first and last among them: enough for a table."""
    if len(curve) <= most:
        return curve
    places = sorted({round(at * (len(curve) - 1) / (most - 1)) for at in range(most)})
    return [curve[at] for at in places]


def _span(one: Days) -> str:
    return f"{one.first:,.0f}" if one.first == one.last else f"{one.first:,.0f} to {one.last:,.0f}"


def _written(by_rule: dict[str, list[Row]]) -> Markup:
    """Where each limit is written, and whether somebody here has read that edition."""
    rows = [
        [
            plain(rows[0]["title"]),
            plain(rows[0]["limit"]),
            flat(plain(rows[0]["source"])),
            "yes" if _confirmed(rows[0]) else "no: nobody here has read this edition yet",
        ]
        for rows in by_rule.values()
    ]
    return html_table("Where each limit is written", ["What", "Limit", "Source and edition", "Confirmed"], rows)
