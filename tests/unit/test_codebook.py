"""Codebooks: what the packaged ones hold, what is refused, choosing codes, and ids that mean the same for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codebook import Codebook, choose_codes, read_codebook
from scrutiny_lib.intake.codebook_editions import check_codebook, check_editions
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.intake.texts import TEXT_COLUMNS
from scrutiny_lib.terms import INTERPRETER, LAYERS, LUNDY, METHODS_OF_VOICE, SEEN_ALONE, TEXT_TYPES

BOOK = """id = "book"
edition = "1"
title = "A small book"
[[group]]
id = "S"
name = "Wishes"
layer = "content"
[[group]]
id = "V"
name = "Reached the record"
layer = "practice"
exclusive = true
[[code]]
id = "S1"
group = "S"
name = "To stay"
definition = "Wants to stay where they are."
lundy = "voice"
frameworks = ["three houses: hopes", "other"]
[[code]]
id = "S2"
group = "S"
layer = "practice"
name = "To go"
definition = "Wants to leave."
retired = true
replaced_by = "S3"
[[code]]
id = "S3"
group = "S"
name = "To be elsewhere"
definition = "Wants to live somewhere else."
[[code]]
id = "V1"
group = "V"
name = "Own words"
definition = "In the child's words."
[[attribute]]
id = "age_band"
type = "Text"
values = ["0-4", "5-10"]
"""
SECRET = "Zwetschgenbaum"


def read(folder: Path, text: str = BOOK, name: str = "book.toml") -> tuple[Codebook | None, Problems]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_codebook(path)


def sure(folder: Path, text: str = BOOK, name: str = "book.toml") -> Codebook:
    book, problems = read(folder, text, name)
    assert book is not None and not problems, str(problems)
    return book


def rules(problems: Problems) -> list[tuple[str, str]]:
    return [(problem.rule, problem.act) for problem in problems]


def test_a_small_book(tmp_path: Path) -> None:
    book = sure(tmp_path)
    assert book.codes["id"].tolist() == ["S1", "S2", "S3", "V1"]
    assert book.codes["layer"].tolist() == ["content", "practice", "content", "practice"]
    assert book.codes.loc[0, ["lundy", "frameworks"]].tolist() == ["voice", "three houses: hopes; other"]
    assert book.groups["exclusive"].tolist() == [False, True]
    assert book.attributes.to_dict("records") == [{"id": "age_band", "type": "Text", "values": ["0-4", "5-10"]}]
    assert book.about == "children" and book.guid("S1") == sure(tmp_path / "again").guid("S1") != book.guid("S3")


@pytest.mark.parametrize("name", ["voice_starter", "practitioners_starter"])
def test_the_packaged_books_stand(name: str) -> None:
    path = packaged_folder() / "codebooks" / f"{name}.toml"
    book, problems = read_codebook(path)
    assert book is not None and not problems and not check_codebook(path)
    assert book.id == name and book.about == ("children" if name == "voice_starter" else "practitioners")
    assert (book.codes[["name", "definition", "example"]] != "").all(axis=None)
    assert set(book.codes["lundy"]) <= {"", *LUNDY} and set(book.codes["group"]) == set(book.groups["id"])


def test_the_voice_book_has_layers_lundy_and_attributes() -> None:
    book = read_codebook(packaged_folder() / "codebooks" / "voice_starter.toml")[0]
    assert book is not None and len(book.codes) == 53
    layers = book.codes.groupby("layer")["group"].agg(set).to_dict()
    assert set(layers) == set(LAYERS) and layers["content"] == {"L", "W", "S", "T", "P"}  # P: the same worker
    lundy = book.codes.set_index("id")["lundy"]
    assert lundy[["V1", "V5", "P1", "A1", "I3", "L1"]].tolist() == [
        "voice",
        "audience",
        "space",
        "audience",
        "influence",
        "",
    ]
    values = book.attributes.set_index("id")["values"]
    assert set(values.index) - set(TEXT_COLUMNS) == {"communication_need"}
    lists = {
        "source_type": TEXT_TYPES,
        "method": METHODS_OF_VOICE,
        "seen_alone": SEEN_ALONE,
        "interpreter": INTERPRETER,
    }
    assert {name: values[name] for name in lists} == {name: list(words) for name, words in lists.items()}


def test_the_practitioners_book_is_of_a_size_to_hold_in_mind() -> None:
    book = read_codebook(packaged_folder() / "codebooks" / "practitioners_starter.toml")[0]
    assert book is not None and 18 <= len(book.codes) <= 25 and len(book.groups) == 6
    assert (book.codes[["include", "example"]] != "").all(axis=None)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('lundy = "voice"', f'lundy = "{SECRET}"', "P01"),
        ("lundy =", "lundi =", "P01"),
        ('layer = "content"', "", "P12"),
        ('id = "V1"', 'id = "s1"', "P13"),
        ('id = "V1"', 'id = "S2"', "P13"),
        ('id = "V1"', 'id = "S"', "P13"),
        ('id = "V1"', 'id = "--"', "P13"),
        ('group = "V"', f'group = "{SECRET}"', "P01"),
        ('replaced_by = "S3"', "", "P16"),
        ('replaced_by = "S3"', f'replaced_by = "{SECRET}"', "P16"),
        ('replaced_by = "S3"', 'replaced_by = "S2"', "P16"),
        ("retired = true\n", "", "P16"),
        ("exclusive = true", 'exclusive = "yes"', "P11"),
        ('edition = "1"', 'edition = "1"\nnamespace = "12"', "P11"),
        ('type = "Text"', 'type = "Words"', "P01"),
        ('title = "A small book"', 'title = "A small book"\nabout = "everybody"', "P01"),
    ],
)
def test_a_book_that_cannot_be_used(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert old in BOOK
    book, problems = read(tmp_path, BOOK.replace(old, new, 1))
    assert book is None and rule in {problem.rule for problem in problems.of("STOP")}
    assert all(problem.file == "book.toml" and problem.cell.startswith("line ") for problem in problems)
    assert SECRET not in str(problems)


def test_the_guess_is_given_and_the_line(tmp_path: Path) -> None:
    problem = read(tmp_path, BOOK.replace("lundy =", "lundi ="))[1][0]
    assert "'lundy'" in problem.cure and problem.cell == "line 18"


def test_a_retired_code_may_say_why_nothing_replaces_it(tmp_path: Path) -> None:
    book = sure(tmp_path, BOOK.replace('replaced_by = "S3"', 'retired_because = "Nobody gave it in two years."'))
    assert book.codes.loc[1, "retired"] and book.codes.loc[1, "replaced_by"] == ""


def test_practitioners_may_do_without_layers(tmp_path: Path) -> None:
    text = BOOK.replace('layer = "content"\n', "").replace('layer = "practice"\n', "")
    book = sure(tmp_path, text.replace('edition = "1"', 'edition = "1"\nabout = "practitioners"'))
    assert set(book.codes["layer"]) == {""}


def test_choosing_codes(tmp_path: Path) -> None:
    book = sure(tmp_path)
    everything, problems = choose_codes(book, [])
    assert everything.codes["id"].tolist() == ["S1", "S3", "V1"] and not problems
    chosen, problems = choose_codes(book, ["v1", "V1"])
    assert chosen.codes["id"].tolist() == ["V1"] and chosen.groups["id"].tolist() == ["V"]
    assert rules(problems) == [("P13", "WARN"), ("P16", "WARN")]
    assert book.codes["id"].tolist() == ["S1", "S2", "S3", "V1"], "the book itself is as it was"


@pytest.mark.parametrize(("count", "warned"), [(11, True), (12, False), (20, False), (21, True)])
def test_twelve_to_twenty_codes(count: int, warned: bool) -> None:
    book = read_codebook(packaged_folder() / "codebooks" / "voice_starter.toml")[0]
    assert book is not None
    chosen, problems = choose_codes(book, book.codes["id"].tolist()[:count])
    assert len(chosen.codes) == count and bool(problems) == warned and not problems.stops()


def test_codes_that_cannot_be_chosen(tmp_path: Path) -> None:
    problems = choose_codes(sure(tmp_path), ["S1", "S2", SECRET])[1]
    assert rules(problems) == [("P16", "STOP"), ("P01", "STOP")]
    assert "Use 'S3'." in problems[0].cure and "Code 3" in problems[1].fact and SECRET not in str(problems)


NEWER = BOOK.replace('edition = "1"', 'edition = "2"')


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ('name = "To stay"', 'name = "To eat"', ["P13"]),
        ('name = "To stay"', 'name = "Staying"\nwas = "To stay"', []),
        ('name = "To stay"', 'name = "Staying"\nwas = "Another"', ["P13"]),
        ('group = "V"', 'group = "S"', ["P13"]),
        ('retired = true\nreplaced_by = "S3"', "", ["P13"]),
        ('id = "V1"', 'id = "V2"', ["P16"]),
        ('edition = "2"', 'edition = "1"', ["P16"]),
        ('definition = "Wants to leave."', 'definition = "Wants to leave soon."', []),
    ],
)
def test_an_id_means_the_same_for_ever(tmp_path: Path, old: str, new: str, found: list[str]) -> None:
    older = sure(tmp_path / "closed", BOOK, "book-1.toml")
    assert old in NEWER
    newer = sure(tmp_path / "codebooks", NEWER.replace(old, new, 1))
    problems = check_editions(older, newer, tmp_path / "codebooks" / "book.toml")
    assert [problem.rule for problem in problems] == found and problems.stops() == bool(found)
    assert check_codebook(tmp_path / "codebooks" / "book.toml") == problems


def test_a_namespace_once_written_down_stays(tmp_path: Path) -> None:
    named = 'edition = "1"\nnamespace = "6b1f4f0e-6a0e-5b0a-9d53-7f1d3a6f2c11"'
    first, later = sure(tmp_path / "a"), sure(tmp_path / "b", BOOK.replace('edition = "1"', named))
    path = tmp_path / "book.toml"
    newer = sure(tmp_path, NEWER)
    assert [problem.rule for problem in check_editions(later, newer, path)] == ["P16"]
    named_now = sure(tmp_path / "c", BOOK.replace('edition = "1"', named.replace('"1"', '"2"')))
    assert not check_editions(first, named_now, path)
