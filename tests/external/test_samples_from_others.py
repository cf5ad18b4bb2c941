"""Files nobody here wrote give a sample each, by the command line, and the report says what was not understood."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import copy_workspace, scrutiny

SOURCES = {
    "annex": (
        "annex_a/Annex_A_2024_Jan.xlsx",
        'source = "annex_a"\nlist = 6',
        4,
        "Labels not understood: primary_need 1",
    ),
    "census": ("cin_census/fake_CIN_data.xml", 'source = "cin_census"', 40, "332 rows received, 332 used"),
}


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_third_party_file_gives_a_sample(name: str, shared: Path, tmp_path: Path) -> None:
    file, source, size, said = SOURCES[name]
    workspace = copy_workspace(tmp_path / "sample_cases")
    old, new = workspace / "reviews" / "2025-26-q3-child-exploitation", workspace / "reviews" / f"2025-26-q3-{name}"
    new.mkdir()
    shutil.copy(old / "scope.toml", new)
    shutil.copy(shared / "data" / file, new)
    text = (old / "review.toml").read_text(encoding="utf-8").replace('source = "table"', source)
    text = text.replace('"frame.csv"', f'"{Path(file).name}"').replace('"stage"', '"sex"')
    text = text.replace("size = 40", f"size = {size}").replace("minimum = 3", "minimum = 1")
    (new / "review.toml").write_text(text, encoding="utf-8")
    found = scrutiny("sample", new)
    assert found.returncode == 0, found.stderr
    assert said in found.stdout
    record = json.loads((workspace / "working" / new.name / "sample-record.json").read_text(encoding="utf-8"))
    assert len(record["drawn"]) == size
