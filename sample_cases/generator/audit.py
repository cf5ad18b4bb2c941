"""The audit itself: what was agreed for each child, and what each agency had answered on its own before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.chance import pick, split, unit, whole
from generator.frames import is_known
from generator.people import Row, age_on
from scrutiny_lib.intake.answer_kinds import BETWEEN, NONE_OF_THESE
from scrutiny_lib.intake.template import Template
from scrutiny_lib.stats.days import add_working_days
from scrutiny_lib.terms import NOT_APPLICABLE, NOT_KNOWN

Agreed = dict[tuple[str, str], str]
Filled = dict[tuple[str, str], tuple[str, str, str]]
LEVELS = ("level 1", "level 2", "level 3", "level 4")


@dataclass(frozen=True)
class Audit:
    """One review's children (rows of the frame with ``case_id``), its template, and how its answers come out."""

    name: str
    children: list[Row]
    template: Template
    rules: Mapping[str, Mapping[str, Any]]
    common: Mapping[str, Any]
    words: Mapping[str, Any]
    on: date

    def questions(self, scope: str) -> Iterator[dict[str, Any]]:
        """The template's questions of one scope."""
        for row in self.template.questions.to_dict("records"):
            if row["scope"] == scope:
                yield {str(key): value for key, value in row.items()}


    def question(self, name: str) -> dict[str, Any]:
        """One question about what agencies know for themselves, by its id."""
        return next(question for question in self.questions("agency") if question["id"] == name)


def agree(audit: Audit) -> Agreed:
    """One answer for each child and child question: (case_id, question) -> answer."""
    agreed: Agreed = {}
    for question in audit.questions("child"):
        name = question["id"]
        rule = audit.rules.get(name, {})
        if question["kind"] == "number":
            agreed |= {(row["case_id"], name): _number(row, name, rule, audit.on) for row in audit.children}
        elif question["role"] == "level agreed":
            agreed |= {(row["case_id"], name): _level(row, audit.common["levels"]) for row in audit.children}
        elif name == "cx10":
            agreed |= {(row["case_id"], name): _interview(row) for row in audit.children}
        else:
            inside = [row for row in audit.children if _applies(row, name, rule, agreed, audit.on)]
            inside.sort(key=lambda row: -_standing(row, name))
            counts = split(len(inside), rule["shares"])
            answers = [
                answer
                for answer, count in zip(question["answers"], counts, strict=True)
                for _ in range(count)
            ]
            given = dict(zip((row["case_id"] for row in inside), answers, strict=True))
            agreed |= {
                (row["case_id"], name): given.get(row["case_id"], NOT_APPLICABLE) for row in audit.children
            }
    return agreed


def answer_alone(audit: Audit, agency: str, agreed: Agreed, worried: Mapping[str, str]) -> Filled:
    """One agency's whole return: (case_id, question) -> (answer, what the record shows, where to find it).

    ``worried`` gives, for children this agency is worried about now, what was done.
    """
    filled: Filled = {}
    for row in audit.children:
        case = row["case_id"]
        knows = is_known(row, agency, audit.on)
        filled[case, "known"] = ("yes" if knows else "no", "", "")
        if not knows:
            continue
        filled[case, "life"] = (_one(audit.words["life"][_band(row, audit.on)], "life", agency, case), "", "")
        filled[case, "worried"] = ("yes" if case in worried else "no", "", "")
        if case in worried:
            filled[case, "worried_step"] = (worried[case], "", "")
        for question in audit.questions("child"):
            asked = not question["agencies"] or agency in question["agencies"]
            if asked:
                answer = _own_view(audit, agency, case, question, agreed[case, question["id"]])
                filled[case, question["id"]] = _with_evidence(audit, answer, agency, case, question["id"])
        for question in audit.questions("agency"):
            if not question["agencies"] or agency in question["agencies"]:
                answer = _fact(audit, agency, row, question, agreed)
                filled[case, question["id"]] = _with_evidence(audit, answer, agency, case, question["id"])
    return filled


def agreed_rows(audit: Audit, agreed: Agreed, alone: Sequence[Filled]) -> list[Row]:
    """``agreed.csv``: where agencies had differed there is a reason why, and sometimes a dissent.

    ``alone`` is what each agency had answered before.
    """
    rows = []
    for row in audit.children:
        for question in audit.questions("child"):
            case, name = row["case_id"], question["id"]
            given = {filled[case, name][0] for filled in alone if (case, name) in filled} - {NOT_KNOWN}
            differ = len(given) > 1
            dissent = differ and unit("dissent", case, name) < 0.1
            rows.append(
                {
                    "case_id": case,
                    "question": name,
                    "answer": agreed[case, name],
                    "reason": _one(audit.words["reason"]["differ"], "reason", case, name) if differ else "",
                    "dissent": _one(audit.words["reason"]["dissent"], "who", case, name) if dissent else "",
                }
            )
    return rows


