"""A study folder whose responses are on a server."""

import shutil
from pathlib import Path

import yaml

STUDY = Path(__file__).parents[1] / "studies" / "limesurvey_222795"
LOGIN = {"BAROMETRE_LS_USER": "reader", "BAROMETRE_LS_PASSWORD": "s3cret-Word"}


def place_server_study(
    folder: Path, url: str, *, surveys: dict[str, int] | None = None, **changes: object
) -> Path:
    """Copy the study of the recorded survey, and let it read a server.

    ``changes`` replace parts of the study; under ``source`` they are added.
    """
    study_dir = folder / "study"
    shutil.copytree(STUDY / "scales", study_dir / "scales")
    study = yaml.safe_load((STUDY / "study.yaml").read_text("utf-8"))
    codes = {
        name: study["source"][name] for name in ("columns", "missing_codes", "recode")
    }
    study["source"] = {"kind": "limesurvey", "url": url, **codes}
    study["source"] |= changes.pop("source", {})
    study["analyses"] = "core"
    study["waves"] = [
        {"id": wave, "label": {"fr": wave, "en": wave}, "survey_id": survey_id}
        for wave, survey_id in (surveys or {"summer": 222795}).items()
    ]
    text = yaml.safe_dump(study | changes, allow_unicode=True)
    (study_dir / "study.yaml").write_text(text, "utf-8")
    return study_dir
