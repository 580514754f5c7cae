# Reliability of the synthetic scales: psych, lavaan.
source("tests/reference/common.R")
source("tests/reference/item_rows.R")

# One factor does not describe items_improper: factor_model.R has what it is for.
files <- setdiff(sort(list.files("tests/reference/data", "^items_.*\\.csv$")),
                 "items_improper_n200_k4.csv")
rows <- list()
for (file in files) {
  name <- sub("\\.csv$", "", file)
  rows <- c(rows, item_rows(name, read_data(name)))
}
write_reference(rows, "reliability")
