"""The shell around the sections: titles, notices, contents, the running header of print, what the shorthand means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from .layout import TEMPLATES, styles
from .section import Section
from .text import plain, status_word, symbols_in, true, unconfirmed

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page: use its own styles and the pictures inside it. Nothing else."""


class Page:
    """What the template asks for, worked out from ``about`` and the sections."""

    policy = POLICY

    def __init__(self, about: Mapping[str, Any], sections: list[Section]):
        self.title = plain(about.get("title"), "Scrutiny")
        self.partnership = plain(about.get("partnership"), plain(about.get("short_name")))
        self.quarter = plain(about.get("quarter"))
        self.marking = plain(about.get("marking"))
        self.draft = status_word(about) == "Draft"
        self.notices = [
            notice
            for key, notice in (
                ("invented", "Every child on this page is invented."),
                ("released_without_second_person", "No second person has checked this page for its release."),
            )
            if true(about.get(key))
        ]
        self.summary = next((section for section in sections if section.id == "summary"), None)
        self.unconfirmed = unconfirmed(about)
        self.sections = [section for section in sections if section.id != "summary" and section.html.strip()]
        self.numbers = {section.id: at for at, section in enumerate(self.sections, start=1)}
        self.shorthand = symbols_in("".join(section.html for section in sections))

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
        unread = "Not everything here is confirmed: see the first page" if self.unconfirmed else ""
        return Markup(styles() + shell.replace('"UNCONFIRMED"', f'"{unread}"'))


def css_text(words: str) -> str:
    r"""Text as a CSS string in which every character but letters and digits is written as its number.

    >>> css_text("A b</i>")
    '"A\\000020b\\00003c\\00002fi\\00003e"'
    """
    plain_letters = (letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):06x}" for letter in words)
    return f'"{"".join(plain_letters)}"'
