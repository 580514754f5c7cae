"""What the evaluator's report says, from estimates written by hand."""

import pytest
from made_estimates import (
    PLAN,
    change_rows,
    make_report,
    make_study,
    number_row,
    paragraphs,
    say,
    tables,
)

from barometre.errors import ReportError
from barometre.frames import PARTICIPATION, build_table
from barometre.report.model import Figure, Flow, Number
from barometre.report.sections import list_builders, load_builder
from barometre.report.texts import load_texts


def headline(report) -> str:
    return paragraphs(report, "summary")[0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((0.5, 0.3, 0.7), "The rise is clear: between +8 and +18 points out of 100."),
        ((0.3, 0.1, 0.5), "There is a rise. It may be small: between +2 and +12"),
        ((0.0, -0.1, 0.1), "No important change: between −2.5 and +2.5"),
        ((0.1, -0.3, 0.5), "We cannot tell. The true figure could be anywhere from −8"),
        ((-0.3, -0.5, -0.1), "There is a fall. It may be small: between −12 and −2"),
        (
            (-0.5, -0.7, -0.3),
            "The fall is clear: between −18 and −8 points out of 100.",
        ),
    ],
)
def test_each_verdict_is_said_with_its_range(change, expected):
    said = headline(make_report(change_rows("power_act", change)))
    assert said.startswith(f"Power to act. {expected}")


def test_a_fall_of_what_should_rise_is_looked_into():
    report = make_report(change_rows("power_act", (-0.5, -0.7, -0.3)))
    assert "We are looking into why." in headline(report)


@pytest.mark.parametrize(
    ("change", "expected"),
    [((-0.5, -0.7, -0.3), "hoped-for direction"), ((0.5, 0.3, 0.7), "not the hoped")],
)
def test_less_loneliness_is_good_news_and_more_is_not(change, expected):
    study = make_study(plan={"primary": ["lonely1"]})
    report = make_report(change_rows("lonely1", change), study=study)
    assert expected in headline(report)


def test_without_a_threshold_no_change_is_called_unimportant():
    study = make_study(plan={"primary": ["power_act"]})
    report = make_report(change_rows("power_act", (0.0, -0.01, 0.01)), study=study)
    assert headline(report).startswith("Power to act. We cannot tell.")
    assert "did not write beforehand which change matters" in " ".join(
        paragraphs(report, "summary")
    )


def test_a_change_that_holm_does_not_let_stand_is_not_claimed():
    rows = change_rows("power_act", (0.3, 0.1, 0.5), p_adjusted=0.2)
    report = make_report(rows)
    assert "We cannot conclude." in headline(report)
    assert "no longer stands" in headline(report)


def test_results_on_too_few_people_are_not_shown_and_tell_no_number():
    rows = change_rows("power_act", (0.5, 0.3, 0.7), n=4)
    report = make_report(rows, hidden="change/power_act")
    assert headline(report) == "Power to act. Not shown: fewer than 5 people."
    table = tables(report, "results_primary")["results_primary_changes_t0_t1"]
    shown = [c for c in table.rows[0] if isinstance(c, Number) and c.value is not None]
    assert [number.key for number in shown] == [
        "plan/smallest_worthwhile_change/power_act"
    ]


@pytest.mark.parametrize(
    ("n", "verdict", "has_range", "has_test"),
    [
        (8, "Only 8 people: we describe, we do not conclude.", False, False),
        (15, "The rise is clear", True, False),
        (40, "The rise is clear", True, True),
    ],
)
def test_few_people_are_described_then_bounded_then_tested(
    n, verdict, has_range, has_test
):
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7), n=n))
    shown = tables(report, "results_primary")
    changes = _cells(shown["results_primary_changes_t0_t1"])
    tests = _cells(shown["results_primary_tests_t0_t1"])
    assert verdict in headline(report)
    assert isinstance(changes["low"], Number) is has_range
    assert isinstance(tests["p_paired_t"], Number) is has_test


def _cells(table):
    return {c.id: cell for c, cell in zip(table.columns, table.rows[0], strict=True)}


def test_the_size_of_a_change_is_said_by_both_ends_of_its_range():
    report = make_report(change_rows("power_act", (0.3, 0.1, 0.5)))
    effects = tables(report, "results_primary")["results_primary_effects_t0_t1"]
    assert say(_cells(effects)["size"]) == "small rise to large rise"


