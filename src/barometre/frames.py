"""Tables 1 to 6, declared once: columns, types, key and what each means.

The checks at each boundary, the reference page and the notes of the workbook are all
drawn from these declarations.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from barometre.errors import Problem, ResponseError
from barometre.frame_declaration import Column as Column
from barometre.frame_declaration import TableDeclaration as TableDeclaration
from barometre.questionnaire.missing import MISSING_KINDS
from barometre.questionnaire.scale import Questionnaire

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

_TYPES = {"text": "str", "number": "float64", "count": "int64", "boolean": "bool"}

ANALYSES = (
    "participation",
    "item",
    "reliability",
    "dimensionality",
    "descriptive",
    "change",
    "comparison",
    "attrition",
    "pooling",
    "weighting",
    "power",
    "network",
)
POPULATIONS = ("all", "unflagged", "tolerant_links")
STAGES = ("invited", "reminded", "started", "completed", "kept", "linked")


def missing_column(item: str) -> str:
    """Name the column that holds the kind of missing answer of an item."""
    return f"{item}__missing"


_RESPONDENT = Column(
    "respondent_id",
    "text",
    "Pseudonym of the response's author, never a name or a token",
    "Pseudonyme de la personne, jamais un nom ni un jeton",
)
_WAVE = Column("wave", "text", "Wave of the study", "Vague de l’étude")

RESPONSES = TableDeclaration(
    "responses",
    ("respondent_id", "wave"),
    (
        _RESPONDENT,
        _WAVE,
        Column(
            "source_row",
            "count",
            "Row of the raw snapshot, the header being row 1",
            "Ligne du fichier brut, l’en-tête étant la ligne 1",
        ),
        Column(
            "is_complete",
            "boolean",
            "The respondent reached the end",
            "La personne est allée jusqu’au bout",
        ),
        Column(
            "duration_seconds",
            "number",
            "Time taken, in seconds",
            "Durée de réponse, en secondes",
            is_nullable=True,
        ),
    ),
    has_more_columns=True,
)

FLAGS = TableDeclaration(
    "flags",
    ("respondent_id", "wave", "rule"),
    (
        _RESPONDENT,
        _WAVE,
        Column("rule", "text", "Rule that was met", "Règle rencontrée"),
        Column("value", "number", "What was found", "Ce qui a été trouvé"),
        Column("threshold", "number", "Limit of the rule", "Limite de la règle"),
        Column(
            "is_excluded",
            "boolean",
            "The study leaves this response out of every result",
            "L’étude écarte cette réponse de tous les résultats",
        ),
    ),
)

_DRIFT = {
    "scale": ("Scale; empty for the whole survey", "Échelle ; vide pour l’enquête"),
    "item": ("Item; empty for the whole scale", "Question ; vide pour l’échelle"),
    "kind": ("What differs", "Ce qui diffère"),
    "language": ("Language; empty for all", "Langue ; vide pour toutes"),
    "expected": ("What the questionnaire says", "Ce que dit le questionnaire"),
    "found": ("What the survey says", "Ce que dit l’enquête"),
}
DRIFT = TableDeclaration(
    "drift",
    ("wave", "scale", "item", "kind", "language", "expected"),
    (
        _WAVE,
        *(Column(name, "text", en, fr) for name, (en, fr) in _DRIFT.items()),
        Column(
            "is_breaking",
            "boolean",
            "Answers no longer compare: the run stops",
            "Les réponses ne se comparent plus : l’analyse s’arrête",
        ),
    ),
)

LINKS = TableDeclaration(
    "links",
    ("respondent_id", "wave"),
    (
        _RESPONDENT,
        _WAVE,
        Column(
            "person_id",
            "text",
            "Person behind the response; empty when not linked",
            "Personne derrière la réponse ; vide si non reliée",
            is_nullable=True,
        ),
        Column(
            "tolerant_person_id",
            "text",
            "The same where a code may have one slip; shown beside, never instead",
            "De même si un code peut avoir une faute ; à côté, jamais à la place",
            is_nullable=True,
        ),
        Column(
            "method",
            "text",
            "How the link was made",
            "Comment le lien a été fait",
            allowed=("token", "column", "exact_code", "none"),
        ),
    ),
)

SCORES = TableDeclaration(
    "scores",
    ("respondent_id", "wave", "scale", "subscale", "item"),
    (
        _RESPONDENT,
        _WAVE,
        Column("scale", "text", "Scale", "Échelle"),
        Column("subscale", "text", "Subscale, or empty", "Sous-échelle, ou vide"),
        Column("item", "text", "Item, or empty for a score", "Question, ou vide"),
        Column(
            "score",
            "number",
            "Score in the scale's own units",
            "Score dans l’unité de l’échelle",
            is_nullable=True,
        ),
        Column(
            "score_pomp",
            "number",
            "The same as a percentage of the maximum possible (0-100)",
            "Le même en pourcentage du maximum possible (0-100)",
            is_nullable=True,
        ),
        Column("n_answered", "count", "Items answered", "Questions répondues"),
        Column("n_items", "count", "Items of the score", "Questions du score"),
        Column("scoring_version", "text", "Scoring rule used", "Règle de calcul"),
    ),
)

ESTIMATES = TableDeclaration(
    "estimates",
    ("key",),
    (
        Column("key", "text", "Stable name of the number", "Nom stable de ce nombre"),
        Column("analysis", "text", "Analysis", "Analyse", allowed=ANALYSES),
        Column("scale", "text", "Scale, or empty", "Échelle, ou vide"),
        Column("subscale", "text", "Subscale, or empty", "Sous-échelle, ou vide"),
        Column("item", "text", "Item, or empty", "Question, ou vide"),
        Column("category", "text", "Answer, stage or empty", "Réponse, étape ou vide"),
        Column("wave", "text", "Wave", "Vague"),
        Column(
            "baseline_wave",
            "text",
            "Earlier wave of a change: estimate = wave - baseline_wave",
            "Vague de départ d’une évolution : estimation = vague - vague de départ",
        ),
        Column("group_by", "text", "Column of the breakdown", "Variable de groupe"),
        Column("group", "text", "Group; empty = everyone", "Groupe ; vide = ensemble"),
        Column(
            "population",
            "text",
            "all = every kept response; unflagged = flagged ones left out;"
            " tolerant_links = people linked although their code has one slip",
            "all = réponses gardées ; unflagged = sans les réponses signalées ;"
            " tolerant_links = personnes reliées malgré une faute dans leur code",
            allowed=POPULATIONS,
        ),
        Column("statistic", "text", "Statistic", "Statistique"),
        *(
            Column(name, "number", en, fr, is_nullable=True)
            for name, en, fr in (
                ("estimate", "Full precision", "Pleine précision"),
                ("ci_low", "Interval, low end", "Intervalle, borne basse"),
                ("ci_high", "Interval, high end", "Intervalle, borne haute"),
                ("ci_level", "Level of the interval", "Niveau de l’intervalle"),
                ("std_error", "Standard error", "Erreur type"),
                ("df", "Degrees of freedom", "Degrés de liberté"),
                ("p_value", "p-value", "Valeur p"),
                ("p_adjusted", "p-value adjusted", "Valeur p ajustée"),
            )
        ),
        Column(
            "adjustment",
            "text",
            "How p_adjusted was adjusted, or empty",
            "Correction de p_adjusted, ou vide",
            allowed=("", "holm", "benjamini_hochberg"),
        ),
        Column("n", "count", "Unweighted people", "Personnes, sans pondération"),
        Column(
            "n_missing",
            "count",
            "People of the sample left out for want of a value. Never asked: not"
            " counted in item and reliability rows, counted in all others; broke"
            " off before: not counted in item rows, counted in all others",
            "Personnes de l’échantillon laissées de côté faute de valeur. Jamais"
            " interrogées : non comptées dans les lignes item et reliability,"
            " comptées dans les autres ; parties avant la question : non comptées"
            " dans les lignes item, comptées dans les autres",
        ),
        Column("weighted", "boolean", "Weights were used", "Pondéré"),
        Column("method", "text", "Named method", "Méthode"),
        Column("note", "text", "Caveat codes", "Codes de réserve"),
    ),
)

PARTICIPATION = TableDeclaration(
    "participation",
    ("wave", "group_by", "group", "stage"),
    (
        _WAVE,
        Column("group_by", "text", "Column of the breakdown", "Variable de groupe"),
        Column("group", "text", "Group; empty = everyone", "Groupe ; vide = ensemble"),
        Column("stage", "text", "Stage", "Étape", allowed=STAGES),
        Column("n", "count", "People", "Personnes"),
    ),
)

TABLES = (RESPONSES, DRIFT, FLAGS, LINKS, SCORES, ESTIMATES, PARTICIPATION)


def check_table(
    frame: "pd.DataFrame",
    declaration: TableDeclaration,
    *,
    has_known_key: bool = False,
) -> None:
    """Check a frame against its declaration.

    Parameters
    ----------
    frame, declaration
        The table and what it should be.
    has_known_key
        No row can be there twice, as it was made from a table whose key was checked:
        looking through ten million rows again would take longer than making them.

    Raises
    ------
    ResponseError
        With every column at fault, the rule it breaks and how many rows break it;
        never the values themselves.
    """
    _check(frame, _schema(declaration, has_known_key), declaration.name)


def check_responses(
    frame: "pd.DataFrame", questionnaire: Questionnaire, *, has_known_key: bool = False
) -> None:
    """Check responses: declared columns, and each answer inside its format or missing.

    Parameters
    ----------
    frame, questionnaire
        Table 1, and the formats of its answers.
    has_known_key
        As for :func:`check_table`.

    Raises
    ------
    ResponseError
        As :func:`check_table`.
    """
    import pandera.pandas as pa

    columns: dict[str, pa.Column] = {}
    for item_id, item in questionnaire.items.items():
        if item_id not in frame.columns:
            continue
        if item.response_format.is_numeric:
            low, high = item.response_format.low, item.response_format.high
            columns[item_id] = pa.Column(
                float, pa.Check.in_range(low, high), nullable=True
            )
        columns[missing_column(item_id)] = pa.Column(
            checks=pa.Check.isin(MISSING_KINDS), nullable=True
        )
    schema = _schema(RESPONSES, has_known_key).add_columns(columns)
    _check(frame, schema, RESPONSES.name)


def _check(frame: "pd.DataFrame", schema: "pa.DataFrameSchema", table: str) -> None:
    from pandera.errors import SchemaErrors

    try:
        # Nothing is coerced, so nothing changes; without `inplace` all is copied first.
        schema.validate(frame, lazy=True, inplace=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        found = cases.groupby(["column", "check"], dropna=False, sort=True).size()
        raise ResponseError(
            *(
                Problem(
                    "table_check", f"{table} › {column}", check=check, n_rows=int(count)
                )
                for (column, check), count in found.items()
            )
        ) from None


@cache
def _schema(declaration: TableDeclaration, has_known_key: bool) -> "pa.DataFrameSchema":
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {column.name: _pandera_column(column) for column in declaration.columns},
        unique=None if has_known_key else list(declaration.key),
        strict=not declaration.has_more_columns,
        name=declaration.name,
    )


def _pandera_column(column: Column) -> "pa.Column":
    import pandera.pandas as pa

    checks = [pa.Check.isin(column.allowed)] if column.allowed else []
    return pa.Column(_TYPES[column.type], checks=checks, nullable=column.is_nullable)


def empty_table(declaration: TableDeclaration) -> "pd.DataFrame":
    """Make the table with no rows, typed as declared."""
    return build_table([], declaration)


def build_table(
    rows: Iterable[dict[str, object]], declaration: TableDeclaration
) -> "pd.DataFrame":
    """Put rows under the declared columns, typed as declared.

    Columns a row does not name are empty text, a missing number or false.
    """
    import pandas as pd

    listed = list(rows)
    return pd.DataFrame(
        {
            column.name: _typed([row.get(column.name) for row in listed], column)
            for column in declaration.columns
        }
    )


def _typed(values: list[object], column: Column) -> "pd.Series":
    import pandas as pd

    if column.type == "text" and not column.is_nullable:
        values = ["" if value is None else value for value in values]
    if column.type == "count":
        values = [0 if value is None else value for value in values]
    if column.type == "boolean":
        values = [value is True for value in values]
    return pd.Series(values, dtype=_TYPES[column.type])
