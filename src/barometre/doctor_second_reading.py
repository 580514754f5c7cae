"""What limepy makes of a survey's structure, beside how this program reads it."""

from barometre.doctor import Line
from barometre.errors import Problem
from barometre.pipeline.project import Project
from barometre.responses.structure import Structure, read_structure
from barometre.study import FileSource, Wave


def is_structure_kept(project: Project) -> bool:
    """Tell whether the study reads a file and has its structure beside it."""
    source = project.study.source
    if not isinstance(source, FileSource) or source.structure is None:
        return False
    return (project.workspace.folder / source.structure).is_file()


def reread_file(project: Project) -> Line:
    """Read the structure file of a study twice, and compare."""
    source = project.study.source
    if not isinstance(source, FileSource) or source.structure is None:
        return Line("doctor_no_structure", {})
    content = (project.workspace.folder / source.structure).read_bytes()
    name = str(source.structure)
    return _compare(content, read_structure(content, name=name), name)


def reread_published(project: Project, wave: Wave, live: Structure) -> Line:
    """Compare what was published for a wave with what the server asks."""
    from barometre.pipeline.publishing import prepare_survey
    from barometre.questionnaire.limesurvey.lss import write_lss

    survey = prepare_survey(project, wave, with_participants=False)
    return _compare(write_lss(survey), live, wave.id)


def _compare(content: bytes, structure: Structure, name: str) -> Line:
    from barometre.sources.limesurvey.question_list import (
        compare_lists,
        list_questions,
    )

    facts: dict[str, object] = {"name": name, "n": len(structure.questions)}
    try:
        listed = list_questions(content, language=structure.base_language, name=name)
    except ValueError:
        return Line("doctor_reread_not", facts, remarks=(Problem("limepy_fails"),))
    found = tuple(compare_lists(listed, structure))
    code = "doctor_reread_differs" if found else "doctor_reread_same"
    return Line(code, facts, remarks=found)
