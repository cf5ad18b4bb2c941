"""Put a quarter's pages in their place: each review's together, then the ledger, then the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..intake.workspace import Workspace
from ..release import Ledger, Outcome
from .compute import Computed
from .files import write_all
from .hashes import sha256_of
from .plan import Due
from .record import write_record


@dataclass(frozen=True)
class Page:
    """A finished page, the hash of the released tables it was drawn from, and how long the drawing took."""

    html: bytes
    tables_sha256: str
    seconds: float


@dataclass
class Published:
    """What was put in place; what waits, with why (review, audience, why); and what was stopped, with why."""

    released: list[Path] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    stopped: list[tuple[str, str]] = field(default_factory=list)


def publish(
    workspace: Workspace,
    quarter: str,
    out: Path,
    ledger: Ledger,
    before: Mapping[str, Any] | None,
    made_with: Mapping[str, Any],
    outcomes: Sequence[Outcome],
    computed: Mapping[str, tuple[Due, Computed]],
    pages: Mapping[tuple[str, str], Page],
    failed: Set[str],
) -> Published:
    """Write every review's pages that are whole, and what was done, in this order: pages, ledger, record.

    A review of which one page failed or was stopped keeps what it had. A page that was released and must wait now (a
    decision was taken back) is moved out of ``released/`` and the ledger says so.
    """
    done = Published()
    reviews: dict[str, Any] = dict((before or {}).get("reviews", {}))
    entries: list[dict[str, Any]] = []
    for name, (item, found) in computed.items():
        mine = [outcome for outcome in outcomes if outcome.review == name]
        done.stopped.extend((f"{name} · {one.audience}", one.why) for one in mine if one.state == "stopped")
        if name in failed or any(outcome.state == "stopped" for outcome in mine):
            continue
        audiences: dict[str, Any] = dict(reviews.get(name, {}).get("audiences", {}))
        files: dict[Path, bytes] = {}
        for outcome in mine:
            earlier = audiences.get(outcome.audience, {}).get("page")
            audiences[outcome.audience] = {"state": outcome.state, "why": outcome.why, "key": item.key}
            page = pages.get((name, outcome.audience))
            if page is None:
                done.waiting.append((name, outcome.audience, outcome.why))
                if earlier:
                    entries.append(_withdraw(workspace, quarter, out, outcome, earlier))
                continue
            place = f"released/{quarter}/{name}/{outcome.audience}.html"
            details = {"path": place, "sha256": sha256_of(page.html), "bytes": len(page.html)}
            files[out / place] = page.html
            audiences[outcome.audience].update(
                page=details, tables_sha256=page.tables_sha256, seconds=round(page.seconds, 2)
            )
            entries.append(_release(quarter, outcome, details, page.tables_sha256, workspace))
        write_all(files)
        done.released.extend(files)
        reviews[name] = {
            "inputs": item.inputs,
            "notebook_sha256": sha256_of(item.notebook),
            "as_at": found.tables.about.get("as_at"),
            "audiences": audiences,
        }
    standing = ledger.pages()
    ledger.append(
        [
            entry
            for entry in entries
            if entry["what"] == "withdrawal" or standing.get(entry["page"]["path"]) != entry["page"]["sha256"]
        ]
    )
    record = {
        "quarter": quarter,
        "workspace": workspace.name,
        "invented": workspace.invented,
        "software": dict(made_with),
        "reviews": reviews,
        "ledger": {"length": ledger.length, "head": ledger.head},
        "ran_at": _now(),
    }
    write_all({out / "record" / f"{quarter}.json": write_record(record)})
    return done


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _withdraw(
    workspace: Workspace, quarter: str, out: Path, outcome: Outcome, page: Mapping[str, Any]
) -> dict[str, Any]:
    path = out / str(page["path"])
    if path.is_file():
        kept = workspace.working / quarter / "withdrawn" / f"{outcome.review}-{outcome.audience}.html"
        write_all({kept: path.read_bytes()})
        path.unlink()
    return {
        "what": "withdrawal",
        "quarter": quarter,
        "review": outcome.review,
        "audience": outcome.audience,
        "page": dict(page),
        "by": "batch",
        "why": outcome.why,
        "at": _now(),
    }


def _release(
    quarter: str, outcome: Outcome, page: Mapping[str, Any], tables_sha256: str, workspace: Workspace
) -> dict[str, Any]:
    assert outcome.tables is not None
    return {
        "what": "release",
        "quarter": quarter,
        "review": outcome.review,
        "audience": outcome.audience,
        "profile": outcome.tables.about["profile"],
        "page": dict(page),
        "tables_sha256": tables_sha256,
        "equations": outcome.equations,
        "by": "batch, without a second person",
        "why": "the workspace is invented" if workspace.invented else "the workspace names this audience",
        "at": _now(),
    }
