/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/thresholds.h"

#include <math.h>
#include <string.h>

#include "settings/settings.h"
#include "settings/workload_names.h"

#define REVIEW_HOURS 24.0

#define NUMBER(key, member, is_required)                                                           \
    {                                                                                              \
        key, PH_SETTING_NUMBER, G_STRUCT_OFFSET(ph_thresholds, member), is_required, NULL          \
    }
#define SWITCH(key, member)                                                                        \
    {                                                                                              \
        key, PH_SETTING_SWITCH, G_STRUCT_OFFSET(ph_thresholds, member), TRUE, NULL                 \
    }
#define TABLE(key, is_required)                                                                    \
    {                                                                                              \
        key, PH_SETTING_NESTED, 0, is_required, NULL                                               \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, PH_SETTING_NESTED, 0, FALSE, NULL                                                    \
    }

/* Of a file that says nothing of work: it was written for a version that did not judge it. */
#define WORK_WARN_USUAL 0.005
#define WORK_FAIL_USUAL 0.02

#define ALLOCATIONS_WARN_USUAL 0.005
#define ALLOCATIONS_FAIL_USUAL 0.02

static const char *const gates[] = { "block", "inform", NULL };
static const char *const inconclusive_words[] = { "neutral", "failure", NULL };

static const ph_setting_field floor_fields[] = {
    NUMBER("display_min_mibs", display_floor_mb_s, TRUE),
    NUMBER("comp3_min_mibs", comp3_floor_mb_s, TRUE),
    { "regression_threshold", PH_SETTING_SHARE,
      G_STRUCT_OFFSET(ph_thresholds, regression_threshold), TRUE, NULL },
    END,
};

static const ph_setting_field record_floor_fields[] = {
    NUMBER("display_min_mibs", record_display_floor_mb_s, FALSE),
    NUMBER("comp3_min_mibs", record_comp3_floor_mb_s, FALSE),
    END,
};

static const ph_setting_field target_fields[] = {
    NUMBER("display_target_gibs", display_target_gib_s, TRUE),
    NUMBER("comp3_target_mibs", comp3_target_mib_s, TRUE),
    NUMBER("safety_margin_multiplier", safety_margin_multiplier, TRUE),
    END,
};

static const ph_setting_field work_fields[] = {
    { "warn", PH_SETTING_SHARE, G_STRUCT_OFFSET(ph_thresholds, work_warn), TRUE, NULL },
    { "fail", PH_SETTING_SHARE, G_STRUCT_OFFSET(ph_thresholds, work_fail), TRUE, NULL },
    END,
};

static const ph_setting_field allocation_fields[] = {
    { "warn", PH_SETTING_SHARE, G_STRUCT_OFFSET(ph_thresholds, allocations_warn), TRUE, NULL },
    { "fail", PH_SETTING_SHARE, G_STRUCT_OFFSET(ph_thresholds, allocations_fail), TRUE, NULL },
    END,
};

static const ph_setting_field automation_fields[] = {
    NUMBER("benchmark_timeout_minutes", benchmark_timeout_minutes, TRUE),
    SWITCH("pr_comment_enabled", is_pr_comment_enabled),
    SWITCH("baseline_promotion_enabled", is_baseline_promotion_enabled),
    SWITCH("audit_generation_enabled", is_audit_generation_enabled),
    { "review_hours", PH_SETTING_AMOUNT, G_STRUCT_OFFSET(ph_thresholds, review_hours), FALSE,
      NULL },
    { "gate", PH_SETTING_CHOICE, G_STRUCT_OFFSET(ph_thresholds, gate), FALSE, gates },
    END,
};

static const ph_setting_field gate_fields[] = {
    { "inconclusive", PH_SETTING_CHOICE, G_STRUCT_OFFSET(ph_thresholds, inconclusive), FALSE,
      inconclusive_words },
    END,
};

static const ph_setting_field report_fields[] = {
    { "show_runner_name", PH_SETTING_SWITCH, G_STRUCT_OFFSET(ph_thresholds, is_runner_name_shown),
      FALSE, NULL },
    END,
};

static const ph_setting_field suite_fields[] = {
    { "regression_threshold", PH_SETTING_SHARE,
      G_STRUCT_OFFSET(ph_suite_threshold, regression_threshold), TRUE, NULL },
    END,
};

