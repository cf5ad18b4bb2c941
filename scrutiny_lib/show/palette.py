"""The colours of page and pictures, and the widths, in points, that every picture is drawn at."""

INK, QUIET, ACCENT, PAPER = "#1d282e", "#55626a", "#00566b", "#fdfefe"
MID, SOFT, PALE = "#93a0a6", "#b9c4c9", "#dde3e6"
DARK = {
    INK: "#e9eef0",
    QUIET: "#b0bcc2",
    ACCENT: "#7ccbdd",
    PAPER: "#12181b",
    MID: "#84929a",
    SOFT: "#55646c",
    PALE: "#333f46",
}
"""Each colour, and what it becomes for a reader whose device is set to dark."""

WIDE, NARROW = 620, 330
"""For a desk or paper, and for a phone."""
