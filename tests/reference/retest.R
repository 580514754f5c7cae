# Test-retest reliability of the synthetic pairs: psych.
source("tests/reference/common.R")

retest_rows <- function(dataset, pairs) {
  kept <- na.omit(pairs[c("before", "after")])
  n <- nrow(kept)
  # lmer = FALSE: mean squares of the plain analysis of variance.
  found <- psych::ICC(kept, lmer = FALSE)
  squares <- found$stats["MS", ]
  say <- function(statistic, estimate, ...) {
    one(dataset, statistic, estimate, n = n, n_missing = nrow(pairs) - n, ...)
  }
  icc <- function(type, statistic) {
    row <- found$results[found$results$type == type, ]
    say(statistic, row$ICC, ci = c(row[["lower bound"]], row[["upper bound"]]))
  }
  left <- squares["Residual"]
  agreement <- sqrt(left + (squares["Judges"] - left) / n)
  consistency <- sqrt(left)
  z <- qnorm(0.975) * sqrt(2)
  list(icc("ICC2", "retest_icc_agreement"), icc("ICC3", "retest_icc_consistency"),
       say("standard_error_of_measurement_agreement", agreement),
       say("smallest_detectable_change_agreement", z * agreement),
       say("standard_error_of_measurement_consistency", consistency),
       say("smallest_detectable_change_consistency", z * consistency))
}

files <- sort(list.files("tests/reference/data", "^pairs_.*\\.csv$"))
rows <- list()
for (file in files) {
  name <- sub("\\.csv$", "", file)
  rows <- c(rows, retest_rows(name, read_data(name)))
}
write_reference(rows, "retest")
