"""The reference page of all scales: words, scoring and worked examples."""

from collections.abc import Iterator

from barometre.questionnaire.load import load_bank
from barometre.questionnaire.scale import Example, Scale, Text

_HEAD = (
    "# Les échelles de la banque · The scales of the bank\n\n"
    "Français et anglais côte à côte ; ↺ : question inversée. Les exemples sont "
    "recalculés par les tests. · French and English side by side; ↺: reverse-keyed. "
    "The examples are run as tests.\n\n"
    "Textes · Texts: CC BY 4.0. Ces mots n’ont pas encore été testés. · Not piloted "
    "yet.\n"
)


def render_scales() -> str:
    """Write the page of all scales of the bank, in the order of their modules."""
    bank = load_bank()
    modules = {module: place for place, module in enumerate(bank.modules)}
    scales = sorted(bank.scales.values(), key=lambda scale: modules[scale.module])
    return "\n".join([_HEAD, *("\n".join(_render_scale(s)) for s in scales)]) + "\n"


def _render_scale(scale: Scale) -> Iterator[str]:
    yield f"## `{scale.id}` · {_both(scale.title)}\n"
    if scale.construct_text:
        yield f"{_both(scale.construct_text)}.\n"
    yield f"`{scale.measurement_model}`, scoring `{_render_scoring(scale)}`\n"
    if scale.intro:
        yield f"> {_both(scale.intro)}\n"
    yield "| id | fr | en | format |"
    yield "|---|---|---|---|"
    for item in scale.items:
        mark = " ↺" if item.reverse_keyed else ""
        name = item.response_format.id
        yield f"| `{item.id}`{mark} | {item.text.fr} | {item.text.en} | `{name}` |"
    yield ""
    if scale.examples:
        yield "| réponses · answers | score | |"
        yield "|---|---|---|"
        yield from (_render_example(example) for example in scale.examples)
        yield ""


def _both(words: Text) -> str:
    return f"{words.fr} · {words.en}"


def _render_scoring(scale: Scale) -> str:
    fewest = scale.scoring.min_answered
    return (
        f"{scale.scoring.method}, min_answered {fewest}"
        if fewest
        else (scale.scoring.method)
    )


def _render_example(example: Example) -> str:
    answers = ", ".join(
        f"{item} {answer:g}" for item, answer in example.answers.items()
    )
    parts = {"": example.score} | example.subscales | example.items
    if example.score is None and len(parts) > 1:
        del parts[""]
    scores = ", ".join(
        f"{name} {_shown(score)}".strip() for name, score in parts.items()
    )
    return f"| {answers or '–'} | {scores} | {example.why} |"


def _shown(score: float | None) -> str:
    return "–" if score is None else f"{score:g}"
