"""200 kills at random moments while a quarter runs, and a run after each: every page as if nothing had happened."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.kill_room import KINDS, Killed, KilledRuns, kill_and_finish

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")]
KILLS, IN_A_ROW = 200, 4


def test_200_kills_change_no_byte(tmp_path: Path) -> None:
    chance = random.Random("200 kills")
    runs = KilledRuns(tmp_path, chance)
    kills: list[Killed] = []
    while len(kills) < KILLS:  # those that came too late are no kills
        done = kill_and_finish(runs, f"workspace {len(kills)}", chance.choices(KINDS, k=IN_A_ROW))
        kills += [one for one in done if not one.ended]
    counted = Counter(one.kind for one in kills)
    assert set(counted) == set(KINDS), counted
