# The retrospective pre-test: three means and their differences, with t intervals.
source("tests/reference/common.R")

answers <- read_data("triples_trust010_n60")
kept <- na.omit(answers)
rows <- list()
say <- function(statistic, values) {
  found <- t.test(values)
  rows[[statistic]] <<- one("triples_trust010_n60", statistic, found$estimate,
                            ci = found$conf.int, se = found$stderr,
                            df = found$parameter, n = length(values),
                            n_missing = nrow(answers) - nrow(kept))
}
say("then_test_before", kept$before)
say("then_test_then", kept$then)
say("then_test_after", kept$after)
say("response_shift", kept$then - kept$before)
say("retrospective_change", kept$after - kept$then)
say("prospective_change", kept$after - kept$before)
write_reference(rows, "then_test")
