"""Make the small synthetic data sets behind the reference values.

Run from the root of the project: python tests/reference/data/make_data.py
The answers are drawn, never anyone's. Scores are written with all their digits: a
third cut at ten decimals would make two changes out of one. An empty cell is a missing
answer.
"""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent


def draw_answers(rng, *, n, loadings, low, high, missing, step=1.0):
    """Answers that one trait drives, rounded to a format, some of them missing."""
    k = len(loadings)
    trait = rng.normal(size=(n, 1))
    noise = rng.normal(size=(n, k)) * np.sqrt(1 - np.square(loadings))
    shift = rng.uniform(-0.3, 0.3, size=k)
    spread = (high - low) / 4.5
    raw = (low + high) / 2 + spread * (trait * np.asarray(loadings) + noise + shift)
    answers = np.clip(np.round(raw / step) * step, low, high)
    answers[rng.random((n, k)) < missing] = np.nan
    return answers


def draw_scores(rng, *, n, rise, steadiness, low, high, step, missing):
    """Scores of the same people twice, on a grid, some missing at either time."""
    trait = rng.normal(size=n)
    times = [
        steadiness * trait + np.sqrt(1 - steadiness**2) * rng.normal(size=n)
        for _ in range(2)
    ]
    spread = (high - low) / 4.5
    middle = (low + high) / 2
    before, after = (
        np.clip(np.round((middle + spread * (time + shift)) / step) * step, low, high)
        for time, shift in zip(times, (-0.2, rise - 0.2), strict=True)
    )
    before[rng.random(n) < missing] = np.nan
    after[rng.random(n) < missing] = np.nan
    return np.column_stack([before, after, rng.random(n) < 0.6])


