/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/baseline_checks.h"

#include "columns.h"
#include "error/error.h"
#include "github/commit_checks.h"

enum { SHORT_HASH_LENGTH = 12 };

struct ph_baseline_checks {
    char *commit;
    cJSON *record;
    GPtrArray *objections; /* char *: checks that are not green. */
};

/* Those that `publish` and the jobs of our own workflows set. */
static const char *const own_patterns[] = { "performance/*", "perfharness/*" };

static char *describe(const ph_commit_check *check)
{
    g_autofree char *name = ph_error_printable(check->name);
    g_autofree char *word = ph_error_printable(check->conclusion);

    switch (check->state) {
    case PH_CHECK_GREEN: return NULL;
    case PH_CHECK_PENDING: return g_strdup_printf("the check %s is not over: %s", name, word);
    case PH_CHECK_RED: return g_strdup_printf("the check %s is not green: %s", name, word);
    case PH_CHECK_MISSING: break;
    }
    return g_strdup_printf("the required check %s has not been reported", name);
}

static cJSON *record_of(const ph_commit_checks *found, const char *commit)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *asked_at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    cJSON *record = cJSON_CreateObject();
    cJSON *list;

    cJSON_AddStringToObject(record, "commit", commit);
    list = cJSON_AddArrayToObject(record, "required");
    for (guint i = 0; i < found->checks->len; i++) {
        const ph_commit_check *check = found->checks->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", check->name);
        cJSON_AddStringToObject(entry, "conclusion", check->conclusion);
        cJSON_AddItemToArray(list, entry);
    }
    cJSON_AddStringToObject(record, "asked_at", asked_at);
    return record;
}

static ph_baseline_checks *judge(const ph_commit_checks *found, const char *commit)
{
    ph_baseline_checks *checks = g_new0(ph_baseline_checks, 1);

    checks->commit = g_strdup(commit);
    checks->record = record_of(found, commit);
    checks->objections = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < found->checks->len; i++) {
        char *text = describe(found->checks->pdata[i]);

        if (text)
            g_ptr_array_add(checks->objections, text);
    }
    /* Those of a commit that was just pushed have not begun: that is not green. */
    if (!found->checks->len)
        g_ptr_array_add(checks->objections,
                        g_strdup_printf("no other check has reported on the commit %.*s",
                                        SHORT_HASH_LENGTH, commit));
    return checks;
}

static void tell_unread(const char *why)
{
    g_autofree char *printable = ph_error_printable(why);

    ph_columns_print(stdout, 0, 2,
                     "Which checks are required cannot be read; those that --required names, or "
                     "all: %s",
                     printable);
}

ph_baseline_checks *ph_baseline_checks_ask(const ph_baseline_asked *asked, GError **error)
{
    g_auto(ph_baseline_connection) connection = { 0 };
    g_auto(ph_commit_checks) found = { 0 };
    g_autoptr(GPtrArray) except = g_ptr_array_new();
    ph_commit_checks_wanted wanted = { .sha = asked->checks_of,
                                       .branch = asked->branch,
                                       .required = asked->required };

    if (!ph_baseline_connect(asked, &connection, error))
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(own_patterns); i++)
        g_ptr_array_add(except, (gpointer)own_patterns[i]);
    for (const char *const *pattern = asked->except; *pattern; pattern++)
        g_ptr_array_add(except, (gpointer)*pattern);
    g_ptr_array_add(except, NULL);
    wanted.repository = connection.repository;
    wanted.except = (const char *const *)except->pdata;
    wanted.own_run = connection.job->own_run_id;
    if (!ph_commit_checks_ask(connection.github, &wanted, &found, error)) {
        g_prefix_error(error, "nothing is promoted, as the commit's other checks are not known: ");
        return NULL;
    }
    if (found.unread)
        tell_unread(found.unread);
    return judge(&found, asked->checks_of);
}

void ph_baseline_checks_free(ph_baseline_checks *checks)
{
    g_free(checks->commit);
    cJSON_Delete(checks->record);
    g_ptr_array_unref(checks->objections);
    g_free(checks);
}

GPtrArray *ph_baseline_checks_objections(const ph_baseline_checks *checks, const char *commit)
{
    GPtrArray *objections = g_ptr_array_new_with_free_func(g_free);

    if (!checks)
        return objections;
    if (g_strcmp0(checks->commit, commit) != 0) {
        g_ptr_array_add(objections,
                        g_strdup_printf("the run is of %s%.*s, and the checks are those of %.*s",
                                        commit ? "the commit " : "an unknown commit",
                                        SHORT_HASH_LENGTH, commit ? commit : "", SHORT_HASH_LENGTH,
                                        checks->commit));
        return objections;
    }
    for (guint i = 0; i < checks->objections->len; i++)
        g_ptr_array_add(objections, g_strdup(checks->objections->pdata[i]));
    return objections;
}

const cJSON *ph_baseline_checks_record(const ph_baseline_checks *checks, const char *commit)
{
    return checks && g_strcmp0(checks->commit, commit) == 0 ? checks->record : NULL;
}