def _standing(row: Row, question: str) -> float:
    """How well things went for this child: half the child's own luck, half the question's."""
    return 0.5 * unit("luck", row["child_id"]) + 0.5 * unit("luck", row["child_id"], question)


def _applies(row: Row, name: str, rule: Mapping[str, Any], agreed: Agreed, on: date) -> bool:
    unless = rule.get("unless")
    if unless and agreed[row["case_id"], unless["question"]] == unless["answer"]:
        return False
    if name == "ta08" and row["referral_source"] == "Anonymous":
        return False
    return (
        age_on(row, on) >= rule.get("from_age", -1)
        and bool(row.get(rule.get("needs", "child_id")))
        and unit("applies", name, row["child_id"]) < rule.get("applies", 1.0)
    )


def _number(row: Row, name: str, rule: Mapping[str, Any], on: date) -> str:
    applies = _applies(row, name, rule, {}, on)
    return str(whole(rule["from"], rule["to"], "number", name, row["child_id"])) if applies else NOT_APPLICABLE


def _level(row: Row, shares: Mapping[str, Any]) -> str:
    """The level agreed: the one given, one higher or one lower; or the question does not apply to this referral."""
    if unit("not for us", row["referral_id"]) < shares["not_for_us"]:
        return NOT_APPLICABLE
    step = pick(dict(zip((0, 1, -1), shares[row["outcome"]], strict=True)), "level agreed", row["child_id"])
    at = LEVELS.index(row["level_given"]) + step
    return LEVELS[min(max(at, 0), 3)]


def _interview(row: Row) -> str:
    if not row["returned_on"]:
        return NOT_APPLICABLE
    if not row["return_interview"]:
        return "not held"
    days = (date.fromisoformat(row["return_interview"]) - date.fromisoformat(row["returned_on"])).days
    return "within 72 hours" if days <= 3 else "later"


def _own_view(audit: Audit, agency: str, case: str, question: Mapping[str, Any], agreed: str) -> str:
    """What an agency says about the child on its own: mostly what was later agreed."""
    if agreed == NOT_APPLICABLE:
        return agreed
    how = pick(audit.common["alone"], "alone", agency, case, question["id"])
    if how == "not_known" and agency != "social_care":
        return NOT_KNOWN
    if how == "near" and question["kind"] == "number":
        return str(int(agreed) + 1)
    return agreed if how != "near" else _near(question["answers"], agreed, agency, case, question["id"])


def _near(answers: list[str], answer: str, *words: object) -> str:
    at = answers.index(answer)
    beside = [place for place in (at - 1, at + 1) if 0 <= place < len(answers)]
    return answers[beside[int(unit("near", *words) * len(beside))]]


def _fact(audit: Audit, agency: str, row: Row, question: Mapping[str, Any], agreed: Agreed) -> str:
    """What an agency knows for itself."""
    rule, case = audit.rules.get(question["id"], {}), row["case_id"]
    if question["role"] == "level judged":
        if agreed[case, "ta02"] == NOT_APPLICABLE:
            return NOT_APPLICABLE
        alike = unit("judged", agency, case) < 0.68
        return (
            agreed[case, "ta02"] if alike else _near(question["answers"], agreed[case, "ta02"], agency, case)
        )
    if "needs" in rule and not row[rule["needs"]]:
        return NOT_APPLICABLE
    if question["kind"] == "several of":
        shares = zip(question["answers"], rule["each"], strict=True)
        ticked = [answer for answer, share in shares if unit("ticks", answer, agency, row["child_id"]) < share]
        return BETWEEN.join(ticked) or NONE_OF_THESE
    if question["kind"] == "date":
        told = _fact(audit, agency, row, audit.question(rule["where"]["question"]), agreed)
        if told != rule["where"]["answer"]:
            return NOT_APPLICABLE
        days = whole(rule["from"], rule["to"], "day", question["id"], row["referral_id"])
        return add_working_days(row[rule["after"]], days).isoformat()
    recorded = row.get(rule.get("by_record", ""), "")
    if recorded == NOT_APPLICABLE or (recorded in ("yes", "no") and agency == "social_care"):
        return recorded
    shares = rule.get(agency, rule["default"])
    return pick(
        dict(zip(question["answers"], shares, strict=True)), "fact", question["id"], agency, row["child_id"]
    )


def _with_evidence(audit: Audit, answer: str, agency: str, case: str, question: str) -> tuple[str, str, str]:
    """About a third of the answers come with a line on what the record shows."""
    texts = audit.words["shows"].get(answer)
    if not texts or unit("evidence", agency, case, question) > 0.34:
        return answer, "", ""
    where = _one(audit.words["shows"]["where"], "where", agency, case, question)
    return answer, _one(texts, "shows", agency, case, question), where


def _band(row: Row, on: date) -> str:
    age = age_on(row, on)
    return "0-4" if age < 5 else "5-10" if age < 11 else "11-15" if age < 16 else "16-17"


def _one(texts: list[str], *words: object) -> str:
    return texts[int(unit(*words) * len(texts))]
