# The analyses of a whole report on real files: only aggregates are written.
# `item` is the place of the number in the estimates of the study.
source("tests/reference/common.R")
suppressMessages({library(psych); library(survey); library(metafor); library(lme4)
                  library(pbkrtest); library(BayesFactor); library(clubSandwich)})

shared <- "../shared/data"
if (!dir.exists(shared)) {
  cat("no real data beside the project: analyses_of_studies.csv is left as it is\n")
  quit(status = 0)
}
rows <- list()
# One row: study, place, statistic, and the rest as `one`.
say <- function(study, at, statistic, estimate, ...) {
  rows[[length(rows) + 1]] <<- one(study, statistic, estimate, item = at, ...)
}
t_ends <- function(b, se, df) b + c(-1, 1) * qt(0.975, df) * se

# What items share, at one wave: psych and lavaan.
structure_rows <- function(study, scale, wave, answers) {
  complete <- na.omit(answers)
  n <- nrow(complete)
  r <- cor(complete)
  at <- paste0("dimensionality/", scale, "/", wave)
  bartlett <- cortest.bartlett(r, n = n)
  say(study, at, "kmo", KMO(r)$MSA, n = n)
  say(study, at, "bartlett_chi2", bartlett$chisq, df = bartlett$df, p = bartlett$p.value)
  if (ncol(r) >= 5) {
    found <- suppressWarnings(suppressMessages(
      VSS(r, n = ncol(r) - 2, n.obs = n, plot = FALSE, rotate = "none")))
    say(study, at, "map_factors", which.min(found$map))
  }
  at <- paste0("reliability/", scale, "/", wave)
  # lavaan ends elsewhere where far cells of eleven by eleven answers are empty.
  k <- ncol(r)
  ordered <- diag(k)
  for (i in 2:k) for (j in 1:(i - 1)) {
    ordered[i, j] <- ordered[j, i] <- suppressWarnings(
      polycor::polychor(complete[[i]], complete[[j]]))
  }
  say(study, at, "ordinal_alpha", k / (k - 1) * (1 - k / sum(ordered)), n = n)
  # One answer alone is in no pair.
  answers <- answers[rowSums(!is.na(answers)) >= 2, ]
  s <- cov(answers, use = "pairwise.complete.obs")
  alpha <- k / (k - 1) * (1 - sum(diag(s)) / sum(s))
  ends <- alpha.ci(alpha, min(crossprod(!is.na(answers))), k, p.val = 0.05)
  say(study, at, "cronbach_alpha_pairwise", alpha, ci = c(ends$lower.ci, ends$upper.ci))
}

