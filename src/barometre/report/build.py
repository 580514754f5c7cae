"""From estimates that disclosure has let through to the model of a report."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from barometre.departures import Departure
from barometre.disclosure import protect_flags
from barometre.frames import DRIFT, empty_table
from barometre.questionnaire.scale import Questionnaire
from barometre.report.codebook import build_codebook
from barometre.report.definition import Definition, SectionEntry
from barometre.report.model import Phrase, Report, Section
from barometre.report.sections import load_builder
from barometre.report.sections.context import Context
from barometre.report.sections.lookup import Lookup, key_flags, key_participation
from barometre.report.sections.outcomes import list_outcomes
from barometre.report.sections.reproducibility import tell_provenance
from barometre.study import Study


def build_report(
    *,
    audience: str,
    study: Study,
    questionnaire: Questionnaire,
    estimates: pd.DataFrame,
    participation: pd.DataFrame,
    flags_summary: pd.DataFrame,
    provenance: Mapping[str, str],
    definition: Definition,
    departures: tuple[Departure, ...] = (),
    drift: pd.DataFrame | None = None,
) -> Report:
    """Arrange numbers and words for one audience.

    Parameters
    ----------
    audience
        Who reads it.
    study, questionnaire
        What was asked, of whom, and what was planned.
    estimates, participation
        Tables 5 and 6 after disclosure, with ``is_suppressed``.
    flags_summary
        From :func:`summarise_flags`.
    provenance
        Name to value: versions, hashes, times. Names with a text
        ``provenance.<name>`` are shown with it.
    definition
        Sections in order, and the words of judgement.
    departures
        What the plan says otherwise since the first answers came.
    drift
        Where the survey was not the questionnaire; None where nothing tells.

    Returns
    -------
    Report
        Sections without any block are left out. Nothing is rounded, no sentence is
        written: the drawings do both.
    """
    context = Context(
        audience=audience,
        study=study,
        questionnaire=questionnaire,
        estimates=estimates,
        participation=participation,
        flags=flags_summary,
        provenance=provenance,
        departures=departures,
        definition=definition,
        entry=definition.outline.sections[0],
        by_key=Lookup(estimates),
        counts=Lookup(key_participation(participation)),
        flagged=Lookup(
            key_flags(
                protect_flags(flags_summary, study=study, profile=definition.profile)
            )
        ),
        outcomes=list_outcomes(estimates, questionnaire=questionnaire, plan=study.plan),
        drift=empty_table(DRIFT) if drift is None else drift,
    )
    sections = (_build_section(context, entry) for entry in definition.outline.sections)
    return Report(
        study_id=study.id,
        audience=audience,
        title=study.title,
        subtitle=Phrase(f"report.{audience}.subtitle"),
        sections=tuple(section for section in sections if section.blocks),
        codebook=build_codebook(questionnaire),
        provenance=tell_provenance(provenance),
    )


def summarise_flags(flags: pd.DataFrame) -> pd.DataFrame:
    """Count flagged responses (``n``, ``n_excluded``) by wave and rule."""
    counted = flags.groupby(["wave", "rule"], sort=True)["is_excluded"]
    return counted.agg(n="size", n_excluded="sum").reset_index()


def _build_section(context: Context, entry: SectionEntry) -> Section:
    build = load_builder(entry.builder_name)
    return build(replace(context, entry=entry))
