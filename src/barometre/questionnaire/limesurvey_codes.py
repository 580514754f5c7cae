"""Names of items in LimeSurvey and back: letters and digits only, decided by the id."""

import re
from collections.abc import Iterable, Iterator, Mapping

from barometre.errors import Problem
from barometre.questionnaire.scale import Questionnaire

LONGEST_CODE = 20
# Words that LimeSurvey keeps for itself, as a question or as a row of an array.
_RESERVED = frozenset(
    (
        *("lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that"),
        *("this", "time", "other", "comment", "id", "submitdate", "lastpage"),
        *("startlanguage", "seed", "startdate", "datestamp"),
    )
)
_ESCAPE = "Z"
_UNDERSCORE = "Z0"
_COLUMN = re.compile(r"(?P<question>[^\[\]]+)(?:\[(?P<row>[^\[\]]+)\])?")
_PART = re.compile(r"Z0|Z[a-z]|[A-Y]|[a-z0-9]")


def encode_item(item_id: str) -> str:
    """Name an item in LimeSurvey, which allows no underscore: tp_general, tpGeneral.

    The name depends on the id alone, never on the rest of the questionnaire, and
    :func:`decode_item` gives the id back. A capital letter stands for an underscore
    and a small letter; a capital of the id itself, and an underscore before anything
    else, are written after a Z.
    """
    code = re.sub(r"[A-Z]", lambda found: _ESCAPE + found[0].lower(), item_id)
    code = re.sub(r"_([a-y])", lambda found: found[1].upper(), code)
    return code.replace("_", _UNDERSCORE)


def decode_item(code: str) -> str:
    """Give the id that a name in LimeSurvey stands for; empty when it is not ours."""
    parts = _PART.findall(code)
    item_id = "".join(map(_decode_part, parts))
    is_ours = "".join(parts) == code and encode_item(item_id) == code
    return item_id if is_ours else ""


def _decode_part(part: str) -> str:
    if part == _UNDERSCORE:
        return "_"
    if part.startswith(_ESCAPE):
        return part[1].upper()
    return f"_{part.lower()}" if part.isupper() else part


def encode_scale(scale_id: str) -> str:
    """Name an array of items in LimeSurvey: trust_local, TrustLocal.

    Names of arrays begin with a capital letter and names of items never do.
    """
    code = encode_item(scale_id)
    return code[0].upper() + code[1:]


def decode_column(column: str) -> str:
    """Give the item behind a column of an export: ``tpGeneral`` or ``Ties[tieBond]``.

    Empty for a column that is no item of ours: metadata, a comment, another survey.
    """
    match = _COLUMN.fullmatch(column)
    return decode_item(match["row"] or match["question"]) if match else ""


def match_columns(columns: Iterable[str], known: Iterable[str]) -> Mapping[str, str]:
    """Find the column of each item in an export, whatever array it stands in.

    Parameters
    ----------
    columns
        Names of columns with question codes, as LimeSurvey exports them.
    known
        Ids of items and of breakdowns to look for.

    Returns
    -------
    Mapping
        Id to column, where there is one. A column called exactly as an id wins over
        an encoded name.
    """
    return {
        item_id: candidates[0]
        for item_id, candidates in list_candidates(columns, known).items()
    }


def list_candidates(
    columns: Iterable[str], known: Iterable[str]
) -> Mapping[str, list[str]]:
    """List the columns that may hold each item: more than one where it is not clear.

    A column called exactly as an id is the only one.
    """
    wanted = set(known)
    found: dict[str, list[str]] = {}
    for column in columns:
        item_id = decode_column(column)
        if item_id in wanted:
            found.setdefault(item_id, []).append(column)
    return found | {column: [column] for column in columns if column in wanted}


def check_codes(
    questionnaire: Questionnaire, *, also: Iterable[str] = ()
) -> Iterator[Problem]:
    """Find ids that LimeSurvey cannot hold: too long, reserved, or alike but for case.

    Parameters
    ----------
    questionnaire
        What is asked.
    also
        Ids of breakdowns and other facts that are stored beside the answers.
    """
    taken: dict[str, str] = {}
    for item_id in (*questionnaire.items, *also):
        code = encode_item(item_id)
        if len(code) > LONGEST_CODE:
            facts = {"name": code, "n": len(code), "most": LONGEST_CODE}
            yield Problem("limesurvey_code_long", item_id, **facts)
        if code.lower() in _RESERVED:
            yield Problem("limesurvey_code_reserved", item_id, name=code)
        first = taken.setdefault(code.lower(), item_id)
        if first != item_id:
            yield Problem("limesurvey_code_twice", item_id, name=code, other=first)
