"""How often a process chart flags something although nothing has changed.

Many figures at once will show flags by chance alone. What is printed beside them comes from these simulated shares,
which ``tests/slow`` repeats.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from scrutiny_lib.errors import ScrutinyError

LATEST = (1, 3, 6, 12)
SHARES = {
    "xmr": (
        (4, 0.0000, 0.0000, 0.0000, 0.0000),
        (5, 0.0045, 0.0048, 0.0065, 0.0065),
        (6, 0.0112, 0.0124, 0.0189, 0.0189),
        (8, 0.0134, 0.0189, 0.0248, 0.0342),
        (10, 0.0136, 0.0243, 0.0357, 0.0530),
        (12, 0.0138, 0.0277, 0.0454, 0.0714),
        (16, 0.0150, 0.0328, 0.0568, 0.0933),
        (20, 0.0154, 0.0350, 0.0625, 0.1112),
        (24, 0.0161, 0.0370, 0.0664, 0.1194),
        (30, 0.0168, 0.0386, 0.0698, 0.1267),
        (36, 0.0175, 0.0403, 0.0729, 0.1323),
        (48, 0.0183, 0.0417, 0.0752, 0.1380),
        (60, 0.0185, 0.0420, 0.0762, 0.1403),
        (84, 0.0191, 0.0432, 0.0780, 0.1440),
        (120, 0.0194, 0.0443, 0.0795, 0.1465),
    ),
    "rated": (
        (4, 0.0006, 0.0018, 0.0024, 0.0024),
        (5, 0.0010, 0.0030, 0.0050, 0.0050),
        (6, 0.0013, 0.0042, 0.0083, 0.0083),
        (8, 0.0020, 0.0059, 0.0114, 0.0149),
        (10, 0.0037, 0.0108, 0.0187, 0.0273),
        (12, 0.0056, 0.0152, 0.0299, 0.0448),
        (16, 0.0082, 0.0217, 0.0421, 0.0729),
        (20, 0.0108, 0.0270, 0.0505, 0.0954),
        (24, 0.0125, 0.0305, 0.0564, 0.1059),
        (30, 0.0143, 0.0340, 0.0630, 0.1174),
        (36, 0.0154, 0.0358, 0.0664, 0.1249),
        (48, 0.0171, 0.0389, 0.0714, 0.1326),
        (60, 0.0182, 0.0409, 0.0749, 0.1389),
        (84, 0.0195, 0.0432, 0.0781, 0.1451),
        (120, 0.0206, 0.0453, 0.0817, 0.1498),
    ),
}
"""Points; of series in which nothing changed (500,000 to 800,000 of each length), the share with a signal among the
latest 1, 3, 6 and 12 points: XmR charts of normal values; charts of counts with ten expected each month, which stand
for shares and rates."""


def chance_of_flag(points: int, latest: int = 3, chart: Literal["xmr", "p", "u"] = "xmr") -> float:
    """Share of charts of this length that show a signal (any of the four rules) in their latest points by chance.

    Parameters
    ----------
    points : int
        Points of the chart that have a value, 0 or more. Beyond 120 the share for 120 stands; it hardly grows.
    latest : int
        How many of the latest points are looked at, 1 to 12. Three months are a quarter.
    chart : {"xmr", "p", "u"}
        How the figure is drawn. For shares and rates ten counted each month are taken as usual: with three a month
        the share is about 1.4 times as high, with fifty or more a tenth lower.

    Returns
    -------
    float
        0–1, between the simulated lengths by straight lines. Add it up over charts for the flags that chance alone
        would raise. A month's values are taken as independent of the month before; where they lean on it there are
        more. Below four points 0.

    Raises
    ------
    ScrutinyError
        For numbers outside these or another chart.

    Source: simulation, repeated in ``tests/slow/test_charts_slow.py``.

    >>> chance_of_flag(24), round(40 * chance_of_flag(36), 1)
    (0.037, 1.6)
    """
    if points != int(points) or points < 0 or latest != int(latest) or not 1 <= latest <= LATEST[-1]:
        raise ScrutinyError("The chance of a flag needs a number of points, 0 or more, and 1 to 12 latest ones.")
    if chart not in ("xmr", "p", "u"):
        raise ScrutinyError("The chart must be xmr, p or u.")
    lengths, *shares = np.array(SHARES["xmr" if chart == "xmr" else "rated"]).T
    if points < lengths[0]:
        return 0.0
    return float(np.interp(latest, (0, *LATEST), [0.0, *(np.interp(points, lengths, column) for column in shares)]))
