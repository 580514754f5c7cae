# What every reference script needs. Run the scripts from the root of the project.

read_data <- function(name) read.csv(file.path("tests/reference/data", paste0(name, ".csv")))

one <- function(dataset, statistic, estimate, item = "", ci = c(NA, NA), se = NA, df = NA,
                p = NA, n = NA, n_missing = NA) {
  data.frame(dataset = dataset, statistic = statistic, item = item,
             estimate = as.numeric(estimate), ci_low = as.numeric(ci[1]),
             ci_high = as.numeric(ci[2]), std_error = as.numeric(se),
             df = as.numeric(df), p_value = as.numeric(p), n = as.numeric(n),
             n_missing = as.numeric(n_missing),
             row.names = NULL)
}

# Seventeen digits: what is read back is the number that was computed.
write_reference <- function(rows, topic) {
  table <- do.call(rbind, rows)
  numbers <- vapply(table, is.numeric, logical(1))
  table[numbers] <- lapply(table[numbers], function(x) {
    ifelse(is.na(x), "", sprintf("%.17g", x))
  })
  write.csv(table, file.path("tests/reference", paste0(topic, ".csv")),
            row.names = FALSE, quote = FALSE)
}

# Ends of the noncentrality interval of an observed t. effectsize finds them with a
# simplex that stops at 1e-7 or so; uniroot on R's own pt stops at 1e-13.
noncentrality <- function(t, df, level = 0.95) {
  end <- function(p) {
    uniroot(function(ncp) suppressWarnings(pt(t, df, ncp)) - p,
            lower = t - 10 - abs(t) / 2, upper = t + 10 + abs(t) / 2,
            tol = 1e-13, maxiter = 10000)$root
  }
  c(end(1 - (1 - level) / 2), end((1 - level) / 2))
}

hedges_factor <- function(df) exp(lgamma(df / 2) - log(df / 2) / 2 - lgamma((df - 1) / 2))

# Wilson's interval, and near 0 and 1 the end of Brown, Cai and DasGupta (2001, 4.1.1).
share_ends <- function(x, n) {
  ends <- as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int)
  few <- if (n <= 50) 2 else 3
  rare <- function(count) qchisq(0.05, 2 * count) / 2 / n
  if (x > 0 && x <= few) ends[1] <- min(ends[1], rare(x))
  if (x < n && n - x <= few) ends[2] <- max(ends[2], 1 - rare(n - x))
  ends
}
