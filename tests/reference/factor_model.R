# Factor models with means: complete and missing answers, robust errors, groups, waves.
source("tests/reference/common.R")
source("tests/reference/factor_rows.R")

rows <- list()

for (name in c("items_agree5_n300_k8", "items_trust010_n80_k5", "items_two_traits_n300_k8")) {
  data <- columns(read_data(name))
  rows <- c(rows, fit_rows(paste0(name, ":one_factor"),
                           factors_model(list(seq_len(ncol(data)))), data))
}
# The best fit has a negative residual variance.
data <- columns(read_data("items_improper_n200_k4"))
rows <- c(rows, fit_rows("items_improper_n200_k4:one_factor",
                         factors_model(list(1:4)), data))
data <- columns(read_data("items_two_traits_n300_k8"))
rows <- c(rows, fit_rows("items_two_traits_n300_k8:two_factors",
                         factors_model(list(1:4, 5:8)), data))

steps <- c("configural", "metric", "scalar")
alike <- read_data("waves_alike_n400_k4")
moved <- read_data("waves_moved_n320_k5")
for (step in steps) {
  rows <- c(rows,
    fit_rows(paste0("waves_alike_n400_k4:waves_", step), waves_model(4, 2, step),
             columns(alike[-1])),
    fit_rows(paste0("waves_moved_n320_k5:waves_", step), waves_model(5, 3, step),
             columns(moved[-1])),
    fit_rows(paste0("waves_alike_n400_k4:groups_", step), groups_model(4, 2, step),
             cbind(columns(alike[2:5]), group = alike$group), group = "group"),
    fit_rows(paste0("waves_moved_n320_k5:groups_", step), groups_model(5, 2, step),
             cbind(columns(moved[2:6]), group = moved$group), group = "group"))
}
rows <- c(rows, fit_rows("waves_moved_n320_k5:waves_partial",
  waves_model(5, 3, "scalar", list(intercept = 3)), columns(moved[-1])))
rows <- c(rows, fit_rows("waves_moved_n320_k5:groups_partial",
  groups_model(5, 2, "scalar", list(intercept = 2, loading = 2)),
  cbind(columns(moved[2:6]), group = moved$group), group = "group"))

# Two steps side by side, and what moved on its own between two waves.
for (pair in list(c("configural", "metric"), c("metric", "scalar"))) {
  rows <- c(rows,
    difference_rows(paste0("waves_moved_n320_k5:waves_", pair[2]),
                    waves_model(5, 2, pair[1]), waves_model(5, 2, pair[2]),
                    columns(moved[2:11])),
    difference_rows(paste0("waves_moved_n320_k5:groups_", pair[2]),
                    groups_model(5, 2, pair[1]), groups_model(5, 2, pair[2]),
                    cbind(columns(moved[2:6]), group = moved$group), "group"))
}
fit <- run_mlr(c(waves_model(5, 2, "scalar", list(intercept = 3)),
                 "item_shift := i2.1 - i2", "reading_shift := (i2.1 - i2) / 5",
                 "latent_mean_change := 1 * m1"), columns(moved[2:11]))
found <- parameterEstimates(fit)
for (name in c("latent_mean_change", "item_shift", "reading_shift")) {
  line <- found[found$lhs == name, ]
  rows <- c(rows, list(one("waves_moved_n320_k5:waves_partial", name, line$est,
    ci = c(line$ci.lower, line$ci.upper), se = line$se, p = line$pvalue)))
}

# Two waves of the one that moved: what the search for the item that moved goes by.
rows <- c(rows,
  score_rows("waves_moved_n320_k5:waves_scalar", waves_model(5, 2, "scalar"),
             columns(moved[2:11]), "i"),
  score_rows("waves_moved_n320_k5:waves_metric", waves_model(5, 2, "metric"),
             columns(moved[2:11]), "l"),
  score_rows("waves_moved_n320_k5:groups_scalar", groups_model(5, 2, "scalar"),
             cbind(columns(moved[2:6]), group = moved$group), "i", group = "group"))
write_reference(rows, "factor_model")
