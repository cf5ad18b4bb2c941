"""The voice of the child: what was said to whom, what became of it, and who was not heard.

What children told us, what workers recorded and what parents and carers said are three kinds of voice and are never
added together: every count says which of them it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.voice import PASSAGE_COLUMNS, Codebook
from scrutiny_lib.lenses.agreement import agreement_rows
from scrutiny_lib.lenses.results import result, results_table, slug
from scrutiny_lib.tables import table
from scrutiny_lib.terms import CHAIN, KINDS_OF_VOICE

_VOICE: dict[str, Any] = {"lens": "voice", "kind": "answers", "source": "children and families"}
_WHO = {
    "told us": "Children told us",
    "recorded": "Recorded by workers",
    "parents and carers": "Parents and carers said",
}
_CODED = (
    "Counted over children with a passage of this kind. A passage read by two people carries a code only where both "
    "gave it."
)
_GROUP_IDS = {"children": "children", "parents and carers": "parents"}
_ENGAGED = {
    "children": ("Children and young people who took part, of those asked", "children"),
    "parents and carers": ("Parents and carers who took part, of those asked", "parents and carers"),
}


def summarise_voice(
    passages: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    engagement: pd.DataFrame,
    agreed: pd.DataFrame,
    template: Template,
    case_ids: Sequence[str],
    unit: str = "children",
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Count what was said, by kind of voice, and what became of it.

    Parameters
    ----------
    passages, codings, codebook, engagement
        As :mod:`scrutiny_lib.intake.voice` reads them; a file that is not there is an empty table.
    agreed : DataFrame
        case_id, question, answer.
    template : Template
        Its questions with a ``chain`` make up the steps from asking the child to telling the child.
    case_ids : sequence of str
        The audited children.
    unit : str
        What one audited case is in the chain: children, or the referrals of a threshold audit.

    Returns
    -------
    results : DataFrame
        voice.<code>.<kind>: children with a passage of that kind that carries the code. voice.none.<kind>: audited
        children without any passage of that kind; voice.none.child: without their own voice of either kind, told us
        or recorded. chain.<step>, and chain.whole for children with every step that applied.
        eng.children.took_part and eng.parents.took_part. agree.percent, agree.alpha, agree.ac1 (how far two coders
        agreed; lens is blank).
    themes : DataFrame
        The columns of ``themes``: ``source`` is the kind of voice, ``theme`` the name of a code about content,
        ``weight`` in words.
    engagement : DataFrame
        As it came in; why some were not asked stands there.
    """
    passages = passages.reindex(columns=list(PASSAGE_COLUMNS))
    coded = _settled(passages, codings)
    rows: list[Mapping[str, Any]] = []
    said: list[Mapping[str, Any]] = []
    for kind in KINDS_OF_VOICE:
        children = set(passages.loc[passages["kind"] == kind, "case_id"]) - {""}
        mine = coded[(coded["kind"] == kind) & coded["case_id"].isin(children)]
        counts = mine.groupby("code")["case_id"].nunique()
        for code in codebook.codes[codebook.codes["id"].isin(counts.index)].to_dict("records"):
            n = int(counts[code["id"]])
            rows.append(_code_row(code, kind, n, len(children)))
            if code["layer"] == "content" and not _is_exclusive(codebook, code["group"]):
                weight = _weight(n, len(children))
                name = _group_name(codebook, code["group"])
                said.append({"source": kind, "theme": code["name"], "kind": name, "line": "", "weight": weight})
    rows += _not_heard(passages, case_ids)
    rows += _chain(agreed, template, case_ids, unit)
    rows += _engagement(engagement)
    rows += _coders(codings)
    return results_table(rows), table("themes", said), table("engagement", engagement)