@pytest.mark.parametrize(
    ("n", "profile", "is_shown"),
    [(20, "internal", True), (20, "external", False), (30, "external", True)],
)
def test_no_percentage_of_a_handful_of_people_leaves_the_team(n, profile, is_shown):
    linked = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    shares = ("share_reliably_declined", "share_unchanged", "share_reliably_improved")
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7), n=n),
        [number_row("change", share, 0.3, n=n, **linked) for share in shares],
        profile=profile,
    )
    bars = _cells(tables(report, "results_primary")["results_primary_bars_t0_t1"])
    assert (bars["improved"].value is not None) is is_shown
    assert bars["n"].value == n


@pytest.mark.parametrize(
    ("language", "titles", "sentence"),
    [
        ("en", ["Down", "Up"], "20% go up, 70% stay about the same, 10% go down."),
        ("fr", ["En baisse", "En hausse"], "20 % montent, 70 % restent à peu près"),
    ],
)
@pytest.mark.parametrize(
    ("scale", "improved", "declined"), [("power_act", 0.2, 0.1), ("lonely1", 0.1, 0.2)]
)
def test_bars_say_up_and_down_even_where_lower_is_better(
    scale, improved, declined, language, titles, sentence
):
    linked = {"scale": scale, "baseline_wave": "t0", "wave": "t1"}
    shares = {
        "share_reliably_improved": improved,
        "share_unchanged": 0.7,
        "share_reliably_declined": declined,
    }
    report = make_report(
        change_rows(scale, (0.5, 0.3, 0.7)),
        [number_row("change", name, share, **linked) for name, share in shares.items()],
        study=make_study(plan={"primary": [scale]}),
    )
    table = tables(report, "results_primary")["results_primary_bars_t0_t1"]
    cells = _cells(table)
    assert (cells["declined"].value, cells["improved"].value) == (0.1, 0.2)
    headings = {c.id: say(c.title, language) for c in table.columns}
    assert [headings["declined"], headings["improved"]] == titles
    texts = load_texts(language)
    assert [texts["figure.declined"], texts["figure.improved"]] == titles
    figure = next(
        b
        for s in report.sections
        for b in s.blocks
        if isinstance(b, Figure) and b.id == table.id
    )
    said = say(figure.title, language).replace("\u202f", " ").replace("\u00a0", " ")
    assert sentence in said


def test_no_cause_is_named_without_a_comparison_group():
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)))
    assert any(
        "We do not know whether" in said for said in paragraphs(report, "summary")
    )
    assert "comparison" not in [section.id for section in report.sections]


def test_with_a_comparison_group_the_people_who_take_part_are_followed():
    study = make_study(
        comparison={"column": "arm", "treated": "in", "control": "out"},
    )
    report = make_report(
        change_rows("power_act", (0.1, -0.3, 0.5)),
        change_rows("power_act", (0.5, 0.3, 0.7), group_by="arm", group="in"),
        [
            number_row(
                "comparison", statistic, *values,
                scale="power_act", baseline_wave="t0", wave="t1",
            )
            for statistic, values in (
                ("did", (0.4, 0.2, 0.6)),
                ("did_pomp", (10.0, 5.0, 15.0)),
            )
        ],
        study=study,
    )  # fmt: skip
    assert "The rise is clear" in headline(report)
    assert (
        "Power to act. Participants rose by 10 points more than the comparison group "
        "(between +5 and +15 points out of 100)."
    ) in paragraphs(report, "summary")


ROSE, STABLE, FELL = (0.5, 0.3, 0.7), (0.1, -0.3, 0.5), (-0.5, -0.7, -0.3)


@pytest.mark.parametrize(
    ("treated", "did", "n", "p_adjusted", "expected"),
    [
        (ROSE, 0.4, (60, 60), 0.01, "rose by 10 points more than"),
        (ROSE, -0.4, (60, 60), 0.01, "rose less than"),
        (STABLE, 0.4, (60, 60), 0.01, "was 10 points higher than"),
        (FELL, 0.4, (60, 60), 0.01, "was 10 points higher than"),
        (FELL, -0.4, (60, 60), 0.01, "was lower than"),
        (ROSE, 0.4, (60, 60), 0.2, "We cannot conclude."),
        (ROSE, 0.4, (9, 60), 0.01, "Only 9 people in the smaller group"),
        (ROSE, 0.4, (60, 9), 0.01, "Only 9 people in the smaller group"),
    ],
)
def test_the_difference_between_two_changes_says_no_more_than_both_allow(
    treated, did, n, p_adjusted, expected
):
    study = make_study(
        comparison={"column": "arm", "treated": "in", "control": "out"},
    )
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    report = make_report(
        change_rows("power_act", STABLE),
        change_rows("power_act", treated, n=n[0], group_by="arm", group="in"),
        change_rows("power_act", STABLE, n=n[1], group_by="arm", group="out"),
        [
            number_row("comparison", statistic, *values, **where)
            | {"p_adjusted": p_adjusted}
            for statistic, values in (
                ("did", (did, did - 0.2, did + 0.2)),
                ("did_pomp", (25 * did, 25 * did - 5, 25 * did + 5)),
            )
        ],
        study=study,
    )
    for section in ("summary", "comparison"):
        assert expected in " ".join(paragraphs(report, section))
    table = tables(report, "comparison")["comparison_t0_t1"]
    assert isinstance(_cells(table)["low"], Number) is (min(n) >= 10)


