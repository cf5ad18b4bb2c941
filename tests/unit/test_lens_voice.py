"""Three kinds of voice, never added; the chain; who was not heard; two coders."""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template
from scrutiny_lib.intake.voice import Codebook
from scrutiny_lib.lenses.voice import summarise_voice
from scrutiny_lib.terms import CHAIN

CODEBOOK = Codebook(
    "book",
    "1",
    "Book",
    pd.DataFrame([("V", "How it reached us", True), ("S", "Safety", False)], columns=["id", "name", "exclusive"]),
    pd.DataFrame(
        [
            ("V1", "V", "Own words", "practice"),
            ("S1", "S", "Good things", "content"),
            ("S2", "S", "Safe or not", "content"),
        ],
        columns=["id", "group", "name", "layer"],
    ),
)
PASSAGES = pd.DataFrame(
    [
        ("p1", "A", "told us"),
        ("p2", "A", "told us"),
        ("p3", "B", "told us"),
        ("p4", "C", "recorded"),
        ("p5", "D", "parents and carers"),
    ],
    columns=["passage_id", "case_id", "kind"],
)
CODINGS = pd.DataFrame(
    [
        ("p1", "x", "S1"), ("p1", "y", "S1"),
        ("p2", "x", "S1"), ("p2", "y", "S2"),
        ("p3", "x", "S2"), ("p3", "y", "S2"), ("p3", "y", "V1"),
        ("p4", "x", "S2"),
        ("p5", "x", "S1"), ("p5", "y", "S1"),
    ],
    columns=["passage_id", "coder", "code"],
)  # fmt: skip
ENGAGEMENT = pd.DataFrame(
    [
        ("children", 10, 4, 3, 2, "In court", "", "", ""),
        ("parents and carers", 6, 5, 1, 0, "", "", "", ""),
    ],
    columns=[
        "group",
        "asked",
        "took_part",
        "declined",
        "not_asked",
        "why_not_asked",
        "how",
        "support",
        "told_result",
    ],
)


def template(steps: tuple[str, ...] = CHAIN) -> Template:
    def question(at: int, step: str) -> dict[str, object]:
        fixed = {
            "lens": "voice",
            "line": "L4",
            "answers": ["yes", "partly", "no"],
            "good": ["yes"],
            "agencies": ["p"],
        }
        return {
            "id": f"q{at}",
            "scope": "child",
            "ask": step,
            "help": "",
            "chain": step,
            "role": "",
            "ordered": True,
            "asked": "each child",
            **fixed,
        }

    rows = [question(at, step) for at, step in enumerate(steps)]
    return Template("t", "1", "T", "", ("p",), pd.DataFrame(rows, columns=list(QUESTION_COLUMNS)))


def summarised(agreed: pd.DataFrame | None = None) -> tuple[dict[str, str], pd.DataFrame, pd.DataFrame]:
    none = pd.DataFrame(columns=["case_id", "question", "answer"])
    results, themes, engagement = summarise_voice(
        PASSAGES, CODINGS, CODEBOOK, ENGAGEMENT, none if agreed is None else agreed, template(), list("ABCDE")
    )
    return dict(zip(results["result_id"], results["shown"], strict=True)), themes, engagement


def test_kinds_of_voice_are_counted_apart() -> None:
    shown, themes, _ = summarised()
    assert shown["voice.S1.told_us"] == "1 of 2 children"
    assert shown["voice.S2.told_us"] == "1 of 2 children"
    assert shown["voice.S2.recorded"] == "1 of 1 child"
    assert shown["voice.S1.parents_and_carers"] == "1 of 1 child"
    assert set(themes["source"]) == {"told us", "recorded", "parents and carers"}
    assert not any(character.isdigit() for weight in themes["weight"] for character in weight)


def test_a_code_only_one_of_two_coders_gave_is_not_counted() -> None:
    shown, themes, _ = summarised()
    assert "voice.V1.told_us" not in shown
    assert "Own words" not in set(themes["theme"])


def test_who_was_not_heard() -> None:
    shown, _, engagement = summarised()
    assert shown["voice.none.told_us"] == "3 of 5 children"
    assert shown["voice.none.child"] == "2 of 5 children"
    assert shown["voice.none.parents_and_carers"] == "4 of 5 children"
    assert engagement.loc[0, "why_not_asked"] == "In court"
    assert shown["eng.children.took_part"] == "4 of 10 children"
    assert shown["eng.parents.took_part"] == "5 of 6 parents and carers"


def test_the_chain_counts_children_it_applied_to() -> None:
    answers = {
        "A": ["yes"] * 5,
        "B": ["yes", "yes", "partly", "no", "no"],
        "C": ["yes", "no", "not applicable", "no", "no"],
    }
    agreed = pd.DataFrame(
        [(case, f"q{at}", answer) for case, given in answers.items() for at, answer in enumerate(given)],
        columns=["case_id", "question", "answer"],
    )
    shown, _, _ = summarised(agreed)
    assert shown["chain.sought"] == "all 3 children"
    assert shown["chain.recorded"] == "2 of 3 children"
    assert shown["chain.understood"] == "1 of 2 children"
    assert shown["chain.acted_on"] == "1 of 3 children"
    assert shown["chain.told"] == "1 of 3 children"
    assert shown["chain.whole"] == "1 of 2 children"


def test_agreement_comes_as_three_figures_together() -> None:
    results, _, _ = summarise_voice(
        PASSAGES,
        CODINGS,
        CODEBOOK,
        ENGAGEMENT,
        pd.DataFrame(columns=["case_id", "question", "answer"]),
        template(),
        ["A"],
    )
    rows = results[results["result_id"].str.startswith("agree.")]
    assert list(rows["result_id"]) == ["agree.percent", "agree.alpha", "agree.ac1"]
    assert set(rows["kind"]) == {"people"}
    # four passages read twice, three codes in use: 12 decisions, of which p2 S1, p2 S2 and p3 V1 differ
    assert set(rows["of"]) == {12}
    assert rows.iloc[0]["shown"] == "75 in 100"


def test_everybody_the_same_is_not_defined() -> None:
    same = pd.DataFrame([("p1", "x", "S1"), ("p1", "y", "S1")], columns=["passage_id", "coder", "code"])
    none = pd.DataFrame(columns=["case_id", "question", "answer"])
    results, _, _ = summarise_voice(PASSAGES, same, CODEBOOK, ENGAGEMENT, none, template(), ["A"])
    shown = dict(zip(results["result_id"], results["shown"], strict=True))
    assert shown["agree.percent"] == "100 in 100"
    assert shown["agree.alpha"].startswith("not defined")


def test_no_voice_at_all_is_still_a_table() -> None:
    none = pd.DataFrame(columns=["case_id", "question", "answer"])
    results, themes, _ = summarise_voice(
        PASSAGES.iloc[:0], CODINGS.iloc[:0], CODEBOOK, ENGAGEMENT.iloc[:0], none, template(()), ["A", "B"]
    )
    assert themes.empty
    assert dict(zip(results["result_id"], results["shown"], strict=True))["voice.none.child"] == "all 2 children"
