"""What stops a command at once: no engine for a PDF, a wrong house style, a name or a reason that may not be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.batch import run as run_module
from scrutiny_lib.batch.alone import alone
from scrutiny_lib.batch.authors import is_author
from scrutiny_lib.batch.run import run_quarter
from scrutiny_lib.batch.who import check_who_and_why, who_and_why
from scrutiny_lib.errors import Refused, ScrutinyError
from scrutiny_lib.release import Identifiers
from tests.conftest import REPOSITORY

KNOWN = Identifiers.collect(["Zebedee Quillfeather", "PCC-100234"], [])


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which nothing may be worked out."""
    made = tmp_path / "Jo's work space"
    made.mkdir()
    (made / "workspace.toml").write_bytes((REPOSITORY / "sample_cases" / "workspace.toml").read_bytes())

    def too_late(*of: object, **named: object) -> None:
        raise AssertionError("it went on")

    monkeypatch.setattr(run_module, "plan_quarter", too_late)
    return made


def test_a_pdf_that_nothing_can_make_is_told_before_anything_is_counted(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrutiny_lib.show.pdf.has_weasyprint", lambda: False)
    monkeypatch.setattr("scrutiny_lib.show.pdf_browser.find_browser", lambda: None)
    with pytest.raises(ScrutinyError, match="nothing here can make one"):
        run_quarter(workspace, "2025-26 Q3", pdf=True)


def test_a_wrong_house_style_stops_the_run_and_names_its_setting(workspace: Path) -> None:
    (workspace / "house").mkdir()
    (workspace / "house" / "house.toml").write_text('accent = "#eeeeee"\n', encoding="utf-8")
    with pytest.raises(Refused, match=r"house\.toml.*accent"):
        run_quarter(workspace, "2025-26-Q3")


@pytest.mark.parametrize("by", ["Kim\u200bLee", "Kim Lee\u202e", "Kim\u00adLee"])
def test_a_name_holds_nothing_that_cannot_be_seen(by: str) -> None:
    with pytest.raises(ScrutinyError, match="cannot be seen"):
        who_and_why(by, "Read every word")


@pytest.mark.parametrize(
    "why", ["Zebedee asked", "as quillfeather said", "PCC 100234 was checked", "ring 943 476 5919"]
)
def test_a_reason_holds_no_part_of_a_childs_name(why: str) -> None:
    check_who_and_why("Kim Lee", "Read every word; nobody can be recognised.", KNOWN)
    with pytest.raises(ScrutinyError, match="somebody could be found"):
        check_who_and_why("Kim Lee", why, KNOWN)


@pytest.mark.parametrize(
    "name",
    ["ĸim lee", "🄺im Lee", "Ⓚim Lee", "Кim Lee", "Kim\u00a0Lee", "Kim\u200bLee", "Ms Lee", "Dr K. Lee", "KimLee"],
)
def test_an_author_in_disguise_is_still_the_author(name: str) -> None:
    assert is_author(name, ["Kim Lee"]) and not is_author("Jo Park", ["Kim Lee"])


def test_whoever_only_looks_waits_too_and_writes_nothing(tmp_path: Path) -> None:
    with alone(tmp_path, reading=True):
        assert list(tmp_path.iterdir()) == []
    with alone(tmp_path), pytest.raises(ScrutinyError, match="Another command"), alone(tmp_path, reading=True):
        pass
