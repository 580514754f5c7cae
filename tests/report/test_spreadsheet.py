import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from sample_report import sample_report

from barometre.report.xlsx import render_xlsx

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.spreadsheet,
    pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here"),
]
# Comma, quotes, UTF-8, cells as they are stored and not as they are drawn, all sheets.
ALL_SHEETS_AS_TEXT = (
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
)


def convert(workbook: Path, kind: str, folder: Path) -> str:
    """Convert a workbook in a profile of its own, so that nothing else is touched."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    done = subprocess.run(
        [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir",
         str(folder), str(workbook)],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_a_spreadsheet_opens_the_workbook_and_keeps_its_numbers(reader, tmp_path: Path):
    workbook = tmp_path / "report.xlsx"
    workbook.write_bytes(render_xlsx(sample_report(), **reader))
    said = convert(workbook, ALL_SHEETS_AS_TEXT, tmp_path)
    assert "repair" not in said.lower()
    assert "error" not in said.lower()
    numbers = tmp_path / f"report-{reader['texts']['workbook.numbers']}.csv"
    with numbers.open(encoding="utf-8") as lines:
        rows = [row for row in csv.reader(lines) if len(row) == 5]
    values = {(row[2], row[3]): row[4] for row in rows}
    key = ("reliability/trust_people/t1/cronbach_alpha", "estimate")
    assert float(values[key]) == pytest.approx(0.8312345678901234, rel=1e-14)


def test_the_workbook_prints(tmp_path: Path, reader):
    workbook = tmp_path / "report.xlsx"
    workbook.write_bytes(render_xlsx(sample_report(), **reader))
    convert(workbook, "pdf", tmp_path)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
