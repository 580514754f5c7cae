"""What an online form says around its questions, and how it is set up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal

from barometre.questionnaire.limesurvey.questions import write_text
from barometre.questionnaire.response_format import Model, Text
from barometre.questionnaire.scale import Questionnaire

# People who read slowly take longer than the sum of the times of the formats.
_SLOWER = 1.2
Linking = Literal["token", "code", "unlinked"]


class Mail(Model):
    """An e-mail that LimeSurvey sends."""

    subject: Text
    """Subject."""
    body: Text
    """Body, as HTML."""


class SurveyTexts(Model):
    """Content of ``survey_texts.yaml``."""

    notice: dict[str, Text]
    """Paragraphs of the information notice, by name."""
    thanks: Text
    """Shown at the end."""
    refused: Text
    """Shown at the end to someone who did not agree to answer."""
    number_missing: Text
    """How to write a missing answer where there is no list."""
    invitation: Mail
    """Asks someone to answer."""
    reminder: Mail
    """Asks again."""


@dataclass(frozen=True, slots=True)
class Form:
    """All that a survey needs beside its questionnaire.

    Parameters
    ----------
    survey_id
        Number to ask for.
    title
        Title on the page.
    languages
        The base language first.
    texts
        Words around the questions.
    module_titles
        Headings of pages by module.
    facts
        Words for the places in square brackets.
    linking
        How responses of one person are linked.
    constants
        Facts stored with each response: name to value.
    breakdowns
        Facts that come with the participant, or with the link.
    wave, occasions
        Wave of the study; an item for certain occasions is asked when the wave is
        called as one of them, or when none of the study's waves is.
    settings
        Properties that the study asks for, by LimeSurvey's names.
    """

    survey_id: int
    title: Text
    languages: tuple[str, ...]
    texts: SurveyTexts
    module_titles: Mapping[str, Text]
    facts: Mapping[str, Text]
    linking: Linking
    constants: Mapping[str, str]
    breakdowns: tuple[str, ...]
    wave: str
    waves: tuple[str, ...]
    settings: Mapping[str, str]


def estimate_minutes(questionnaire: Questionnaire) -> int:
    """Estimate how long a questionnaire takes someone who reads slowly."""
    items = questionnaire.items.values()
    seconds = sum(item.response_format.seconds for item in items)
    return max(1, ceil(seconds * _SLOWER / 60))


def write_survey_texts(
    form: Form, questionnaire: Questionnaire, *, consent: str
) -> dict[str, dict[str, str]]:
    """Write the texts of a survey in each language, by LimeSurvey's names.

    Parameters
    ----------
    form
        What is said around the questions.
    questionnaire
        What is asked.
    consent
        Variable of the answer that agrees to take part; empty without one.
    """
    return {
        language: _write_language(form, questionnaire, language, consent)
        for language in form.languages
    }


def _write_language(
    form: Form, questionnaire: Questionnaire, language: str, consent: str
) -> dict[str, str]:
    def say(text: Text, *, is_html: bool = False) -> str:
        words = _fill(text.get(language), form.facts, language)
        return words if is_html else write_text(words, language)

    texts = form.texts
    notice = [texts.notice[part] for part in _list_notice(form, questionnaire)]
    thanks = say(texts.thanks)
    if consent:
        ends = (say(texts.refused), thanks)
        chosen = ", ".join('"' + end.replace('"', "&quot;") + '"' for end in ends)
        thanks = f'{{if({consent}.NAOK == "0", {chosen})}}'
    return {
        "surveyls_title": write_text(form.title.get(language), language),
        "surveyls_description": "",
        "surveyls_welcometext": "".join(f"<p>{say(part)}</p>" for part in notice),
        "surveyls_endtext": f"<p>{thanks}</p>",
        "surveyls_email_invite_subj": say(texts.invitation.subject, is_html=True),
        "surveyls_email_invite": say(texts.invitation.body, is_html=True),
        "surveyls_email_remind_subj": say(texts.reminder.subject, is_html=True),
        "surveyls_email_remind": say(texts.reminder.body, is_html=True),
        "surveyls_email_register_subj": say(texts.invitation.subject, is_html=True),
        "surveyls_email_register": say(texts.invitation.body, is_html=True),
        "surveyls_email_confirm_subj": write_text(form.title.get(language), language),
        "surveyls_email_confirm": f"<p>{say(texts.thanks)}</p>",
        "surveyls_dateformat": "2" if language == "fr" else "1",
        "surveyls_numberformat": "1" if language == "fr" else "0",
    }


def _list_notice(form: Form, questionnaire: Questionnaire) -> Iterator[str]:
    """List the parts of the notice that are true of this survey."""
    sensitivities = {scale.sensitivity for scale in questionnaire.scales}
    yield "introduction"
    if "political_opinion" in sensitivities:
        yield "opinions"
    yield "freedom"
    yield form.linking
    yield "readers"
    yield f"rights_{form.linking}"
    if form.linking != "unlinked" and "link_until" in form.facts:
        yield "link_until"
    yield "law"


def _fill(text: str, facts: Mapping[str, Text], language: str) -> str:
    for name, fact in facts.items():
        text = text.replace(f"[{name}]", fact.get(language))
    return text


def list_settings(form: Form) -> dict[str, str]:
    """List the properties of a survey, by LimeSurvey's names.

    Nothing is stored that nobody asked for: no address of a computer, no page that
    led here. What the study decides comes last, and wins.
    """
    return {
        "format": "G",
        "ipaddr": "N",
        "ipanonymize": "Y",
        "refurl": "N",
        "usecookie": "N",
        "allowregister": "N",
        "allowsave": "N",
        "allowprev": "Y",
        "printanswers": "N",
        "listpublic": "N",
        "publicstatistics": "N",
        "publicgraphs": "N",
        "assessments": "N",
        "usecaptcha": "N",
        "htmlemail": "Y",
        "sendconfirmation": "N",
        "usetokens": "N",
        "tokenlength": "15",
        "tokenanswerspersistence": "N",
        "alloweditaftercompletion": "N",
        "showxquestions": "N",
        "showgroupinfo": "B",
        "shownoanswer": "N",
        "showqnumcode": "X",
        "showwelcome": "Y",
        "showprogress": "Y",
        "showsurveypolicynotice": "0",
        "questionindex": "0",
        "navigationdelay": "0",
        "nokeyboard": "N",
        "autoredirect": "N",
        **form.settings,
    }


def find_unfilled(form: Form) -> Iterable[str]:
    """Find places in square brackets that nothing fills."""
    texts = [*form.texts.notice.values(), form.texts.invitation.body]
    known = {"link_until", "code", "label", *form.facts}
    for text in texts:
        for part in text.fr.split("[")[1:]:
            name = part.partition("]")[0]
            if name not in known:
                yield name