/* From 0 on, as there is code that allocates nothing; a floor of 0 is refused below. */
static const ph_setting_field budget_fields[] = {
#define X(key, direction, what, unit)                                                              \
    { #key, PH_SETTING_AMOUNT, G_STRUCT_OFFSET(ph_budget, key), FALSE, NULL },
    PH_BUDGET_LIST(X)
#undef X
        END,
};

static const ph_setting_field root_fields[] = {
    TABLE("performance_floors", TRUE),
    TABLE("record_floors", FALSE),
    TABLE("enterprise_targets", TRUE),
    TABLE("work", FALSE),
    TABLE("allocations", FALSE),
    TABLE("automation", TRUE),
    TABLE("gate", FALSE),
    TABLE("reports", FALSE),
    TABLE("suites", FALSE),
    TABLE("budgets", FALSE),
    END,
};

/* The tables whose keys go straight into ph_thresholds. */
static const struct {
    const char *key;
    const ph_setting_field *fields;
} tables[] = {
    { "performance_floors", floor_fields },
    { "record_floors", record_floor_fields },
    { "enterprise_targets", target_fields },
    { "work", work_fields },
    { "allocations", allocation_fields },
    { "automation", automation_fields },
    { "gate", gate_fields },
    { "reports", report_fields },
};

static void suite_threshold_free(gpointer data)
{
    ph_suite_threshold *threshold = data;

    g_free(threshold->suite);
    g_free(threshold);
}

static gboolean read_suites(const char *path, const ph_toml_node *suites, ph_thresholds *thresholds,
                            GError **error)
{
    if (suites->type != PH_TOML_TABLE)
        return ph_settings_refuse(path, suites, error, "[suites.NAME] tables were expected");
    for (guint i = 0; i < suites->children->len; i++) {
        const ph_toml_node *node = suites->children->pdata[i];
        ph_suite_threshold *threshold = g_new0(ph_suite_threshold, 1);

        threshold->suite = g_strdup(node->key);
        g_ptr_array_add(thresholds->suites, threshold);
        if (!ph_settings_fill(path, node, suite_fields, threshold, error))
            return FALSE;
    }
    return TRUE;
}

static void budget_free(gpointer data)
{
    ph_budget *budget = data;

    g_free(budget->benchmark);
    g_free(budget);
}

static gboolean is_limited(const ph_budget *budget)
{
#define X(key, direction, what, unit) || !isnan(budget->key)
    return FALSE PH_BUDGET_LIST(X);
#undef X
}

/*
 * Those of own records are called as their file is, which nobody knows beforehand: a name with a
 * dot, which no other has.
 */
static gboolean is_benchmark(const char *name)
{
    g_auto(GStrv) names = ph_benchmark_names();

    return strchr(name, '.') || g_strv_contains((const char *const *)names, name);
}

/* What is met whatever happens, or is of nothing that there is, would be green by accident. */
static gboolean check_budget(const char *path, const ph_toml_node *node, const ph_budget *budget,
                             GError **error)
{
    g_autofree char *unknown =
        is_benchmark(budget->benchmark) ? NULL : ph_unknown_benchmark_text(budget->benchmark);

    if (unknown)
        return ph_settings_refuse(path, node, error, "%s", unknown);
    if (!is_limited(budget))
        return ph_settings_refuse(path, node, error,
                                  "a limit was expected, such as min_mb_s or max_peak_mib");
    if (budget->min_mb_s == 0.0)
        return ph_settings_refuse(path, ph_settings_member(node, "min_mb_s"), error,
                                  "min_mb_s: a number above 0 was expected");
    return budget->max_peak_mib != 0.0 ||
           ph_settings_refuse(path, ph_settings_member(node, "max_peak_mib"), error,
                              "max_peak_mib: a number above 0 was expected");
}

static gboolean read_budgets(const char *path, const ph_toml_node *budgets,
                             ph_thresholds *thresholds, GError **error)
{
    if (budgets->type != PH_TOML_TABLE)
        return ph_settings_refuse(path, budgets, error, "[budgets.NAME] tables were expected");
    for (guint i = 0; i < budgets->children->len; i++) {
        const ph_toml_node *node = budgets->children->pdata[i];
        ph_budget *budget = g_new0(ph_budget, 1);

        budget->benchmark = g_strdup(node->key);
#define X(key, direction, what, unit) budget->key = NAN;
        PH_BUDGET_LIST(X)
#undef X
        g_ptr_array_add(thresholds->budgets, budget);
        if (!ph_settings_fill(path, node, budget_fields, budget, error) ||
            !check_budget(path, node, budget, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_range(const char *path, const ph_toml_node *root, const char *key,
                            double value, double value_max, GError **error)
{
    return value <= value_max ||
           ph_settings_refuse(path, ph_settings_member(ph_settings_member(root, "automation"), key),
                              error, "%s: at most %g was expected", key, value_max);
}

/* Of two keys of a table. */
static gboolean check_order(const char *path, const ph_toml_node *root, const char *table,
                            double warn, double fail, GError **error)
{
    return warn <= fail ||
           ph_settings_refuse(path, ph_settings_member(ph_settings_member(root, table), "warn"),
                              error, "warn: at most as much as fail, %g, was expected", fail);
}

/* What no single key can be blamed for, and what is too much. */
static gboolean check(const char *path, const ph_toml_node *root, const ph_thresholds *thresholds,
                      GError **error)
{
    if (!check_range(path, root, "benchmark_timeout_minutes", thresholds->benchmark_timeout_minutes,
                     PH_TIMEOUT_MINUTES_MAX, error) ||
        !check_range(path, root, "review_hours", thresholds->review_hours, PH_REVIEW_HOURS_MAX,
                     error))
        return FALSE;
    return check_order(path, root, "work", thresholds->work_warn, thresholds->work_fail, error) &&
           check_order(path, root, "allocations", thresholds->allocations_warn,
                       thresholds->allocations_fail, error);
}

static gboolean fill(const char *path, const ph_toml_node *root, ph_thresholds *thresholds,
                     GError **error)
{
    const ph_toml_node *suites, *budgets;

    if (!ph_settings_fill(path, root, root_fields, thresholds, error))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        const ph_toml_node *table = ph_settings_member(root, tables[i].key);

        if (table && !ph_settings_fill(path, table, tables[i].fields, thresholds, error))
            return FALSE;
    }
    if (!check(path, root, thresholds, error))
        return FALSE;
    suites = ph_settings_member(root, "suites");
    if (suites && !read_suites(path, suites, thresholds, error))
        return FALSE;
    budgets = ph_settings_member(root, "budgets");
    return !budgets || read_budgets(path, budgets, thresholds, error);
}

ph_thresholds *ph_thresholds_read(const char *path, GError **error)
{
    g_autoptr(ph_toml_node) root = ph_toml_read(path, error);
    g_autoptr(ph_thresholds) thresholds = NULL;

    if (!root)
        return NULL;
    thresholds = g_new0(ph_thresholds, 1);
    thresholds->record_display_floor_mb_s = thresholds->record_comp3_floor_mb_s = NAN;
    thresholds->review_hours = REVIEW_HOURS;
    thresholds->work_warn = WORK_WARN_USUAL;
    thresholds->work_fail = WORK_FAIL_USUAL;
    thresholds->allocations_warn = ALLOCATIONS_WARN_USUAL;
    thresholds->allocations_fail = ALLOCATIONS_FAIL_USUAL;
    thresholds->suites = g_ptr_array_new_with_free_func(suite_threshold_free);
    thresholds->budgets = g_ptr_array_new_with_free_func(budget_free);
    return fill(path, root, thresholds, error) ? g_steal_pointer(&thresholds) : NULL;
}

void ph_thresholds_free(ph_thresholds *thresholds)
{
    g_ptr_array_unref(thresholds->suites);
    g_ptr_array_unref(thresholds->budgets);
    g_free(thresholds);
}

double ph_thresholds_warn(const ph_thresholds *thresholds, const char *suite)
{
    for (guint i = 0; suite && i < thresholds->suites->len; i++) {
        const ph_suite_threshold *threshold = thresholds->suites->pdata[i];

        if (strcmp(threshold->suite, suite) == 0)
            return threshold->regression_threshold;
    }
    return thresholds->regression_threshold;
}

double ph_thresholds_fail(const ph_thresholds *thresholds, const char *suite)
{
    return 2.0 * ph_thresholds_warn(thresholds, suite);
}
