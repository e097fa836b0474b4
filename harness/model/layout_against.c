/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/layout_against.h"

#include <string.h>

void ph_layout_finding_free(gpointer data)
{
    ph_layout_finding *finding = data;

    g_free(finding->path);
    g_free(finding->expected);
    g_free(finding->found);
    g_free(finding->rule);
    g_free(finding);
}

static void failure_free(gpointer data)
{
    ph_layout_failure *failure = data;

    g_free(failure->code);
    g_free(failure->reason);
    g_free(failure);
}

ph_layout_against *ph_layout_against_new(const char *build, const char *record,
                                         guint64 expected_length)
{
    ph_layout_against *against = g_new0(ph_layout_against, 1);

    against->build = g_strdup(build);
    against->version = g_strdup("");
    against->record = g_strdup(record);
    against->expected_length = expected_length;
    against->findings = g_ptr_array_new_with_free_func(ph_layout_finding_free);
    against->failures = g_ptr_array_new_with_free_func(failure_free);
    against->found_length = PH_LAYOUT_NOWHERE;
    return against;
}

void ph_layout_against_free(ph_layout_against *against)
{
    g_free(against->build);
    g_free(against->version);
    g_free(against->record);
    g_ptr_array_unref(against->findings);
    g_ptr_array_unref(against->failures);
    g_free(against);
}

static gboolean is_same_finding(const ph_layout_finding *a, const ph_layout_finding *b)
{
    return strcmp(a->kind, b->kind) == 0 && strcmp(a->path, b->path) == 0 && a->line == b->line &&
           strcmp(a->expected, b->expected) == 0 && strcmp(a->found, b->found) == 0 &&
           a->expected_offset == b->expected_offset && a->found_offset == b->found_offset &&
           a->expected_size == b->expected_size && a->found_size == b->found_size;
}

void ph_layout_against_take(ph_layout_against *against, ph_layout_finding *finding)
{
    for (guint i = 0; i < against->findings->len; i++) {
        ph_layout_finding *known = against->findings->pdata[i];

        if (known->last_process != against->processes && is_same_finding(known, finding)) {
            known->processes++;
            known->last_process = against->processes;
            ph_layout_finding_free(finding);
            return;
        }
    }
    finding->processes = 1;
    finding->last_process = against->processes;
    g_ptr_array_add(against->findings, finding);
}

void ph_layout_against_fail(ph_layout_against *against, const char *kind, const char *code,
                            const char *reason)
{
    ph_layout_failure *failure;

    for (guint i = 0; i < against->failures->len; i++) {
        failure = against->failures->pdata[i];
        if (strcmp(failure->kind, kind) == 0 && strcmp(failure->code, code) == 0 &&
            strcmp(failure->reason, reason) == 0) {
            failure->processes++;
            return;
        }
    }
    failure = g_new0(ph_layout_failure, 1);
    failure->kind = kind;
    failure->code = g_strdup(code);
    failure->reason = g_strdup(reason);
    failure->processes = 1;
    g_ptr_array_add(against->failures, failure);
}

gboolean ph_layout_against_is_same(const ph_layout_against *against)
{
    return against->findings->len == 0 && against->failures->len == 0;
}