def draw_waves(rng, *, n, loadings, rises, shifts, missing):
    """Answers of 1 to 7 of two groups of people, wave by wave, the item's own kept.

    The trait rises from wave to wave; ``shifts`` move one item besides: wave, item
    and how far. The second half of the people are another group.
    """
    k, group = len(loadings), np.repeat([0, 1], [n // 2, n - n // 2])
    steady = rng.normal(size=(n, 1))
    own = rng.normal(size=(n, k))
    waves = []
    for wave, rise in enumerate(rises):
        trait = 0.8 * steady + 0.6 * rng.normal(size=(n, 1)) + rise
        noise = 0.6 * own + 0.8 * rng.normal(size=(n, k))
        raw = trait * np.asarray(loadings) + noise * np.sqrt(1 - np.square(loadings))
        for at, item, distance in shifts:
            raw[:, item] += distance * (at == wave)
        # The second group answers the second item higher, at every wave.
        raw[:, 1] += 0.6 * group
        waves.append(np.clip(np.round(4 + 1.2 * raw), 1, 7))
    answers = np.concatenate(waves, axis=1)
    answers[rng.random(answers.shape) < missing] = np.nan
    return np.column_stack([group, answers])


def draw_panel(rng, *, n, n_places, by_place, stay):
    """Two scores, a second baseline, group and place; who is low leaves more often.

    With ``by_place`` a whole place takes part or does not.
    """
    place = rng.choice(n_places, n, p=rng.dirichlet(np.full(n_places, 6.0)))
    treated = place % 2 == 0 if by_place else rng.random(n) < 0.6
    trait = rng.normal(size=n) + 0.4 * rng.normal(size=n_places)[place]
    before, after, other = (
        np.clip(
            np.round(5 + 2 * (0.8 * trait + 0.6 * rng.normal(size=n) + shift)), low, 10
        )
        for shift, low in ((0.0, 0), (0.3 * treated, 0), (0.5, 0))
    )
    chance = 1 / (1 + np.exp(-(stay + 0.35 * (before - 5) - 0.3 * treated)))
    after[rng.random(n) > chance] = np.nan
    other[rng.random(n) < 0.05] = np.nan
    return np.column_stack([before, after, other, treated, place])


def write(name, table, header):
    rows = [",".join(header)]
    for row in table:
        cells = ["" if np.isnan(x) else f"{x:.17g}" for x in row]
        rows.append(",".join(cells))
    (FOLDER / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def main():
    rng = np.random.default_rng(20260112)
    items = {
        "items_agree5_n12_k4": (12, [0.8, 0.7, 0.6, 0.75], 1, 5, 0.0),
        "items_agree5_n24_k3": (24, [0.8, 0.75, 0.7], 1, 5, 0.03),
        "items_trust010_n80_k5": (80, [0.85, 0.8, 0.75, 0.7, 0.5], 0, 10, 0.04),
        "items_trust010_n80_k2": (80, [0.8, 0.7], 0, 10, 0.02),
        "items_agree5_n300_k8": (
            300,
            [0.8, 0.7, 0.6, 0.7, 0.5, 0.4, 0.3, 0.75],
            1,
            5,
            0.02,
        ),
        # One item keyed the wrong way: it goes against the others.
        "items_reversed_n300_k6": (300, [0.8, 0.7, 0.6, -0.5, 0.7, 0.6], 1, 5, 0.01),
    }
    for name, (n, loadings, low, high, missing) in items.items():
        answers = draw_answers(
            rng, n=n, loadings=loadings, low=low, high=high, missing=missing
        )
        write(name, answers, [f"item{j + 1}" for j in range(len(loadings))])
    # Two traits behind one sum: one factor fits badly, the search goes a longer way.
    two = np.column_stack(
        [
            draw_answers(rng, n=300, loadings=[0.8] * 4, low=0, high=10, missing=0.0),
            draw_answers(rng, n=300, loadings=[0.7] * 4, low=0, high=10, missing=0.02),
        ]
    )
    two += np.round(rng.normal(size=(300, 1)) * 1.5)
    write(
        "items_two_traits_n300_k8",
        np.clip(two, 0, 10),
        [f"item{j + 1}" for j in range(8)],
    )

    pairs = {
        # Steps fine enough that no two changes tie and nobody stays put: exact tests.
        "pairs_fine_n12": (12, 0.7, 0.6, 0, 10, 0.001, 0.0),
        "pairs_fine_n24": (24, 0.2, 0.7, 0, 10, 0.001, 0.0),
        "pairs_agree5_n24": (24, 0.4, 0.7, 1, 5, 1.0, 0.0),
        "pairs_trust010_n80": (80, 0.25, 0.8, 0, 10, 1 / 3, 0.08),
        "pairs_agree5_n300": (300, 0.15, 0.8, 1, 5, 0.2, 0.06),
        "pairs_fall_n80": (80, -0.9, 0.6, 0, 10, 0.5, 0.02),
    }
    for name, (n, rise, steadiness, low, high, step, missing) in pairs.items():
        scores = draw_scores(
            rng, n=n, rise=rise, steadiness=steadiness, low=low, high=high, step=step,
            missing=missing,
        )  # fmt: skip
        write(name, scores, ["before", "after", "treated"])

    write_group_factors(np.random.default_rng(20260113))
    write_triples(np.random.default_rng(20260114))
    write_waves()
    write_improper()
    write_panels()


def write_group_factors(rng):
    """Nine items of three groups, with a trait behind all of them."""
    general, groups = rng.normal(size=(400, 1)), rng.normal(size=(400, 3))
    own = rng.normal(size=(400, 9))
    behind = 0.65 * general + 0.45 * groups[:, np.repeat([0, 1, 2], 3)] + 0.6 * own
    answers = np.clip(np.round(3 + 1.1 * behind), 1, 5)
    answers[rng.random(answers.shape) < 0.01] = np.nan
    header = [f"item{j + 1}" for j in range(9)]
    write("items_three_groups_n400_k9", answers, header)
    # Two answers only: tables of two by two, one with an empty cell.
    yes = (behind[:200, :4] > np.array([-0.5, 0.2, 0.8, 0])).astype(float)
    yes[(yes[:, 0] == 0) & (yes[:, 2] == 1), 0] = 1.0
    write("items_yes_no_n200_k4", yes, header[:4])


def write_improper():
    """Items of which the first has more in common with the others than it varies."""
    covariance = np.array(
        [
            [1.0, 0.8, 0.8, 0.5],
            [0.8, 1.0, 0.45, 0.3],
            [0.8, 0.45, 1.0, 0.3],
            [0.5, 0.3, 0.3, 1.0],
        ]
    )
    drawn = np.random.default_rng(7).normal(size=(200, 4))
    drawn -= drawn.mean(axis=0)
    root = np.linalg.cholesky(drawn.T @ drawn / 200)
    answers = drawn @ np.linalg.inv(root).T @ np.linalg.cholesky(covariance).T
    header = [f"item{j + 1}" for j in range(4)]
    write("items_improper_n200_k4", np.round(answers, 6), header)


def write_waves():
    """Answers of the same people at several waves, in two groups."""
    waves = {
        # Two waves on which questions are read alike.
        "waves_alike_n400_k4": (400, [0.8, 0.7, 0.75, 0.6], [0, 0.3], [], 0.0),
        # Three waves; the third item moves on its own at the second one.
        "waves_moved_n320_k5": (
            320,
            [0.8, 0.7, 0.75, 0.65, 0.6],
            [0, 0.2, 0.3],
            [(1, 2, 0.7)],
            0.06,
        ),
    }
    for name, (n, loadings, rises, shifts, missing) in waves.items():
        answers = draw_waves(
            np.random.default_rng(n),
            n=n,
            loadings=loadings,
            rises=rises,
            shifts=shifts,
            missing=missing,
        )
        header = [
            f"w{wave + 1}_{item + 1}"
            for wave in range(len(rises))
            for item in range(len(loadings))
        ]
        write(name, answers, ["group", *header])


def write_panels():
    """Two groups before and after, of whom some leave."""
    rng = np.random.default_rng(20261126)
    panels = {
        "panel_n120_c6": (120, 6, False, 1.2),
        "panel_n60_c4_by_place": (60, 4, True, 1.5),
        "panel_n240_c14": (240, 14, True, 1.0),
    }
    for name, (n, n_places, by_place, stay) in panels.items():
        table = draw_panel(rng, n=n, n_places=n_places, by_place=by_place, stay=stay)
        write(name, table, ["before", "after", "other", "treated", "place"])


def write_triples(rng):
    """An answer at the start, the start seen afterwards, and an answer afterwards."""
    trait = rng.normal(size=(60, 1))
    hidden = 5 + 2 * (0.8 * trait + 0.6 * rng.normal(size=(60, 3)))
    answers = np.clip(np.round(hidden + np.array([0, -0.8, 0.5])), 0, 10)
    answers[rng.random(answers.shape) < 0.06] = np.nan
    write("triples_trust010_n60", answers, ["before", "then", "after"])


if __name__ == "__main__":
    main()
