# Planning: power.t.test (strict, to 1e-13), pwr, and the formulas of Bloom (1995), Borm
# et al. (2007) and Dong & Maynard (2013), written out.
source("tests/reference/common.R")
suppressMessages(library(pwr))

given <- rbind(
  expand.grid(sd = 20, r = c(0.3, 0.6), power = c(0.8, 0.9), level = 0.95,
              effect = c(0.15, 0.4)),
  data.frame(sd = 1.1, r = 0.5, power = 0.8, level = 0.9, effect = 0.25)
)
icc <- 0.05
size <- 20

paired <- function(n = NULL, delta = NULL, power = NULL, sd, level) {
  power.t.test(n = n, delta = delta, sd = sd, sig.level = 1 - level, power = power,
               type = "paired", strict = TRUE, tol = 1e-13)
}
unpaired <- function(n = NULL, delta = NULL, power = NULL, sd, level) {
  power.t.test(n = n, delta = delta, sd = sd, sig.level = 1 - level, power = power,
               type = "two.sample", strict = TRUE, tol = 1e-13)
}
strict <- function(ncp, df, level) {
  edge <- qt((1 + level) / 2, df)
  pt(edge, df, ncp, lower.tail = FALSE) + pt(-edge, df, ncp)
}
ancova_delta <- function(n, g, level, power) {
  se <- g$sd * sqrt(1 - g$r^2) * sqrt(2 / n)
  uniroot(function(d) strict(d / se, 2 * n - 3, level) - power, c(0, 20 * se),
          tol = 1e-13)$root
}
bloom <- function(df, level, power) qt((1 + level) / 2, df) + qt(power, df)
clustered_delta <- function(j, sides, g) {
  sd <- g$sd * sqrt(2 * (1 - g$r))
  se <- sides * sd * sqrt((icc + (1 - icc) / size) / j)
  bloom(j - sides, g$level, g$power) * se
}
root_of <- function(f, low) uniroot(f, c(low, 1e5), tol = 1e-11, maxiter = 10000)$root

rows <- list()
for (i in seq_len(nrow(given))) {
  g <- given[i, ]
  change <- g$effect * g$sd
  name <- sprintf("sd=%s r=%s power=%s level=%s change=%s", g$sd, g$r, g$power, g$level,
                  change)
  sd_change <- g$sd * sqrt(2 * (1 - g$r))
  # statistic: design and what is solved; item: units, where they are given.
  say <- function(statistic, estimate, item = "") {
    one(name, statistic, estimate, item = item)
  }
  n_paired <- paired(delta = change, power = g$power, sd = sd_change, level = g$level)$n
  n_unpaired <- unpaired(delta = change, power = g$power, sd = g$sd, level = g$level)$n
  theirs <- pwr.t.test(d = change / sd_change, power = g$power, sig.level = 1 - g$level,
                       type = "one.sample")$n
  # pwr stops its search earlier, and leaves the far tail in.
  stopifnot(abs(theirs / n_paired - 1) < 1e-4)
  n_groups <- unpaired(delta = change, power = g$power, sd = sd_change, level = g$level)$n
  rows <- c(rows, list(
    say("paired units", n_paired),
    say("unpaired units", n_unpaired),
    say("two_group_change units", n_groups),
    say("two_group_ancova units",
        root_of(function(n) ancova_delta(n, g, g$level, g$power) - change, 4)),
    say("clustered units",
        root_of(function(j) clustered_delta(j, 1, g) - change, 2)),
    say("two_group_clustered units",
        root_of(function(j) clustered_delta(j, 2, g) - change, 3))
  ))
  for (n in c(5, 60)) {
    detect <- list(
      paired = paired(n = n, power = g$power, sd = sd_change, level = g$level)$delta,
      unpaired = unpaired(n = n, power = g$power, sd = g$sd, level = g$level)$delta,
      two_group_change =
        unpaired(n = n, power = g$power, sd = sd_change, level = g$level)$delta,
      two_group_ancova = ancova_delta(n, g, g$level, g$power),
      clustered = clustered_delta(n, 1, g),
      two_group_clustered = clustered_delta(n, 2, g)
    )
    for (design in names(detect)) {
      rows <- c(rows, list(say(paste(design, "change"), detect[[design]], as.character(n))))
    }
    rows <- c(rows, list(
      say("paired power",
          paired(n = n, delta = change, sd = sd_change, level = g$level)$power, as.character(n)),
      say("unpaired power",
          unpaired(n = n, delta = change, sd = g$sd, level = g$level)$power, as.character(n))
    ))
  }
}
write_reference(rows, "power")
