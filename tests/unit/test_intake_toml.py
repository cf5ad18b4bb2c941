"""TOML: what may stand in it, and where what may not stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.toml import Key, check_table, read_toml

SPEC = {
    "title": Key("text", required=True),
    "size": Key("whole number", default=12),
    "share": Key("number"),
    "when": Key("date"),
    "kind": Key("text", choices=("deep dive", "threshold audit")),
    "people": Key("texts", choices=("board", "hips")),
    "part": Key("table", inside={"name": Key("text", required=True), "on": Key("true or false")}),
    "row": Key(
        "tables", inside={"id": Key("id", required=True), "deep": Key("tables", inside={"x": Key("text")})}
    ),
    "heads": Key("names"),
}


def check(tmp_path: Path, text: str) -> tuple[dict[str, object], Problems]:
    path = tmp_path / "thing.toml"
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    data = read_toml(path, problems)
    assert data is not None, problems
    return check_table(data, SPEC, problems, path), problems


def test_a_good_file_gives_every_key(tmp_path: Path) -> None:
    clean, problems = check(tmp_path, 'title = " Neglect "\n[part]\nname = "a"\n[heads]\nchild_id = "Ref"\n')
    assert not problems
    assert clean == {
        "title": "Neglect",
        "size": 12,
        "share": None,
        "when": None,
        "kind": "",
        "people": [],
        "part": {"name": "a", "on": None},
        "row": [],
        "heads": {"child_id": "Ref"},
    }


@pytest.mark.parametrize(
    ("text", "rule", "place", "says"),
    [
        ('title = "x"\n\ntilte = "y"\n', "P01", "line 3", "'title'"),
        ('title = "x"\nzzzzzz = 1\n', "P01", "line 2", "Known here: title"),
        ('title = "x"\nkind = "deep dvie"\n', "P01", "line 2", "Did you mean 'deep dive'?"),
        ('title = "x"\npeople = ["board", "nobody"]\n', "P01", "line 2", "Allowed: 'board', 'hips'."),
        ("title = 2025.1\n", "P11", "line 1", "Put it in quotes"),
        ('title = "x"\nsize = true\n', "P11", "line 2", "whole number"),
        ('title = "x"\nsize = "7"\n', "P11", "line 2", "without quotes"),
        ('title = "x"\nwhen = "2025-01-01"\n', "P11", "line 2", "without quotes"),
        ('title = "x"\nwhen = 2025-01-01T10:00:00\n', "P11", "line 2", "without a time"),
        ('title = "x"\nrow = [{id = "Bad Id"}]\n', "P11", "line 2", "small letters"),
        ('title = "  "\n', "P12", "line 1", "empty"),
        ('\ntitle = "WRITE A TITLE"\n', "P12", "line 2", "still to be written"),
        ('title = "x"\nkind = " WRITE WHICH"\n', "P12", "line 2", "still to be written"),
        ('title = "x"\npeople = ["board", "WRITE WHO"]\n', "P12", "line 2", "still to be written"),
        ('title = "x"\n[part]\nname = "WRITE IT"\n', "P12", "line 3", "'name' in part is still"),
        ('title = "x"\n[heads]\nchild_id = "WRITE IT"\n', "P12", "line 2", "still to be written"),
        ("size = 3\n", "P12", "", "'title' is missing"),
        ('title = "x"\n[part]\non = true\n', "P12", "line 2", "'name' is missing in part"),
        ('title = "x"\n[[row]]\nid = "a"\n[[row]]\nid = "b"\nidd = 3\n', "P01", "line 6", "row 2"),
        (
            'title = "x"\n[[row]]\nid = "a"\n[[row.deep]]\nx = "1"\n[[row]]\nid = "b"\n[[row.deep]]\ny = "1"\n',
            "P01",
            "line 9",
            "row 2, deep 1",
        ),
        ('title = """\ntilte = 1\n"""\ntilte = 1\n', "P01", "line 4", "'title'"),
    ],
)
def test_one_fault_one_problem(tmp_path: Path, text: str, rule: str, place: str, says: str) -> None:
    _, problems = check(tmp_path, text)
    assert [problem.rule for problem in problems] == [rule]
    assert problems[0].cell == place
    assert says in str(problems[0])


def test_words_that_only_hold_the_word_are_written(tmp_path: Path) -> None:
    assert not check(tmp_path, 'title = "Writers WRITE it"\n[part]\nname = "WRITERS"\n')[1]


def test_all_problems_come_at_once_and_no_value_with_them(tmp_path: Path) -> None:
    text = 'titel = "Jo Bloggs"\nsize = "Jo Bloggs"\nkind = "Jo Bloggs"\nwhen = 3\nJoBloggs = 1\n'
    _, problems = check(tmp_path, text)
    assert len(problems) == 5
    assert "Bloggs" not in str(problems)


def test_a_misspelt_required_key_is_reported_once(tmp_path: Path) -> None:
    _, problems = check(tmp_path, 'titel = "x"\n')
    assert len(problems) == 1


@pytest.mark.parametrize("suffix", [".pkl", ".joblib", ".ipynb", ".json"])
def test_other_kinds_of_file_are_never_loaded(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"review{suffix}"
    path.write_bytes(b"\x80\x04K\x01.")
    problems = Problems()
    assert read_toml(path, problems) is None
    assert problems[0].rule == "P07" and "never loaded" in problems[0].fact


@pytest.mark.parametrize(
    ("data", "rule", "place"),
    [
        (b'a = 1\nb = "Jo\n', "P10", "line 2, column 8"),
        (b"a = \xff\n", "P10", ""),
        (b"a = " + b"[" * 4000, "P10", ""),
    ],
)
def test_broken_files_say_where(tmp_path: Path, data: bytes, rule: str, place: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(data)
    problems = Problems()
    assert read_toml(path, problems) is None
    assert problems[0].rule == rule and "Jo" not in str(problems)
    if place:
        assert problems[0].cell == place


def test_a_mark_at_the_start_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b'\xef\xbb\xbftitle = "x"\r\nsize = 3\r\n')
    assert read_toml(path, Problems()) == {"title": "x", "size": 3}


def test_a_kind_that_does_not_exist_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="kind"):
        Key("string")
