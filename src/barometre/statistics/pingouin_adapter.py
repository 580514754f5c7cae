"""The only door to pingouin, which takes two seconds to import: opened when needed."""


def compute_jzs_bayes_factor(t: float, *, n: int, scale: float) -> float:
    """Compute the JZS Bayes factor of a one-sample or paired t on n people.

    pingouin's own default scale is .707, not the root of a half; here it is always
    given. Full precision: only pingouin's tables round it.

    Parameters
    ----------
    t, n
        The t and the people behind it (n - 1 degrees of freedom).
    scale
        Of the Cauchy prior on the standardised effect.

    References
    ----------
    Vallat R. (2018), Journal of Open Source Software 3, doi:10.21105/joss.01026.
    """
    from pingouin import bayesfactor_ttest

    return float(bayesfactor_ttest(t, n, paired=True, r=scale))
