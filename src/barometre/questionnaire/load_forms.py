"""Read what an online form needs beside its scales: headings of pages, texts."""

from pathlib import Path

from barometre.errors import Problem, QuestionnaireError
from barometre.questionnaire.limesurvey.form import SurveyTexts
from barometre.questionnaire.load import ModulesFile
from barometre.questionnaire.response_format import Text
from barometre.questionnaire.shelf import NamedFile, list_shelves
from barometre.questionnaire.validation import ModelT, validate
from barometre.questionnaire.yaml_file import read_yaml

_TEXTS = "survey_texts.yaml"


def load_module_titles() -> dict[str, Text]:
    """Load the headings of pages, by module.

    Raises
    ------
    QuestionnaireError
        With everything that is wrong with the file.
    """
    file = list_shelves(None)[0].file("modules.yaml")
    return {module.id: module.title for module in _load(ModulesFile, file).modules}


def load_survey_texts(own_scales: Path | None) -> SurveyTexts:
    """Load the words around the questions: the study's own file, or the bank's.

    Raises
    ------
    QuestionnaireError
        With everything that is wrong with the file.
    """
    files = [shelf.file(_TEXTS) for shelf in list_shelves(own_scales)]
    return _load(SurveyTexts, next(f for f in reversed(files) if f.path.is_file()))


def _load(model: type[ModelT], file: NamedFile) -> ModelT:
    problems: list[Problem] = []
    source = read_yaml(file.path, file.name, problems)
    content = validate(model, source.data, source, problems) if source else None
    if problems or content is None:
        raise QuestionnaireError(*problems)
    return content
