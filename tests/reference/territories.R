# Changes of several groups pooled: metafor. Its own search for tau2 stops at 1e-5 by
# default, its Q-profile limits at 1e-4 or so; both are told to go on.
source("tests/reference/common.R")
suppressMessages(library(metafor))

groups <- read_data("territories")
rows <- list()
for (name in unique(groups$dataset)) {
  these <- groups[groups$dataset == name, ]
  fit <- rma(these$effect, sei = these$std_error, method = "REML", test = "adhoc",
             control = list(threshold = 1e-14, maxiter = 10000, stepadj = 0.5))
  k <- fit$k
  bounds <- confint(fit, control = list(tol = 1e-14, maxiter = 10000, tau2.max = 1e5))$random
  spread <- sqrt(fit$tau2 + fit$se^2)
  mu <- as.numeric(fit$beta)
  rows <- c(rows, list(
    one(name, "pooled_mean_change", mu, ci = c(fit$ci.lb, fit$ci.ub), se = fit$se,
        df = k - 1, p = fit$pval),
    one(name, "tau2", fit$tau2, ci = bounds["tau^2", 2:3]),
    one(name, "tau", sqrt(fit$tau2), ci = sqrt(bounds["tau^2", 2:3])),
    one(name, "i2", fit$I2 / 100, ci = bounds["I^2(%)", 2:3] / 100),
    one(name, "cochran_q", fit$QE, df = k - 1, p = fit$QEp)
  ))
  if (k > 2) {
    rows <- c(rows, list(one(name, "predicted_mean_change", mu, se = spread, df = k - 2,
                             ci = mu + c(-1, 1) * qt(0.975, k - 2) * spread)))
  }
  drawn <- blup(fit)
  for (i in seq_len(k)) {
    rows <- c(rows, list(one(name, "shrunken_mean_change", drawn$pred[i], item = i,
                             se = drawn$se[i], ci = c(drawn$pi.lb[i], drawn$pi.ub[i]))))
  }
}
write_reference(rows, "territories")