def test_a_wide_gap_at_the_start_is_an_alarm_for_the_plan_only():
    attrition = {"baseline_wave": "t0", "wave": "t1"}
    rows = [
        number_row("attrition", "attrition_difference", gap, scale=scale, **attrition)
        for scale, gap in (("power_act", -0.3), ("lonely1", 0.5))
    ]
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        change_rows("lonely1", (0.5, 0.3, 0.7)),
        rows,
    )
    section = next(s for s in report.sections if s.id == "attrition")
    tones = {b.tone: say(b.words) for b in section.blocks[1:] if hasattr(b, "tone")}
    assert "Power to act" in tones["alarm"]
    assert "Loneliness" in tones["caution"]
    assert "Loneliness" not in tones["alarm"]
    told = next(said for said in paragraphs(report, "summary") if "come back" in said)
    assert "differently, above all for “Power to act”" in told


@pytest.mark.parametrize(
    ("gap", "n_lost", "hidden", "expected"),
    [
        ((0.02, -0.1, 0.14), 90, "", "much "),
        ((0.02, -0.5, 0.54), 9, "", "We cannot tell whether those who left"),
        ((), 0, "", "Nobody was lost"),
        ((0.02, -0.1, 0.14), 3, "attrition/", "ot shown: too few people"),
        ((0.3, 0.1, 0.5), 90, "", "answered "),
    ],
)
def test_those_who_left_are_called_alike_only_within_the_whole_range(
    gap, n_lost, hidden, expected
):
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        [
            number_row("attrition", "attrition_difference", *gap, **where),
            number_row("attrition", "mean", category="lost", n=n_lost, **where),
        ],
        hidden=hidden,
    )
    for section in ("summary", "attrition"):
        said = paragraphs(report, section)
        assert any(expected in sentence for sentence in said)
        is_alike = any(" much " in sentence for sentence in said)
        assert is_alike is (expected == "much ")


def test_with_a_comparison_group_those_lost_among_participants_are_judged():
    study = make_study(
        comparison={"column": "arm", "treated": "in", "control": "out"},
    )
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    treated = {"group_by": "arm", "group": "in"}
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7), **treated),
        change_rows("power_act", (0.5, 0.3, 0.7)),
        [
            number_row("attrition", "attrition_difference", 0.0, -0.1, 0.1, **where),
            number_row(
                "attrition",
                "attrition_difference",
                -0.4,
                -0.6,
                -0.2,
                **where,
                **treated,
            ),
        ],
        study=study,
    )
    for section in ("summary", "attrition"):
        said = " ".join(paragraphs(report, section))
        assert "Power to act" in said
        assert "differently" in said


@pytest.mark.parametrize(
    ("unflagged", "expected"),
    [
        ((0.5, 0.3, 0.7), "every conclusion stays the same"),
        ((0.1, -0.3, 0.5), "the conclusion changes"),
    ],
)
def test_it_is_said_whether_flagged_responses_matter(unflagged, expected):
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        change_rows("power_act", unflagged, population="unflagged"),
    )
    for section in ("summary", "sensitivity"):
        said = " ".join(paragraphs(report, section)).lower()
        assert expected in said


def test_a_verdict_that_is_withheld_is_not_said_to_have_changed():
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        change_rows("power_act", (0.5, 0.3, 0.7), population="unflagged"),
        hidden="unflagged",
    )
    for section in ("summary", "sensitivity"):
        said = " ".join(paragraphs(report, section))
        assert "The conclusion changes" not in said
        assert "is not shown, for: Power to act" in said


