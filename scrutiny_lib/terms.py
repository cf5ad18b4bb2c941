"""Closed lists: the words this software uses, one word per thing, the same in files, code and pages."""

from __future__ import annotations

WORKSPACE_FORMAT = 1
"""The newest format of ``workspace.toml`` that this version reads. A workspace made by a newer version is refused."""

PROFILES = ("partnership", "group", "public")
"""How much an audience may see; see the limits in ``audit_templates/assumptions.toml``."""

AUDIENCES = {
    "executive": "partnership",
    "board": "group",
    "hips": "group",
    "practitioners": "public",
    "public": "public",
}
"""Who a page is for, and the profile that decides what it may show."""

AUDIENCE_NAMES = {
    "working": "Scrutiny subgroup (working copy, not for release)",
    "executive": "Executive",
    "board": "Board",
    "hips": "HIPS Executive Group",
    "practitioners": "Practitioners",
    "public": "Public",
}

WORKING = "working"
"""The audience of a notebook an analyst runs by hand: everything, and what it makes stays in ``working/``."""

KINDS_OF_REVIEW = ("deep dive", "multi-agency audit", "threshold audit")
LENSES = ("practice", "threshold", "voice", "practitioners", "training", "data")
SCOPES = ("child", "agency")
"""What a question is about: one agreed judgement about the child, or a fact each agency knows for itself."""

DESIGNS = ("stratified", "simple random", "systematic", "families", "proportional to size", "close look")
PROBABILITY_DESIGNS = ("stratified", "simple random", "systematic", "families", "proportional to size")

REPLACEMENT_REASONS = (
    "not in scope",
    "record not available",
    "moved to another area",
    "police or court proceedings",
    "looked at by another review",
    "other",
)
"""Why a child that was drawn is replaced by the next of the reserve; *other* needs a note."""

ASKED = ("each child", "once")
"""How often an agency is asked a question: for each child, or once, about the agency itself."""

NOT_APPLICABLE = "not applicable"
NOT_KNOWN = "not known to us"
ALWAYS_ALLOWED = (NOT_APPLICABLE, NOT_KNOWN)
"""Answers, not gaps: every question of every template accepts them, and the denominator moves with them."""

CHAIN = ("sought", "recorded", "understood", "acted on", "told")
"""What happened to what a child said, step by step."""
CHAIN_CAPTION = "From asking a child to telling the child what came of it"
"""What a picture or table of these steps is called."""

KINDS_OF_VOICE = ("told us", "recorded", "parents and carers")
"""Three kinds of voice, never added together."""

PRACTITIONERS_VOICE = "practitioners"
"""The kind of a text in which practitioners speak; it stands beside the three kinds of voice, never among them."""

TEXT_TYPES = (
    "direct work note",
    "case note",
    "survey answer",
    "letter or message",
    "drawing",
    "advocate report",
    "meeting minute",
    "conversation",
    "observation",
    "workshop note",
)
"""What sort of text the words stand in."""
METHODS_OF_VOICE = ("said", "written", "drawn", "shown", "told by an adult")
"""How it was told. A baby, or a child who does not speak, shows."""
SEEN_ALONE = ("yes", "no", "not known", "not applicable")
INTERPRETER = ("used", "offered and declined", "needed and not there", "not needed", "not known")
AGREED_TO_USE = ("yes", "no", "unknown", "not safe to ask")
"""Whether the child or family was told and agreed that one audience may read these words; *unknown* is an answer."""
LUNDY = ("space", "voice", "audience", "influence")
"""The four elements of Lundy's model (2007) of a child's right to be heard."""
LAYERS = ("content", "practice")
"""Whether a code is about what the child says, or about what adults did with it."""

