# Bootstrap intervals with 200 000 resamples, so that their own noise is small: boot.
source("tests/reference/common.R")
set.seed(20260112)

alpha_of <- function(answers) {
  s <- cov(answers)
  k <- ncol(s)
  k / (k - 1) * (1 - sum(diag(s)) / sum(s))
}

interval_rows <- function(dataset, statistic, data, number, resamples) {
  drawn <- boot::boot(data, number, R = resamples)
  kinds <- c("perc", "bca")
  found <- boot::boot.ci(drawn, type = kinds, L = boot::empinf(data = data,
                         statistic = number, type = "jack", stype = "i"))
  rows <- list()
  for (kind in list(c("percent", "percentile"), c("bca", "bca"))) {
    ends <- tail(as.numeric(found[[kind[1]]]), 2)
    rows[[kind[2]]] <- one(dataset, paste(statistic, kind[2], sep = "_"), drawn$t0,
                           ci = ends, se = sd(drawn$t))
  }
  rows
}

rows <- list()
for (name in c("pairs_fine_n24", "pairs_agree5_n24", "pairs_trust010_n80")) {
  pairs <- na.omit(read_data(name))
  change <- round(pairs$after - pairs$before, 10)
  rows <- c(rows, interval_rows(name, "mean_change", change,
                                function(x, i) mean(x[i]), 200000))
  rows <- c(rows, interval_rows(name, "cohens_d_av", pairs, function(x, i) {
    mean(x$after[i] - x$before[i]) / sqrt((var(x$after[i]) + var(x$before[i])) / 2)
  }, 50000))
}
for (name in c("items_agree5_n24_k3", "items_trust010_n80_k5")) {
  rows <- c(rows, interval_rows(name, "cronbach_alpha", na.omit(read_data(name)),
                                function(x, i) alpha_of(x[i, ]), 50000))
}
write_reference(rows, "bootstrap")