def test_verdicts_that_hold_are_told_from_one_that_is_withheld():
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        change_rows("power_act", (0.5, 0.3, 0.7), population="unflagged"),
        change_rows("trust_people", (0.1, -0.3, 0.5)),
        change_rows("trust_people", (0.1, -0.3, 0.5), population="unflagged"),
        hidden="power_act/.*unflagged",
        study=make_study(plan={"primary": ["power_act", "trust_people"]}),
    )
    said = " ".join(paragraphs(report, "sensitivity"))
    assert "The other conclusions stay the same" in said
    assert "is not shown, for: Power to act" in said


def test_what_should_not_move_is_read_before_the_results():
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        change_rows("trust_radius", (0.1, -0.3, 0.5), item="tr_family"),
        change_rows("trust_radius", (0.1, -0.3, 0.5), item="tr_first"),
    )
    ids = [section.id for section in report.sections]
    assert ids.index("controls") < ids.index("results_primary")
    assert "Your family" in " ".join(paragraphs(report, "controls"))
    assert "Your family" not in " ".join(paragraphs(report, "results_exploratory"))


def test_a_planned_scale_without_a_score_stands_for_its_questions():
    study = make_study(plan={"primary": ["trust_local"]})
    report = make_report(
        change_rows("trust_local", (0.1, -0.3, 0.5), item="tl_assoc"), study=study
    )
    assert headline(report).startswith("Trust in local institutions – the associations")


def test_groups_are_in_order_of_name_with_hidden_ones_and_everyone_last():
    study = make_study(groups=["territory"])
    groups = {
        "Zola": (0.9, 0.7, 1.1),
        "Évry": (0.2, 0.0, 0.4),
        "Alma": (0.1, -0.1, 0.3),
        "Nord": (0.5, 0.1, 0.9),
    }
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        *(
            change_rows("power_act", change, group_by="territory", group=group)
            for group, change in groups.items()
        ),
        study=study,
        hidden="territory=Nord",
    )
    table = tables(report, "territories")["forest_power_act_territory"]
    first = [row[0] if isinstance(row[0], str) else say(row[0]) for row in table.rows]
    assert first == ["Alma", "Évry", "Nord", "Zola", "Everyone"]
    assert {number.absence for number in table.rows[2][1:]} == {"suppressed"}
    figure = next(
        b
        for s in report.sections
        for b in s.blocks
        if isinstance(b, Figure) and b.id == "forest_power_act_territory"
    )
    assert "a rise in 1, we cannot tell in 2, not shown in 1" in say(figure.title)
    assert "Nord not shown" in say(figure.alternative)


def _pool(*, n_groups: int) -> list[dict[str, object]]:
    linked = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    return [
        *(
            number_row("pooling", name, 4.0, low, 7.0, category="territory", **linked)
            for name, low in (
                ("pooled_mean_change_pomp", 1.0),
                ("predicted_mean_change_pomp", -9.0),
            )
        ),
        *(
            number_row(
                "pooling",
                "shrunken_mean_change_pomp",
                *(3.0, 1.0, 5.0),
                group_by="territory",
                group=f"G{place}",
                **linked,
            )
            for place in range(n_groups)
        ),
    ]


def _report_of_groups(n_groups: int, **more):
    return make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        *(
            change_rows(
                "power_act", (0.5, 0.3, 0.7), group_by="territory", group=f"G{place}"
            )
            for place in range(n_groups)
        ),
        _pool(n_groups=n_groups),
        study=make_study(groups=["territory"]),
        **more,
    )


@pytest.mark.parametrize(("n_groups", "is_said"), [(4, True), (5, False)])
def test_groups_are_pooled_with_what_one_more_would_show_and_few_groups_are_said(
    n_groups, is_said
):
    report = _report_of_groups(n_groups)
    said = " ".join(paragraphs(report, "territories"))
    assert f"On average over the {n_groups} groups" in said
    assert "In one more group, similar to these, a change between −9 and +7" in said
    assert ("Fewer than five groups" in said) is is_said
    table = tables(report, "territories")["forest_power_act_territory"]
    labels = [row[0] if isinstance(row[0], str) else say(row[0]) for row in table.rows]
    assert labels[-3:] == ["Everyone", "Average of the groups", "One more group"]
    assert [row[-1].value for row in table.rows[:n_groups]] == [3.0] * n_groups


def test_a_pool_that_would_give_a_group_away_is_not_shown_and_says_why():
    report = _report_of_groups(5, hidden="pooling/")
    assert any(
        "it would let the figure of a group that is too small be guessed" in sentence
        for sentence in paragraphs(report, "territories")
    )