ENGAGEMENT_GROUPS = ("children", "parents and carers")
WAYS_OF_ASKING = ("in person", "in a group", "telephone or video", "in writing", "survey", "watched and played with")
SUPPORTS = (
    "interpreter",
    "signing",
    "symbols or pictures",
    "advocate",
    "trusted adult",
    "easy words",
    "a break or a second visit",
    "none needed",
)
OUTCOMES_OF_ASKING = ("took part", "declined", "no answer", "not asked")
REASONS_NOT_HEARD = (
    "did not want to",
    "not safe to ask",
    "police or court proceedings",
    "too unwell",
    "could not be reached",
    "one visit too many",
    "no support for how the child communicates",
    "nobody tried",
    "not known",
)
"""Why somebody was not asked, did not answer or declined; a closed list, so that it can be counted and shown."""
BY_WORDS = ("yes", "not applicable by words")
"""An unborn or pre-verbal child is *not applicable by words*: that is not silence, others watch and tell."""
TOLD_RESULT = ("yes", "planned", "no", "not safe to tell", "not known")

STATES_OF_QUOTE = ("draft", "checked", "released")
"""Draft: chosen. Checked: redacted and signed by a second person. Released: given to one audience by the gate."""
RELIABILITY = ("firm", "tentative", "not reported")
"""How a code may be reported, by how far two coders agreed."""

WAVES = ("before", "before, asked afterwards", "after", "three months")
"""When people on a course were asked. What they remember of before is never pooled with what they said then."""
LEVELS_OF_TRAINING = ("reaction", "learning", "behaviour")
"""What a question of an evaluation is about; the fourth level, results, is told by monthly figures."""
WHO_ANSWERED = ("person", "line manager")
OUTCOMES_OF_BOOKING = ("attended", "substitute came", "cancelled", "did not come")
KINDS_OF_TRAINING_POINT = ("repeat", "change", "stop", "not reached", "cannot tell")
"""What a page says of a course to whoever plans the programme."""

KINDS_OF_CHART = ("xmr", "p", "u", "g", "rare", "run")
"""How a monthly figure is drawn: individual values, shares, rates, gaps between rare events, a sentence for events too
rare for those, and a line without limits where months are too few."""
VARIATION = ("improvement", "concern", "high", "low", "as usual", "cannot tell")
"""What the latest quarter did: stands out for the better, for the worse, or (no direction is better) above or below;
moves as usual; or there are no limits to tell by."""
ASSURANCE = ("met every month", "now and then", "not met", "no target", "cannot tell")
"""Whether a figure that goes on as it is will meet its target."""
KINDS_OF_INDICATOR_EVENT = ("event", "definition", "new baseline")

KINDS_OF_NUMBER = ("answers", "attributes", "population", "people", "actions", "published")
"""What a number counts: answers about the audited children; who the children are; the whole population;
practitioners and trainees; actions; figures already published elsewhere. Limits go by this."""

SOURCES_OF_EVIDENCE = ("cases", "data", "practitioners", "children and families")
SAYS = ("supports", "contradicts", "silent", "not sought")
KINDS_OF_FINDING = ("to improve", "good practice")
STRENGTHS = ("strong", "moderate", "limited")
TO_DO = ("on monday", "for the team")
"""What a finding asks of somebody who works with children: what to do, and what to ask in a team meeting."""

BODIES_THAT_DECIDE = ("Agencies (facts checked)", "Scrutiny subgroup", "Executive", "Board")
DECISIONS = ("agreed", "agreed as amended", "deferred", "rejected")
CLOCK_STATES = ("met", "not met", "too soon to tell", "cannot tell", "not applicable")

EVENTS = (
    "contact",
    "early help starts",
    "early help ends",
    "referral",
    "decision",
    "referrer told",
    "assessment starts",
    "assessment ends",
    "strategy discussion",
    "section 47 starts",
    "section 47 ends",
    "initial conference",
    "plan starts",
    "core group",
    "review conference",
    "visit",
    "plan ends",
    "step up",
    "step down",
    "referral closed",
    "comes into care",
    "looked-after review",
    "leaves care",
    "comes back",
    "return interview",
    "incident known",
    "incident notified",
    "rapid review done",
)
"""What happens in a child's history with services, in the order in which it usually does."""

IMPACTS = ("changed something", "no change yet", "cannot tell")
ACTION_STAGES = ("not yet due", "overdue", "done, impact not yet judged", "done, no change shown", "changed something")

SYMBOLS = {
    "[c]": "hidden so that nobody can be recognised",
    "[z]": "not applicable",
    "[x]": "not available",
    "[u]": "too unreliable to use",
    "[low]": "rounds to 0 but is not 0",
}
