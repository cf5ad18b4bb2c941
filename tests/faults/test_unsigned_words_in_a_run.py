"""Words nobody signed, put into a whole workspace by every route a person could think of, and the quarter run on it.

Every sentence here is invented. Each route gets a sentence of its own, so that the page that was drawn shows which of
them came as far as the page, and the last search has to find each of these by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from scrutiny_lib.batch import run
from scrutiny_lib.release.quote_letters import skeleton
from scrutiny_lib.release.quote_search import Said, find_unsigned
from scrutiny_lib.tables import Tables
from scrutiny_lib.terms import AUDIENCES
from tests.conftest import REPOSITORY, copy_workspace, scrutiny

REVIEW, QUARTER = "2025-26-q3-child-exploitation", "2025-26-Q3"
TRACKER = "actions-and-impact"
UNSAID = {
    "title": "my uncle keeps the yellow ladder behind our shed",
    "statement": "we counted eleven buses before anybody answered me",
    "reason": "nobody believed that the kitten slept in my coat",
    "note": "the purple door bangs whenever grandad plays records",
    "for others": "they gave my bicycle away while I was swimming",
    "recommendation": "I hid beneath the piano until the shouting ended",
    "line": "every Tuesday the lady asks about my missing tooth",
    "question": "she promised pancakes and then the phone went silent",
    "why": "when it thunders I sit inside the empty bathtub",
    "comment": "my drawing of the lighthouse was thrown away twice",
    "action": "our neighbour feeds me soup through the broken fence",
    "evidence": "he said the tunnel smells of oranges and petrol",
    "theme": "I would rather sleep at the swimming pool tonight",
    "asked by": "the man with the red van knows my timetable",
    "code": "mum cries when the letter box makes that noise",
    "ask": "I told three grown ups about the cellar already",
    "indicator": "nobody noticed my shoes were on the wrong feet",
    "review title": "the hamster is the only one who listens properly",
    "marking": "please do not send the loud policeman here again",
    "set aside": "I keep my secrets inside the broken toy robot",
    "of another review": "the attic has a window where pigeons visit me",
}
"""What children said, by the route by which it will be tried; none is a quotation."""

DISGUISES: dict[str, Callable[[str], str]] = {
    "statement": lambda words: f"Young people told us: “{words}”.",
    "note": lambda words: words.replace("e", "е").replace("o", "о"),
    "reason": lambda words: "\u200b".join(words),
    "for others": lambda words: f"Everywhere the same: {words.upper()}",
    "why": lambda words: words.replace(" ", "  –  "),
    "comment": lambda words: f"\u202e{words[::-1]}\u202c",
    "recommendation": lambda words: f"Hear this: {words}, and act",
}
FORGED = "Don't call it my choice."


def disguised(route: str) -> str:
    return DISGUISES.get(route, str)(UNSAID[route])


def replaced(path: Path, *changes: tuple[str, str]) -> None:
    """Put each new text in the place of the first that matches the pattern."""
    text = path.read_text(encoding="utf-8")
    for pattern, new in changes:
        text, times = re.subn(pattern, lambda _, new=new: new, text, count=1, flags=re.MULTILINE)
        assert times == 1, f"nothing to change in {path.name}"
    path.write_text(text, encoding="utf-8")


def quoted(route: str) -> str:
    return '"' + disguised(route).replace("\\", "\\\\").replace('"', '\\"') + '"'


def add_rows(path: Path, *rows: dict[str, str]) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    names = list(table[0])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows([*table, *({**dict.fromkeys(names, ""), **row} for row in rows)])


def tamper(workspace: Path) -> None:
    """What children said goes into the texts, and then into everything a person writes."""
    folder = workspace / "reviews" / REVIEW
    here = [route for route in UNSAID if route not in ("set aside", "of another review")]
    with (folder / "voice" / "texts.csv").open(newline="", encoding="utf-8") as file:
        case_id = next(csv.DictReader(file))["case_id"]
    said = {"case_id": case_id, "kind": "told us", "method": "said", "age_band": "11-15"}
    rows = [{**said, "source": f"U{at:02}", "text": f"{UNSAID[route]}."} for at, route in enumerate(here)]
    held = {**said, "source": "U98", "kind": "shouted", "text": UNSAID["set aside"]}
    add_rows(folder / "voice" / "texts.csv", *rows, held)
    other = next(path for path in sorted((workspace / "reviews").iterdir()) if path.name != REVIEW)
    add_rows(other / "voice" / "texts.csv", {**said, "source": "U99", "text": UNSAID["of another review"]})
    replaced(
        folder / "findings.toml",
        (r'(?<=^title = )".*"', quoted("title")),
        (r'(?<=^statement = )".*"', quoted("statement")),
        (r'(?<=^for_others = )".*"', quoted("for others")),
        (r'(?<=^strength_reason = )".*"', quoted("reason")),
        (r'(?<=^note = )".*"', quoted("note")),
        (r'(?<=^text = )".*"', quoted("recommendation")),
    )
    replaced(
        folder / "scope.toml",
        (r'(?<=^question = )".*"', quoted("question")),
        (r'(?<=^why = )".*"', quoted("why")),
        (r'(?<=^scrutineer_comment = )".*"', quoted("comment")),
        (r'(?<=^id = "L1"\nquestion = )".*"', quoted("line")),
    )
    replaced(folder / "review.toml", (r'(?<=^title = )".*"', quoted("review title")))
    replaced(workspace / "workspace.toml", (r'(?<=^marking = )".*"', quoted("marking")))
    replaced(folder / "voice" / "engagement.csv", (r"youth worker the young person knows", disguised("asked by")))
    book = openpyxl.load_workbook(folder / "practitioners.xlsx")
    book["themes"].append([disguised("theme"), "barrier", "L3", "all", "Police"])
    book.save(folder / "practitioners.xlsx")
    own, packaged = workspace / "audit_templates", REPOSITORY / "audit_templates"
    for name in ("codebooks/voice_starter.toml", "child_exploitation.toml", "indicators.toml"):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes((packaged / name).read_bytes())
    replaced(own / "codebooks" / "voice_starter.toml", (r'(?<=^name = )"Same worker"', quoted("code")))
    replaced(own / "child_exploitation.toml", (r'(?<=^ask = )".*"', quoted("ask")))
    replaced(own / "indicators.toml", (r'(?<=^title = )"Return interviews.*"', quoted("indicator")))
    tracked = {
        **{"agreed_on": "2025-06-26", "due": "2026-03-31", "owner": "Police"},
        "impact_expected": "Fewer",
    }
    with (workspace / "actions.csv").open(newline="", encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    done = {"action": "One", "impact_evidence": disguised("evidence"), "impact": "changed something"}
    judged = {"done_on": "2025-07-30", "impact_judged_by": "Subgroup", "impact_judged_on": "2025-09-30"}
    add_rows(
        workspace / "actions.csv",
        {**tracked, "action_id": "Z1", "review": last["review"], "action": disguised("action")},
        {**tracked, **done, **judged, "action_id": "Z2", "review": last["review"]},
        {**tracked, "action_id": "Z3", "review": last["review"], "action": UNSAID["of another review"]},
        {**tracked, "action_id": "Z4", "review": last["review"], "action": UNSAID["set aside"]},
    )
    forge(folder / "quotes.xlsx")


def forge(path: Path) -> None:
    """Other words under a signature that stands, and the whole signature of another row under words nobody signed."""
    book = openpyxl.load_workbook(path)
    sheet = book["Quotes"]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["Words to print"]).value = UNSAID["title"]
    mine = [sheet.cell(3, column).value for column in range(1, sheet.max_column + 1)]
    row = sheet.max_row + 1
    for column, value in enumerate(mine, start=1):
        sheet.cell(row, column).value = value
    for name, value in {"Quote id": "Z99", "Passage": "S07", "Words to print": FORGED}.items():
        sheet.cell(row, at[name]).value = value
    book.save(path)


@dataclass
class Run:
    """What a run said and did, and the pages it drew and then held back."""

    workspace: Path
    lines: list[str] = field(default_factory=list)
    drawn: dict[tuple[str, str], str] = field(default_factory=dict)
    signed: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    quarters: list[run.Quarter] = field(default_factory=list)


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> Run:
    workspace = copy_workspace(tmp_path_factory.mktemp("unsigned") / "sample_cases")
    tamper(workspace)
    made = Run(workspace)
    for review, audience in ((REVIEW, ""), (TRACKER, "executive")):
        quarter = run.run_quarter(workspace, QUARTER, review=review, audience=audience, tell=made.lines.append)
        made.quarters.append(quarter)
    for path in (workspace / "working" / QUARTER).glob("*/held-back/*.html"):
        review, audience = path.parent.parent.name, path.stem
        if audience in AUDIENCES:
            made.drawn[review, audience] = path.read_text(encoding="utf-8")
            tables = Tables.load(path.parent.parent / f"{audience}.json")
            made.signed[review, audience] = list(tables["quotes"]["words"])
    return made


def came_through(made: Run) -> set[str]:
    """The routes whose words a reader would have seen on some page that was drawn."""
    letters = ["".join((skeleton(page), skeleton(page)[::-1])) for page in made.drawn.values()]
    return {route for route, words in UNSAID.items() if any(skeleton(words) in page for page in letters)}


def test_no_page_with_unsigned_words_leaves_and_the_reason_is_said(tampered: Run) -> None:
    mine = {(REVIEW, audience) for audience in ("executive", "hips", "practitioners")}
    assert set(tampered.drawn) == mine | {(TRACKER, "executive")}
    assert not list((tampered.workspace / "released").rglob("*"))
    assert all(not quarter.released for quarter in tampered.quarters)
    said = [reason for quarter in tampered.quarters for _, reason in quarter.failed]
    assert len(said) == 4
    assert all(reason.startswith("The page was held back") and "no signed quotation" in reason for reason in said)


def test_most_routes_lead_to_a_page_so_that_the_search_is_what_stops_them(tampered: Run) -> None:
    missed = set(UNSAID) - came_through(tampered)
    assert missed <= {"asked by", "ask", "code", "indicator"}, missed


@pytest.mark.parametrize("route", UNSAID)
def test_each_route_by_itself_is_enough_to_hold_the_page_back(tampered: Run, route: str) -> None:
    alone = Said.collect([UNSAID[route]])
    for place, page in tampered.drawn.items():
        letters = skeleton(page)
        if skeleton(UNSAID[route]) in letters or skeleton(UNSAID[route])[::-1] in letters:
            assert find_unsigned(page, alone, tampered.signed[place]), place


def test_a_signature_stands_for_its_own_words_only(tampered: Run) -> None:
    for (review, audience), words in tampered.signed.items():
        assert FORGED not in words, audience
        assert UNSAID["title"] not in words
        if review == REVIEW:
            assert words, "the quotations that are rightly signed are still there"


def test_nothing_that_is_said_or_written_down_about_the_run_repeats_a_word(tampered: Run) -> None:
    workspace = tampered.workspace
    texts = [*tampered.lines, *(str(one) for quarter in tampered.quarters for one in (quarter.failed, quarter.waiting))]
    checked = scrutiny("check", workspace)
    texts += [checked.stdout, checked.stderr]
    kept = [path for name in ("record", "released") for path in (workspace / name).rglob("*")]
    texts += [path.read_text(encoding="utf-8") for path in kept if path.is_file()]
    texts += [str(path.relative_to(workspace)) for path in kept]
    everything = "\n".join(texts)
    letters = skeleton(everything)
    only_in_workspace = {"marking", "review title"}  # not a text's place: what a person calls the review
    for route, words in UNSAID.items():
        assert skeleton(words) not in letters or route in only_in_workspace, route
    assert not re.search(r"\bC-[0-9A-HJKMNP-TV-Z]{8}\b", everything)


SENTENCES = ["They swapped my shoes. Then they said I owed them.", "We sang in the car until the bridge came."]


@pytest.mark.parametrize(
    "page",
    [
        "<p>\u202e" + "They swapped my shoes"[::-1] + "\u202c</p>",
        "<p>ᴛʜᴇʏ sᴡᴀᴘᴘᴇᴅ ᴍʏ sʜᴏᴇs</p>",
        "<p>Theɏ swapped my shøes</p>",
        "<p>Ꭲhey swaꓑped my shoes</p>",
        "<p>T h e y s w a p p e d m y s h o e s</p>",
        "<p>“They swapped my new shoes, then they said that I owed them”</p>",
        "<p>❝said I owed❞</p>",
        "<p>「said I owed」</p>",
        "<p>``said I owed´´</p>",
        '<img alt="" src="data:image/svg+xml,%3Csvg%3E%3Ctext%3EThey%20swapped%20my%20shoes%3C/text%3E%3C/svg%3E">',
        "<table><tr><td>They swapped</td><td>my shoes</td></tr></table>",
        "<!-- They swapped my shoes -->",
    ],
)
def test_no_disguise_hides_words_from_the_search(page: str) -> None:
    assert find_unsigned(page, Said.collect(SENTENCES))


@pytest.mark.parametrize(
    "page",
    [
        "<p>Children said that their shoes had been swapped and that they were told of a debt.</p>",
        "<p>“Did somebody find out from this child what life is like?”</p>",
        "<p>“Then they said that it was too late to change the plan”</p>",
        "<p>We came until the bridge in the car park.</p>",
    ],
)
def test_words_of_our_own_are_not_taken_for_a_childs(page: str) -> None:
    assert not find_unsigned(page, Said.collect(SENTENCES))
