/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/planning.h"

#include <string.h>

#include "error/error.h"
#include "error/unknown_word.h"
#include "settings/installation.h"
#include "settings/workload_names.h"

#define DEFAULT_SUITE "critical"
#define SUITES        "suites"
#define SUITE_SUFFIX  ".toml"

static const char *usual_suite = DEFAULT_SUITE, *further_suite;
static char *suite_name;
static char **workload_names;
static char **working_set_names;

const GOptionEntry ph_planning_entries[] = {
    { "suite", 0, 0, G_OPTION_ARG_STRING, &suite_name,
      "Measure a suite of config/suites/, or of a file (default: " DEFAULT_SUITE ")", "NAME|FILE" },
    { "workload", 0, 0, G_OPTION_ARG_STRING_ARRAY, &workload_names,
      "Measure this workload (may be repeated; `perfharness help workloads` lists them)", "NAME" },
    { "working-set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &working_set_names,
      "Where a kernel's input is: L1, L2, L3, DRAM, stream (may be repeated; default: L2, and for "
      "run stream, too)",
      "NAME" },
    G_OPTION_ENTRY_NULL
};

static char **suite_names(void)
{
    g_auto(GStrv) names = ph_installation_setting_names(SUITES);
    g_autoptr(GStrvBuilder) suites = g_strv_builder_new();

    for (char **name = names; *name; name++)
        if (g_str_has_suffix(*name, SUITE_SUFFIX)) {
            g_autofree char *suite = g_strndup(*name, strlen(*name) - strlen(SUITE_SUFFIX));

            g_strv_builder_add(suites, suite);
        }
    return g_strv_builder_end(suites);
}

static gboolean has_suites(void)
{
    g_auto(GStrv) names = suite_names();

    return names[0] != NULL;
}

static char **working_sets(void)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (guint set = 0; set < PH_WORKING_SET_COUNT; set++)
        g_strv_builder_add(names, ph_working_set_name((ph_working_set)set));
    return g_strv_builder_end(names);
}

char **ph_planning_values(const char *option)
{
    if (g_strcmp0(option, "workload") == 0)
        return ph_workload_names(PH_WORKLOADS_ALL);
    if (g_strcmp0(option, "suite") == 0)
        return suite_names();
    return g_strcmp0(option, "working-set") == 0 ? working_sets() : NULL;
}

/* A name that is none of those its option takes. */
static gboolean refuse_name(const char *kind, const char *option, const char *given, GError **error)
{
    g_auto(GStrv) words = ph_planning_values(option);
    const ph_word_list list = { .kind = kind, .words = (const char *const *)words };

    return ph_refuse_word(error, &list, given);
}

static gboolean refuse_workload(ph_workload_choice choice, const char *name, GError **error)
{
    g_autofree char *text = ph_unknown_workload_text(choice, name);

    return ph_refuse(error, PH_ERROR_USAGE, "%s", text);
}

const ph_workload *ph_planning_workload(const char *name, GError **error)
{
    const ph_workload *workload = ph_workload_find(name);

    if (!workload)
        (void)refuse_workload(PH_WORKLOADS_ALL, name, error);
    return workload;
}

const ph_workload *ph_planning_kernel_workload(const char *name, GError **error)
{
    const ph_workload *workload = ph_workload_find(name);

    if (workload && workload->level == PH_LEVEL_KERNEL)
        return workload;
    (void)refuse_workload(PH_WORKLOADS_KERNEL, name, error);
    return NULL;
}

static gboolean read_working_sets(guint usual, guint *ret, GError **error)
{
    *ret = working_set_names ? 0 : usual;
    for (char **name = working_set_names; name && *name; name++) {
        ph_working_set set;

        if (!ph_working_set_find(*name, &set))
            return refuse_name("working set", "working-set", *name, error);
        *ret |= 1u << set;
    }
    return TRUE;
}

static gboolean is_file_name(const char *name)
{
    return strchr(name, '/') || g_str_has_suffix(name, SUITE_SUFFIX);
}

const char *ph_planning_suite_file(void)
{
    return suite_name && is_file_name(suite_name) ? suite_name : NULL;
}

