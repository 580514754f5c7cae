# Whether items belong together, and how many things they measure.
source("tests/reference/common.R")

# Velicer's first criterion: mean squared partial correlation after m components.
velicer <- function(correlation) {
  k <- ncol(correlation)
  parts <- eigen(correlation)
  loadings <- parts$vectors %*% diag(sqrt(parts$values))
  vapply(0:(k - 2), function(m) {
    left <- correlation
    if (m > 0) left <- left - tcrossprod(loadings[, 1:m, drop = FALSE])
    partial <- cov2cor(left)
    (sum(partial^2) - k) / (k * (k - 1))
  }, numeric(1))
}

# Shuffle every column on its own; count components above the 95th percentile.
parallel <- function(complete, times = 500) {
  chance <- replicate(times, eigen(cor(apply(complete, 2, sample)))$values)
  is_above <- eigen(cor(complete))$values > apply(chance, 1, quantile, 0.95)
  if (all(is_above)) length(is_above) else which(!is_above)[1] - 1
}

rows <- list()
set.seed(20260112)
for (name in c("items_agree5_n12_k4", "items_agree5_n24_k3", "items_trust010_n80_k5",
               "items_agree5_n300_k8", "items_reversed_n300_k6",
               "items_two_traits_n300_k8")) {
  answers <- read_data(name)
  complete <- na.omit(answers)
  n <- nrow(complete)
  say <- function(...) one(name, ..., n = n, n_missing = nrow(answers) - n)
  bartlett <- psych::cortest.bartlett(cor(complete), n = n)
  left <- velicer(cor(complete))
  # psych starts at one component, and needs more items than it takes out.
  if (ncol(complete) >= 5) {
    m <- ncol(complete) - 2
    found <- suppressWarnings(suppressMessages(
      psych::VSS(cor(complete), n = m, n.obs = n, plot = FALSE, rotate = "none")))
    stopifnot(all(abs(left[1 + 1:m] - found$map[1:m]) < 1e-8))
  }
  rows <- c(rows, list(
    say("kmo", psych::KMO(cor(complete))$MSA),
    say("bartlett_chi2", bartlett$chisq, df = bartlett$df, p = bartlett$p.value),
    say("map_factors", which.min(left) - 1),
    say("parallel_factors", parallel(complete))))
}
write_reference(rows, "dimensionality")
