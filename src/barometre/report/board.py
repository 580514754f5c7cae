"""The fieldwork board: one page for a wave while it is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from barometre.disclosure import (
    Profile,
    minimum_people,
    protect_flags,
    protect_participation,
    protect_stops,
)
from barometre.evaluation.fieldwork import Fieldwork, compute_expected
from barometre.questionnaire.scale import Questionnaire
from barometre.report.model import (
    Absence,
    Block,
    Cell,
    Figure,
    Flow,
    Number,
    NumberKind,
    Paragraph,
    Phrase,
    Report,
    Section,
    Table,
    Words,
)
from barometre.report.name_order import order_names
from barometre.report.sections.lookup import (
    Lookup,
    key_flags,
    key_participation,
    key_stage,
)
from barometre.report.sections.participation import name_rule
from barometre.report.sections.reproducibility import tell_provenance
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import say_date
from barometre.study import Study, Wave

_PROFILE: Profile = "internal"
_DAYS_DRAWN = 14
_COLUMNS = ("invited", "not_reached", "started", "completed", "expected", "target")


@dataclass(frozen=True, slots=True)
class _Board:
    study: Study
    questionnaire: Questionnaire
    wave: Wave
    today: date
    found: Fieldwork
    counts: Lookup

    def count(self, stage: str, group_by: str = "", group: str = "") -> Number:
        """Give the people at a stage; those not reached are invited minus started."""
        if stage in ("expected", "target"):
            return self._plan(stage, group_by, group)
        place = f"{group_by}={group}/" if group_by else ""
        if stage != "not_reached":
            key = key_stage(stage, wave=self.wave.id, group_by=group_by, group=group)
            return self.counts.number(key, "count", field="n")
        invited, started = (
            self.count(one, group_by, group) for one in ("invited", "started")
        )
        key = f"fieldwork/{self.wave.id}/{place}not_reached"
        if invited.value is None or started.value is None:
            absence = invited.absence or started.absence
            return _number(None, key, absence=absence)
        return _number(max(invited.value - started.value, 0), key)

    def _plan(self, stage: str, group_by: str, group: str) -> Number:
        target = (
            self.wave.group_targets.get(group_by, {}).get(group)
            if group_by
            else self.wave.target
        )
        place = f"{group_by}={group}/" if group_by else ""
        key = f"fieldwork/{self.wave.id}/{place}{stage}"
        if target is None:
            return _number(None, key, absence="not_computed")
        value = (
            target
            if stage == "target"
            else compute_expected(target, wave=self.wave, today=self.today)
        )
        return _number(value, key, absence="not_computed" if value is None else None)


def build_board(
    found: Fieldwork,
    *,
    study: Study,
    questionnaire: Questionnaire,
    today: date,
    provenance: Mapping[str, str],
) -> Report:
    """Arrange the counts of a wave; what too few people stand behind is withheld.

    Parameters
    ----------
    found
        Counts of the wave.
    study, questionnaire
        Targets, days, words and thresholds.
    today
        The morning of the board: the day itself does not count in what is expected.
    provenance
        Name to value: versions and times.
    """
    wave = next(wave for wave in study.waves if wave.id == found.wave)
    counts = protect_participation(found.counts, study=study, profile=_PROFILE)
    board = _Board(
        study, questionnaire, wave, today, found, Lookup(key_participation(counts))
    )
    sections = (_progress(board), _days(board), _difficulties(board))
    return Report(
        study_id=study.id,
        audience="board",
        title=study.title,
        subtitle=Phrase(
            "report.board.subtitle", {"wave": wave.label, "day": say_date(today)}
        ),
        sections=tuple(section for section in sections if section.blocks),
        codebook=Table("codebook", Phrase("board.title"), (), ()),
        provenance=tell_provenance(provenance),
    )


def _progress(board: _Board) -> Section:
    blocks: list[Block] = [Paragraph(_headline(board), tone="headline")]
    blocks += [Paragraph(words) for words in _say_calendar(board)]
    blocks.append(_draw_stages(board))
    blocks += [_table_of_groups(board, column) for column in _breakdowns(board)]
    return Section("board_progress", Phrase("section.board_progress"), tuple(blocks))


def _headline(board: _Board) -> Phrase:
    completed, expected, target = (
        board.count(stage) for stage in ("completed", "expected", "target")
    )
    facts: dict[str, Number | Words] = {"completed": completed}
    if target.value is None:
        return Phrase("board.without_target", facts)
    if expected.value is None or completed.value is None:
        return Phrase("board.of_target", {**facts, "target": target})
    kind = "behind" if completed.value < expected.value else "on_time"
    return Phrase(f"board.{kind}", {**facts, "target": target, "expected": expected})


def _say_calendar(board: _Board) -> Iterator[Phrase]:
    opens, closes = board.wave.opens, board.wave.closes
    if opens and closes:
        dates = {"opens": say_date(opens), "closes": say_date(closes)}
        yield Phrase("board.calendar", dates)
    not_reached = board.count("not_reached")
    if not_reached.value is not None:
        yield Phrase("board.not_reached", {"n": not_reached})


def _draw_stages(board: _Board) -> Figure:
    stages = [stage for stage in _COLUMNS if board.count(stage).value is not None]
    steps = tuple((Phrase(f"column.{one}"), board.count(one)) for one in stages)
    facts: dict[str, Number | Words] = {
        "started": board.count("started"),
        "completed": board.count("completed"),
    }
    return Figure(
        id="board_stages",
        title=Phrase("board.stages_title", facts),
        subtitle=Phrase("board.stages_subtitle"),
        source=Phrase("board.stages_source"),
        alternative=Phrase("board.stages_alternative", facts),
        data=Flow(steps, is_followed=False),
        table=build_table(
            "board_stages", build_columns("stage", "n"), [list(one) for one in steps]
        ),
    )


def _breakdowns(board: _Board) -> list[str]:
    found = set(board.found.counts["group_by"]) | set(board.wave.group_targets)
    return order_names(found - {""})


def _table_of_groups(board: _Board, column: str) -> Table:
    here = board.found.counts["group_by"] == column
    groups = order_names(
        set(board.found.counts.loc[here, "group"])
        | set(board.wave.group_targets.get(column, {}))
    )
    cells = {
        stage: [board.count(stage, column, group) for group in groups]
        for stage in _COLUMNS
    }
    told = [
        stage
        for stage in _COLUMNS
        if any(cell.absence != "not_computed" for cell in cells[stage])
    ]
    names = board.study.group_names.get(column, {})
    rows: list[tuple[Cell, ...]] = [
        (names.get(group, group), *(cells[stage][place] for stage in told))
        for place, group in enumerate(groups)
    ]
    title = board.study.group_labels.get(column, column)
    return build_table(
        f"board_{column}",
        build_columns("group", *told),
        rows,
        title=Phrase("table.board_group", {"group": title}),
    )


def _days(board: _Board) -> Section:
    title = Phrase("section.board_days")
    if board.found.days.empty:
        return Section("board_days", title, tuple(_say_arrivals(board)))
    rows: list[tuple[date, Number, Number]] = []
    total = 0
    for day, started, completed in board.found.days.itertuples(index=False, name=None):
        total += completed
        key = f"fieldwork/{board.wave.id}/{day}"
        rows.append(
            (
                date.fromisoformat(day),
                _number(started, f"{key}/started"),
                _number(completed, f"{key}/completed"),
            )
        )
    last = rows[-1][0]
    drawn = [row for row in rows if row[0] > last - timedelta(days=_DAYS_DRAWN)]
    figure = Figure(
        id="board_days",
        title=Phrase("board.days_title", {"n": drawn[-1][2], "day": say_date(last)}),
        subtitle=Phrase("board.days_subtitle"),
        source=Phrase("board.days_source"),
        alternative=Phrase("board.days_alternative", {"n": str(total)}),
        data=Flow(
            tuple((say_date(day), completed) for day, _, completed in drawn),
            is_followed=False,
        ),
        table=build_table(
            "board_days",
            build_columns("day", "started", "completed"),
            [(say_date(day), *counts) for day, *counts in rows],
        ),
    )
    return Section("board_days", title, (figure,))


def _say_arrivals(board: _Board) -> Iterator[Block]:
    """Without dates of responses: how many there were each day that was fetched."""
    yield Paragraph(Phrase("board.no_days"))
    rows: list[tuple[Cell, ...]] = [
        (
            say_date(date.fromisoformat(day)),
            _number(n, f"fieldwork/{board.wave.id}/{day}/fetched"),
        )
        for day, n in sorted(board.found.arrivals.items())
    ]
    if rows:
        yield build_table("board_arrivals", build_columns("day", "started"), rows)


def _difficulties(board: _Board) -> Section:
    blocks: list[Block] = [Paragraph(_say_duration(board))]
    started = board.count("started").value or 0
    stops = protect_stops(
        board.found.stops,
        n_started=int(started),
        study=board.study,
        profile=_PROFILE,
    )
    blocks.append(_table_of_stops(board, stops))
    flags = protect_flags(board.found.flags, study=board.study, profile=_PROFILE)
    if flags.empty:
        blocks.append(Paragraph(Phrase("participation.no_flags")))
    else:
        blocks.append(_table_of_flags(board, flags))
    title = Phrase("section.board_difficulties")
    return Section("board_difficulties", title, tuple(blocks))


def _say_duration(board: _Board) -> Phrase:
    n = board.found.n_duration
    if not n:
        return Phrase("board.no_duration")
    key = f"fieldwork/{board.wave.id}/median_duration"
    if n < minimum_people(board.study.disclosure, profile=_PROFILE):
        return Phrase("board.duration_withheld")
    minutes = board.found.duration_seconds / 60
    facts: dict[str, Number | Words] = {
        "minutes": _number(minutes, key, kind="score"),
        "n": _number(n, f"{key}/n"),
    }
    return Phrase("board.duration", facts)


def _table_of_stops(board: _Board, stops: pd.DataFrame) -> Block:
    if stops.empty:
        return Paragraph(Phrase("board.no_stops"))
    if stops["is_suppressed"].any():
        return Paragraph(Phrase("board.stops_withheld"))
    items = board.questionnaire.items
    rows: list[tuple[Cell, ...]] = [
        (
            items[item].text,
            item,
            _number(n, f"fieldwork/{board.wave.id}/stopped/{item}"),
        )
        for item, n in stops[["item", "n"]].itertuples(index=False, name=None)
    ]
    return build_table(
        "board_stops", build_columns("question", "item", "stopped"), rows
    )


def _table_of_flags(board: _Board, flags: pd.DataFrame) -> Table:
    flagged = Lookup(key_flags(flags))
    rows: list[tuple[Cell, ...]] = [
        (
            name_rule(rule),
            flagged.number(f"quality/{board.wave.id}/{rule}", "count", field="n"),
        )
        for rule in flags["rule"]
    ]
    return build_table("board_flags", build_columns("rule", "flagged"), rows)


def _number(
    value: float | None,
    key: str,
    *,
    kind: NumberKind = "count",
    absence: Absence | None = None,
) -> Number:
    shown = None if value is None else float(value)
    return Number(shown, kind, key, absence=absence)
