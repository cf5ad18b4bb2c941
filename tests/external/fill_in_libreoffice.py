"""Fill in a workbook in LibreOffice itself, as an auditor would: run by an interpreter that has ``uno``, not by pytest.

Takes one JSON document on standard input and writes one on standard output. Text is typed through the command that
the keyboard uses (``.uno:EnterString``), so LibreOffice decides what becomes of it: whether a cell may be changed,
whether 12/03/2025 is a date. A drop-down answer is looked up in the list that LibreOffice itself offers there.

In:  open, save (paths) · type, choose: lists of [sheet, cell, text] · tabs: [sheet, first cell, how many]
Out: active (sheet shown on opening) · selected (cell, by sheet) · untyped (cells that did not change) · not_offered ·
     messages (by "sheet!cell") · tabs (cells visited) · front (text of the first sheet's rows, before and after)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

XLSX = "Calc MS Excel 2007 XML"


def setting(name: str, value: object) -> object:
    from com.sun.star.beans import PropertyValue

    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe: str, office: subprocess.Popen[bytes]) -> object:
    """The office's own component context, as soon as it listens."""
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(480):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() is not None:
                raise
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start.")


class Auditor:
    """Somebody in front of one open workbook."""

    def __init__(self, context: object, path: str):
        services = context.ServiceManager
        self.desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.keyboard = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        self.book = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, ())
        self.view = self.book.CurrentController

    def cell(self, sheet: str, name: str) -> object:
        return self.book.Sheets.getByName(sheet).getCellRangeByName(name)

    def press(self, command: str, *arguments: object) -> None:
        self.keyboard.executeDispatch(self.view.Frame, command, "", 0, arguments)

    def go(self, sheet: str, name: str) -> None:
        self.view.setActiveSheet(self.book.Sheets.getByName(sheet))
        self.press(".uno:GoToCell", setting("ToPoint", name))

    def here(self) -> str:
        return self.book.CurrentSelection.AbsoluteName.rpartition(".")[2].replace("$", "")

    def type(self, sheet: str, name: str, text: str) -> bool:
        """Type a text; whether the cell took it (a protected one does not)."""
        self.go(sheet, name)
        before = self.cell(sheet, name).Formula
        self.press(".uno:EnterString", setting("StringName", text))
        return self.cell(sheet, name).Formula != before

    def offered(self, sheet: str, name: str) -> list[str]:
        """The answers of the drop-down list in a cell, as LibreOffice resolves its source."""
        rule = self.cell(sheet, name).Validation
        if rule.Type.value != "LIST" or not rule.ShowErrorMessage:
            return []
        where, _, cells = rule.getFormula1().replace("$", "").rpartition(".")
        block = self.book.Sheets.getByName(where.strip("'")).getCellRangeByName(cells)
        return [row[0] for row in block.DataArray]

    def tabs(self, sheet: str, first: str, count: int) -> list[str]:
        self.go(sheet, first)
        visited = []
        for _ in range(count):
            self.press(".uno:JumpToNextUnprotected")
            visited.append(self.here())
        return visited

    def front(self) -> list[list[str]]:
        page = self.book.Sheets.getByIndex(0)
        return [[page.getCellByPosition(column, row).String for column in (0, 1)] for row in range(60)]


def fill_in(context: object, task: dict) -> dict:
    auditor = Auditor(context, task["open"])
    told = {"active": auditor.view.ActiveSheet.Name, "sheets": list(auditor.book.Sheets.ElementNames), "selected": {}}
    for sheet in told["sheets"]:
        auditor.view.setActiveSheet(auditor.book.Sheets.getByName(sheet))
        told["selected"][sheet] = auditor.here()
    auditor.book.calculateAll()
    told["before"] = auditor.front()
    told["messages"], told["untyped"], told["not_offered"] = {}, [], []
    for sheet, name, _ in task["choose"] + task["type"]:
        rule = auditor.cell(sheet, name).Validation
        told["messages"][f"{sheet}!{name}"] = rule.InputMessage if rule.ShowInputMessage else ""
    for sheet, name, text in task["choose"]:
        if text not in auditor.offered(sheet, name):
            told["not_offered"].append([sheet, name])
    for sheet, name, text in task["choose"] + task["type"]:
        if not auditor.type(sheet, name, text):
            told["untyped"].append([sheet, name])
    told["tabs"] = auditor.tabs(*task["tabs"])
    told["after"] = auditor.front()
    auditor.book.storeToURL(Path(task["save"]).as_uri(), (setting("FilterName", XLSX),))
    auditor.book.close(True)
    return told


def main() -> None:
    task = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as profile:
        pipe = "fill" + Path(profile).name
        options = ("--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;")
        office = subprocess.Popen(
            [task["office"], *options, f"-env:UserInstallation={Path(profile).as_uri()}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            context = connect(pipe, office)
            json.dump(fill_in(context, task), sys.stdout)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            desktop.terminate()
            office.wait(30)
        finally:
            office.kill()
            office.wait()


if __name__ == "__main__":
    main()