def _weigh(change: tuple[float, float, float]) -> list[dict[str, object]]:
    both = {"baseline_wave": "t0", "wave": "t1"}
    rows = [
        number_row(
            "weighting",
            "weighted_mean_change_pomp",
            *change,
            n=58,
            scale="power_act",
            **both,
        ),
        number_row("weighting", "design_effect", 1.4, n=58, **both),
    ]
    return [{**row, "weighted": True} for row in rows]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((10.0, 5.0, 15.0), "each planned result stays on the same side of zero"),
        ((2.0, -3.0, 7.0), "the range does not say the same, for: Power to act"),
    ],
)
def test_weighted_results_stand_beside_those_without_weights(change, said):
    study = make_study(weights={"column": "w"})
    rows = change_rows("power_act", (0.5, 0.3, 0.7))
    report = make_report(rows, _weigh(change), study=study)
    assert said in " ".join(paragraphs(report, "weighting"))
    (row,) = tables(report, "weighting")["weighting_t0_t1"].rows
    shown = [cell.value for cell in row[1:9]]
    assert shown == [60, 12.5, 7.5, 17.5, 58, *change]
    assert "main results do without" in " ".join(paragraphs(report, "design"))


def test_a_study_whose_weights_nobody_has_says_so():
    study = make_study(weights={"column": "w"})
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)), study=study)
    assert "no response has one" in " ".join(paragraphs(report, "design"))
    assert not paragraphs(report, "weighting")


THREE = [{"id": f"t{i}", "label": {"fr": f"M{i}", "en": f"M{i}"}} for i in range(3)]


def _modelled(*, note: str = "") -> list[dict[str, object]]:
    place = {"scale": "power_act"}
    means = [
        number_row("change", f"mixed_model_mean{s}", 50.0, 48.0, 52.0, wave=w, **place)
        for w in ("t0", "t1", "t2")
        for s in ("", "_pomp")
    ]
    changes = [
        number_row(
            "change",
            f"mixed_model_change{s}",
            *(4.0, 1.0, 7.0),
            baseline_wave="t0",
            wave=w,
            **place,
        )
        for w in ("t1", "t2")
        for s in ("", "_pomp")
    ]
    return [*means, *({**row, "note": note} for row in changes)]


def _trajectory(report):
    return [
        block for s in report.sections if s.id == "trajectory" for block in s.blocks
    ]


def test_three_waves_are_drawn_with_everyone_and_two_are_not():
    rows = change_rows("power_act", (0.5, 0.3, 0.7))
    report = make_report(rows, _modelled(), study=make_study(waves=THREE))
    figure = next(b for b in _trajectory(report) if isinstance(b, Figure))
    assert say(figure.alternative).endswith(
        "from “M0” to “M2”: between +1 and +7 points out of 100."
    )
    assert [row[3].value for row in figure.table.rows] == [50.0] * 3
    assert not _trajectory(make_report(rows, _modelled()))


def test_people_no_more_alike_than_strangers_are_said():
    rows = change_rows("power_act", (0.5, 0.3, 0.7))
    study = make_study(waves=THREE)
    report = make_report(rows, _modelled(note="singular_fit"), study=study)
    said = " ".join(paragraphs(report, "trajectory"))
    assert "no more alike than those of two people, for: Power to act" in said


def test_a_wave_that_may_not_be_shown_leaves_the_change_unsaid():
    rows = change_rows("power_act", (0.5, 0.3, 0.7))
    study = make_study(waves=THREE)
    report = make_report(rows, _modelled(), study=study, hidden="mixed_model")
    figure = next(b for b in _trajectory(report) if isinstance(b, Figure))
    assert say(figure.alternative).endswith("not computed or not shown.")


def test_one_wave_describes_and_does_not_compare():
    study = make_study(waves=[{"id": "t0", "label": {"fr": "Entrée", "en": "Entry"}}])
    level = number_row(
        "descriptive", "mean", 3.0, 2.8, 3.2, scale="power_act", wave="t0"
    )
    report = make_report([level], study=study)
    assert "one measurement" in headline(report)
    assert "results_primary_levels" in tables(report, "results_primary")
    assert "attrition" not in [section.id for section in report.sections]


def test_without_a_plan_everything_is_exploratory():
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)), study=make_study(plan={})
    )
    assert "exploratory" in headline(report)
    assert "results_primary" not in [section.id for section in report.sections]
    assert "Nothing was chosen" in " ".join(paragraphs(report, "limits"))


