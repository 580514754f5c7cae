# Those who left: glm, survey, mice::pool, and bounds by hand.
source("tests/reference/common.R")
suppressMessages({library(survey); library(mice)})

filled <- function(x) ifelse(is.na(x), 0, (x - mean(x, na.rm = TRUE)) / sd(x, na.rm = TRUE))

# Chances of everyone (not cross-fitted), trimmed and capped.
weigh <- function(chance, stays) {
  ends <- quantile(chance, c(0.01, 0.99), names = FALSE)
  w <- 1 / pmin(pmax(chance[stays], ends[1]), ends[2])
  pmin(w, 10 * mean(w))
}

svy_mean <- function(change, w) {
  design <- svydesign(ids = ~1, weights = ~w, data = data.frame(change, w))
  found <- svymean(~change, design)
  c(as.numeric(found), as.numeric(SE(found)), length(change) - 1)
}

t_row <- function(dataset, name, b, se, df, n, n_missing) {
  one(dataset, name, b, se = se, df = df, p = 2 * pt(-abs(b / se), df),
      ci = b + c(-1, 1) * qt(0.975, df) * se, n = n, n_missing = n_missing)
}

arm_rows <- function(dataset, name, arm) {
  stays <- !is.na(arm$after)
  X <- data.frame(before = filled(arm$before), other = filled(arm$other))
  fit <- glm(stays ~ ., binomial, cbind(stays, X),
             control = glm.control(epsilon = 1e-14, maxit = 100))
  found <- summary(fit)$coefficients[-1, ]
  rows <- lapply(1:2, function(i) {
    one(dataset, "staying_odds_ratio", exp(found[i, 1]), item = paste0(name, i),
        ci = exp(found[i, 1] + c(-1, 1) * qnorm(0.975) * found[i, 2]),
        p = found[i, 4], n = nrow(arm))
  })
  w <- weigh(fitted(fit), stays)
  change <- (arm$after - arm$before)[stays]
  mean <- svy_mean(change, w)
  # glm stands for the model; svyglm gives the same mean and error as svymean.
  model <- svyglm(change ~ 1, svydesign(ids = ~1, weights = ~w,
                                        data = data.frame(change, w)))
  stopifnot(all.equal(as.numeric(SE(model)), mean[2], tolerance = 1e-10))
  low <- ifelse(stays, arm$after, 0) - arm$before
  high <- ifelse(stays, arm$after, 10) - arm$before
  bound <- function(end, x) {
    found <- t.test(x)
    one(dataset, paste0("mean_change_bound_", end), mean(x), item = name,
        ci = found$conf.int, se = found$stderr, df = found$parameter,
        n = nrow(arm), n_missing = sum(!stays))
  }
  list(mean = mean, change = change, stays = stays, low = low, high = high, rows = c(rows, list(
    t_row(dataset, paste0("mean_change_ipw_", name), mean[1], mean[2], mean[3],
          sum(stays), sum(!stays)),
    one(dataset, "effective_n", sum(w)^2 / sum(w^2), item = name),
    bound("low", low), bound("high", high))))
}

# Lee's bounds: the mean of the cut distribution as an integral of its quantiles, and
# the variance of his proposition 3.
lee_row <- function(dataset, end, treated, control) {
  rates <- c(mean(treated$stays), mean(control$stays))
  cut <- 1 - min(rates) / max(rates)
  more <- if (rates[1] > rates[2]) treated else control
  less <- if (rates[1] > rates[2]) control else treated
  top_cut <- (end == "low") == (rates[1] > rates[2])
  y <- sort(more$change)
  n <- length(y)
  steps <- seq(0, 1, length.out = n + 1)
  inside <- if (top_cut) c(0, 1 - cut) else c(cut, 1)
  part <- pmax(0, pmin(steps[-1], inside[2]) - pmax(steps[-(n + 1)], inside[1]))
  m <- sum(part * y) / sum(part)
  edge <- if (top_cut) max(y[part > 1e-12]) else min(y[part > 1e-12])
  kept <- n * (1 - cut)
  own <- n * sum(part * (y - m)^2) / (kept - 1) / kept
  alpha <- c(length(less$change) / length(less$stays), n / length(more$stays))
  share <- (1 - alpha) / (alpha * c(length(less$stays), length(more$stays)))
  variance <- own + (edge - m)^2 * (cut / kept + sum(share)) +
    var(less$change) / length(less$change)
  b <- m - mean(less$change)
  if (rates[1] <= rates[2]) b <- -b
  one(dataset, paste0("did_lee_", end), b, se = sqrt(variance),
      ci = b + c(-1, 1) * qnorm(0.975) * sqrt(variance), n = n + length(less$change))
}

