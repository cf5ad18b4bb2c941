"""The voice of children and families: what was said to whom, who said it, what became of it, and who was not heard.

The unit is the child (in a threshold audit: the referral), never the passage. What children told us, what workers
recorded and what parents and carers said are three kinds of voice and are never added together: every count says which
of them it is about, and *neither told us nor recorded* is the one statement about two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.audit.settle_codes import Settled
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.lenses.agreement import shown_figure
from scrutiny_lib.lenses.coding_agreement import ALL_CODES
from scrutiny_lib.lenses.design import Design, Share
from scrutiny_lib.lenses.results import NAN, result, results_table
from scrutiny_lib.lenses.voice_again import Earlier, compare_with_earlier
from scrutiny_lib.lenses.voice_by import count_by_attribute
from scrutiny_lib.lenses.voice_chain import follow_chain
from scrutiny_lib.lenses.voice_codes import VOICE, count_codes, count_pairs, themes_of, who_was_heard
from scrutiny_lib.lenses.voice_did import you_said_we_did
from scrutiny_lib.lenses.voice_engaged import count_engaged, count_how
from scrutiny_lib.lenses.voice_silence import count_silent, heard_at_all, why_silent
from scrutiny_lib.tables import table

_AGREED = (
    ("percent", "pairs of judgements that agree", "Share of pairs of decisions, given or not given, that agree."),
    ("alpha", "Krippendorff's alpha", "Agreement beyond chance: 1 is perfect, 0 is what chance gives."),
    ("ac1", "Gwet's AC1", "Agreement beyond chance, less upset than alpha when one answer is very common."),
)


def summarise_voice(
    texts: Texts,
    passages: pd.DataFrame,
    settled: Settled,
    coding: pd.DataFrame,
    codebook: Codebook,
    engagement: pd.DataFrame,
    agreed: pd.DataFrame,
    returns: pd.DataFrame,
    template: Template,
    children: pd.DataFrame,
    design: Design,
    unit: str,
    agencies: Mapping[str, str],
    earlier: Earlier | None = None,
    actions: pd.DataFrame | None = None,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Count what was said, by kind of voice, and what became of it.

    Parameters
    ----------
    texts : Texts
        Only its table is looked at, never the words.
    passages : DataFrame
        passage_id, source.
    settled : Settled
        Its ``codes`` after differences were settled; those still ``open`` are not counted, and the method says so.
    coding : DataFrame
        Table ``coding``: how far coders agreed on each code and on all together, and how each may be reported.
    codebook : Codebook
        The codes of this review.
    engagement : DataFrame
        The engagement log.
    agreed, returns : DataFrame
        case_id, question, answer; and with agency, for the chain by agency.
    template : Template
    children : DataFrame
        The audited children: case_id and what is known of each (age_band, sex, locality, ethnicity, disability …).
    design : Design
    unit : str
        What one audited case is: *children*, or *referrals* in a threshold audit.
    agencies : mapping of str to str
        The agencies asked, id -> name.
    earlier : Earlier, optional
        What the review before this one counted.
    actions : DataFrame, optional
        As :func:`scrutiny_lib.lenses.voice_did.actions_for_voices` gives it.

    Returns
    -------
    (dict of DataFrame, DataFrame)
        Tables ``engagement``, ``engagement_how``, ``voice_codes``, ``voice_by``, ``voice_pairs``, ``chain_steps``,
        ``silence``, ``voice_before``, ``you_said`` and ``themes``. Results voice.<code>.<kind> (none for a code that
        may not be reported), voice.none.<kind>, voice.none.child, chain.<step>, chain.whole, eng.children.took_part,
        eng.parents.took_part; and agree.percent, agree.alpha, agree.ac1 (how far coders agreed; lens is blank).
        Texts of somebody who was not audited are counted nowhere but in the engagement.
    """
    cases = [str(case) for case in children["case_id"]]
    heard = who_was_heard(texts.table, passages, settled, cases, codebook)
    at_all = heard_at_all(texts.table)
    voice_codes, said = count_codes(heard, coding, codebook, design, unit)
    compared = table("voice_codes") if earlier is None else count_codes(heard, coding, codebook, design, unit, True)[0]
    chain_steps, chain = follow_chain(agreed, returns, template, cases, unit, agencies)
    engaged, took_part = count_engaged(engagement)
    frames = {
        "engagement": engaged,
        "engagement_how": count_how(engagement),
        "voice_codes": voice_codes,
        "voice_by": count_by_attribute(heard, children, coding, codebook, design, unit, agencies),
        "voice_pairs": count_pairs(heard, coding, codebook),
        "chain_steps": chain_steps,
        "silence": why_silent(at_all, engagement, children, cases),
        "voice_before": compare_with_earlier(compared, earlier, codebook.id),
        "you_said": you_said_we_did(actions, codebook),
        "themes": themes_of(voice_codes, codebook),
    }
    rows = [*said, *count_silent(at_all, cases, unit), *chain, *took_part, *_coders(coding)]
    return frames, results_table(rows)


def codes_to_compare(
    texts: Texts,
    passages: pd.DataFrame,
    settled: Settled,
    coding: pd.DataFrame,
    codebook: Codebook,
    children: pd.DataFrame,
    design: Design,
    unit: str,
) -> pd.DataFrame:
    """Table ``voice_codes`` of a review that a later one is put beside: with the codes that nobody carried, since what
    was not said at all may be said by the time of the next. Parameters as for :func:`summarise_voice`."""
    cases = [str(case) for case in children["case_id"]]
    heard = who_was_heard(texts.table, passages, settled, cases, codebook)
    return count_codes(heard, coding, codebook, design, unit, also_none=True)[0]


def _coders(coding: pd.DataFrame) -> list[dict[str, Any]]:
    """How far coders agreed on all codes together: three figures side by side, or none."""
    together = coding[coding["code"] == ALL_CODES]
    if together.empty or not together.iloc[0]["units"]:
        return []
    row, units = together.iloc[0], int(together.iloc[0]["units"])
    rows = []
    for name, answer, method in _AGREED:
        value = float(row[name]) / 100 if name == "percent" else float(row[name])
        rows.append(
            result(
                f"agree.{name}",
                question="agree",
                label="How far two people who coded the same passages on their own agreed",
                answer=answer,
                n=units,
                of=units,
                unit="passages",
                share=Share(100 * value if name == "percent" else NAN, NAN, NAN, ""),
                shown=shown_figure(name, value),
                method=method,
                **{**VOICE, "lens": "", "kind": "people"},
            )
        )
    return rows
