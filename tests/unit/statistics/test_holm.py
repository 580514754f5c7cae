import numpy as np

from barometre.statistics.holm import compute_holm


def test_missing_p_values_stay_missing_and_do_not_count():
    np.testing.assert_allclose(
        compute_holm([0.01, np.nan, 0.04, 0.03]), [0.03, np.nan, 0.06, 0.06]
    )


def test_an_empty_family_has_nothing_to_adjust():
    assert compute_holm([]).size == 0
    assert np.isnan(compute_holm([np.nan])).all()