def _settled(passages: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """The codes a passage carries: those both coders gave it, or those of its only coder."""
    unique = codings.drop_duplicates()
    coders = unique.groupby("passage_id")["coder"].nunique().rename("coders")
    given = unique.groupby(["passage_id", "code"])["coder"].nunique().rename("gave").reset_index()
    given = given.merge(coders, on="passage_id")
    agreed = given.loc[given["gave"] >= given["coders"].clip(upper=2), ["passage_id", "code"]]
    return agreed.merge(passages[["passage_id", "case_id", "kind"]], on="passage_id")


def _code_row(code: Mapping[Any, Any], kind: str, n: int, of: int) -> dict[str, Any]:
    result_id = f"voice.{code['id']}.{slug(kind)}"
    label = f"{_WHO[kind]}: {code['name']}"
    return result(
        result_id,
        question=result_id,
        label=label,
        answer=code["name"],
        n=n,
        of=of,
        unit="children",
        method=_CODED,
        **_VOICE,
    )


def _not_heard(passages: pd.DataFrame, case_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Audited children without a passage, by kind; and without any voice of their own."""
    heard = {kind: set(passages.loc[passages["kind"] == kind, "case_id"]) for kind in KINDS_OF_VOICE}
    silent = {
        "told_us": ("Children we did not hear from ourselves", heard["told us"]),
        "recorded": ("Children for whom no words of theirs are recorded", heard["recorded"]),
        "parents_and_carers": (
            "Children whose parents or carers we did not hear from",
            heard["parents and carers"],
        ),
        "child": (
            "Children not heard at all, neither by us nor in the record",
            heard["told us"] | heard["recorded"],
        ),
    }
    return [
        result(
            f"voice.none.{name}",
            question=f"voice.none.{name}",
            label=label,
            answer="not heard",
            good=False,
            n=sum(case_id not in known for case_id in case_ids),
            of=len(case_ids),
            unit="children",
            method="Counted over the audited children. Why some were not asked is said where we say who was asked.",
            **_VOICE,
        )
        for name, (label, known) in silent.items()
    ]


def _chain(agreed: pd.DataFrame, template: Template, case_ids: Sequence[str], unit: str) -> list[dict[str, Any]]:
    """Each step, over the children it applied to; and the whole chain, over the children every asked step applied to.

    A child is at a step when every applicable question of that step has a good answer.
    """
    asked = template.questions[(template.questions["chain"] != "") & (template.questions["scope"] == "child")]
    rows, steps = [], {}
    for step in CHAIN:
        questions = asked[asked["chain"] == step].to_dict("records")
        if not questions:
            continue
        done = _done(agreed, questions, case_ids)
        steps[step] = done
        line, label = questions[0]["line"], questions[0]["ask"]
        rows.append(_chain_row(step, line, label, done, f"Counted over {unit}, where the step applied.", unit))
    if len(steps) > 1:
        whole = pd.DataFrame(steps).dropna().all(axis=1)
        line = asked.iloc[0]["line"]
        label = "Every step, from finding out to telling the child"
        rows.append(_chain_row("whole", line, label, whole, f"Counted over {unit}, where every step applied.", unit))
    return rows


def _done(agreed: pd.DataFrame, questions: Iterable[Mapping[Any, Any]], case_ids: Sequence[str]) -> pd.Series[Any]:
    """By child: whether the step was done; missing where it did not apply or nothing is agreed."""
    columns = {}
    for question in questions:
        mine = agreed[agreed["question"] == question["id"]].set_index("case_id")["answer"].reindex(list(case_ids))
        columns[question["id"]] = mine[mine.isin(question["answers"])].isin(question["good"])
    told = pd.DataFrame(columns, index=pd.Index(case_ids)).dropna(how="all")
    values = [bool(row.dropna().all()) for _, row in told.iterrows()]
    return pd.Series(values, index=told.index, dtype=bool)


def _chain_row(
    step: str, line: str, label: str, done: pd.Series[Any], method: str, unit: str
) -> dict[str, Any]:
    return result(
        f"chain.{slug(step)}",
        line=line,
        question=f"chain.{slug(step)}",
        label=label,
        answer="done",
        good=True,
        n=int(done.sum()),
        of=len(done),
        unit=unit,
        method=method,
        **{**_VOICE, "source": "cases"},
    )


def _engagement(engagement: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for row in engagement.to_dict("records"):
        label, unit = _ENGAGED[row["group"]]
        name = f"eng.{_GROUP_IDS[row['group']]}.took_part"
        rows.append(
            result(
                name,
                question=name,
                label=label,
                answer="took part",
                n=int(row["took_part"]),
                of=int(row["asked"]),
                unit=unit,
                method="Of those who were asked.",
                **_VOICE,
            )
        )
    return rows


def _coders(codings: pd.DataFrame) -> list[dict[str, Any]]:
    """How far two coders agreed: every code in use, given or not given, to every passage read by at least two."""
    unique = codings.drop_duplicates()
    readers = unique.groupby("passage_id")["coder"].unique()
    twice = readers[readers.map(len) >= 2]
    codes = sorted(unique.loc[unique["passage_id"].isin(twice.index), "code"].unique())
    given = set(unique[["passage_id", "code", "coder"]].itertuples(index=False, name=None))
    ratings = {
        (passage, code): {
            coder: "given" if (passage, code, coder) in given else "not given" for coder in twice[passage]
        }
        for passage in twice.index
        for code in codes
    }
    return agreement_rows(
        pd.DataFrame.from_dict(ratings, orient="index"),
        "agree",
        lens="",
        label="How far two people who coded the same passages on their own agreed",
        unit="decisions on a code",
        categories=["given", "not given"],
        source="children and families",
    )


def _weight(n: int, of: int) -> str:
    """How widely something was said, in words that hold no number."""
    return "said by most" if 3 * n >= 2 * of else "said by some" if 3 * n >= of else "said by a few"


def _is_exclusive(codebook: Codebook, group: str) -> bool:
    return bool(codebook.groups.set_index("id").at[group, "exclusive"])


def _group_name(codebook: Codebook, group: str) -> str:
    return str(codebook.groups.set_index("id").at[group, "name"])
