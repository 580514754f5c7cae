# Reliability of the synthetic scales: psych, lavaan.
source("tests/reference/common.R")
source("tests/reference/item_rows.R")

files <- sort(list.files("tests/reference/data", "^items_.*\\.csv$"))
rows <- list()
for (file in files) {
  name <- sub("\\.csv$", "", file)
  rows <- c(rows, item_rows(name, read_data(name)))
}
write_reference(rows, "reliability")
