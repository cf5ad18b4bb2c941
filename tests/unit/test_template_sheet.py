"""Templates written in Excel: read by name, checked as TOML is, made into TOML, and put back into Excel."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from scrutiny_lib.audit.theme_form import write_blank_theme, write_template_sheet
from scrutiny_lib.batch.check import check_path
from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.answer_kinds import KINDS, slug
from scrutiny_lib.intake.scales import read_scales
from scrutiny_lib.intake.template import (
    FIXED_QUESTIONS,
    Template,
    TomlSource,
    make_template,
    packaged_folder,
    read_template,
)
from scrutiny_lib.intake.template_fields import BLANK, QUESTION_FIELDS, THEME_FIELDS
from scrutiny_lib.intake.template_sheet import read_template_sheet
from scrutiny_lib.intake.template_toml import MADE_FROM, write_toml
from scrutiny_lib.intake.text import paragraph, without_control
from scrutiny_lib.terms import ASKED, CHAIN, LENSES, SCOPES
from tests.reading_room import write_workspace

SCALES, _ = read_scales([packaged_folder()])
THEME = {
    "Theme id": "my_theme",
    "Title": "My theme",
    "Edition": "2026.1",
    "Purpose": "To learn.",
    "Agencies": "police, education; housing",
}
QUESTIONS = [
    {"Question id": "q1", "Question": "Seen?", "About": "child", "Lens": "practice", "Line": "L1", "Scale": "yes_no"},
    {
        "Question id": "q2",
        "Question": "How long?",
        "About": "Agency",
        "Asked": "Once",
        "Lens": "Practice",
        "Line": "L1",
        "Answers": "at once | within 10 days, or so\nlater",
        "Good answers": "at once",
        "Agencies": "police\nhousing",
    },
]


def by_hand(path: Path, theme: dict[str, Any] = THEME, questions: list[dict[str, Any]] = QUESTIONS) -> Path:
    """A workbook as somebody types it from nothing: two sheets, no looks."""
    book = Workbook()
    first = book.active
    first.title = "Theme"
    for label, value in theme.items():
        first.append([label, value])
    second = book.create_sheet("questions ")
    headings = list(dict.fromkeys(heading for row in questions for heading in row))
    second.append(headings)
    for row in questions:
        second.append([row.get(heading) for heading in headings])
    book.save(path)
    return path


def same(one: Template, other: Template) -> None:
    assert (one.id, one.edition, one.title, one.purpose) == (other.id, other.edition, other.title, other.purpose)
    assert one.agencies == other.agencies and one.replaced == other.replaced and one.written == other.written
    pd.testing.assert_frame_equal(one.questions, other.questions)


def test_typed_from_nothing_it_is_a_template(tmp_path: Path) -> None:
    template, problems, text = read_template_sheet(by_hand(tmp_path / "my_theme.xlsx"))
    assert template is not None and not problems, problems
    assert template.agencies == ("police", "education", "housing")
    first, second = template.questions.to_dict("records")
    assert first["answers"] == ["yes", "no"] and first["asked"] == "each child" and len(first["agencies"]) == 3
    assert second["answers"] == ["at once", "within 10 days, or so", "later"] and second["good"] == ["at once"]
    assert (second["scope"], second["asked"], second["lens"]) == ("agency", "once", "practice")
    assert second["agencies"] == ["police", "housing"]
    assert text.splitlines()[0] == MADE_FROM.format("my_theme.xlsx")
    (tmp_path / "my_theme.toml").write_text(text, encoding="utf-8")
    again, problems = read_template(tmp_path / "my_theme.toml")
    assert again is not None and not problems
    same(template, again)


def test_headings_in_any_order_by_other_names_below_a_title(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "my_theme.xlsx")
    book = load_workbook(path)
    sheet = book["questions "]
    sheet.move_range("A1:F3", cols=20)
    sheet["B1"], sheet["U1"], sheet["W1"] = "Scope", " ID ", "Line of  enquiry*"
    sheet["B2"], sheet["B3"], sheet["W2"], sheet["W3"] = "child", "agency", "L1", "L1"
    for column, values in (("V", ("Wording", "Seen?", "How long?")), ("X", ("Lens", "practice", "practice"))):
        for number, value in enumerate(values, start=1):
            sheet[f"{column}{number}"] = value
    sheet["Y1"] = sheet["Y2"] = sheet["Y3"] = None
    sheet["Z1"], sheet["Z2"] = "Scale", "yes_no"
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Our questions on this theme"
    book.save(path)
    template, problems, _ = read_template_sheet(path)
    assert template is not None and not problems, problems
    assert list(template.questions["id"]) == ["q1", "q2"]


def test_agencies_may_stand_one_below_the_other(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "my_theme.xlsx", THEME | {"Agencies": "police", "": "education", " ": "housing, school"})
    template, problems, _ = read_template_sheet(path)
    assert template is not None and template.agencies == ("police", "education", "housing", "school"), problems


def test_the_blank_form_is_what_the_function_writes(tmp_path: Path) -> None:
    write_blank_theme(tmp_path / BLANK)
    with zipfile.ZipFile(tmp_path / BLANK) as made, zipfile.ZipFile(packaged_folder() / BLANK) as kept:
        assert made.namelist() == kept.namelist()
        for name in made.namelist():
            assert made.read(name) == kept.read(name), f"{name}: write the blank form again"
    assert [p.rule for p in read_template_sheet(tmp_path / BLANK)[1]] == ["P15"]


def test_the_blank_form_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "my_theme.xlsx"
    write_blank_theme(path)
    book = load_workbook(path)
    assert book.sheetnames == ["How to", "Theme", "Questions", "Lists"]
    for row in book["Theme"].iter_rows():
        if row[0].value in THEME:
            row[1].value = THEME[row[0].value]
    headings = [cell.value for cell in book["Questions"][4]]
    assert headings == [field.heading for field in QUESTION_FIELDS]
    for number, question in enumerate(QUESTIONS, start=6):
        for heading, value in question.items():
            book["Questions"].cell(number, headings.index(heading) + 1).value = value
    book.save(path)
    template, problems, _ = read_template_sheet(path)
    assert template is not None and list(template.questions["id"]) == ["q1", "q2"]
    assert [(p.rule, p.act, p.sheet, p.cell) for p in problems] == [("S15", "REPAIR", "Questions", "A5")]


def test_the_blank_form_offers_every_closed_list(tmp_path: Path) -> None:
    write_blank_theme(tmp_path / BLANK)
    book = load_workbook(tmp_path / BLANK)
    lists = book["Questions"].data_validations.dataValidation
    offered = {one.promptTitle: one.formula1 for one in lists if one.formula1}
    assert offered["About"] == f'"{",".join(SCOPES)}"' and offered["Lens"] == f'"{",".join(LENSES)}"'
    assert offered["Asked"] == f'"{",".join(ASKED)}"' and offered["Chain"] == f'"{",".join(CHAIN)}"'
    assert offered["Kind"] == f'"{",".join(KINDS)}"' and offered["Whole numbers"] == '"yes,no"'
    assert offered["Scale"] == f"'Lists'!$A$5:$A${4 + len(SCALES)}"
    listed = [row[0] for row in book["Lists"].iter_rows(min_row=5, values_only=True)]
    assert listed == list(SCALES)
    explained = {cell.value for cell in book["How to"]["A"]}
    assert {field.heading for field in (*THEME_FIELDS, *QUESTION_FIELDS)} <= explained
    assert all(sheet.page_setup.paperSize == 9 for sheet in book)


def test_numbers_typed_as_numbers_are_bounds_and_dates_are_not(tmp_path: Path) -> None:
    row = {**QUESTIONS[0], "Scale": None, "Kind": "Number", "Measure": "days", "Lowest": 0, "Highest": 365.5}
    path = by_hand(tmp_path / "my_theme.xlsx", THEME, [{**row, "Whole numbers": "No"}])
    template, problems, text = read_template_sheet(path)
    assert template is not None and not problems, problems
    found = template.questions.iloc[0]
    assert [found[name] for name in ("kind", "lowest", "highest", "whole")] == ["number", 0, 365.5, False]
    assert "lowest = 0.0" in text and "whole = false" in text and "answers" not in text
    by_hand(path, THEME, [{**row, "Highest": date(2026, 1, 10)}])
    assert [(p.rule, p.column) for p in read_template_sheet(path)[1]] == [("P11", "Highest")]


@pytest.mark.parametrize("theme", ["neglect", "threshold_audit", "child_exploitation", "child_mental_health"])
def test_every_packaged_theme_as_excel_is_the_same_theme(tmp_path: Path, theme: str) -> None:
    template, _ = read_template(packaged_folder() / f"{theme}.toml")
    assert template is not None
    write_template_sheet(tmp_path / f"{theme}.xlsx", template)
    first = (tmp_path / f"{theme}.xlsx").read_bytes()
    again, problems, _ = read_template_sheet(tmp_path / f"{theme}.xlsx")
    assert again is not None and not problems, problems
    same(template, again)
    write_template_sheet(tmp_path / f"{theme}.xlsx", again)
    assert (tmp_path / f"{theme}.xlsx").read_bytes() == first


FIXED = {question["id"] for question in FIXED_QUESTIONS} | {"example"}
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda text: text not in FIXED)
TEXT = (
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.text(st.sampled_from("\"'\\\n\t#=|{}[]🙂é_x0041 "), max_size=20),
    )
    .map(lambda text: paragraph(without_control(text)[0]))
    .filter(lambda text: not text.startswith("WRITE "))
)
ITEM = TEXT.filter(bool)


@st.composite
def templates(draw: st.DrawFn, item: st.SearchStrategy[str] = ITEM) -> dict[str, Any]:
    """The settings of a template that nothing is wrong with."""
    agencies = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    rows = []
    for name in ids:
        row: dict[str, Any] = {"id": name, "ask": draw(ITEM), "line": draw(ITEM), "help": draw(TEXT)}
        row["scope"], row["lens"] = draw(st.sampled_from(SCOPES)), draw(st.sampled_from(LENSES))
        row["kind"] = draw(st.sampled_from(KINDS))
        if row["lens"] == "voice" and row["kind"] == "one of":
            row["chain"] = draw(st.sampled_from(("", *CHAIN)))
        if row["scope"] == "agency":
            row["asked"] = draw(st.sampled_from(ASKED))
        if row["kind"] == "number":
            bounds = sorted(draw(st.integers(-500, 40_000)) / 100 for _ in range(2))
            row |= {"measure": draw(TEXT), "whole": draw(st.booleans()), "lowest": bounds[0]}
            row |= {"highest": bounds[1]} if draw(st.booleans()) else {}
        elif row["kind"] not in ("one of", "several of"):
            row["help"] = draw(TEXT)
        elif draw(st.booleans()):
            row["scale"] = draw(st.sampled_from(sorted(SCALES)))
        else:
            answers = draw(st.lists(item, min_size=2, max_size=4, unique_by=str.casefold))
            assume(not {answer.casefold() for answer in answers} & {"not applicable", "not known to us"})
            row["answers"] = answers
            if row["kind"] == "one of":
                row["good"] = answers[: draw(st.integers(0, 2))]
            short = [slug(answer) for answer in answers]
            assume(len(set(short)) == len(short) and not {"none", "none_of_these", "all_good"} & set(short))
            assume(not any(";" in answer for answer in answers))
        row["agencies"] = draw(st.lists(st.sampled_from(agencies), unique=True))
        rows.append(row)
    about = {name: draw(ITEM) for name in ("edition", "title", "purpose")}
    return {"id": "my_theme", **about, "long_because": draw(TEXT), "agencies": agencies, "question": rows}


def made(data: dict[str, Any]) -> Template:
    problems = Problems()
    template = make_template(data, SCALES, "my_theme", TomlSource(Path("my_theme.toml"), problems))
    assert template is not None, problems
    return template


@given(templates())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_written_as_toml_and_read_it_is_the_same(tmp_path: Path, data: dict[str, Any]) -> None:
    template = made(data)
    path = tmp_path / "my_theme.toml"
    path.write_text(write_toml(template.written), encoding="utf-8", newline="\n")
    again, problems = read_template(path, SCALES)
    assert again is not None and not problems, problems
    same(template, again)


@given(templates(ITEM.filter(lambda text: "|" not in text and "\n" not in text)))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_written_as_excel_and_read_it_is_the_same(tmp_path: Path, data: dict[str, Any]) -> None:
    template = made(data)
    path = tmp_path / "my_theme.xlsx"
    write_template_sheet(path, template)
    again, problems, text = read_template_sheet(path, SCALES)
    assert again is not None and not problems.stops(), problems
    same(template, again)
    (tmp_path / "my_theme.toml").write_text(text, encoding="utf-8", newline="\n")
    assert read_template(tmp_path / "my_theme.toml", SCALES)[1] == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [("answers", ["yes | no", "maybe"]), ("answers", ["yes\nno", "maybe"]), ("id", "example"), ("ask", "x" * 32_768)],
)
def test_what_the_form_cannot_hold_is_refused(tmp_path: Path, setting: str, value: Any) -> None:
    row: dict[str, Any] = {"id": "q1", "scope": "child", "lens": "practice", "line": "L1", "ask": "?"}
    row["answers"] = ["a", "b"]
    data = {"id": "my_theme", "edition": "1", "title": "T", "purpose": "P", "agencies": ["police"]}
    with pytest.raises(Refused) as refused:
        write_template_sheet(tmp_path / "my_theme.xlsx", made({**data, "question": [{**row, setting: value}]}))
    assert [p.rule for p in refused.value.problems] == ["P16"] and not list(tmp_path.iterdir())


def check(path: Path) -> tuple[str, list[tuple[str, str]]]:
    lines, problems = check_path(path)
    return "\n".join(lines), [(p.rule, p.act) for p in problems]


def test_a_check_makes_the_toml_file_and_says_what_to_do_next(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "my_theme.xlsx")
    said, problems = check(path)
    assert "2 questions, edition 2026.1" in said and "Made: my_theme.toml" in said and "--preview FOLDER" in said
    assert not problems and sorted(item.name for item in tmp_path.iterdir()) == ["my_theme.toml", "my_theme.xlsx"]
    assert "says the same already" in check(path)[0]
    assert check(tmp_path / "my_theme.toml") == ("Template my_theme.toml: 2 questions, edition 2026.1", [])
    by_hand(path, THEME | {"Edition": "2026.2"})
    assert "Made again: my_theme.toml" in check(path)[0]
    assert 'edition = "2026.2"' in (tmp_path / "my_theme.toml").read_text(encoding="utf-8")


def test_with_problems_nothing_is_written_and_what_was_made_before_stays(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "my_theme.xlsx")
    check(path)
    before = (tmp_path / "my_theme.toml").read_bytes()
    by_hand(path, THEME | {"Title": ""})
    said, problems = check(path)
    assert "nothing was written" in said and problems == [("P12", "STOP")]
    assert (tmp_path / "my_theme.toml").read_bytes() == before


@pytest.mark.parametrize("text", ['id = "my_theme"\n', "", "# Made from hand\n"])
def test_a_file_written_by_hand_is_never_written_over(tmp_path: Path, text: str) -> None:
    path = by_hand(tmp_path / "my_theme.xlsx")
    (tmp_path / "my_theme.toml").write_text(text, encoding="utf-8")
    assert check(path)[1] == [("P20", "STOP")]
    assert (tmp_path / "my_theme.toml").read_text(encoding="utf-8") == text


def test_a_check_of_the_folder_or_the_workspace_writes_nothing_and_says_what_differs(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    folder = tmp_path / "audit_templates"
    path = by_hand(folder / "my_theme.xlsx")
    (folder / "~$my_theme.xlsx").write_bytes(b"")
    write_blank_theme(folder / BLANK)

    def noted() -> list[str]:
        found = [[p.fact for p in check_path(place)[1] if p.rule == "P19"] for place in (folder, tmp_path)]
        assert found[0] == found[1]
        return found[0]

    assert noted() == ["The workbook has not been made into a template yet."]
    assert not (folder / "my_theme.toml").exists()
    check(path)
    assert noted() == []
    by_hand(path, THEME | {"Edition": "2026.2"})
    assert noted() == ["The workbook has changed since my_theme.toml was made from it."]
    by_hand(path, THEME | {"Edition": ""})
    assert noted() == ["The workbook cannot be used yet: 1 problem."]
    by_hand(path)
    (folder / "my_theme.toml").write_text((folder / "my_theme.toml").read_text().partition("\n")[2])
    assert noted() == ["The workbook is not what my_theme.toml was made from, and is not used."]
