"""What a reader of coded projects could not carry: counted while it reads, said in sentences when it is done."""

from __future__ import annotations

from dataclasses import dataclass, field

_NAMED = 5


@dataclass
class Lost:
    """Counts of what was lost, and remarks, in the order in which they were met. Never words of a text."""

    _counts: dict[str, int] = field(default_factory=dict)
    _about: dict[str, dict[str, None]] = field(default_factory=dict)
    _remarks: dict[str, None] = field(default_factory=dict)

    def add(self, what: str, times: int = 1, source: str = "") -> None:
        """Count something that is not carried, such as ``"links between things"``; ``source`` is a source's id."""
        if times > 0:
            self._counts[what] = self._counts.get(what, 0) + times
            if source:
                self._about.setdefault(what, {})[source] = None

    def remark(self, sentence: str) -> None:
        """A sentence about how the file was read, said once."""
        self._remarks[sentence] = None

    def sentences(self) -> list[str]:
        """Everything, one sentence each: what was not carried with its count, then the remarks.

        >>> lost = Lost()
        >>> lost.add("graphs", 2)
        >>> lost.add("selections outside the text", source="s1")
        >>> lost.sentences()
        ['Not carried: graphs (2).', 'Not carried: selections outside the text (1, source s1).']
        """
        return [f"Not carried: {what} ({times}{self._where(what)})." for what, times in self._counts.items()] + list(
            self._remarks
        )

    def _where(self, what: str) -> str:
        sources = list(self._about.get(what, ()))
        if not sources:
            return ""
        more = f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else ""
        return f", source{'s' if len(sources) > 1 else ''} {', '.join(sources[:_NAMED])}{more}"
