"""The pictures: the same bytes each time, honest marks, nothing from outside, no trace left behind."""

from __future__ import annotations

import re

import matplotlib
import numpy as np
import pandas as pd
from drawn import dots

from scrutiny_lib.show.charts import Share, draw_levels, draw_shares
from scrutiny_lib.show.run_charts import draw_run
from scrutiny_lib.show.strips import MOST_MARKS, Part, Strip, draw_strips
from scrutiny_lib.show.style import text_width

STRIP = Strip("Was it done?", "11 of 38", (Part("no", 11, True), Part("partly", 9), Part("yes", 18)), 15.4, 44.4)
LEVELS = ["Universal", "Early help"]
COUNTS = pd.DataFrame([[3.0, np.nan], [0.0, 8.0]], LEVELS, LEVELS)
SHOWN = pd.DataFrame([["3", "[c]"], ["", "8"]], LEVELS, LEVELS)
SERIES = pd.DataFrame(
    {
        "month": ["Jan 2025", "Feb 2025", "Mar 2025", "Apr 2025"],
        "value": [41.0, np.nan, 66.0, 44.0],
        "mean": 45.0,
        "lower": 35.0,
        "upper": 55.0,
        "signal": ["", "", "outside", ""],
    }
)
ALL = (
    lambda: draw_strips([STRIP], 620),
    lambda: draw_shares([Share("Was it done?", "18 of 38", 47.4, 30.0, 60.0)], 620),
    lambda: draw_levels(COUNTS, SHOWN, 620),
    lambda: draw_run(SERIES, 340),
)


def test_the_same_drawing_gives_the_same_bytes_without_date_or_metadata():
    for draw in ALL:
        svg = draw()
        assert svg == draw()
        assert "<metadata" not in svg and "matplotlib.org" not in svg and "dc:date" not in svg
        assert svg.startswith("<svg") and "<text" in svg


def test_drawing_leaves_settings_and_figures_as_they_were():
    before = dict(matplotlib.rcParams)
    for draw in ALL:
        draw()
    assert dict(matplotlib.rcParams) == before
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []


def marks(svg: str) -> int:
    return len(dots(svg))


def test_there_is_one_mark_for_each_child():
    assert marks(draw_strips([STRIP], 620)) == 38
    assert marks(draw_strips([STRIP], 330)) == 38


def test_a_long_strip_becomes_a_bar():
    many = Strip("Was it done?", "90 of 240", (Part("no", 90, True), Part("yes", 150)))
    assert many.of > MOST_MARKS and marks(draw_strips([many], 620)) == 0


def test_labels_of_narrow_parts_do_not_run_into_each_other():
    narrow = Strip("", "", (Part("not in time", 1, True), Part("too soon to tell", 1), Part("in time", 36)))
    svg = draw_strips([narrow], 620)
    heights = {found[1] for found in re.finditer(r'<text[^>]* y="([\d.]+)"', svg)}
    begins = [float(found[1]) for found in re.finditer(r'<text[^>]* x="([\d.]+)"', svg)]
    assert len(heights) == 1, "beside each other where there is room, not like stairs"
    widths = [text_width(f"{part.n} {part.label}", 13) for part in narrow.parts]
    assert all(x + wide < after for x, wide, after in zip(begins, widths, begins[1:], strict=False))
    heights = {found[1] for found in re.finditer(r'<text[^>]* y="([\d.]+)"', draw_strips([narrow], 330))}
    assert len(heights) == 2, "on a phone the rest goes on the next line"


def test_two_answers_that_are_the_point_do_not_look_the_same():
    points = (Part("later", 13, True), Part("not held", 3, True), Part("in time", 13))
    one = (Part("later", 16, True), Part("in time", 13))
    drawn = [draw_strips([Strip("", "", parts)], 620) for parts in (one, points)]
    fills = [set(re.findall(r'fill="(#[0-9a-f]{6})"', svg)) for svg in drawn]
    assert len(fills[1]) == len(fills[0]) + 1


def test_nobody_is_not_drawn():
    assert marks(draw_strips([Strip("x", "0 of 0", (Part("no", 0, True),))], 620)) == 0


def test_a_hidden_level_is_said_not_shaded():
    svg = draw_levels(COUNTS, SHOWN, 620)
    assert ">[c]<" in svg


def test_a_month_that_stands_out_is_another_shape():
    calm = draw_run(SERIES.assign(signal=""), 340)
    assert calm != draw_run(SERIES, 340)


def test_every_colour_has_one_for_dark_devices():
    for draw in ALL:
        rules, drawn = draw().split("</style>", 1)
        known = set(re.findall(r'(#[0-9a-f]{6})"\]', rules))
        assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', drawn)) <= known != set()
