# Scores of the synthetic scales: psych::scoreItems, datawizard::rescale; and the
# item-rest correlations behind the check of reverse keys: psych::alpha.
source("tests/reference/common.R")
suppressPackageStartupMessages(library(psych))

cases <- list(
  items_reversed_n300_k6 = list(reversed = 4, low = 1, high = 5),
  items_trust010_n80_k5 = list(reversed = integer(0), low = 0, high = 10)
)

score_people <- function(name, case) {
  x <- read_data(name)
  keyed <- x
  for (j in case$reversed) {
    keyed[[j]] <- reverse.code(-1, x[[j]], mini = case$low, maxi = case$high)[, 1]
  }
  keys <- ifelse(seq_along(x) %in% case$reversed, -1, 1)
  found <- suppressWarnings(scoreItems(keys, x, impute = "none", min = case$low,
                                       max = case$high))
  means <- found$scores[, 1]
  answered <- rowSums(!is.na(x))
  complete <- answered == ncol(x)
  totals <- suppressWarnings(scoreItems(keys, x, totals = TRUE, impute = "none",
                                        min = case$low, max = case$high))$scores[, 1]
  means[answered < ncol(x) - 1] <- NA
  totals[!complete] <- NA
  pomp <- datawizard::rescale(means, to = c(0, 100), range = c(case$low, case$high))
  data.frame(dataset = name, person = seq_len(nrow(x)), n_answered = answered,
             mean = means, total = totals, pomp = pomp)
}

people <- do.call(rbind, Map(score_people, names(cases), cases))
people[4:6] <- lapply(people[4:6], function(v) {
  ifelse(is.na(v), "", formatC(v, digits = 17, format = "g", width = 1))
})
write.csv(people, "tests/reference/scoring.csv", row.names = FALSE, quote = FALSE)

# Without its key, item 4 runs against the others.
complete <- na.omit(read_data("items_reversed_n300_k6"))
stats <- suppressWarnings(alpha(complete, check.keys = FALSE))$item.stats
r <- stats$r.drop
upper <- vapply(r, function(x) fisherz2r(fisherz(x) + qnorm(0.975) / sqrt(nrow(complete) - 3)),
                numeric(1))
rows <- Map(function(j) one("items_reversed_n300_k6", "item_rest_correlation", r[j], item = j,
                            ci = c(NA, upper[j]), n = nrow(complete)), seq_along(r))
write_reference(rows, "scoring_keys")
