/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A change in words, the same wherever one is written: a share of throughput that is lost is
 * "1.2 % slower", one that is won "0.4 % faster"; from twice as slow or as fast on it is a factor,
 * "41 × faster", as -4026 % says nothing. All texts are the caller's to free; "-" without a number.
 */
#ifndef PH_HARNESS_VERDICT_CHANGE_TEXT_H
#define PH_HARNESS_VERDICT_CHANGE_TEXT_H

#include "model/statistics.h"

/* @param decimals  Of a share in per cent. */
char *ph_change_text(double change, int decimals);

/* Is it neither slower nor faster, written with so many decimals? */
gboolean ph_change_is_nothing(double change, int decimals);

/* An interval of it: "−0.3 … +2.7 %"; "40.2 … 41.4 × faster"; "3.0 × faster … 30.0 % slower". */
char *ph_change_interval_text(ph_interval change, int decimals);

/* The change that a time ratio is: above 1 it is slower. */
char *ph_change_text_of_ratio(double ratio, int decimals);
char *ph_change_interval_text_of_ratio(ph_interval ratio, int decimals);

/* "99.75 %: −0.31 … +2.70 %", of an interval of a time ratio at this confidence. */
char *ph_change_deciding_text(double confidence, ph_interval ratio);

#endif /* PH_HARNESS_VERDICT_CHANGE_TEXT_H */
