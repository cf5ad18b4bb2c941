# ruff: noqa: T201 (a script that prints)
"""Real public texts at real size: inspection reports, coded by rule as two coders who differ on purpose.

    python tests/external/code_reports.py [folder with the reports] [folder to write the review into]

Takes the reports apart into sentences; has two made-up coders mark them by word lists (``report_words.py``): A1 reads
widely and marks the whole sentence, A2 reads narrowly and marks the clause. Both files are put into a review's folder
and read as a coder's files are; then everything that a review does with voices is done: agreement, the queue of
differences, settling, prevalence by report, what goes together, export and back. What is counted is how reports speak,
not children; no sentence of a report is printed or kept.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pandas as pd

from scrutiny_lib.audit.code_differences import write_differences
from scrutiny_lib.audit.compare_codes import compare_codes
from scrutiny_lib.audit.settle_codes import Settled, read_decided, settle_codes
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.assumptions import read_assumptions
from scrutiny_lib.intake.codebook import Codebook, read_codebook
from scrutiny_lib.intake.coders import Coded, read_coded
from scrutiny_lib.intake.engagement import read_engagement
from scrutiny_lib.intake.passages import passages_of
from scrutiny_lib.intake.qda_codebook import codebook_project
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.qdpx_read import read_qdpx
from scrutiny_lib.intake.qdpx_write import write_qdpx
from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template, packaged_folder
from scrutiny_lib.intake.texts import Texts, read_texts
from scrutiny_lib.lenses.coding_agreement import summarise_coding
from scrutiny_lib.lenses.design import Design
from scrutiny_lib.lenses.voice import summarise_voice
from tests.external.report_words import BLAME, CODES, PRAISE, TONES, pattern

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "inspection_reports"
CODEBOOK = Path(__file__).with_name("inspection_codes.toml")
REVIEW = "Inspection reports"
WIDE, NARROW = CODERS = ("A1", "A2")
_END = re.compile(r"[.?!:]['’”)]*(?=\s+[A-Z◼•‘“])|\n[ \t]*(?=\n)|$")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_FEWEST_WORDS = 4
UNIT = "paragraphs"
"""What the lens counts; in a review it is the child."""

Span = tuple[int, int]


def sentences(words: str) -> list[Span]:
    """Where sentences stand; headings and page numbers of fewer than four words are left out."""
    found, begin = [], 0
    for end in _END.finditer(words):
        piece = words[begin : end.end()]
        start = begin + len(piece) - len(piece.lstrip())
        stop = begin + len(piece.rstrip())
        begin = end.end()
        if len(words[start:stop].split()) >= _FEWEST_WORDS:
            found.append((start, stop))
    return found


def marks(words: str, sentence: Span, coder: str) -> list[tuple[int, int, str]]:
    """What one coder marks in one sentence: start, end, code. The tone is always that of the whole sentence."""
    start, end = sentence
    made = []
    for code, terms in CODES.items():
        if found := pattern(terms, coder).search(words, start, end):
            made.append((*(sentence if coder == WIDE else clause(words, sentence, found.span())), code))
    heard = tuple(bool(pattern(terms, coder).search(words, start, end)) for terms in (BLAME, PRAISE))
    return [*made, (start, end, TONES[heard])] if any(heard) else made


def clause(words: str, sentence: Span, found: Span) -> Span:
    """From the comma before what was found to the comma after it."""
    start = max([sentence[0], *(at + 1 for at in range(sentence[0], found[0]) if words[at] in ",;:")])
    while words[start].isspace():
        start += 1
    end = min([sentence[1], *(at for at in range(found[1], sentence[1]) if words[at] in ",;:")])
    return start, end


def make_review(reports: Path, folder: Path) -> None:
    """Write the reports, their sentences and both coders' files as a review has them."""
    (folder / "texts").mkdir(parents=True)
    (folder / "coding").mkdir()
    listed, passages, given = [], [], {coder: [] for coder in CODERS}
    for report in sorted(reports.glob("*.txt")):
        data = report.read_bytes()
        (folder / "texts" / report.name).write_bytes(data)
        words, source = data.decode("utf-8"), report.stem
        listed.append((source, source, "recorded", report.name))
        for number, (start, end) in enumerate(sentences(words), start=1):
            passages.append((f"{source}.{number}", source, start, end))
            for coder in CODERS:
                given[coder] += [(source, *mark) for mark in marks(words, (start, end), coder)]
    _write(folder / "texts.csv", ("source", "case_id", "kind", "file"), listed)
    _write(folder / "passages.csv", ("passage_id", "source", "start", "end"), passages)
    who = [(coder, role, f"{coder}.csv", "2026-01-31") for coder, role in zip(CODERS, ("first", "second"), strict=True)]
    _write(folder / "coders.csv", ("coder", "role", "file", "locked_on"), who)
    for coder, rows in given.items():
        _write(folder / "coding" / f"{coder}.csv", ("source", "start", "end", "code"), rows)


