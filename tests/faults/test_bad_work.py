"""Bad input to a whole workspace, by the commands a person gives: how they end, and every file they leave behind."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scrutiny_lib.cli import main
from scrutiny_lib.intake.pseudonyms import fingerprint
from tests.conftest import scrutiny
from tests.faults.fault_list import FAULTS, IDS, NAME, NHS, SAID
from tests.faults.faulty_cells import EMOJI, SCRIPT
from tests.faults.faulty_work import QUARTER, answered, code, everything, workspace
from tests.faults.reading import Look
from tests.reading_room import KEY

WORK = [name for name, fault in FAULTS.items() if fault.reader == "work"]
STOPPED = [name for name in WORK if FAULTS[name].act == "STOP"]


@pytest.mark.parametrize("name", WORK)
def test_how_the_command_ends(name: str, look: Look) -> None:
    outcome = look(name)
    assert outcome.code == FAULTS[name].more["code"], outcome.said
    assert "Traceback" not in outcome.said and "unexpected" not in outcome.said


@pytest.mark.parametrize("name", STOPPED)
def test_what_stops_leaves_nothing_half_written(name: str, look: Look) -> None:
    """A draw that stops writes nothing; what the others write to say so is whole."""
    left = [path for path in look(name).left if path.is_file() and path.name != ".in-use"]
    if FAULTS[name].more["command"] in (("sample",), ("check",)):
        assert not look(name).left
    for path in left:
        assert path.suffix in (".xlsx", ".json", ".html", ".csv")
        if path.suffix == ".xlsx":
            assert load_workbook(path).worksheets
        if path.suffix == ".json":
            assert json.loads(path.read_text(encoding="utf-8"))
        if path.suffix == ".html":
            assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert not any(path.is_relative_to(look(name).path / "released") for path in left)


@pytest.mark.parametrize("more", [[], ["--debug"]])
def test_an_error_nobody_thought_of_says_nothing_of_a_child_s(
    more: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as one of pandas, whose text quotes the cell it could not read."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"could not read {NAME}, {NHS}")

    folder = workspace(tmp_path)
    monkeypatch.setattr("scrutiny_lib.batch.casework.read_frame", broken)
    assert main(["sample", str(folder), *more]) == 2
    said = "".join(capsys.readouterr())
    assert "ValueError" in said and NAME not in said and NHS not in said


def test_nothing_of_a_workbook_is_unpacked(look: Look) -> None:
    for name in (name for name in FAULTS if name.startswith("F12")):
        assert not [path for path in look(name).path.parent.rglob("*") if path.name == "zq.xml"]
    assert not Path("/zq").exists()


def test_a_key_is_never_made_anew(look: Look) -> None:
    assert not (look("I12_key_missing").path / "sample-key.txt").exists()


def test_another_key_leaves_the_sample_as_it_was(look: Look) -> None:
    for name in ("I12_another_key_than_last_time", "I12_another_key_when_the_returns_come"):
        outcome = look(name)
        record = json.loads((outcome.path / "working" / "neglect" / "sample-record.json").read_text(encoding="utf-8"))
        assert not outcome.left and len(record["drawn"]) == 4 and record["key_fingerprint"] == fingerprint(KEY)


def test_an_empty_stratum_is_kept_with_0_and_moves_no_other_chance(look: Look) -> None:
    record = json.loads(
        (look("V13_stratum_with_nobody_in_it").path / "working" / "neglect" / "sample-record.json").read_text(
            encoding="utf-8"
        )
    )
    strata = {row["stratum"]: (row["children"], row["drawn"]) for row in record["allocation"]}
    assert strata["plan, West"] == (0, 0) and strata["in need, West"][0] == 1
    assert sum(children for children, _ in strata.values()) == 13 and sum(drawn for _, drawn in strata.values()) == 8


def test_the_last_minute_of_a_period_is_in_it(look: Look) -> None:
    assert "D17" not in look("D13_last_minute_of_the_period").said
    assert "D17" in look("D13_first_minute_after_the_period").said


# ---------------------------------------------------------------- one quarter in which every text looks like code


class Quarter:
    """A workspace full of text that looks like code, taken from the frame to the page by commands in processes."""

    def __init__(self, root: Path):
        self.root = root
        self.folder = everything(root)
        self.sample = scrutiny("sample", self.folder)
        answered(self.folder)
        self.returns = scrutiny("returns", self.folder)
        self.run = scrutiny("run", root, "--quarter", QUARTER)

    def made(self, *endings: str) -> list[Path]:
        """Every file the software made with one of these endings."""
        places = (self.root / "working", self.root / "released", self.root / "record")
        return [path for place in places for path in sorted(place.rglob("*")) if path.suffix in endings]

    def page(self) -> str:
        """The page that came out."""
        path = self.root / "released" / QUARTER / "neglect" / "executive.html"
        assert path.is_file(), self.run.stdout + self.run.stderr
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    return Quarter(tmp_path_factory.mktemp("code") / "workspace")


class Elements(HTMLParser):
    """The elements of a page, its attributes, and its text."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(page: str, *, leads_on: bool = False) -> str:
    """The text of some HTML; the test fails when anything in it runs or fetches. ``leads_on``: it has links to files
    beside it."""
    elements = Elements(page)
    for tag, attributes in elements.tags:
        assert tag not in ("script", "iframe", "object", "embed", "form", "link", "base")
        for name, value in attributes.items():
            assert not name.startswith("on") and not value.strip().lower().startswith("javascript:"), tag
            if name in ("src", "href", "srcset", "action", "data", "xlink:href"):
                beside = leads_on and tag == "a" and not re.match(r"[^/]*:|//", value)
                assert value.startswith(("#", "data:image/")) or beside, tag
    return elements.text


