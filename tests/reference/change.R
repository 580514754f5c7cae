# Change of linked people in the synthetic pairs: stats, effectsize.
source("tests/reference/common.R")
source("tests/reference/change_rows.R")

files <- sort(list.files("tests/reference/data", "^pairs_.*\\.csv$"))
rows <- list()
for (file in files) {
  name <- sub("\\.csv$", "", file)
  pairs <- read_data(name)
  rows <- c(rows, change_rows(name, pairs$before, pairs$after))
}
write_reference(rows, "change")
