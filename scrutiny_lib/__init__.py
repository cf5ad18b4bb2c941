"""Scrutiny Workbench: from *which cases do we look at* to *did anything change for children*.

Notebooks and other code import from here and nowhere else. A name is loaded when it is first asked for, so that
importing the package is quick; nothing here loads papermill or nbconvert.

>>> from datetime import date
>>> from scrutiny_lib import add_working_days
>>> add_working_days(date(2025, 12, 24), 1)
datetime.date(2025, 12, 29)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.7.0"

_DOOR = {
    "add_working_days": "stats.days",
    "agree_answers": "audit.agree",
    "check_risk": "audit.risk",
    "draw_sample": "audit.sample",
    "open_casework": "batch.casework",
    "open_tables": "batch.open",
    "open_voices": "batch.voice_files",
    "Problems": "errors",
    "read_frame": "intake.frame",
    "read_returns": "intake.returns",
    "read_review": "intake.review",
    "read_template": "intake.template",
    "read_workspace": "intake.workspace",
    "redraw": "audit.record",
    "run_quarter": "batch.run",
    "show_actions": "show.actions",
    "show_agreement": "show.agreement",
    "show_attention": "show.figures",
    "show_basis": "show.basis",
    "show_children": "show.children",
    "show_clocks": "show.clocks",
    "show_data": "show.data",
    "show_figures": "show.figures",
    "show_findings": "show.findings",
    "show_for_practitioners": "show.practitioners_page",
    "show_journey": "show.journey",
    "show_practice": "show.practice",
    "show_practitioners": "show.practitioners",
    "show_published": "show.published",
    "show_quotes_to_sign": "show.quotes",
    "show_summary": "show.summary",
    "show_threshold": "show.threshold",
    "show_training": "show.training",
    "show_voices": "show.voices",
    "Tables": "tables",
    "write_packs": "audit.packs",
}

__all__ = ["__version__", *_DOOR]

if TYPE_CHECKING:
    from .audit.agree import agree_answers as agree_answers
    from .audit.packs import write_packs as write_packs
    from .audit.record import redraw as redraw
    from .audit.risk import check_risk as check_risk
    from .audit.sample import draw_sample as draw_sample
    from .batch.casework import open_casework as open_casework
    from .batch.open import open_tables as open_tables
    from .batch.run import run_quarter as run_quarter
    from .batch.voice_files import open_voices as open_voices
    from .errors import Problems as Problems
    from .intake.frame import read_frame as read_frame
    from .intake.returns import read_returns as read_returns
    from .intake.review import read_review as read_review
    from .intake.template import read_template as read_template
    from .intake.workspace import read_workspace as read_workspace
    from .show.actions import show_actions as show_actions
    from .show.agreement import show_agreement as show_agreement
    from .show.basis import show_basis as show_basis
    from .show.children import show_children as show_children
    from .show.clocks import show_clocks as show_clocks
    from .show.data import show_data as show_data
    from .show.figures import show_attention as show_attention
    from .show.figures import show_figures as show_figures
    from .show.findings import show_findings as show_findings
    from .show.journey import show_journey as show_journey
    from .show.practice import show_practice as show_practice
    from .show.practitioners import show_practitioners as show_practitioners
    from .show.practitioners_page import show_for_practitioners as show_for_practitioners
    from .show.published import show_published as show_published
    from .show.quotes import show_quotes_to_sign as show_quotes_to_sign
    from .show.summary import show_summary as show_summary
    from .show.threshold import show_threshold as show_threshold
    from .show.training import show_training as show_training
    from .show.voices import show_voices as show_voices
    from .stats.days import add_working_days as add_working_days
    from .tables import Tables as Tables


def __getattr__(name: str) -> Any:
    if name not in _DOOR:
        raise AttributeError(f"module 'scrutiny_lib' has no attribute {name!r}")
    return getattr(import_module(f".{_DOOR[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
