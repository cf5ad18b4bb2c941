"""The analyst's way through coding: what is sent to whom, what is asked for later, and what is said of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scrutiny_lib.batch.casework import Casework, open_casework_at
from scrutiny_lib.batch.code_list import list_codes
from scrutiny_lib.batch.voice_files import report_voices
from scrutiny_lib.batch.voices import read_voices
from scrutiny_lib.cli import main
from scrutiny_lib.errors import ScrutinyError
from tests.coding_room import fill, nothing

TINY = Path(__file__).parents[2] / "sample_cases" / "tiny"
NAME = "2025-26-q3-six-cases"
HEAD = "coder,role,file,locked_on,unlocked_why"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny review before anybody has coded."""
    shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("working", "released", "record"))
    review = tmp_path / "tiny" / "reviews" / NAME
    for path in (*(review / "voice" / "coding").iterdir(), review / "voice" / "settled.csv"):
        path.unlink()
    (review / "quotes.xlsx").unlink(missing_ok=True)
    listed(review, "A1,first,A1.xlsx,,", "A2,second,A2.xlsx,,")
    return review


def listed(review: Path, *rows: str) -> None:
    (review / "voice" / "coders.csv").write_text("\n".join([HEAD, *rows]) + "\n")


def said(review: Path) -> list[str]:
    """What the command says, every line."""
    lines: list[str] = []
    report_voices(open_casework_at(review), lines.append)
    return lines


def only(lines: list[str], *words: str) -> str:
    """The one line with these words."""
    (line,) = [line for line in lines if all(word in line for word in words)]
    return line


def working(review: Path, name: str) -> Path:
    return review.parents[1] / "working" / NAME / "voice" / name


def passages_in(path: Path) -> list[str]:
    return [row[0] for row in load_workbook(path)["Passages"].iter_rows(min_row=5, values_only=True) if row[0]]


def send(review: Path, name: str, *, finished: bool = True, front: dict[str, object] | None = None) -> Path:
    """The coder fills a workbook in, nothing fits anywhere, and sends it back."""
    path = review / "voice" / "coding" / name
    shutil.copy(working(review, name), path)
    fill(path, nothing(*passages_in(path)), finished=finished, front=front)
    return path


def lock(review: Path) -> None:
    """Both coders have their first workbook, send it back and are locked."""
    said(review)
    send(review, "A1.xlsx")
    send(review, "A2.xlsx")
    listed(review, "A1,first,A1.xlsx,2025-11-20,", "A2,second,A2.xlsx,2025-11-21,")


def quote(review: Path, *passages: str) -> None:
    """Choose passages for quotation."""
    said(review)
    path = review / "quotes.xlsx"
    book = load_workbook(path)
    page = next(page for page in book if any(str(c.value).casefold() == "quote id" for r in page["A1:H12"] for c in r))
    head = next(row for row in page["A1:H12"] if any(str(cell.value).casefold() == "quote id" for cell in row))
    place = {str(cell.value).casefold(): cell.column for cell in head if cell.value}
    for at, passage in enumerate(passages, head[0].row + 1):
        page.cell(at, place["quote id"]).value = f"Q{at}"
        page.cell(at, place["passage"]).value = passage
    book.save(path)


def not_second(review: Path) -> list[str]:
    children = read_voices(open_casework_at(review), 0.2).children
    assert children is not None
    return [passage for passage in children.passages["passage_id"] if passage not in children.to_second]


