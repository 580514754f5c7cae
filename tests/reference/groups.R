# Two groups of different people, and people lost: stats, effectsize.
source("tests/reference/common.R")
source("tests/reference/group_rows.R")

files <- sort(list.files("tests/reference/data", "^pairs_.*\\.csv$"))
rows <- list()
for (file in files) {
  name <- sub("\\.csv$", "", file)
  pairs <- read_data(name)
  rows <- c(rows, group_rows(name, pairs$before, pairs$after, pairs$treated == 1))
}
write_reference(rows, "groups")
