/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/stored.h"

#include <math.h>
#include <string.h>

#include "verdict/change.h"

/* A change is lost throughput; the ratio is one of times. */
static double ratio_of(double lost)
{
    return 1.0 / (1.0 - lost);
}

static void note(ph_contrast_report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void note(ph_contrast_report *report, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(report->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* FALSE, with a note, for two hosts or suites: their figures say nothing about the code. */
static gboolean are_comparable(const ph_measurement *base, const ph_measurement *head,
                               ph_contrast_report *report)
{
    const char *base_host = ph_measurement_fingerprint(base);
    const char *head_host = ph_measurement_fingerprint(head);

    if (base_host && head_host && strcmp(base_host, head_host) != 0) {
        note(report, "the runs are of two hosts, %s and %s: nothing was compared", base_host,
             head_host);
        return FALSE;
    }
    if (base->suite && head->suite && strcmp(base->suite, head->suite) != 0) {
        note(report, "the runs are of two suites, %s and %s: nothing was compared", base->suite,
             head->suite);
        return FALSE;
    }
    if (!base_host || !head_host)
        note(report, "host not recorded: whether both ran on one cannot be known");
    return TRUE;
}

static ph_difference_kind difference_of(const ph_change *change, double floor)
{
    const ph_interval logs = { log(ratio_of(change->ci95.low)), log(ratio_of(change->ci95.high)) };

    return isnan(change->ci95.low) ? PH_DIFFERENCE_UNDETERMINED
                                   : ph_slowdown_difference(logs, floor);
}

static void take_change(const ph_change *change, ph_contrast_report *report)
{
    const ph_result *result = change->result;
    const char *dash = strchr(result->subject + strlen(PH_HEADLINE_SUBJECT), '-');
    ph_contrast *contrast =
        ph_contrast_of(report, result->benchmark, result->level, dash ? dash + 1 : "");

    contrast->state = result->state;
    contrast->ratio = ratio_of(change->change);
    contrast->ci95 = (ph_interval){ ratio_of(change->ci95.low), ratio_of(change->ci95.high) };
    contrast->p_value = change->p_value;
    contrast->launches = result->launch_ns->len;
    contrast->call.difference = difference_of(change, report->rule.floor);
    contrast->call.verdict = change->verdict;
    contrast->why = g_strdup(change->why);
    report->verdict = MAX(report->verdict, change->verdict);
}

ph_contrast_report *ph_stored_compare(const ph_measurement *base, const ph_measurement *head,
                                      const ph_slowdown_rule *rule)
{
    ph_contrast_report *report = ph_contrast_report_new(rule);
    const ph_change_limits limits = { rule->warn, rule->fail };
    g_autoptr(GPtrArray) changes = NULL;

    report->verdict = PH_VERDICT_NEUTRAL;
    report->is_stored = TRUE;
    if (!are_comparable(base, head, report))
        return report;
    changes = ph_changes(head, base, limits);
    for (guint i = 0; i < changes->len; i++)
        if (((const ph_change *)changes->pdata[i])->is_judged)
            take_change(changes->pdata[i], report);
    note(report, "the two runs were apart in time: what the machine did meanwhile is in the "
                 "difference; `perfharness compare BASE.so HEAD.so` measures side by side, which "
                 "is stronger");
    return report;
}
