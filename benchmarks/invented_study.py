"""A study folder of any size: four own scales of ten items, two waves, ten towns."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_WAVES = ("t0", "t1")
FORMATS = {"one": "f_0_10", "two": "f_0_10", "three": "f_agree5", "four": "f_agree5"}
_ITEMS = 10
_RETURNING = 0.7
_STUDY = """\
id: invented
title: {{fr: Étude inventée, en: Invented study}}
questionnaire: [one, two, three, four]
source:
  kind: export_file
  metadata: {{submitted: submitted_at, duration: seconds}}
waves:
{waves}respondent: {{by: column, column: code}}
groups: [town]
{rest}"""
_WAVE = "  - {{id: {wave}, label: {{fr: {wave}, en: {wave}}}, file: {wave}.csv}}\n"
_REST = """\
analyses: core
plan: {primary: [one], secondary: [two, three, four]}
"""
_SCALE = """\
id: {name}
title: {{fr: Échelle inventée, en: Invented scale}}
measurement_model: reflective
response_format: {answers}
scoring: {{method: mean, min_answered: 7}}
items:
"""


def invent_study(folder: Path, *, people: int) -> None:
    """Write a study with this many responses at each wave; seven in ten come back."""
    import numpy as np

    write_study(folder, _WAVES, _REST)
    rng = np.random.default_rng(20263)
    start = people - round(people * _RETURNING)
    traits = rng.standard_normal((people + start, len(FORMATS)))
    for wave, first in zip(_WAVES, (0, start), strict=True):
        rows = np.arange(first, first + people)
        _write_wave(folder / f"{wave}.csv", wave, rows, traits[rows], rng)


def write_study(folder: Path, waves: Sequence[str], rest: str) -> None:
    """Write a new study of four scales, but for its answers."""
    scales = folder / "scales"
    scales.mkdir(parents=True)
    for name, answers in FORMATS.items():
        lines = [
            f"  - {{id: {item}, text: {{fr: Question, en: Question}}"
            f"{', reverse_keyed: true' if item.endswith('_3') else ''}}}\n"
            for item in name_items(name)
        ]
        text = _SCALE.format(name=name, answers=answers) + "".join(lines)
        (scales / f"{name}.yaml").write_text(text, "utf-8")
    listed = "".join(_WAVE.format(wave=wave) for wave in waves)
    (folder / "study.yaml").write_text(_STUDY.format(waves=listed, rest=rest), "utf-8")


def name_items(scale: str) -> list[str]:
    """Name the items of a scale."""
    return [f"{scale}_{position}" for position in range(1, _ITEMS + 1)]


def _write_wave(
    file: Path,
    wave: str,
    rows: "np.ndarray",
    traits: "np.ndarray",
    rng: "np.random.Generator",
) -> None:
    import pyarrow as pa
    from pyarrow import csv

    codes = pa.array(rows).cast(pa.string())
    towns = pa.array([f"Town {number}" for number in range(10)])
    columns: dict[str, pa.Array] = {
        "code": pa.compute.binary_join_element_wise("P", codes, ""),
        "town": towns.take(pa.array(rows % 10)),
        "submitted_at": pa.array(["2026-03-01 10:00:00"]).take(pa.array(rows * 0)),
        "seconds": pa.array(rng.integers(120, 900, rows.size)),
    }
    rise = 0.0 if wave == "t0" else 0.15
    for place, (scale, answers) in enumerate(FORMATS.items()):
        for item in name_items(scale):
            sign = -1 if item.endswith("_3") else 1
            latent = sign * (rise + traits[:, place]) + rng.standard_normal(rows.size)
            columns[item] = give_answers(latent, answers, rng)
    csv.write_csv(pa.table(columns), file, csv.WriteOptions(quoting_style="needed"))


def give_answers(
    latent: "np.ndarray", answers: str, rng: "np.random.Generator"
) -> "pa.Array":
    """Give answers on a format; two in a hundred do not know, one leaves it blank."""
    import numpy as np
    import pyarrow as pa

    if answers == "f_0_10":
        codes = np.rint(5 + 1.6 * latent).clip(0, 10)
    else:
        codes = np.rint(3 + 0.7 * latent).clip(1, 5)
    luck = rng.random(latent.size)
    codes[luck < 0.02] = 98
    return pa.array(codes.astype(np.int8), mask=luck > 0.99)