# The same people at two waves, and everyone of both.
change_rows <- function(study, scale, waves, before, after, lost_end) {
  at <- paste0(scale, "/", waves)
  both <- !is.na(before) & !is.na(after)
  x <- before[both]
  y <- after[both]
  n <- length(x)
  r <- cor(x, y)
  place <- paste0("change/", at)
  stretch <- sqrt(2 * (1 - r))
  d <- mean(y - x) / sd(y - x) * stretch
  se <- sqrt((1 / n + d^2 / (2 * n)) * 2 * (1 - r))
  ends <- d + c(-1, 1) * qnorm(0.975) * se
  say(study, place, "cohens_d_rm", d, ci = ends, se = se, n = n)
  say(study, place, "hedges_g_rm", hedges_factor(n - 1) * d,
      ci = hedges_factor(n - 1) * ends)
  linked <- cor.test(x, y)
  say(study, place, "wave_correlation", r, ci = as.numeric(linked$conf.int), n = n)
  ninety <- as.numeric(t.test(y, x, paired = TRUE, conf.level = 0.9)$conf.int)
  say(study, place, "equivalence_bound", max(abs(ninety)), ci = ninety)
  scales <- c(bayes_factor_10 = sqrt(2) / 2, bayes_factor_10_wide = 1,
              bayes_factor_10_ultrawide = sqrt(2))
  for (name in names(scales)) {
    found <- ttestBF(y, x, paired = TRUE, rscale = scales[[name]])
    say(study, place, name, exp(found@bayesFactor$bf), n = n)
  }
  # Derrick et al. (2017): everyone of both waves, some of them twice.
  first <- before[!is.na(before)]
  later <- after[!is.na(after)]
  one_each <- c(sum(!is.na(before) & is.na(after)), sum(is.na(before) & !is.na(after)))
  a <- var(first) / length(first)
  b <- var(later) / length(later)
  gap <- mean(later) - mean(first)
  error <- sqrt(a + b - 2 * r * sd(first) * sd(later) * n / length(first) / length(later))
  gamma <- (a + b)^2 / (a^2 / (length(first) - 1) + b^2 / (length(later) - 1))
  df <- (n - 1) + (gamma - n + 1) / (sum(one_each) + 2 * n) * sum(one_each)
  say(study, place, "mean_difference", gap, ci = t_ends(gap, error, df), se = error,
      df = df, p = 2 * pt(-abs(gap / error), df), n = sum(one_each) + n)
  # Test and retest.
  found <- ICC(cbind(x, y), lmer = FALSE)
  place <- paste0("reliability/", at)
  icc <- function(type, statistic) {
    row <- found$results[found$results$type == type, ]
    say(study, place, statistic, row$ICC, ci = c(row[["lower bound"]], row[["upper bound"]]),
        n = n)
  }
  icc("ICC2", "retest_icc_agreement")
  icc("ICC3", "retest_icc_consistency")
  # Those who left: what their start could fake, how many, and the worst case.
  lost <- before[!is.na(before) & is.na(after)]
  share <- length(lost) / length(first)
  fake <- t.test(x, lost)
  say(study, paste0("attrition/", at), "dropout_shift", share * (mean(x) - mean(lost)),
      ci = share * as.numeric(fake$conf.int), se = share * fake$stderr)
  say(study, paste0("attrition/", at), "share_lost", share,
      ci = share_ends(length(lost), length(first)), n = length(first))
  place <- paste0("change/", at)
  for (end in 1:2) {
    filled <- ifelse(is.na(after), lost_end[end], after)[!is.na(before)] - first
    tested <- t.test(filled)
    say(study, place, paste0("mean_change_bound_", c("low", "high")[end]), mean(filled),
        ci = as.numeric(tested$conf.int), se = tested$stderr, df = tested$parameter)
  }
}

# Territories: their mean changes, pooled.
pooling_rows <- function(study, scale, waves, column, territory, change) {
  kept <- !is.na(change) & !is.na(territory)
  parts <- split(change[kept], territory[kept])
  fit <- rma(sapply(parts, mean), sei = sapply(parts, function(p) sd(p) / sqrt(length(p))),
             method = "REML", test = "adhoc",
             control = list(threshold = 1e-14, maxiter = 10000, stepadj = 0.5))
  place <- paste0("pooling/", scale, "/", waves)
  b <- as.numeric(fit$beta)
  k <- length(parts)
  spread <- sqrt(fit$tau2 + fit$se^2)
  say(study, place, paste0("pooled_mean_change/", column), b, se = fit$se,
      ci = c(fit$ci.lb, fit$ci.ub), df = k - 1, p = fit$pval, n = sum(kept))
  say(study, place, paste0("cochran_q/", column), fit$QE, df = k - 1, p = fit$QEp)
  say(study, place, paste0("tau2/", column), fit$tau2)
  say(study, place, paste0("predicted_mean_change/", column), b, se = spread,
      ci = t_ends(b, spread, k - 2))
}

