/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "host_noise.h"

#include <math.h>

static const double SPREAD_LEAST = 0.003, SPREAD_MOST = 0.02;
static const double LIKENESS_MOST = 0.5;
static const double EPISODE_CHANCE = 1.0 / 30.0, EPISODE_TWO_NIGHTS = 0.2, EPISODE_SPREADS = 3.0;
static const double SEASON_MOST = 0.005, WEEK_SPREADS = 0.3;
static const double SHIFT_CHANCE = 1.0 / (2.0 * PH_NIGHTS_A_YEAR), SHIFT_SPREAD = 0.015;
static const double REPLACED_CHANCE = 0.3, REPLACED_SPREAD = 0.03;
static const double OWN_ERROR_LEAST = 0.2, OWN_ERROR_MOST = 0.5;

ph_host_noise ph_host_noise_begin(ph_random *random)
{
    ph_host_noise noise = { .replaced_night = PH_NIGHTS_A_YEAR };

    noise.spread = exp(ph_random_uniform(random, log(SPREAD_LEAST), log(SPREAD_MOST)));
    noise.own_error = ph_random_uniform(random, OWN_ERROR_LEAST, OWN_ERROR_MOST);
    noise.likeness = ph_random_uniform(random, 0.0, LIKENESS_MOST);
    noise.is_heavy = ph_random_chance(random, 0.5);
    noise.season = ph_random_uniform(random, 0.0, SEASON_MOST);
    noise.season_phase = ph_random_uniform(random, 0.0, 2.0 * G_PI);
    noise.week = WEEK_SPREADS * noise.spread;
    noise.week_phase = ph_random_uniform(random, 0.0, 2.0 * G_PI);
    if (ph_random_chance(random, REPLACED_CHANCE))
        noise.replaced_night = (guint)ph_random_uniform(random, 0.0, PH_NIGHTS_A_YEAR);
    return noise;
}

static double episode(ph_host_noise *noise, ph_random *random)
{
    if (noise->episode_nights == 0 && ph_random_chance(random, EPISODE_CHANCE)) {
        noise->episode_nights = ph_random_chance(random, EPISODE_TWO_NIGHTS) ? 2 : 1;
        noise->episode = EPISODE_SPREADS * noise->spread * ph_random_exponential(random);
    }
    if (noise->episode_nights == 0)
        return 0.0;
    noise->episode_nights--;
    return noise->episode;
}

double ph_host_noise_next(ph_host_noise *noise, ph_random *random, guint night)
{
    const double drawn = noise->is_heavy ? ph_random_t4(random) : ph_random_normal(random);
    const double turn = 2.0 * G_PI * night;

    if (ph_random_chance(random, SHIFT_CHANCE))
        noise->shift += SHIFT_SPREAD * ph_random_normal(random);
    if (night == noise->replaced_night)
        noise->shift += REPLACED_SPREAD * ph_random_normal(random);
    noise->last = noise->likeness * noise->last +
                  sqrt(1.0 - noise->likeness * noise->likeness) * noise->spread * drawn;
    return noise->shift + noise->last + episode(noise, random) +
           noise->season * sin(turn / PH_NIGHTS_A_YEAR + noise->season_phase) +
           noise->week * sin(turn / 7.0 + noise->week_phase);
}
