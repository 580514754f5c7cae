# Make every reference value again: Rscript tests/reference/make_all.R
# Needs R with psych, lavaan, effectsize, boot, BayesFactor, polycor, GPArotation,
# metafor, lme4, pbkrtest, nlme and survey. Scripts that read real data say so and stop
# where that data is not kept beside the project.
helpers <- c("make_all.R", "common.R", "item_rows.R", "change_rows.R", "group_rows.R",
             "factor_rows.R")
scripts <- setdiff(sort(list.files("tests/reference", "\\.R$")), helpers)
for (script in scripts) {
  cat(script, "\n")
  status <- system2("Rscript", c("--vanilla", file.path("tests/reference", script)))
  if (status != 0) stop(script, " failed")
}
