# Change that people chosen by their first score show anyway.
source("tests/reference/common.R")

rows <- list()
for (name in c("pairs_trust010_n80", "pairs_agree5_n300")) {
  kept <- na.omit(read_data(name))
  for (way in c("low", "high")) {
    cut <- quantile(kept$before, if (way == "low") 0.3 else 0.7, type = 1)
    chosen <- if (way == "low") kept$before <= cut else kept$before >= cut
    # The slope of a regression on standardised scores is r.
    r <- unname(coef(lm(scale(after) ~ scale(before), kept))[2])
    expected <- (1 - r) * (mean(kept$before) - mean(kept$before[chosen]))
    rows[[paste(name, way)]] <- one(name, "expected_regression", expected,
                                    item = way, n = sum(chosen))
    rows[[paste(name, way, "cut")]] <- one(name, "cut", cut, item = way)
  }
}
write_reference(rows, "regression_to_the_mean")