# Who comes back, and the change weighted by the inverse of that chance. The chances of
# the study are cross-fitted, these are not.
staying_rows <- function(study, scale, waves, before, after, predictors) {
  there <- !is.na(before)
  stays <- !is.na(after[there])
  filled <- lapply(predictors, function(x) {
    x <- x[there]
    x <- (x - mean(x, na.rm = TRUE)) / sqrt(sum((x - mean(x, na.rm = TRUE))^2, na.rm = TRUE) /
                                              (sum(!is.na(x)) - 1))
    ifelse(is.na(x), 0, x)
  })
  fit <- glm(stays ~ ., binomial, data.frame(stays, filled),
             control = glm.control(epsilon = 1e-14, maxit = 100))
  found <- summary(fit)$coefficients[-1, ]
  for (i in seq_along(predictors)) {
    say(study, paste0("attrition/", scale, "/", waves),
        paste0("staying_odds_ratio/", names(predictors)[i]), exp(found[i, 1]),
        ci = exp(found[i, 1] + c(-1, 1) * qnorm(0.975) * found[i, 2]), p = found[i, 4])
  }
  chance <- fitted(fit)
  ends <- quantile(chance, c(0.01, 0.99), names = FALSE)
  w <- 1 / pmin(pmax(chance[stays], ends[1]), ends[2])
  w <- pmin(w, 10 * mean(w))
  change <- (after[there] - before[there])[stays]
  mean <- svymean(~change, svydesign(ids = ~1, weights = ~w, data = data.frame(change, w)))
  say(study, paste0("change/", scale, "/", waves), "mean_change_ipw", coef(mean),
      se = SE(mean), n = length(change))
}

# Every wave with everyone, given their first breakdown: lme4, Kenward and Roger by
# pbkrtest.
mixed_rows <- function(study, scale, waves, scores, territory, model) {
  there <- rowSums(!is.na(scores)) > 0
  scores <- scores[there, ]
  territory <- territory[there]
  long <- data.frame(y = as.vector(scores), person = factor(rep(seq_len(nrow(scores)),
                     ncol(scores))), time = rep(seq_along(waves) - 1, each = nrow(scores)))
  long$wave <- factor(long$time)
  levels <- sort(unique(territory))[-1]
  columns <- sapply(levels, function(g) (territory == g) - mean(territory == g))
  long <- cbind(long, g = columns[rep(seq_len(nrow(scores)), ncol(scores)), ])
  long <- long[!is.na(long$y), ]
  fixed <- paste(setdiff(names(long), c("y", "person", "time", "wave")), collapse = " + ")
  fit <- lmer(as.formula(paste0("y ~ 0 + wave + `", gsub(" \\+ ", "` + `", fixed), "` + ", model)),
              long, control = lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
              optCtrl = list(xtol_rel = 1e-14, xtol_abs = 1e-14, ftol_rel = 1e-16,
                             ftol_abs = 1e-14, maxeval = 100000)))
  adjusted <- vcovAdj(fit)
  for (j in seq_along(waves)[-1]) {
    weights <- replace(replace(numeric(length(fixef(fit))), j, 1), 1, -1)
    value <- sum(weights * fixef(fit))
    error <- sqrt(drop(weights %*% as.matrix(adjusted) %*% weights))
    df <- Lb_ddf(weights, vcov(fit), adjusted)
    say(study, paste0("change/", scale, "/", waves[1], "-", waves[j]), "mixed_model_change",
        value, se = error, df = df, ci = t_ends(value, error, df),
        p = 2 * pt(-abs(value / error), df), n = nrow(scores))
  }
}

# ---- Dutch panel
panel <- read.csv(file.path(shared, "vu_trust_panel_2021/vu_trust_long.csv"))
panel[paste0("F1_", 5:7)] <- 6 - panel[paste0("F1_", 5:7)]
scales <- list(dutch_trust = paste0("F2_", 1:11), dutch_cynicism = paste0("F1_", 1:10))
for (scale in names(scales)) panel[[scale]] <- rowMeans(panel[scales[[scale]]])
people <- merge(panel[panel$wave == "pre-wave", ], panel[panel$wave == "wave 4", ], by = "pid",
                suffixes = c("_before", "_after"), all = TRUE)
