"""Where statsmodels and scikit-learn give other numbers than R: the evidence.

Behind docs/explanation/disagreements-with-libraries.md.
"""

import numpy as np
import pytest
from test_comparison_against_r import read_panel
from test_missing_people_against_r import read_arm

from barometre.statistics.group_regression import compute_group_regressions
from barometre.statistics.staying import fit_staying

statsmodels = pytest.importorskip("statsmodels.api")


@pytest.fixture(name="panel")
def make_panel():
    return read_panel("panel_n60_c4_by_place")


@pytest.fixture(name="ours")
def make_ours(panel):
    return {e.statistic: e for e in compute_group_regressions(panel)}


def fit(panel, **more):
    centred = panel.before - panel.before.mean()
    design = np.column_stack([np.ones(panel.n), centred, panel.is_treated])
    return statsmodels.OLS(panel.after, design).fit(**more)


def test_statsmodels_gives_hc3_a_normal_p_value_unless_asked(panel, ours):
    normal, student = (fit(panel, cov_type="HC3", use_t=t) for t in (None, True))
    assert normal.pvalues[-1] == pytest.approx(0.0457, abs=5e-5)
    assert ours["ancova"].p_value == pytest.approx(0.0515, abs=5e-5)
    assert student.pvalues[-1] == pytest.approx(ours["ancova"].p_value, rel=1e-9)


def test_statsmodels_counts_four_places_as_infinitely_many(panel, ours):
    found = fit(panel, cov_type="cluster", cov_kwds={"groups": panel.clusters})
    by_place = ours["ancova_cluster_cr2"]
    assert found.pvalues[-1] == pytest.approx(5.3e-10, rel=0.02)
    assert by_place.p_value == pytest.approx(0.0297, abs=5e-5)
    assert found.bse[-1] < by_place.std_error


def test_bias_reduced_estimating_equations_are_not_cr2(panel, ours):
    centred = panel.before - panel.before.mean()
    design = np.column_stack([np.ones(panel.n), centred, panel.is_treated])
    model = statsmodels.GEE(
        panel.after,
        design,
        groups=panel.clusters,
        cov_struct=statsmodels.cov_struct.Independence(),
    )
    error = model.fit(cov_type="bias_reduced").bse[-1]
    assert error == pytest.approx(0.2494, abs=5e-5)
    assert ours["ancova_cluster_cr2"].std_error == pytest.approx(0.1906, abs=5e-5)


def test_scikit_learn_shrinks_odds_unless_asked_not_to():
    from sklearn.linear_model import LogisticRegression

    followed, _ = read_arm("panel_n120_c6", "treated")
    is_staying = ~np.isnan(followed.after)
    scores = followed.before[:, None]
    standard = (scores - scores.mean()) / scores.std(ddof=1)
    shrunk = LogisticRegression().fit(standard, is_staying)
    assert np.exp(shrunk.coef_[0, 0]) == pytest.approx(2.32, abs=5e-3)
    ours = fit_staying(scores, is_staying, n_folds=1)
    assert np.exp(ours.coefficients[0]) == pytest.approx(2.53, abs=6e-3)
    likely = statsmodels.Logit(
        is_staying.astype(float), statsmodels.add_constant(standard)
    ).fit(disp=0, tol=1e-10)
    assert ours.coefficients[0] == pytest.approx(likely.params[1], rel=1e-6)
