"""The scrutineer draws again: any row order gives the same children; anything else is said."""

from __future__ import annotations

import json
import random
import shutil
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


def test_what_the_review_says_now_is_compared_with_the_record(quarter_copy: Quarter, tmp_path: Path) -> None:
    folder = quarter_copy.workspace / "reviews" / REVIEWS[1]
    assert scrutiny("sample", folder).returncode == 0
    path = quarter_copy.workspace / "working" / REVIEWS[1] / "sample-record.json"
    plan = folder / "review.toml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("Younger than most", "Older than most"), encoding="utf-8")
    assert "other reasons for the children" in scrutiny("redraw", path, folder / "frame.csv").stdout
    plan.write_text(text.replace("INV010334", "INV010004"), encoding="utf-8")
    again = scrutiny("redraw", path, folder / "frame.csv")
    assert again.returncode == 1 and "names other children now" in again.stdout
    elsewhere = tmp_path / path.name
    shutil.copy(path, elsewhere)
    moved = scrutiny("redraw", elsewhere, folder / "frame.csv")
    assert moved.returncode != 0 and "WORKSPACE/working/<review>/" in moved.stdout + moved.stderr


OTHERS = {
    "systematic": 'size = 20\nsort = ["locality", "age"]',
    "families": "size = 12",
    "proportional to size": 'size = 20\nsize_by = "contacts"',
}


@pytest.mark.parametrize("design", OTHERS)
def test_other_designs_are_drawn_again_too(quarter_copy: Quarter, design: str, tmp_path: Path) -> None:
    folder = quarter_copy.workspace / "reviews" / REVIEWS[0]
    text = (folder / "review.toml").read_text(encoding="utf-8")
    start, end = text.index("[sample]"), text.index("[[agency]]")
    plan = f'design = "{design}"\n{OTHERS[design]}\nseed = "s"\nchosen_by = "A1"\nchosen_on = 2025-04-10\n'
    (folder / "review.toml").write_text(f"{text[:start]}[sample]\n{plan}\n{text[end:]}", encoding="utf-8")
    head, *rows = (folder / "frame.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{row},{1 + number % 9}" for number, row in enumerate(rows)]
    (folder / "frame.csv").write_text("\n".join([f"{head},contacts", *rows]) + "\n", encoding="utf-8")
    shutil.rmtree(folder / "returns")
    drawn = scrutiny("sample", folder)
    assert drawn.returncode == 0, drawn.stdout + drawn.stderr
    random.Random(8).shuffle(rows)
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text("\n".join([f"{head},contacts", *rows]) + "\n", encoding="utf-8")
    record = quarter_copy.workspace / "working" / REVIEWS[0] / "sample-record.json"
    again = scrutiny("redraw", record, shuffled)
    assert (again.returncode, again.stdout.strip()) == (0, "same")
