"""The worked examples of every scale of the bank, run through scoring."""

import pytest

from barometre.questionnaire.load import load_bank
from barometre.questionnaire.scale import Scale
from barometre.scoring import check_examples

BANK = load_bank()
SCORED = {
    scale.id: scale
    for scale in BANK.scales.values()
    if scale.scoring.method not in ("none", "network") or scale.subscales
}


@pytest.mark.parametrize("scale", SCORED.values(), ids=SCORED)
def test_worked_examples_come_out_as_written(scale: Scale) -> None:
    assert scale.examples
    assert check_examples(scale) == []


@pytest.mark.parametrize("scale", SCORED.values(), ids=SCORED)
def test_examples_hold_a_full_answer_and_a_missing_one(scale: Scale) -> None:
    codes = {item.id: item.response_format.missing for item in scale.items}
    answered = [
        {item for item, answer in example.answers.items() if answer not in codes[item]}
        for example in scale.examples
    ]
    parts = [set(part.items) for part in scale.subscales.values()]
    needed = (
        set(scale.item_ids) if scale.scoring.method != "none" else set().union(*parts)
    )
    assert any(items >= needed for items in answered)
    assert any(not items >= needed for items in answered)


@pytest.mark.parametrize("scale", SCORED.values(), ids=SCORED)
def test_every_example_says_what_it_shows(scale: Scale) -> None:
    assert all(example.why for example in scale.examples)


WHOLE = {
    k: s for k, s in SCORED.items() if s.scoring.method in ("mean", "sum", "count")
}


@pytest.mark.parametrize("scale", WHOLE.values(), ids=WHOLE)
def test_examples_stand_on_both_sides_of_the_fewest_answers(scale: Scale) -> None:
    codes = {item.id: item.response_format.missing for item in scale.items}
    counts = {
        sum(answer not in codes[item] for item, answer in example.answers.items()): (
            example.score
        )
        for example in scale.examples
    }
    fewest = scale.scoring.min_answered or len(scale.items)
    assert counts[fewest] is not None
    assert counts[fewest - 1] is None


DONT_KNOW = {
    k: s
    for k, s in SCORED.items()
    if all(98 in item.response_format.missing for item in s.items)
}


@pytest.mark.parametrize("scale", DONT_KNOW.values(), ids=DONT_KNOW)
def test_examples_show_a_dont_know(scale: Scale) -> None:
    assert any(98 in example.answers.values() for example in scale.examples)


REVERSED = {k: s for k, s in WHOLE.items() if any(i.reverse_keyed for i in s.items)}


@pytest.mark.parametrize("scale", REVERSED.values(), ids=REVERSED)
def test_examples_of_scales_with_a_reverse_key_fail_without_it(scale: Scale) -> None:
    straight = scale.model_copy(
        update={
            "items": tuple(
                item.model_copy(update={"reverse_keyed": False}) for item in scale.items
            )
        }
    )
    assert check_examples(straight)
