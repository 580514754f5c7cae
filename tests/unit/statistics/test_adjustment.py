import numpy as np

from barometre.statistics.adjustment import adjust


def test_missing_p_values_stay_missing_and_do_not_count():
    np.testing.assert_allclose(
        adjust([0.01, np.nan, 0.04, 0.03], "holm"), [0.03, np.nan, 0.06, 0.06]
    )


def test_an_empty_family_has_nothing_to_adjust():
    assert adjust([], "holm").size == 0
    assert np.isnan(adjust([np.nan], "holm")).all()