did_rows <- function(dataset, treated, control) {
  v <- c(treated$mean[2], control$mean[2])^2
  df <- sum(v)^2 / sum(v^2 / c(treated$mean[3], control$mean[3]))
  welch <- function(end, x, y) {
    found <- t.test(x, y)
    one(dataset, paste0("did_bound_", end), -diff(found$estimate),
        ci = found$conf.int, se = found$stderr, df = found$parameter,
        n = length(x) + length(y))
  }
  list(
    t_row(dataset, "did_ipw", treated$mean[1] - control$mean[1], sqrt(sum(v)), df,
          length(treated$change) + length(control$change), NA),
    welch("low", treated$low, control$high), welch("high", treated$high, control$low),
    lee_row(dataset, "low", treated, control), lee_row(dataset, "high", treated, control))
}

# Rubin's rules, given the same estimates.
pool_row <- function(m, scale, df) {
  Q <- scale * sin(1:m)
  U <- 0.04 * (1 + cos(1:m) / 10)
  found <- pool.scalar(Q, U, n = df + 1, k = 1)
  one(paste(m, scale, df), "pool", found$qbar, se = sqrt(found$t), df = found$df)
}

# The whole imputation: mice's Bayesian regression, many draws, its own noise beside.
mice_row <- function(dataset, name, arm, m = 400) {
  data <- arm[c("before", "other", "after")]
  found <- mice(data, m = m, maxit = 5, method = "norm", printFlag = FALSE, seed = 1)
  pooled <- sapply(seq_len(m), function(i) {
    change <- with(complete(found, i), after - before)
    c(mean(change), var(change) / length(change))
  })
  total <- pool.scalar(pooled[1, ], pooled[2, ], n = nrow(arm), k = 1)
  one(dataset, "mean_change_imputed", total$qbar, item = name, se = sqrt(total$t),
      df = total$df, n = nrow(arm), n_missing = sum(is.na(arm$after)))
}

# What part left; Newcombe's interval is made of Wilson's by prop.test.
lost_rows <- function(x, n) {
  each <- lapply(1:2, function(i) prop.test(x[i], n[i], correct = FALSE)$conf.int)
  p <- x / n
  name <- paste(x[1], n[1], x[2], n[2])
  list(
    one(name, "share_lost", p[1], ci = share_ends(x[1], n[1]), n = n[1], n_missing = x[1]),
    one(name, "share_lost_difference", p[1] - p[2],
        ci = p[1] - p[2] + c(-1, 1) * sqrt(c(
          (p[1] - each[[1]][1])^2 + (each[[2]][2] - p[2])^2,
          (each[[1]][2] - p[1])^2 + (p[2] - each[[2]][1])^2)),
        n = sum(n), n_missing = sum(x)))
}

rows <- list()
for (counts in list(c(26, 63, 11, 57), c(0, 20, 5, 15), c(12, 12, 3, 9))) {
  rows <- c(rows, lost_rows(counts[c(1, 3)], counts[c(2, 4)]))
}
for (file in c("panel_n120_c6", "panel_n240_c14")) {
  panel <- read_data(file)
  sides <- lapply(c(treated = 1, control = 0), function(side) panel[panel$treated == side, ])
  found <- Map(function(name, arm) arm_rows(file, name, arm), names(sides), sides)
  rows <- c(rows, found$treated$rows, found$control$rows,
            did_rows(file, found$treated, found$control),
            Map(function(name, arm) mice_row(file, name, arm), names(sides), sides))
}
for (case in list(c(20, 0.1, 60), c(40, 0.4, 25), c(20, 0.02, 9))) {
  rows <- c(rows, list(pool_row(case[1], case[2], case[3])))
}
write_reference(rows, "missing_people")
