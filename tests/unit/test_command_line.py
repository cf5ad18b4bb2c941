"""What a newcomer types: options before or after the command, files that are not there, what is held."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.batch import check
from scrutiny_lib.cli import main
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.template import read_template
from scrutiny_lib.intake.template_agencies import check_agencies
from tests.conftest import REPOSITORY


@pytest.mark.parametrize("before", [True, False])
def test_debug_may_stand_before_and_after_the_command(
    before: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["check", str(tmp_path / "nowhere")]
    assert main(["--debug", *typed] if before else [*typed, "--debug"]) == 2
    assert "check.py, line" in capsys.readouterr().err
    assert main(typed) == 2
    assert ", line" not in capsys.readouterr().err


def test_a_record_that_is_not_there_is_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["redraw", str(tmp_path / "record.json"), str(tmp_path / "frame.csv")]) == 2
    said = capsys.readouterr().err
    assert "no such record" in said and "sample-record.json" in said and "damaged" not in said


def test_a_frame_that_is_not_there_is_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "working" / "neglect" / "sample-record.json"
    for path in (record, tmp_path / "workspace.toml", tmp_path / "reviews" / "neglect" / "review.toml"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"format": 1, "frame": {}, "design": "", "seed": "", "drawn": []}', encoding="utf-8")
    assert main(["redraw", str(record), str(tmp_path / "frame.csv")]) == 2
    assert "no such frame" in capsys.readouterr().err


@pytest.mark.parametrize(("act", "code"), [("WARN", 0), ("REPAIR", 0), ("HOLD", 1), ("REJECT", 1), ("STOP", 1)])
def test_what_is_held_is_a_problem_found(
    act: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    problems = Problems()
    problems.add("D01", "It is not a date.", "Write one.", file="frame.csv", act=act)
    monkeypatch.setattr(check, "check_path", lambda path: ([], problems))
    assert main(["check", str(tmp_path)]) == code
    last = capsys.readouterr().out.splitlines()[-1]
    stops, held = act in ("REJECT", "STOP"), act == "HOLD"
    assert last == f"1 to look at: {stops:d} stop the work, {held:d} set something aside that is not counted."


def test_an_agency_that_the_workspace_does_not_know_is_placed_in_the_template(tmp_path: Path) -> None:
    text = (REPOSITORY / "audit_templates" / "neglect.toml").read_text(encoding="utf-8")
    line = next(number for number, said in enumerate(text.splitlines(), 1) if said.startswith("agencies ="))
    path = tmp_path / "neglect.toml"
    path.write_text(text, encoding="utf-8")
    template = read_template(path)[0]
    assert template is not None and len(template.agencies) > 2
    (problem,) = check_agencies(template, template.agencies[1:], path)
    assert (problem.file, problem.cell, problem.column) == ("neglect.toml", f"line {line}", "agencies")
    assert "1 agency of this theme" in problem.fact and "number 1 of this list" in problem.fact
    path.with_suffix(".xlsx").write_bytes(b"")
    (problem,) = check_agencies(template, template.agencies[2:], path)
    assert (problem.file, problem.sheet, problem.column) == ("neglect.xlsx", "Theme", "Agencies")
    assert "2 agencies of this theme" in problem.fact and "number 1, 2 of" in problem.fact
