/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/compared_run.h"

#include <math.h>

#include "error/error.h"
#include "history/series_method.h"

static const ph_subject_info *head_of(const ph_comparison_document *comparison)
{
    return ph_contrast_subject(comparison->report, PH_CONTRAST_HEAD);
}

const char *ph_compared_run_commit(const ph_comparison_document *comparison)
{
    const ph_subject_info *head = head_of(comparison);

    return head && head->built_from ? head->built_from->commit : NULL;
}

/* The names in a document that was read are printable. */
static void add(ph_run_entry *entry, const ph_contrast *contrast, ph_metric metric, double value,
                const char *method)
{
    g_autofree char *subject = *contrast->variant
                                   ? g_strconcat(PH_HEADLINE_SUBJECT, "-", contrast->variant, NULL)
                                   : g_strdup(PH_HEADLINE_SUBJECT);
    const ph_series_key key = {
        .host = entry->run->host,
        .suite = entry->run->suite,
        .benchmark = contrast->benchmark,
        .level = contrast->level,
        .subject = subject,
        .metric = metric,
        .method = (char *)method,
    };

    if (isfinite(value))
        ph_run_entry_add(entry, &key, value, NAN, 0);
}

static void add_counts(ph_run_entry *entry, const ph_contrast *contrast, const char *method)
{
    const ph_allocations *head = contrast->allocations.head;

    add(entry, contrast, PH_METRIC_WORK, contrast->head_work, method);
    if (!head)
        return;
    add(entry, contrast, PH_METRIC_ALLOCATIONS, ph_allocations_per_item(head, head->calls), method);
    add(entry, contrast, PH_METRIC_ALLOCATED_BYTES, ph_allocations_per_item(head, head->bytes),
        method);
    add(entry, contrast, PH_METRIC_PEAK_BYTES, (double)head->peak_live_bytes, method);
}

static const char *status_of(const ph_contrast_report *report)
{
    if (report->verdict == PH_VERDICT_FAIL)
        return "failure";
    return report->verdict == PH_VERDICT_WARN ? "warning" : "success";
}

ph_run_entry *ph_compared_run_entry(GBytes *bytes, const ph_comparison_document *comparison,
                                    const ph_run_circumstances *circumstances, GError **error)
{
    g_autoptr(ph_run_entry) entry = ph_run_entry_new();
    g_autofree char *method = ph_series_method_of_work(head_of(comparison));
    const GPtrArray *contrasts = comparison->report->contrasts;
    const ph_run_origin origin = {
        .host = comparison->fingerprint,
        .cpu_model = comparison->brand,
        .suite = comparison->suite,
        .timestamp = comparison->timestamp,
        .status = status_of(comparison->report),
        .commit = ph_compared_run_commit(comparison),
        .kernel = comparison->kernel,
        .microcode = comparison->microcode,
        .harness = &comparison->harness,
    };

    if (!ph_run_entry_describe(entry, bytes, &origin, circumstances, error))
        return NULL;
    for (guint i = 0; i < contrasts->len; i++)
        add_counts(entry, (const ph_contrast *)contrasts->pdata[i], method);
    if (entry->results->len == 0) {
        (void)ph_refuse(error, PH_ERROR_DATA, "nothing of head was counted in it");
        return NULL;
    }
    return g_steal_pointer(&entry);
}
