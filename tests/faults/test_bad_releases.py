"""The listed bad input of a release, item by item: what is hidden, what is withheld, what stops and what never changes.

Warnings (R10) and stray outputs (R11) of a notebook are in ``test_bad_pages``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from show_fixture import SHOWS, full_tables, notebook_of

from scrutiny_lib.release import Ledger, suppress, suppress_system
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask import mask_tables
from scrutiny_lib.release.pattern import Pattern
from scrutiny_lib.show import show_practice
from scrutiny_lib.show.export import render_html
from scrutiny_lib.show.outputs import make_outputs
from scrutiny_lib.tables import Tables, table

PARTNERSHIP = Limits("partnership", LOOSEST["partnership"], ((50.0, "fewer than half"), (100.0, "most")), 20)
GROUP = Limits("group", LOOSEST["group"], ((10.0, "few"), (50.0, "fewer than half"), (100.0, "most")), 20)


def answers(*counts: int, kind: str = "answers", group: str = "all") -> Tables:
    of = sum(counts)
    rows = [
        {
            "result_id": f"cx01.{at}", "lens": "practice", "line": "L1", "question": "cx01", "label": "Asked?",
            "answer": answer, "good": answer == "yes", "group": group, "unit": "children", "n": n, "of": of,
            "percent": 100 * n / of, "lower": 100 * n / of - 1, "upper": 100 * n / of + 1, "kind": kind,
            "shown": f"{n} of {of}",
        }
        for at, (answer, n) in enumerate(zip(("yes", "partly", "no"), counts, strict=True))
    ]  # fmt: skip
    about = {"unit": "children", "children": of, "profile": "group", "audience": "hips"}
    return Tables(about).with_frames(None, results=table("results", rows))


SMALL = re.compile(r"\b(3 of 40|7\.5|8 in 100|6\.5|27 of 40|10 of 40)\b")
"""The small count, its percentage and range, and the counts beside it from which it could be worked out."""


def test_V11_a_small_count_goes_with_its_percentage_its_range_and_its_mark_in_the_picture() -> None:
    masked, _ = mask_tables(answers(27, 10, 3), GROUP)
    assert not SMALL.search(masked.to_json()) and not SMALL.search(show_practice(masked).html)
    assert "<img" not in show_practice(masked).html and "most of the children" in show_practice(masked).html


def test_V11_among_attributes_it_is_hidden_for_the_partnership_too() -> None:
    masked, _ = mask_tables(answers(27, 10, 3, kind="attributes", group="sex=female"), PARTNERSHIP)
    rows = masked["results"].set_index("answer")
    assert not re.search(r"\b(3 of 40|7\.5|6\.5|8\.5)\b", masked.to_json())
    assert "no" not in rows.index or rows.loc["no", "shown"] == "[c]"
    shown = [name for name in ("yes", "partly") if name in rows.index and rows.loc[name, "n"] is not None]
    assert len(shown) < 2, "else the small count could be worked out"


def test_V16_where_no_pattern_is_safe_the_whole_table_is_withheld() -> None:
    done = suppress_system({"a": 2, "b": 4, "T": 6}, [("T", ["a", "b"])], released={"T"})
    assert done.shown is None and done.reason == "nothing safe"
    assert set(done.hidden["cell"]) == {"a", "b", "T"} and set(done.hidden["why"]) == {"withheld"}


def test_V17_at_the_solver_s_limits_the_table_is_withheld_never_only_its_small_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    def gave_up(*_: object, **__: object) -> Pattern:
        return Pattern(frozenset({"A|x"}), {"A|x": "small"}, 0.0, False, "limits reached", frozenset({"A|x"}))

    monkeypatch.setattr(sys.modules["scrutiny_lib.release.suppression"], "solve_pattern", gave_up)
    done = suppress(pd.DataFrame([[3, 20], [14, 30]], ["A", "B"], ["x", "y"]))
    assert done.shown is None and done.reason == "limits reached" and set(done.hidden["why"]) == {"withheld"}


@pytest.mark.parametrize("change", ["edited", "removed", "cut", "moved"])
def test_R13_a_ledger_that_was_changed_breaks_at_its_line(tmp_path: Path, change: str) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append([{"what": "release", "review": f"r{number}", "why": "agreed"} for number in range(4)])
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    length, head = ledger.length, ledger.head
    if change == "edited":
        lines[1] = lines[1].replace(b"agreed", b"AGREED")
    elif change == "removed":
        del lines[1]
    elif change == "cut":
        del lines[-1]
    else:
        lines[1], lines[2] = lines[2], lines[1]
    ledger.path.write_bytes(b"".join(lines))
    found = [*ledger.check(), *ledger.check_tail(length, head, "2025-26-Q3.json")]
    assert {problem.rule for problem in found} == {"R13"} and all(problem.act == "STOP" for problem in found)
    assert change == "cut" or any("line 2" in problem.cell for problem in found)


def test_R14_the_same_input_gives_the_same_bytes_in_every_form() -> None:
    tables = full_tables()

    def made() -> dict[str, bytes]:
        sections = [show(tables) for show in SHOWS]
        return make_outputs(render_html(notebook_of(sections), tables.about), sections, tables)

    first = made()
    assert made() == first and len(first) > 1
    assert not re.search(rb"20\d\d-\d\d-\d\dT\d\d:\d\d", first[".html"])


def test_every_listed_item_about_release_has_a_test(shared: Path) -> None:
    listed = (shared / "goldens" / "bad_inputs.yaml").read_text(encoding="utf-8")
    items = re.findall(r"^- id: (\w+)$.*?^  issue: ([\w ]+)$", listed, re.MULTILINE | re.DOTALL)
    files = [Path(__file__), Path(__file__).with_name("test_bad_pages.py")]
    tested = {item for path in files for item in re.findall(r"def test_([VR]\d\d)_", path.read_text(encoding="utf-8"))}
    assert {item for item, issue in items if issue == "release"} == tested
