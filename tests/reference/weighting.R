# Weights: survey. Raking is told to go on to 1e-12; errors of raked means are those of
# calibrate(calfun = "raking"), whose residuals are exact: rake() takes ten rounds only.
source("tests/reference/common.R")
suppressMessages(library(survey))

people <- read_data("weighted")
people$one <- 1
people$change <- people$second - people$first
people$group <- factor((seq_len(nrow(people)) - 1) %% 30)
shares <- list(territory = c(east = 0.4, north = 0.35, west = 0.25),
               age = c(old = 0.55, young = 0.45))
n <- nrow(people)
margin <- function(name) {
  table <- data.frame(names(shares[[name]]), Freq = as.numeric(shares[[name]]) * n)
  names(table)[1] <- name
  table
}
strict <- list(maxit = 1000, epsilon = 1e-12, verbose = FALSE)

designs <- list(
  given = svydesign(ids = ~1, weights = ~base, data = people),
  raked = svydesign(ids = ~1, weights = ~one, data = people),
  raked_base = svydesign(ids = ~1, weights = ~base, data = people),
  poststratified = svydesign(ids = ~1, weights = ~one, data = people)
)
totals <- c(`(Intercept)` = n, territorynorth = 0.35 * n, territorywest = 0.25 * n,
            ageyoung = 0.45 * n)
exact <- function(design) calibrate(design, ~ territory + age, population = totals,
                                    calfun = "raking", epsilon = 1e-13, maxit = 200)
rows <- list()
add <- function(...) rows[[length(rows) + 1]] <<- one(...)
for (name in names(designs)) {
  design <- designs[[name]]
  fitted <- switch(name, given = design, raked = exact(design), raked_base = exact(design),
                   poststratified = postStratify(design, ~territory, margin("territory")))
  w <- weights(fitted) / mean(weights(fitted))
  if (name %in% c("raked", "raked_base")) {
    simple <- rake(design, list(~territory, ~age), list(margin("territory"), margin("age")),
                   control = strict)
    stopifnot(max(abs(weights(simple) / mean(weights(simple)) - w)) < 1e-9)
  }
  for (i in c(1, 7, 23, 60, 90)) add(name, "weight", w[i], item = i)
  add(name, "design_effect", n * sum(w^2) / sum(w)^2)
  add(name, "effective_n", sum(w)^2 / sum(w^2))
  for (outcome in c("first", "second", "change")) {
    found <- svymean(as.formula(paste0("~", outcome)), fitted, na.rm = TRUE)
    ends <- confint(found, df = n - 1)
    add(name, paste("mean", outcome), coef(found), se = SE(found), ci = ends, df = n - 1,
        n = sum(!is.na(people[[outcome]])), n_missing = sum(is.na(people[[outcome]])))
  }
  # Leaving out one at a time, margins fitted again.
  turned <- as.svrepdesign(design, type = "JK1")
  turned <- switch(name, given = turned,
    poststratified = postStratify(turned, ~territory, margin("territory")),
    rake(turned, list(~territory, ~age), list(margin("territory"), margin("age")),
         control = strict))
  for (outcome in c("first", "second")) {
    found <- svymean(as.formula(paste0("~", outcome)), turned, na.rm = TRUE)
    add(name, paste("jackknife", outcome), coef(found), se = SE(found))
  }
}
for (name in c("given", "raked")) {
  design <- if (name == "given") designs$given else exact(designs$raked)
  share <- svymean(~I(as.numeric(first >= 6)), design)
  ends <- svyciprop(~I(first >= 6), design, method = "xlogit", df = n - 1)
  add(name, "share high", coef(share), se = SE(share), ci = as.numeric(confint(ends)), n = n)
}
# These residents: 60 live in the west, 200 in the north.
for (place in c("west", "north")) {
  here <- people[people$territory == place, ]
  here$N <- c(west = 60, north = 200)[place]
  small <- svydesign(ids = ~1, weights = ~base, fpc = ~N, data = here)
  found <- svymean(~first, small)
  add(place, "resident_mean", coef(found), se = SE(found), ci = confint(found, df = nrow(here) - 1),
      df = nrow(here) - 1, n = nrow(here))
}
write_reference(rows, "weighting")
