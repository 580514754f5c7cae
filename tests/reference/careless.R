# Indices of careless responding. The package careless is not in Debian: its formulas
# are written out here, as its sources have them.
source("tests/reference/common.R")

first <- read_data("items_agree5_n300_k8")
second <- read_data("items_two_traits_n300_k8")
# Sixteen answers on 0-1, of two formats.
answers <- as.matrix(cbind((first - 1) / 4, second / 10))
shown <- 1:60
rows <- list()
say <- function(statistic, values) {
  for (person in shown) {
    rows[[length(rows) + 1]] <<- one("two_formats", statistic, values[person],
                                     item = person)
  }
}

# careless::irv(x, na.rm = TRUE): apply(x, 1, sd).
say("irv", apply(answers, 1, sd, na.rm = TRUE))

# careless::evenodd: halves of each scale, correlated within the person, stepped up.
scales <- split(1:16, rep(1:4, each = 4))
half <- function(person, start) {
  sapply(scales, function(items) {
    mean(answers[person, items[seq(start, 4, 2)]], na.rm = TRUE)
  })
}
even_odd <- sapply(shown, function(person) {
  odd <- half(person, 1)
  even <- half(person, 2)
  if (anyNA(odd) || anyNA(even)) return(NA)
  r <- cor(odd, even)
  max(2 * r / (1 + r), -1)
})
say("even_odd", even_odd)

# Mahalanobis distance of the people without a missing answer.
whole <- complete.cases(answers)
distance <- rep(NA, nrow(answers))
distance[whole] <- mahalanobis(answers[whole, ], colMeans(answers[whole, ]),
                               cov(answers[whole, ]))
say("mahalanobis", distance)

# careless::psychsyn: pairs above a critical correlation, correlated within the person.
r <- cor(answers, use = "pairwise.complete.obs")
pairs <- which(lower.tri(r) & r >= 0.45, arr.ind = TRUE)
synonyms <- apply(answers, 1, function(person) {
  left <- person[pairs[, 1]]
  right <- person[pairs[, 2]]
  known <- !is.na(left) & !is.na(right)
  if (sum(known) < 5) NA else suppressWarnings(cor(left[known], right[known]))
})
say("psychometric_synonyms", synonyms)
rows[[length(rows) + 1]] <- one("two_formats", "n_pairs", nrow(pairs))
rows <- Filter(function(row) !is.na(row$estimate), rows)
write_reference(rows, "careless")
