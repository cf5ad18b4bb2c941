"""The command line: ``scrutiny …``. Every command says what to do next, and shows no traceback unless asked."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .errors import Refused, ScrutinyError
from .terms import AUDIENCES

DONE, FOUND, NOT_STARTED = 0, 1, 2
LATER = {
    "pack": "figures that may be released, for HIPS",
    "hips": "the four-area page",
    "close": "retention: keys, lists and returns destroyed by the scope's date",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 problems found or something failed, 2 could not start."""
    options = _parser().parse_args(arguments)
    try:
        code = int(options.do(options))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read what is printed has gone (``| head``)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except Refused as refused:
        _complain([str(problem) for problem in refused.problems])
        _complain(["Could not start. Put right what is listed above, then run the same command again."])
        return _not_started(refused, options.debug)
    except ScrutinyError as error:
        _complain([str(error)])
        return _not_started(error, options.debug)
    except KeyboardInterrupt:
        _complain(["Stopped. What was finished is kept; run the same command again to go on."])
        return FOUND
    except Exception as error:
        _complain([f"An unexpected error ({type(error).__name__}). Run again with --debug to see where."])
        return _not_started(error, options.debug)


def _complain(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def _not_started(error: BaseException, debug: bool) -> int:
    """Where it happened, for ``--debug``: files and lines only, because an error's text may hold a child's data."""
    if debug:
        for frame in traceback.extract_tb(error.__traceback__):
            print(f"  {Path(frame.filename).name}, line {frame.lineno}, in {frame.name}", file=sys.stderr)
    return NOT_STARTED


def _check(options: argparse.Namespace) -> int:
    from .batch.check import check_path
    from .batch.rules_list import list_rules, rules_hold

    if options.rules:
        print("\n".join(list_rules(options.path)))
        return DONE if rules_hold(options.path) else FOUND
    first, problems = check_path(options.path)
    if not problems.stops() and (options.preview or options.as_excel):
        first += _about_template(options)
    print("\n".join(first))
    for problem in problems:
        print(problem)
    stops, held = len(problems.of("STOP", "REJECT")), len(problems.of("HOLD"))
    if problems:
        print(f"{len(problems)} to look at: {stops} stop the work, {held} set something aside that is not counted.")
    else:
        print("Nothing to put right.")
    return FOUND if stops or held else DONE


def _about_template(options: argparse.Namespace) -> list[str]:
    from .batch.template_books import preview_template, template_as_excel

    if not options.path.is_file():
        raise ScrutinyError("--preview and --as-excel are for one audit template: name its file.")
    lines = preview_template(options.path, options.preview) if options.preview else []
    return [*lines, *(template_as_excel(options.path, options.as_excel) if options.as_excel else [])]


def _sample(options: argparse.Namespace) -> int:
    from .batch.casework import open_casework_at
    from .batch.sending import before_drawing, send

    work = open_casework_at(options.review)
    print("\n".join(before_drawing(work)))
    print("\n".join(send(work)))
    return DONE


def _redraw(options: argparse.Namespace) -> int:
    from .batch.sending import redraw_files

    differences = redraw_files(options.record, options.frame)
    print("\n".join(differences) if differences else "same")
    return FOUND if differences else DONE


def _returns(options: argparse.Namespace) -> int:
    from .batch.casework import open_casework_at
    from .batch.coming_back import report_returns

    lines, stops = report_returns(open_casework_at(options.review))
    print("\n".join(lines))
    return FOUND if stops else DONE


def _voice(options: argparse.Namespace) -> int:
    from .batch.casework import open_casework_at
    from .batch.code_list import list_codes
    from .batch.voice_files import report_voices

    work = open_casework_at(options.review)
    if options.codes:
        print("\n".join(list_codes(work)))
        return DONE
    return FOUND if report_voices(work, lambda line: print(line, flush=True)) else DONE


def _run(options: argparse.Namespace) -> int:
    from .batch.run import run_quarter

    done = run_quarter(
        options.workspace,
        options.quarter,
        review=options.review,
        audience=options.audience,
        out=options.out,
        jobs=options.jobs,
        force=options.force,
        pdf=options.pdf,
        only_plan=options.plan,
        cluster=options.cluster,
        tell=lambda line: print(line, flush=True),
    )
    if options.plan:
        return FOUND if done.failed else DONE
    for name, audience, why in done.waiting:
        print(f"Waits: {name} · {audience}. {why}")
    for draft in done.drafts:
        print(f"Draft: {draft.review} · {draft.audience}. {draft.why}\n  To check: {draft.check_page}")
    for path in sorted([*done.released, *done.unchanged]):
        print(f"{'Made     ' if path in done.released else 'Unchanged'} {path}")
    if not (done.released or done.drafts or done.unchanged or done.failed):
        print("No page came out of this quarter.")
    elif not done.made and not done.failed:
        print("Everything is unchanged: nothing was made again.")
    for path in done.altered:
        print(f"Altered: a released file had been changed by somebody. The changed copy is kept: {path}")
    for name, reason in done.failed:
        print(f"Failed: {name}\n  " + reason.replace("\n", "\n  "))
    for name, audience, why in done.left:
        print(f"Left as it was: {name} · {audience}. {why}")
    if done.index:
        print(f"The quarter on one page: {done.index}")
    return FOUND if done.failed or done.altered else DONE


def _verify(options: argparse.Namespace) -> int:
    if options.accept:
        return _accept(options)
    from .batch.alone import alone
    from .batch.record import verify

    folder = options.out or options.path
    with alone(folder, reading=True):
        looked_at, problems = verify(folder)
        for problem in problems:
            print(problem)
        print(f"{'Not whole' if problems else 'Whole'}: {looked_at}.", flush=True)
        again = _rerun(options) if options.rerun else DONE
    return FOUND if problems else again


def _rerun(options: argparse.Namespace) -> int:
    from .batch.rerun import rerun

    again = rerun(
        options.path,
        out=options.out,
        quarter=options.quarter,
        jobs=options.jobs,
        tell=lambda line: print(line, flush=True),
    )
    print("\n".join(again.lines()))
    return DONE if again.proved else FOUND


def _accept(options: argparse.Namespace) -> int:
    from .batch.withdraw import accept_broken_ledger

    for place in accept_broken_ledger(options.path, by=options.by, why=options.why):
        print(f"Accepted as it is: {place}")
    print("The reason stands in the ledger. Run scrutiny verify again; pages that are not in it are made again.")
    return DONE


def _approve(options: argparse.Namespace) -> int:
    from .batch.approve import approve

    made = approve(
        options.workspace,
        options.review,
        options.audience,
        by=options.by,
        why=options.why,
        quarter=options.quarter,
        out=options.out,
        tell=lambda line: print(line, flush=True),
    )
    for path in made:
        print(f"Approved and released: {path}")
    return DONE


def _withdraw(options: argparse.Namespace) -> int:
    from .batch.withdraw import withdraw

    kept = withdraw(
        options.workspace,
        options.review,
        options.audience,
        by=options.by,
        why=options.why,
        quarter=options.quarter,
        out=options.out,
    )
    for path in kept:
        print(f"Withdrawn, and kept here: {path}")
    print("It does not come back by itself: a later run makes a draft, which leaves only when it is approved anew.")
    return DONE


def _actions(options: argparse.Namespace) -> int:
    from .batch.actions import list_actions

    print("\n".join(list_actions(options.workspace, options.quarter)))
    return DONE


def _new(options: argparse.Namespace) -> int:
    from .batch.new import new_review

    print("\n".join(new_review(options.review, options.theme, options.quarter)))
    return DONE


def _lab(options: argparse.Namespace) -> int:
    from .batch.lab import start_lab

    return start_lab(options.workspace, lambda line: print(line, flush=True))


def _later(options: argparse.Namespace) -> int:
    raise ScrutinyError(f"scrutiny {options.command} is not there yet ({LATER[options.command]}).")


def commands() -> list[str]:
    """The names of all commands."""
    (action,) = (item for item in _parser()._actions if isinstance(item, argparse._SubParsersAction))
    return list(action.choices)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scrutiny",
        description="From which children do we look at, to did anything change for them.",
        epilog="Example: scrutiny run sample_cases --quarter 2025-26-Q3",
    )
    said = "show where an error came from (never case data)"
    parser.add_argument("--debug", action="store_true", help=said)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, do: Callable[[argparse.Namespace], int], what: str, example: str) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name, help=what, description=f"{what[0].upper()}{what[1:]}.", epilog=f"Example: {example}"
        )
        added.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=said)  # before it too
        added.set_defaults(do=do, command=name)
        return added

    new = command(
        "new",
        _new,
        "a pre-filled review folder",
        "scrutiny new sample_cases/reviews/2025-26-q4-neglect --theme neglect --quarter 2025-26-Q4",
    )
    new.add_argument("review", type=Path, help="the folder to make, below WORKSPACE/reviews/")
    new.add_argument("--theme", required=True, help="the audit template, such as neglect")
    new.add_argument("--quarter", required=True, help="such as 2025-26-Q4")

    check = command(
        "check", _check, "every problem in a workspace, review or template, all at once", "scrutiny check sample_cases"
    )
    check.add_argument("path", type=Path, help="a workspace, a review folder or a template (.toml, .xlsx)")
    check.add_argument("--rules", action="store_true", help="list the record checks instead")
    check.add_argument("--preview", type=Path, metavar="FOLDER", help="a template as the workbooks agencies will see")
    check.add_argument("--as-excel", type=Path, metavar="FILE", help="a template as a workbook to change and check")

    sample = command(
        "sample",
        _sample,
        "draw the sample; write it, its record, packs and identification lists",
        "scrutiny sample sample_cases/reviews/2025-26-q3-child-exploitation",
    )
    sample.add_argument("review", type=Path, help="a review folder")

    redraw = command(
        "redraw",
        _redraw,
        "draw again from a record and a frame, and say what differs",
        "scrutiny redraw sample-record.json frame.csv",
    )
    redraw.add_argument("record", type=Path, help="working/<review>/sample-record.json")
    redraw.add_argument("frame", type=Path, help="the frame, in any row order")

    returns = command(
        "returns",
        _returns,
        "what came back: worried now first, problems, who owes what",
        "scrutiny returns sample_cases/reviews/2025-26-q3-child-exploitation",
    )
    returns.add_argument("review", type=Path, help="a review folder")

    voice = command(
        "voice",
        _voice,
        "what children and families said: workbooks for coders, what they see differently, quotations to sign",
        "scrutiny voice sample_cases/reviews/2025-26-q3-child-exploitation",
    )
    voice.add_argument("review", type=Path, help="a review folder")
    voice.add_argument("--codes", action="store_true", help="list the codes there are to choose from instead")

    run = command(
        "run", _run, "the quarter: compute, release, render", "scrutiny run sample_cases --quarter 2025-26-Q3"
    )
    run.add_argument("workspace", type=Path)
    run.add_argument("--quarter", required=True, help="such as 2025-26-Q3 (October to December 2025)")
    run.add_argument("--plan", action="store_true", help="show what is due and stop")
    run.add_argument("--review", default="", help="only this review")
    run.add_argument("--audience", default="", help="only this audience")
    run.add_argument("--jobs", type=int, default=2, help="pages drawn at once (default 2)")
    run.add_argument("--cluster", default="", metavar="ADDRESS", help="of a Dask scheduler whose workers draw")
    run.add_argument("--out", type=Path, help="put released/ and record/ here instead of the workspace")
    run.add_argument("--pdf", action="store_true", help="make each page as a tagged PDF too")
    run.add_argument("--force", action="store_true", help="make unchanged pages again too")

    verify = command("verify", _verify, "every hash, the ledger's chain and its length", "scrutiny verify sample_cases")
    verify.add_argument("path", type=Path, help="a workspace, or the folder given to --out")
    verify.add_argument("--rerun", action="store_true", help="make every page again and compare, byte for byte")
    verify.add_argument("--out", type=Path, help="with --rerun: the folder given to scrutiny run as --out, if any")
    verify.add_argument("--quarter", default="", help="with --rerun: only this quarter")
    verify.add_argument("--jobs", type=int, default=2, help="with --rerun: pages drawn at once (default 2)")
    verify.add_argument("--accept", action="store_true", help="write down why the ledger is broken")
    verify.add_argument("--by", default="", metavar="NAME", help="with --accept: who found out")
    verify.add_argument("--why", default="", metavar="TEXT", help="with --accept: why it is broken")

    for name, do, what in (
        ("approve", _approve, "the second person approves a draft, and it is released"),
        ("withdraw", _withdraw, "take a released page back"),
    ):
        example = f'scrutiny {name} sample_cases multi-agency-dataset board --by "Kim Lee" --why "Read every word"'
        second = command(name, do, what, example)
        second.add_argument("workspace", type=Path)
        second.add_argument("review", help="the name of the review's folder, or one of the quarter's own pages")
        second.add_argument("audience", help=", ".join(AUDIENCES))
        second.add_argument("--by", required=True, metavar="NAME", help="who does it: kept in the ledger, on no page")
        second.add_argument("--why", required=True, metavar="TEXT", help="the reason: kept in the ledger, on no page")
        second.add_argument("--quarter", default="", help="such as 2025-26-Q3 (default: the newest with this page)")
        second.add_argument("--out", type=Path, help="the folder given to scrutiny run as --out, if any")

    actions = command(
        "actions",
        _actions,
        "open, overdue, done, done and shown to have changed something",
        "scrutiny actions sample_cases",
    )
    actions.add_argument("workspace", type=Path)
    actions.add_argument("--quarter", default="", help="as at the end of this quarter (default: the newest review's)")

    lab = command("lab", _lab, "JupyterLab on the notebooks, offline", "scrutiny lab sample_cases")
    lab.add_argument("workspace", type=Path, nargs="?", default=Path("sample_cases"))

    for name, what in LATER.items():
        later = command(name, _later, f"not there yet: {what}", f"scrutiny {name} --help")
        later.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    return parser
