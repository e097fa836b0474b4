/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/change_text.h"

#include <math.h>

/* From so many times as fast, or as slow, on. */
#define FACTOR_MIN 2.0

/* How many times as fast head is, or as slow. */
static double factor_of(double change)
{
    return change > 0.0 ? 1.0 / (1.0 - change) : 1.0 - change;
}

/* Two digits at least. */
static char *factor_text(double factor)
{
    return g_strdup_printf(factor < 10.0 ? "%.1f" : "%.0f", factor);
}

static const char *direction_of(double change)
{
    return change > 0.0 ? "slower" : "faster";
}

gboolean ph_change_is_nothing(double change, int decimals)
{
    return fabs(change) * 100.0 < 0.5 * pow(10.0, -decimals);
}

char *ph_change_text(double change, int decimals)
{
    if (!isfinite(change))
        return g_strdup("-");
    if (factor_of(change) >= FACTOR_MIN) {
        g_autofree char *factor = factor_text(factor_of(change));

        return g_strdup_printf("%s × %s", factor, direction_of(change));
    }
    if (ph_change_is_nothing(change, decimals))
        return g_strdup_printf("%.*f %%", decimals, 0.0);
    return g_strdup_printf("%.*f %% %s", decimals, fabs(change) * 100.0, direction_of(change));
}

static char *signed_percent(double share, int decimals)
{
    const double unit = pow(10.0, decimals);
    const double percent = round(share * 100.0 * unit) / unit;

    return g_strdup_printf("%s%.*f",
                           percent < 0.0   ? "−"
                           : percent > 0.0 ? "+"
                                           : "",
                           decimals, fabs(percent));
}

/* Both ends on one side are factors of it, the smaller one first; else each has its own words. */
static char *factors_text(ph_interval change, int decimals)
{
    if ((change.low > 0.0) == (change.high > 0.0)) {
        const double a = factor_of(change.low), b = factor_of(change.high);
        g_autofree char *least = factor_text(MIN(a, b));
        g_autofree char *most = factor_text(MAX(a, b));

        return g_strdup_printf("%s … %s × %s", least, most, direction_of(change.low));
    }

    g_autofree char *low = ph_change_text(change.low, decimals);
    g_autofree char *high = ph_change_text(change.high, decimals);
    return g_strdup_printf("%s … %s", low, high);
}

char *ph_change_interval_text(ph_interval change, int decimals)
{
    if (!isfinite(change.low) || !isfinite(change.high))
        return g_strdup("-");
    if (factor_of(change.low) >= FACTOR_MIN || factor_of(change.high) >= FACTOR_MIN)
        return factors_text(change, decimals);

    g_autofree char *low = signed_percent(change.low, decimals);
    g_autofree char *high = signed_percent(change.high, decimals);
    return g_strdup_printf("%s … %s %%", low, high);
}

static double change_of_ratio(double ratio)
{
    return 1.0 - 1.0 / ratio;
}

char *ph_change_text_of_ratio(double ratio, int decimals)
{
    return ph_change_text(change_of_ratio(ratio), decimals);
}

char *ph_change_interval_text_of_ratio(ph_interval ratio, int decimals)
{
    return ph_change_interval_text(
        (ph_interval){ change_of_ratio(ratio.low), change_of_ratio(ratio.high) }, decimals);
}

char *ph_change_deciding_text(double confidence, ph_interval ratio)
{
    g_autofree char *interval = ph_change_interval_text_of_ratio(ratio, 2);

    /* Two digits of what is left to 100 %. */
    const int digits = 2 + (int)ceil(-log10(1.0 - confidence));

    return g_strdup_printf("%.*g %%: %s", digits, 100.0 * confidence, interval);
}
