"""What of the voices may leave, profile by profile."""

from __future__ import annotations

import pandas as pd
import pytest
from show_fixture import full_tables

from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask_voice import IN_WORDS_NOT_TOLD, mask_voice, themes_in_words

SCALE = ((10, "few or none"), (45, "fewer than half"), (90, "most"), (100, "nearly all"))


def limits(profile: str) -> Limits:
    return Limits(profile, LOOSEST[profile], SCALE, 20)


def pairs(*rows: tuple[int, int, int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(both, first, second, of) as the tables voice_pairs and voice_codes."""
    codes, both = [], []
    for at, (n, first, second, of) in enumerate(rows):
        one, two = f"A{at}", f"B{at}"
        codes += [{"kind": "told us", "code": code, "n": m, "of": of} for code, m in ((one, first), (two, second))]
        both.append({"kind": "told us", "code": one, "with_code": two, "n": n, "of": of})
    return pd.DataFrame(both), pd.DataFrame(codes)


def kept(*rows: tuple[int, int, int, int]) -> list[str]:
    both, codes = pairs(*rows)
    tables = full_tables().with_frames(None, voice_pairs=both, voice_codes=codes)
    return list(mask_voice(tables, limits("partnership"), [])["voice_pairs"]["code"])


@pytest.mark.parametrize(
    ("counts", "leaves"),
    [
        ((10, 20, 20, 40), True),
        ((3, 20, 20, 40), False),  # few with both
        ((17, 20, 30, 40), False),  # three with the first and not the second
        ((10, 30, 18, 40), False),  # two with neither
        ((0, 20, 20, 40), True),
        ((20, 20, 20, 40), True),
    ],
)
def test_a_pair_leaves_only_when_no_part_of_it_is_small(counts, leaves):
    assert bool(kept(counts)) is leaves


def test_by_who_the_children_are_nothing_leaves_for_anybody():
    for profile in ("partnership", "group", "public"):
        withheld: list[dict[str, str]] = []
        assert mask_voice(full_tables(), limits(profile), withheld)["voice_by"].empty
        assert any("by who the children are" in row["what"] for row in withheld)


@pytest.mark.parametrize("profile", ["group", "public"])
def test_outside_the_partnership_no_count_is_left(profile):
    withheld: list[dict[str, str]] = []
    frames = mask_voice(full_tables(), limits(profile), withheld)
    for name in IN_WORDS_NOT_TOLD:
        assert frames[name].empty
    codes = frames["voice_codes"]
    assert list(codes["code"]) == ["V2"] and codes.iloc[0]["shown"] == "most of the children"
    assert codes[["n", "of", "percent", "lower", "upper"]].isna().all(axis=None)
    assert frames["coding"].empty, "a subject in the list may be one child's alone"
    assert len({row["what"] for row in withheld}) == len(withheld) > len(IN_WORDS_NOT_TOLD)


def test_what_only_one_child_spoke_of_is_no_theme_outside_the_partnership():
    codes = [{"kind": "told us", "code": code, "name": name, "n": n, "of": 30}
             for code, name, n in (("L1", "A usual day", 1), ("L2", "Friends", 7))]  # fmt: skip
    themes = [{"source": "told us", "theme": "A usual day"}, {"source": "told us", "theme": "Friends"},
              {"source": "practitioners", "theme": "A usual day"}]  # fmt: skip
    tables = full_tables().with_frames(None, voice_codes=pd.DataFrame(codes), themes=pd.DataFrame(themes))
    withheld: list[dict[str, str]] = []
    kept = themes_in_words(tables, withheld)
    assert kept[["source", "theme"]].to_numpy().tolist() == [["told us", "Friends"], ["practitioners", "A usual day"]]
    assert kept["weight"].isna().all() and len(withheld) == 1


def test_few_who_had_a_support_are_not_counted_for_the_partnership_either():
    rows = [("how", "in person", 3), ("support", "interpreter", 1), ("support", "advocate", 9),
            ("support", "none needed", 18), ("why not heard", "too unwell", 2)]  # fmt: skip
    how = pd.DataFrame(rows, columns=["what", "value", "n"]).assign(group="children", of=20)
    tables = full_tables().with_frames(None, engagement_how=how)
    shown = mask_voice(tables, limits("partnership"), [])["engagement_how"]
    assert shown["n"].tolist() == [3, "[c]", 9, "[c]", 2]
    six = full_tables().with_frames(None, engagement_how=how.assign(n=[3, 0, 6, 5, 2], of=6))
    shown = mask_voice(six, limits("partnership"), [])["engagement_how"]
    assert shown["n"].tolist() == [3, "[c]", "[c]", "[c]", 2], "of six a hidden number could only be small"


def test_the_partnership_reads_every_count_of_answers():
    frames = mask_voice(full_tables(), limits("partnership"), [])
    assert "voice_codes" not in frames and "silence" not in frames
