/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How figures are written, in every document alike. All texts are the caller's to free. */
#ifndef PH_REPORTING_FIGURE_H
#define PH_REPORTING_FIGURE_H

#include <glib.h>

#include "model/measurement.h"

/* A whole number with its thousands apart: "1,203". */
char *ph_figure_count(uint64_t count);

/* MiB/s or MB/s to three significant digits: "21.2", "1002"; "-" without a number. */
char *ph_figure_rate(double rate);

/* A share of 1.0 in per cent: "7.2 %"; "-" without a number. */
char *ph_figure_share(double share);

/* A factor to three significant digits: "9.66 ×", "27.8 ×", "312 ×"; "-" without a number. */
char *ph_figure_factor(double factor);

/* A speed that is so many times another's, in words: "17 × slower than C", "4.1 % faster than C",
 * "as fast as C"; "-" without a number. */
char *ph_figure_speed(double ratio, const char *than);

/* The same of a result beside the C reference: "17 × slower than C"; "-" where one of them has no
 * number, or it is the reference. */
char *ph_figure_beside_reference(const ph_measurement *measurement, const ph_result *result);

/* The 95 % interval of a result in MiB/s, fast end last: "744 … 762"; or why there is none. */
char *ph_figure_interval(const ph_result *result);

/* Its share of memcpy: "7.2 %"; of records "7.2 %, output 44 %", where that is known. */
char *ph_figure_of_memcpy(const ph_result *result);

/* The interval in MiB/s that goes with times; NANs where there is none. */
ph_interval ph_figure_interval_mib_s(const ph_result *result);

/* A time to three significant digits: "0.4 ns", "5.21 µs", "3.10 ms", "1.20 s"; "-" without one. */
char *ph_figure_time(double ns);

/* A change, the share of throughput that is lost, as verdict/change_text.h puts it: "1.2 % slower",
 * "41 × faster", "-" without a number. */
char *ph_figure_change(double change);

/* The interval of a change: "−0.3 … +2.7 %"; "-" without numbers. */
char *ph_figure_change_interval(ph_interval interval);

/* "kernel", "record by record", "as one file": a level in words. Static. */
const char *ph_figure_level_words(const char *level);
const char *ph_figure_level(const ph_result *result);

/* Whose figure it is, in the rows of a benchmark: the subject, and at record level how it was
 * called: "copybook-rs", "copybook-rs record by record". */
char *ph_figure_name(const ph_result *result);

/* Of several threads: "1.96 … 1.99"; "(one launch)" without an interval. */
char *ph_figure_speed_up_interval(const ph_thread_use *use);

#endif /* PH_REPORTING_FIGURE_H */
