"""What to know before areas or years are compared: gaps, a way of recording that chance cannot explain, and leaps."""

from __future__ import annotations

from scrutiny_lib.lenses.published_measure import Measure, each, listed, years_said

SURELY_SOME = 10
"""Where a country's share would mean this many in an area, none at all is not chance: it happens once in 20,000."""

LEAP, LEAST_COUNT = 1.5, 30
"""A figure this many times larger (or smaller) than the year before is named; below this count it may be chance."""

_WHY = {
    "[c]": "hidden so that nobody can be recognised",
    "[z]": "not applicable",
    "[x]": "not available",
    "[u]": "published as too unreliable to use",
    "[low]": "so small that it rounds to 0",
    "": "not in the table",
}


def gaps(measure: Measure) -> str:
    """Where the lines of the drawn areas have no number, and why, in words; nothing where every year has one.

    A year that rounds to 0 has no number either, because what was printed is not one.
    """
    sentences = []
    for area in measure.drawn:
        figures = measure.of_area(area)
        missing = [
            (year, figures[year].value if year in figures else "")
            for year in measure.years
            if year not in figures or figures[year].number is None
        ]
        why = [
            f"{years_said([year for year, symbol in missing if symbol == one])} {_WHY[one]}"
            + (f" ({one})" if one else "")
            for one in dict.fromkeys(symbol for _, symbol in missing)
        ]
        if why:
            sentences.append(f"{area}: {listed(why)}.")
    if not sentences:
        return ""
    return f"Years without a number, where the line has a gap. {' '.join(sentences)}"


def recorded_none(measure: Measure) -> dict[str, list[int]]:
    """Areas, by name, with the years in which they record none where the country's share would mean ten or more.

    So many do not fail to happen by chance: it is a way of recording, and the area is not compared with others.
    """
    nation = measure.of_area(measure.country)
    found: dict[str, list[int]] = {}
    for one in measure.figures:
        there = nation.get(one.at)
        if one.n != 0 or one.of is None or there is None or there.number is None:
            continue
        if there.number / measure.per * one.of >= SURELY_SOME:
            found.setdefault(one.area, []).append(one.at)
    return {area: sorted(years) for area, years in found.items()}


def compare(measure: Measure, known: str) -> str:
    """What to know before comparing, as sentences: what is ``known`` of the measure, who records none, and leaps."""
    none = recorded_none(measure)
    sentences = [known.strip()] if known.strip() else []
    for area in (area for area in measure.drawn if area in none):
        years = none[area]
        there = measure.of_area(measure.country)[years[-1]]
        sentences.append(
            f"{area} records none in {years_said(years)} ({there.area} in {there.year}: {there.value}"
            f"{each(measure.unit)}). Chance cannot do that: ask how it is recorded there, and do not compare {area} "
            f"with others in {'those years' if len(years) > 1 else 'that year'}."
        )
    leaps = [
        f"{area} {years_said(years)}"
        for area, years in ((area, _leaps(measure, area)) for area in measure.drawn)
        if years
    ]
    if leaps:
        sentences.append(
            f"Large jumps from one year to the next (up by half, or down by a third, or more): {'; '.join(leaps)}. Ask "
            "whether something was counted in another way from then on."
        )
    return " ".join(sentences)


def _leaps(measure: Measure, area: str) -> list[int]:
    """The years whose figure differs that much from the year before; not of a middle of areas, which has no counts."""
    figures, years = measure.of_area(area), []
    if area != measure.own and not any(one.counted for one in figures.values()):
        return []
    for year, now in figures.items():
        before = figures.get(year - 1)
        if before is None or not before.number or not now.number:
            continue
        counts = [one.n for one in (before, now) if one.n is not None]
        if counts and min(counts) < LEAST_COUNT:
            continue
        if max(now.number / before.number, before.number / now.number) >= LEAP:
            years.append(year)
    return sorted(years)
