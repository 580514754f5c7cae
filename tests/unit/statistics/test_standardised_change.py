import numpy as np
import pytest
from scipy import stats

from barometre.statistics.noncentral_t import hedges_correction, noncentrality_interval
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.standardised_change import compute_cohens_d_av


def make_pairs_with(means, sds, r, n):
    """Scores with exactly these means, standard deviations and correlation."""
    raw = np.random.default_rng(0).normal(size=(n, 2))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    root = np.linalg.cholesky([[1, r], [r, 1]])
    scores = white @ root.T * sds + means
    return keep_pairs(*scores.T)


def test_d_av_gives_the_published_example_of_its_interval():
    # Bonett's own program (statpsych::ci.stdmean.ps) prints -2.3963, 0.65209 and
    # -3.6744 to -1.1182 for the first mean minus the second.
    pairs = make_pairs_with((602.4, 705.6), (33.17, 51.08), 0.769, 8)
    estimate = compute_cohens_d_av(pairs)
    assert estimate.estimate == pytest.approx(2.3963, abs=5e-5)
    assert estimate.std_error == pytest.approx(0.65209, abs=5e-6)
    assert estimate.ci_low == pytest.approx(1.1182, abs=5e-5)
    assert estimate.ci_high == pytest.approx(3.6744, abs=5e-5)


@pytest.mark.parametrize("t", [0.0, 0.3, 2.3, 12.0, 300.0])
@pytest.mark.parametrize("df", [2, 11, 299, 100_000])
def test_an_observed_t_sits_at_the_edge_of_each_tail(t, df):
    low, high = noncentrality_interval(t, df=df, confidence=0.9)
    assert stats.nct.sf(t, df, low) == pytest.approx(0.05, abs=1e-8)
    assert stats.nct.cdf(t, df, high) == pytest.approx(0.05, abs=1e-8)
    mirrored = noncentrality_interval(-t, df=df, confidence=0.9)
    assert mirrored == pytest.approx((-high, -low), abs=1e-10)


def test_a_t_beyond_all_sense_has_no_interval():
    assert np.isnan(noncentrality_interval(1e5, df=5, confidence=0.95)).all()


@pytest.mark.parametrize(
    ("df", "factor"), [(1, np.nan), (2, 0.5641896), (10, 0.9227456), (1e6, 1 - 7.5e-7)]
)
def test_hedges_correction_is_exact(df, factor):
    # Hedges (1981), table 1: c(2) = .5642, c(10) = .9228.
    assert hedges_correction(df) == pytest.approx(factor, abs=1e-6, nan_ok=True)
