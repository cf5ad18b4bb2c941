"""R01: killed while a quarter runs. What was released before is whole, nothing is half there, and the next run finishes
what was begun; a few kills here, 200 among the slow tests."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.kill_room import KINDS, KilledRuns, kill_and_finish

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


def test_R01_a_quarter_that_is_killed_is_finished_by_the_next_run(tmp_path: Path) -> None:
    runs = KilledRuns(tmp_path, random.Random("a few kills"), reviews=1)
    for kind in KINDS:
        tries = 0
        while kill_and_finish(runs, f"{kind} {tries}", [kind])[0].ended:  # it came too late to be a kill
            tries += 1
            assert tries < 10
