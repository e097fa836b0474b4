/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers with a sign, as people read them: a minus sign is as wide as a plus sign, and what is
 * rounded to nothing has none. All texts are the caller's to free.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_SIGNED_TEXT_H
#define PH_HARNESS_SERIES_SIGNED_TEXT_H

#include <glib.h>

/* A number as printf() writes it in decimals, which is taken over: "−0.25", "+3", "0.00". */
char *ph_signed_text(char *printed);

/* A share in per cent, without the sign of it: "+2.31", "−0.4", "0.0". */
char *ph_percent_text(double share, int decimals);

/* The same without "+", as in an interval. */
char *ph_percent_bound_text(double share, int decimals);

#endif /* PH_HARNESS_SERIES_SIGNED_TEXT_H */