regions <- c("large cities", "west", "north", "east", "south")
people$territory <- ifelse(is.na(people$region_before), "", regions[people$region_before])
here <- function(scale, wave) people[[paste0(scale, "_", wave)]]
ranges <- list(dutch_trust = c(0, 10), dutch_cynicism = c(1, 5))
for (scale in names(scales)) {
  for (wave in c("before", "after")) {
    answers <- panel[panel$wave == c(before = "pre-wave", after = "wave 4")[[wave]],
                     scales[[scale]]]
    structure_rows("dutch_panel", scale, wave, answers)
  }
  before <- here(scale, "before")
  after <- here(scale, "after")
  change_rows("dutch_panel", scale, "before-after", before, after, ranges[[scale]])
  pooling_rows("dutch_panel", scale, "before-after", "region",
               ifelse(people$territory == "", NA, people$territory), after - before)
  is_in <- function(name) ifelse(people$territory == "", NA, people$territory == name) + 0
  predictors <- list(here(names(scales)[1], "before"), here(names(scales)[2], "before"),
                     ifelse(is.na(people$gender_before), NA, people$gender_before == 1) + 0,
                     is_in("large cities"), is_in("north"), is_in("south"), is_in("west"))
  names(predictors) <- c("dutch%5Ftrust", "dutch%5Fcynicism", "gender%3Dwoman",
                         "region%3Dlarge_cities", "region%3Dnorth", "region%3Dsouth",
                         "region%3Dwest")
  staying_rows("dutch_panel", scale, "before-after", before, after, predictors)
}
mixed_rows("dutch_panel", "dutch_trust", c("before", "after"),
           as.matrix(people[c("dutch_trust_before", "dutch_trust_after")]),
           ifelse(is.na(people$gender_before), "", people$gender_before), "(1 | person)")

# The same answers as if nobody could be linked: other people at each wave.
for (scale in names(scales)) {
  x <- na.omit(here(scale, "before"))
  y <- na.omit(here(scale, "after"))
  place <- paste0("change/", scale, "/before-after")
  welch <- t.test(y, x)
  say("dutch_unlinked", place, "mean_difference", mean(y) - mean(x), se = welch$stderr,
      ci = as.numeric(welch$conf.int), df = welch$parameter, p = welch$p.value)
  ranks <- rank(round(c(x, y), 10))
  n1 <- length(x)
  n2 <- length(y)
  r1 <- ranks[1:n1]
  r2 <- ranks[n1 + 1:n2]
  b <- (mean(r2) - (n2 + 1) / 2) / n1
  v1 <- sum((r1 - rank(round(x, 10)) - mean(r1) + (n1 + 1) / 2)^2) / (n1 - 1)
  v2 <- sum((r2 - rank(round(y, 10)) - mean(r2) + (n2 + 1) / 2)^2) / (n2 - 1)
  df <- (n1 * v1 + n2 * v2)^2 / ((n1 * v1)^2 / (n1 - 1) + (n2 * v2)^2 / (n2 - 1))
  se <- sqrt(v1 / (n1 * n2^2) + v2 / (n2 * n1^2))
  say("dutch_unlinked", place, "brunner_munzel", b, ci = t_ends(b, se, df), df = df)
  shift <- wilcox.test(y, x, conf.int = TRUE, exact = FALSE, tol.root = 1e-13)
  say("dutch_unlinked", place, "hodges_lehmann_shift", median(outer(y, x, "-")),
      ci = as.numeric(shift$conf.int), p = shift$p.value)
}

