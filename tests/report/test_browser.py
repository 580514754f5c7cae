import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sample_report import sample_report

from barometre.report.html import render_html

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome here"),
]
MEASURE = """
<body><iframe id="page" width="{width}" height="800" srcdoc="{page}"></iframe><script>
addEventListener("load", () => {{
  const inside = document.getElementById("page").contentDocument;
  const shown = [...inside.querySelectorAll("svg")]
    .filter((svg) => svg.getBoundingClientRect().width > 0);
  const sizes = shown.flatMap((svg) => {{
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll("text")]
      .map((text) => scale * parseFloat(getComputedStyle(text).fontSize));
  }});
  document.body.dataset.found = JSON.stringify({{
    scroll: inside.documentElement.scrollWidth,
    client: inside.documentElement.clientWidth,
    pictures: shown.length,
    smallest: Math.min(...sizes),
    focusable: inside.querySelectorAll("a[href], summary, [tabindex='0']").length,
  }});
}});
</script></body>
"""


def run_chromium(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr",
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )


@pytest.mark.parametrize("width", [320, 360, 800])
def test_nothing_runs_over_the_edge_of_a_screen(width: int, reader, tmp_path: Path):
    page = render_html(sample_report(), **reader)
    file = tmp_path / "frame.html"
    file.write_text(MEASURE.format(width=width, page=html.escape(page)), "utf-8")
    dumped = run_chromium("--dump-dom", file.as_uri()).stdout
    found = re.search(r'data-found="(.*?)"', dumped)
    assert found
    seen = json.loads(html.unescape(found[1]))
    assert seen["scroll"] <= seen["client"]
    assert seen["pictures"] == 6
    assert seen["smallest"] >= 11
    assert seen["focusable"] > 10


def test_the_page_opens_without_a_complaint(reader, tmp_path: Path):
    file = tmp_path / "page.html"
    file.write_text(render_html(sample_report(), **reader), "utf-8")
    heard = run_chromium("--dump-dom", file.as_uri()).stderr
    assert "CONSOLE" not in heard


def test_the_page_prints_with_its_tables_open_and_its_title_at_the_foot(
    reader, tmp_path: Path
):
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here")
    file, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    file.write_text(render_html(sample_report(), **reader), "utf-8")
    run_chromium(f"--print-to-pdf={printed}", "--no-pdf-header-footer", file.as_uri())
    words = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    ).stdout
    language = reader["language"]
    report = sample_report()
    assert getattr(report.sections[2].blocks[2].table.title, language) in words
    assert words.count(getattr(report.title, language)) > 3
    assert "1/" in words
