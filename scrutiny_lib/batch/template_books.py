"""Audit templates written in Excel: made into TOML when one is checked, compared with it when a folder is; previews."""

from __future__ import annotations

from pathlib import Path

from ..audit.packs import write_preview
from ..audit.theme_form import write_template_sheet
from ..errors import Problem, Problems, Refused
from ..intake.template import Template, read_template
from ..intake.template_fields import BLANK
from ..intake.template_sheet import read_template_sheet
from ..intake.template_toml import differs_from
from ..intake.workspace import read_workspace
from ..plural import many


def convert_template(path: Path) -> tuple[list[str], Problems]:
    """Check one workbook and, when nothing stops it, write the TOML file of the same name beside it.

    A TOML file that was not made from a workbook is never written over (rule P20). With problems nothing is written.
    The lines say what was made and what to do next.
    """
    template, problems, text = read_template_sheet(path)
    if template is None:
        return [f"Template {path.name}: not usable yet, nothing was written"], problems
    target = path.with_suffix(".toml")
    lines = [f"Template {path.name}: {many(len(template.questions), 'questions')}, edition {template.edition}"]
    changed = differs_from(target, text)
    if target.exists() and changed is None:
        fact = f"There is a file {target.name} that was not made from a workbook; it was left as it is."
        cure = "Give the workbook and its theme another id, or move that file away and check again."
        problems.add("P20", fact, cure, file=path.name)
        return lines, problems
    if changed is False:
        lines.append(f"{target.name} beside it says the same already.")
    else:
        part = target.with_name(target.name + ".part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)
        lines.append(f"{'Made' if changed is None else 'Made again'}: {target.name}, beside the workbook.")
    lines.append(f"Next: see it as an agency will, with scrutiny check {path.name} --preview FOLDER.")
    return lines, problems


def note_workbooks(folder: Path) -> Problems:
    """Which workbooks of a folder of templates are not yet, or no longer, what their TOML files say (rule P19)."""
    problems = Problems()
    for path in sorted(folder.glob("*.xlsx")) if folder.is_dir() else []:
        if path.name == BLANK or path.name.startswith(("~$", ".")):
            continue
        _, found, text = read_template_sheet(path)
        target = path.with_suffix(".toml")
        stops = len(found.of("STOP", "REJECT"))
        changed = differs_from(target, text)
        if stops:
            fact = f"The workbook cannot be used yet: {many(stops, 'problems')}."
        elif not target.exists():
            fact = "The workbook has not been made into a template yet."
        elif changed is None:
            fact = f"The workbook is not what {target.name} was made from, and is not used."
        elif changed:
            fact = f"The workbook has changed since {target.name} was made from it."
        else:
            continue
        cure = f"Run scrutiny check on {path.name} itself; until then {target.name} counts, if it is there."
        problems.add("P19", fact, cure, file=path.name, act="WARN")
    return problems


def preview_template(path: Path, folder: Path) -> list[str]:
    """Write the workbooks that agencies would be sent, one for each, with one invented child; the lines say where.

    ``path`` is a template as TOML or Excel. Agencies have the names that the template's own workspace gives them.
    """
    template = _template(path)
    known: dict[str, str] = {}
    if (root := path.resolve().parent.parent).joinpath("workspace.toml").is_file():
        known = read_workspace(root)[0].agencies
    names = {agency: known.get(agency, agency.replace("_", " ").capitalize()) for agency in template.agencies}
    made = write_preview(folder, template, names)
    return [f"{many(len(made), 'workbooks')} as agencies would see them, with one invented child: {folder}"]


def template_as_excel(path: Path, target: Path) -> list[str]:
    """Write a template as a workbook to start from; a file that is there already is never written over (rule P20)."""
    if target.exists() or target.suffix.lower() != ".xlsx":
        fact = "A file of that name is there already." if target.exists() else "The name does not end in .xlsx."
        raise Refused([Problem("P20", fact, "Choose another name.", file=target.name)])
    write_template_sheet(target, _template(path))
    return [f"Written as a workbook: {target}", "Change it, give it an id and a name of its own, and check it."]


def _template(path: Path) -> Template:
    if path.suffix.lower() == ".xlsx":
        template, problems, _ = read_template_sheet(path)
    else:
        template, problems = read_template(path)
    problems.raise_if_stops()
    assert template is not None
    return template