# Women beside men, as if only women had taken part, in five regions.
for (scale in names(scales)) {
  both <- data.frame(before = here(scale, "before"), after = here(scale, "after"),
                     woman = people$gender_before, territory = people$territory)
  both <- na.omit(both)
  both$change <- both$after - both$before
  both$centred <- both$before - mean(both$before)
  place <- paste0("comparison/", scale, "/before-after")
  welch <- t.test(both$change[both$woman == 1], both$change[both$woman == 0])
  say("dutch_compared", place, "did", -diff(welch$estimate), se = welch$stderr,
      ci = as.numeric(welch$conf.int), df = welch$parameter, p = welch$p.value)
  fits <- list(did = lm(change ~ woman, both), ancova = lm(after ~ centred + woman, both),
               ancova_lin = lm(after ~ centred * woman, both))
  for (name in names(fits)) {
    fit <- fits[[name]]
    b <- coef(fit)[["woman"]]
    se <- sqrt(sandwich::vcovHC(fit, "HC3")["woman", "woman"])
    df <- df.residual(fit)
    say("dutch_compared", place, if (name == "did") "did_hc3" else name, b, se = se, df = df,
        ci = t_ends(b, se, df), p = 2 * pt(-abs(b / se), df), n = nrow(both))
    found <- coef_test(fit, vcovCR(fit, both$territory, "CR2"), test = "Satterthwaite")
    row <- found[rownames(found) == "woman", ]
    df <- if ("df_Satt" %in% names(row)) row$df_Satt else row$df
    say("dutch_compared", place, paste0(name, "_cluster_cr2"), b, se = row$SE, df = df,
        ci = t_ends(b, row$SE, df))
  }
}

# ---- United States panel
gss <- read.csv(gzfile(file.path(shared, "gss_panel06/gss_panel06_long.csv.gz")))
confidence <- paste0("con", c("finan", "bus", "clerg", "educ", "fed", "labor", "press", "medic",
                              "tv", "judge", "sci", "legis", "army"))
gss[confidence] <- 4 - gss[confidence]
gss$trust <- c(3, 1, 2)[gss$trust]
gss$fair <- c(1, 3, 2)[gss$fair]
gss$helpful <- c(3, 1, 2)[gss$helpful]
waves <- c("y2006", "y2008", "y2010")
met <- gss[!is.na(gss$year), ]
ids <- unique(met$firstid)
at_wave <- function(column) {
  sapply(1:3, function(w) {
    these <- met[met$wave == w, ]
    these[[column]][match(ids, these$firstid)]
  })
}
met$us_trust <- ifelse(rowSums(!is.na(met[c("trust", "fair", "helpful")])) >= 2,
                       rowMeans(met[c("trust", "fair", "helpful")], na.rm = TRUE), NA)
met$us_confidence <- rowMeans(met[confidence])
region <- at_wave("region")
region <- ifelse(is.na(region[, 1]), ifelse(is.na(region[, 2]), region[, 3], region[, 2]),
                 region[, 1])
weight <- at_wave("wtpannr123")
structure_rows("us_panel", "us_confidence", "y2006", met[met$wave == 1, confidence])
structure_rows("us_panel", "us_trust", "y2006", met[met$wave == 1, c("trust", "fair", "helpful")])
for (scale in c("us_trust", "us_confidence")) {
  scores <- at_wave(scale)
  for (later in 2:3) {
    between <- paste0("y2006-", waves[later])
    change_rows("us_panel", scale, between, scores[, 1], scores[, later], c(1, 3))
    pooling_rows("us_panel", scale, between, "region", region, scores[, later] - scores[, 1])
  }
  ranked <- friedman.test(as.matrix(na.omit(round(scores, 10))))
  say("us_panel", paste0("change/", scale, "/y2006-y2010"), "friedman_chi2", ranked$statistic,
      df = ranked$parameter, p = ranked$p.value, n = nrow(na.omit(scores)))
  mixed_rows("us_panel", scale, waves, scores, region, "(1 + time | person)")
  frame <- data.frame(change = scores[, 3] - scores[, 1], w = weight[, 3])
  frame <- frame[!is.na(weight[, 1]) & !is.na(frame$w) & frame$w > 0, ]
  mean <- svymean(~change, svydesign(ids = ~1, weights = ~w, data = frame), na.rm = TRUE)
  say("us_panel", paste0("weighting/", scale, "/y2006-y2010"), "weighted_mean_change",
      coef(mean), se = SE(mean), n = sum(!is.na(frame$change)))
}
write_reference(rows, "analyses_of_studies")
