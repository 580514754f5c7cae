# Other judgements of a change: formulas of their papers, t.test, cor.test, BayesFactor,
# and every pattern of signs, counted.
source("tests/reference/common.R")
suppressMessages(library(BayesFactor))

d_rm_rows <- function(say, before, after) {
  change <- after - before
  n <- length(change)
  r <- cor(before, after)
  stretch <- sqrt(2 * (1 - r))
  # Lakens (2013), formula 9; Borenstein et al. (2009), formula 4.28.
  spread <- sqrt(var(before) + var(after) - 2 * r * sd(before) * sd(after))
  d <- mean(change) / spread * stretch
  se <- sqrt((1 / n + d^2 / (2 * n)) * 2 * (1 - r))
  ends <- d + c(-1, 1) * qnorm(0.975) * se
  j <- hedges_factor(n - 1)
  fixed <- noncentrality(d / stretch * sqrt(n), n - 1) / sqrt(n) * stretch
  list(
    say("cohens_d_rm", d, ci = ends, se = se),
    say("hedges_g_rm", j * d, ci = j * ends, se = j * se),
    say("cohens_d_rm_fixed_r", d, ci = fixed)
  )
}

tost_rows <- function(say, before, after, worthwhile) {
  upper <- t.test(after, before, paired = TRUE, mu = worthwhile, alternative = "less")
  lower <- t.test(after, before, paired = TRUE, mu = -worthwhile, alternative = "greater")
  ninety <- as.numeric(t.test(after, before, paired = TRUE, conf.level = 0.9)$conf.int)
  p <- max(upper$p.value, lower$p.value)
  list(
    say("tost_p", p, ci = ninety, p = p),
    say("equivalence_bound", max(abs(ninety)), ci = ninety)
  )
}

# Every pattern of signs: doubling the list of sums, or adding step by step where all
# changes are whole steps and their patterns are too many to list.
flip_row <- function(say, change) {
  size <- round(abs(change), 10)
  far <- abs(sum(change)) - 1e-9
  if (length(size) <= 24) {
    sums <- 0
    for (one in size) sums <- c(sums - one, sums + one)
    p <- mean(abs(sums) >= far)
  } else {
    # Means of five or fewer items lie on sixtieths.
    steps <- round(size * 60)
    stopifnot(max(abs(steps - size * 60)) < 1e-6)
    chances <- 1
    for (one in steps) {
      up <- c(rep(0, 2 * one), chances)
      chances <- (up + c(chances, rep(0, 2 * one))) / 2
    }
    sums <- seq(-sum(steps), sum(steps)) / 60
    stopifnot(length(sums) == length(chances))
    p <- sum(chances[abs(sums) >= far])
  }
  say("permutation_p", p, p = p)
}

bayes_rows <- function(say, before, after) {
  scales <- c(bayes_factor_10 = sqrt(2) / 2, bayes_factor_10_wide = 1,
              bayes_factor_10_ultrawide = sqrt(2))
  lapply(names(scales), function(name) {
    found <- ttestBF(after, before, paired = TRUE, rscale = scales[[name]])
    say(name, exp(found@bayesFactor$bf))
  })
}

rows <- list()
for (file in sort(list.files("tests/reference/data", "^pairs_.*\\.csv$"))) {
  name <- sub("\\.csv$", "", file)
  pairs <- read_data(name)
  kept <- pairs[!is.na(pairs$before) & !is.na(pairs$after), ]
  say <- function(statistic, estimate, ...) {
    one(name, statistic, estimate, n = nrow(kept), n_missing = nrow(pairs) - nrow(kept), ...)
  }
  linked <- cor.test(kept$before, kept$after)
  rows <- c(
    rows,
    d_rm_rows(say, kept$before, kept$after),
    tost_rows(say, kept$before, kept$after, worthwhile = 0.5),
    list(flip_row(say, kept$after - kept$before)),
    bayes_rows(say, kept$before, kept$after),
    list(say("wave_correlation", linked$estimate, ci = as.numeric(linked$conf.int)))
  )
}
write_reference(rows, "change_checks")
