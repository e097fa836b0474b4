/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "import/imported.h"

#include <math.h>
#include <string.h>

#include "bridge/json_schema.h"
#include "error/error.h"
#include "import/formats.h"
#include "platform/path.h"

const ph_import_format ph_import_formats[] = {
    { "criterion", "a folder as `cargo bench` leaves it: target/criterion", ph_import_criterion,
      ph_import_criterion_history,
      "a folder with criterion's folders, or baselines it saved, in folders that are named by "
      "commits in full" },
    { "receipt", "copybook-rs' performance receipt", ph_import_receipt, NULL, NULL },
    { "github-action-benchmark",
      "an array of figures with name, unit and value, or the newest of its `data.js`",
      ph_import_github_action_benchmark, ph_import_github_action_benchmark_history,
      "its `data.js`, all runs of all suites" },
    { "spec", "perf.json with display_gibs and comp3_mibs", ph_import_spec, NULL, NULL },
    { "bencher", NULL, NULL, ph_import_bencher_history,
      "Bencher's Metric Format, or what its API answers to perf, a report or reports" },
    { NULL, NULL, NULL, NULL, NULL },
};

const ph_import_format *ph_import_find(const char *name)
{
    for (const ph_import_format *format = ph_import_formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}

static void free_figure(ph_imported_figure *figure)
{
    g_free(figure->name);
    g_free(figure);
}

void ph_imported_free(ph_imported *imported)
{
    g_free(imported->timestamp);
    g_free(imported->commit);
    g_free(imported->fingerprint);
    g_free(imported->cpu_model);
    g_ptr_array_unref(imported->figures);
    g_ptr_array_unref(imported->remarks);
    g_free(imported);
}

static const ph_interval no_interval = { NAN, NAN };

/* suite is NULL for none. */
static ph_imported_figure *add(ph_imported *to, const char *suite, const char *name, double mib_s)
{
    ph_imported_figure *figure = g_new0(ph_imported_figure, 1);

    figure->name = suite ? g_strdup_printf("%s: %s", suite, name) : g_strdup(name);
    figure->own_name = figure->name + strlen(figure->name) - strlen(name);
    figure->mib_s = mib_s;
    figure->ci95_mib_s = figure->range_mib_s = no_interval;
    g_ptr_array_add(to->figures, figure);
    return figure;
}

void ph_imported_add(ph_imported *to, const char *name, double mib_s)
{
    (void)add(to, NULL, name, mib_s);
}

void ph_imported_add_with_interval(ph_imported *to, const char *name, double mib_s,
                                   ph_interval ci95_mib_s)
{
    add(to, NULL, name, mib_s)->ci95_mib_s = ci95_mib_s;
}

void ph_imported_add_with_range(ph_imported *to, const char *suite, const char *name, double mib_s,
                                ph_interval range_mib_s)
{
    add(to, suite, name, mib_s)->range_mib_s = range_mib_s;
}

void ph_imported_remark(ph_imported *to, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(to->remarks, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

gboolean ph_import_is_valid(const cJSON *document, const char *path, const char *schemas,
                            const char *name, GError **error)
{
    g_autofree char *file = g_strconcat(name, ".schema.json", NULL);
    g_autofree char *schema = ph_path_join(schemas, "import", file, NULL);
    char *printed = cJSON_PrintUnformatted(document);
    const gboolean is_valid = ph_json_schema_check(schema, printed, error);

    cJSON_free(printed);
    if (!is_valid)
        g_prefix_error(error, "%s: ", path);
    return is_valid;
}

ph_imported *ph_import_read(const ph_import_format *format, const char *path, const char *schemas,
                            GError **error)
{
    g_autoptr(ph_imported) imported = g_new0(ph_imported, 1);
    g_autoptr(GError) cause = NULL;

    imported->figures = g_ptr_array_new_with_free_func((GDestroyNotify)free_figure);
    imported->remarks = g_ptr_array_new_with_free_func(g_free);
    if (format->read(path, schemas, imported, &cause))
        return g_steal_pointer(&imported);
    g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "importing %s figures: %s", format->name,
                cause->message);
    return NULL;
}

ph_imported_history *ph_import_read_history(const ph_import_format *format, const char *path,
                                            const char *schemas, GError **error)
{
    g_autoptr(ph_imported_history) history = ph_imported_history_new();
    g_autoptr(GError) cause = NULL;

    if (format->read_history(path, schemas, history, &cause))
        return g_steal_pointer(&history);
    g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "importing %s runs: %s", format->name,
                cause->message);
    return NULL;
}
