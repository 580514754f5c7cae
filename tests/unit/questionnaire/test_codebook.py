import pytest

from barometre.questionnaire.codebook import build_codebook
from barometre.questionnaire.load import load_questionnaire


def row(scale: str, item: str, language: str = "fr") -> dict[str, str]:
    codebook = build_codebook(load_questionnaire([scale]), language)
    return codebook.set_index("item").loc[item].to_dict()


def test_every_item_has_one_row_in_the_order_asked():
    questionnaire = load_questionnaire("core_only")
    codebook = build_codebook(questionnaire, "fr")
    assert codebook["item"].tolist() == list(questionnaire.items)
    assert not codebook.isna().any(axis=None)


def test_a_row_says_all_that_is_needed_to_read_its_column():
    assert row("coop12", "cf_tens3") == {
        "text": "Des conflits anciens bloquent encore le travail commun.",
        "scale": "coop12",
        "title": "Facteurs de coopération",
        "subscales": "tensions",
        "reverse_keyed": "true",
        "response_format": "f_agree5",
        "type": "ordinal",
        "range": "1–5",
        "labels": "1 = Pas du tout d'accord | 2 = Plutôt pas d'accord | "
        "3 = Entre les deux | 4 = Plutôt d'accord | 5 = Tout à fait d'accord",
        "missing_codes": "98 = Je ne sais pas | 99 = Je préfère ne pas répondre",
        "measurement_model": "reflective_by_facet",
        "scoring": "mean",
        "min_answered": "8",
        "sensitivity": "organisation_identifiable",
        "source": "Présentation d’Activ’Action, « Facteurs de coopération locale » ; à "
        "rapprocher des indicateurs d’ImpAAct Collectif · 4 factors (source)",
        "wording": "project",
        "licence": "CC BY 4.0",
        "scale_version": "1",
    }


def test_the_ends_of_a_scale_of_numbers_are_the_item_s_own():
    assert row("trust_people", "tp_fair", "en")["labels"] == (
        "0 = They would do it | 10 = They would stay fair"
    )


@pytest.mark.parametrize(
    ("scale", "item"), [("profile", "pr_gender"), ("open_words", "ow_change")]
)
def test_an_item_without_a_range_has_none_in_the_codebook(scale, item):
    assert row(scale, item)["range"] == ""
