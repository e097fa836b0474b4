/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A comparison's benchmarks in words, the same in every document. What is compared by work alone is
 * never called slower. All texts are the caller's to free.
 */
#ifndef PH_REPORTING_CONTRAST_WORDS_H
#define PH_REPORTING_CONTRAST_WORDS_H

#include "verdict/contrast.h"

/* "display-text/L2", "record-comp3, file, scratch": benchmark, level unless kernel, variant. */
char *ph_contrast_name(const ph_contrast *contrast);

/* Head beside base, as a share: above 0 it loses so much throughput, by work alone it does so much
 * more. NAN: there is no number. And its interval: of 95 %; by work NANs. */
double ph_contrast_change(const ph_contrast *contrast, ph_contrast_mode mode);
ph_interval ph_contrast_change_interval(const ph_contrast *contrast, ph_contrast_mode mode);

/* That change: "3.20 % slower", "0.51 % more work"; "-" where there is no number. */
char *ph_contrast_change_text(const ph_contrast *contrast, ph_contrast_mode mode, int decimals);

/* Its 95 % interval: "+2.91 … +3.48 %"; "-" where there is none. */
char *ph_contrast_interval_text(const ph_contrast *contrast, ph_contrast_mode mode);

/* What it allocates more or less, and how often an item does: "0.1 % more allocations; an item has
 * 1.001 allocations, before 1". NULL: the same, or not counted. */
char *ph_contrast_allocations_text(const ph_contrast *contrast, const ph_contrast_report *report);

/* Whether it allocates more or less, which no figure of its time or work says. */
gboolean ph_contrast_allocates_otherwise(const ph_contrast *contrast);

/* How much more work head does: "+11.61 %"; "-" where it was not counted. */
char *ph_contrast_work_text(const ph_contrast *contrast);

/* What is to be said of it: the difference, its reason, what would settle it, its instructions, and
 * what the referee saw. */
char *ph_contrast_words(const ph_contrast *contrast, const ph_contrast_report *report);

/* The same where no notes stand beside it: why its allocations are not compared, too. */
char *ph_contrast_words_alone(const ph_contrast *contrast, const ph_contrast_report *report);

/*
 * ph_contrast, borrowed, in the order of who looks for what is wrong: FAIL, WARN, INCONCLUSIVE, the
 * others; the largest change first. Free with g_ptr_array_unref().
 */
GPtrArray *ph_contrasts_worst_first(const ph_contrast_report *report);

#endif /* PH_REPORTING_CONTRAST_WORDS_H */
