/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/suite.h"

#include "error/error.h"
#include "protocol/thread_count.h"
#include "settings/file_size.h"
#include "settings/settings.h"
#include "settings/thresholds.h"
#include "settings/workload_names.h"

typedef struct workload_entry {
    char *name;
    guint expectation; /* ph_expectation, index into expectations. */
} workload_entry;

static const char *const expectations[] = {
#define X(id, name) (name),
    PH_EXPECTATION_LIST(X)
#undef X
        NULL,
};

static const ph_setting_field workload_fields[] = {
    { "name", PH_SETTING_TEXT, G_STRUCT_OFFSET(workload_entry, name), TRUE, NULL },
    { "expect", PH_SETTING_CHOICE, G_STRUCT_OFFSET(workload_entry, expectation), FALSE,
      expectations },
    { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
};

static const ph_setting_field suite_fields[] = {
    { "description", PH_SETTING_TEXT, G_STRUCT_OFFSET(ph_suite, description), TRUE, NULL },
    { "launches", PH_SETTING_COUNT, G_STRUCT_OFFSET(ph_suite, launches), TRUE, NULL },
    { "latency", PH_SETTING_SWITCH, G_STRUCT_OFFSET(ph_suite, has_latency), FALSE, NULL },
    { "anchor", PH_SETTING_TEXT, G_STRUCT_OFFSET(ph_suite, anchor), FALSE, NULL },
    { "quick_seconds", PH_SETTING_COUNT, G_STRUCT_OFFSET(ph_suite, quick_seconds), FALSE, NULL },
    { "budget_minutes", PH_SETTING_NUMBER, G_STRUCT_OFFSET(ph_suite, budget_minutes), FALSE, NULL },
    { "sustained_minutes", PH_SETTING_NUMBER, G_STRUCT_OFFSET(ph_suite, sustained_minutes), FALSE,
      NULL },
    { "threads", PH_SETTING_NESTED, 0, FALSE, NULL },
    { "file_size", PH_SETTING_TEXT, G_STRUCT_OFFSET(ph_suite, file_size), FALSE, NULL },
    { "workload", PH_SETTING_NESTED, 0, TRUE, NULL },
    { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
};

static gboolean add_workload(const char *path, const ph_toml_node *node, ph_suite *suite,
                             GError **error)
{
    workload_entry entry = { NULL, PH_EXPECT_NUMBER };
    const gboolean is_filled = ph_settings_fill(path, node, workload_fields, &entry, error);
    g_autofree char *name = entry.name;

    if (!is_filled)
        return FALSE;

    const ph_suite_workload workload = { ph_workload_find(name),
                                         (ph_expectation)entry.expectation };
    if (!workload.workload) {
        g_autofree char *why = ph_unknown_workload_text(PH_WORKLOADS_ALL, name);

        return ph_settings_refuse(path, ph_settings_member(node, "name"), error, "%s", why);
    }
    for (guint i = 0; i < suite->workloads->len; i++)
        if (g_array_index(suite->workloads, ph_suite_workload, i).workload == workload.workload)
            return ph_settings_refuse(path, ph_settings_member(node, "name"), error,
                                      "the workload \"%s\" stands there twice", name);
    g_array_append_val(suite->workloads, workload);
    return TRUE;
}

static gboolean read_workloads(const char *path, const ph_toml_node *list, ph_suite *suite,
                               GError **error)
{
    if (list->type != PH_TOML_ARRAY || list->children->len == 0)
        return ph_settings_refuse(path, list, error, "[[workload]] tables were expected");
    for (guint i = 0; i < list->children->len; i++)
        if (!add_workload(path, list->children->pdata[i], suite, error))
            return FALSE;
    return TRUE;
}

static gboolean add_count(const ph_toml_node *node, GArray *counts)
{
    const guint last = counts->len ? g_array_index(counts, guint, counts->len - 1) : 0;
    guint count;

    if (node->type != PH_TOML_INTEGER || node->integer <= last || node->integer > PH_THREADS_MAX)
        return FALSE;
    count = (guint)node->integer;
    g_array_append_val(counts, count);
    return TRUE;
}

/* NULL: there is no such list. */
static gboolean read_threads(const char *path, const ph_toml_node *list, ph_suite *suite,
                             GError **error)
{
    gboolean is_right = list && list->type == PH_TOML_ARRAY && list->children->len > 0;

    if (!list)
        return TRUE;
    suite->threads = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; is_right && i < list->children->len; i++)
        is_right = add_count(list->children->pdata[i], suite->threads);
    return is_right ||
           ph_settings_refuse(path, list, error,
                              "threads: ascending numbers from 1 to " PH_THREADS_MAX_TEXT
                              " were expected, as in [1, 2]");
}

ph_suite *ph_suite_read(const char *path, const char *name, GError **error)
{
    g_autoptr(ph_toml_node) root = ph_toml_read(path, error);
    g_autoptr(ph_suite) suite = NULL;

    if (!root)
        return NULL;
    suite = g_new0(ph_suite, 1);
    suite->name = g_strdup(name);
    suite->workloads = g_array_new(FALSE, FALSE, sizeof(ph_suite_workload));
    if (!ph_settings_fill(path, root, suite_fields, suite, error))
        return NULL;
    if (suite->launches > PH_LAUNCHES_MAX) {
        (void)ph_settings_refuse(path, ph_settings_member(root, "launches"), error,
                                 "launches: 1 to %d was expected", PH_LAUNCHES_MAX);
        return NULL;
    }
    if (suite->budget_minutes > PH_TIMEOUT_MINUTES_MAX) {
        (void)ph_settings_refuse(path, ph_settings_member(root, "budget_minutes"), error,
                                 "budget_minutes: at most %g was expected", PH_TIMEOUT_MINUTES_MAX);
        return NULL;
    }
    if (suite->budget_minutes > 0.0 && suite->sustained_minutes >= suite->budget_minutes) {
        (void)ph_settings_refuse(path, ph_settings_member(root, "sustained_minutes"), error,
                                 "sustained_minutes: less than budget_minutes, %g, was expected",
                                 suite->budget_minutes);
        return NULL;
    }
    if (suite->file_size && !ph_file_size_read(suite->file_size, &(ph_file_size){ 0 })) {
        (void)ph_settings_refuse(path, ph_settings_member(root, "file_size"), error,
                                 "file_size: a size such as \"256MiB\" or \"4x-memory\" was "
                                 "expected");
        return NULL;
    }
    if (!read_threads(path, ph_settings_member(root, "threads"), suite, error) ||
        !read_workloads(path, ph_settings_member(root, "workload"), suite, error))
        return NULL;
    return g_steal_pointer(&suite);
}

void ph_suite_free(ph_suite *suite)
{
    g_free(suite->name);
    g_free(suite->description);
    g_free(suite->anchor);
    g_clear_pointer(&suite->threads, g_array_unref);
    g_free(suite->file_size);
    g_array_unref(suite->workloads);
    g_free(suite);
}
