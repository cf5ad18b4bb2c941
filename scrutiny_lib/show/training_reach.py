"""The first level of training: who needs it and has had it, how many places were used, what not coming cost."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from ..plural import many
from ..release.mask_training import IN_TENS
from ..tables import Tables
from .answers import Row, rows_of
from .charts import Share, draw_shares
from .layout import fill, html_table, picture
from .strips import Part, Strip, draw_strips
from .text import figure, number, opening, plain, sentence, whole

MOST_DRAWN = 10
_ALL = "all"
_COUNTS = re.compile(r"^All who need it: [^.]*\.\s*")


def least_reached(tables: Tables) -> str:
    """Of which agency the fewest of those who need a course have had it, all courses beside each other.

    Readers who are told people in whole tens are told of no few: for them it is a course, all agencies together, and
    not said to be the least. ``""`` where nobody said how many need a course.
    """
    rows = rows_of(tables["training_need"])
    in_tens = any(plain(row["method"]) == IN_TENS for row in rows)
    agencies = [row for row in rows if plain(row["role"], _ALL) == _ALL and plain(row["agency"]) != _ALL]
    found = _fewest([] if in_tens else agencies)
    if found is None:
        whole_course = _fewest([row for row in rows if plain(row["agency"]) == _ALL])
        return f"Training reached {_of_those(whole_course)}" if whole_course else ""
    known = "Fewest known to be reached" if _at_least(found) else "Least reached"
    return f"{known} by training: {opening(plain(found['agency']))}, {_of_those(found, least='')}"


def reach_heading(tables: Tables) -> str:
    """How many of those who need a course have had it, of the course where these are fewest; where nobody said how many
    need one, how many places were used."""
    fewest = _fewest([row for row in rows_of(tables["training_need"]) if plain(row["agency"]) == _ALL])
    if fewest:
        return f"Whom it reached: {_of_those(fewest)}"
    used = _places_used(rows_of(tables["training"]))
    return f"Whom it reached: {used} places were used" if used else "Whom it reached"


def _fewest(rows: list[Row]) -> Row | None:
    """The row with the smallest share, the larger group of two alike; ``None`` where no row has both numbers."""
    told = [(whole(row["trained"]), whole(row["need"]), row) for row in rows]
    shares = [(n / of, -of, at) for at, (n, of, _) in enumerate(told) if n is not None and of]
    return rows[min(shares)[2]] if shares else None


def _of_those(row: Row, least: str = "at least ") -> str:
    said = least if _at_least(row) else ""
    return f"{said}{whole(row['trained']):,} of {whole(row['need']):,} who need “{plain(row['course'])}”"


def _places_used(rows: list[Row]) -> str:
    """Such as "46 of 60", where every number may be shown."""
    places, came = ([whole(row[name]) for row in rows] for name in ("places", "attended"))
    if not rows or None in places or None in came:
        return ""
    return f"{sum(n or 0 for n in came):,} of {sum(n or 0 for n in places):,}"


def reach_parts(tables: Tables) -> list[Markup]:
    """Places by course as marks, charges, trained against need, and what reviews asked for; what there is of them."""
    found = [
        _places(rows_of(tables["training"])),
        _charges(rows_of(tables["training_charges"]), rows_of(tables["training"])),
        *_need(rows_of(tables["training_need"])),
        _asked(rows_of(tables["training_asked"])),
    ]
    return [part for part in found if part is not None]


def _places(rows: list[Row]) -> Markup | None:
    if not rows:
        return None
    columns = {
        "days": "Days", "places": "Places", "booked": "Booked", "attended": "Came",
        "cancelled_in_time": "Cancelled in time", "cancelled_late": "Cancelled late", "absent": "Did not come",
        "substitutes": "Substitutes",
    }  # fmt: skip
    told = {name: head for name, head in columns.items() if any(plain(row[name]) for row in rows)}
    body = [[row["course"], *(row[name] for name in told)] for row in rows]
    data = html_table("Places, bookings and who came", ["Course", *told.values()], body, range(1, len(told) + 1))
    strips = [strip for strip in map(_used, rows) if strip is not None][:MOST_DRAWN]
    if not strips:
        return data
    alt = "; ".join(
        f"{plain(row['course'])}: {plain(row['places'])} places, {plain(row['booked'])} booked, "
        f"{plain(row['attended'])} came{_in_time(row)}"
        for row in rows
    )
    rest = f"{len(strips)} of {len(rows)} courses are drawn; all are in the table." if len(strips) < len(rows) else ""
    used = _places_used(rows)
    message = f"{used} places were used" if used else "Places that were used"
    message += ", of those offered" if any(strip.of > 80 for strip in strips) else "; one mark is one place"
    return picture(f"{message}.", f"{alt}.", lambda width: draw_strips(strips, width), data, [rest])


def _in_time(row: Row) -> str:
    return f", {plain(row['cancelled_in_time'])} cancelled in time" if whole(row["cancelled_in_time"]) else ""


def _used(row: Row) -> Strip | None:
    """One course as a strip: came, cancelled in time, booked and did not come, never booked."""
    places, booked, came = (whole(row[name]) for name in ("places", "booked", "attended"))
    if places is None or booked is None or came is None or came > booked or not max(places, booked):
        return None
    in_time = min(whole(row["cancelled_in_time"]) or 0, booked - came)
    not_come = "did not come, or cancelled late" if in_time else "booked, did not come"
    parts = [
        Part("came", came, True),
        Part("cancelled in time", in_time),
        Part(not_come, booked - came - in_time),
        Part("not booked", places - booked),
    ]
    told = tuple(part for part in parts if part.n > 0)
    shown = f"{came:,} of {many(places, 'places')}" if booked <= places else f"{came:,} of {booked:,} booked"
    return Strip(plain(row["course"]), shown, told)


def _charges(rows: list[Row], held: list[Row]) -> Markup | None:
    """What late cancellations and not coming cost, as charged by the terms; totals as they add up."""
    if not rows:
        return None
    body = [
        [
            None if at and rows[at - 1]["course"] == row["course"] else row["course"],
            "All together" if plain(row["band"]) == _ALL else opening(plain(row["band"])),
            row["bookings"],
            _pounds(row["each"]),
            _pounds(row["total"]),
        ]
        for at, row in enumerate(rows)
    ]
    heads = ["Course", "Notice given", "Bookings", "Each", "Together"]
    note = "Courses are free. A charge is made only where a place was kept and not used."
    table = html_table("Charges for places that were not used", heads, body, (2, 3, 4), note)
    totals = [whole(row["total"]) for row in rows if plain(row["band"]) == _ALL]
    if len(totals) < 2 or None in totals:
        return table
    of_all = {plain(row["course"]) for row in held} <= {plain(row["course"]) for row in rows}
    courses = "all courses" if of_all else f"the {number(len(totals))} courses whose bookings are known one by one"
    said = f"Charges for places that were not used: {_pounds(sum(total or 0 for total in totals))} over {courses}."
    return fill("training_lines", lines=[said]) + fill("aside", summary="Charges, course by course", inside=table)


def _pounds(pence: Any) -> str:
    """Whole pence as pounds.

    >>> _pounds(3750), str(_pounds("[c]")), str(_pounds(None))
    ('£37.50', '[c]', '')
    """
    amount = whole(pence)
    return Markup("{}").format(plain(pence)) if amount is None else f"£{amount / 100:,.2f}"


def _need(rows: list[Row]) -> list[Markup]:
    """How many of those who need a course have had it: by agency; of several courses all agencies together first, and
    by agency one key away."""
    courses = list(dict.fromkeys(plain(row["course"]) for row in rows))
    found = []
    for course in courses:
        mine = [row for row in rows if plain(row["course"]) == course]
        whole_agencies = [row for row in mine if plain(row["role"], _ALL) == _ALL]
        drawn = whole_agencies if len(whole_agencies) > 1 else mine
        found.append(_need_of(course, mine, drawn[:MOST_DRAWN]))
    together = [row for row in rows if plain(row["agency"]) == _ALL]
    shares = [share for share in map(_of_course, together) if share is not None]
    if len(courses) < 2 or not shares:
        return found
    heads = ["Course", _had(together), "Need it", "Likely range, in 100"]
    body = [[row["course"], row["trained"], row["need"], _range(row)] for row in together]
    data = html_table("People who have had a course, of those who need it", heads, body, (1, 2, 3))
    message = "How many of those who need a course have had it; the grey band is the likely range."
    alt = "; ".join(f"{share.label} {share.shown}" for share in shares) + "."
    told = [(plain(row["course"]), _beside_counts(row)) for row in together]
    said = [f"{course}: {words}" for course, words in told if words]
    inside = (fill("training_lines", lines=said) if said else Markup("")) + Markup("").join(found)
    return [
        picture(message, alt, lambda width: draw_shares(shares, width), data),
        fill("aside", summary="By agency and role", inside=inside),
    ]


def _of_course(row: Row) -> Share | None:
    share = _share(row)
    if share is None:
        return None
    least = "at least " if _at_least(row) else ""
    return Share(plain(row["course"]), f"{least}{share.shown}", share.percent, share.lower, share.upper)


def _had(rows: list[Row]) -> str:
    return "Have had it, at least" if any(map(_at_least, rows)) else "Have had it"


def _at_least(row: Row) -> bool:
    """Whether more may have had it than are known to."""
    return plain(row["method"]).startswith("At least")


def _need_of(course: str, rows: list[Row], drawn: list[Row]) -> Markup:
    body = [
        [opening(plain(row["agency"])), plain(row["role"], _ALL), row["trained"], row["need"], _range(row)]
        for row in rows
    ]
    caption = f"{course}: people who have had it, of those who need it"
    data = html_table(caption, ["Agency", "Role", _had(rows), "Need it", "Likely range, in 100"], body, (2, 3, 4))
    shares = [share for share in map(_share, drawn) if share is not None]
    if not shares:
        return data
    said = [_beside_counts(row) for row in rows if plain(row["agency"]) == _ALL]
    alt = f"{caption}: " + "; ".join(f"{share.label} {share.shown}" for share in shares) + "."
    ranged = any(share.lower is not None for share in shares)
    band = " The grey band is the likely range." if ranged else ""
    return picture(_message(course, rows), alt, lambda width: draw_shares(shares, width), data, [*said, band.strip()])


def _beside_counts(row: Row) -> str:
    """What a sentence about all agencies together says beyond the counts, which stand above the picture."""
    return sentence(_COUNTS.sub("", plain(row["sentence"])))


def _message(course: str, rows: list[Row]) -> str:
    """How many of those who need a course have had it, all agencies together, where that may be shown."""
    for row in rows:
        trained, need = whole(row["trained"]), whole(row["need"])
        if plain(row["agency"]) == _ALL and trained is not None and need:
            least = "at least " if _at_least(row) else ""
            return f"{course}: {least}{trained:,} of the {need:,} who need it have had it."
    return f"{course}: people who have had it, of those who need it."


def _share(row: Row) -> Share | None:
    trained, need = whole(row["trained"]), whole(row["need"])
    if trained is None or not need:
        return None
    role = plain(row["role"], _ALL)
    agency = "All agencies together" if plain(row["agency"]) == _ALL else opening(plain(row["agency"]))
    label = agency if role == _ALL else f"{agency}, {role}"
    percent = min(100.0, 100 * trained / need)
    return Share(label, f"{trained:,} of {need:,}", percent, figure(row["lower"]), figure(row["upper"]))


def _range(row: Row) -> str:
    lower, upper = figure(row["lower"]), figure(row["upper"])
    return "" if lower is None or upper is None else f"{lower:.0f} to {upper:.0f}"


def _asked(rows: list[Row]) -> Markup | None:
    """Which recommendation or action asked for which course, and whether it was held."""
    if not rows:
        return None
    body = [
        [row["asked_for_by"], plain(row["asked"]), plain(row["course"], "none"), sentence(plain(row["sentence"]))]
        for row in rows
    ]
    heads = ["Action or recommendation", "What was asked", "Course", "Was it held"]
    return html_table("What reviews asked for", heads, body)
