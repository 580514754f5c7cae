# Reliability that needs a model: lavaan, psych, polycor, GPArotation.
source("tests/reference/common.R")

# lavCor ends its search at rounding; polycor and psych stop at about 1e-4 and are the
# check that it is the same number.
ordinal_rows <- function(dataset, answers) {
  complete <- na.omit(as.data.frame(answers))
  k <- ncol(complete)
  found <- lavaan::lavCor(complete, ordered = names(complete), output = "cor")
  found <- matrix(as.numeric(found), k)
  say <- function(statistic, estimate, ...) {
    one(dataset, statistic, estimate, n = nrow(complete),
        n_missing = nrow(answers) - nrow(complete), ...)
  }
  rows <- list()
  for (i in 2:k) for (j in 1:(i - 1)) {
    if (all(table(complete[[i]], complete[[j]]) > 0)) {
      theirs <- polycor::polychor(complete[[i]], complete[[j]])
      stopifnot(abs(theirs - found[i, j]) < 1e-3)
    }
    rows[[paste(i, j)]] <- say("polychoric", found[i, j], item = paste0(j, "_", i))
  }
  alpha <- k / (k - 1) * (1 - k / sum(found))
  theirs <- psych::alpha(found, check.keys = FALSE, n.obs = nrow(complete))
  stopifnot(abs(alpha - theirs$total$raw_alpha) < 1e-10)
  c(rows, list(say("ordinal_alpha", alpha)))
}

# psych::omega, its searches carried on to rounding: its own end at 1e-4 or so.
omega_h_rows <- function(dataset, answers) {
  complete <- na.omit(as.data.frame(answers))
  r <- cor(complete)
  k <- ncol(r)
  loadings_of <- function(residuals) {
    e <- eigen(r - diag(residuals), symmetric = TRUE)
    e$vectors[, 1:3] %*% diag(sqrt(pmax(e$values[1:3], 0)))
  }
  misfit <- function(residuals) {
    left <- r - tcrossprod(loadings_of(residuals))
    sum(left[lower.tri(left)]^2)
  }
  # Off the diagonal only, as psych::fa: the diagonal is what the residuals are for.
  slopes <- function(residuals) {
    e <- eigen(r - diag(residuals), symmetric = TRUE)
    rest <- 4:k
    -as.vector(e$vectors[, rest]^2 %*% e$values[rest])
  }
  found <- 1 / diag(solve(r))
  for (again in 1:20) {
    found <- optim(found, function(x) {
      e <- eigen(r - diag(x), symmetric = TRUE, only.values = TRUE)$values
      sum(e[4:k]^2) / 2
    }, slopes, method = "L-BFGS-B", lower = 0.005, upper = 1,
    control = list(factr = 1, pgtol = 0, maxit = 10000))$par
  }
  start <- varimax(loadings_of(found))$loadings
  turned <- GPArotation::oblimin(unclass(start), eps = 1e-8, maxit = 10000)
  signs <- sign(colSums(turned$loadings))
  phi <- turned$Phi * outer(signs, signs)
  g <- sqrt(c(phi[1, 2] * phi[1, 3] / phi[2, 3], phi[1, 2] * phi[2, 3] / phi[1, 3],
              phi[1, 3] * phi[2, 3] / phi[1, 2]))
  omega_h <- sum(turned$loadings %*% (signs * g))^2 / sum(r)
  theirs <- suppressWarnings(suppressMessages(
    psych::omega(complete, nfactors = 3, plot = FALSE, flip = FALSE)))
  stopifnot(abs(theirs$omega_h - omega_h) < 1e-3)
  list(one(dataset, "mcdonald_omega_hierarchical", omega_h, n = nrow(complete),
           n_missing = nrow(answers) - nrow(complete)),
       one(dataset, "mcdonald_omega_hierarchical_psych", theirs$omega_h))
}

pairwise_rows <- function(dataset, answers) {
  s <- cov(answers, use = "pairwise.complete.obs")
  k <- ncol(answers)
  theirs <- suppressWarnings(psych::alpha(answers, check.keys = FALSE))
  alpha <- k / (k - 1) * (1 - sum(diag(s)) / sum(s))
  stopifnot(abs(alpha - theirs$total$raw_alpha) < 1e-12)
  fewest <- min(crossprod(!is.na(answers)))
  ends <- psych::alpha.ci(alpha, fewest, k, p.val = 0.05)
  used <- sum(rowSums(!is.na(answers)) >= 2)
  list(one(dataset, "cronbach_alpha_pairwise", alpha, ci = c(ends$lower.ci, ends$upper.ci),
           n = used, n_missing = nrow(answers) - used))
}

rows <- list()
for (name in c("items_agree5_n300_k8", "items_yes_no_n200_k4",
               "items_three_groups_n400_k9")) {
  rows <- c(rows, ordinal_rows(name, read_data(name)))
}
rows <- c(rows, omega_h_rows("items_three_groups_n400_k9",
                             read_data("items_three_groups_n400_k9")))
for (file in sort(list.files("tests/reference/data", "^items_.*\\.csv$"))) {
  name <- sub("\\.csv$", "", file)
  if (ncol(read_data(name)) > 2) rows <- c(rows, pairwise_rows(name, read_data(name)))
}
write_reference(rows, "models")
