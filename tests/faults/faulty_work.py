"""Faulty workspaces: keys lost or changed, samples that cannot be, and everything that only looks like code."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.audit.packs import write_return
from scrutiny_lib.batch.casework import Casework, open_casework_at
from scrutiny_lib.intake.return_sheets import questions_for
from tests.faults.fault_list import NAME, SAID, edit, fault
from tests.faults.faulty_cells import ATTRIBUTE, EMOJI, MARKDOWN, QUOTED, SCRIPT
from tests.reading_room import KEY, REVIEW, SCOPE, TEMPLATE, write_workspace

PIECES = (SCRIPT, ATTRIBUTE, *MARKDOWN.split(), *QUOTED.split(), *EMOJI.split())


def code(mark: str) -> str:
    """Everything that is text and looks like something else, in one line, with a mark of its own between the pieces.

    No run of words is the same in two of them, so that what stands on a page is not taken for somebody's answer.
    """
    return f" {mark} ".join(PIECES)


QUARTER = "2025-26-Q3"
HEAD = "child_id,family_id,name,date_of_birth,sex,ethnicity,stage,locality,referral_date"


def children(*more: str, count: int = 12) -> str:
    """A frame of this many children, every other one with a plan, and further lines."""
    lines = [
        f'ZQ{number:04d},{number // 2},"{NAME}",2011-03-{number % 28 + 1:02d},F,WBRI,'
        f"{'plan' if number % 2 else 'in need'},{'North' if number % 3 else 'South'},01/10/2025"
        for number in range(471, 471 + count)
    ]
    return "\n".join([HEAD, *lines, *more]) + "\n"


def workspace(root: Path, **changed: str) -> Path:
    """A workspace with one review of twelve children, four of them to be drawn; the review's folder comes back."""
    return write_workspace(root, **{"frame": children(), **changed})


def fill(folder: Path, agency: str, name: str = "", leave_out: str = "", **said: str) -> Path:
    """The return of one agency in a review's folder, answered plainly but for what is ``said`` to a question."""
    work: Casework = open_casework_at(folder)
    given = {"known": "yes", "life": SAID, "worried": "no", "worried_step": "", **said}
    asked = questions_for(work.template, agency)
    answers = {
        (case, question): (given.get(question, listed[0] if listed else ""), given.get("shows", SAID), "Visit")
        for case in work.drawn["case_id"]
        for question, listed in zip(asked["id"], asked["answers"], strict=True)
    }
    path = folder / "returns" / (name or f"{folder.name}-{agency}.xlsx")
    path.parent.mkdir(exist_ok=True)
    title = work.agencies[agency]
    write_return(path, work.review, work.template, work.sample.table, agency, title, answers)
    if leave_out:
        edit(path, lambda book: book.remove(book[leave_out]))
    return path


# --------------------------------------------------------------------------------------------------------- keys


@fault("STOP", "key", "cannot be read", reader="work", command=("sample",), code=2)
def I12_key_missing(root: Path) -> None:
    workspace(root)
    (root / "sample-key.txt").unlink()


@fault("STOP", "key", "empty", reader="work", command=("sample",), code=2)
def I12_key_empty(root: Path) -> None:
    workspace(root)
    (root / "sample-key.txt").write_bytes(b" \n")


@fault("STOP", "key", "32", reader="work", command=("sample",), code=2, never=["invented key"])
def I12_key_short(root: Path) -> None:
    workspace(root)
    (root / "sample-key.txt").write_bytes(KEY[:31])


def another_key(root: Path) -> None:
    """A sample drawn with one key, and another key since."""
    open_casework_at(workspace(root)).write_sample()
    (root / "sample-key.txt").write_bytes(KEY[::-1])


@fault("STOP", "key", reader="work", command=("sample",), code=2)
def I12_another_key_than_last_time(root: Path) -> None:
    another_key(root)


@fault("STOP", "key", reader="work", command=("returns",), code=2)
def I12_another_key_when_the_returns_come(root: Path) -> None:
    another_key(root)


@fault("STOP", "key", reader="work", command=("run",), code=1)
def I12_another_key_when_the_quarter_is_run(root: Path) -> None:
    another_key(root)


# ------------------------------------------------------------------------------------------------------ samples


@fault("WARN", "'plan, West'", "with 0", reader="work", command=("sample",), code=0)
def V13_stratum_with_nobody_in_it(root: Path) -> None:
    west = f"ZQ0999,999,{NAME},2011-03-14,F,WBRI,in need,West,01/10/2025"
    review = REVIEW.replace('strata = ["stage"]', 'strata = ["stage", "locality"]').replace("size = 4", "size = 8")
    workspace(root, review=review, frame=children(west))