def _write(path: Path, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


@dataclass
class Work:
    """Everything the run makes, and the seconds of each part."""

    texts: Texts
    passages: pd.DataFrame
    coded: Coded
    codebook: Codebook
    problems: Problems
    seconds: dict[str, float] = field(default_factory=dict)
    coding: pd.DataFrame = field(default_factory=pd.DataFrame)
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    settled: Settled = field(default_factory=Settled)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    results: pd.DataFrame = field(default_factory=pd.DataFrame)
    queue: Path = Path()
    project: Project = field(default_factory=Project)
    again: Project = field(default_factory=Project)
    lost: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Count the seconds of one part."""
        began = time.perf_counter()
        yield
        self.seconds[what] = time.perf_counter() - began


def read_review(folder: Path) -> Work:
    """Read the review as it is read when a review is run."""
    began = time.perf_counter()
    codebook, problems = read_codebook(CODEBOOK)
    assert codebook is not None
    texts, found = read_texts(folder)
    passages, more = passages_of(texts, folder / "passages.csv")
    coded, most = read_coded(folder, codebook, texts, passages, REVIEW)
    for others in (found, more, most):
        problems.extend(others)
    work = Work(texts, passages, coded, codebook, problems)
    work.seconds["reading texts, sentences and both coders' files"] = time.perf_counter() - began
    return work


def decide(work: Work, folder: Path) -> None:
    """Settle differences by rule and leave one in ten open: the tone as A1 heard it; else two of A1's words or more."""
    rows = []
    place = {row["passage_id"]: row for row in work.passages.to_dict("records")}
    for number, (passage, code, given_by) in enumerate(
        work.differences[["passage_id", "code", "given_by"]].itertuples(index=False, name=None)
    ):
        if code in TONES.values():
            given, why = given_by == WIDE, "the tone as the wider reader heard it"
        else:
            where = place[passage]
            words = work.texts.words[where["source"]]
            found = len(list(pattern(CODES[code], WIDE).finditer(words, where["start"], where["end"])))
            given, why = found >= 2, "given where two words or more speak of it"
            if number % 10 == 0:
                continue
        rows.append((passage, code, "given" if given else "not given", "A1 and A2", "2026-02-14", why))
    _write(folder / "settled.csv", ("passage_id", "code", "settled", "by", "on", "why"), rows)


def project_of(work: Work) -> Project:
    """The whole of it as a project for other tools; each report is a case."""
    codings = work.coded.codings[["source", "start", "end", "code", "coder"]]
    sources = [{"source": name, "name": name, "text": words, "bom": False} for name, words in work.texts.words.items()]
    cases = [{"case": name, "name": name} for name in work.texts.words]
    return replace(
        codebook_project(work.codebook),
        sources=qda_table("sources", sources),
        coders=qda_table("coders", [{"coder": coder, "name": coder} for coder in CODERS]),
        codings=qda_table("codings", codings),
        cases=qda_table("cases", cases),
        case_sources=qda_table("case_sources", [{"case": name, "source": name} for name in work.texts.words]),
        name=REVIEW,
    )


def run(reports: Path, folder: Path) -> Work:
    """Everything, from the reports to the file for other tools and back."""
    began = time.perf_counter()
    make_review(reports, folder)
    marked = time.perf_counter() - began
    work = read_review(folder)
    work.seconds = {"taking apart and marking by word lists": marked, **work.seconds}
    assumptions, _ = read_assumptions([packaged_folder() / "assumptions.toml"])
    with work.timed("agreement of every code, with intervals and αU"):
        work.coding = summarise_coding(work.coded, work.passages, work.texts, work.codebook, assumptions)
    with work.timed("differences, settled by rule"):
        work.differences, _ = compare_codes(work.coded, work.passages)
        decide(work, folder)
        decided, found = read_decided(folder)
        work.problems.extend(found)
        work.settled = settle_codes(work.coded, work.passages, decided, work.codebook)
        work.problems.extend(work.settled.problems)
    with work.timed("the queue of differences as a workbook"):
        work.queue = folder / "differences.xlsx"
        write_differences(work.queue, work.settled, work.coded, work.texts, work.passages, work.codebook)
    with work.timed("prevalence, by report, and what goes together"):
        work.frames, work.results = count_voice(work)
    with work.timed("to REFI-QDA and back"):
        work.project = project_of(work)
        work.lost = write_qdpx(work.project, folder / "reports.qdpx", namespace=work.codebook.namespace)
        work.again = read_qdpx(folder / "reports.qdpx")
    return work


def paragraphs(work: Work) -> pd.Series[Any]:
    """The paragraph each sentence stands in, by passage: a blank line (also at the foot of a page) ends one."""
    found, source, number, end = {}, "", 0, 0
    for row in work.passages.to_dict("records"):
        between = work.texts.words[row["source"]][end : row["start"]]
        if row["source"] != source:
            source, number = row["source"], 1
        elif _BLANK_LINE.search(between):
            number += 1
        found[row["passage_id"]] = f"{source} §{number}"
        end = row["end"]
    return pd.Series(found)


def count_voice(work: Work) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The voice lens with a paragraph in the place of a child and its report in the place of where the child lives.

    Nobody was asked and no record was judged, so engagement and chain stay empty.
    """
    where = paragraphs(work)
    report = dict(zip(where, work.passages["source"], strict=True))
    children = pd.DataFrame({"case_id": list(report), "locality": list(report.values())})
    table = pd.DataFrame({"source": list(report), "case_id": list(report), "kind": "recorded"})
    passages = work.passages.assign(source=work.passages["passage_id"].map(where))
    codes = work.settled.codes.assign(source=work.settled.codes["passage_id"].map(where))
    strata = pd.DataFrame({"stratum": ["all"], "size": [len(report)], "drawn": [len(report)]})
    design = Design("close look", strata, pd.Series("all", index=list(report)), len(report))
    log, _ = read_engagement(Path("not there.csv"))
    answers = pd.DataFrame(columns=["case_id", "agency", "question", "answer"])
    template = Template("none", "1", "None", "", (), pd.DataFrame(columns=list(QUESTION_COLUMNS)))
    return summarise_voice(
        Texts(table=table.reindex(columns=work.texts.table.columns, fill_value="")),
        passages,
        replace(work.settled, codes=codes),
        work.coding,
        work.codebook,
        log,
        answers.drop(columns="agency"),
        answers,
        template,
        children,
        design,
        UNIT,
        {},
    )


def show(work: Work) -> None:
    """Print a summary: counts and seconds, not a word of a report."""
    words = sum(len(text.split()) for text in work.texts.words.values())
    print(f"{len(work.texts.words)} reports, {words:,} words, {len(work.passages):,} sentences")
    for row in work.coded.received.to_dict("records"):
        print(f"  {row['file']}: received {row['received']:,} = used {row['used']:,} + held {row['held']:,}"
              f" + refused {row['refused']:,}")  # fmt: skip
    print(f"\nagreement over {len(work.passages):,} sentences   percent  alpha (interval)         AC1    αU")
    for row in work.coding.to_dict("records"):
        name = f"{row['code']} {row['name']}"[:34]
        print(f"  {name:36}{row['percent']:6.1f}  {row['alpha']:5.2f} ({row['lower']:5.2f} to {row['upper']:5.2f})"
              f"  {row['ac1']:5.2f} {row['alpha_u']:5.2f}  {row['reliability']}")  # fmt: skip
    told = work.settled.codes.groupby(["source", "code"]).size().unstack(fill_value=0)
    sentences_of = work.passages.groupby("source").size()
    print("\nsentences in 100 that carry the code once settled, by report (the unit is the sentence)")
    for source, row in told.iterrows():
        shares = "  ".join(f"{code} {100 * count / sentences_of[source]:.0f}" for code, count in row.items())
        print(f"  {source}: {shares}")
    print("\nparagraphs that carry the code, and by report (the unit is the paragraph; p adjusted after Holm)")
    by = work.frames["voice_by"]
    for row in work.frames["voice_codes"].to_dict("records"):
        mine = by[(by["code"] == row["code"]) & (by["attribute"] == "locality")]
        parts = " | ".join(f"{n} of {of}" for n, of in zip(mine["n"], mine["of"], strict=True))
        p = f"p {mine['adjusted'].iloc[0]:.3f}" if len(mine) else ""
        print(f"  {row['code']} {row['name']}: {row['shown']} ({row['reliability']})  {parts}  {p}")
    print("\nmost often in one paragraph together")
    for row in work.frames["voice_pairs"].sort_values("n", ascending=False, kind="stable").head(5).to_dict("records"):
        print(f"  {row['name']} and {row['with_name']}: {row['n']} of {row['of']}")
    print(f"\nqueue of differences: {len(work.differences):,}, settled {len(work.settled.log):,},"
          f" open {len(work.settled.open):,}")  # fmt: skip
    print(f"to other tools: {len(work.again.codings):,} codings came back; not carried: {len(work.lost)}")
    print("\nseconds")
    for what, seconds in work.seconds.items():
        print(f"  {what:56}{seconds:7.2f}")
    print(f"  {'all of it':56}{sum(work.seconds.values()):7.2f}")


def main(reports: str = "", folder: str = "") -> int:
    """Run and print."""
    if not Path(reports or REPORTS).is_dir():
        print("The inspection reports are not here.")
        return 1
    with tempfile.TemporaryDirectory() as spare:
        show(run(Path(reports or REPORTS), Path(folder or spare) / "voice"))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
