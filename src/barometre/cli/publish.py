"""``barometre publish``: the questionnaire on the LimeSurvey server, or in a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.progress import show_steps
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

if TYPE_CHECKING:
    from barometre.pipeline.publishing import Plan
    from barometre.sources.limesurvey.publish import Published


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "publish")
    def publish(
        folder: Annotated[Path, words.folder] = Path(),
        wave: Annotated[
            list[str] | None,
            words.option("cli_publish_wave_help", "--wave", metavar="ID"),
        ] = None,
        participants: Annotated[
            Path | None,
            words.option("cli_participants_help", "--participants", metavar="CSV"),
        ] = None,
        write: Annotated[
            Path | None,
            words.option("cli_write_help", "--write", metavar="LSS|TSV"),
        ] = None,
        dry_run: Annotated[bool, words.option("cli_dry_run_help", "--dry-run")] = False,
    ) -> None:
        waves = tuple(wave or ())
        if write is not None:
            write_file(words.terminal, folder, write, waves=waves)
            return
        publish_study(
            words.terminal,
            folder,
            waves=waves,
            participants=participants,
            is_dry_run=dry_run,
        )


def write_file(
    terminal: Terminal, folder: Path, file: Path, *, waves: tuple[str, ...]
) -> None:
    """Write the survey of a wave to a file and say where."""
    from barometre.pipeline.publishing import write_structure

    wave = write_structure(folder, file, waves=waves)
    terminal.print("publish_written", wave=wave.id, file=file)


def publish_study(
    terminal: Terminal,
    folder: Path,
    *,
    waves: tuple[str, ...],
    participants: Path | None,
    is_dry_run: bool,
) -> None:
    """Publish, and say what became of each wave."""
    from barometre.pipeline.publishing import Plan
    from barometre.pipeline.publishing import publish as publish_waves

    with show_steps(terminal, "publish_step") as progress:
        done = publish_waves(
            folder,
            waves=waves,
            participants=participants,
            is_dry_run=is_dry_run,
            progress=progress,
        )
    for one in done:
        if isinstance(one, Plan):
            _print_plan(terminal, one)
        else:
            _print_published(terminal, one)
    if is_dry_run:
        terminal.print("publish_dry_run")


def _print_plan(terminal: Terminal, plan: "Plan") -> None:
    state = "active" if plan.is_active else "new" if plan.is_new else "inactive"
    if plan.settings and plan.is_active:
        state = "settings"
    terminal.print(
        f"publish_plan_{state}",
        wave=plan.wave,
        survey_id=plan.survey_id,
        n_questions=plan.n_questions,
    )
    if plan.settings:
        terminal.print("publish_plan_to_set", settings=list(plan.settings))
    if plan.n_to_add:
        terminal.print("publish_plan_participants", n=plan.n_to_add)


def _print_published(terminal: Terminal, done: "Published") -> None:
    facts = {"wave": done.wave, "survey_id": done.survey_id}
    if done.is_unchanged:
        terminal.print("publish_unchanged", **facts)
        return
    terminal.print(
        "publish_created" if done.is_new else "publish_completed",
        n_questions=done.n_questions,
        **facts,
    )
    if done.settings:
        terminal.print("publish_settings", settings=list(done.settings))
    if done.n_added:
        terminal.print("publish_added", n=done.n_added, n_all=done.n_participants)
    if done.is_activated:
        terminal.print("publish_activated")
    if done.is_new:
        terminal.print("publish_survey_id", **facts)