def test_a_planned_result_that_is_missing_is_a_departure():
    study = make_study(plan={**PLAN, "secondary": ["trust_people"]})
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)), study=study)
    assert "Departures from the plan: trust_people." in paragraphs(report, "design")


def test_a_report_about_nobody_is_still_a_report():
    report = make_report([])
    assert {"summary", "design", "participation", "limits"} <= {
        section.id for section in report.sections
    }


def test_blocks_and_columns_have_names_of_their_own():
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        change_rows("trust_people", (0.5, 0.3, 0.7)),
        change_rows("trust_radius", (0.1, -0.3, 0.5), item="tr_family"),
    )
    ids = [t.id for s in report.sections for t in tables(report, s.id).values()]
    assert len(ids) == len(set(ids))
    for section in report.sections:
        for table in tables(report, section.id).values():
            names = [column.id for column in table.columns]
            assert len(names) == len(set(names))
            assert {len(row) for row in table.rows} <= {len(names)}


def test_stages_nobody_counted_are_left_out_of_the_flow():
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)))
    section = next(s for s in report.sections if s.id == "participation")
    flow = section.blocks[0].data
    assert isinstance(flow, Flow)
    assert [int(number.value) for _, number in flow.steps] == [
        *(100, 90, 80, 60),
        *(70, 65, 60, 60),
    ]


def _make_invited(*rows):
    """(group, invited, completed) of the first wave; the territory Far is withheld."""
    table = build_table(
        [
            {
                **{"wave": "t0", "group_by": "territory" if group else ""},
                **{"group": group, "stage": stage, "n": n},
            }
            for group, *counts in rows
            for stage, n in zip(("invited", "completed"), counts, strict=True)
        ],
        PARTICIPATION,
    )
    return table.assign(is_suppressed=table["group"].eq("Far"))


def test_the_response_rate_of_each_group_stands_beside_those_invited():
    people = _make_invited(("", 200, 84), ("Far", 9, 3), ("Near", 150, 60))
    report = make_report([], participation=people)
    shown = tables(report, "participation")
    assert [column.id for column in shown["flow"].columns] == [
        *("wave", "invited", "completed", "response_rate")
    ]
    assert shown["flow"].rows[0][-1].value == 84 / 200
    far, near = shown["participation_territory"].rows
    assert [cell.absence for cell in far[2:]] == ["suppressed"] * 3
    assert [cell.value for cell in near[2:]] == [150, 60, 0.4]
    assert near[-1].kind == "share"
    assert "taken to be concerned" in say(shown["participation_territory"].notes[0])


def test_no_response_rate_is_given_where_nobody_counted_those_invited():
    shown = tables(make_report([]), "participation")["flow"]
    assert [column.id for column in shown.columns] == [
        *("wave", "started", "completed", "kept", "linked")
    ]
    assert not shown.notes


@pytest.mark.parametrize(("n", "is_shown"), [(29, False), (30, True)])
def test_no_response_rate_of_a_handful_leaves_the_team(n, is_shown):
    people = _make_invited(("", 200, 84), ("Near", n, 12))
    report = make_report([], participation=people, profile="external")
    (row,) = tables(report, "participation")["participation_territory"].rows
    assert (row[-1].value is not None) is is_shown
    assert row[2].value == n


def test_building_a_report_changes_none_of_its_tables():
    rows = change_rows("power_act", (0.5, 0.3, 0.7))
    assert make_report(rows) == make_report(rows)


def test_an_unknown_section_is_refused_with_those_that_exist():
    with pytest.raises(ReportError, match=r"no section “nowhere”.*limits"):
        load_builder("nowhere")
    assert "context" not in list_builders()


def _compared(*rows, scale="power_act", **changes):
    """A report in which both groups are compared, with more rows of the comparison."""
    where = {"scale": scale, "baseline_wave": "t0", "wave": "t1"}
    study = make_study(
        comparison={"column": "arm", "treated": "in", "control": "out"}, **changes
    )
    plain = {"did": (0.4, 0.2, 0.6), "did_pomp": (10.0, 5.0, 15.0)}
    numbers = {**plain, **dict(rows)}
    return make_report(
        change_rows("power_act", STABLE),
        change_rows("power_act", ROSE, group_by="arm", group="in"),
        change_rows("power_act", STABLE, group_by="arm", group="out"),
        [
            number_row("comparison", name, *values, **where)
            for name, values in numbers.items()
        ],
        study=study,
    )


