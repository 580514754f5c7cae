# Several waves: mixed models by lme4, Kenward and Roger's adjustment by pbkrtest,
# compound symmetry by nlme where people repeat each other less than strangers do.
# The optimisers are told to go on until nothing moves.
source("tests/reference/common.R")
suppressMessages({library(lme4); library(pbkrtest); library(nlme)})

people <- read.csv("tests/reference/data/trajectories.csv")

# Best of derivative-free searches started from one another.
refit <- function(formula, long) {
  control <- function(...) lmerControl(..., calc.derivs = FALSE)
  fit <- lmer(formula, long, REML = TRUE, control = control(
    optimizer = "nloptwrap",
    optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_rel = 1e-15, xtol_abs = 1e-15,
                   ftol_rel = 1e-17, ftol_abs = 1e-15, maxeval = 100000)))
  deviance <- update(fit, devFunOnly = TRUE)
  theta <- getME(fit, "theta")
  if (length(theta) == 1) {
    slope <- function(x) (deviance(x + 1e-5) - deviance(x - 1e-5)) / 2e-5
    theta <- uniroot(slope, theta * c(0.9, 1.1), tol = 1e-15)$root
  } else {
    for (i in 1:6) {
      g <- numDeriv::grad(deviance, theta)
      theta <- theta - solve(numDeriv::hessian(deviance, theta), g)
    }
  }
  deviance(theta)
  mkMerMod(environment(deviance), list(par = theta, fval = deviance(theta), conv = 0,
           message = ""), lFormula(formula, long, REML = TRUE)$reTrms,
           fr = lFormula(formula, long, REML = TRUE)$fr)
}

rows <- list()
for (name in unique(people$dataset)) {
  these <- people[people$dataset == name, ]
  waves <- names(Filter(function(x) any(!is.na(x)), these[c("t0", "t1", "t2", "t3")]))
  these <- these[rowSums(!is.na(these[waves])) > 0, ]
  groups <- sort(unique(these$territory))[-1]
  for (g in groups) these[[paste0("g", g)]] <- (these$territory == g) - mean(these$territory == g)
  long <- reshape(these, direction = "long", varying = waves, v.names = "y", timevar = "time",
                  times = seq_along(waves) - 1, idvar = "person")
  long <- long[!is.na(long$y), ]
  long$wave <- factor(long$time)
  long$person <- factor(long$person)
  fixed <- paste(c("0 + wave", paste0("g", groups, recycle0 = TRUE)), collapse = " + ")
  models <- c(intercept = "(1 | person)", if (name == "slopes") c(slope = "(1 + time | person)"),
              if (name %in% c("slopes", "places")) c(territory = "(1 | person) + (1 | territory)"))
  for (model in names(models)) {
    is_drawn <- model == "territory"
    p <- length(waves) + if (is_drawn) 0 else length(groups)
    suffix <- if (model == "intercept") "" else paste0("_", model)
    unit <- function(j) replace(numeric(p), j, 1)
    weights <- c(lapply(seq_along(waves), unit),
                 lapply(seq_along(waves)[-1], function(j) unit(j) - unit(1)))
    labels <- c(paste0("mixed_model_mean ", waves), paste0("mixed_model_change ", waves[-1]))
    if (name == "against") {
      fit <- gls(as.formula(paste("y ~", fixed)), long, method = "REML",
                 correlation = corCompSymm(form = ~ 1 | person),
                 control = glsControl(tolerance = 1e-14, msTol = 1e-14, returnObject = TRUE))
      beta <- coef(fit); adjusted <- vcov(fit) ; df <- function(w) NA
    } else {
      formula <- as.formula(paste("y ~", if (is_drawn) "0 + wave" else fixed, "+", models[model]))
      fit <- refit(formula, long)
      beta <- fixef(fit); turned <- vcovAdj(fit); adjusted <- as.matrix(turned)
      df <- function(w) Lb_ddf(w, vcov(fit), turned)
    }
    for (i in seq_along(weights)) {
      w <- weights[[i]]
      value <- sum(w * beta); se <- sqrt(drop(w %*% adjusted %*% w)); k <- df(w)
      t <- abs(value) / se
      rows <- c(rows, list(one(
        paste0(name, suffix), labels[i], value, se = se, df = k,
        ci = value + c(-1, 1) * qt(0.975, k) * se,
        p = if (startsWith(labels[i], "mixed_model_mean")) NA else 2 * pt(-t, k),
        n = nrow(these))))
    }
    if (name != "against") {
      found <- as.data.frame(VarCorr(fit))
      numbers <- switch(model, slope = found$vcov[c(1, 3, 2, 4)], intercept = found$vcov,
                        territory = found$vcov[match(c("person", "Residual", "territory"), found$grp)])
      rows <- c(rows, lapply(seq_along(numbers), function(i)
        one(paste0(name, suffix), paste0("variance ", i), numbers[i])))
    }
  }
  complete <- these[rowSums(is.na(these[waves])) == 0, waves]
  if (length(waves) > 2) {
    tested <- friedman.test(as.matrix(complete))
    rounded <- friedman.test(as.matrix(round(complete)))
    for (kind in c("", " ties")) {
      found <- if (kind == "") tested else rounded
      rows <- c(rows, list(one(name, paste0("friedman_chi2", kind), found$statistic,
                               df = found$parameter, p = found$p.value, n = nrow(complete))))
    }
  }
}
write_reference(rows, "trajectories")
