"""The scrutineer draws again: any row order gives the same children; anything else is said."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.conftest import Quarter, scrutiny

REVIEWS = (
    "2025-26-q1-neglect",
    "2025-26-q2-child-mental-health",
    "2025-26-q3-child-exploitation",
    "2025-26-q3-threshold-audit",
)


@pytest.mark.parametrize("review", REVIEWS)
def test_a_shuffled_frame_gives_the_same_children(quarter_copy: Quarter, review: str, tmp_path: Path) -> None:
    folder = quarter_copy.workspace / "reviews" / review
    assert scrutiny("sample", folder).returncode == 0
    head, *rows = (folder / "frame.csv").read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(rows)
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    record = quarter_copy.workspace / "working" / review / "sample-record.json"
    again = scrutiny("redraw", record, shuffled)
    assert (again.returncode, again.stdout.strip()) == (0, "same")

    shuffled.write_text("\n".join([head, *rows[1:]]) + "\n", encoding="utf-8")
    fewer = scrutiny("redraw", record, shuffled)
    assert fewer.returncode == 1 and "frame" in fewer.stdout


def test_a_record_with_another_seed_is_found_out(quarter_copy: Quarter) -> None:
    folder = quarter_copy.workspace / "reviews" / REVIEWS[2]
    assert scrutiny("sample", folder).returncode == 0
    path = quarter_copy.workspace / "working" / REVIEWS[2] / "sample-record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "seed": "another"}), encoding="utf-8")
    again = scrutiny("redraw", path, folder / "frame.csv")
    assert again.returncode == 1 and "children drawn" in again.stdout
