# Reference rows of one set of pairs; sourced by the scripts that need them.

wilcoxon_rows <- function(say, change) {
  test <- function(...) {
    suppressWarnings(wilcox.test(change, conf.int = TRUE, tol.root = 1e-13, ...))
  }
  walsh <- function(x) {
    sums <- outer(x, x, "+")
    median(sums[!lower.tri(sums)]) / 2
  }
  moved <- change[change != 0]
  drop <- test()
  # Only the zeros dropped depend on mu: beyond all changes, none is dropped.
  keep <- test(mu = min(change) - 1, exact = FALSE)
  exact <- grepl("exact", drop$method)
  rows <- list(
    say(if (exact) "hodges_lehmann_exact" else "hodges_lehmann_normal", walsh(moved),
        ci = as.numeric(drop$conf.int), p = drop$p.value),
    say("wilcox_test_estimate", drop$estimate)
  )
  if (!exact) {
    rows$keep <- say("hodges_lehmann_zeros_kept", walsh(change),
                     ci = as.numeric(keep$conf.int))
  }
  rows
}

d_rows <- function(say, before, after) {
  change <- after - before
  n <- length(change)
  s <- cov(cbind(before, after))
  average <- (s[1, 1] + s[2, 2]) / 2
  d_av <- mean(change) / sqrt(average)
  z <- qnorm(0.975)
  # Bonett (2008), equation 13, with r s1 s2 written as the covariance.
  bonett <- sqrt(d_av^2 * (s[1, 1]^2 + s[2, 2]^2 + 2 * s[1, 2]^2) / (8 * (n - 1) * average^2) +
                   var(change) / ((n - 1) * average))
  # Bird (2002), as effectsize::repeated_measures_d(method = "av").
  bird <- sqrt(var(change) / n / average)
  if (exists("repeated_measures_d", where = asNamespace("effectsize"))) {
    theirs <- effectsize::repeated_measures_d(after, before, method = "av", adjust = FALSE)
    stopifnot(abs(theirs$CI_low - (d_av - z * bird)) < 1e-9)
  }
  d_z <- mean(change) / sd(change)
  ncp <- noncentrality(d_z * sqrt(n), n - 1) / sqrt(n)
  j <- hedges_factor(n - 1)
  theirs <- effectsize::cohens_d(after, before, paired = TRUE)
  g_theirs <- effectsize::hedges_g(after, before, paired = TRUE)
  list(
    say("cohens_d_av_bonett", d_av, ci = d_av + c(-1, 1) * z * bonett, se = bonett),
    say("cohens_d_av_bird", d_av, ci = d_av + c(-1, 1) * z * bird, se = bird),
    say("hedges_g_av_bonett", j * d_av, ci = j * (d_av + c(-1, 1) * z * bonett)),
    say("cohens_d_z", d_z, ci = ncp, df = n - 1),
    say("hedges_g_z", j * d_z, ci = j * ncp, df = n - 1),
    say("cohens_d_z_effectsize", theirs$Cohens_d, ci = c(theirs$CI_low, theirs$CI_high)),
    say("hedges_g_z_effectsize", g_theirs$Hedges_g,
        ci = c(g_theirs$CI_low, g_theirs$CI_high))
  )
}

mean_row <- function(say, statistic, x) {
  found <- t.test(x)
  say(statistic, found$estimate, ci = as.numeric(found$conf.int), se = found$stderr,
      df = as.numeric(found$parameter))
}

reliable_rows <- function(say, before, change, reliability) {
  n <- length(change)
  criterion <- qnorm(0.975) * sqrt(2) * sd(before) * sqrt(1 - reliability)
  share <- function(statistic, who) {
    say(statistic, mean(who), ci = share_ends(sum(who), n))
  }
  list(
    say("smallest_detectable_change", criterion),
    share("share_reliably_improved", change > criterion),
    share("share_unchanged", abs(change) <= criterion),
    share("share_reliably_declined", change < -criterion)
  )
}

change_rows <- function(dataset, before, after, reliability = 0.8) {
  is_pair <- !is.na(before) & !is.na(after)
  lost <- sum(!is_pair)
  before <- before[is_pair]
  after <- after[is_pair]
  change <- round(after - before, 10)
  say <- function(statistic, estimate, ...) {
    one(dataset, statistic, estimate, n = length(change), n_missing = lost, ...)
  }
  paired <- t.test(after, before, paired = TRUE)
  up <- (sign(change) + 1) / 2
  signs <- t.test(up)
  tested <- binom.test(sum(change > 0), sum(change != 0))
  c(
    list(
      mean_row(say, "baseline_mean", before),
      mean_row(say, "later_mean", after),
      say("mean_change", paired$estimate, ci = as.numeric(paired$conf.int),
          se = paired$stderr, df = as.numeric(paired$parameter), p = paired$p.value),
      say("median_change", median(change)),
      say("probability_of_improvement", mean(up),
          ci = c(max(0, signs$conf.int[1]), min(1, signs$conf.int[2])),
          p = tested$p.value)
    ),
    d_rows(say, before, after),
    wilcoxon_rows(say, change),
    reliable_rows(say, before, change, reliability)
  )
}