@pytest.mark.parametrize(
    ("way", "interval", "expected"),
    [
        ("ancova", (0.4, 0.1, 0.7), "rose by 10 points more"),
        ("ancova", (0.1, -0.2, 0.4), "counted otherwise: at equal start."),
        ("ancova", (-0.4, -0.6, -0.2), "counted otherwise: at equal start."),
        ("did_cluster_cr2", (0.4, -0.1, 0.9), "counted otherwise: by place."),
        (
            "did_cluster_wild",
            (0.4, -0.1, 0.9),
            "otherwise: by place, as there are few of them.",
        ),
        ("did_cluster_wild", (0.4,), "rose by 10 points more"),
    ],
)
def test_a_difference_is_claimed_only_where_every_way_of_counting_agrees(
    way, interval, expected
):
    report = _compared((way, interval))
    for section in ("summary", "comparison"):
        assert expected in " ".join(paragraphs(report, section))
    shown = tables(report, "comparison")
    assert ("comparison_methods_t0_t1" in shown) is (way == "ancova")


@pytest.mark.parametrize(
    ("interval", "expected"),
    [((0.4, 0.2, 0.6), "Alert: both groups"), ((0.1, -0.2, 0.4), "no difference of")],
)
def test_it_is_said_whether_what_should_not_move_moved_otherwise(interval, expected):
    where = {
        "scale": "trust_radius", "item": "tr_family",
        "baseline_wave": "t0", "wave": "t1",
    }  # fmt: skip
    primary = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    study = make_study(comparison={"column": "arm", "treated": "in", "control": "out"})
    report = make_report(
        change_rows("power_act", STABLE),
        change_rows("trust_radius", STABLE, item="tr_family"),
        change_rows(
            "trust_radius", STABLE, item="tr_family", group_by="arm", group="in"
        ),
        [
            number_row("comparison", "did", *interval, **where),
            number_row("comparison", "did", 0.4, 0.2, 0.6, **primary),
        ],
        study=study,
    )
    for section in ("summary", "comparison"):
        (said,) = [p for p in paragraphs(report, section) if expected in p]
        assert "Your family" in said


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        ((0.3, 0.1, 0.5), "the groups were not alike for: Power to act"),
        ((0.1, -0.2, 0.4), "a gap remains possible"),
        ((0.01, -0.1, 0.1), "the groups were alike"),
    ],
)
def test_the_start_of_both_groups_is_called_alike_only_within_the_whole_range(
    gap, expected
):
    report = _compared(("baseline_difference", gap))
    assert expected in " ".join(paragraphs(report, "comparison"))
    assert "comparison_start_t0_t1" in tables(report, "comparison")


@pytest.mark.parametrize(
    ("likely", "worst", "expected"),
    [
        ((0.4, 0.2, 0.6), ((0.2, 0.1, 0.3), (0.8, 0.7, 0.9)), "whatever people who"),
        ((0.4, 0.2, 0.6), ((-0.5, -0.8, -0.2), (0.8, 0.7, 0.9)), "not stand the worst"),
        ((0.1, -0.2, 0.4), ((-0.5, -0.8, -0.2), (0.8, 0.7, 0.9)), "no longer stands"),
    ],
)
def test_it_is_said_whether_a_headline_stands_with_the_people_who_left(
    likely, worst, expected
):
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    numbers = {
        "mean_change_ipw": ROSE,
        "mean_change_imputed": likely,
        "mean_change_bound_low": worst[0],
        "mean_change_bound_high": worst[1],
    }
    report = make_report(
        change_rows("power_act", ROSE),
        [number_row("change", name, *v, **where) for name, v in numbers.items()],
    )
    for section in ("summary", "missing_people"):
        assert expected in " ".join(paragraphs(report, section))
    table = tables(report, "missing_people")["missing_people_t0_t1"]
    assert [say(row[1]) for row in table.rows] == [
        "came back", "weighted", "imputed", "worst case",
    ]  # fmt: skip
    assert say(table.rows[0][-1]) == "clear rise"


@pytest.mark.parametrize(
    ("hidden", "is_said", "is_not_said"),
    [
        ("bound", "The conclusion stays the same", "worst case"),
        ("ipw|imputed", "would not stand the worst case", "stays the same"),
    ],
)
def test_what_is_withheld_of_the_people_who_left_neither_holds_nor_falls(
    hidden, is_said, is_not_said
):
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    numbers = {
        "mean_change_ipw": ROSE,
        "mean_change_imputed": ROSE,
        "mean_change_bound_low": (-0.5, -0.8, -0.2),
        "mean_change_bound_high": (0.8, 0.7, 0.9),
    }
    report = make_report(
        change_rows("power_act", ROSE),
        [number_row("change", name, *v, **where) for name, v in numbers.items()],
        hidden=hidden,
    )
    said = " ".join(paragraphs(report, "missing_people"))
    assert is_said in said
    assert is_not_said not in said


