"""From a questionnaire to the pages of a survey: groups, conditions, hidden facts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from barometre.errors import Problem, QuestionnaireError
from barometre.questionnaire.limesurvey.form import (
    Form,
    list_settings,
    write_survey_texts,
)
from barometre.questionnaire.limesurvey.questions import (
    Array,
    Wording,
    build_array,
    build_question,
    has_list,
    name_arrays,
    name_variable,
    write_texts,
)
from barometre.questionnaire.limesurvey.relevance import (
    join_conditions,
    write_condition,
)
from barometre.questionnaire.limesurvey.survey import (
    ALWAYS,
    AskedQuestion,
    Attribute,
    Group,
    Survey,
)
from barometre.questionnaire.limesurvey_codes import (
    check_codes,
    encode_item,
    encode_scale,
)
from barometre.questionnaire.scale import Item, Questionnaire, Scale

_YES = (1,)
# More columns than this do not fit a page.
_WIDEST_ARRAY = 15


def build_survey(questionnaire: Questionnaire, form: Form) -> Survey:
    """Lay a questionnaire out as a survey.

    Items of a scale that follow each other and share their answers stand in one array.
    Scales of one module share a page. Someone who does not agree to answer comes to
    the end at once; someone who does not agree to be linked makes no code.

    Raises
    ------
    QuestionnaireError
        With every item that LimeSurvey cannot hold.
    """
    _check(questionnaire, form)
    plan = _Plan(questionnaire, form)
    groups = tuple(plan.build_groups())
    _check_names(groups)
    return Survey(
        survey_id=form.survey_id,
        languages=form.languages,
        settings=list_settings(form),
        texts=write_survey_texts(form, questionnaire, consent=plan.consent),
        groups=groups,
    )


def _check(questionnaire: Questionnaire, form: Form) -> None:
    facts = (*form.constants, *form.breakdowns)
    problems = list(check_codes(questionnaire, also=facts))
    for item in questionnaire.items.values():
        if item.per_alter:
            problems.append(Problem("publish_roster", item.id))
        elif item.response_format.codes_from and not item.response_format.labels:
            name = item.response_format.id
            problems.append(Problem("publish_no_list", item.id, format=name))
    if problems:
        raise QuestionnaireError(*problems)


def _check_names(groups: Sequence[Group]) -> None:
    """Refuse two questions of one name: an item called as its scale, for instance."""
    codes = [question.code for group in groups for question in group.questions]
    twice = [code for code, n in Counter(map(str.lower, codes)).items() if n > 1]
    if twice:
        raise QuestionnaireError(Problem("publish_names_twice", codes=twice))


def is_asked(item: Item, form: Form) -> bool:
    """Tell whether an item for certain occasions is asked at the wave of a form."""
    occasions = {occasion.casefold() for occasion in item.waves}
    known = occasions & {wave.casefold() for wave in form.waves}
    return not known or form.wave.casefold() in known


@dataclass(frozen=True, slots=True)
class _Asked:
    """An item where it is asked: its scale, its page, and who is asked."""

    item: Item
    scale: Scale
    page: str


@dataclass
class _Plan:
    questionnaire: Questionnaire
    form: Form
    consent: str = ""
    link: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.questionnaire.items.values():
            if item.on_no == "stop_and_thank":
                self.consent = encode_item(item.id)
            if item.on_no == "skip_sgic":
                self.link = encode_item(item.id)

    @property
    def wording(self) -> Wording:
        return Wording(
            self.form.languages,
            self.questionnaire.missing_labels,
            self.form.texts.number_missing,
        )

    def build_groups(self) -> Iterator[Group]:
        runs = list(self._list_runs())
        self._name_variables(runs)
        is_first = True
        for page, members in groupby(runs, key=lambda run: run[0].page):
            own = list(members)
            hidden = tuple(self._build_hidden()) if is_first else ()
            yield self._build_group(page, own, hidden)
            is_first = False

    def _list_runs(self) -> Iterator[list[_Asked]]:
        """Put items that can share an array together, in the order asked."""
        asked = [a for a in self._list_asked() if is_asked(a.item, self.form)]
        for _, members in groupby(asked, key=_array_key):
            yield list(members)

    def _list_asked(self) -> Iterator[_Asked]:
        moved = self.questionnaire.moved_items
        for scale in self.questionnaire.scales:
            page = self._page_of(scale)
            for item_id, before in moved.items():
                if before == scale.id:
                    own = self.questionnaire.scale_of(item_id)
                    yield _Asked(self.questionnaire.items[item_id], own, page)
            for item in scale.items:
                if item.id not in moved:
                    yield _Asked(item, scale, page)

    def _page_of(self, scale: Scale) -> str:
        """Consent and the code have pages of their own: they decide what follows."""
        if any(item.on_no for item in scale.items) or scale.sensitivity == "pseudonym":
            return scale.id
        return scale.module or scale.id

    def _name_variables(self, runs: Sequence[Sequence[_Asked]]) -> None:
        """Name the variable that holds each answer in conditions."""
        arrays: dict[str, list[Sequence[_Asked]]] = {}
        for run in runs:
            if len(run) > 1:
                arrays.setdefault(run[0].scale.id, []).append(run)
            else:
                item = run[0].item
                self.names[item.id] = name_variable(item)
        for members in arrays.values():
            names = name_arrays(members[0][0].scale, len(members))
            for name, run in zip(names, members, strict=True):
                for asked in run:
                    code = encode_item(asked.item.id)
                    self.names[asked.item.id] = f"{name}_{code}"

    def _build_group(
        self,
        page: str,
        runs: Sequence[Sequence[_Asked]],
        hidden: tuple[AskedQuestion, ...],
    ) -> Group:
        languages = self.form.languages
        scales = list({a.scale.id: a.scale for run in runs for a in run}.values())
        title = self.form.module_titles.get(page, scales[0].title)
        is_alone = len(scales) == 1 and len(runs) > 1 and page == scales[0].id
        intro = scales[0].intro if is_alone else None
        questions = [
            question
            for scale, members in groupby(runs, key=lambda run: run[0].scale)
            for question in self._build_scale(
                scale, list(members), has_intro=intro is None
            )
        ]
        return Group(
            title=write_texts(title, languages),
            description=write_texts(intro, languages),
            relevance=self._group_relevance(scales),
            questions=(*hidden, *questions),
        )

    def _group_relevance(self, scales: Sequence[Scale]) -> str:
        conditions = []
        gated = not any(item.on_no for scale in scales for item in scale.items)
        if self.consent and gated:
            conditions.append(write_condition(self.consent, _YES))
        if self.link and all(scale.sensitivity == "pseudonym" for scale in scales):
            conditions.append(write_condition(self.link, _YES))
        return join_conditions(conditions)

    def _build_scale(
        self, scale: Scale, runs: Sequence[Sequence[_Asked]], *, has_intro: bool
    ) -> Iterator[AskedQuestion]:
        """Ask the items of a scale; its intro stands above its arrays, or first."""
        relevance = self._conditions(scale.asked_of)
        languages = self.form.languages
        if scale.intro and has_intro and len(runs[0]) == 1:
            yield AskedQuestion(
                code=f"{encode_scale(scale.id)}Z1",
                type="X",
                theme="boilerplate",
                texts=write_texts(scale.intro, languages),
                relevance=relevance,
            )
        for run in runs:
            items = [asked.item for asked in run]
            if len(items) > 1:
                array = Array(
                    code=self.names[items[0].id].partition("_")[0],
                    items=tuple(items),
                    stem=scale.intro or scale.title,
                    relevances={i.id: self._conditions(i.asked_of) for i in items},
                    is_random=scale.randomise_items,
                )
                yield build_array(array, wording=self.wording, relevance=relevance)
            else:
                own = self._conditions(items[0].asked_of)
                gate = self._consent_gate(items[0])
                yield build_question(
                    items[0],
                    wording=self.wording,
                    relevance=join_conditions((gate, relevance, own)),
                )

    def _consent_gate(self, item: Item) -> str:
        """Ask about linking only those who agree to answer."""
        if item.on_no == "skip_sgic" and self.consent:
            return write_condition(self.consent, _YES)
        return ALWAYS

    def _conditions(self, asked_of: Mapping[str, Iterable[int]]) -> str:
        return join_conditions(
            write_condition(self.names[item], codes)
            for item, codes in asked_of.items()
            if item in self.names
        )

    def _build_hidden(self) -> Iterator[AskedQuestion]:
        """Store facts with each response: nobody sees them and nobody types them."""
        languages = self.form.languages
        hidden = Attribute("hidden", "1")
        for name, value in self.form.constants.items():
            yield AskedQuestion(
                code=encode_item(name),
                type="*",
                theme="equation",
                texts=dict.fromkeys(languages, name),
                attributes=(hidden, Attribute("equation", f'{{"{value}"}}')),
            )
        for number, name in enumerate(self.form.breakdowns, start=1):
            is_known = self.form.settings.get("usetokens") == "Y"
            yield AskedQuestion(
                code=encode_item(name),
                type="S",
                theme="shortfreetext",
                texts=dict.fromkeys(languages, name),
                default=f"{{TOKEN:ATTRIBUTE_{number}}}" if is_known else "",
                attributes=(hidden,),
            )


def _array_key(asked: _Asked) -> object:
    """Give what items of one array share; an item that stands alone is its own key."""
    item, found = asked.item, asked.item.response_format
    n_options = (
        len(found.codes) + len(found.missing) if has_list(found) else _WIDEST_ARRAY + 1
    )
    ends = item.end_labels
    if item.required or item.on_no or n_options > _WIDEST_ARRAY or found.type == "text":
        return item.id
    if found.type == "integer":
        return item.id
    labels = tuple((a.code, a.label.fr, a.label.en) for a in found.answers)
    shared = (found.type, found.codes, labels, tuple(found.missing.items()))
    return (asked.scale.id, asked.page, shared, ends and ends.model_dump_json())
