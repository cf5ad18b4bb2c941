"""Bad input to the main job, as a person meets it on the command line: every problem at once, each with file, place,
rule and next step; the right exit code; no traceback; no value quoted; what was there before untouched."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scrutiny_lib.batch.notebooks import notebooks_folder
from scrutiny_lib.batch.render import check_parameters, declared_parameters
from tests.conftest import Quarter, scrutiny

REVIEW = "2025-26-q3-child-exploitation"
SECRET = "Zebedee-Quux-1999"


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def said(result: object) -> str:
    text = result.stdout + result.stderr  # type: ignore[attr-defined]
    assert "Traceback" not in text and SECRET not in text
    return str(text)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("workspace.toml", "marking =", "markng =", "marking"),
        (f"reviews/{REVIEW}/review.toml", "theme =", "themme =", "theme"),
        (f"reviews/{REVIEW}/scope.toml", "sharing_basis =", "sharing_bases =", "sharing_basis"),
        (f"reviews/{REVIEW}/findings.toml", "strength_reason =", "strenght_reason =", "strength_reason"),
    ],
)
def test_a_misspelt_key_in_any_file_is_named_with_its_line_and_the_closest(
    quarter_copy: Quarter, file: str, old: str, new: str, expected: str
) -> None:
    edit(quarter_copy.workspace / file, lambda text: text.replace(old, new, 1))
    found = scrutiny("check", quarter_copy.workspace)
    text = said(found)
    assert found.returncode == 1
    assert re.search(rf"{Path(file).name}, line \d+.*{expected}.*\[P\d\d, STOP\]", text), text


def test_a_review_with_a_wrong_setting_fails_alone_and_keeps_its_page(quarter_copy: Quarter) -> None:
    edit(
        quarter_copy.workspace / "reviews" / REVIEW / "review.toml",
        lambda text: text.replace('theme = "child_exploitation"', f'theme = "{SECRET}"').replace(
            "2025-26-Q3", "2025-26-Q3"
        ),
    )
    before = quarter_copy.page(REVIEW, "executive").read_bytes()
    found = scrutiny("run", quarter_copy.workspace, "--quarter", "2025-26-Q3", "--force")
    text = said(found)
    assert found.returncode == 1
    assert f"Failed: {REVIEW}" in text and "child_exploitation" in text and "neglect" in text
    assert "Made" in text and "threshold-audit" in text
    assert quarter_copy.page(REVIEW, "executive").read_bytes() == before
    assert scrutiny("verify", quarter_copy.workspace).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "{ws}", "--quarter", f"{SECRET}"),
        ("run", "{ws}", "--quarter", "2025-26-Q5"),
        ("run", "{ws}", "--quarter", "2025-26-Q3", "--audience", SECRET),
        ("run", "{ws}", "--quarter", "2025-26-Q3", "--review", "../../" + SECRET),
        ("run", "{ws}/nowhere", "--quarter", "2025-26-Q3"),
        ("new", "{ws}/reviews/2025-26-q4-x", "--theme", SECRET, "--quarter", "2025-26-Q4"),
        ("new", "{ws}/reviews/CON", "--theme", "neglect", "--quarter", "2025-26-Q4"),
        ("new", "{ws}/reviews/trailing.", "--theme", "neglect", "--quarter", "2025-26-Q4"),
        ("new", "{ws}/elsewhere/x", "--theme", "neglect", "--quarter", "2025-26-Q4"),
        ("check", "{ws}/nowhere"),
        ("sample", "{ws}/reviews/nowhere"),
        ("returns", "{ws}/reviews/nowhere"),
        ("redraw", "{ws}/nowhere.json", "{ws}/referrals.csv"),
        ("verify", "{ws}/reviews"),
        ("actions", "{ws}/reviews"),
        ("lab", "{ws}/reviews"),
    ],
    ids=lambda arguments: " ".join(arguments)[:60].replace("{ws}", "WS"),
)
def test_what_cannot_start_says_so_and_exits_with_2(quarter: Quarter, arguments: tuple[str, ...]) -> None:
    found = scrutiny(*(argument.replace("{ws}", str(quarter.workspace)) for argument in arguments))
    assert found.returncode == 2, found.stdout + found.stderr
    assert len(said(found).strip()) > 20


def test_a_workspace_of_a_newer_version_is_refused_and_both_versions_are_named(quarter_copy: Quarter) -> None:
    edit(quarter_copy.workspace / "workspace.toml", lambda text: text.replace("format = 1", "format = 2"))
    found = scrutiny("run", quarter_copy.workspace, "--quarter", "2025-26-Q3")
    assert found.returncode == 2 and "P08" in said(found)
    assert re.search(r"\b2\b.*\b1\b|\b1\b.*\b2\b", found.stderr)


def test_the_key_of_the_sample_is_refused_for_a_workspace_of_real_children(
    quarter_copy: Quarter, tmp_path: Path
) -> None:
    key = Path(shutil.copy(quarter_copy.workspace / "sample-key.txt", tmp_path))
    edit(
        quarter_copy.workspace / "workspace.toml",
        lambda text: re.sub(r" \(invented cases\)", "", text.replace("invented = true", "invented = false")).replace(
            "sample-key.txt", key.as_posix()
        ),
    )
    checked, drawn = (
        scrutiny("check", quarter_copy.workspace),
        scrutiny("sample", quarter_copy.workspace / "reviews" / REVIEW),
    )
    assert (checked.returncode, drawn.returncode) == (1, 2)
    assert "I12" in said(checked) and "I12" in said(drawn) and "token_hex" in said(drawn)


@pytest.mark.parametrize("name", ["frame.pkl", "frame.joblib", "frame.ipynb"])
def test_a_file_that_can_run_code_is_never_loaded_as_data(quarter_copy: Quarter, name: str) -> None:
    folder = quarter_copy.workspace / "reviews" / REVIEW
    (folder / name).write_bytes(b"\x80\x04.")
    edit(folder / "review.toml", lambda text: text.replace('file = "frame.csv"', f'file = "{name}"'))
    found = scrutiny("sample", folder)
    assert found.returncode == 2 and "P07" in said(found)


@pytest.mark.parametrize("path", ["../../../frame.csv", "/etc/passwd", "C:\\frame.csv"])
def test_a_frame_outside_the_workspace_is_refused(quarter_copy: Quarter, path: str) -> None:
    folder = quarter_copy.workspace / "reviews" / REVIEW
    edit(folder / "review.toml", lambda text: text.replace('file = "frame.csv"', f"file = '{path}'"))
    found = scrutiny("sample", folder)
    assert found.returncode == 2 and "P04" in said(found)


def test_files_that_are_missing_are_all_named_at_once(quarter_copy: Quarter) -> None:
    folder = quarter_copy.workspace / "reviews" / REVIEW
    (folder / "scope.toml").unlink()
    edit(
        folder / "review.toml",
        lambda text: text.replace("size = 40", 'size = "forty"').replace("reserve =", "reserv ="),
    )
    found = scrutiny("check", folder)
    text = said(found)
    assert found.returncode == 1
    assert "scope.toml" in text and "review.toml" in text and text.count("[P") >= 3


def test_a_missing_key_is_never_made_anew(quarter_copy: Quarter) -> None:
    (quarter_copy.workspace / "sample-key.txt").unlink()
    found = scrutiny("sample", quarter_copy.workspace / "reviews" / REVIEW)
    assert found.returncode == 2 and "I12" in said(found)
    assert not (quarter_copy.workspace / "sample-key.txt").exists()


def test_a_finding_that_names_a_result_that_is_not_there_is_told_the_closest(quarter_copy: Quarter) -> None:
    path = quarter_copy.workspace / "reviews" / REVIEW / "findings.toml"
    edit(path, lambda text: text.replace("{cx10.later}", "{cx10.latter}", 1))
    found = scrutiny("run", quarter_copy.workspace, "--quarter", "2025-26-Q3", "--review", REVIEW)
    assert found.returncode == 1 and "cx10.later" in said(found) and "findings.toml" in said(found)


@pytest.mark.parametrize(
    "name", ["x=1\nimport os", "__import__('os')", "Audience", "min_cel", "", "tables; print(1)"], ids=range(6)
)
def test_a_parameter_the_notebook_does_not_declare_is_refused(name: str) -> None:
    notebook = notebooks_folder() / "30_deep_dive.ipynb"
    (found,) = check_parameters(notebook, {name: "x"})
    assert (found.rule, found.file) == ("P02", "30_deep_dive.ipynb")
    assert not name or name not in str(found)


def test_a_parameter_of_another_kind_is_refused() -> None:
    notebook = notebooks_folder() / "30_deep_dive.ipynb"
    assert set(declared_parameters(notebook)) == {"workspace", "review", "audience", "tables"}
    assert [found.rule for found in check_parameters(notebook, {"audience": 1, "tables": Path("x")})] == ["P02", "P02"]
    assert not check_parameters(notebook, {"audience": "working"})


def test_new_makes_a_folder_that_check_explains(quarter_copy: Quarter) -> None:
    folder = quarter_copy.workspace / "reviews" / "2025-26-q4-neglect"
    made = scrutiny("new", folder, "--theme", "neglect", "--quarter", "2025-26-Q4")
    assert made.returncode == 0, made.stderr
    found = scrutiny("check", folder)
    assert found.returncode == 1 and "scope.toml, line 4: The setting 'agreed_by' is still to be written" in said(found)
    unwritten = scrutiny("run", quarter_copy.workspace, "--quarter", "2025-26-Q4", "--review", folder.name)
    assert unwritten.returncode == 1 and "still to be written" in said(unwritten)
    assert not (quarter_copy.workspace / "released" / "2025-26-Q4" / folder.name).exists()
    for name in ("review.toml", "scope.toml"):
        edit(folder / name, lambda text: text.replace("WRITE ", "On "))
        edit(folder / name, lambda text: re.sub(r"^# (chosen_on|agreed_on|keep_until)", r"\1", text, flags=re.M))
    found = scrutiny("check", folder)
    assert found.returncode == 1 and "frame.csv" in said(found)
    shutil.copy(quarter_copy.workspace / "reviews" / "2025-26-q1-neglect" / "frame.csv", folder)
    assert scrutiny("check", folder).returncode == 0
    assert scrutiny("sample", folder).returncode == 0
    again = scrutiny("new", folder, "--theme", "neglect", "--quarter", "2025-26-Q4")
    assert again.returncode == 2 and "already there" in again.stderr
