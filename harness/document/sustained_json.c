/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/sustained_json.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "error/error.h"

/* What is written in 17 digits and read again. */
#define AGREEMENT 1e-9

static void add_array(cJSON *object, const char *name, const GArray *values)
{
    cJSON *list = cJSON_AddArrayToObject(object, name);

    for (guint i = 0; i < values->len; i++) {
        const double value = g_array_index(values, double, i);

        cJSON_AddItemToArray(list,
                             isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull());
    }
}

static cJSON *drift_json(const ph_result *result, const ph_drift *drift)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", result->benchmark);
    cJSON_AddStringToObject(entry, "level", result->level);
    cJSON_AddStringToObject(entry, "subject", result->subject);
    cJSON_AddNumberToObject(entry, "change", drift->change);
    ph_json_add_number(entry, "slope", drift->slope);
    ph_json_add_interval(entry, "ci95", drift->ci95);
    return entry;
}

static void add_drifts(cJSON *object, const ph_measurement *measurement)
{
    cJSON *list = cJSON_AddArrayToObject(object, "drifts");

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        ph_drift drift;

        if (ph_result_drift(measurement, result, &drift))
            cJSON_AddItemToArray(list, drift_json(result, &drift));
    }
}

void ph_sustained_json_add(cJSON *document, const ph_measurement *measurement)
{
    const ph_sustained *sustained = measurement->sustained;
    cJSON *object, *list;

    if (!sustained)
        return;
    object = cJSON_AddObjectToObject(document, "sustained");
    cJSON_AddNumberToObject(object, "asked_s", sustained->asked_s);
    ph_json_add_number(object, "core_throttles", sustained->core_throttles);
    ph_json_add_number(object, "package_throttles", sustained->package_throttles);
    if (sustained->throttles_missing)
        cJSON_AddStringToObject(object, "throttles_missing", sustained->throttles_missing);
    list = cJSON_AddArrayToObject(object, "benchmarks");
    for (guint i = 0; i < sustained->benchmarks->len; i++) {
        const ph_sustained_benchmark *benchmark = sustained->benchmarks->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", benchmark->name);
        add_array(entry, "started_s", benchmark->started_s);
        add_array(entry, "core_clock_hz", benchmark->core_clock_hz);
        cJSON_AddItemToArray(list, entry);
    }
    add_drifts(object, measurement);
}

static void read_array(const cJSON *list, GArray *ret)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        const double value = cJSON_IsNumber(item) ? item->valuedouble : NAN;

        g_array_append_val(ret, value);
    }
}

ph_sustained *ph_sustained_json_read(const cJSON *document)
{
    const cJSON *object = ph_json_member(document, "sustained");
    const cJSON *entry;
    ph_sustained *sustained;

    if (!object)
        return NULL;
    sustained = ph_sustained_new();
    sustained->asked_s = ph_json_number(object, "asked_s");
    sustained->core_throttles = ph_json_number(object, "core_throttles");
    sustained->package_throttles = ph_json_number(object, "package_throttles");
    sustained->throttles_missing = ph_json_printable(object, "throttles_missing");
    cJSON_ArrayForEach(entry, ph_json_member(object, "benchmarks"))
    {
        g_autofree char *name = ph_json_printable(entry, "name");
        ph_sustained_benchmark *benchmark = ph_sustained_add(sustained, name);

        read_array(ph_json_member(entry, "started_s"), benchmark->started_s);
        read_array(ph_json_member(entry, "core_clock_hz"), benchmark->core_clock_hz);
    }
    return sustained;
}

static gboolean refuse(GError **error, guint index, const char *list, const char *why)
{
    g_set_error(error, PH_ERROR, PH_ERROR_SCHEMA, "/sustained/%s/%u: %s", list, index, why);
    return FALSE;
}

static gboolean agree(double found, double expected)
{
    return (isnan(found) && isnan(expected)) ||
           fabs(found - expected) <= AGREEMENT * fmax(1.0, fabs(expected));
}

static const cJSON *find_entry(const cJSON *document, const cJSON *drift)
{
    static const char *const members[] = { "name", "level", "subject" };
    const cJSON *entry;

    cJSON_ArrayForEach(entry, ph_json_member(document, "benchmarks"))
    {
        gboolean is_it = TRUE;

        for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
            is_it = is_it && g_strcmp0(ph_json_text(entry, members[i]),
                                       ph_json_text(drift, members[i])) == 0;
        if (is_it)
            return entry;
    }
    return NULL;
}

static gboolean check_drift(const cJSON *document, const ph_sustained *sustained,
                            const cJSON *entry, guint index, GError **error)
{
    const cJSON *result = find_entry(document, entry);
    const ph_sustained_benchmark *benchmark =
        ph_sustained_find(sustained, ph_json_text(entry, "name"));
    g_autoptr(GArray) launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    ph_drift drift;

    if (!result || !benchmark)
        return refuse(error, index, "drifts", "is of no figure of the run");
    read_array(ph_json_member(result, "launch_ns"), launch_ns);
    return (ph_drift_of(benchmark, launch_ns, &drift) &&
            agree(ph_json_number(entry, "change"), drift.change) &&
            agree(ph_json_number(entry, "slope"), drift.slope)) ||
           refuse(error, index, "drifts", "does not follow from the launches");
}

static gboolean check_benchmark(const ph_sustained_benchmark *benchmark, guint index,
                                GError **error)
{
    const GArray *started_s = benchmark->started_s;

    if (started_s->len != benchmark->core_clock_hz->len)
        return refuse(error, index, "benchmarks", "has not as many clocks as launches");
    for (guint i = 1; i < started_s->len; i++)
        if (!(g_array_index(started_s, double, i) > g_array_index(started_s, double, i - 1)))
            return refuse(error, index, "benchmarks", "launches are not in order");
    return TRUE;
}

gboolean ph_sustained_check(const cJSON *document, GError **error)
{
    g_autoptr(ph_sustained) sustained = ph_sustained_json_read(document);
    const cJSON *entry;
    guint index = 0;

    if (!sustained)
        return TRUE;
    for (guint i = 0; i < sustained->benchmarks->len; i++)
        if (!check_benchmark(sustained->benchmarks->pdata[i], i, error))
            return FALSE;
    cJSON_ArrayForEach(entry, ph_json_member(ph_json_member(document, "sustained"), "drifts"))
    {
        if (!check_drift(document, sustained, entry, index++, error))
            return FALSE;
    }
    return TRUE;
}
