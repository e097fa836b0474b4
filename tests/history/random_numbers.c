/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "random_numbers.h"

#include <math.h>

guint64 ph_random_bits(ph_random *random)
{
    guint64 bits = random->state += 0x9e3779b97f4a7c15;

    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
}

double ph_random_uniform(ph_random *random, double low, double high)
{
    return low + (high - low) * ldexp((double)(ph_random_bits(random) >> 11), -53);
}

gboolean ph_random_chance(ph_random *random, double probability)
{
    return ph_random_uniform(random, 0.0, 1.0) < probability;
}

double ph_random_exponential(ph_random *random)
{
    return -log1p(-ph_random_uniform(random, 0.0, 1.0));
}

/* Box and Muller. */
double ph_random_normal(ph_random *random)
{
    const double radius = sqrt(2.0 * ph_random_exponential(random));

    return radius * cos(ph_random_uniform(random, 0.0, 2.0 * G_PI));
}

/* Chi-squared of 4 degrees of freedom is twice the sum of two exponentials; t4 has variance 2. */
double ph_random_t4(ph_random *random)
{
    const double chi_squared =
        2.0 * (ph_random_exponential(random) + ph_random_exponential(random));

    return ph_random_normal(random) / sqrt(chi_squared / 4.0) / G_SQRT2;
}
