"""The shell around the sections: titles, notices, contents, the running header of print, what the shorthand means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ..terms import AUDIENCE_NAMES
from .annex import ANNEXED, set_apart, told_apart
from .annex_numbers import with_annex_numbers
from .layout import TEMPLATES, styles
from .look import as_house
from .section import Section
from .text import plain, status_word, symbols_in, true, unconfirmed

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page: use its own styles and the pictures inside it. Nothing else."""
ELSEWHERE = "Not everything behind this is confirmed: the full report lists what is not"
"""What a paper says that has no room for that list."""
TWO_SIDES = '<div class="two-sides">'
"""How the practitioners' page begins: it has rules of its own for two sides of paper."""

_SPACE = re.compile(
    r"""(?P<said>"[^"]*")|/\*.*?\*/|\s*(?P<mark>[{};])\s*|(?<=[,:])\s+""",
    re.DOTALL,
)
"""Text in a rule (which stays), a comment, and the space beside marks."""


class Page:
    """What the template asks for, worked out from ``about`` and the sections."""

    policy = POLICY

    def __init__(self, about: Mapping[str, Any], sections: list[Section]):
        self.title = plain(about.get("title"), "Scrutiny")
        self.partnership = plain(about.get("partnership"), plain(about.get("short_name")))
        self.quarter = plain(about.get("quarter"))
        self.marking = plain(about.get("marking"))
        self.house = as_house(about.get("house"))
        self.state, self.checked = state_of(about)
        self.draft = "Draft" in (status_word(about), self.state)
        self.notices = ["Every child on this page is invented."] if true(about.get("invented")) else []
        self.summary = next((section for section in sections if section.id == "summary"), None)
        self.two_sides = self.summary is not None and TWO_SIDES in self.summary.html
        self.unconfirmed = unconfirmed(about)
        self.sections = [section for section in sections if section.id != "summary" and section.html.strip()]
        self.numbers = {section.id: at for at, section in enumerate(self.sections, start=1)}
        apart = {section.id: self.house.coloured(set_apart(section.html)) for section in self.sections}
        self.bodies = told_apart(with_annex_numbers(apart))
        self.annex = any(ANNEXED in body for body in self.bodies.values())
        self.shorthand = symbols_in("".join(section.html for section in sections))

    @property
    def to_confirm(self) -> str:
        """The one line at the top where something is not confirmed: where the list of it stands."""
        if self.two_sides:
            return ELSEWHERE
        if "basis" not in self.numbers:
            return "Not everything here is confirmed: see what"
        return f"Not everything here is confirmed: section {self.numbers['basis']} lists what is not"

    @property
    def full_title(self) -> str:
        """For the browser's tab and the bookmark."""
        return " – ".join(part for part in (self.title, self.partnership, self.quarter) if part)

    @property
    def css(self) -> Markup:
        """Every rule of the page; the running header of print is filled in with each letter made safe for CSS."""
        running = " · ".join(part for part in (self.partnership, self.title, self.quarter) if part)
        shell = (TEMPLATES / "page.css").read_text(encoding="utf-8")
        shell = shell.replace('"RUNNING HEADER"', css_text(running)).replace('"MARKING"', css_text(self.marking))
        unread = self.to_confirm.replace("see what", "see the first page") if self.unconfirmed else ""
        short = (TEMPLATES / "two_sides.css").read_text(encoding="utf-8") if self.two_sides else ""
        shell = shell.replace('"UNCONFIRMED"', f'"{unread}"')
        return Markup(_fewer(styles() + shell + short) + self.house.css)


def state_of(about: Mapping[str, Any]) -> tuple[str, str]:
    """The state of a page as its masthead tells it, and how it was checked; nothing where that is not known.

    >>> state_of({"checked": True})
    ('Checked', 'A second person has checked what may leave.')
    >>> state_of({"released_without_second_person": True, "audience": "executive", "status": "agreed"})
    ('Released', 'By the partnership’s rule a page for the Executive leaves without a second person’s check.')
    >>> state_of({"released_without_second_person": False})
    ('Draft', 'Nobody has checked this page for its release.')
    """
    if true(about.get("checked")):
        return "Checked", "A second person has checked what may leave."
    if true(about.get("released_without_second_person")):
        reader = AUDIENCE_NAMES.get(plain(about.get("audience")), "these readers")
        rule = f"By the partnership’s rule a page for {_the(reader)} leaves without a second person’s check."
        return ("Draft paper" if plain(about.get("status")) == "draft" else "Released"), rule
    if "released_without_second_person" in about:
        return "Draft", "Nobody has checked this page for its release."
    return "", ""


def _the(reader: str) -> str:
    return f"the {reader}" if reader in ("Executive", "Board", "HIPS Executive Group", "Public") else reader


_NO_PLAIN_LETTER = re.compile(r"[^A-Za-z0-9 ,.:()·–’-]")


def _fewer(css: str) -> str:
    """The same rules without comments and without the space that only people need."""
    return _SPACE.sub(lambda found: found["said"] or found["mark"] or "", css).replace(";}", "}") + "\n"


def css_text(words: str) -> str:
    r"""Text as a CSS string, in which whatever could mean something to CSS or HTML is written as its number.

    What stands between words stays as it is: the number of a space before a number would make another number of it.

    >>> css_text("A, 10</i>")
    '"A, 10\\00003c\\00002fi\\00003e"'
    """
    return f'"{_NO_PLAIN_LETTER.sub(lambda found: f"{chr(92)}{ord(found[0]):06x}", words)}"'
