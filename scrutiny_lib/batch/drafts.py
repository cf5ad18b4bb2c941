"""A draft: a page made in full that nobody has checked, kept in ``working/`` with the checker's page beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import ScrutinyError
from ..release.standing import content_hash
from ..tables import Tables
from .draw import PAGE, Page, ToDraw
from .hashes import sha256_of
from .place import Place

if TYPE_CHECKING:
    from ..release import Outcome
    from ..show.checker import Earlier

CHANGED = "The draft is not as it was made. Run the quarter again and look at the new draft."


def draft_files(place: Place, one: ToDraw, page: Page, entries: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Everything kept of a draft, by its path below the workspace: the page in every form, what the gate decided, and
    the checker's page."""
    from ..show.checker import Searched, checker_page

    review, audience = one.outcome.review, one.outcome.audience
    made = {f"drafts/{audience}{ending}": content for ending, content in page.files.items()}
    made[f"drafts/{audience}-decided.json"] = _decided(one.outcome)
    endings = tuple(sorted(page.files, key=lambda ending: (ending != PAGE, ending)))
    searched = Searched(endings, len(one.identifiers.ids) + len(one.identifiers.runs), page.to_look_at)
    html = checker_page(
        one.outcome, searched, _shared(one.outcome, entries), f". {review} {audience}", place.quarter, page.files
    )
    made[f"{audience}-check.html"] = html.encode("utf-8")
    folder = f"working/{place.quarter}/{review}"
    return {f"{folder}/{name}": content for name, content in made.items()}


def draft_entry(files: Mapping[str, bytes], outcome: Outcome) -> dict[str, Any]:
    """What the record keeps of a draft: the hash of every file, and of the content to be approved."""
    assert outcome.tables is not None
    kept = {path: sha256_of(content) for path, content in files.items()}
    return {"files": kept, "content_sha256": content_hash(outcome.tables)}


def draft_whole(place: Place, draft: Mapping[str, Any]) -> bool:
    """Whether every file of a draft is still as it was made."""
    paths = {place.workspace.root / path: sha256 for path, sha256 in dict(draft.get("files", {})).items()}
    return bool(paths) and all(path.is_file() and sha256_of(path) == sha256 for path, sha256 in paths.items())


def check_page_of(draft: Mapping[str, Any]) -> str:
    """The path of the checker's page, below the workspace."""
    return next((path for path in draft.get("files", {}) if str(path).endswith("-check.html")), "")


def read_draft(place: Place, review: str, audience: str, draft: Mapping[str, Any]) -> Outcome:
    """What the gate decided when the draft was made. Refused where any of its files is not as it was made."""
    import pandas as pd

    from ..release import Outcome

    if not draft_whole(place, draft):
        raise ScrutinyError(CHANGED)
    path = place.working / review / "drafts" / f"{audience}-decided.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    tables = Tables.from_json(json.dumps(held["tables"]))
    audit = pd.DataFrame(held["audit"]).fillna({"upper": math.inf}) if held["audit"] else Outcome("", "", "", "").audit
    return Outcome(review, audience, "draft", held["why"], tables, held["equations"], audit)


def _decided(outcome: Outcome) -> bytes:
    assert outcome.tables is not None
    audit = [
        {str(key): None if value == math.inf else value for key, value in row.items()}
        for row in outcome.audit.to_dict("records")
    ]
    held = {
        "why": outcome.why,
        "tables": json.loads(outcome.tables.to_json()),
        "equations": outcome.equations,
        "audit": audit,
    }
    return (json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True, default=_plain) + "\n").encode("utf-8")


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def _shared(outcome: Outcome, entries: Sequence[Mapping[str, Any]]) -> list[Earlier]:
    """Earlier releases that tell some of the same counts."""
    from ..show.checker import Earlier

    mine = set(dict(outcome.equations.get("cells", {})))
    found = []
    for entry in entries:
        told = entry.get("equations")
        cells = set(told["cells"]) if isinstance(told, Mapping) and isinstance(told.get("cells"), Mapping) else set()
        if entry.get("what") == "release" and cells & mine:
            quarter, review, audience = (str(entry.get(key, "")) for key in ("quarter", "review", "audience"))
            found.append(Earlier(quarter, review, audience, len(cells & mine)))
    return found