def test_a_quotation_chosen_after_both_have_locked_comes_as_another_part(folder: Path) -> None:
    lock(folder)
    chosen = not_second(folder)[:2]
    quote(folder, *chosen)
    before = {path.name: path.read_bytes() for path in (folder / "voice" / "coding").iterdir()}
    lines = said(folder)
    told = only(lines, "Send A2 part 2")
    assert "Send A2 part 2: 2 more passages, chosen for quotation." in told and "A2-part-2.xlsx" in told
    only(lines, "a line of its own in voice/coders.csv: A2, second, A2-part-2.xlsx")
    assert not any("A1 part" in line for line in lines)
    assert passages_in(working(folder, "A2-part-2.xlsx")) == chosen
    only(lines, "Both coders have locked")

    send(folder, "A2-part-2.xlsx")
    rows = ("A1,first,A1.xlsx,2025-11-20,", "A2,second,A2.xlsx,2025-11-21,")
    listed(folder, *rows, "A2,second,A2-part-2.xlsx,,")
    children = read_voices(open_casework_at(folder), 0.2).children
    assert children is not None and children.coded.waiting == () and children.coded.pair == ("A1", "A2")
    assert not set(chosen) & children.coded_twice and len(children.coded_twice) == 1
    only(said(folder), "A later part by A2", "Write the day into locked_on")
    assert not any("Send A2" in line for line in said(folder))

    listed(folder, *rows, "A2,second,A2-part-2.xlsx,2025-11-30,")
    children = read_voices(open_casework_at(folder), 0.2).children
    assert children is not None and set(chosen) < children.coded_twice and len(children.coded_twice) == 3
    assert not children.problems.stops() and children.coded.reopened == ()
    lines = said(folder)
    assert not any("A2 part" in line or "later part" in line for line in lines)
    only(lines, "No differences are open.")
    assert all((folder / "voice" / "coding" / name).read_bytes() == held for name, held in before.items())


def test_a_part_that_is_begun_stays_and_what_is_new_since_comes_in_the_next(folder: Path) -> None:
    lock(folder)
    one, two, *_ = not_second(folder)
    quote(folder, one)
    said(folder)
    part = working(folder, "A2-part-2.xlsx")
    fill(part, nothing(one), finished=False)
    held = part.read_bytes()
    quote(folder, one, two)
    lines = said(folder)
    assert part.read_bytes() == held and only(lines, "Begun:").endswith("A2-part-2.xlsx")
    assert "A2 part 3: 1 more passage, chosen" in only(lines, "Send A2")
    assert passages_in(working(folder, "A2-part-3.xlsx")) == [two]


def test_a_text_that_comes_late_is_another_part_for_the_first_coder(folder: Path) -> None:
    lock(folder)
    said(folder)
    path = folder / "voice" / "texts.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[-1].replace("S05", "S06")]) + "\n", encoding="utf-8")
    told = said(folder)
    assert "1 more passage, new since the last part was sent" in only(told, "Send A1 part 2")
    assert all(name.startswith("S06") for name in passages_in(working(folder, "A1-part-2.xlsx")))


def test_locks_are_per_file(folder: Path) -> None:
    lock(folder)
    quote(folder, not_second(folder)[0])
    said(folder)
    part = send(folder, "A2-part-2.xlsx")
    rows = ("A1,first,A1.xlsx,2025-11-20,", "A2,second,A2.xlsx,2025-11-21,")
    listed(folder, *rows, "A2,second,A2-part-2.xlsx,2025-11-30,")
    said(folder)
    fill(part, {}, front={"How far it is": "all"})
    problem = only(said(folder), "[L01, STOP]")
    assert problem.startswith("A2-part-2.xlsx") and "A2 was changed" in problem
    listed(folder, *rows, "A2,second,A2-part-2.xlsx,,Sent too early")
    children = read_voices(open_casework_at(folder), 0.2).children
    assert children is not None and children.coded.reopened == ("A2",) and children.coded.pair == ("A1", "A2")


def test_how_far_each_coder_is_is_said_with_the_next_step(folder: Path) -> None:
    assert "The first coder, A1, has sent nothing yet" in only(said(folder), "first coder")
    assert only(said(folder), "Until then").endswith("Until then nothing is counted.")
    send(folder, "A1.xlsx", finished=False)
    assert "has sent A1.xlsx and not finished" in only(said(folder), "first coder")
    send(folder, "A1.xlsx", front={"Finished on": "25/02/2026"})
    told = only(said(folder), "first coder")
    assert "A1.xlsx says finished on 25 Feb 2026. Write that day into locked_on in voice/coders.csv." in told
    listed(folder, "A1,first,A1.xlsx,2026-02-25,", "A2,second,A2.xlsx,,")
    lines = said(folder)
    assert not any("first coder, A1" in line or "nothing is counted" in line for line in lines)
    assert "Until then the first coder alone counts" in only(lines, "second coder, A2, has sent nothing")
    (folder / "voice" / "coding" / "A1.xlsx").write_bytes(b"damaged")
    assert "cannot be used as it is" in only(said(folder), "first coder")


