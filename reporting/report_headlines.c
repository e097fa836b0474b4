/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_headlines.h"

#include <math.h>
#include <string.h>

#include "figure.h"
#include "report_value.h"

/* The one unit of all throughputs that stand side by side; floors are set in another. */
#define UNIT "MiB/s"

/* What a level's figure is a figure of. */
static const char *level_words(const char *level)
{
    static const struct {
        const char *level;
        const char *words;
    } levels[] = {
        { "kernel", "Columns of values" },
        { "record", "Whole records, one by one" },
        { "file", "Whole records, as one file" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(levels); i++)
        if (strcmp(level, levels[i].level) == 0)
            return levels[i].words;
    return level;
}

static const ph_result *result_of(const ph_report *report, const ph_floor_check *check)
{
    return ph_result_find(report->measurement->results, check->benchmark, check->level,
                          PH_HEADLINE_SUBJECT);
}

static char *beside_reference(const ph_report *report, const ph_result *result)
{
    return isfinite(ph_measurement_of_reference(report->measurement, result))
               ? ph_figure_beside_reference(report->measurement, result)
               : NULL;
}

/* What was measured of a floor's figure, in words; NULL: nothing was. */
typedef struct measured_words {
    char *rate; /* MiB/s, as the interval is. */
    char *interval;
    char *of_floor;
    const char *reason; /* Why there is no number. Borrowed. */
} measured_words;

static measured_words words_of(const ph_result *result, const ph_floor_check *check)
{
    if (!result || result->state != PH_STATE_MEASURED)
        return (measured_words){ .reason = result ? result->reason : NULL };
    return (measured_words){
        .rate = ph_figure_rate(result->throughput_mib_s),
        .interval = isfinite(result->ci95_ns.low) ? ph_figure_interval(result) : NULL,
        .of_floor = ph_figure_factor(check->value_mb_s / check->floor_mb_s),
    };
}

static void add_measured(cJSON *entry, const ph_report *report, const ph_floor_check *check)
{
    const ph_result *result = result_of(report, check);
    const measured_words words = words_of(result, check);

    ph_report_value_take(entry, "value_mib_s", words.rate);
    ph_report_value_take(entry, "interval", words.interval);
    ph_report_value_take(entry, "times_floor", words.of_floor);
    ph_report_value_take(entry, "beside_reference",
                         words.rate ? beside_reference(report, result) : NULL);
    ph_report_value_set(entry, "reason", words.reason);
}

static cJSON *floor_entry(const ph_report *report, const ph_floor_check *check)
{
    cJSON *entry = cJSON_CreateObject();

    ph_report_value_set(entry, "name", check->name);
    ph_report_value_set(entry, "benchmark", check->benchmark);
    ph_report_value_set(entry, "level", check->level);
    ph_report_value_set(entry, "level_words", level_words(check->level));
    ph_report_value_take(entry, "value", ph_figure_rate(check->value_mb_s));
    ph_report_value_take(entry, "floor", g_strdup_printf("%g", check->floor_mb_s));
    ph_report_value_take(entry, "floor_mib_s", ph_figure_rate(check->floor_mb_s / ph_mb_s(1.0)));
    ph_report_value_take(entry, "of_floor",
                         ph_figure_factor(check->value_mb_s / check->floor_mb_s));
    ph_report_value_set_verdict(entry, check->verdict);
    ph_report_value_set(entry, "judged", ph_verdict_word(check->verdict));
    ph_report_value_set(entry, "why", check->is_judged ? check->why : "shown, not judged");
    if (!check->is_judged) {
        ph_report_value_set(entry, "verdict", NULL);
        ph_report_value_set(entry, "verdict_class", "neutral");
        ph_report_value_set(entry, "judged", "not judged");
    }
    add_measured(entry, report, check);
    return entry;
}

static void add_floors(cJSON *data, const ph_report *report)
{
    const GArray *floors = report->judgement->floors;
    cJSON *list = cJSON_AddArrayToObject(data, "floors");

    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (check->is_asked)
            cJSON_AddItemToArray(list, floor_entry(report, check));
    }
}

/* The figures of one kind of data: its columns, and its records even where there are none. Returns
 * whether there is any number. */
static gboolean add_figures(cJSON *headline, const ph_report *report, const char *name)
{
    const GArray *floors = report->judgement->floors;
    cJSON *list = cJSON_AddArrayToObject(headline, "figures");
    gboolean has_number = FALSE;

    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (strcmp(check->name, name) != 0 ||
            (!check->is_asked && strcmp(check->level, "file") == 0))
            continue;
        cJSON_AddItemToArray(list, floor_entry(report, check));
        has_number |= isfinite(check->value_mb_s);
    }
    return has_number;
}

static cJSON *headline_entry(const ph_report *report, const ph_floor_check *check)
{
    const measured_words words = words_of(result_of(report, check), check);
    g_autofree char *interval = words.interval;
    cJSON *entry = cJSON_CreateObject();

    ph_report_value_set(entry, "name", check->name);
    ph_report_value_set(entry, "benchmark", check->benchmark);
    ph_report_value_set(entry, "unit", UNIT);
    ph_report_value_take(entry, "value", words.rate);
    ph_report_value_take(entry, "interval",
                         interval ? g_strconcat(interval, " " UNIT, NULL) : NULL);
    ph_report_value_take(entry, "of_floor", words.of_floor);
    ph_report_value_take(entry, "floor", g_strdup_printf("%g MB/s", check->floor_mb_s));
    ph_report_value_set(entry, "reason", words.reason);
    cJSON_AddBoolToObject(entry, "has_figures", add_figures(entry, report, check->name));
    return entry;
}

void ph_report_headlines_add(cJSON *data, const ph_report *report)
{
    const GArray *floors = report->judgement->floors;
    cJSON *list = cJSON_AddArrayToObject(data, "headlines");

    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (strcmp(check->level, "kernel") == 0)
            cJSON_AddItemToArray(list, headline_entry(report, check));
    }
    add_floors(data, report);
}
