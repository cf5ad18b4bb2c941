"""Reading what children and families said; and the ways a CSV file can be wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import read_csv
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.intake.voice import Codebook, read_codebook, read_codings, read_engagement, read_passages

PASSAGES = """passage_id,case_id,kind,method,age_band,seen_alone,text,agreed_executive,agreed_hips
p1,C-1,Told us,said,11-15,yes,"I said it twice.
Nobody came.",yes,no
p2,C-2,recorded,,5-10,,Zoë – “fine”,,
"""


def write(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rules(problems: Problems) -> list[tuple[str, str, str]]:
    return [(problem.rule, problem.cell, problem.column) for problem in problems]


def test_passages_are_read_as_text(tmp_path: Path) -> None:
    table, problems = read_passages(write(tmp_path, PASSAGES))
    assert not problems
    assert table["kind"].tolist() == ["told us", "recorded"]
    assert table["agreed_hips"].tolist() == ["no", "unknown"]
    assert table["text"].tolist() == ["I said it twice. Nobody came.", "Zoë – “fine”"]


def test_a_passage_that_cannot_be_used_is_held_and_named_by_line(tmp_path: Path) -> None:
    more = "p3,C-3,shouted,said,,,Go away SECRET,yes,maybe\np4,C-4,told us,said,,,,yes,yes\n"
    table, problems = read_passages(write(tmp_path, PASSAGES + more))
    assert table["passage_id"].tolist() == ["p1", "p2"]
    expected = [("V02", "line 5", "agreed_hips"), ("V02", "line 5", "kind"), ("V05", "line 6", "text")]
    assert sorted(rules(problems)) == expected
    assert {problem.act for problem in problems} == {"HOLD"}
    assert "SECRET" not in str(problems) and "C-3" not in str(problems) and "shouted" not in str(problems)


def test_a_passage_id_twice_stops(tmp_path: Path) -> None:
    problems = read_passages(write(tmp_path, PASSAGES + "p1,C-9,told us,,,,Again,yes,yes\n"))[1]
    assert rules(problems) == [("I02", "line 5", "passage_id")] and problems.stops()


@pytest.fixture(name="codebook", scope="module")
def _codebook() -> Codebook:
    codebook, problems = read_codebook(packaged_folder() / "codebooks" / "voice_starter.toml")
    assert codebook is not None and not problems
    return codebook


def test_codings_hold_what_is_not_in_the_codebook(tmp_path: Path, codebook: Codebook) -> None:
    text = "passage_id,coder,code\np1,x,s1\np1,x,S1\np1,y,Q9\np2,x,V1\np2,x,V2\np2,y,V1\n"
    table, problems = read_codings(write(tmp_path, text), codebook)
    assert table.to_numpy().tolist() == [["p1", "x", "S1"], ["p2", "y", "V1"]]
    assert rules(problems) == [
        ("V02", "line 4", "code"),
        ("V04", "line 5", "code"),
        ("V04", "line 6", "code"),
    ]


def test_codings_of_a_passage_that_is_not_there_are_held(tmp_path: Path, codebook: Codebook) -> None:
    passages = read_passages(write(tmp_path, PASSAGES, "passages.csv"))[0]
    text = "passage_id,coder,code\np1,x,S1\np9,x,S1\n"
    table, problems = read_codings(write(tmp_path, text), codebook, passages)
    assert table["passage_id"].tolist() == ["p1"] and rules(problems) == [("V03", "line 3", "passage_id")]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('group = "S"', 'group = "Z"', "P01"),
        ('id = "S1"', 'id = "S2"', "P13"),
        ("edition = ", "editoin = ", "P01"),
        ('name = "Good things"', "name = 3", "P11"),
    ],
)
def test_a_codebook_that_cannot_be_used(tmp_path: Path, old: str, new: str, rule: str) -> None:
    text = (packaged_folder() / "codebooks" / "voice_starter.toml").read_text(encoding="utf-8")
    assert old in text
    codebook, problems = read_codebook(write(tmp_path, text.replace(old, new, 1), "book.toml"))
    assert codebook is None and rule in {problem.rule for problem in problems}


ENGAGEMENT = """group,asked,took_part,declined,not_asked,why_not_asked,how,support,told_result
children,12,7,5,3,In court,At school,Worker,By letter
parents and carers,9,4,5,0,,,,
"""


def test_engagement_counts(tmp_path: Path) -> None:
    table, problems = read_engagement(write(tmp_path, ENGAGEMENT))
    assert not problems and table["took_part"].tolist() == [7, 4]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("12,7,5", "12,seven,5", ("V07", "line 2", "took_part")),
        ("12,7,5", "10,7,5", ("V14", "line 2", "asked")),
        ("parents and carers", "parents", ("V02", "line 3", "group")),
        ("parents and carers", "Children", ("I02", "line 3", "group")),
    ],
)
def test_engagement_that_does_not_add_up_stops(tmp_path: Path, old: str, new: str, place: tuple[str, str, str]) -> None:
    table, problems = read_engagement(write(tmp_path, ENGAGEMENT.replace(old, new)))
    assert rules(problems) == [place] and problems.stops() and table.empty


def test_not_asked_without_a_reason_is_pointed_out(tmp_path: Path) -> None:
    problems = read_engagement(write(tmp_path, ENGAGEMENT.replace("In court", "")))[1]
    assert rules(problems) == [("V05", "line 2", "why_not_asked")] and not problems.stops()


COLUMNS = ("case_id", "agency", "note")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "F01"),
        ("\n\n", "F01"),
        ("case_id;agency;note\na;b;c\n", "T04"),
        ("case_id,agency,agency,note\na,b,c,d\n", "S12"),
        ("case_id,agency\na,b\n", "S09"),
        ("case_id,agncy,note\na,b,c\n", "S09"),
        ("C-1,police,text\nC-2,school,more\n", "S09"),
        ("case_id,agency,note\na,b\n", "S10"),
        ("case_id,agency,note\na,b,c,d\n", "S10"),
        ('case_id,agency,note\na,b,"c\n', "S10"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, text: str, rule: str) -> None:
    problems = Problems()
    assert read_csv(write(tmp_path, text), COLUMNS, problems) is None
    assert rule in {problem.rule for problem in problems} and problems.stops()
    assert "C-1" not in str(problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    problems = Problems()
    table = read_csv(write(tmp_path, "case_id,agency,note\n0012,NA,£ Zoë\n", encoding=encoding), COLUMNS, problems)
    assert table is not None and table.iloc[0].tolist() == ["0012", "NA", "£ Zoë"]
    assert not problems.stops() and len(problems) == (encoding in ("cp1252", "utf-16"))


def test_headers_by_name_not_by_place_and_the_closest_named(tmp_path: Path) -> None:
    problems = Problems()
    table = read_csv(write(tmp_path, "Note,Case ID,agency,extra\n1,2,3,4\n"), COLUMNS, problems)
    assert table is not None and table.iloc[0].tolist() == ["2", "3", "1"]
    assert [(problem.rule, problem.act, problem.column) for problem in problems] == [("S13", "WARN", "extra")]
    problems = Problems()
    read_csv(write(tmp_path, "case_id,agncy,note\na,b,c\n"), COLUMNS, problems)
    assert any("'agency'" in problem.cure for problem in problems)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    problems = Problems()
    table = read_csv(write(tmp_path, 'case_id,agency,note\na,b,"x\ny"\n\nc,d,e\n'), COLUMNS, problems)
    assert table is not None and table.index.tolist() == [2, 5]
    assert isinstance(table, pd.DataFrame) and table.index.name == "line"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    problems = Problems()
    assert read_csv(tmp_path / "nowhere.csv", COLUMNS, problems) is None
    assert problems[0].rule == "F02" and problems[0].file == "nowhere.csv"
