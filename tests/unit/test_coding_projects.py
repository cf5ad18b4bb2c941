"""A coder's project as other tools send it, our texts having been taken into them: every coding comes back to ours."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.coded import Coded
from scrutiny_lib.intake.coders import read_coded
from tests.coding_room import CODEBOOK, PASSAGES_TABLE, REVIEW, TEXTS, WORDS, coders, texts

XMLNS = "urn:QDA-XML:project:1.0"
GIVEN = [("S1", "I make toast", "L1"), ("S2", "Then I went out. \U0001f600 Ok.", "L2"), ("S3", "הבית", "L1")]
"""Words that are coded, by source; those of the second come after a line end of two characters and hold an emoji."""


def guid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


def sent(
    folder: Path,
    origin: str,
    *,
    names: str = "{}.txt",
    two: bool = False,
    wide: bool = False,
    user: str = "A1",
    who: str = "coding",
    words: dict[str, str] = WORDS,
) -> None:
    """A project of A1's: texts as a tool keeps them (its line ends, a blank line after), positions in its unit, codes
    known by name alone. ``who``: whether the coder stands at the coding, at the selection, or nowhere."""
    names_of = dict(zip(CODEBOOK.codes["id"], CODEBOOK.codes["name"], strict=True))
    codes = "".join(
        f'<Code guid="{guid(100 + number)}" name={quoteattr(name)} isCodable="true"/>'
        for number, name in enumerate(names_of.values())
    )
    sources, parts = "", {}
    for number, (source, text) in enumerate(words.items()):
        plain = re.sub("\r\n?", "\n", text) + "\n"
        inside = ""
        for coded_in, phrase, code in GIVEN:
            if coded_in != source:
                continue
            start, end = plain.index(phrase), plain.index(phrase) + len(phrase)
            if wide:
                start, end = (len(plain[:at].encode("utf-16-le")) // 2 for at in (start, end))
            by = [f' creatingUser="{guid(1)}"' if who == place else "" for place in ("selection", "coding")]
            target = f'<CodeRef targetGUID="{guid(100 + list(names_of).index(code))}"/>'
            inside += (
                f'<PlainTextSelection guid="{guid(900 + start)}" startPosition="{start}" endPosition="{end}"{by[0]}>'
                f'<Coding guid="{guid(800 + start)}"{by[1]}>{target}</Coding></PlainTextSelection>'
            )
        own = guid(200 + number).upper()
        name = quoteattr(names.format(source))
        sources += f'<TextSource guid="{own}" name={name} plainTextPath="internal://{own}.txt">{inside}</TextSource>'
        parts[f"Sources/{own}.txt"] = "\ufeff" + (plain.replace("\n", "\r\n") if two else plain)
    users = f'<Users><User guid="{guid(1)}" name="{user}"/></Users>'
    head = f'<Project xmlns="{XMLNS}" name="p" origin="{origin}">'
    book = f"<CodeBook><Codes>{codes}</Codes></CodeBook>"
    with zipfile.ZipFile(folder / "coding" / "p.qdpx", "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("project.qde", f"{head}{users}{book}<Sources>{sources}</Sources></Project>")
        for part, data in parts.items():
            container.writestr(part, data)


def received(folder: Path, words: dict[str, str] = WORDS) -> tuple[Coded, Problems, list[tuple[str, str, str]]]:
    """What comes of it, and which of our own words are coded."""
    plan = TEXTS if words is WORDS else texts(words)
    found, problems = read_coded(folder, CODEBOOK, plan, PASSAGES_TABLE, REVIEW)
    rows = found.codings[["source", "start", "end", "code"]].itertuples(index=False, name=None)
    return found, problems, [(source, words[source][start:end], code) for source, start, end, code in rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return coders(tmp_path, ("A1", "first", "p.qdpx", "2025-11-01"))


@pytest.mark.parametrize(
    ("origin", "how"),
    [
        ("QualCoder 3.5", {}),
        ("MAXQDA 2022", {"names": "{}", "two": False}),
        ("NVivo 12", {"names": "{}", "wide": True}),
        ("ATLAS.ti Win 23.4.0", {"two": True, "names": "{}.docx"}),
        ("qc 1.3.2", {"names": "texts/{}.txt"}),
        ("Quirkos 2", {"names": "A text", "user": "somebody"}),
        ("requal", {"who": "selection"}),
        ("f4analyse", {"who": "nowhere"}),
    ],
)
def test_every_coding_comes_back_to_our_own_words(origin: str, how: dict[str, object], folder: Path) -> None:
    sent(folder, origin, **how)  # type: ignore[arg-type]
    found, problems, words = received(folder)
    assert words == GIVEN and not problems.stops() and list(problems.of("HOLD")) == []
    assert found.received.to_numpy().tolist() == [["p.qdpx", 3, 3, 0, 0]]


def test_a_text_whose_words_several_of_ours_have_is_held_unless_it_is_named(folder: Path) -> None:
    ours = {"S1": WORDS["S1"], "S4": WORDS["S1"] + "\n"}
    sent(folder, "QualCoder 3.5", names="A text", words={"S1": WORDS["S1"]})
    found, problems, words = received(folder, ours)
    assert words == [] and found.received.to_numpy().tolist() == [["p.qdpx", 1, 0, 1, 0]]
    assert [(problem.rule, problem.act) for problem in problems.of("HOLD")] == [("V03", "HOLD")]
    sent(folder, "QualCoder 3.5", names="S4.txt", words={"S1": WORDS["S1"]})
    assert received(folder, ours)[2] == [("S4", "I make toast", "L1")]


def test_the_words_count_for_more_than_a_name_given_by_mistake(folder: Path) -> None:
    sent(folder, "QualCoder 3.5", names="S4", words={"S1": WORDS["S1"]})
    assert received(folder)[2] == [("S1", "I make toast", "L1")]


def test_what_nobody_is_said_to_have_coded_is_held_where_others_are_in_the_project(folder: Path) -> None:
    sent(folder, "f4analyse", who="nowhere")
    path = folder / "coding" / "p.qdpx"
    with zipfile.ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    more = f'<User guid="{guid(2)}" name="A2"/></Users>'.encode()
    parts["project.qde"] = parts["project.qde"].replace(b"</Users>", more)
    with zipfile.ZipFile(path, "w") as container:
        for name, data in parts.items():
            container.writestr(name, data)
    found, problems, words = received(folder)
    assert words == [] and found.received.to_numpy().tolist() == [["p.qdpx", 3, 0, 3, 0]]
    assert [problem.rule for problem in problems.of("HOLD")] == ["A02"]


def test_a_code_that_was_renamed_since_is_known_by_its_earlier_name(folder: Path) -> None:
    sent(folder, "NVivo 12", wide=True)
    was = {"L1": "Home and routines", "L2": "Parent or carer"}
    renamed = CODEBOOK.codes.assign(
        was=CODEBOOK.codes["id"].map(was).fillna(""),
        name="New " + CODEBOOK.codes["name"],
    )
    found, _ = read_coded(folder, replace(CODEBOOK, codes=renamed), TEXTS, PASSAGES_TABLE, REVIEW)
    assert found.codings["code"].tolist() == ["L1", "L2", "L1"]
