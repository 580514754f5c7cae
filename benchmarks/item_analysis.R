# psych's item analysis of the answers that item_analysis.py wrote.
# Complete people only: psych::alpha would otherwise correlate pair by pair.
suppressPackageStartupMessages(library(psych))

arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[2])
times <- as.integer(arguments[3])
answers <- as.data.frame(matrix(readBin(arguments[1], "double", n * 10), nrow = n))
answers[is.na(answers)] <- NA

analyse <- function() {
  complete <- na.omit(answers)
  list(
    alpha = alpha(complete),
    omega = suppressMessages(suppressWarnings(
      omega(complete, nfactors = 1, plot = FALSE)
    ))
  )
}

found <- analyse()
seconds <- replicate(times, system.time(analyse())[["elapsed"]])

name <- function(values, as) {
  setNames(as.list(unname(values)), paste0(as, "_", seq_along(values)))
}
# psych takes Feldt's ends from qf(), which forgets the second degrees of freedom
# beyond 400,000 of them (src/nmath/qf.c): 5 % too narrow here. The quantile of the
# beta distribution gives the same ends without that; below, it changes nothing.
feldt_end <- function(p) {
  df1 <- sum(complete.cases(answers)) - 1
  df2 <- df1 * 9
  x <- qbeta(p, df1 / 2, df2 / 2)
  1 - (1 - found$alpha$total$raw_alpha) * x * df2 / (df1 * (1 - x))
}
items <- found$alpha$item.stats
numbers <- c(
  list(
    alpha = found$alpha$total$raw_alpha,
    alpha_low = feldt_end(0.975),
    alpha_high = feldt_end(0.025),
    interitem = found$alpha$total$average_r,
    omega_minres = found$omega$omega.tot
  ),
  name(items$mean, "mean"),
  name(items$sd, "sd"),
  name(items$r.drop, "item_rest"),
  name(found$alpha$alpha.drop$raw_alpha, "alpha_dropped")
)
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."),
                 psych = as.character(packageVersion("psych")))
cat(jsonlite::toJSON(list(seconds = I(seconds), numbers = numbers, versions = versions),
                     auto_unbox = TRUE, digits = I(17)), "\n", sep = "")
