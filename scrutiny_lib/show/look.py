"""A partnership's own look: its accent colours in the page and in every picture, its logo, a line for the foot."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .palette import ACCENT, DARK
from .text import plain

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_LOGO = re.compile(r"data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/=]+\Z")
_PICTURE = re.compile(r"(?<=data:image/svg\+xml;base64,)[A-Za-z0-9+/=]+")


@dataclass(frozen=True)
class House:
    """How a partnership's pages look. What was checked when it was read is checked once more before it is written."""

    accent: str = ACCENT
    accent_dark: str = DARK[ACCENT]
    logo: str = ""
    logo_alt: str = ""
    footer: str = ""

    @property
    def css(self) -> str:
        """Rules that put the partnership's colours in place of the packaged ones; none where they are the same."""
        if (self.accent, self.accent_dark) == (ACCENT, DARK[ACCENT]):
            return ""
        return (
            f".scrutiny.page{{--accent:{self.accent}}}\n@media screen and (prefers-color-scheme:dark){{"
            f".scrutiny.page{{--accent:{self.accent_dark}}}}}\n"
        )

    def coloured(self, html: str) -> str:
        """A section with the partnership's colours in its pictures.

        >>> House().coloured("<p>Nothing is drawn here.</p>")
        '<p>Nothing is drawn here.</p>'
        """
        return _PICTURE.sub(self._picture, html) if self.css else html

    def _picture(self, found: re.Match[str]) -> str:
        svg = base64.b64decode(found[0]).decode("utf-8")
        svg = svg.replace(f'"{ACCENT}"', f'"{self.accent}"').replace(f":{DARK[ACCENT]}}}", f":{self.accent_dark}}}")
        return base64.b64encode(svg.encode("utf-8")).decode("ascii")


def as_house(about: Any) -> House:
    """The house style as it stands in ``about``; whatever is not there, or in another form, is as packaged.

    >>> as_house({"accent": "#7a1f3d", "accent_dark": "red"}).accent_dark == House().accent_dark
    True
    """
    said = about if isinstance(about, Mapping) else {}
    accent, accent_dark = (plain(said.get(name)).lower() for name in ("accent", "accent_dark"))
    logo = plain(said.get("logo"))
    return House(
        accent if _COLOUR.match(accent) else ACCENT,
        accent_dark if _COLOUR.match(accent_dark) else DARK[ACCENT],
        logo if _LOGO.match(logo) else "",
        plain(said.get("logo_alt")),
        plain(said.get("footer")),
    )
