"""Notices by e-mail or webhook: what happened, in counts; nothing about anyone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from barometre.errors import BarometreError, Problem
from barometre.mail import MailError, send_mail
from barometre.messages import render_message
from barometre.unexpected import hide_unexpected

if TYPE_CHECKING:
    from barometre.pipeline.calendar import News
    from barometre.study import Study

_TIMEOUT = 30.0
# Their facts are names of the study, of its questions and of files, or estimates over
# many people; those of all other problems may be codes that someone answered.
_FIT_TO_TELL = ("study_", "workspace_", "limesurvey_", "drift_", "yaml_", "purge_")


@contextmanager
def complain_by_notice(folder: Path) -> Iterator[list[Problem]]:
    """Tell of a failure before it goes on its way.

    Gives a list for the problems of notices that could not be sent: they are added to
    the failure, and never replace it.
    """
    unsent: list[Problem] = []
    try:
        yield unsent
    except Exception as error:
        expected = hide_unexpected(error)
        unsent += tell_failure(folder, expected)
        expected.problems = (*expected.problems, *unsent)
        raise expected from error.__cause__


def tell_failure(folder: Path, error: BarometreError) -> list[Problem]:
    """Tell that a run failed, with its evidence where that is about no one."""
    from barometre.load_study import load_study

    try:
        study = load_study(folder / "study.yaml")
    except BarometreError:
        return []  # Without a study nobody is known who could be told.
    language = study.notices.language
    lines = [
        problem.render(language) if is_fit_to_tell(problem)
        else render_message("notice_problem_withheld", language)
        for problem in error.problems
    ]  # fmt: skip
    text = "\n".join(f"- {line}" for line in dict.fromkeys(lines))
    return send_notice(study, "notice_failed", problems=text)


def is_fit_to_tell(problem: Problem) -> bool:
    """Tell whether a problem's facts can be shown outside the terminal."""
    return problem.code.startswith(_FIT_TO_TELL)


def tell_news(study: "Study", news: "News") -> list[Problem]:
    """Tell that a report is ready, a purge near or done; a mere fetch is not told."""
    waves = [wave.label.get(study.notices.language) for wave in study.waves]
    if news.kind == "report_ready" and news.run:
        files = [path.name for path in news.run.reports]
        return send_notice(study, "notice_report", files=files, waves=waves)
    if news.kind == "purge_near":
        return send_notice(study, "notice_purge_near", day=news.purge_day)
    if news.purge:
        return send_notice(
            study,
            "notice_purged",
            n=len(news.purge.files),
            left=news.purge.left or ("–",),
        )
    return []


def send_notice(study: "Study", code: str, **facts: object) -> list[Problem]:
    """Send one notice every way that the study names; give what could not be sent."""
    language = study.notices.language
    title = study.title.get(language)
    subject = render_message(f"{code}_subject", language, study=title, **facts)
    text = render_message(code, language, study=title, **facts)
    problems: list[Problem] = []
    for send, is_wanted in (
        (_send_email, study.notices.email),
        (_post, study.notices.webhook_env),
    ):
        if is_wanted:
            try:
                send(study, subject, text)
            except MailError as error:
                problems += error.problems
            except (OSError, KeyError, ValueError) as error:
                kind = type(error).__name__
                problems.append(Problem("notice_not_sent", reason=kind))
    return problems


def _send_email(study: "Study", subject: str, text: str) -> None:
    if settings := study.notices.email:
        language = study.notices.language
        send_mail(settings, subject=subject, text=text, language=language)


def _post(study: "Study", subject: str, text: str) -> None:
    import requests

    name = study.notices.webhook_env or ""
    # The members that most chat services read; the others read "title" and "study".
    content = {"text": f"{subject}\n{text}", "title": subject, "study": study.id}
    answer = requests.post(os.environ[name], json=content, timeout=_TIMEOUT)
    answer.raise_for_status()
