"""What a page comes with, opened by the programs readers have: LibreOffice, a browser, WeasyPrint."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from scrutiny_lib.show.book import make_book
from scrutiny_lib.show.briefing import make_briefing
from scrutiny_lib.show.word import make_word
from scrutiny_lib.tables import table
from tests.unit.show_fixture import SHOWS, full_tables

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def printed(path: Path, needs: str) -> str:
    """The text of a file after LibreOffice has opened it and saved it as PDF."""
    if OFFICE is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice or pdftotext is not installed")
    if not list(Path(OFFICE).resolve().parent.glob(needs)):
        pytest.skip(f"this LibreOffice comes without {needs}")
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", path.parent, path]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return words_of(path.with_suffix(".pdf"))


def words_of(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def sheets_of(pdf: Path) -> int:
    done = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True)
    return int(next(line.split()[1] for line in done.stdout.splitlines() if line.startswith("Pages")))


def test_libreoffice_opens_the_spreadsheet(tmp_path: Path) -> None:
    tables = full_tables()
    path = tmp_path / "tables.xlsx"
    path.write_bytes(make_book([show(tables) for show in SHOWS], tables))
    told = printed(path, "libsclo*")
    assert "Child exploitation: the tables of the page" in told and "What each kind of evidence says" in told
    assert "Err:" not in told and "#NAME?" not in told and "###" not in told


def test_libreoffice_opens_the_word_file(tmp_path: Path) -> None:
    tables = full_tables()
    path = tmp_path / "page.docx"
    path.write_bytes(make_word([show(tables) for show in SHOWS], tables))
    told = printed(path, "libswlo*")
    assert "Page 1 of" in told and "Contents" in told
    assert all(title.split()[0] in told for title in tables["findings"]["title"])
    assert sheets_of(path.with_suffix(".pdf")) > 5


@pytest.mark.parametrize("letters", [40, 150, 400])
@pytest.mark.parametrize("engine", ["weasyprint", "browser"])
def test_the_briefing_is_one_sheet_whatever_is_in_it(tmp_path: Path, letters: int, engine: str) -> None:
    tables = full_tables()
    statement = "The child was asked what help is like. " * (letters // 39)
    findings = tables["findings"].assign(statement=statement.strip())
    rows = [
        {"finding_id": name, "kind": kind, "text": statement.strip()}
        for name in findings["finding_id"]
        for kind in ("on monday", "for the team")
    ]
    page, pdf = tmp_path / "briefing.html", tmp_path / "briefing.pdf"
    told = tables.with_frames(about={"why": statement}, findings=findings, to_do=table("to_do", rows))
    page.write_text(make_briefing([], told), encoding="utf-8")
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed")
    if engine == "weasyprint":
        if find_spec("weasyprint") is None:
            pytest.skip("WeasyPrint is not installed")
        from weasyprint import HTML

        HTML(filename=page).write_pdf(pdf)
    elif BROWSER is None:
        pytest.skip("no browser is installed")
    else:
        command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={tmp_path / 'browser'}", f"--print-to-pdf={pdf}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert sheets_of(pdf) == 1
