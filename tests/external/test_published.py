"""The published figures in the sample workspace, made again from the Department for Education's own tables."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_cases"
TABLES = ROOT.parent / "shared" / "data" / "dfe_cin_statistics"
COMMITTED = SAMPLE / "published" / "children_in_need.csv"


@pytest.fixture(scope="module")
def figures() -> dict[tuple[str, str, str], str]:
    with COMMITTED.open(encoding="utf-8", newline="") as file:
        return {(row["area"], row["year"], row["measure"]): row["value"] for row in csv.DictReader(file)}


@pytest.mark.skipif(not TABLES.is_dir(), reason="the published tables are not here (../shared/data)")
def test_made_again_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SAMPLE))
    sys.modules.pop("make_published", None)
    from make_published import make

    make(TABLES, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == COMMITTED.read_bytes()


def test_figures_stand_as_they_were_printed(figures: dict[tuple[str, str, str], str]) -> None:
    assert figures["Portsmouth", "2024", "Referrals"] == "3061"
    assert figures["Portsmouth", "2024", "Referrals, rate"] == "723.5"
    assert figures["Portsmouth", "2024", "Referrals within a year of an earlier one"] == "24"
    assert figures["Portsmouth", "2023", "Section 47 enquiries, rate"] == "241.9"
    assert figures["England", "2024", "Plans that are a second or later one"] == "24.7"


def test_hampshire_2024_stays_unreliable(figures: dict[tuple[str, str, str], str]) -> None:
    values = {value for (area, year, _), value in figures.items() if (area, year) == ("Hampshire", "2024")}
    assert values == {"u"}


def test_a_share_is_not_worked_out_where_a_band_is_hidden(figures: dict[tuple[str, str, str], str]) -> None:
    assert figures["Portsmouth", "2024", "Assessments within 45 working days"] == "c"
    assert figures["Portsmouth", "2024", "Initial conferences within 15 working days"] == "c"
    # 2023: 14 + 222 of 276 conferences
    assert figures["Portsmouth", "2023", "Initial conferences within 15 working days"] == "85.5"
