"""What the report says of the changes that the study was large enough to see."""

from made_estimates import change_rows, make_report, number_row, paragraphs

WHERE = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}


def report_of(smallest, *, hidden=""):
    return make_report(
        change_rows("power_act", (0.1, -0.1, 0.3)),
        [
            number_row("power", "minimum_detectable_change", smallest, **WHERE),
            number_row(
                "power", "minimum_detectable_change_pomp", 25 * smallest, **WHERE
            ),
        ],
        hidden=hidden,
    )


def said_of(report):
    said = paragraphs(report, "design")
    return [one for one in said if "four chances" in one or "too small" in one]


def test_the_smallest_change_that_could_be_seen_is_said_with_its_people():
    said = said_of(report_of(0.15))
    assert len(said) == 1
    assert "3.8 points out of 100" in said[0]
    assert "(60 people)" in said[0]


def test_a_study_too_small_for_the_worthwhile_change_says_so():
    said = said_of(report_of(0.31))
    assert len(said) == 2
    assert "more than the worthwhile change" in said[1]


def test_what_is_not_shown_is_not_said():
    assert said_of(report_of(0.31, hidden="power/")) == []
