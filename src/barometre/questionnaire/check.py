"""What must hold between the parts of a format, a scale, or a whole bank."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from barometre.errors import Problem
from barometre.questionnaire.bank import Bank
from barometre.questionnaire.response_format import ResponseFormat
from barometre.questionnaire.scale import Example, Item, Questionnaire, Scale
from barometre.questionnaire.validation import unknown_word
from barometre.questionnaire.yaml_file import Key

Place = Callable[[Sequence[Key]], str]
UNKNOWN_FORMAT = ResponseFormat(id="?", type="text")
_LABELLED = ("ordinal", "binary", "nominal")


def check_format(
    found: ResponseFormat, place: Place, path: Sequence[Key]
) -> Iterator[Problem]:
    """Find what does not hold inside the response format that stands at a path."""
    low, high = found.min, found.max
    if found.type == "integer_scale" and (low is None or high is None):
        yield Problem("bank_format_needs_ends", place(path))
    if low is not None and high is not None and low >= high:
        ends = {"low": f"{low:g}", "high": f"{high:g}"}
        yield Problem("bank_format_ends_swapped", place(path), **ends)
    if found.type in _LABELLED and not found.labels and not found.codes_from:
        yield Problem("bank_format_needs_labels", place(path), type=found.type)
    if found.type == "binary" and len(found.labels) != 2:
        yield Problem("bank_format_binary", place(path), n=len(found.labels))
    outside = sorted(set(found.labels) - set(found.codes))
    if found.type == "integer_scale" and outside:
        yield Problem("bank_label_outside", place(path), codes=outside)
    answers = [code for code in found.missing if found.codes and found.accepts(code)]
    if answers:
        yield Problem("bank_missing_is_answer", place(path), codes=answers)


def check_scale(scale: Scale, place: Place) -> Iterator[Problem]:
    """Find what does not hold inside a scale.

    Parameters
    ----------
    scale
        Scale with its formats resolved.
    place
        Gives the place of a part, from its path inside the file.
    """
    repeated = [item for item, n in Counter(scale.item_ids).items() if n > 1]
    for item in repeated:
        yield Problem("bank_item_repeated", place(["items"]), item=item)
    if scale.measurement_model == "single_item" and len(scale.items) > 1:
        yield Problem("bank_single_item", place(["items"]), n=len(scale.items))
    yield from _check_formats(scale, place)
    yield from _check_own_items(scale, place)
    yield from _check_scores(scale, place)
    for number, example in enumerate(scale.examples):
        yield from _check_example(scale, example, place, number)


def _check_formats(scale: Scale, place: Place) -> Iterator[Problem]:
    shared = scale.response_format
    if shared is not None and not shared.id:
        yield from check_format(shared, place, ["response_format"])
    for number, item in enumerate(scale.items):
        found = item.response_format
        path: list[Key] = ["items", number]
        is_own = not found.id and found is not shared
        if is_own or item.labels or item.extra_missing:
            yield from check_format(found, place, path)
        if item.reverse_keyed and not found.has_range and found is not UNKNOWN_FORMAT:
            yield Problem("bank_reverse_without_range", place(path), item=item.id)


def _check_own_items(scale: Scale, place: Place) -> Iterator[Problem]:
    """Find items named by a part of the scale that are not items of the scale."""
    named: list[tuple[tuple[Key, ...], Iterable[str]]] = [
        (("short_form",), scale.short_form),
        *((("subscales", n, "items"), s.items) for n, s in scale.subscales.items()),
        *((("subscales", n, "minus"), s.minus) for n, s in scale.subscales.items()),
        *((("examples", n), e.answers) for n, e in enumerate(scale.examples)),
        *((("examples", n, "items"), e.items) for n, e in enumerate(scale.examples)),
    ]
    if scale.network is not None:
        named.append((("network", "tie_item"), [scale.network.tie_item]))
    known = list(scale.item_ids)
    for path, items in named:
        for item in items:
            if item not in known:
                yield unknown_word("bank_item_unknown", place(path), item, known)


def _check_scores(scale: Scale, place: Place) -> Iterator[Problem]:
    scoring, items = scale.scoring, {item.id: item for item in scale.items}
    yield from _check_fewest(
        scoring.min_answered, len(items), place, ["scoring", "min_answered"]
    )
    if scoring.method in ("mean", "sum", "count"):
        yield from _check_score(scale.items, scoring.method, place, ["scoring"])
    for name, part in scale.subscales.items():
        path = ["subscales", name]
        yield from _check_fewest(part.min_answered, len(part.items), place, path)
        if (part.method == "contrast") != bool(part.minus):
            yield Problem("bank_contrast", place(path))
        members = [items[item] for item in (*part.items, *part.minus) if item in items]
        yield from _check_score(members, part.method, place, path)


def _check_fewest(
    fewest: int | None, n: int, place: Place, path: Sequence[Key]
) -> Iterator[Problem]:
    if fewest is not None and fewest > n:
        yield Problem("bank_min_answered", place(path), min=fewest, n=n)


def _check_score(
    items: Iterable[Item], method: str, place: Place, path: Sequence[Key]
) -> Iterator[Problem]:
    formats = {
        item.id: item.response_format
        for item in items
        if item.response_format is not UNKNOWN_FORMAT
    }
    unscored = [item for item, found in formats.items() if not found.has_range]
    uncounted = [item for item, found in formats.items() if not found.is_numeric]
    if unscored and method != "count":
        yield Problem("bank_score_without_range", place(path), items=unscored)
    if uncounted and method == "count":
        yield Problem("bank_count_without_codes", place(path), items=uncounted)
    ranges = {(found.low, found.high) for found in formats.values() if found.has_range}
    if method in ("mean", "contrast") and len(ranges) > 1:
        shown = [f"{low:g}–{high:g}" for low, high in sorted(ranges)]
        yield Problem("bank_ranges_differ", place(path), ranges=shown)


def _check_example(
    scale: Scale, example: Example, place: Place, number: int
) -> Iterator[Problem]:
    items = {item.id: item for item in scale.items}
    for item, answer in example.answers.items():
        found = items[item].response_format if item in items else UNKNOWN_FORMAT
        if found is UNKNOWN_FORMAT or found.accepts(answer) or answer in found.missing:
            continue
        allowed = f"{found.low:g}–{found.high:g}" if found.has_range else found.codes
        where = place(["examples", number, "answers", item])
        yield Problem(
            "bank_example_outside", where, answer=f"{answer:g}", allowed=allowed
        )
    known = list(scale.subscales)
    for name in example.subscales:
        if name not in known:
            where = place(["examples", number, "subscales"])
            yield unknown_word("bank_subscale_unknown", where, name, known)


def check_scale_names(
    names: Sequence[str], known: list[str], place: Place, path: Sequence[Key]
) -> Iterator[Problem]:
    """Find scales of a list that do not exist, or that it names twice."""
    for number, name in enumerate(names):
        if name not in known:
            where = place([*path, number])
            yield unknown_word("bank_scale_unknown", where, name, known)
        elif name in names[:number]:
            yield Problem("bank_scale_repeated", place([*path, number]), scale=name)


def check_item_ids(
    scales: Iterable[Scale], places: Mapping[str, Place]
) -> Iterator[Problem]:
    """Find item ids used by two scales."""
    owner: dict[str, str] = {}
    for scale in scales:
        for number, item in enumerate(scale.items):
            first = owner.setdefault(item.id, scale.id)
            if first != scale.id:
                where = places[scale.id](["items", number])
                yield Problem("bank_item_taken", where, item=item.id, scale=first)


def check_bank(bank: Bank, places: Mapping[str, Place]) -> Iterator[Problem]:
    """Find names that nothing in the bank answers to."""
    known = {
        "item": [item for scale in bank.scales.values() for item in scale.item_ids],
        "scale": list(bank.scales),
        "norm": list(bank.norms),
        "module": list(bank.modules),
    }
    for scale in bank.scales.values():
        for kind, name, path in _names_elsewhere(scale):
            if name not in known[kind]:
                where = places[scale.id](path)
                yield unknown_word(f"bank_{kind}_unknown", where, name, known[kind])
    for norm in bank.norms.values():
        for kind, name in (("item", norm.item), ("scale", norm.scale)):
            if name and name not in known[kind]:
                where = f"questionnaires/norms.yaml › norms.{norm.id}.{kind}"
                yield unknown_word(f"bank_{kind}_unknown", where, name, known[kind])


def _names_elsewhere(scale: Scale) -> Iterator[tuple[str, str, tuple[Key, ...]]]:
    """List what a scale names outside itself: kind, name, place."""
    if scale.module:
        yield "module", scale.module, ("module",)
    if scale.scoring.combine_with:
        yield "scale", scale.scoring.combine_with, ("scoring", "combine_with")
    for name in scale.norms:
        yield "norm", name, ("norms",)
    for name in scale.asked_of:
        yield "item", name, ("asked_of",)
    for name in scale.mutually_exclusive_with:
        yield "item", name, ("mutually_exclusive_with",)
    for number, item in enumerate(scale.items):
        for name in item.asked_of:
            yield "item", name, ("items", number, "asked_of")
        if item.parallel_of:
            yield "item", item.parallel_of, ("items", number, "parallel_of")
        if item.anchors_scale:
            yield "scale", item.anchors_scale, ("items", number, "anchors_scale")


def check_moved_items(questionnaire: Questionnaire, where: str) -> Iterator[Problem]:
    """Find moved items, or their places, that the questionnaire does not ask."""
    items = list(questionnaire.items)
    scales = [scale.id for scale in questionnaire.scales]
    for item, scale in questionnaire.moved_items.items():
        if item not in items:
            yield unknown_word("bank_item_unknown", where, item, items)
        if scale not in scales:
            yield unknown_word("bank_scale_unknown", where, scale, scales)
