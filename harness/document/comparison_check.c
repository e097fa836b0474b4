/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/comparison_check.h"

#include <math.h>
#include <string.h>

#include "document/allocations_json.h"
#include "document/explanation_check.h"
#include "document/json_member.h"
#include "document/repeat_check.h"
#include "document/timestamp.h"
#include "error/error.h"
#include "model/statistics.h"
#include "model/verdict_list.h"

/* Doubles survive being printed; this leaves room for a sum in another order. */
#define TOLERANCE 1e-6

/* From best to worst. */
static const char *const verdicts[] = {
#define X(name) #name,
    PH_VERDICT_LIST(X)
#undef X
};

/* Their places in that list. */
enum {
#define X(name) VERDICT_##name,
    PH_VERDICT_LIST(X)
#undef X
};

static gboolean refuse_member(GError **error, const char *pointer, const char *name,
                              const char *why)
{
    return ph_refuse(error, PH_ERROR_SCHEMA, "%s/%s: %s", pointer, name, why);
}

static gboolean has_mode(const cJSON *document, const char *mode)
{
    return strcmp(ph_json_text(document, "mode"), mode) == 0;
}

/* The schema knows no others. */
static guint verdict_of(const cJSON *object)
{
    const char *word = ph_json_text(object, "verdict");
    guint verdict = 0;

    while (strcmp(verdicts[verdict], word) != 0)
        verdict++;
    return verdict;
}

/* Both absent is agreement, too. */
static gboolean agree(double found, double expected)
{
    if (!isfinite(found) || !isfinite(expected))
        return !isfinite(found) && !isfinite(expected);
    return fabs(found - expected) <= fabs(expected) * TOLERANCE;
}

/* One of logarithms of ratios, as an interval of the ratio; what is too large for one is none. */
static gboolean agree_intervals(ph_interval found, ph_interval logs)
{
    if (!isfinite(exp(logs.low)) || !isfinite(exp(logs.high)))
        return isnan(found.low) && isnan(found.high);
    return agree(found.low, exp(logs.low)) && agree(found.high, exp(logs.high));
}

static void append_logs(GArray *logs, const cJSON *entry, const char *name)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, ph_json_member(entry, name))
        g_array_append_val(logs, item->valuedouble);
}

/* What has no number may have launches all the same: a claim of theirs that a referee did not see.
 */
static gboolean check_launches(const cJSON *entry, const char *pointer, GError **error)
{
    g_autoptr(GArray) logs = g_array_new(FALSE, FALSE, sizeof(double));
    const double ratio = ph_json_number(entry, "ratio");
    const cJSON *deciding = ph_json_member(entry, "deciding");
    const double confidence = ph_json_number(deciding, "confidence");

    append_logs(logs, entry, "log_ratios");
    if (isfinite(confidence) &&
        (logs->len < 2 || !agree_intervals(ph_json_interval(deciding, "interval"),
                                           ph_mean_interval_at(logs, confidence))))
        return refuse_member(error, pointer, "deciding", "does not follow from log_ratios");
    append_logs(logs, entry, "log_ratios_confirming");
    if (logs->len > ph_json_number(entry, "launches"))
        return refuse_member(error, pointer, "launches", "there are more log_ratios");
    if (isnan(ratio))
        return !isfinite(ph_json_interval(entry, "ci95").low) ||
               refuse_member(error, pointer, "ci95", "is an interval of no ratio");
    if (logs->len == 0 || !agree(ratio, exp(ph_mean(logs))))
        return refuse_member(error, pointer, "ratio", "does not follow from log_ratios");
    return agree_intervals(ph_json_interval(entry, "ci95"), ph_mean_interval(logs)) ||
           refuse_member(error, pointer, "ci95", "does not follow from log_ratios");
}

/* What is lost of the throughput at this ratio of times; by work, how much more there is of it. */
static double change_of(double ratio, gboolean is_timed)
{
    return is_timed ? 1.0 - 1.0 / ratio : ratio - 1.0;
}

