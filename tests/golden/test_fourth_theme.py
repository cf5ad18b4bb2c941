"""Adding a theme is adding one file: no Python is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import REPOSITORY, copy_workspace, scrutiny


def test_a_theme_copied_from_another_runs_from_check_to_page(tmp_path: Path) -> None:
    workspace = copy_workspace(tmp_path / "sample_cases")
    (workspace / "audit_templates").mkdir(exist_ok=True)
    text = (REPOSITORY / "audit_templates" / "child_exploitation.toml").read_text(encoding="utf-8")
    template = workspace / "audit_templates" / "missing_children.toml"
    template.write_text(text.replace('id = "child_exploitation"', 'id = "missing_children"', 1), encoding="utf-8")
    checked = scrutiny("check", template)
    assert checked.returncode == 0, checked.stdout

    name = "2025-26-q3-missing-children"
    old = workspace / "reviews" / "2025-26-q3-child-exploitation"
    new = Path(shutil.copytree(old, workspace / "reviews" / name))
    review = (new / "review.toml").read_text(encoding="utf-8")
    review = review.replace('theme = "child_exploitation"', 'theme = "missing_children"')
    (new / "review.toml").write_text(review.replace('title = "', 'title = "Missing: '), encoding="utf-8")
    shutil.rmtree(new / "returns")

    assert scrutiny("sample", new).returncode == 0
    assert len(list((workspace / "working" / name / "packs").glob("*.xlsx"))) == 6
    made = scrutiny("run", workspace, "--quarter", "2025-26-Q3", "--review", name, "--audience", "executive")
    assert made.returncode == 0, made.stdout + made.stderr
    page = (workspace / "released" / "2025-26-Q3" / name / "executive.html").read_text(encoding="utf-8")
    assert "Missing: " in page
