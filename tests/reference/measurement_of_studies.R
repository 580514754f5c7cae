# Structure and reading of questions in real studies: only aggregates are written.
source("tests/reference/common.R")
source("tests/reference/factor_rows.R")

shared <- "../shared/data"
if (!dir.exists(shared)) {
  cat("no real data beside the project: measurement_of_studies.csv is left as it is\n")
  quit(status = 0)
}
MEASURES <- c("chi2", "chi2_scaled", "cfi", "tli", "rmsea", "srmr")
rows <- list()

# Place of the key in the estimates, then the step.
keep <- function(place, step, lines, data, group = NULL) {
  found <- fit_rows(place, lines, data, group)
  lapply(Filter(function(row) row$statistic %in% MEASURES, found), function(row) {
    row$item <- step
    row
  })
}
steps <- function(place, k, build, data, group = NULL, until = "scalar") {
  names <- c("configural", "metric", "scalar")
  unlist(lapply(names[seq_len(match(until, names))], function(step) {
    keep(place, step, build(step), data, group)
  }), recursive = FALSE)
}
answered <- function(data) data[rowSums(!is.na(data)) > 0, ]

panel <- read.csv(file.path(shared, "vu_trust_panel_2021/vu_trust_long.csv"))
panel[paste0("F1_", 5:7)] <- 6 - panel[paste0("F1_", 5:7)]
scales <- list(dutch_trust = paste0("F2_", 1:11), dutch_cynicism = paste0("F1_", 1:10))
first <- panel[panel$wave == "pre-wave", ]
later <- panel[panel$wave == "wave 4", ]
pairs <- merge(first, later, by = "pid", suffixes = c("_a", "_b"))
for (scale in names(scales)) {
  items <- scales[[scale]]
  k <- length(items)
  at_first <- columns(first[items])
  there <- rowSums(!is.na(at_first)) > 0
  rows <- c(rows, keep(paste0("dutch_panel:", scale, "/before"), "single",
                       factors_model(list(seq_len(k))), at_first[there, ]))
  both <- answered(columns(pairs[c(paste0(items, "_a"), paste0(items, "_b"))]))
  until <- if (scale == "dutch_trust") "scalar" else "configural"
  rows <- c(rows, steps(paste0("dutch_panel:", scale, "/before-after"), k,
                        function(step) waves_model(k, 2, step), both, until = until))
  grouped <- cbind(at_first, group = first$gender)[there & !is.na(first$gender), ]
  rows <- c(rows, steps(paste0("dutch_panel:", scale, "/before/gender="), k,
                        function(step) groups_model(k, 2, step), grouped, "group",
                        until = until))
}
write_reference(rows, "measurement_of_studies")