/* A name is looked up among the installation's suites; what looks like a path is one. */
static ph_suite *read_suite(const char *name, GError **error)
{
    g_autofree char *setting = g_strconcat(SUITES "/", name, SUITE_SUFFIX, NULL);
    g_autofree char *path = ph_installation_setting(setting);

    if (is_file_name(name)) {
        g_autofree char *base = g_path_get_basename(name);

        if (g_str_has_suffix(base, SUITE_SUFFIX))
            base[strlen(base) - strlen(SUITE_SUFFIX)] = '\0';
        return ph_suite_read(name, base, error);
    }
    /* Without any, the installation is what is wrong: reading it says where it should be. */
    if (!g_file_test(path, G_FILE_TEST_EXISTS) && has_suites()) {
        (void)refuse_name("suite", "suite", name, error);
        return NULL;
    }
    return ph_suite_read(path, name, error);
}

gboolean ph_planning_add(GPtrArray *plan, const ph_workload *workload, ph_expectation expectation,
                         ph_planning_scope scope, GError **error)
{
    for (guint i = 0; i < plan->len; i++)
        if (((const ph_benchmark *)plan->pdata[i])->workload == workload)
            return ph_refuse(error, PH_ERROR_USAGE, "the workload %s is asked for twice",
                             workload->name);
    if (!workload->is_stored)
        ph_plan_add(plan, workload, expectation, scope.working_sets, scope.caches);
    else if (scope.files)
        ph_plan_add_stored(plan, workload, expectation, ph_stored_files_add(scope.files, workload));
    else
        return ph_refuse(error, PH_ERROR_USAGE,
                         "the workload %s works on files, which is what `perfharness run` measures",
                         workload->name);
    return TRUE;
}

static gboolean plan_suite(GPtrArray *plan, const ph_suite *suite, ph_planning_scope scope,
                           GError **error)
{
    for (guint i = 0; i < suite->workloads->len; i++) {
        const ph_suite_workload *entry = &g_array_index(suite->workloads, ph_suite_workload, i);

        if (!ph_planning_add(plan, entry->workload, entry->expectation, scope, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean plan_workloads(GPtrArray *plan, ph_planning_scope scope, GError **error)
{
    for (char **name = workload_names; name && *name; name++) {
        const ph_workload *workload = ph_planning_workload(*name, error);

        if (!workload ||
            !ph_planning_add(plan, workload,
                             workload->is_undecodable ? PH_EXPECT_VOID : PH_EXPECT_NUMBER, scope,
                             error))
            return FALSE;
    }
    return TRUE;
}

gboolean ph_planning_take_suite(const char *name, const char *option, GError **error)
{
    const char *other = suite_name          ? "--suite"
                        : workload_names    ? "--workload"
                        : working_set_names ? "--working-set"
                                            : NULL;

    if (other)
        return ph_refuse(error, PH_ERROR_USAGE, "%s and %s: each says what is measured", option,
                         other);
    suite_name = g_strdup(name);
    return TRUE;
}

void ph_planning_usual_suite(const char *name, const char *further)
{
    usual_suite = name;
    further_suite = further;
}

gboolean ph_planning_is_usual(void)
{
    return !suite_name && !workload_names;
}

static gboolean plan_further(GPtrArray *plan, ph_planning_scope scope, GError **error)
{
    g_autoptr(ph_suite) suite = read_suite(further_suite, error);

    return suite && plan_suite(plan, suite, scope, error);
}

GPtrArray *ph_planning_plan(guint usual_sets, ph_cpu_caches caches, gboolean has_own_data,
                            ph_suite **ret_suite, ph_stored_files **ret_files, GError **error)
{
    g_autoptr(GPtrArray) plan = ph_plan_new();
    ph_planning_scope scope = { .caches = caches };
    const gboolean is_usual = ph_planning_is_usual() && !has_own_data;
    const char *name = is_usual ? usual_suite : suite_name;

    if (name && !(*ret_suite = read_suite(name, error)))
        return NULL;
    if (ret_files &&
        !(scope.files = *ret_files = ph_stored_files_new(name ? *ret_suite : NULL, error)))
        return NULL;
    if (name && (*ret_suite)->quick_seconds)
        usual_sets = 1u << PH_WORKING_SET_STREAM;
    if (!read_working_sets(usual_sets, &scope.working_sets, error))
        return NULL;
    if (name && !plan_suite(plan, *ret_suite, scope, error))
        return NULL;
    if (is_usual && further_suite && !plan_further(plan, scope, error))
        return NULL;
    return plan_workloads(plan, scope, error) ? g_steal_pointer(&plan) : NULL;
}
