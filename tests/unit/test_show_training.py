"""The training section: what to do first, four levels with their limits, and nothing that needs a hidden number."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scrutiny_lib.lenses.training_practice import ASSOCIATION
from scrutiny_lib.release.mask_training import IN_TENS
from scrutiny_lib.show.training import show_training
from scrutiny_lib.show.training_charts import Answered, Bar, Changed, Moved, draw_answered, draw_changes, draw_series
from scrutiny_lib.tables import COLUMNS, Tables, table

FRAMES = [name for name in COLUMNS if name.startswith("training")]
NAN = float("nan")


def change(course: str, wave: str = "after", **more: Any) -> dict[str, Any]:
    return {
        "course": course, "question": "all", "label": "all questions together", "level": "learning", "who": "person",
        "wave_from": "before", "wave_to": wave, "low": 1, "high": 5, "pairs": 20, "before": 2.5, "after": 3.5,
        "rose": 14, "same": 4, "fell": 2, "change": 1.0, "lower": 0.5, "upper": 1.5, "pvalue": 0.001,
        "adjusted": 0.01, "g": 0.9, "g_lower": 0.4, "g_upper": 1.4, "worst": -0.2, "best": 1.7, "method": "Exact.",
        "sentence": f"{course}: People scored themselves higher.", **more,
    }  # fmt: skip


def full() -> dict[str, pd.DataFrame]:
    months = [f"{2024 + i // 12}-{i % 12 + 1:02d}" for i in range(20)]
    fitted = [10 + 0.1 * i + 4 * (i >= 10) for i in range(20)]
    rows: dict[str, list[dict[str, Any]]] = {
        "training": [
            {"course": "Naming neglect", "days": 2, "places": 30, "booked": 28, "attended": 26, "cancelled_late": 1},
            {"course": "Babies", "days": 1, "places": 20, "booked": 22, "attended": 19, "cancelled_late": 0},
        ],
        "training_charges": [
            {"course": "Babies", "band": "24 hours or less", "bookings": 2, "each": 7500, "total": 15000},
            {"course": "Babies", "band": "all", "bookings": 2, "each": None, "total": 15000},
        ],
        "training_need": [
            {"course": "Babies", "agency": agency, "role": "all", "trained": n, "need": of, "percent": 100 * n / of,
             "lower": 10.0, "upper": 60.0, "method": "Wilson", "sentence": said}
            for agency, n, of, said in (("Police", 0, 20, "Police: nobody."), ("Health", 12, 20, "Health: 12."),
                                        ("all", 12, 40, "Nobody from Police has had it."))
        ],
        "training_asked": [
            {"asked_for_by": "R7", "asked": "Train night staff.", "course": "", "held": 0, "sentence": "Not answered."}
        ],
        "training_response": [
            {"course": "Naming neglect", "wave": "before", "who": "person", "sent": 28, "answered": 26, "paired": 20,
             "unpaired": 6, "sentence": ""},
            {"course": "Naming neglect", "wave": "three months", "who": "line manager", "sent": NAN, "answered": 15,
             "paired": 12, "unpaired": 3, "sentence": "Those who did not answer again had begun lower."},
        ],
        "training_reaction": [
            {"course": "Babies", "question": "pace", "label": "How was the pace?", "answer": answer, "n": n, "of": 19}
            for answer, n in (("just right", 15), ("too fast", 4))
        ],
        "training_change": [
            change("Naming neglect"),
            change("Naming neglect", "three months", change=0.2, lower=-0.3, upper=0.7, adjusted=0.4),
            change("Babies", pairs=4, change=NAN, lower=NAN, upper=NAN, pvalue=NAN, adjusted=NAN,
                   sentence="Babies: Too few people answered both times."),
            change("Babies", question="q1", label="I can watch", change=0.5),
            change("Babies", wave_from="before, asked afterwards", change=2.0),
            change("Naming neglect", "three months", level="behaviour"),
            change("Naming neglect", "three months", level="behaviour", who="line manager", adjusted=0.3),
        ],
        "training_practice": [
            {"question": "ng03", "label": "Was the tool used?", "trained_n": 14, "trained_of": 20, "other_n": 5,
             "other_of": 22, "difference": 47.0, "lower": 18.0, "upper": 67.0, "pvalue": 0.003, "adjusted": 0.01,
             "sentence": f"The good answer stands more often. {ASSOCIATION}"},
        ],
        "training_results": [
            {"programme": "p1", "title": "Tool use", "course": "Naming neglect", "unit": "%", "from_month": "2024-11",
             "before_points": 10, "after_points": 10, "pvalue": 0.01, "hac_pvalue": 0.01, "changed": True,
             "what_else": "a new form", "sentence": "Both tests find this step."},
            {"programme": "p2", "title": "Referrals", "course": "Babies", "unit": "a month", "from_month": "2025-05",
             "before_points": 16, "after_points": 4, "changed": False, "what_else": "", "sentence": "Described only."},
        ],
        "training_series": [
            {"programme": "p1", "month": month, "value": value + (-1) ** at, "fitted": value,
             "expected": value - 4 if at >= 10 else NAN, "comparison": 6.0}
            for at, (month, value) in enumerate(zip(months, fitted, strict=True))
        ] + [{"programme": "p2", "month": month, "value": 5.0 + at % 3} for at, month in enumerate(months)],
        "training_codes": [
            {"group": "What helped", "code": "t1", "name": "Trying it out", "unit": "practitioners", "n": 7, "of": 18,
             "percent": 38.9, "reliability": "firm", "shown": "7 of 18 practitioners"},
        ],
        "training_points": [
            {"kind": "repeat", "course": "Naming neglect", "sentence": "Repeat it.", "why": "It rose. Rule: repeat."},
            {"kind": "stop", "course": "Babies", "sentence": "Stop it.", "why": "It did not. Rule: stop."},
            {"kind": "not reached", "course": "Babies", "sentence": "Nobody from Police.", "why": "Rule: name."},
        ],
    }  # fmt: skip
    return {name: table(name, rows[name]) for name in FRAMES}


def section(frames: dict[str, pd.DataFrame]) -> Any:
    return show_training(Tables({}, frames))


SHOWN = section(full())


def drawings(html: str) -> list[str]:
    return [base64.b64decode(found).decode() for found in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_what_to_do_comes_first_and_the_heading_says_it() -> None:
    made = SHOWN
    least = "Least reached by training: Police, 0 of 20 who need “Babies”"
    assert made.heading == f"{least}; one course to repeat and one to stop"
    html = made.html
    order = [
        html.index(words) for words in ("Stop</h4>", "Repeat</h4>", "Whom it did not reach</h4>", "Whom it reached")
    ]
    assert order == sorted(order) and "What cannot be told</h4>" not in html
    assert "<strong>Naming neglect.</strong> Repeat it.</li>" in html
    assert html.index("It rose.</td>") > html.index("Why: what each point rests on"), "reasons are one key away"


def test_the_heading_says_whom_a_course_reached_least() -> None:
    def need(**rows: tuple[int, int, str]) -> pd.DataFrame:
        given = [
            {"course": "Babies", "agency": name, "role": "all", "trained": n, "need": of, "method": method}
            for name, (n, of, method) in rows.items()
        ]
        return table("training_need", given)

    told = {"training": full()["training"], "training_need": need(Police=(2, 140, ""), Housing=(9, 10, ""))}
    assert section(told).heading == "Least reached by training: Police, 2 of 140 who need “Babies”"
    sure = "At least: by the codes of those who came."
    some = section({"training_need": need(Police=(2, 140, sure), all=(11, 150, sure))})
    assert some.heading == "Fewest known to be reached by training: Police, 2 of 140 who need “Babies”"
    assert "Whom it reached: at least 11 of 150 who need “Babies”" in some.html
    tens = section({"training_need": need(Police=(20, 140, IN_TENS), all=(30, 150, IN_TENS))})
    assert tens.heading == "Training reached at least 30 of 150 who need “Babies”", "no few told of, nor called least"


def test_paper_says_where_the_reasons_are_only_where_it_has_them() -> None:
    assert "The reasons for each point, and the figures of the pictures, are in the annex." in words(SHOWN.html)
    assert '<details class="aside">\n<summary>Why' not in SHOWN.html
    rule = full()["training_points"].assign(why="Rule: name.")
    made = section({**full(), "training_points": rule}).html
    assert "The reasons" not in words(made) and '<details class="aside">\n<summary>Why' in made


def test_a_course_to_repeat_with_a_change_stands_once() -> None:
    rows = [
        {"kind": "repeat", "course": "A", "sentence": "Repeat it.", "why": "Rule: repeat."},
        {"kind": "repeat", "course": "B", "sentence": "Repeat it too.", "why": "Rule: repeat."},
        {"kind": "change", "course": "A", "sentence": "Change the part about “x”.", "why": "Rule: part."},
        {"kind": "change", "course": "C", "sentence": "Change it.", "why": "Rule: part."},
    ]
    made = section({"training_points": table("training_points", rows)})
    assert made.heading == "Training: two courses to repeat (one of them with a change) and one to change"
    assert "<strong>A.</strong> Repeat it. Change the part about “x”.</li>" in made.html
    assert made.html.count("<strong>A.</strong>") == 1 and "<strong>C.</strong> Change it.</li>" in made.html


def test_where_nothing_can_be_told_the_heading_says_so() -> None:
    rows = [{"kind": "cannot tell", "course": c, "sentence": "Ask again.", "why": "Rule: few."} for c in "AB"]
    made = section({"training_points": table("training_points", rows)})
    assert made.heading == "Training: what two courses changed cannot be told yet"


@pytest.mark.parametrize(
    ("sent", "attended", "who", "says"),
    [
        (30, 26, "person", "16 of 30 asked"),
        (None, 26, "person", "16 of 26 who came"),
        (12, 26, "person", "16 answered"),  # more than were asked: no share
        (None, 12, "person", "16 answered"),
        (None, "[c]", "person", "16 answered"),
        (None, 26, "line manager", "16 answered"),
    ],
)
def test_a_response_stands_with_its_base(sent: Any, attended: Any, who: str, says: str) -> None:
    rows = [{"course": "A", "wave": "after", "who": who, "sent": sent, "answered": 16, "paired": 9, "unpaired": 7}]
    frames = {"training_response": table("training_response", rows),
              "training": table("training", [{"course": "A", "attended": attended}])}  # fmt: skip
    assert f"{says}, 9 found again" in section(frames).html


def test_every_level_says_what_it_cannot_show() -> None:
    html = SHOWN.html
    assert html.count("What this cannot show.") == html.count("<h3>") - 1 == 5
    assert html.count("none of this shows that children were better off.") == 1
    assert "an association, not what the training did" in html


def test_each_picture_says_in_words_what_it_shows() -> None:
    html = SHOWN.html
    alts = re.findall(r'alt="([^"]*)"', html)
    assert len(alts) == len(drawings(html)) == html.count("<figure>") >= 10
    assert all(len(alt) > 20 and not alt.lower().startswith(("chart", "picture")) for alt in alts)
    joined = " ".join(alts)
    for said in ("30 places, 28 booked, 26 came", "Police 0 of 20", "end of the course +1.0 (likely +0.5 to +1.5)",
                 "too few to tell", "line managers, three months later +1.0", "November 2024"):  # fmt: skip
        assert said in joined


def test_the_learning_picture_names_where_more_than_chance_was_found() -> None:
    html = SHOWN.html
    assert "End of the course: higher in Naming neglect." in html
    assert "three months later: higher" not in html.split("Question by question")[0]
    assert "Beside what people remember of before. End of the course: higher in Babies." in html
    assert "never added to those above" in html


def test_behaviour_tells_people_from_their_line_managers() -> None:
    html = SHOWN.html
    assert "they say they do more, what line managers say of it could be chance" in html
    assert "14 of 20 beside 5 of 22" in html and html.count(ASSOCIATION) == 1


def test_programmes_say_what_else_changed_and_whether_chance_could_do_it() -> None:
    html = SHOWN.html
    assert "The figure stepped in November 2024, by more than chance would do." in html
    assert "What else changed then: a new form." in html
    assert "described only, because there are fewer than eight months on one side" in html
    drawn = [svg for svg in drawings(html) if "programme begins" in svg]
    assert len(drawn) == 2 and "as before it" in drawn[0] and "as before it" not in drawn[1]


def test_charges_stand_in_pounds_and_add_up() -> None:
    text = words(SHOWN.html)
    assert "24 hours or less 2 £75.00 £150.00 All together 2 £150.00" in text


def test_of_several_courses_need_and_charges_are_told_together_first() -> None:
    rows = [
        {"course": course, "agency": agency, "role": "all", "trained": n, "need": 40, "percent": n * 2.5,
         "lower": 5.0, "upper": 60.0, "method": "At least: some.", "sentence": f"{agency} said."}
        for course, n in (("A", 10), ("B", 20)) for agency in ("Police", "Health", "all")
    ]  # fmt: skip
    charges = [{"course": course, "band": "all", "bookings": 2, "each": None, "total": 7550} for course in "AB"]
    frames = {"training_need": table("training_need", rows), "training_charges": table("training_charges", charges)}
    html = section(frames).html
    assert "A at least 10 of 40; B at least 20 of 40" in html and "By agency and role" in html
    assert "£151.00 over all courses" in html
    frames["training"] = table("training", [{"course": course, "places": 20} for course in "ABC"])
    assert "£151.00 over the two courses whose bookings are known one by one" in section(frames).html
    frames["training_charges"]["total"] = [7550, "[c]"]
    assert "over all courses" not in section(frames).html


def test_a_base_that_cannot_be_right_is_not_used_at_any_time() -> None:
    rows = [{"course": "A", "wave": wave, "who": "person", "answered": n, "paired": 9, "unpaired": n - 9}
            for wave, n in (("after", 30), ("three months", 16))]  # fmt: skip
    frames = {"training_response": table("training_response", rows),
              "training": table("training", [{"course": "A", "attended": 26}])}  # fmt: skip
    assert "who came," not in section(frames).html


def test_too_few_answers_are_not_told_as_no_change() -> None:
    none = {"change": NAN, "lower": NAN, "upper": NAN, "pvalue": NAN, "adjusted": NAN, "pairs": 4}
    rows = [change(c, "three months", level="behaviour", who="line manager", **none) for c in "AB"]
    html = section({"training_change": table("training_change", rows)}).html
    assert "too few line managers answered twice to tell" in html and "none of two" not in html
    rows = [change("A"), change("B"), change("C", **none)]
    html = section({"training_change": table("training_change", rows)}).html
    assert "in two of three courses more than chance would do; in one too few answered twice to tell" in html
    html = section({"training_change": table("training_change", rows[2:])}).html
    assert "What people learned: too few answered twice to tell" in html


def test_what_could_be_chance_is_not_told_as_seen_by_nobody() -> None:
    rows = [change(c, "three months", level="behaviour", who="line manager", adjusted=0.3) for c in "AB"]
    html = section({"training_change": table("training_change", rows)}).html
    assert "what line managers say of it could be chance in each of two courses" in html
    assert "Nothing moved by more than chance could do among so many comparisons." in html
    rows = [{**row, "lower": -0.1} for row in rows]
    html = section({"training_change": table("training_change", rows)}).html
    assert "Nothing moved by more than chance alone would do." in html


def test_the_same_reason_is_given_once() -> None:
    rows = [{"kind": "not reached", "course": c, "sentence": f"Nobody of {c}.", "why": "Rule: name."} for c in "AB"]
    html = section({"training_points": table("training_points", rows)}).html
    assert html.count("Name.") == 1 and html.index("Nobody of B.") < html.index("Name.") < html.index("as above")


def hidden(frame: pd.DataFrame, how: Any) -> pd.DataFrame:
    """Every number of a table hidden."""
    numbers = [column for column in frame if pd.api.types.is_numeric_dtype(frame[column]) or column in (
        "each", "sent", "lower", "upper", "expected", "fitted", "comparison", "value")]  # fmt: skip
    return frame.assign(**{column: pd.Series([how] * len(frame), dtype=object) for column in numbers})


BESIDE = {"training_series": ("training_results",), "training_results": ("training_series",)}
"""Tables that are drawn only together with another."""


@pytest.mark.parametrize("how", ["[c]", None])
@pytest.mark.parametrize("name", FRAMES)
def test_any_number_may_be_hidden(name: str, how: Any) -> None:
    frames = {one: full()[one] for one in (name, *BESIDE.get(name, ()))}
    frames[name] = hidden(frames[name], how)
    html = section(frames).html
    assert "nan" not in words(html).lower().split() and "None" not in words(html)
    assert "What this cannot show." in html or name == "training_points"


def test_every_number_may_be_hidden_at_once() -> None:
    html = section({name: hidden(frame, "[c]") for name, frame in full().items()}).html
    assert not drawings(html) and "Repeat it." in html and "[c]" in html


def test_tables_may_be_missing() -> None:
    for name in ("training", "training_response", "training_series"):
        frames = {one: full()[one] for one in ("training", "training_response", "training_results", "training_series")}
        del frames[name]
        assert "What this cannot show." in section(frames).html


def test_old_tables_with_few_columns_are_shown_too() -> None:
    few = table("training_change", [{"course": "Babies", "pairs": 22, "before": 2.8, "after": 3.6, "change": 0.8,
                                     "lower": 0.3, "upper": 1.2, "pvalue": 0.004, "sentence": "higher"}])  # fmt: skip
    html = section({"training_change": few}).html
    assert "End of the course: higher in Babies." in html


def test_nothing_is_said_plainly() -> None:
    made = section({})
    assert "nothing about training" in made.html and made.heading == "Training: whom it reached"


def test_names_cannot_bring_html() -> None:
    frames = full()
    for name in FRAMES:
        frames[name] = frames[name].replace({"Babies": "<b>x</b>", "Was the tool used?": "<i>y</i>"})
    html = section(frames).html
    assert "<b>x" not in html and "<i>y" not in html and "&lt;b&gt;x" in html


def test_pictures_are_the_same_twice_and_fit_a_phone() -> None:
    rows = [
        Changed(
            "A course with a long name that goes on",
            (
                Moved("three months later", "+0.8", 0.8, 0.2, 1.4, -1.0, 2.0, True),
                Moved("end", "too few to tell", None),
            ),
        )
    ]
    bars = [Answered("A", (Bar("three months later, line managers", "19 of 24 asked", 13, 19, 24),))]
    series = full()["training_series"].query("programme == 'p1'").reset_index(drop=True)
    for width in (620.0, 330.0):
        for draw in (lambda w: draw_changes(rows, w), lambda w: draw_answered(bars, w),
                     lambda w: draw_series(series, "2024-11", w)):  # fmt: skip
            once = draw(width)
            assert once == draw(width) and f'viewBox="0 0 {width:g} ' in once
    for x in re.findall(r'<text [^>]*x="([\d.]+)"', draw_changes(rows, 330.0)):
        assert 0 <= float(x) <= 330


def test_a_series_that_begins_after_the_programme_is_drawn() -> None:
    series = table("training_series", [{"programme": "p", "month": "2025-03", "value": 3.0}])
    assert "programme begins" in draw_series(series, "2024-01", 330.0)
    gaps = pd.DataFrame({"month": ["2025-01", "2025-02", "2025-03"], "value": [1.0, np.nan, 3.0], "fitted": np.nan,
                         "expected": np.nan, "comparison": np.nan})  # fmt: skip
    assert "nan" not in draw_series(gaps, "2025-02", 330.0).lower()


def test_who_cancelled_in_time_is_not_counted_as_not_having_come() -> None:
    row = {"course": "A", "places": 20, "booked": 17, "attended": 12, "cancelled_in_time": 2, "cancelled_late": 1,
           "absent": 2}  # fmt: skip
    html = section({"training": table("training", [row])}).html
    assert "A: 20 places, 17 booked, 12 came, 2 cancelled in time." in html
    drawn = drawings(html)[0]
    assert all(words in drawn for words in ("2 cancelled in time", "3 did not come, or cancelled late", "3 not booked"))
    hidden_too = section({"training": table("training", [{**row, "cancelled_in_time": "[c]"}])}).html
    assert "5 booked, did not come" in drawings(hidden_too)[0] and "cancelled in time." not in hidden_too


def test_a_figure_that_moved_before_the_programme_is_never_headed_as_its_step() -> None:
    frames = full()
    moved = "The figure moved in September 2024, two months before the programme began: it then stood 4 above."
    frames["training_results"] = frames["training_results"].assign(changed=False, sentence=["", moved])
    made = section({name: frames[name] for name in ("training_results", "training_series")}).html
    assert "What monthly figures did: one moved before the programme began" in made
    assert "stepped when" not in made


def test_what_lasted_was_lost_and_cannot_be_told_is_counted_apart() -> None:
    rows = [change(c) for c in "ABC"]
    rows += [change("A", "three months"), change("B", "three months", adjusted=0.4, pvalue=0.4)]
    rows += [change("C", "three months", adjusted=0.4, pvalue=0.4)]
    rows += [change("C", "three months", wave_from="after", change=-1.0, lower=-1.5, upper=-0.5)]
    html = section({"training_change": table("training_change", rows)}).html
    assert "after three months it lasted in one, was lost in one and cannot be told in one" in html


def test_numbers_of_a_scale_stand_under_the_changes() -> None:
    html = section({"training_change": table("training_change", [change("A")])}).html
    assert all(f">{tick}<" in drawings(html)[0] for tick in ("0", "+1"))
