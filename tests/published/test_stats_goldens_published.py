"""Every worked example that binds this room is repeated in these tests, under its own id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "goldens"


@pytest.mark.parametrize("name", ["statistics.yaml", "agreement.yaml"])
def test_every_binding_example_is_repeated(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip("the shared folder of worked examples is not beside this repository")
    items = re.split(r"^- id: ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    binding = {item.split()[0] for item in items if "scope: contract" in item}
    assert binding
    ours = "\n".join(file.read_text(encoding="utf-8") for file in HERE.glob("test_stats_*_published.py"))
    assert {example for example in binding if example not in ours} == set()
