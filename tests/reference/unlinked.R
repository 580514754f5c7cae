# Two waves of different people, or partly the same: t.test, wilcox.test, and the
# formulas of Brunner & Munzel (2000) and of Derrick et al. (2017), written out.
source("tests/reference/common.R")

welch_row <- function(say, statistic, x, y) {
  found <- t.test(x, y)
  say(statistic, mean(x) - mean(y), ci = as.numeric(found$conf.int), se = found$stderr,
      df = found$parameter, p = found$p.value)
}

brunner_munzel_row <- function(say, later, earlier) {
  x <- earlier
  y <- later
  n1 <- length(x)
  n2 <- length(y)
  r <- rank(round(c(x, y), 10))
  r1 <- r[1:n1]
  r2 <- r[n1 + 1:n2]
  m1 <- mean(r1)
  m2 <- mean(r2)
  p <- (m2 - (n2 + 1) / 2) / n1
  v1 <- sum((r1 - rank(round(x, 10)) - m1 + (n1 + 1) / 2)^2) / (n1 - 1)
  v2 <- sum((r2 - rank(round(y, 10)) - m2 + (n2 + 1) / 2)^2) / (n2 - 1)
  t <- n1 * n2 * (m2 - m1) / (n1 + n2) / sqrt(n1 * v1 + n2 * v2)
  df <- (n1 * v1 + n2 * v2)^2 / ((n1 * v1)^2 / (n1 - 1) + (n2 * v2)^2 / (n2 - 1))
  se <- sqrt(v1 / (n1 * n2^2) + v2 / (n2 * n1^2))
  ends <- p + c(-1, 1) * qt(0.975, df) * se
  say("brunner_munzel", p, ci = c(max(0, ends[1]), min(1, ends[2])), se = se, df = df,
      p = 2 * pt(-abs(t), df))
}

shift_row <- function(say, later, earlier) {
  found <- wilcox.test(later, earlier, conf.int = TRUE, exact = FALSE, tol.root = 1e-13)
  say("hodges_lehmann_shift", median(outer(later, earlier, "-")),
      ci = as.numeric(found$conf.int), p = found$p.value)
}

overlapping_rows <- function(say, earlier_only, later_only, before, after) {
  na <- length(earlier_only)
  nb <- length(later_only)
  nc <- length(before)
  x1 <- c(earlier_only, before)
  x2 <- c(later_only, after)
  n1 <- na + nc
  n2 <- nb + nc
  r <- cor(before, after)
  row <- function(statistic, se, df) {
    d <- mean(x2) - mean(x1)
    say(statistic, d, ci = d + c(-1, 1) * qt(0.975, df) * se, se = se, df = df,
        p = 2 * pt(-abs(d / se), df))
  }
  sp <- sqrt(((n1 - 1) * var(x1) + (n2 - 1) * var(x2)) / (n1 + n2 - 2))
  se1 <- sp * sqrt(1 / n1 + 1 / n2 - 2 * r * nc / (n1 * n2))
  df1 <- (nc - 1) + (na + nb + nc - 1) / (na + nb + 2 * nc) * (na + nb)
  a <- var(x1) / n1
  b <- var(x2) / n2
  se2 <- sqrt(a + b - 2 * r * sd(x1) * sd(x2) * nc / (n1 * n2))
  gamma <- (a + b)^2 / (a^2 / (n1 - 1) + b^2 / (n2 - 1))
  df2 <- (nc - 1) + (gamma - nc + 1) / (na + nb + 2 * nc) * (na + nb)
  list(row("overlapping_equal", se1, df1), row("overlapping_unequal", se2, df2))
}

rows <- list()
for (file in sort(list.files("tests/reference/data", "^pairs_.*\\.csv$"))) {
  name <- sub("\\.csv$", "", file)
  kept <- na.omit(read_data(name)[c("before", "after")])
  say <- function(statistic, estimate, ...) one(name, statistic, estimate, ...)
  n <- nrow(kept)
  # Half the people at both waves, then a quarter at the earlier, a quarter at the later.
  both <- kept[seq_len(n %/% 2), ]
  first <- kept$before[(n %/% 2 + 1):(n %/% 2 + n %/% 4)]
  second <- kept$after[(n %/% 2 + n %/% 4 + 1):n]
  # Those of the earlier wave only are lost.
  gap <- t.test(both$before, first)
  share <- length(first) / (length(first) + nrow(both))
  ranked <- sort(kept$before)
  stayed <- n - n %/% 3
  rows <- c(
    rows,
    list(
      welch_row(say, "welch", kept$after, kept$before),
      brunner_munzel_row(say, kept$after, kept$before),
      shift_row(say, kept$after, kept$before),
      say("dropout_shift", share * -diff(gap$estimate),
          ci = share * as.numeric(gap$conf.int), se = share * gap$stderr),
      say("dropout_bound_fall", mean(head(ranked, stayed)) - mean(ranked)),
      say("dropout_bound_rise", mean(tail(ranked, stayed)) - mean(ranked))
    ),
    overlapping_rows(say, first, second, both$before, both$after)
  )
}
write_reference(rows, "unlinked")