def test_a_workbook_begun_with_other_codes_is_pointed_out(folder: Path) -> None:
    said(folder)
    path = working(folder, "A1.xlsx")
    fill(path, nothing(passages_in(path)[0]), finished=False)
    toml = folder / "review.toml"
    book = read_voices(open_casework_at(folder), 0.2).children
    assert book is not None
    kept = [str(code) for code in book.codebook.codes["id"]][:13]
    choose(toml, [*kept[1:]])
    problem = only(said(folder), "A1.xlsx: The workbook was begun")
    assert f"gone: {kept[0]}" in problem and "[A04, WARN]" in problem and "let both code from new" in problem


def choose(toml: Path, codes: list[str]) -> None:
    """Let the review use these codes."""
    lines = [line for line in toml.read_text(encoding="utf-8").splitlines() if not line.startswith("codes = ")]
    listed = ", ".join(f'"{code}"' for code in codes)
    if "[voice]" not in lines:
        lines += ["", "[voice]"]
    lines.insert(lines.index("[voice]") + 1, f"codes = [{listed}]")
    toml.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_workbook_made_before_the_review_chose_more_codes_is_refused_with_the_reason(folder: Path) -> None:
    children = read_voices(open_casework_at(folder), 0.2).children
    assert children is not None
    codes = [str(code) for code in children.codebook.codes["id"]][:14]
    choose(folder / "review.toml", codes[:12])
    lock(folder)
    choose(folder / "review.toml", codes)
    assert f"not in it: {codes[12]}, {codes[13]}" in only(said(folder), "A1.xlsx, sheet Codes", "[A04, REJECT]")


def test_a_text_that_is_gone_is_said_first_and_nothing_that_follows_from_it(folder: Path) -> None:
    lock(folder)
    said(folder)
    path = folder / "voice" / "texts.csv"
    whole = path.read_text(encoding="utf-8")
    (folder / "voice" / "settled.csv").write_text(
        "passage_id,code,settled,by,on,why\nS02,L1,given,A1 and A2,2025-11-22,Agreed.\n"
    )
    queue = working(folder, "differences.xlsx")
    before = queue.read_bytes()
    path.write_text(whole.replace("S02,C-5EJYQBQ0,told us", "S02,C-5EJYQBQ0,shouted"), encoding="utf-8")
    lines = said(folder)
    cause = next(place for place, line in enumerate(lines) if "[V02, HOLD]" in line)
    assert "texts.csv, line 3, column kind" in lines[cause] and "what follows from it is not listed" in lines[cause - 1]
    assert not any("[V03" in line or "[C11" in line or "not one of this review" in line for line in lines)
    assert queue.read_bytes() == before and sum("[V02, HOLD]" in line for line in lines) == 1
    path.write_text("nonsense", encoding="utf-8")
    lines = said(folder)
    assert any("texts.csv" in line and "REJECT" in line for line in lines) and queue.read_bytes() == before
    assert not any("[V03" in line or "[C1" in line for line in lines)


