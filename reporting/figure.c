/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure.h"

#include <math.h>
#include <string.h>

#include "verdict/change_text.h"

/* Reports beside a baseline tell no more. */
enum { CHANGE_DECIMALS = 1 };

char *ph_figure_count(uint64_t count)
{
    GString *text = g_string_new(NULL);

    g_string_printf(text, "%" G_GUINT64_FORMAT, count);
    for (gssize at = (gssize)text->len - 3; at > 0; at -= 3)
        g_string_insert_c(text, at, ',');
    return g_string_free(text, FALSE);
}

/* Three significant digits and no more: "1,234" would be read as a decimal somewhere. */
char *ph_figure_rate(double rate)
{
    if (!isfinite(rate))
        return g_strdup("-");
    return g_strdup_printf(rate < 10.0 ? "%.2f" : rate < 100.0 ? "%.1f" : "%.0f", rate);
}

char *ph_figure_share(double share)
{
    if (!isfinite(share))
        return g_strdup("-");
    return g_strdup_printf(share < 0.01  ? "%.2f %%"
                           : share < 0.1 ? "%.1f %%"
                                         : "%.0f %%",
                           share * 100.0);
}

char *ph_figure_of_memcpy(const ph_result *result)
{
    g_autofree char *input = ph_figure_share(result->share_of_memcpy);
    g_autofree char *output = ph_figure_share(result->output_share_of_memcpy);

    return result->output_bytes && isfinite(result->output_share_of_memcpy)
               ? g_strdup_printf("%s, output %s", input, output)
               : g_strdup(input);
}

char *ph_figure_factor(double factor)
{
    if (!isfinite(factor))
        return g_strdup("-");
    return g_strdup_printf("%.*f ×",
                           factor < 0.01    ? 4
                           : factor < 10.0  ? 2
                           : factor < 100.0 ? 1
                                            : 0,
                           factor);
}

char *ph_figure_speed(double ratio, const char *than)
{
    g_autofree char *change = ph_figure_change(1.0 - ratio);

    if (!isfinite(ratio) || ratio <= 0.0)
        return g_strdup("-");
    if (ph_change_is_nothing(1.0 - ratio, CHANGE_DECIMALS))
        return g_strdup_printf("as fast as %s", than);
    return g_strdup_printf("%s than %s", change, than);
}

char *ph_figure_beside_reference(const ph_measurement *measurement, const ph_result *result)
{
    return ph_figure_speed(ph_measurement_of_reference(measurement, result), "C");
}

char *ph_figure_time(double ns)
{
    static const struct {
        double ns;
        const char *name;
    } units[] = { { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "µs" }, { 1.0, "ns" } };
    const double size = fabs(ns);
    gsize unit = 0;

    if (!isfinite(ns))
        return g_strdup("-");
    /* What is written as 1000 is one of the next. */
    while (unit < G_N_ELEMENTS(units) - 1 && size < units[unit].ns * 0.9995)
        unit++;
    const double shown = size / units[unit].ns;
    const int digits = unit == G_N_ELEMENTS(units) - 1 && shown < 10.0 ? 1
                       : shown < 9.995                                 ? 2
                       : shown < 99.95                                 ? 1
                                                                       : 0;
    return g_strdup_printf("%s%.*f %s", ns < 0.0 ? "−" : "", digits, shown, units[unit].name);
}

ph_interval ph_figure_interval_mib_s(const ph_result *result)
{
    const double mib_ns = (double)result->input_bytes / PH_BYTES_PER_MIB * 1e9;

    if (!isfinite(result->ci95_ns.low) || !isfinite(result->ci95_ns.high))
        return (ph_interval){ NAN, NAN };
    return (ph_interval){ mib_ns / result->ci95_ns.high, mib_ns / result->ci95_ns.low };
}

char *ph_figure_interval(const ph_result *result)
{
    const ph_interval interval = ph_figure_interval_mib_s(result);
    g_autofree char *low = ph_figure_rate(interval.low);
    g_autofree char *high = ph_figure_rate(interval.high);

    if (isfinite(interval.low))
        return g_strdup_printf("%s … %s", low, high);
    return g_strdup(result->launch_ns && result->launch_ns->len ? "(one launch)" : "(no interval)");
}

char *ph_figure_change(double change)
{
    return ph_change_text(change, CHANGE_DECIMALS);
}

char *ph_figure_change_interval(ph_interval interval)
{
    return ph_change_interval_text(interval, CHANGE_DECIMALS);
}

const char *ph_figure_level_words(const char *level)
{
    if (strcmp(level, "file") == 0)
        return "as one file";
    if (strcmp(level, PH_LEVEL_NAME_DISK) == 0)
        return "from disk to disk";
    if (strcmp(level, PH_LEVEL_NAME_COPYBOOK) == 0)
        return "with copybook";
    return strcmp(level, "record") == 0 ? "record by record" : "kernel";
}

const char *ph_figure_level(const ph_result *result)
{
    return ph_figure_level_words(result->level);
}

char *ph_figure_name(const ph_result *result)
{
    if (strcmp(result->level, "kernel") == 0)
        return g_strdup(result->subject);
    return g_strdup_printf("%s %s", result->subject, ph_figure_level(result));
}

char *ph_figure_speed_up_interval(const ph_thread_use *use)
{
    if (isnan(use->speed_up_ci95.low))
        return g_strdup("(one launch)");
    return g_strdup_printf("%.2f … %.2f", use->speed_up_ci95.low, use->speed_up_ci95.high);
}
