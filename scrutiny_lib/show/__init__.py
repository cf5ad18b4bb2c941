"""Tables in, the page people read out. A ``show_`` function gives a section; nothing here sees a child's row.

The exporter (:mod:`scrutiny_lib.show.export`) is imported only where a page is made: it loads nbconvert.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_IN = {
    "show_actions": "actions",
    "show_agreement": "agreement",
    "show_basis": "basis",
    "show_children": "children",
    "show_clocks": "clocks",
    "show_data": "data",
    "show_attention": "figures",
    "show_figures": "figures",
    "show_findings": "findings",
    "show_journey": "journey",
    "show_practice": "practice",
    "show_practitioners": "practitioners",
    "show_for_practitioners": "practitioners_page",
    "show_published": "published",
    "Section": "section",
    "show_summary": "summary",
    "show_threshold": "threshold",
    "show_training": "training",
    "show_voices": "voices",
}

__all__ = list(_IN)

if TYPE_CHECKING:
    from .actions import show_actions as show_actions
    from .agreement import show_agreement as show_agreement
    from .basis import show_basis as show_basis
    from .children import show_children as show_children
    from .clocks import show_clocks as show_clocks
    from .data import show_data as show_data
    from .figures import show_attention as show_attention
    from .figures import show_figures as show_figures
    from .findings import show_findings as show_findings
    from .journey import show_journey as show_journey
    from .practice import show_practice as show_practice
    from .practitioners import show_practitioners as show_practitioners
    from .practitioners_page import show_for_practitioners as show_for_practitioners
    from .published import show_published as show_published
    from .section import Section as Section
    from .summary import show_summary as show_summary
    from .threshold import show_threshold as show_threshold
    from .training import show_training as show_training
    from .voices import show_voices as show_voices


def __getattr__(name: str) -> Any:
    if name not in _IN:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_IN[name]}"), name)
