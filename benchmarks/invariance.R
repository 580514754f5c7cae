# lavaan's three steps on the answers that invariance.py wrote.
suppressPackageStartupMessages(library(lavaan))

arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[2])
k <- as.integer(arguments[3])
times <- as.integer(arguments[4])
answers <- as.data.frame(matrix(readBin(arguments[1], "double", n * 2 * k), nrow = n))
names(answers) <- paste0("x", seq_len(2 * k))
answers[is.na(answers)] <- NA

model <- function(step) {
  lines <- character()
  for (wave in 0:1) for (item in seq_len(k)) {
    at <- paste0("x", wave * k + item)
    own <- function(letter, is_equal) {
      paste0(letter, item, if (!is_equal) paste0(".", wave))
    }
    lines <- c(lines,
      paste0("f", wave, " =~ ", own("l", step != "configural"), "*", at),
      paste0(at, " ~ ", own("i", step == "scalar"), "*1"),
      paste0(at, " ~~ ", at),
      if (wave == 1) paste0(at, " ~~ x", item))
  }
  c(lines, "f0 ~~ 1*f0", "f0 ~ 0*1", "f0 ~~ f1",
    if (step == "configural") "f1 ~~ 1*f1" else "f1 ~~ f1",
    if (step == "scalar") "f1 ~ 1" else "f1 ~ 0*1")
}
analyse <- function() {
  lapply(c("configural", "metric", "scalar"), function(step) {
    fit <- lavaan(model(step), data = answers, missing = "ml", estimator = "MLR")
    list(step = step, found = fitMeasures(fit, c("cfi", "rmsea", "srmr")))
  })
}

seconds <- numeric()
for (turn in seq_len(times)) {
  taken <- system.time(steps <- analyse())[["elapsed"]]
  seconds <- c(seconds, taken)
}
numbers <- list()
for (step in steps) for (name in names(step$found)) {
  numbers[[paste0(name, "_", step$step)]] <- as.numeric(step$found[name])
}
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."),
                 lavaan = as.character(packageVersion("lavaan")))
cat(jsonlite::toJSON(list(seconds = I(seconds), numbers = numbers, versions = versions),
                     auto_unbox = TRUE, digits = I(17)), "\n", sep = "")
