"""Bootstrap intervals agree with R's boot, up to the noise of drawing."""

import numpy as np
import pytest
from read_reference import name_of, read_data, read_pairs, read_rows

from barometre.statistics.bootstrap import (
    compute_bootstrap_alpha,
    compute_bootstrap_cohens_d_av,
    compute_bootstrap_mean,
)
from barometre.statistics.pairs import keep_pairs


def bootstrap(dataset, statistic, method):
    if statistic == "cronbach_alpha":
        return compute_bootstrap_alpha(
            read_data(dataset), method=method, n_resamples=50_000, seed=1
        )
    before, after, _ = read_pairs(dataset)
    pairs = keep_pairs(before, after)
    if statistic == "cohens_d_av":
        return compute_bootstrap_cohens_d_av(
            pairs, method=method, n_resamples=50_000, seed=1
        )
    return compute_bootstrap_mean(pairs.change, method=method)


@pytest.mark.parametrize("row", read_rows("bootstrap"), ids=name_of)
def test_bootstrap_intervals_agree_with_boot(row):
    statistic, method = row["statistic"].rsplit("_", 1)
    estimate = bootstrap(row["dataset"], statistic, method)
    assert estimate.estimate == pytest.approx(row["estimate"], abs=1e-10)
    # With 50 000 draws an end of the interval is known to 0.012 standard errors, so
    # two of them lie within 0.07 of each other but once in ten thousand. A mean of 24
    # whole changes moves in steps of 1/24.
    noise = 0.07 * row["std_error"]
    step = 1 / 24 if row["dataset"] == "pairs_agree5_n24" else 0.0
    ends = np.array([estimate.ci_low, estimate.ci_high])
    expected = np.array([row["ci_low"], row["ci_high"]])
    assert np.abs(ends - expected).max() <= max(noise, step + 1e-9)
