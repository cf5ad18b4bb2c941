"""What two made-up coders look for in inspection reports: word lists, no judgement.

A star stands for any ending, a blank for any white space, line ends included. Both coders look for what stands under
``both``; A, who reads widely, also for what stands under ``wide``; B, who reads narrowly, also for the little that
stands under ``own``, which A has not thought of.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Words(NamedTuple):
    """One code's words."""

    both: str
    wide: str = ""
    own: str = ""


CODES = {
    "H1": Words("seen alone|visit*|see children|seen regularly", "spend time with|know their children", "unseen"),
    "H2": Words("voice*|wishes|their views|listen*", "feelings|views|heard|consult*|participat*", "feedback from"),
    "H3": Words("direct work|life-story|life story", "relationship*|creative|play|wishes and feelings work", "tools"),
    "H4": Words("advoca*|independent visitor*", "mentor*|children in care council|council of", "champion*"),
    "P1": Words("plan|plans", "planning|planned|pathway*|permanence", "contingenc*"),
    "P2": Words("assessment*", "assess|assessed|assesses|analys*"),
    "P3": Words("delay*|timely|drift*|prompt*", "quick*|swift*|late|too long|early stage|immediate*|rapid*", "overdue"),
    "P4": Words("threshold*", "consent|step-down|step down|step up|escalat*|contacts and referrals", "referral*"),
    "P5": Words("strategy meeting*|strategy discussion*|conference*|panel*", "meeting*|review|reviews", "chair*"),
    "O1": Words(
        "management oversight|supervision|quality assurance",
        "oversight|manager*|audit*|scrutin*|leader*|independent reviewing",
        "governance",
    ),
    "O2": Words("training|trained", "skill*|learning|development programme*|knowledgeable|experienced", "induction"),
    "O3": Words("caseload*|workforce|turnover", "recruit*|retention|staff*|changes of worker*|vacanc*", "agency"),
    "W1": Words("partner*|multi-agency", "health|police|schools|professionals|jointly|share information|joint"),
    "W2": Words("early help", "family support|children's centre*|universal|edge of care|prevent*", "troubled"),
    "R1": Words("missing|return interview*", "go missing|whereabouts|return home|abscond*", "absent"),
    "R2": Words("exploit*", "gang*|county lines|criminal*|traffick*|radicalis*", "contextual"),
    "R3": Words("domestic abuse|neglect*", "substance*|mental health|harm|abuse|violence|emotional*", "alcohol"),
}
"""What the codes H1 to R3 go by."""

BLAME = Words(
    "weak*|poor*|inconsisten*|delay*|not always|too many|insufficien*|inadequa*|lack*",
    "not yet|variab*|limited|drift*|few|however|not all|need to|improvement is needed|less well|further work|slow*",
)
PRAISE = Words(
    "good|effective*|strong*|thorough|well|timely|outstanding|positive*",
    "benefit*|clear*|appropriate*|improved|committed|sensitive*|skilled|successful*|detailed|regular*|stable|confident*",
)
"""What the tone goes by: either, or both."""

TONES = {(True, False): "J1", (True, True): "J2", (False, True): "J3"}


@cache
def pattern(words: Words, coder: str) -> re.Pattern[str]:
    """What one coder looks for: A wide, B narrow."""
    terms = [words.both, words.wide if coder == "A1" else words.own]
    return re.compile("|".join(_one(term) for term in "|".join(filter(None, terms)).split("|")), re.IGNORECASE)


def _one(term: str) -> str:
    ending = r"\w*" if term.endswith("*") else r"\b"
    words = [re.escape(word).replace("'", "['’]") for word in term.rstrip("*").split()]
    return r"\b" + r"\s+".join(words) + ending