/* Head alone fails at what base does; where it could not be measured, that is nobody's fault. */
static gboolean is_heads_fault(const cJSON *entry)
{
    const cJSON *fault = ph_json_member(entry, "fault");

    return g_strcmp0(ph_json_text(fault, "of"), "head") == 0 &&
           strcmp(ph_json_text(fault, "kind"), "not measured") != 0;
}

/* What is said of what is allocated; PASS where nothing is. */
static guint allocation_verdict_of(const cJSON *entry)
{
    const cJSON *allocations = ph_json_member(entry, "allocations");

    return ph_json_text(allocations, "verdict") ? verdict_of(allocations) : VERDICT_PASS;
}

static gboolean check_fault(const cJSON *entry, const char *pointer, GError **error)
{
    const gboolean is_broken = strcmp(ph_json_text(entry, "difference"), "broken") == 0;

    if (is_broken != is_heads_fault(entry))
        return refuse_member(error, pointer, "difference",
                             is_broken ? "is broken, and nothing is head's fault alone"
                                       : "is not broken, and there is a fault of head's alone");
    return !is_broken || verdict_of(entry) == VERDICT_FAIL ||
           refuse_member(error, pointer, "verdict", "is no FAIL, and head is broken");
}

/* What a verdict of figures stands on is there. Of what was not counted often enough there is work
 * without an interval; of a first set with fewer than two launches a ratio, which the second had.
 */
static gboolean check_decided(const cJSON *entry, const cJSON *document, const char *pointer,
                              GError **error)
{
    const gboolean is_timed = has_mode(document, "time");
    const gboolean has_figure = is_timed ? isfinite(ph_json_number(entry, "ratio"))
                                         : cJSON_IsObject(ph_json_member(entry, "work"));
    const cJSON *deciding = ph_json_member(entry, "deciding");
    const guint verdict = verdict_of(entry);
    const gboolean is_pass = verdict == VERDICT_IMPROVED || verdict == VERDICT_PASS;
    const gboolean is_alarm =
        (verdict == VERDICT_WARN || (verdict == VERDICT_FAIL && !is_heads_fault(entry))) &&
        allocation_verdict_of(entry) != verdict;
    const gboolean is_open =
        verdict == VERDICT_INCONCLUSIVE &&
        (!is_timed || cJSON_GetArraySize(ph_json_member(entry, "log_ratios")) < 2);
    gboolean is_there = cJSON_IsObject(deciding);

    if (is_pass) /* No pass is without bounds. */
        is_there = isfinite(ph_json_interval(deciding, "interval").high);
    return is_there || !(is_pass || is_alarm || (has_figure && !is_open)) ||
           refuse_member(error, pointer, "deciding", "there is none, and the verdict stands on it");
}

/* By work: over draws of chance the mean of the ratios is not to the digit the ratio of the means.
 */
static gboolean check_work_decides(const cJSON *entry, const char *pointer, GError **error)
{
    const double ratio = ph_json_number(ph_json_member(entry, "work"), "ratio");
    const ph_interval deciding = ph_json_interval(ph_json_member(entry, "deciding"), "interval");
    const double room = deciding.high - deciding.low + TOLERANCE * deciding.high;

    return isnan(deciding.low) || (ratio >= deciding.low - room && ratio <= deciding.high + room) ||
           refuse_member(error, pointer, "deciding", "is an interval of another ratio than work's");
}

/* What the interval says by itself is not turned around by anything that is weighed besides. */
static gboolean check_verdict(const cJSON *entry, const cJSON *document, const char *pointer,
                              GError **error)
{
    const gboolean is_timed = has_mode(document, "time");
    const ph_interval deciding = ph_json_interval(ph_json_member(entry, "deciding"), "interval");
    const gboolean has_fault =
        is_heads_fault(entry) || allocation_verdict_of(entry) == VERDICT_FAIL;
    const double least = change_of(deciding.low, is_timed);
    const double warn = ph_json_number(ph_json_member(document, "rule"), "warn");
    const guint verdict = verdict_of(entry);

    if (verdict == VERDICT_IMPROVED && !(deciding.high < 1.0))
        return refuse_member(error, pointer, "verdict",
                             "is IMPROVED, and not all of the deciding interval is below 1");
    if (isnan(deciding.low))
        return TRUE;
    if (verdict <= VERDICT_PASS && least > warn * (1.0 + TOLERANCE))
        return refuse_member(error, pointer, "verdict",
                             "is a pass, and all of the deciding interval is beyond WARN");
    if (verdict == VERDICT_FAIL && !has_fault && !(least > warn * (1.0 - TOLERANCE)))
        return refuse_member(error, pointer, "verdict",
                             "is FAIL, and not all of the deciding interval is beyond WARN");
    return TRUE;
}

