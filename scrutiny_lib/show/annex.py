"""What is folded away on a screen, set so that it can be an annex on paper: tables behind pictures, and other folds.

On a screen a fold stands beside the picture it belongs to, one key away. On paper the main text goes first and every
fold after it (``page.css`` says so). For that a fold has to stand beside the part of the section it belongs to and not
inside it, and pictures that share a row share one fold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SHARED = "The figures of these pictures in tables"
"""What is written on the fold of several pictures side by side."""
ANNEXES = '<figure class="drawn">'
"""How a picture begins that has its figures in the annex."""
ANNEXED = '<div class="told">'
"""What a section holds whose pictures have their figures in the annex; a page without any has no annex."""

_SUMMARY = re.compile(r"(?<=<summary>).*?(?=</summary>)", re.DOTALL)
_NAME = re.compile(r'<span class="unseen">.*', re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>")
_ALONE = frozenset({"br", "img", "source"})
_FOLD = re.compile(r"\s*<details[^>]*>\s*<summary>(.*?)</summary>\s*(.*?)\s*</details>\s*\Z", re.DOTALL)
_FINDING = re.compile(r'(<article class="finding"[^>]*>)(.*)(</article>\s*)\Z', re.DOTALL)


@dataclass
class _Part:
    """One part of a section from its first tag to its last: what stays of it, and the folds that stood in it."""

    kept: list[str] = field(default_factory=list)
    folds: list[tuple[str, bool]] = field(default_factory=list)


def set_apart(html: str) -> str:
    """A section's HTML with each fold after the part it stood in.

    Folds in a picture, or several in pictures side by side, become the figures of those pictures; a fold with a
    picture in it stays where it is. Nothing is lost, repeated or reordered within its part.

    >>> print(set_apart("<figure><img><details><summary>Table</summary><p>1</p></details></figure>"))
    <figure class="drawn"><img></figure><details class="behind"><summary>Table</summary><div class="told"><p>1</p>\
</div></details>
    """
    return "".join(_apart(part) for part in _parts(html))


def told_apart(bodies: Mapping[str, str]) -> dict[str, str]:
    """The sections with a name of its own for every fold: who only hears the page hears a number after a name that
    came before.

    >>> told_apart({"one": "<summary>Table</summary><summary>Table</summary>"})["one"]
    '<summary>Table</summary><summary>Table<span class="unseen"> (2)</span></summary>'
    """
    seen = Counter[str]()

    def named(summary: re.Match[str]) -> str:
        seen[summary[0]] += 1
        return summary[0] + (f'<span class="unseen"> ({at})</span>' if (at := seen[summary[0]]) > 1 else "")

    return {name: _SUMMARY.sub(named, body) for name, body in bodies.items()}


def _parts(html: str) -> Iterator[str]:
    """The top-level elements of some HTML, each with the text before it; text at the end comes last."""
    start = depth = 0
    for tag in _TAG.finditer(html):
        if tag[2] in _ALONE:
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            yield html[start : tag.end()]
            start = tag.end()
    yield html[start:]


def _apart(part: str) -> str:
    if part.lstrip().startswith("<details"):
        return part
    finding = _FINDING.search(part)
    if finding:
        return part[: finding.start()] + finding[1] + set_apart(finding[2]) + finding[3]
    found = _without_folds(part)
    if not found.folds:
        return part
    folds = [match for fold, _ in found.folds if (match := _FOLD.match(fold))]
    inside = [
        f"{ANNEXED}{match[2]}</div>" if drawn else match[2]
        for match, (_, drawn) in zip(folds, found.folds, strict=True)
    ]
    first = _NAME.search(folds[0][1])
    name = first[0].replace("</span>", " – and more</span>") if first else ""
    summary = folds[0][1] if len(folds) == 1 else SHARED + name
    body = f"<summary>{summary}</summary>" + "".join(inside)
    return "".join(found.kept) + f'<details class="behind">{body}</details>'


def _without_folds(html: str) -> _Part:
    """A part with the folds taken out of it that hold no picture; a picture that had one is marked as ``drawn``."""
    found, start, opened, depth = _Part(), 0, -1, 0
    figure = -1
    for tag in _TAG.finditer(html):
        if tag[2] == "figure" and depth == 0:
            if tag[1]:
                figure = -1
            else:
                found.kept += [html[start : tag.start()], tag[0]]
                start, figure = tag.end(), len(found.kept) - 1
        elif tag[2] == "details" and not tag[1]:
            opened, depth = (tag.start() if depth == 0 else opened), depth + 1
        elif tag[2] == "details":
            depth -= 1
            fold = html[opened : tag.end()]
            if depth == 0 and "<figure" not in fold:
                found.kept.append(html[start:opened].rstrip() if figure >= 0 else html[start:opened])
                found.folds.append((fold, figure >= 0))
                start = tag.end()
                if figure >= 0:
                    found.kept[figure] = '<figure class="half drawn">' if "half" in found.kept[figure] else ANNEXES
    found.kept.append(html[start:].lstrip() if found.folds else html[start:])
    return found
