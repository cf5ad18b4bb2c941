"""What is kept in ``working/`` of a notebook that ran: its cells and the sections it showed, and no value of any row.

What a cell printed, and what an error said, can hold a child's row. It is taken out before anything is written down;
what stays says what kind of thing it was, and of an error its kind and the lines it went through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..plural import many
from ..show.section import MIME

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CELL = re.compile(r"^(?:Cell In\[(\d+)\]|Input In \[(\d+)\]).*?line (\d+)", re.MULTILINE)
_FILE = re.compile(r"^File (.+?):(\d+)(?:, in ([\w.<>]+))?", re.MULTILINE)
_KIND = re.compile(r"[A-Za-z_]\w{0,60}\Z")
_KEPT = ("text/plain", "text/html", MIME)
_TAKEN_OUT = "was taken out: it may hold values."


def without_values(notebook: Any) -> Any:
    """An executed notebook (changed in place and returned) without anything that is not a section of the page.

    Streams lose their text, errors all but their kind and the lines they went through, other things shown their data;
    cells their attachments and the notebook the state of its widgets.
    """
    for cell in notebook.cells:
        cell.pop("attachments", None)
        if cell.get("cell_type") == "code":
            cell["outputs"] = [_kept(output) for output in cell.get("outputs", [])]
    notebook.metadata.pop("widgets", None)
    told = notebook.metadata.get("papermill")
    if told:
        notebook.metadata["papermill"] = {
            key: told[key] for key in ("version", "duration", "start_time", "end_time", "exception") if key in told
        }
    return notebook


def _kept(output: Any) -> Any:
    kind = output["output_type"]
    if kind == "error":
        output["ename"] = kind_of_error(str(output.get("ename", "")))
        output["evalue"] = f"What it said {_TAKEN_OUT}"
        output["traceback"] = [*lines_of("\n".join(output.get("traceback", []))), f"{output['ename']}: …"]
    elif kind == "stream":
        lines = many(len(str(output.get("text", "")).splitlines()), "lines")
        output["text"] = f"What was printed ({lines}) {_TAKEN_OUT}\n"
    elif MIME in output.get("data", {}):
        output["data"] = {name: shown for name, shown in output["data"].items() if name in _KEPT}
        output["metadata"] = {}
    else:
        output["data"] = {"text/plain": f"What was shown {_TAKEN_OUT}"}
        output["metadata"] = {}
    return output


def kind_of_error(name: str) -> str:
    """The name of an exception's class; *Error* for what is no such name.

    >>> kind_of_error("KeyError"), kind_of_error("no row 7: x")
    ('KeyError', 'Error')
    """
    return name if _KIND.match(name) else "Error"


def lines_of(traceback: str) -> list[str]:
    """Where an error went through: cell and line, or file, line and function; no code and no word of what it said.

    >>> lines_of("Cell In[3], line 2\\n      1 x = {}\\n----> 2 x['Kai']\\nKeyError: 'Kai'")
    ['Cell 3, line 2']
    """
    return list(_places(_COLOURS.sub("", traceback)))


def _places(text: str) -> Iterator[str]:
    found = sorted([*_CELL.finditer(text), *_FILE.finditer(text)], key=lambda match: match.start())
    for match in found:
        if match.re is _CELL:
            yield f"Cell {match[1] or match[2]}, line {match[3]}"
        else:
            function = f", in {match[3]}" if match[3] else ""
            yield f"{_short(match[1])}, line {match[2]}{function}"


def _short(path: str) -> str:
    """The file below its package, without the folders of a machine."""
    parts = Path(path.replace("\\", "/")).parts
    for folder in ("site-packages", "scrutiny_lib"):
        if folder in parts:
            return "/".join(parts[parts.index(folder) :])
    return parts[-1] if parts else ""
