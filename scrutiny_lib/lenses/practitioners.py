"""What practitioners told us: who took part, what gets in the way, what works."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scrutiny_lib.lenses.results import result, results_table, slug
from scrutiny_lib.tables import table

_COMMON: dict[str, Any] = {"lens": "practitioners", "kind": "people", "source": "practitioners"}


def summarise_practitioners(
    activities: pd.DataFrame, themes: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Count who took part and in how many activities each theme was raised.

    Parameters
    ----------
    activities, themes : DataFrame
        As :func:`scrutiny_lib.intake.practitioners.read_practitioners` gives them.

    Returns
    -------
    activities : DataFrame
        The columns of ``activities``.
    themes : DataFrame
        The columns of ``themes``: ``source`` is *practitioners*, ``weight`` the number of activities.
    results : DataFrame
        prac.took_part (of those invited) and prac.<theme> (activities in which it was raised, of all held). How many
        people raised a theme is not counted: in a group one voice is easily taken for many.
    """
    held = len(activities)
    if not held:
        return table("activities"), table("themes"), results_table([])
    rows = [
        result(
            "prac.took_part",
            question="prac.took_part",
            label="Practitioners who took part, of those invited",
            answer="took part",
            n=int(activities["took_part"].sum()),
            of=int(activities["invited"].sum()),
            unit="practitioners",
            method="Summed over activities; somebody who came to two is counted twice.",
            **_COMMON,
        )
    ]
    said = []
    for theme in themes.to_dict("records"):
        raised = len(theme["activities"])
        rows.append(
            result(
                f"prac.{slug(theme['theme'])}",
                line=theme["line"],
                question=f"prac.{slug(theme['theme'])}",
                label=theme["theme"],
                answer="raised",
                n=raised,
                of=held,
                unit="activities",
                method="Activities in which practitioners raised it, of all held.",
                **_COMMON,
            )
        )
        said.append(
            {
                "source": "practitioners",
                "weight": raised,
                **{name: theme[name] for name in ("theme", "kind", "line")},
            }
        )
    return table("activities", activities), table("themes", pd.DataFrame(said)), results_table(rows)
