# One analysis a line, in R, of the answers that r_analyses.py wrote.
suppressPackageStartupMessages({
  library(psych); library(lavaan); library(lmerTest); library(survey)
})
source("tests/reference/factor_rows.R")

arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1])
times <- as.integer(arguments[2])
first <- data[paste0("x", 1:10)]
complete <- na.omit(first)
grouped <- data[paste0("y", 1:9)]
waves <- data[paste0("x", 1:20)]
people <- data[!is.na(data$before) & !is.na(data$after), ]
change <- round(people$after - people$before, 10)
quiet <- function(code) suppressMessages(suppressWarnings(code))
towns <- split(change, people$town)

long <- data.frame(id = rep(seq_len(nrow(data)), 3), wave = factor(rep(0:2, each = nrow(data))),
                   score = c(data$before, data$after, data$later))
long <- long[!is.na(long$score), ]
margins <- list(data.frame(town = 0:5, Freq = rep(1 / 6, 6)),
                data.frame(side = 0:1, Freq = c(0.5, 0.5)))
rated <- data[!is.na(data$before), ]
gaps <- data[!is.na(data$before), c("before", "other", "after")]
p_order <- c("configural", "metric", "scalar")

work <- list(
  alpha = function() quiet(alpha(complete))$total$raw_alpha,
  omega_total = function() quiet(omega(complete, nfactors = 1, plot = FALSE))$omega.tot,
  omega_hierarchical = function()
    quiet(omega(grouped, nfactors = 3, plot = FALSE))$omega_h,
  polychoric = function() quiet(polychoric(complete, correct = 0))$rho[2, 1],
  icc = function()
    quiet(ICC(people[c("before", "after")], lmer = FALSE))$results["Single_random_raters", "ICC"],
  one_factor_fiml = function() {
    fit <- quiet(lavaan(factors_model(list(1:10)), first, estimator = "MLR",
                        missing = "fiml"))
    fitMeasures(fit, "cfi")[[1]]
  },
  invariance = function() {
    fits <- lapply(p_order, function(step)
      quiet(lavaan(waves_model(10, 2, step), waves, estimator = "MLR", missing = "fiml")))
    fitMeasures(fits[[1]], "cfi")[[1]]
  },
  d_z = function() quiet(effectsize::cohens_d(change, mu = 0))$Cohens_d,
  d_av = function()
    mean(change) / sqrt((var(people$before) + var(people$after)) / 2),
  paired_t = function() t.test(change)$conf.int[1],
  wilcoxon = function() quiet(wilcox.test(change, conf.int = TRUE))$p.value,
  bayes_factor = function()
    quiet(BayesFactor::extractBF(BayesFactor::ttestBF(change), onlybf = TRUE)),
  mixed_model = function() {
    fit <- quiet(lmer(score ~ wave + (1 | id), long))
    quiet(coef(summary(fit, ddf = "Kenward-Roger")))["wave2", "Std. Error"]
  },
  imputation = function() {
    filled <- quiet(mice::mice(gaps, m = 20, method = "norm", maxit = 1, printFlag = FALSE,
                               seed = 1))
    summary(mice::pool(with(filled, lm(I(after - before) ~ 1))))$estimate
  },
  raking = function() {
    design <- quiet(rake(svydesign(~1, data = rated, weights = ~1), list(~town, ~side),
                         margins, control = list(maxit = 1000, epsilon = 1e-12)))
    as.numeric(svymean(~before, design))
  },
  meta_analysis = function() {
    means <- sapply(towns, mean)
    errors <- sapply(towns, var) / lengths(towns)
    metafor::rma(means, errors, test = "knha", control = list(threshold = 1e-10))$b[1]
  },
  cluster_errors = function() {
    fit <- lm(change ~ side, cbind(people, change = change))
    clubSandwich::coef_test(fit, vcov = clubSandwich::vcovCR(fit, people$town, "CR2"),
                            test = "Satterthwaite")$SE[2]
  },
  bootstrap_bca = function() {
    drawn <- boot::boot(change, function(x, i) mean(x[i]), 5000)
    boot::boot.ci(drawn, type = "bca")$bca[4]
  }
)

set.seed(1)
numbers <- list()
for (name in names(work)) {
  numbers[[name]] <- as.numeric(work[[name]]())
  # R's clock counts milliseconds: short work is done again and again.
  repeated <- function(often)
    system.time(for (turn in seq_len(often)) work[[name]]())[["elapsed"]]
  often <- 1
  while (repeated(often) < 0.05) often <- often * 2
  taken <- replicate(times, repeated(often) / often)
  numbers[[paste0("s_", name)]] <- median(taken)
}
packages <- c("psych", "lavaan", "effectsize", "BayesFactor", "lme4", "lmerTest", "pbkrtest",
              "mice", "survey", "metafor", "clubSandwich", "boot")
versions <- c(list(R = paste(R.version$major, R.version$minor, sep = ".")),
              sapply(packages, function(p) as.character(packageVersion(p)), simplify = FALSE))
cat(jsonlite::toJSON(list(seconds = I(0), numbers = numbers, versions = versions),
                     auto_unbox = TRUE, digits = I(17)), "\n", sep = "")