def test_a_headline_that_says_nothing_cannot_fall_with_the_people_who_left():
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    report = make_report(
        change_rows("power_act", STABLE),
        [
            number_row("change", f"mean_change_{name}", *STABLE, **where)
            for name in ("ipw", "imputed", "bound_low", "bound_high")
        ],
    )
    assert len(paragraphs(report, "missing_people")) == 1


@pytest.mark.parametrize(("p_adjusted", "is_said"), [(0.03, True), (0.2, False)])
def test_only_a_conclusion_that_holds_once_all_are_counted_may_fall(
    p_adjusted, is_said
):
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    report = make_report(
        change_rows("power_act", ROSE, p_adjusted=p_adjusted),
        [number_row("change", "tipping_point", -0.8, **where)],
        [
            number_row("change", f"mean_change_bound_{end}", *ROSE, **where)
            for end in ("low", "high")
        ],
    )
    said = " ".join(paragraphs(report, "missing_people"))
    assert ("For the conclusion to fall" in said) is is_said


def test_where_nobody_left_nothing_is_said_of_the_people_who_left():
    report = make_report(change_rows("power_act", ROSE))
    assert "missing_people" not in [section.id for section in report.sections]


@pytest.mark.parametrize(
    ("ancova", "imputed", "worst", "expected"),
    [
        ((0.4, 0.2, 0.6), (0.4, 0.2, 0.6), (0.3, 0.1, 0.5), "found again whatever"),
        ((0.4, 0.2, 0.6), (0.4, 0.2, 0.6), (-0.3, -0.5, -0.1), "not stand the worst"),
        ((0.4, 0.2, 0.6), (0.1, -0.2, 0.4), (-0.3, -0.5, -0.1), "is not found again"),
        ((0.1, -0.2, 0.4), (0.1, -0.2, 0.4), (-0.3, -0.5, -0.1), ""),
    ],
)
def test_it_is_said_whether_a_difference_stands_with_the_people_who_left(
    ancova, imputed, worst, expected
):
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    numbers = {
        "did": (0.4, 0.2, 0.6),
        "ancova": ancova,
        "did_imputed": imputed,
        "did_bound_low": worst,
        "did_bound_high": (0.9, 0.7, 1.1),
    }
    study = make_study(comparison={"column": "arm", "treated": "in", "control": "out"})
    report = make_report(
        change_rows("power_act", STABLE),
        change_rows("power_act", STABLE, group_by="arm", group="in"),
        change_rows("power_act", STABLE, group_by="arm", group="out"),
        [
            number_row(
                "change", f"mean_change_bound_{end}", *STABLE,
                group_by="arm", group="in", **where,
            )
            for end in ("low", "high")
        ],
        [number_row("comparison", name, *v, **where) for name, v in numbers.items()],
        study=study,
    )  # fmt: skip
    for section in ("summary", "missing_people"):
        said = " ".join(paragraphs(report, section))
        assert expected in said
        is_said = any(
            f"found again {how} people" in said for how in ("when", "whatever")
        )
        assert is_said is bool(expected)


@pytest.mark.parametrize(("low", "is_said"), [(0.05, True), (-0.05, False)])
def test_it_is_said_where_one_group_lost_more_people_than_the_other(low, is_said):
    where = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    study = make_study(comparison={"column": "arm", "treated": "in", "control": "out"})
    report = make_report(
        change_rows("power_act", STABLE),
        change_rows("power_act", STABLE, group_by="arm", group="in"),
        [
            number_row(
                "change", f"mean_change_bound_{end}", *STABLE,
                group_by="arm", group="in", **where,
            )
            for end in ("low", "high")
        ],
        [number_row("comparison", "share_lost_difference", 0.2, low, 0.3, **where)],
        study=study,
    )  # fmt: skip
    said = " ".join(paragraphs(report, "missing_people"))
    assert ("One group lost more people" in said) is is_said
    assert "missing_people_left_t0_t1" in tables(report, "missing_people")


def test_a_questionnaire_that_the_study_put_together_is_named_by_its_scales():
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)))
    said = " ".join(paragraphs(report, "design"))
    assert "Questionnaire: “Questionnaire”" not in said
    assert "Scales of the questionnaire: " in said
    assert "Power to act" in said
