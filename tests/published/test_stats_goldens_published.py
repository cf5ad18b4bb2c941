"""Every worked example that binds the statistics is repeated in these tests, under its own id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["statistics.yaml", "agreement.yaml"])
def test_every_binding_example_is_repeated(name, shared):
    text = (shared / "goldens" / name).read_text(encoding="utf-8")
    items = re.split(r"^- id: ", text, flags=re.MULTILINE)[1:]
    binding = {item.split()[0] for item in items if "scope: contract" in item}
    assert binding
    ours = "\n".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_stats_*.py"))
    assert {example for example in binding if example not in ours} == set()
