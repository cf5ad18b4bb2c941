# ruff: noqa: T201 (a script that prints)
"""How far coders agree on every code, with 1,000 redrawn sets of passages each, beside the package krippendorff.

    python tests/benchmarks/bench_coding.py [passages] [codes] [draws]

The whole table is timed (percent, alpha with its interval, AC1, αU, the word), about 30,000 words in sentences of 20.
The peer has no bootstrap of its own; it gets the cheapest one its interface allows, as in bench_agreement.py, for a few
of the codes, and its time is told for all of them. αU is timed beside the slow one of
tests/unit/test_unitizing_slow.py, which is written from the paper's definition, on a text short enough for it. Seconds
depend on the machine; the ratios are what counts. Leaves with 1 when two alphas differ by more than the tenth digit, or
the same table does not come out twice; no time makes it fail.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd

from scrutiny_lib.intake.assumptions import Assumptions
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import Coded
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.lenses.coding_agreement import summarise_coding
from scrutiny_lib.stats import krippendorff_alpha, unitizing_alpha
from tests.unit.test_unitizing_slow import slow_alpha

PASSAGES, CODES, DRAWS = 1_500, 40, 1_000
LONG, SOURCES, PEER_CODES, DIGITS = 120, 30, 3, 1e-10
SHORT = 150


def make_work(passages: int, codes: int) -> tuple[Coded, pd.DataFrame, Texts, Codebook, dict[str, Any]]:
    """Invented coding of blank texts: codes from rare to common, coders who differ now and then, marks of all sizes."""
    rng = np.random.default_rng(1)
    names = [f"C{number}" for number in range(codes)]
    truth = rng.random((codes, passages)) < np.geomspace(0.01, 0.4, codes)[:, None]
    each = -(-passages // SOURCES)
    source = np.array([f"S{at // each}" for at in range(passages)])
    start = np.arange(passages) % each * LONG
    table = pd.DataFrame(
        {"passage_id": [f"p{at}" for at in range(passages)], "source": source, "start": start, "end": start + LONG}
    )
    spans, given = [], {}
    for coder in ("A1", "A2"):
        given[coder] = truth ^ (rng.random(truth.shape) < 0.03)
        code, at = np.nonzero(given[coder])
        left, right = rng.integers(0, LONG // 3, (2, len(at)))
        spans.append(
            pd.DataFrame(
                {
                    "source": source[at],
                    "start": start[at] + left,
                    "end": start[at] + LONG - right,
                    "code": np.array(names)[code],
                    "coder": coder,
                }
            )
        )
    coded = Coded(
        coders=pd.DataFrame({"coder": ["A1", "A2"], "role": ["first", "second"], "finished": True}),
        codings=pd.concat(spans, ignore_index=True),
        read=pd.concat([table[["passage_id"]].assign(coder=coder) for coder in given], ignore_index=True),
    )
    groups = pd.DataFrame({"id": ["G"], "name": ["Group"], "exclusive": [False], "ordered": [False]})
    book = pd.DataFrame({"id": names, "group": "G", "name": names})
    texts = Texts(words={name: "x" * (each * LONG) for name in dict.fromkeys(source)})
    return coded, table, texts, Codebook("made_up", "1", "Made up", "children", "", groups, book), given


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    found = call()
    return time.perf_counter() - began, found


def peer(first: Any, second: Any, draws: int) -> float:
    """The peer's alpha of one code; and it of redrawn sets of passages."""
    import krippendorff

    yes = (first + second).astype(int)
    counts = np.column_stack([2 - yes, yes])
    rng = np.random.default_rng(1)

    def alpha(of: Any) -> float:
        return float(krippendorff.alpha(value_counts=of, value_domain=[0, 1], level_of_measurement="nominal"))

    for _ in range(draws):
        drawn = counts[rng.integers(0, len(counts), len(counts))]
        if (drawn.sum(axis=0) > 0).all():
            alpha(drawn)
    return alpha(counts)


def beside_slow() -> bool:
    """αU beside the definition, on one short text with two codes."""
    rng = np.random.default_rng(2)
    spans = []
    for coder in range(2):
        for code in "xy":
            cuts = np.sort(rng.choice(np.arange(SHORT + 1), 12, replace=False)).tolist()
            spans += [(coder, code, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    table = pd.DataFrame(spans, columns=["coder", "code", "start", "end"])
    slow_seconds, slow = timed(lambda: slow_alpha(spans, 0, SHORT, 2))
    seconds, fast = timed(lambda: unitizing_alpha(table, SHORT, coders=range(2)).to_dict())
    gap = max(abs(fast[code] - slow[code]) for code in slow)
    print(f"αU of a text of {SHORT} with {len(spans)} marks: {seconds:.4f} s, by the definition {slow_seconds:.4f} s")
    print(f"times as fast: {slow_seconds / seconds:.0f}; they differ by {gap:.1e}: {_equal(gap)}")
    return gap <= DIGITS


def _equal(gap: float) -> str:
    return "equal to 10 digits" if gap <= DIGITS else "NOT EQUAL"


def main(passages: int = PASSAGES, codes: int = CODES, draws: int = DRAWS) -> int:
    """Time both, compare, and check that they give the same alphas."""
    coded, table, texts, book, given = make_work(passages, codes)
    assumptions = Assumptions(agreement_bootstrap=draws)
    seconds, found = timed(lambda: summarise_coding(coded, table, texts, book, assumptions))
    _, again = timed(lambda: summarise_coding(coded, table, texts, book, assumptions))
    same = found.equals(again)
    many = len(coded.codings)
    print(f"{passages:,} passages, {codes} codes, 2 coders, {many:,} marks, {draws:,} draws for each code")
    print(f"scrutiny_lib, the whole table     {seconds:8.3f} s")
    print(f"the same again: {'yes' if same else 'NO'}")
    right = beside_slow() and same
    if importlib.util.find_spec("krippendorff") is None:
        print("no comparison: the package krippendorff is not installed")
        return 0 if right else 1
    a, b = (marked.astype(float) for marked in given.values())
    pairs = [np.column_stack(pair) for pair in zip(a, b, strict=True)]
    alone, _ = timed(lambda: [krippendorff_alpha(pair, "nominal", [0, 1], draws, 0) for pair in pairs])
    alphas = found.set_index("code")["alpha"]
    at = np.linspace(0, codes - 1, min(PEER_CODES, codes)).astype(int)
    their_seconds, _ = timed(lambda: [peer(a[code], b[code], draws) for code in at])
    their_seconds *= codes / len(at)
    gap = max(abs(peer(a[code], b[code], 0) - alphas[f"C{code}"]) for code in range(codes))
    print(f"krippendorff, alpha alone         {their_seconds:8.3f} s (from {len(at)} of the codes)")
    print(f"scrutiny_lib, alpha alone         {alone:8.3f} s")
    print(f"times as fast as krippendorff: {their_seconds / alone:.0f}, and {their_seconds / seconds:.0f} as a whole")
    print(f"alphas of all codes differ by at most {gap:.1e}: {_equal(gap)}")
    return 0 if right and gap <= DIGITS else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
