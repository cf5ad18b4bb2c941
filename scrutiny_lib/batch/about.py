"""What a page says about itself besides what was counted: added for every review in one place, before the release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..intake.house import FOLDER as HOUSE
from ..intake.house import read_house
from ..intake.workspace import Workspace
from ..tables import Tables
from .plan import Due
from .trail import with_trail


def house_style(workspace: Workspace) -> dict[str, str]:
    """The partnership's house style. Raises :class:`~scrutiny_lib.errors.Refused` when it may not be used."""
    house, problems = read_house(workspace.root / HOUSE)
    problems.raise_if_stops()
    return house


def complete_about(workspace: Workspace, item: Due, tables: Tables, made_with: Mapping[str, Any]) -> Tables:
    """The counted tables of one review with everything its pages say about themselves.

    ``made_with`` is what :func:`~scrutiny_lib.batch.hashes.software` gives. Whatever is added here goes through the
    release like everything else.
    """
    told = {"house": house_style(workspace)}
    return with_trail(workspace, item, tables.with_frames(told), made_with)
