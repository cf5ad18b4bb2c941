"""Tables in, the page people read out. A ``show_`` function gives a section; nothing here sees a child's row.

The exporter (:mod:`scrutiny_lib.show.export`) is imported only where a page is made: it loads nbconvert.
"""

from .actions import show_actions
from .agreement import show_agreement
from .basis import show_basis
from .children import show_children
from .clocks import show_clocks
from .data import show_data
from .figures import show_attention, show_figures
from .findings import show_findings
from .journey import show_journey
from .practice import show_practice
from .practitioners import show_practitioners
from .practitioners_page import show_for_practitioners
from .published import show_published
from .section import Section
from .summary import show_summary
from .threshold import show_threshold
from .training import show_training
from .voices import show_voices

__all__ = [
    "Section",
    "show_actions",
    "show_agreement",
    "show_attention",
    "show_basis",
    "show_children",
    "show_clocks",
    "show_data",
    "show_figures",
    "show_findings",
    "show_for_practitioners",
    "show_journey",
    "show_practice",
    "show_practitioners",
    "show_published",
    "show_summary",
    "show_threshold",
    "show_training",
    "show_voices",
]
