# Real answers, kept beside the project and never in it: only aggregates are written.
source("tests/reference/common.R")
source("tests/reference/item_rows.R")
source("tests/reference/change_rows.R")
source("tests/reference/group_rows.R")

shared <- "../shared/data"
if (!dir.exists(shared)) {
  cat("no real data beside the project: real_data.csv is left as it is\n")
  quit(status = 0)
}
rows <- list()

# Personality items, 1 to 6, of 2 800 people (psychTools::bfi).
bfi <- read.csv(file.path(shared, "psychometric_reference/bfi.csv"))
reversed <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
bfi[reversed] <- 7 - bfi[reversed]
for (scale in c("A", "C", "E", "N", "O")) {
  rows <- c(rows, item_rows(paste0("bfi_", scale), bfi[paste0(scale, 1:5)]))
}

# Dutch panel: political cynicism, 1 to 5, and trust in 11 institutions, 0 to 10.
panel <- read.csv(file.path(shared, "vu_trust_panel_2021/vu_trust_long.csv"))
cynicism <- paste0("F1_", 1:10)
panel[paste0("F1_", 5:7)] <- 6 - panel[paste0("F1_", 5:7)]
trust <- paste0("F2_", 1:11)
for (wave in c("pre-wave", "wave 4")) {
  answers <- panel[panel$wave == wave, ]
  name <- gsub("[ -]", "", wave)
  rows <- c(rows, item_rows(paste0("vu_cynicism_", name), answers[cynicism]))
  rows <- c(rows, item_rows(paste0("vu_trust_", name), answers[trust]))
}
panel$score_trust <- rowMeans(panel[trust])
panel$score_cynicism <- rowMeans(panel[cynicism])
waves <- merge(panel[panel$wave == "pre-wave", ], panel[panel$wave == "wave 4", ],
               by = "pid", suffixes = c("_before", "_after"), all.x = TRUE)
for (score in c("trust", "cynicism")) {
  before <- waves[[paste0("score_", score, "_before")]]
  after <- waves[[paste0("score_", score, "_after")]]
  rows <- c(rows, change_rows(paste0("vu_", score), before, after))
  rows <- c(rows, group_rows(paste0("vu_", score), before, after,
                             waves$gender_before == 1))
}

# United States panel: confidence in 13 institutions, 1 to 3, low is confident.
gss <- read.csv(gzfile(file.path(shared, "gss_panel06/gss_panel06_long.csv.gz")))
confidence <- c("confinan", "conbus", "conclerg", "coneduc", "confed", "conlabor",
                "conpress", "conmedic", "contv", "conjudge", "consci", "conlegis",
                "conarmy")
gss[confidence] <- 4 - gss[confidence]
gss$score <- rowMeans(gss[confidence])
rows <- c(rows, item_rows("gss_confidence_1", gss[gss$wave == 1, confidence]))
first <- gss[gss$wave == 1, ]
second <- gss[gss$wave == 2, ]
second <- second[match(first$firstid, second$firstid), ]
rows <- c(rows, change_rows("gss_confidence", first$score, second$score))

# The same, weighted: people without a weight are out, those without a score are not.
weighted_row <- function(statistic, frame) {
  options(survey.lonely.psu = "adjust")
  frame <- frame[!is.na(frame$weight) & frame$weight > 0, ]
  design <- survey::svydesign(ids = ~1, weights = ~weight, data = frame)
  found <- survey::svymean(~score, design, na.rm = TRUE)
  one("gss_confidence_weighted", statistic, coef(found), se = survey::SE(found),
      df = nrow(frame) - 1, ci = confint(found, df = nrow(frame) - 1),
      n = sum(!is.na(frame$score)))
}
came <- !is.na(first$year)
back <- came & !is.na(second$year)
weight <- ifelse(is.na(second$wtpannr123), first$wtpannr123, second$wtpannr123)
kept <- weight[back & !is.na(weight) & weight > 0]
rows <- c(rows, list(
  weighted_row("mean", data.frame(score = first$score, weight = first$wtpannr123)[came, ]),
  weighted_row("change", data.frame(score = second$score - first$score, weight)[back, ]),
  one("gss_confidence_weighted", "design_effect", length(kept) * sum(kept^2) / sum(kept)^2,
      n = length(kept)),
  one("gss_confidence_weighted", "effective_n", sum(kept)^2 / sum(kept^2))
))
write_reference(rows, "real_data")