static gboolean check_work(const cJSON *entry, const char *pointer, GError **error)
{
    const cJSON *work = ph_json_member(entry, "work");

    return !cJSON_IsObject(work) ||
           agree(ph_json_number(work, "ratio"),
                 ph_json_number(work, "head") / ph_json_number(work, "base")) ||
           refuse_member(error, pointer, "work", "its ratio does not follow from base and head");
}

/* What it says of the difference is so of the first draw, at least; and so is what it is judged. */
static gboolean agree_on_difference(const cJSON *allocations, const ph_allocations *base,
                                    const ph_allocations *head)
{
    const char *difference = ph_json_text(allocations, "difference");
    gboolean is_any_more = FALSE, is_any_less = FALSE;

    for (guint id = 0; id < PH_ALLOCATION_COUNTS; id++) {
        const double more = ph_allocations_more(base, head, (ph_allocation_count_id)id);

        is_any_more = is_any_more || more > 0.0;
        is_any_less = is_any_less || more < 0.0;
    }
    if (strcmp(difference, "same") == 0)
        return !is_any_more && !is_any_less;
    if (strcmp(difference, "more") == 0)
        return is_any_more;
    return strcmp(difference, "less") != 0 || (is_any_less && !is_any_more);
}

static gboolean agree_on_verdict(const cJSON *document, const cJSON *allocations,
                                 const ph_allocations *base, const ph_allocations *head)
{
    const cJSON *rule = ph_json_member(document, "allocation_rule");
    const gboolean is_fail = strcmp(ph_json_text(allocations, "verdict"), "FAIL") == 0;
    const double limit = ph_json_number(rule, is_fail ? "fail" : "warn");
    double more = 0.0;

    if (strcmp(ph_json_text(allocations, "verdict"), "PASS") == 0)
        return TRUE;
    for (guint id = 0; id < PH_ALLOCATION_COUNTS; id++)
        more = MAX(more, ph_allocations_more(base, head, (ph_allocation_count_id)id));
    return more > limit * (1.0 - TOLERANCE);
}

static gboolean check_counts(const cJSON *allocations, const char *side, const char *place,
                             GError **error)
{
    g_autoptr(ph_allocations) counted = ph_allocations_json_read(allocations, side);
    g_autofree char *pointer = g_strdup_printf("%s/%s", place, side);
    const char *why = NULL, *member = ph_allocations_contradicted(counted, &why);

    return !member || refuse_member(error, pointer, member, why);
}

static gboolean check_allocations(const cJSON *entry, const cJSON *document, const char *pointer,
                                  GError **error)
{
    const cJSON *allocations = ph_json_member(entry, "allocations");
    g_autoptr(ph_allocations) base = ph_allocations_json_read(allocations, "base");
    g_autoptr(ph_allocations) head = ph_allocations_json_read(allocations, "head");
    g_autofree char *place = g_strconcat(pointer, "/allocations", NULL);

    if (!base || !head)
        return TRUE;
    if (!check_counts(allocations, "base", place, error) ||
        !check_counts(allocations, "head", place, error))
        return FALSE;
    if (base->items != head->items)
        return refuse_member(error, place, "head/items", "are not those of base");
    if (!agree_on_difference(allocations, base, head))
        return refuse_member(error, place, "difference", "does not follow from base and head");
    if (verdict_of(allocations) > VERDICT_PASS && verdict_of(entry) < verdict_of(allocations))
        return refuse_member(error, pointer, "verdict", "is better than that of allocations");
    return agree_on_verdict(document, allocations, base, head) ||
           refuse_member(error, place, "verdict",
                         "does not follow from base, head and allocation_rule");
}

