# Factor models in lavaan, and their rows; sourced by the scripts that need them.
suppressMessages(library(lavaan))

# Labels of the models are those of barometre: l loading, i intercept, e residual,
# p covariance of factors, m mean of a factor; item from 0, then the later occasion.
own <- function(letter, item, occasion, is_equal) {
  name <- paste0(letter, item - 1)
  if (is_equal || occasion == 0) name else paste0(name, ".", occasion)
}

equal <- function(letter, item, step, free) {
  if (letter == "l") step != "configural" && !(item %in% free$loading)
  else step == "scalar" && !(item %in% free$intercept)
}

factors_model <- function(blocks) {
  lines <- character()
  for (f in seq_along(blocks)) {
    items <- blocks[[f]]
    lines <- c(lines, paste0("f", f, " =~ ", paste0(
      "l", items - 1, ".", f - 1, "*x", items, collapse = " + ")))
    lines <- c(lines, paste0("f", f, " ~~ 1*f", f))
    for (g in seq_len(f - 1)) {
      lines <- c(lines, paste0("f", f, " ~~ p", f - 1, ".", g - 1, "*f", g))
    }
  }
  items <- unlist(blocks)
  c(lines, paste0("x", items, " ~~ e", items - 1, "*x", items),
    paste0("x", items, " ~ i", items - 1, "*1"))
}

waves_model <- function(k, waves, step, free = list()) {
  lines <- character()
  for (w in seq_len(waves) - 1) {
    at <- function(item, wave = w) paste0("x", wave * k + item)
    for (j in 1:k) {
      lines <- c(lines,
        paste0("f", w, " =~ ", own("l", j, w, equal("l", j, step, free)), "*", at(j)),
        paste0(at(j), " ~ ", own("i", j, w, equal("i", j, step, free)), "*1"),
        paste0(at(j), " ~~ e", j - 1, ".", w, "*", at(j)))
      for (b in seq_len(w) - 1) {
        lines <- c(lines, paste0(at(j), " ~~ e", j - 1, ".", b, ".", w, "*", at(j, b)))
      }
    }
    spread <- if (step != "configural" && w > 0) paste0("p", w) else "1"
    centre <- if (step == "scalar" && w > 0) paste0("m", w) else "0"
    lines <- c(lines, paste0("f", w, " ~~ ", spread, "*f", w),
               paste0("f", w, " ~ ", centre, "*1"))
    for (b in seq_len(w) - 1) {
      lines <- c(lines, paste0("f", w, " ~~ p", b, ".", w, "*f", b))
    }
  }
  lines
}

groups_model <- function(k, groups, step, free = list()) {
  each <- function(name) {
    paste0("c(", paste(vapply(seq_len(groups) - 1, name, ""), collapse = ", "), ")")
  }
  lines <- character()
  for (j in 1:k) {
    lines <- c(lines,
      paste0("f =~ ", each(function(g) own("l", j, g, equal("l", j, step, free))), "*x", j),
      paste0("x", j, " ~ ", each(function(g) own("i", j, g, equal("i", j, step, free))), "*1"),
      paste0("x", j, " ~~ ", each(function(g) paste0("e", j - 1, ".", g)), "*x", j))
  }
  # A fixed value and a label are two modifiers of their own.
  place <- function(left, value, letter, is_free) {
    values <- each(function(g) if (is_free && g > 0) "NA" else value)
    right <- if (letter == "p") "*f" else "*1"
    line <- paste0(left, values, right)
    if (!is_free) return(line)
    paste0(line, " + ", each(function(g) paste0(letter, g)), right)
  }
  c(lines, place("f ~~ ", "1", "p", step != "configural"),
    place("f ~ ", "0", "m", step == "scalar"))
}

fit_rows <- function(name, lines, data, group = NULL) {
  # lavaan's default search stops at 1e-10 of its criterion; this one at rounding.
  run <- function(estimator, information = "observed", ...) suppressWarnings(
    lavaan(lines, data = data, group = group, missing = "ml", estimator = estimator,
           information = information, optim.method = "BFGS",
           control = list(reltol = 1e-15, maxit = 20000), ...))
  fit <- run("MLR")
  stopifnot(lavInspect(fit, "converged"))
  found <- fitMeasures(fit)
  n <- lavInspect(fit, "ntotal")
  say <- function(...) one(name, ..., n = n)
  rows <- list(
    say("chi2", found["chisq"], df = found["df"], p = found["pvalue"]),
    say("chi2_scaled", found["chisq.scaled"], df = found["df"],
        p = found["pvalue.scaled"]),
    say("scaling_factor", found["chisq.scaling.factor"]),
    say("baseline_scaling_factor", found["baseline.chisq.scaling.factor"]),
    say("baseline_chi2", found["baseline.chisq"], df = found["baseline.df"]),
    say("cfi", found["cfi"]),
    say("tli", found["tli"]),
    say("rmsea", found["rmsea"],
        ci = found[c("rmsea.ci.lower", "rmsea.ci.upper")]),
    say("srmr", found["srmr"]),
    say("log_likelihood", found["logl"]))
  values <- function(fit) {
    table <- parTable(fit)
    table <- table[table$free > 0 & !duplicated(table$label), ]
    table[c("label", "est", "se")]
  }
  robust <- values(fit)
  for (line in seq_len(nrow(robust))) {
    rows <- c(rows, list(say("parameter_robust", robust$est[line],
                             se = robust$se[line], item = robust$label[line])))
  }
  # Two more standard errors, for the models of one group and one time.
  if (!grepl("factor", name)) return(rows)
  for (information in c("observed", "expected")) {
    found <- values(run("ML", information))
    for (line in seq_len(nrow(found))) {
      rows <- c(rows, list(say(paste0("parameter_", information), found$est[line],
                               se = found$se[line], item = found$label[line])))
    }
  }
  rows
}

# Score tests of giving up the equality of one item: lavaan's, of one occasion only.
score_rows <- function(name, lines, data, letter, group = NULL) {
  fit <- suppressWarnings(lavaan(lines, data = data, group = group, missing = "ml",
    information = "expected", optim.method = "BFGS",
    control = list(reltol = 1e-15, maxit = 20000)))
  found <- suppressWarnings(lavTestScore(fit)$uni)
  table <- parTable(fit)
  label_of <- table$label[match(found$lhs, table$plabel)]
  keep <- grepl(paste0("^", letter), label_of)
  lapply(which(keep), function(line) {
    one(name, paste0("score_test_", letter), found$X2[line], df = found$df[line],
        p = found$p.value[line], item = label_of[line])
  })
}

columns <- function(data) setNames(as.data.frame(data), paste0("x", seq_len(ncol(data))))

run_mlr <- function(lines, data, group = NULL) suppressWarnings(
  lavaan(lines, data = data, group = group, missing = "ml", estimator = "MLR",
         information = "observed", optim.method = "BFGS",
         control = list(reltol = 1e-15, maxit = 20000)))
difference_rows <- function(name, loose, strict, data, group = NULL) {
  found <- lavTestLRT(run_mlr(loose, data, group), run_mlr(strict, data, group),
                      method = "satorra.bentler.2001")
  list(one(name, "delta_chi2", found[2, "Chisq diff"], df = found[2, "Df diff"],
           p = found[2, "Pr(>Chisq)"]))
}
