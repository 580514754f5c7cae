# Reference rows of one table of keyed answers; sourced by the scripts that need them.

fit_omega <- function(complete) {
  k <- ncol(complete)
  items <- paste0("x", seq_len(k))
  colnames(complete) <- items
  model <- c(
    paste("f =~", paste0("l", 1:k, "*", items, collapse = " + ")),
    paste0(items, " ~~ e", 1:k, "*", items),
    paste0("top := (", paste0("l", 1:k, collapse = " + "), ")^2"),
    paste0("rest := ", paste0("e", 1:k, collapse = " + ")),
    "omega := top / (top + rest)",
    "logit := log(top / rest)"
  )
  # lavaan's default search stops at 1e-10 of its criterion, which leaves omega right to
  # 1e-7, and with two groups of items it can end in a local minimum. BFGS pushed to
  # rounding gives omega to 1e-8; whichever fits better is the witness.
  fits <- list(
    lavaan::cfa(paste(model, collapse = "\n"), data = complete, std.lv = TRUE,
                optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 20000)),
    lavaan::cfa(paste(model, collapse = "\n"), data = complete, std.lv = TRUE)
  )
  misfit <- vapply(fits, function(fit) lavaan::fitMeasures(fit, "fmin"), numeric(1))
  if (misfit[2] < misfit[1] - 1e-9) fits[[2]] else fits[[1]]
}

omega_rows <- function(dataset, complete, n_missing) {
  n <- nrow(complete)
  rows <- list()
  fit <- suppressWarnings(fit_omega(complete))
  found <- lavaan::parameterEstimates(fit)
  omega <- found[found$label == "omega", ]
  logit <- found[found$label == "logit", ]
  residual <- found$est[grepl("^e[0-9]+$", found$label)]
  # A fit with a residual variance that is not positive is no witness of omega.
  if (lavaan::lavInspect(fit, "converged") && all(residual > 0)) {
    rows$ml <- one(dataset, "mcdonald_omega_total_ml", omega$est,
                   ci = plogis(c(logit$ci.lower, logit$ci.upper)), se = omega$se,
                   n = n, n_missing = n_missing)
  } else {
    rows$ml <- one(dataset, "heywood_ml", min(residual), n = n, n_missing = n_missing)
  }
  minres <- suppressWarnings(suppressMessages(
    psych::omega(complete, nfactors = 1, plot = FALSE, flip = FALSE)))
  rows$minres <- one(dataset, "mcdonald_omega_total_minres", minres$omega.tot,
                     n = n, n_missing = n_missing)
  rows
}

# Guttman's bounds of a covariance matrix. psych::guttman knows correlations only: the
# same formulas on the correlations must give its numbers.
guttman_bounds <- function(s) {
  k <- ncol(s)
  total <- sum(s)
  shared <- s - diag(diag(s))
  first <- 1 - sum(diag(s)) / total
  # psych::splitHalf stops half way through the splits of an odd number of items.
  halves <- combn(k, k %/% 2)
  splits <- apply(halves, 2, function(half) 4 * sum(s[half, -half]) / total)
  c(lambda1 = first, lambda4 = max(splits),
    lambda5 = first + 2 * sqrt(max(colSums(shared^2))) / total,
    lambda6 = 1 - sum(1 / diag(solve(s))) / total,
    mean = mean(splits), lowest = min(splits))
}

bound_rows <- function(say, covariance, n) {
  k <- ncol(covariance)
  correlation <- cov2cor(covariance)
  on_correlation <- guttman_bounds(correlation)
  theirs <- suppressWarnings(suppressMessages(psych::guttman(correlation)))
  known <- c("lambda.1", "lambda.5", "lambda.6")
  stopifnot(abs(on_correlation[c("lambda1", "lambda5", "lambda6")] -
                  unlist(theirs[known])) < 1e-10)
  bounds <- guttman_bounds(covariance)
  if (k %% 2 == 0) {
    halves <- psych::splitHalf(covariance, covar = TRUE, check.keys = FALSE)
    stopifnot(abs(bounds[c("lambda4", "mean", "lowest", "lambda6")] -
                    unlist(halves[c("maxrb", "meanr", "minrb", "lambda6")])) < 1e-10)
  }
  odd <- seq(1, k, by = 2)
  between <- sum(covariance[odd, -odd])
  r <- between / sqrt(sum(covariance[odd, odd]) * sum(covariance[-odd, -odd]))
  ends <- psych::r.con(r, n)
  list(lambda1 = say("guttman_lambda1", bounds["lambda1"]),
       lambda4 = say("guttman_lambda4", bounds["lambda4"]),
       lambda5 = say("guttman_lambda5", bounds["lambda5"]),
       lambda6 = say("guttman_lambda6", bounds["lambda6"]),
       splits = say("split_half_mean", bounds["mean"]),
       worst = say("split_half_lowest", bounds["lowest"]),
       odd_even = say("split_half_odd_even", 2 * r / (1 + r), ci = 2 * ends / (1 + ends)))
}

item_rows <- function(dataset, answers) {
  complete <- na.omit(as.data.frame(answers))
  n <- nrow(complete)
  k <- ncol(complete)
  lost <- nrow(answers) - n
  covariance <- cov(complete)
  correlation <- cor(complete)
  say <- function(statistic, estimate, ...) {
    one(dataset, statistic, estimate, n = n, n_missing = lost, ...)
  }
  rows <- list(say("mean_interitem_correlation",
                   mean(correlation[lower.tri(correlation)])))
  mean_score <- rowMeans(complete)
  if (k == 2) {
    r <- correlation[1, 2]
    z <- psych::r.con(r, n)
    rows$sb <- say("spearman_brown", 2 * r / (1 + r), ci = 2 * z / (1 + z))
    reliability <- 2 * r / (1 + r)
  } else {
    found <- suppressWarnings(psych::alpha(complete, check.keys = FALSE))
    reliability <- found$total$raw_alpha
    feldt <- psych::alpha.ci(reliability, n, k, p.val = 0.05)
    rows$alpha <- say("cronbach_alpha", reliability,
                      ci = c(feldt$lower.ci, feldt$upper.ci))
    lambda2 <- function(s) {
      shared <- s - diag(diag(s))
      (sum(shared) + sqrt(k / (k - 1) * sum(shared^2))) / sum(s)
    }
    # psych knows lambda 2 of correlations only: a witness of the formula.
    stopifnot(abs(lambda2(correlation) -
                    psych::splitHalf(correlation, check.keys = FALSE)$lambda2) < 1e-10)
    rows$lambda2 <- say("guttman_lambda2", lambda2(covariance))
    rows <- c(rows, bound_rows(say, covariance, n))
    for (item in seq_len(k)) {
      rows[[paste0("rest", item)]] <- say("item_rest_correlation",
                                          found$item.stats$r.drop[item], item = item)
      rows[[paste0("drop", item)]] <- say("alpha_if_dropped",
                                          found$alpha.drop$raw_alpha[item], item = item)
    }
    rows <- c(rows, omega_rows(dataset, complete, lost))
  }
  error <- sd(mean_score) * sqrt(1 - reliability)
  rows$sem <- say("standard_error_of_measurement", error)
  rows$sdc <- say("smallest_detectable_change", qnorm(0.975) * sqrt(2) * error)
  for (item in seq_len(k)) {
    rows[[paste0("mean", item)]] <- say("item_mean", mean(complete[[item]]), item = item)
    rows[[paste0("sd", item)]] <- say("item_sd", sd(complete[[item]]), item = item)
  }
  rows
}
