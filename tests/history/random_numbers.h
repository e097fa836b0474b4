/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers drawn from a seed, the same everywhere: SplitMix64 (Steele, Lea, Flood 2014), and what
 * is made of it.
 *
 * One thread at a time for each generator; no global state.
 */
#ifndef PH_TESTS_HISTORY_RANDOM_NUMBERS_H
#define PH_TESTS_HISTORY_RANDOM_NUMBERS_H

#include <glib.h>

typedef struct ph_random {
    guint64 state; /* The seed. */
} ph_random;

guint64 ph_random_bits(ph_random *random);

/* From low to high. */
double ph_random_uniform(ph_random *random, double low, double high);

gboolean ph_random_chance(ph_random *random, double probability);

/* Normal, of mean 0 and standard deviation 1. */
double ph_random_normal(ph_random *random);

/* Student's t of 4 degrees of freedom, scaled to a standard deviation of 1. */
double ph_random_t4(ph_random *random);

/* Exponential, of mean 1. */
double ph_random_exponential(ph_random *random);

#endif /* PH_TESTS_HISTORY_RANDOM_NUMBERS_H */
