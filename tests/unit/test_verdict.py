import pytest

from barometre.verdict import judge

NAN = float("nan")


@pytest.mark.parametrize(
    ("low", "high", "worthwhile", "expected"),
    [
        (0.6, 1.2, 0.5, "clear_rise"),
        (0.5, 1.2, 0.5, "clear_rise"),
        (0.1, 1.2, 0.5, "small_rise"),
        (0.6, 1.2, None, "small_rise"),
        (-0.2, 0.3, 0.5, "no_important_change"),
        (-0.2, 0.3, None, "cannot_tell"),
        (-0.2, 0.9, 0.5, "cannot_tell"),
        (0.0, 0.4, 0.5, "no_important_change"),
        (-1.2, -0.1, 0.5, "small_fall"),
        (-1.2, -0.6, 0.5, "clear_fall"),
        (NAN, 0.3, 0.5, "cannot_tell"),
    ],
)
def test_a_verdict_follows_from_the_interval_and_the_worthwhile_change(
    low, high, worthwhile, expected
):
    assert judge(low, high, worthwhile=worthwhile) == expected


def test_a_change_that_does_not_survive_the_adjustment_is_not_claimed():
    assert judge(0.1, 1.2, worthwhile=0.5, is_confirmed=False) == "cannot_tell"
    assert judge(0.1, 0.4, worthwhile=0.5, is_confirmed=False) == "no_important_change"
