# Means, spreads and shares: stats.
source("tests/reference/common.R")
source("tests/reference/change_rows.R")

share_row <- function(dataset, statistic, who, item = "") {
  one(dataset, statistic, mean(who), item = item, ci = share_ends(sum(who), length(who)),
      n = length(who))
}

rows <- list()
for (name in c("items_agree5_n12_k4", "items_agree5_n300_k8")) {
  answers <- read_data(name)$item1
  given <- answers[!is.na(answers)]
  say <- function(statistic, estimate, ...) {
    one(name, statistic, estimate, n = length(given),
        n_missing = sum(is.na(answers)), ...)
  }
  rows <- c(rows, list(
    mean_row(say, "mean", given),
    say("sd", sd(given)),
    say("median", median(given)),
    share_row(name, "share_high", given >= 4),
    share_row(name, "floor_share", given == 1),
    share_row(name, "ceiling_share", given == 5)
  ), lapply(1:5, function(code) share_row(name, "share", given == code, item = code)))
}
for (case in list(c(0, 10), c(10, 10), c(1, 1), c(9, 10), c(37, 1000),
                  c(1, 3), c(2, 50), c(3, 50), c(3, 51), c(997, 1000), c(996, 1000))) {
  rows <- c(rows, list(one(paste(case, collapse = " of "), "share",
                           case[1] / case[2], ci = share_ends(case[1], case[2]))))
}
write_reference(rows, "descriptive")
