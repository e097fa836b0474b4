/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "validation_log.h"

#include <math.h>

#include "verdict/budgets.h"

static void add_value(GString *log, const char *name, double value, const char *unit)
{
    if (isfinite(value))
        g_string_append_printf(log, " %s=%.6g%s", name, value, unit);
    else
        g_string_append_printf(log, " %s=none", name);
}

static void add_check(GString *log, const ph_floor_check *check)
{
    g_string_append_printf(log, "floor %s %s level=%s", check->name, check->benchmark,
                           check->level);
    add_value(log, "value", check->value_mb_s, "MB/s");
    add_value(log, "low", check->ci95_mb_s.low, "MB/s");
    add_value(log, "high", check->ci95_mb_s.high, "MB/s");
    add_value(log, "limit", check->floor_mb_s, "MB/s");
    add_value(log, "margin", check->value_mb_s / check->floor_mb_s, "x");
    if (check->is_judged)
        g_string_append_printf(log, " verdict=%s: %s\n", ph_verdict_word(check->verdict),
                               check->why);
    else
        g_string_append(log, " verdict=none: shown beside the kernel figure, not judged\n");
}

static void add_budget(GString *log, const ph_budget_check *check)
{
    const char *unit = ph_budget_unit(check->kind);

    g_string_append_printf(log, "budget %s level=%s %s", check->benchmark, check->level,
                           ph_budget_key(check->kind));
    add_value(log, "value", check->value, unit);
    add_value(log, "low", check->ci95.low, unit);
    add_value(log, "high", check->ci95.high, unit);
    add_value(log, "limit", check->limit, unit);
    g_string_append_printf(log, " verdict=%s: %s\n", ph_verdict_word(check->verdict), check->why);
}

/* What agrees is not proven: only the line of a result with a truth, or the reference, behind it
 * begins with "proof". */
static void add_result(GString *log, const ph_result *result)
{
    const gboolean is_agreement =
        result->state == PH_STATE_MEASURED && ph_proof_lacks(result->proof);

    g_string_append_printf(
        log, "%s %s %s level=%s state=%s records=%" G_GUINT64_FORMAT " failed=%" G_GUINT64_FORMAT,
        is_agreement ? "agreement" : "proof", result->benchmark, result->subject, result->level,
        ph_state_name(result->state), result->records, result->records_failed);
    if (result->referee)
        add_value(log, "work/claim", result->referee->ratio, "");
    if (result->reason)
        g_string_append_printf(log, ": %s%s\n", result->reason, ph_result_void_remark(result));
    else
        g_string_append_printf(
            log, " checksum=%s%s%s\n", result->checksum ? result->checksum : "none",
            is_agreement ? ": " : "", is_agreement ? ph_proof_lacks(result->proof) : "");
}

static void add_change(GString *log, const ph_change *change, const ph_judgement *judgement)
{
    const ph_result *result = change->result;

    g_string_append_printf(log, "change %s %s level=%s", result->benchmark, result->subject,
                           result->level);
    add_value(log, "base", change->base ? change->base->throughput_mib_s : NAN, "MiB/s");
    add_value(log, "value", result->state == PH_STATE_MEASURED ? result->throughput_mib_s : NAN,
              "MiB/s");
    add_value(log, "lost", change->change * 100.0, "%");
    add_value(log, "low", change->ci95.low * 100.0, "%");
    add_value(log, "high", change->ci95.high * 100.0, "%");
    add_value(log, "p", change->p_value, "");
    add_value(log, "warn", judgement->warn_threshold * 100.0, "%");
    add_value(log, "fail", judgement->fail_threshold * 100.0, "%");
    g_string_append_printf(log, " verdict=%s: %s\n",
                           change->is_judged ? ph_verdict_word(change->verdict) : "none",
                           change->why);
}

static void add_texts(GString *log, const char *what, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(log, "%s %s\n", what, (const char *)texts->pdata[i]);
}

char *ph_validation_log(const ph_measurement *measurement, const ph_judgement *judgement)
{
    GString *log = g_string_new(NULL);

    g_string_append_printf(log, "# %s, suite %s\n",
                           measurement->timestamp ? measurement->timestamp : "time not recorded",
                           measurement->suite ? measurement->suite : "none");
    for (guint i = 0; i < measurement->results->len; i++)
        add_result(log, measurement->results->pdata[i]);
    for (guint i = 0; i < judgement->floors->len; i++)
        add_check(log, &g_array_index(judgement->floors, ph_floor_check, i));
    for (guint i = 0; i < judgement->budgets->len; i++)
        add_budget(log, &g_array_index(judgement->budgets, ph_budget_check, i));
    for (guint i = 0; i < judgement->changes->len; i++)
        add_change(log, judgement->changes->pdata[i], judgement);
    add_texts(log, "warning", measurement->warnings);
    add_texts(log, "warning", judgement->warnings);
    add_texts(log, "note", judgement->notes);
    add_texts(log, "error", measurement->errors);
    g_string_append_printf(log, "verdict %s: %s\n", ph_verdict_word(judgement->verdict),
                           judgement->why);
    return g_string_free(log, FALSE);
}
