"""Which groups stand by themselves and which are put together, by rules written down before anybody has looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scrutiny_lib.intake.dates import BANDS

LEAST_IN_GROUP = 5
"""Children a group must have to stand by itself."""
NOT_KNOWN = "not known"
OTHERS = "other groups"


def put_together(sizes: Mapping[str, int], attribute: str = "") -> dict[str, str]:
    """Which group each value goes into, so that none is smaller than :data:`LEAST_IN_GROUP`.

    Age bands join the smaller of their neighbours, the smallest band first, the younger where two are alike; other
    small groups go into *other groups*, and from the smallest upward more join until that has enough. Where only one
    group would be left, all stay as they are.

    Parameters
    ----------
    sizes : mapping of str to int
        Children by value. *not known* stays by itself.
    attribute : str
        Age bands join their neighbours; any other small groups are put into *other groups*.

    >>> put_together({"0-4": 2, "5-10": 7, "11-15": 9}, "age_band")
    {'0-4': '0-4 and 5-10', '5-10': '0-4 and 5-10', '11-15': '11-15'}
    >>> put_together({"North": 8, "South": 3, "West": 1, "East": 9}, "locality")["South"]
    'other groups'
    """
    known = {value: n for value, n in sizes.items() if value != NOT_KNOWN}
    joined = _neighbours(known) if attribute == "age_band" else _others(known)
    if len({joined.get(value, value) for value in known}) == 1:
        joined = {}
    return {value: joined.get(value, value) for value in sizes}


def _neighbours(sizes: Mapping[str, int]) -> dict[str, str]:
    bands = [[band] for band in sorted(sizes, key=_place)]
    while len(bands) > 1:
        of = [sum(sizes[band] for band in group) for group in bands]
        smallest = min(range(len(bands)), key=lambda at: (of[at], at))
        if of[smallest] >= LEAST_IN_GROUP:
            break
        beside = [at for at in (smallest - 1, smallest + 1) if 0 <= at < len(bands)]
        first, second = sorted((smallest, min(beside, key=lambda at: (of[at], at))))
        bands[first : second + 1] = [bands[first] + bands[second]]
    return {band: _list(group) for group in bands for band in group}


def _others(sizes: Mapping[str, int]) -> dict[str, str]:
    ordered = sorted(sizes, key=lambda value: (sizes[value], value))
    small = [value for value in ordered if sizes[value] < LEAST_IN_GROUP]
    if not small or len(sizes) < 2:
        return {}
    pooled = list(small)
    for value in ordered[len(small) :]:
        if len(pooled) > 1 and sum(sizes[one] for one in pooled) >= LEAST_IN_GROUP:
            break
        pooled.append(value)
    return dict.fromkeys(pooled, OTHERS)


def _list(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _place(band: str) -> tuple[int, str]:
    return (BANDS.index(band) if band in BANDS else len(BANDS), band)


def in_order(attribute: str, groups: Sequence[str], joined: Mapping[str, str]) -> list[str]:
    """Groups as they are told: age bands from the youngest, others by name; then *other groups*, *not known* last.

    >>> in_order("sex", ["not known", "male", "female"], {"not known": "not known", "male": "male", "female": "female"})
    ['female', 'male', 'not known']
    """
    first = {group: min(_place(value) for value in joined if joined[value] == group) for group in groups}
    if attribute == "age_band":
        return sorted(groups, key=lambda group: (group == NOT_KNOWN, first[group]))
    return sorted(groups, key=lambda group: (group == NOT_KNOWN, group == OTHERS, group))


def merged_names(group: str, joined: Mapping[str, str]) -> str:
    """The names of the groups that were put into this one, ``""`` where it is one by itself.

    >>> merged_names("other groups", {"South": "other groups", "West": "other groups", "North": "North"})
    'South, West'
    """
    parts = [value for value in sorted(joined, key=_place) if joined[value] == group]
    return ", ".join(parts) if len(parts) > 1 else ""
