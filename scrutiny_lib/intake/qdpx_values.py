"""Variables of cases and sources, as a ``.qdpx`` carries them: each of one type, every value in that type's form."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime

import pandas as pd

from scrutiny_lib.intake.qda_out import Page

_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_MOMENT = re.compile(rf"({_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(?:\.[0-9]+)?{_ZONE}")
TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")


def fits(kind: str, value: str) -> bool:
    """Whether a value has the form that its type has in the schema; no value (``""``) fits every type.

    >>> fits("Float", "0.5"), fits("Float", "5e-1"), fits("Date", "2025-02-30"), fits("Boolean", "true")
    (True, False, False, True)
    """
    if not value or kind == "Text":
        return True
    if kind == "Boolean":
        return value in ("true", "false", "0", "1")
    if kind in ("Integer", "Float"):
        return (_WHOLE if kind == "Integer" else _DECIMAL).fullmatch(value) is not None
    try:
        if kind == "Date":
            return _DAY.fullmatch(value) is not None and bool(date.fromisoformat(value))
        moment = _MOMENT.fullmatch(value)
        return moment is not None and bool(datetime.fromisoformat(moment[1]))
    except ValueError:
        return False


class Values:
    """The variables of a project by name and type, and the values of each case and source."""

    def __init__(self, page: Page, variables: pd.DataFrame, known: dict[str, set[str]]):
        self._page = page
        self._types: dict[tuple[str, str], str] = {}
        self._values: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
        unfit = set()
        for variable, kind, value in zip(variables["variable"], variables["type"], variables["value"], strict=True):
            if kind not in TYPES or not fits(kind, value):
                unfit.add((variable, kind))
        page.lose("Variables written as Text, because a value has not the form of their type: {n}.", len(unfit))
        for variable, kind, of, about, value in zip(*(variables[name] for name in variables), strict=True):
            written = "Text" if (variable, kind) in unfit else kind
            self._types[variable, written] = page.guid("variable", f"{variable} ({written})")
            if about in known.get(of, ()):
                self._values[of, about].append((variable, written, value))
            elif of or about or value:
                page.lose("Values of a case or source that is not there, left out: {n}.")

    def write(self) -> None:
        """``Variables``, where there are any."""
        if self._types:
            self._page.add("<Variables>")
            for (variable, kind), guid in self._types.items():
                name = self._page.attribute("name", variable, empty=True)
                self._page.add(f'<Variable guid="{guid}"{name} typeOfVariable="{kind}"/>')
            self._page.add("</Variables>")

    def write_of(self, of: str, about: str) -> None:
        """Every ``VariableValue`` of one case or source."""
        for variable, kind, value in self._values.get((of, about), ()):
            said = f"<{kind}Value>{self._page.text(value)}</{kind}Value>" if value else ""
            target = self._types[variable, kind]
            self._page.add(f'<VariableValue><VariableRef targetGUID="{target}"/>{said}</VariableValue>')
