"""Estimates written by hand, and the report that is built from them."""

from dataclasses import replace
from typing import Any

import pandas as pd

from barometre.disclosure import Profile
from barometre.evaluation.rows import Place
from barometre.frames import ESTIMATES, PARTICIPATION, build_table
from barometre.messages import Language
from barometre.questionnaire.load import load_questionnaire
from barometre.report.build import build_report
from barometre.report.definition import load_definition
from barometre.report.model import Figure, Paragraph, Phrase, Report, Table, Words
from barometre.report.texts import load_texts, render_words
from barometre.study import Study

SCALES = [
    "trust_people",
    "trust_radius",
    "lonely1",
    "trust_local",
    "power_act",
    "retro_then",
]
QUESTIONNAIRE = load_questionnaire(SCALES)
LOW, HIGH = 1.0, 5.0  # of power_act and lonely1
PLAN = {"primary": ["power_act"], "smallest_worthwhile_change": {"power_act": 0.2}}


def make_study(**changes: Any) -> Study:
    return Study(
        **{
            "id": "made",
            "title": {"fr": "Étude faite à la main", "en": "A study made by hand"},
            "questionnaire": tuple(SCALES),
            "source": {"kind": "synthetic"},
            "waves": [
                {"id": "t0", "label": {"fr": "Entrée", "en": "Entry"}},
                {"id": "t1", "label": {"fr": "Sortie", "en": "Exit"}},
            ],
            "respondent": {"by": "token"},
            "plan": PLAN,
            **changes,
        }
    )


def change_rows(
    scale: str,
    change: tuple[float, float, float],
    *,
    n: int = 60,
    item: str = "",
    p_adjusted: float = float("nan"),
    **where: str,
) -> list[dict[str, object]]:
    """One change (estimate, low, high) in units of 1 to 5, with its neighbours."""
    place = Place(
        analysis="change", scale=scale, item=item, baseline_wave="t0", wave="t1"
    ).at(**where)
    level = place.at(
        analysis="descriptive", wave="t0", baseline_wave="", population="all"
    )
    numbers: dict[str, tuple[float, float, float]] = {
        "mean_before": (3.0, 2.8, 3.2),
        "mean_after": (3.0 + change[0], 2.8, 3.4),
        "mean_change": change,
        "cohens_d_av": (0.3, 0.1, 0.5),
    }
    rows = [
        _row(place, statistic, values, n=n, p_value=0.03, p_adjusted=p_adjusted)
        for statistic, values in numbers.items()
    ]
    rows += [
        _row(place, f"{name}_pomp", tuple(25 * v for v in values), n=n)
        for name, values in numbers.items()
        if name.startswith("mean")
    ]
    if where:
        return rows
    return [*rows, _row(level, "mean", (3.0, 2.8, 3.2), n=n)]


def number_row(
    analysis: str, statistic: str, *values: float, n: int = 60, **where: str
) -> dict[str, object]:
    category = where.pop("category", "")
    place = Place(analysis=analysis).at(**where)
    return _row(place, statistic, values, n=n, category=category)


def _row(
    place: Place,
    statistic: str,
    values: tuple[float, ...],
    *,
    category: str = "",
    **more: float,
) -> dict[str, object]:
    names = dict(zip(("estimate", "ci_low", "ci_high"), values, strict=False))
    return {
        "key": place.key(statistic, category),
        "statistic": statistic,
        "category": category,
        "ci_level": 0.95,
        **{name: getattr(place, name) for name in Place.__slots__},
        **names,
        **more,
    }


def make_report(
    *rows: list[dict[str, object]],
    study: Study | None = None,
    hidden: str = "",
    flags: pd.DataFrame | None = None,
    profile: Profile = "internal",
    drift: pd.DataFrame | None = None,
    participation: pd.DataFrame | None = None,
) -> Report:
    """Build the evaluator's report; rows whose key contains ``hidden`` are withheld."""
    estimates = build_table([row for part in rows for row in part], ESTIMATES)
    is_hidden = estimates["key"].str.contains(hidden) if hidden else False
    definition = load_definition("evaluator")
    outline = definition.outline.model_copy(update={"profile": profile})
    no_flags = pd.DataFrame(columns=["wave", "rule", "n", "n_excluded"])
    return build_report(
        audience="evaluator",
        study=study or make_study(),
        questionnaire=QUESTIONNAIRE,
        estimates=estimates.assign(is_suppressed=is_hidden),
        participation=make_participation() if participation is None else participation,
        flags_summary=no_flags if flags is None else flags,
        provenance={"software_version": "0", "plan_hash": "0123456789abcdef"},
        definition=replace(definition, outline=outline),
        drift=drift,
    )


def make_participation() -> pd.DataFrame:
    people = {"t0": (100, 90, 80, 60), "t1": (70, 65, 60, 60)}
    stages = ("started", "completed", "kept", "linked")
    table = build_table(
        [
            {"wave": wave, "stage": stage, "n": n}
            for wave, counts in people.items()
            for stage, n in zip(stages, counts, strict=True)
        ],
        PARTICIPATION,
    )
    return table.assign(is_suppressed=False)


def say(words: Words, language: Language = "en") -> str:
    return render_words(words, language, load_texts(language))


def paragraphs(report: Report, section: str, language: Language = "en") -> list[str]:
    """What a section says in running text."""
    return [
        say(block.words, language)
        for part in report.sections
        if part.id == section
        for block in part.blocks
        if isinstance(block, Paragraph)
    ]


def tables(report: Report, section: str) -> dict[str, Table]:
    """Tables of a section by id, those of its figures included."""
    blocks = [b for part in report.sections if part.id == section for b in part.blocks]
    found = [block.table if isinstance(block, Figure) else block for block in blocks]
    return {table.id: table for table in found if isinstance(table, Table)}


def all_words(report: Report) -> list[Words]:
    """Everything a report says, facts aside."""
    words: list[Words] = [report.title, report.subtitle]
    for label, value in report.provenance:
        words += [label, value]
    listed = [report.codebook]
    for section in report.sections:
        words.append(section.title)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                words.append(block.words)
            elif isinstance(block, Figure):
                words += [block.title, block.subtitle, block.source, block.alternative]
                listed.append(block.table)
            else:
                listed.append(block)
    for table in listed:
        words += [table.title, *table.notes, *(c.title for c in table.columns)]
        cells = (cell for row in table.rows for cell in row)
        words += [cell for cell in cells if isinstance(cell, Phrase)]
    return words