def test_every_command_goes_through(quarter: Quarter) -> None:
    for done in (quarter.sample, quarter.returns, quarter.run):
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_the_page_shows_script_and_Markdown_as_text(quarter: Quarter) -> None:
    page = quarter.page()
    text = " ".join(harmless(page).split())
    for place in ("title", "scope", "line", "ask"):
        assert " ".join(code(place).split()) in text, place
    assert re.search(r"<meta[^>]+Content-Security-Policy[^>]+default-src 'none'", page)
    assert "script-src" not in page or "script-src 'none'" in page
    assert not re.search(r"<h\d[^>]*>\s*heading", page) and "<mjx" not in page and "MathJax" not in page


def test_no_page_of_any_kind_has_anything_that_runs(quarter: Quarter) -> None:
    """The released page, the certificate of the sample, the page of problems that goes back to an agency."""
    pages = quarter.made(".html")
    assert any(path.is_relative_to(quarter.root / "working") for path in pages), "there is no certificate"
    for path in pages:
        page = path.read_text(encoding="utf-8")
        harmless(page, leads_on=path.name == "index.html")
        assert "Content-Security-Policy" in page, path.name
    assert any(EMOJI.split()[1] in path.read_text(encoding="utf-8") for path in pages)


def test_no_notebook_holds_anything_that_runs(quarter: Quarter) -> None:
    notebooks = quarter.made(".ipynb")
    assert notebooks
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                assert not {"text/markdown", "text/latex", "application/javascript"} & set(output.get("data", {}))
                harmless("".join(output.get("data", {}).get("text/html", [])))


def test_workbooks_hold_text_and_no_formula_link_or_macro(quarter: Quarter) -> None:
    books = quarter.made(".xlsx")
    assert len(books) >= 5
    found = set()
    for path in books:
        book = load_workbook(path)
        for page in book.worksheets:
            for cells in page.iter_rows():
                for cell in cells:
                    text = str(cell.value or "")
                    assert cell.hyperlink is None or not (cell.hyperlink.target or ""), path.name
                    assert NAME not in text or path.parent.name == "lists", path.name
                    assert code("life") not in text or path.name == "discussion.xlsx", path.name
                    if SCRIPT in text or "javascript:" in text:
                        assert cell.data_type == "s", path.name
                        found |= {place for place in ("life", "shows", "ask", "title") if code(place) in text}
        assert b"vbaProject" not in path.read_bytes()
    assert found == {"life", "shows", "ask", "title"}


def test_what_the_console_says_names_no_child_and_no_file_of_an_agency(quarter: Quarter) -> None:
    for done in (quarter.sample, quarter.returns, quarter.run):
        said = done.stdout + done.stderr
        for word in (*NAME.split(), *IDS, NHS, SAID, "2011-03-", "alert(", "javascript"):
            assert word not in said, word
        assert not re.search(r"\b[CF]-[0-9A-HJKMNP-TV-Z]{8}\b", said)


def test_the_name_of_a_file_from_an_agency_is_in_nothing_that_was_made(quarter: Quarter) -> None:
    """In the crosswalk and the lists the name of the child stands; nowhere else, and the file's name nowhere."""
    may = {"crosswalk.csv"}
    for path in quarter.made(".html", ".json", ".jsonl", ".csv", ".ipynb", ".txt"):
        text = path.read_text(encoding="utf-8")
        assert f"Audit {NAME}" not in text
        assert path.name in may or NAME not in text, path.name


def test_who_did_not_answer_is_said_and_is_never_a_nought(quarter: Quarter) -> None:
    """Social care sent nothing; the police answered for three of four. Both bases stand on the page."""
    said = quarter.returns.stdout
    assert "[S23, WARN]" in said and "[I11, WARN]" in said and "1 of 4 children" in said
    elements = Elements(quarter.page())
    text = " ".join(elements.text.split())
    assert "Nothing came back from Children's social care" in text
    assert re.search(r"Children's social care\W+4\W+0?\W*\[x\]", text), "no [x] for the agency that sent nothing"
    assert re.search(r"Police\W+4\W+3\W+3\b", text), "asked and returned do not both stand there"
    assert "3 children" in text and "4 children" not in text.rpartition("What works and what does not,")[2][:3000]


def test_moments_in_the_record_are_in_UTC(quarter: Quarter) -> None:
    stamps = []
    for path in quarter.made(".json", ".jsonl"):
        if path.is_relative_to(quarter.root / "record"):
            stamps += re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"]*", path.read_text(encoding="utf-8"))
    assert stamps and all(stamp.endswith(("+00:00", "Z")) for stamp in stamps)
