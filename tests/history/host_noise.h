/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a machine does to the time of one benchmark from night to night, as logarithms: runs that
 * differ by 0.3 to 2 %, each a little like the one before; half of all series with heavy tails;
 * every thirtieth night slower, or two in a row; a season and a week; shifts of which nobody says
 * anything, and in 30 % of years another machine.
 *
 * One thread at a time for each object; no global state.
 */
#ifndef PH_TESTS_HISTORY_HOST_NOISE_H
#define PH_TESTS_HISTORY_HOST_NOISE_H

#include <glib.h>

#include "random_numbers.h"

enum { PH_NIGHTS_A_YEAR = 365 };

typedef struct ph_host_noise {
    double spread;    /* Between runs. */
    double own_error; /* What runs know of it, as a share of the spread between them. */
    double likeness;  /* To the run before. */
    gboolean is_heavy;
    double season, season_phase, week, week_phase;
    double shift;
    double last;
    double episode;
    guint episode_nights; /* Left of it. */
    guint replaced_night; /* PH_NIGHTS_A_YEAR: never. */
} ph_host_noise;

ph_host_noise ph_host_noise_begin(ph_random *random);

/* What it adds in the next night, to be asked once a night, be there a run or not. */
double ph_host_noise_next(ph_host_noise *noise, ph_random *random, guint night);

#endif /* PH_TESTS_HISTORY_HOST_NOISE_H */
