"""The page that leads to the reports of a study."""

from collections.abc import Sequence
from html import escape

from barometre.messages import Language, render_message
from barometre.questionnaire.scale import Text

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto;
padding: 0 1rem; color: #1a1a1a; background: #fff }}
a {{ color: #0b5394 }}
</style>
</head>
<body>
<main>
{sections}
</main>
</body>
</html>
"""
_SECTION = """<section lang="{language}">
<h1>{title}</h1>
<ul>
{links}
</ul>
</section>"""


def render_index(
    title: Text, *, reports: Sequence[str], languages: Sequence[Language]
) -> str:
    """Draw the page, once in each language of the study.

    Parameters
    ----------
    title
        Title of the study.
    reports
        Files beside the page, named ``<audience>.<language>.<kind>``; a board is named
        ``board-<wave>``.
    languages
        Languages of the study, the main one first.
    """
    return _PAGE.format(
        language=languages[0],
        title=escape(title.get(languages[0])),
        sections="\n".join(
            _SECTION.format(
                language=language,
                title=escape(title.get(language)),
                links="\n".join(
                    _link(name, language) for name in _sort(reports, language)
                ),
            )
            for language in languages
        ),
    )


def _sort(reports: Sequence[str], language: Language) -> list[str]:
    """Put first, of each kind of page, what is written in the reader's language."""
    kinds = list(dict.fromkeys(name.split(".")[0] for name in reports))
    return sorted(
        reports,
        key=lambda name: (
            kinds.index(name.split(".")[0]),
            name.split(".")[1] != language,
        ),
    )


def _link(name: str, language: Language) -> str:
    named, written_in, kind = name.split(".")
    audience, _, wave = named.partition("-")
    words = render_message(
        f"index_{kind}",
        language,
        audience=render_message(f"index_{audience}", language, wave=wave),
        written_in=render_message(f"index_{written_in}", language),
    )
    return f'<li><a href="{escape(name)}" hreflang="{written_in}">{words}</a></li>'
