"""The report as one HTML page that needs nothing else: no network, no script."""

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from barometre.report.figures import NARROW, WIDE, render_figure
from barometre.report.folder import reports_folder
from barometre.report.formats import (
    Texts,
    format_number,
    has_value,
    number_attributes,
)
from barometre.report.model import (
    Block,
    Cell,
    Figure,
    Number,
    Paragraph,
    Report,
    Table,
)
from barometre.report.texts import render_words
from barometre.report.theme import Theme, load_theme

if TYPE_CHECKING:
    from barometre.messages import Language


def render_html(report: Report, *, language: "Language", texts: Texts) -> str:
    """Draw a report as one page.

    Parameters
    ----------
    report
        The report of one audience.
    language, texts
        The reader's language and its texts (``load_texts``).

    Returns
    -------
    str
        A complete document. Each number carries ``data-key``, ``data-field`` and
        ``data-value`` (or ``data-absence``) on its element.

    Raises
    ------
    ReportError
        When a text is missing or has a place that no fact fills.
    """
    theme = load_theme()
    draw = partial(_draw_number, texts=texts, theme=theme)
    plain = partial(render_words, language=language, texts=texts)
    words = partial(plain, draw=draw, mark=escape)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            language=language,
            texts=texts,
            style=_style(theme, plain(report.title), texts),
            plain=plain,
            words=words,
            cell=lambda content: _draw_cell(content, words, texts, theme),
            attributes=_cell_attributes,
            numeric_columns=_numeric_columns,
            picture=lambda figure, width: Markup(  # noqa: S704  our own SVG, escaped there
                render_figure(figure, language=language, texts=texts, width=width)
            ),
            anchor=_anchor,
            partial=_partial,
            wide=WIDE,
            narrow=NARROW,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(reports_folder() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _partial(block: Block) -> str:
    """Name the template of a block."""
    kinds = {Paragraph: "paragraph", Table: "table", Figure: "figure"}
    return f"blocks/{kinds[type(block)]}.html.j2"


def _anchor(kind: str, name: str) -> str:
    return f"{kind}-{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}"


def _draw_number(number: Number, *, texts: Texts, theme: Theme) -> Markup:
    written = format_number(number, texts=texts, decimals=theme.decimals)
    attributes = _written(number_attributes(number))
    return Markup(f"<span{attributes}>{escape(written)}</span>")  # noqa: S704  escaped


def _draw_cell(content: Cell, words: "partial[str]", texts: Texts, theme: Theme) -> str:
    if isinstance(content, Number):
        return format_number(content, texts=texts, decimals=theme.decimals)
    return words(content)


def _cell_attributes(content: Cell, *, is_numeric: bool) -> Markup:
    if isinstance(content, int):
        return _written({"class": "number"})
    if not isinstance(content, Number):
        return _written({"class": "absent"} if is_numeric else {})
    kind = "number" if has_value(content) else "absent"
    return _written({"class": kind} | number_attributes(content))


def _written(attributes: dict[str, str]) -> Markup:
    pairs = (f' {name}="{escape(value)}"' for name, value in attributes.items())
    return Markup("".join(pairs))  # noqa: S704  names are ours, values escaped


def _numeric_columns(table: Table) -> frozenset[int]:
    return frozenset(
        index
        for row in table.rows
        for index, content in enumerate(row)
        if isinstance(content, Number | int)
    )


@cache
def _css(name: str) -> str:
    return (reports_folder() / "templates" / name).read_text("utf-8")


def _style(theme: Theme, title: str, texts: Texts) -> Markup:
    """Join colours, the two style sheets and the running foot of printed pages."""
    colours = "".join(
        f"--{name}:{value};" for name, value in theme.colours.model_dump().items()
    )
    variables = f":root{{{colours}--fonts:{theme.fonts};}}"
    foot = (
        f"@page{{@bottom-left{{content:{_css_string(title)};{_FOOT}}}"
        f"@bottom-right{{content:{_css_string(texts['page.page'] + ' ')} counter(page)"
        f' "/" counter(pages);{_FOOT}}}}}'
    )
    parts = (variables, _css("screen.css"), _css("print.css"), foot)
    return Markup("\n".join(parts))  # noqa: S704  own files; the title is escaped


_FOOT = "font:8pt Arial,sans-serif;color:#57606a"


def _css_string(words: str) -> str:
    """Write words as a CSS string in which no character can end it, or the element."""
    safe = "".join(
        character
        if character.isalnum() or character == " "
        else f"\\{ord(character):x} "
        for character in words
    )
    return f'"{safe}"'
