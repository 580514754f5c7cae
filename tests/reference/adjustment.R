# Holm's and Benjamini-Hochberg's adjustments: stats.
source("tests/reference/common.R")

families <- list(
  one_outcome = 0.03,
  twelve = c(0.001, 0.2, 0.004, 0.004, 0.9, 0.03, 0.011, 0.5, 0.012, 0.0005, 0.08, 1),
  some_missing = c(0.01, NA, 0.04, 0.03, NA),
  none = c(NA, NA)
)
rows <- list()
for (name in names(families)) {
  for (method in c("holm", "BH")) {
    adjusted <- p.adjust(families[[name]], method)
    for (place in seq_along(adjusted)) {
      rows <- c(rows, list(one(name, method, adjusted[place], item = place,
                               p = families[[name]][place])))
    }
  }
}
write_reference(rows, "adjustment")
