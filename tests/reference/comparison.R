# A group beside another: change and level given the start, with errors that allow
# unequal spread (sandwich) and people who resemble each other (clubSandwich).
source("tests/reference/common.R")
suppressMessages(library(clubSandwich))

formulas <- list(
  did = change ~ treated,
  ancova = after ~ centred + treated,
  ancova_lin = after ~ centred * treated
)

ends <- function(b, se, df) b + c(-1, 1) * qt(0.975, df) * se

hc3_row <- function(dataset, name, fit) {
  b <- coef(fit)[["treated"]]
  se <- sqrt(sandwich::vcovHC(fit, "HC3")["treated", "treated"])
  df <- df.residual(fit)
  one(dataset, name, b, se = se, df = df, p = 2 * pt(-abs(b / se), df),
      ci = ends(b, se, df), n = nobs(fit))
}

cr2_row <- function(dataset, name, fit, place) {
  found <- coef_test(fit, vcov = vcovCR(fit, place, "CR2"), test = "Satterthwaite")
  row <- found[rownames(found) == "treated", ]
  df <- if ("df_Satt" %in% names(row)) row$df_Satt else row$df
  p <- if ("p_Satt" %in% names(row)) row$p_Satt else row$p_val
  one(dataset, name, row$beta, se = row$SE, df = df, p = p,
      ci = ends(row$beta, row$SE, df), n = nobs(fit))
}

# The wild cluster bootstrap by brute force: every combination of signs, the regression
# fitted again each time. A share of draws at least as far away, ties among them.
all_signs <- function(G) {
  values <- if (G <= 5) c(-1, 1) %x% sqrt(c(0.5, 1, 1.5)) else c(-1, 1)
  as.matrix(expand.grid(rep(list(values), G)))
}
cluster_t <- function(X, Y, place, null, k) {
  inverse <- solve(crossprod(X))
  B <- inverse %*% crossprod(X, Y)
  E <- Y - X %*% B
  pulls <- as.numeric(X %*% inverse[, k])
  scores <- rowsum(pulls * E, place)
  (B[k, ] - null) / sqrt(colSums(scores^2))
}
wild_p <- function(X, y, place, null, signs) {
  k <- ncol(X)
  held <- lm.fit(X[, -k, drop = FALSE], y - null * X[, k])
  fitted <- as.numeric(y - held$residuals)
  turned <- t(signs)[match(place, sort(unique(place))), ] * held$residuals
  draws <- abs(cluster_t(X, fitted + turned, place, null, k))
  observed <- abs(cluster_t(X, matrix(y), place, null, k))
  mean(draws >= observed * (1 - 1e-9))
}
wild_end <- function(X, y, place, signs, b, se, side) {
  inside <- b
  for (reach in 2^(0:10)) {
    outside <- b + side * reach * se
    if (wild_p(X, y, place, outside, signs) <= 0.05) break
    inside <- outside
    if (reach == 1024) return(NA)
  }
  for (i in 1:45) {
    middle <- (inside + outside) / 2
    if (wild_p(X, y, place, middle, signs) <= 0.05) outside <- middle else inside <- middle
  }
  (inside + outside) / 2
}
wild_row <- function(dataset, name, fit, place) {
  X <- model.matrix(fit)
  y <- model.response(model.frame(fit))
  signs <- all_signs(length(unique(place)))
  b <- coef(fit)[["treated"]]
  se <- abs(b / cluster_t(X, matrix(y), place, 0, ncol(X)))
  one(dataset, name, b, p = wild_p(X, y, place, 0, signs), n = nobs(fit),
      ci = c(wild_end(X, y, place, signs, b, se, -1),
             wild_end(X, y, place, signs, b, se, 1)))
}

rows <- list()
for (file in sort(list.files("tests/reference/data", "^panel_.*\\.csv$"))) {
  name <- sub("\\.csv$", "", file)
  panel <- read_data(name)
  panel <- panel[!is.na(panel$before) & !is.na(panel$after), ]
  panel$change <- panel$after - panel$before
  panel$centred <- panel$before - mean(panel$before)
  for (question in names(formulas)) {
    # The group is the last column of the design.
    fit <- lm(formulas[[question]], panel)
    hc3 <- if (question == "did") "did_hc3" else question
    rows <- c(rows, list(
      hc3_row(name, hc3, fit),
      cr2_row(name, paste0(question, "_cluster_cr2"), fit, panel$place)))
    if (question != "ancova_lin" && length(unique(panel$place)) <= 12) {
      rows <- c(rows, list(wild_row(name, paste0(question, "_cluster_wild"), fit,
                                    panel$place)))
    }
  }
  linked <- panel$before
  d <- effectsize::hedges_g(linked[panel$treated == 1], linked[panel$treated == 0])
  rows <- c(rows, list(one(name, "baseline_difference", d$Hedges_g,
                           n = nrow(panel))))
}
# Austin's standardised difference of two shares.
for (counts in list(c(12, 40, 9, 20), c(0, 30, 5, 25), c(7, 14, 7, 14))) {
  p <- counts[c(1, 3)] / counts[c(2, 4)]
  rows <- c(rows, list(one(paste(counts, collapse = " "), "baseline_share_difference",
                           (p[1] - p[2]) / sqrt(sum(p * (1 - p)) / 2),
                           n = counts[2] + counts[4])))
}
write_reference(rows, "comparison")