static gboolean check_entries(const cJSON *document, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    /* Of stored runs, the launches stand in their own documents. */
    const gboolean is_stored = cJSON_IsTrue(ph_json_member(document, "stored"));
    const gboolean is_timed = has_mode(document, "time");
    const cJSON *entry;
    guint index = 0;

    cJSON_ArrayForEach(entry, ph_json_member(document, "benchmarks"))
    {
        g_autofree char *pointer = g_strdup_printf("/benchmarks/%u", index++);
        g_autofree char *name = ph_json_printable(entry, "name"); /* As it will be known by. */
        g_autofree char *variant = ph_json_printable(entry, "variant");

        if (!g_hash_table_add(seen,
                              g_strjoin("\n", name, ph_json_text(entry, "level"), variant, NULL)))
            return refuse_member(error, pointer, "name",
                                 "this benchmark, level and variant stand twice");
        if ((!is_stored && is_timed && !check_launches(entry, pointer, error)) ||
            (!is_stored && !check_decided(entry, document, pointer, error)) ||
            (!is_timed && !check_work_decides(entry, pointer, error)) ||
            !check_fault(entry, pointer, error) ||
            !check_verdict(entry, document, pointer, error) || !check_work(entry, pointer, error) ||
            !check_allocations(entry, document, pointer, error) ||
            !ph_explanation_check(ph_json_member(entry, "explanation"), pointer, error))
            return FALSE;
    }
    return TRUE;
}

/* The worst of all, as whoever compares has it. */
static guint worst_verdict(const cJSON *document)
{
    const char *of = ph_json_text(ph_json_member(document, "failure"), "of");
    const gboolean is_faulty =
        cJSON_GetArraySize(ph_json_member(document, "errors")) > 0 || g_strcmp0(of, "head") == 0;
    guint worst = is_faulty ? VERDICT_FAIL : VERDICT_NEUTRAL;
    const cJSON *entry;

    cJSON_ArrayForEach(entry, ph_json_member(document, "benchmarks")) worst =
        MAX(worst, verdict_of(entry));
    return worst;
}

/* It began at a time that there is, and has been. */
static gboolean check_timestamp(const cJSON *document, GError **error)
{
    g_autoptr(GDateTime) began = ph_timestamp_read(ph_json_text(document, "timestamp"));

    if (!began)
        return refuse_member(error, "", "timestamp", "there is no such time");
    return ph_timestamp_is_past(began) ||
           refuse_member(error, "", "timestamp", "lies in the future");
}

/* They are shown, for people to copy; and whoever wrote the document may be anybody. */
static gboolean check_commands(const cJSON *document, GError **error)
{
    const char *command = ph_json_text(document, "command");

    if (!ph_repeat_is_of_anywhere(ph_json_text(document, "repeat")))
        return refuse_member(error, "", "repeat",
                             "is not one perfharness compare of builds that are named without "
                             "folders");
    return !command || ph_repeat_is_one_command(command) ||
           refuse_member(error, "", "command", "is not one perfharness compare");
}

gboolean ph_comparison_check(const cJSON *document, GError **error)
{
    const cJSON *rule = ph_json_member(document, "rule");
    const cJSON *allocation_rule = ph_json_member(document, "allocation_rule");

    if (!check_timestamp(document, error) || !check_commands(document, error))
        return FALSE;
    if (ph_json_number(rule, "warn") > ph_json_number(rule, "fail"))
        return refuse_member(error, "/rule", "warn", "is more than fail");
    if (ph_json_number(allocation_rule, "warn") > ph_json_number(allocation_rule, "fail"))
        return refuse_member(error, "/allocation_rule", "warn", "is more than fail");
    if (cJSON_IsObject(ph_json_member(document, "failure")) &&
        cJSON_GetArraySize(ph_json_member(document, "benchmarks")) > 0)
        return refuse_member(error, "", "failure",
                             "nothing was compared, and there are benchmarks");
    if (!check_entries(document, error))
        return FALSE;
    return verdict_of(document) == worst_verdict(document) ||
           refuse_member(error, "", "verdict",
                         "is not the worst of the benchmarks', or there are errors and it is no "
                         "FAIL");
}
