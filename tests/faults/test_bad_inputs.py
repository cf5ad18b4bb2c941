"""Every kind of bad input, built as a real file named for its fault: what happens, what is said, and what never is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.faults.reading import FAULTS, Look, told

READ = [name for name, fault in FAULTS.items() if fault.reader != "work"]
OF_THE_FOLDER = {"S23", "F22", "F18"}


@pytest.mark.parametrize("name", FAULTS)
def test_what_happens_and_what_is_said(name: str, look: Look) -> None:
    fault, outcome = FAULTS[name], look(name)
    if fault.act == "ACCEPT":
        assert not outcome.problems.of("STOP", "REJECT", "HOLD"), str(outcome.problems)
        return
    messages = outcome.named(fault)
    assert messages, f"no {fault.act} under {' or '.join(fault.rules)} that says {fault.says}:\n{outcome.said}"
    assert any(fault.at in place for place, _ in messages), f"no {fault.at} in: {messages}"


@pytest.mark.parametrize("name", READ)
def test_a_message_has_its_place_its_rule_and_its_cure(name: str, look: Look) -> None:
    for problem in look(name).problems:
        assert re.search(r"[.)]$", problem.fact) and problem.cure.endswith("."), problem
        assert re.fullmatch(r"[A-Z]\d\d", problem.rule) and (problem.file or problem.rule in OF_THE_FOLDER), problem


@pytest.mark.parametrize("name", READ)
def test_every_row_is_used_held_or_refused(name: str, look: Look) -> None:
    for received, used, set_aside in look(name).accounts:
        assert received == used + set_aside


@pytest.mark.parametrize("name", READ)
def test_other_files_and_rows_go_on_and_nothing_is_left_behind(name: str, look: Look) -> None:
    fault, outcome = FAULTS[name], look(name)
    if fault.reader == "return":
        assert outcome.others["state"].tolist() == ["used"]
        assert outcome.others["counted"].tolist() == look("F01_empty").others["counted"].tolist() != [0]
    else:
        assert len(outcome.others) == (0 if fault.act == "REJECT" else 2)
    if fault.act == "REJECT":
        assert outcome.table.empty
    assert not outcome.left


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_of_a_child_s_is_said(name: str, look: Look) -> None:
    fault, outcome = FAULTS[name], look(name)
    assert not told(outcome.said, fault)


def test_a_lock_file_is_no_return(look: Look) -> None:
    """Beside the open workbook lies Excel's lock file: one refused return, one used, two agencies without any."""
    assert len(look("F16_open_in_Excel").accounts) == 4


def test_a_file_is_named_by_its_agency_and_a_hash(look: Look) -> None:
    said = look("F22_name_of_a_child_in_the_name_of_the_file").said
    assert re.search(r"police return 1 \([0-9a-f]{8}\)", said) and "Audit" not in said


CHILD = """
import json, resource, sys
from pathlib import Path
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.workbook import read_sheets
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 300_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
found = Problems()
sheets = read_sheets(Path(sys.argv[1]), found)
filled = sum(1 for rows in (sheets or {}).values() for row in rows)
print(json.dumps([sheets is None, filled, [(one.rule, one.act) for one in found]]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are set the Linux way")
@pytest.mark.parametrize(
    ("name", "refused"),
    [("F09_bomb_of_800_MB", True), ("F13_a_space_in_XFD1048576", False), ("F15_a_million_rows", True)],
)
def test_a_huge_workbook_is_read_in_little_memory(name: str, refused: bool, look: Look) -> None:
    """The computer would have to give 800 MB, 17 thousand million cells, or a million rows: it has 300 MB to give."""
    path = look(name).path
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, cwd=REPOSITORY, timeout=300
    )
    assert done.returncode == 0, done.stderr
    nothing, filled, rules = json.loads(done.stdout)
    assert nothing is refused and filled < 1000
    assert [name[:3], FAULTS[name].act] in rules


def test_the_list_is_complete_and_nothing_is_invented(shared: Path) -> None:
    listed = (shared / "goldens" / "bad_inputs.yaml").read_text(encoding="utf-8")
    items = re.findall(r"^- id: (\w+)$.*?^  act: (\w+)$.*?^  issue: ([\w ]+)$", listed, re.MULTILINE | re.DOTALL)
    ours = {item: act for item, act, issue in items if issue == "sample and returns"}
    acts: dict[str, set[str]] = {}
    for fault in FAULTS.values():
        acts.setdefault(fault.item, set()).add(fault.act)
    assert len(ours) > 60 and acts.keys() == ours.keys()
    assert [item for item, act in ours.items() if act not in acts[item]] == []