@fault("STOP", "asks for 40", "holds 12", "28 too many", at="review.toml", reader="work", command=("sample",), code=2)
def V14_more_than_there_are(root: Path) -> None:
    workspace(root, review=REVIEW.replace("size = 4", "size = 40"))


@fault("STOP", "at least 3", "come to 6", "asks for 4", at="review.toml", reader="work", command=("sample",), code=2)
def V14_least_numbers_that_are_too_many(root: Path) -> None:
    workspace(root, review=REVIEW.replace("minimum = 1", "minimum = 3"))


@fault("STOP", "asks for 40", "holds 12", at="review.toml", reader="work", command=("check",), code=1)
def V14_found_before_anything_is_drawn(root: Path) -> None:
    workspace(root, review=REVIEW.replace("size = 4", "size = 40"))


# ------------------------------------------------------------------------------------------------------ returns


@fault("STOP", "same number", reader="work", command=("returns",), code=1)
def F18_two_different_returns_of_one_agency(root: Path) -> None:
    folder = workspace(root)
    open_casework_at(folder).write_sample()
    fill(folder, "police")
    fill(folder, "police", "neglect-police-2.xlsx", ne01="no")


@fault("REJECT", "file is empty", reader="work", command=("returns",), code=1)
def F01_empty_return_among_others(root: Path) -> None:
    folder = workspace(root)
    open_casework_at(folder).write_sample()
    fill(folder, "police")
    (folder / "returns" / "neglect-social_care.xlsx").write_bytes(b"")


@fault("WARN", "free text", reader="work", command=("returns",), code=0)
def T19_name_of_a_child_in_free_text(root: Path) -> None:
    folder = workspace(root)
    open_casework_at(folder).write_sample()
    fill(folder, "police", life=f"{NAME} is often alone.", shows="Seen once.")


# -------------------------------------------------------------------------------------------------------- days


def period(root: Path, moment: str) -> None:
    """A review of the last quarter of 2025-26 whose only referrals came in at one moment."""
    review = REVIEW.replace("2025-26 Q3", "2025-26 Q4").replace("2025-07-01", "2026-01-01")
    review = review.replace("2025-09-30", "2026-03-31").replace("2025-10-06", "2026-04-06")
    review = review.replace("2025-11-21", "2026-05-21").replace("2025-12-16", "2026-06-16")
    review = review.replace("2025-11-07", "2026-05-07").replace("2025-10-02", "2026-04-02")
    workspace(root, review=review, frame=children().replace("01/10/2025", moment))


@fault("ACCEPT", reader="work", command=("check",), code=0)
def D13_last_minute_of_the_period(root: Path) -> None:
    period(root, "31/03/2026 23:59")


@fault("WARN", "practice period", reader="work", command=("check",), code=0, rules=["D17"])
def D13_first_minute_after_the_period(root: Path) -> None:
    period(root, "01/04/2026 00:00")


# --------------------------------------------------------------------------------------------------- everything


def toml(text: str) -> str:
    """A text as a TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def everything(root: Path) -> Path:
    """A workspace whose titles, questions, headings, labels, ids, sheets and answers all look like something else.

    The sample is drawn; the police have answered for three of its four children, in a file named for a child and with
    a sheet too many, and social care has not.
    """
    frame = children().replace(",plan,", ',"' + code("stage").replace('"', '""') + '",').replace("01/10", "01/08")
    return workspace(
        root,
        frame=frame.replace("locality", SCRIPT).replace("ZQ0471", "<b>ZQ0471</b>"),
        review=REVIEW.replace('"Neglect"', toml(code("title"))),
        scope=SCOPE.replace('"Do we see neglect early enough?"', toml(code("scope"))).replace(
            '"Is the home seen?"', toml(code("line"))
        ),
        template=TEMPLATE.replace('"Was the home seen?"', toml(code("ask"))).replace(
            '"Look at the record."', toml(code("help"))
        ),
    )


def answered(folder: Path) -> None:
    """What came back to :func:`everything`."""
    first = str(open_casework_at(folder).drawn["case_id"].iloc[0])
    path = fill(folder, "police", f"Audit {NAME}.xlsx", first, life=code("life"), shows=code("shows"))
    edit(path, lambda book: book.create_sheet("<script>alert(1)").append([SCRIPT]))