def test_decisions_in_the_queue_are_a_message_and_never_the_end(folder: Path) -> None:
    said(folder)
    for name, marks in (("A1.xlsx", {"S01-1": {"L": "yes"}}), ("A2.xlsx", {})):
        path = folder / "voice" / "coding" / name
        shutil.copy(working(folder, name), path)
        rest = [passage for passage in passages_in(path) if passage not in marks]
        fill(path, nothing(*rest))
        if passages_in(path) and name == "A1.xlsx":
            for passage in passages_in(working(folder, "A2.xlsx")):
                fill(path, {passage: {"Nothing fits": None, "L1": "yes"}})
    listed(folder, "A1,first,A1.xlsx,2025-11-20,", "A2,second,A2.xlsx,2025-11-21,")
    assert "Settle them together in" in only(said(folder), "Differences still open: 1.")
    queue = working(folder, "differences.xlsx")
    book = load_workbook(queue)
    page = book["Differences"]
    assert "Ticked 'Nothing fits'." in page["G4"].value and "Ticked" not in page["F4"].value
    for column, text in zip("HIJK", ("Given", "A1 and A2", "2025-11-22", "Talked it over."), strict=True):
        page[f"{column}4"] = text
    book.save(queue)
    held = queue.read_bytes()
    problem = only(said(folder), "[C10, WARN]")
    assert "in the folder 'voice' of the review" in problem and queue.read_bytes() == held

    shutil.copy(queue, folder / "voice" / "settled.xlsx")
    lines = said(folder)
    assert not any("C10" in line for line in lines)
    only(lines, "No differences are open.")


def test_a_file_that_is_open_somewhere_is_said_and_not_written(folder: Path) -> None:
    said(folder)
    first, second = working(folder, "A1.xlsx"), working(folder, "A2.xlsx")
    held = first.read_bytes(), second.read_bytes()
    first.with_name("~$A1.xlsx").touch()
    second.with_name(".~lock.A2.xlsx#").touch()
    send(folder, "A2.xlsx", finished=False)
    (folder / "voice" / "coding" / ".~lock.A2.xlsx#").touch()
    lines = said(folder)
    assert "not written again" in only(lines, "A1.xlsx: The file is open", "[F16, WARN]")
    assert "not saved there yet was not read" in only(lines, "A2.xlsx: The file is open")
    assert (first.read_bytes(), second.read_bytes()) == held


def test_quotations_that_somebody_has_open_are_not_written_over(folder: Path) -> None:
    said(folder)
    quotes = folder / "quotes.xlsx"
    quotes.with_name("~$quotes.xlsx").touch()
    assert "nothing typed there is lost" in only(said(folder), "quotes.xlsx: The file is open", "[F16, WARN]")
    quotes.write_bytes(b"typed and not saved")
    said(folder)
    assert quotes.read_bytes() == b"typed and not saved"


def test_a_log_of_which_no_row_can_be_used_is_not_called_empty(folder: Path) -> None:
    path = folder / "voice" / "engagement.csv"
    head = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(head + "\n" + ",".join("?" for _ in head.split(",")) + "\n", encoding="utf-8")
    only(said(folder), "No row of the log of who was asked could be used")
    path.unlink()
    only(said(folder), "Nobody is in the log")


def test_the_codes_are_listed_by_group_and_those_chosen_are_marked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work: Casework = open_casework_at(folder)
    every = list_codes(work)
    assert "all are used" in every[0] or "chosen" in every[0]
    choose(folder / "review.toml", ["V1", "p1"])
    assert main(["voice", str(folder), "--codes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:4].strip() for line in lines if line.startswith("* ")] == ["* V1", "* P1"]
    assert only(lines, "Seen alone:") == (
        "* P1   Seen alone: The child was seen without a parent or carer in the room."
    )
    assert "V – How the voice reached the record (one code at most for a passage)" in lines
    assert not (folder.parents[1] / "working").exists()


def test_a_folder_that_is_no_review_names_those_that_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in (folder.parents[1], folder.parent, folder.parent / "nowhere", folder / "voice"):
        with pytest.raises(ScrutinyError, match=f"no review here. Give WORKSPACE/reviews/NAME. Reviews there: {NAME}"):
            open_casework_at(place)
    assert main(["voice", str(folder.parents[1])]) == 2 and "Reviews there:" in capsys.readouterr().err
    with pytest.raises(ScrutinyError, match="scrutiny new makes one"):
        open_casework_at(folder.parents[3] / "elsewhere" / "far" / "away")
