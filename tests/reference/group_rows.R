# Reference rows of two groups of different people; sourced by scripts that need them.

g_rows <- function(dataset, statistic, x, y) {
  x <- x[!is.na(x)]
  y <- y[!is.na(y)]
  df <- length(x) + length(y) - 2
  pooled <- sqrt((sum((x - mean(x))^2) + sum((y - mean(y))^2)) / df)
  d <- (mean(x) - mean(y)) / pooled
  per_t <- sqrt(1 / length(x) + 1 / length(y))
  theirs <- effectsize::hedges_g(x, y)
  list(
    one(dataset, statistic, hedges_factor(df) * d, df = df, n = df + 2,
        ci = hedges_factor(df) * per_t * noncentrality(d / per_t, df)),
    one(dataset, paste0(statistic, "_effectsize"), theirs$Hedges_g,
        ci = c(theirs$CI_low, theirs$CI_high))
  )
}

welch_row <- function(dataset, statistic, x, y) {
  found <- t.test(x, y)
  one(dataset, statistic, -diff(found$estimate), ci = as.numeric(found$conf.int),
      se = found$stderr, df = found$parameter, p = found$p.value,
      n = sum(!is.na(x)) + sum(!is.na(y)))
}

group_rows <- function(dataset, before, after, treated) {
  change <- after - before
  kept <- !is.na(after)
  lost <- is.na(after) & !is.na(before)
  treated_before <- before[which(treated)]
  control_before <- before[which(!treated)]
  rows <- c(
    list(welch_row(dataset, "mean_difference", treated_before, control_before)),
    list(welch_row(dataset, "did", change[which(treated)], change[which(!treated)])),
    g_rows(dataset, "hedges_g", treated_before, control_before)
  )
  if (sum(lost) > 3) {
    rows <- c(rows, g_rows(dataset, "attrition_difference", before[kept], before[lost]))
  }
  rows
}
