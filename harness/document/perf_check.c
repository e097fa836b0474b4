/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/perf_check.h"
#include "document/json_member.h"

#include <math.h>
#include <string.h>

#include "document/allocations_json.h"
#include "document/latency_json.h"
#include "document/record_layout_json.h"
#include "document/referee_json.h"
#include "document/stored_json.h"
#include "document/sustained_json.h"
#include "document/threads_json.h"
#include "document/timestamp.h"
#include "error/error.h"
#include "model/estimate.h"
#include "model/proof.h"

/* Doubles survive being printed; this leaves room for a sum in another order. */
#define TOLERANCE 1e-6

static gboolean refuse_member(GError **error, const char *pointer, const char *name,
                              const char *why)
{
    return ph_refuse(error, PH_ERROR_SCHEMA, "%s/%s: %s", pointer, name, why);
}

/* Both absent is agreement, too. */
static gboolean agree(double found, double expected)
{
    if (isnan(found) || isnan(expected))
        return isnan(found) && isnan(expected);
    return fabs(found - expected) <= fabs(expected) * TOLERANCE;
}

static GArray *launches_with_a_sample(const cJSON *entry)
{
    GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
    const cJSON *item;

    cJSON_ArrayForEach(
        item, cJSON_GetObjectItemCaseSensitive(entry, "launch_ns")) if (cJSON_IsNumber(item))
        g_array_append_val(values, item->valuedouble);
    return values;
}

static double coefficient_of_variation(const GArray *launches)
{
    return launches->len > 1 ? ph_standard_deviation(launches) / ph_mean(launches) : NAN;
}

static gboolean check_interval(const cJSON *entry, const GArray *launches, const char *pointer,
                               GError **error)
{
    const cJSON *bounds = cJSON_GetObjectItemCaseSensitive(entry, "ci95_ns");
    const ph_interval expected = ph_log_mean_interval(launches);

    if (agree(cJSON_GetNumberValue(cJSON_GetArrayItem(bounds, 0)), expected.low) &&
        agree(cJSON_GetNumberValue(cJSON_GetArrayItem(bounds, 1)), expected.high))
        return TRUE;
    return refuse_member(error, pointer, "ci95_ns", "does not follow from launch_ns");
}

static gboolean agree_figures(const ph_latency_figure *found, const ph_latency_figure *expected)
{
    for (guint i = 0; i < found->launches->len; i++)
        if (!agree(g_array_index(found->launches, double, i),
                   g_array_index(expected->launches, double, i)))
            return FALSE;
    return agree(found->median, expected->median) && agree(found->ci95.low, expected->ci95.low) &&
           agree(found->ci95.high, expected->ci95.high);
}

static gboolean are_in_order(const ph_latency *latency, guint launch)
{
    const double p50 = g_array_index(latency->figures[PH_LATENCY_p50_ns].launches, double, launch);
    const double p95 = g_array_index(latency->figures[PH_LATENCY_p95_ns].launches, double, launch);
    const double p99 = g_array_index(latency->figures[PH_LATENCY_p99_ns].launches, double, launch);

    return isnan(p50) ? isnan(p95) && isnan(p99) : p50 <= p95 && p95 <= p99;
}

/* All but what each launch gave follows from that: worked out once more, it is the same. */
static gboolean check_latency(const cJSON *entry, const char *pointer, GError **error)
{
    const guint launches = (guint)cJSON_GetArraySize(ph_json_member(entry, "launch_ns"));
    g_autoptr(ph_latency) found = ph_latency_json_read(entry, launches);
    g_autoptr(ph_latency) expected = ph_latency_json_read(entry, launches);
    g_autofree char *place = g_strconcat(pointer, "/latency", NULL);

    for (guint id = 0; found && id < PH_LATENCY_COUNT; id++)
        if (found->figures[id].launches->len != launches)
            return refuse_member(error, place, ph_latency_member((ph_latency_id)id),
                                 "has not as many launches as launch_ns");
    for (guint launch = 0; found && launch < launches; launch++)
        if (!are_in_order(found, launch))
            return refuse_member(error, place, "p99_ns", "p50_ns, p95_ns, p99_ns must ascend");
    if (found)
        ph_latency_estimate(expected);
    for (guint id = 0; found && id < PH_LATENCY_COUNT; id++)
        if (!agree_figures(&found->figures[id], &expected->figures[id]))
            return refuse_member(error, place, ph_latency_member((ph_latency_id)id),
                                 "does not follow from what the launches gave");
    return TRUE;
}

static gboolean agree_on_output(const cJSON *entry)
{
    const ph_result stored = {
        .input_bytes = ph_json_count(entry, "input_bytes"),
        .output_bytes = ph_json_count(entry, "output_bytes"),
        .share_of_memcpy = ph_json_number(entry, "share_of_memcpy"),
    };

    return agree(ph_json_number(entry, "output_share_of_memcpy"),
                 ph_estimate_output_share(&stored));
}

/* What was counted is of a figure that stands; limits allocate nothing. */
static gboolean check_allocations(const cJSON *entry, const char *pointer, GError **error)
{
    g_autoptr(ph_allocations) found = ph_allocations_json_read(entry, "allocations");
    g_autofree char *place = g_strconcat(pointer, "/allocations", NULL);
    const char *why = NULL, *member = found ? ph_allocations_contradicted(found, &why) : NULL;

    if (!found)
        return TRUE;
    if (isnan(ph_json_number(entry, "throughput_mib_s")) ||
        strcmp(ph_json_text(entry, "level"), "limit") == 0)
        return refuse_member(error, pointer, "allocations", "are of what is measured alone");
    if (found->records > ph_json_count(entry, "records"))
        return refuse_member(error, place, "records", "there are not so many");
    if (strcmp(ph_json_text(entry, "level"), "kernel") != 0 && found->items != found->records)
        return refuse_member(error, place, "items", "are these records");
    return !member || refuse_member(error, place, member, why);
}

static double median_of(const GArray *launches)
{
    g_autoptr(GArray) values = ph_estimate_samples(launches);

    return values->len ? ph_quantile(values, 0.5) : NAN;
}

/* The medians and what follows from them, worked out once more. */
static gboolean check_disk(const cJSON *entry, const char *pointer, GError **error)
{
    const guint launches = (guint)cJSON_GetArraySize(ph_json_member(entry, "launch_ns"));
    const double median_ns = ph_json_number(entry, "median_ns");
    const cJSON *object = ph_json_member(entry, "disk");
    g_autoptr(ph_stored) found = ph_stored_json_read(entry);
    g_autofree char *place = g_strconcat(pointer, "/disk", NULL);

    if (!found != (strcmp(ph_json_text(entry, "level"), PH_LEVEL_NAME_DISK) != 0))
        return refuse_member(error, pointer, "disk", "belongs to what is measured at that level");
    if (!found)
        return TRUE;
#define X(member)                                                                                  \
    if (found->launches.member->len != launches)                                                   \
        return refuse_member(error, place, "launch_" #member,                                      \
                             "has not as many launches as launch_ns");                             \
    if (!agree(found->median.member, median_of(found->launches.member)))                           \
        return refuse_member(error, place, #member, "does not follow from launch_" #member);
    PH_STORED_TIME_LIST(X)
#undef X
    if (!agree(ph_json_number(object, "cpu_share"), ph_stored_cpu_share(found, median_ns)))
        return refuse_member(error, place, "cpu_share",
                             "does not follow from cpu_ns, waited_ns and median_ns");
    return g_strcmp0(ph_json_text(object, "binds"), ph_stored_binds(found, median_ns)) == 0 ||
           refuse_member(error, place, "binds", "does not follow from cpu_share");
}

/* An entry without a throughput was not measured, and holds no numbers. */
static gboolean check_entry(const cJSON *entry, const char *pointer, GError **error)
{
    g_autoptr(GArray) launches = launches_with_a_sample(entry);
    const double rate = ph_json_number(entry, "throughput_mib_s");
    const double ns = ph_json_number(entry, "median_ns");

    if (ph_json_count(entry, "records_failed") > ph_json_count(entry, "records"))
        return refuse_member(error, pointer, "records_failed", "there are not so many records");
    if (!check_allocations(entry, pointer, error))
        return FALSE;
    if (isnan(rate))
        return TRUE;
    if (!agree(rate, ph_json_number(entry, "input_bytes") / PH_BYTES_PER_MIB / (ns / 1e9)))
        return refuse_member(error, pointer, "throughput_mib_s",
                             "does not follow from input_bytes and median_ns");
    if (!agree_on_output(entry))
        return refuse_member(error, pointer, "output_share_of_memcpy",
                             "does not follow from output_bytes, input_bytes and share_of_memcpy");
    if (launches->len == 0)
        return refuse_member(error, pointer, "launch_ns",
                             "holds no sample, but there is a throughput");
    if (launches->len != (guint)ph_json_number(entry, "launches"))
        return refuse_member(error, pointer, "launches",
                             "is not the number of samples in launch_ns");
    if (ph_json_number(entry, "blocks_kept") < launches->len)
        return refuse_member(error, pointer, "blocks_kept", "there are fewer blocks than launches");
    if (ph_json_number(entry, "records_failed") > 0)
        return refuse_member(error, pointer, "records_failed", "what failed has no throughput");
    if (!agree(ph_json_number(entry, "mean_ns"), ph_mean(launches)))
        return refuse_member(error, pointer, "mean_ns", "does not follow from launch_ns");
    if (!agree(ph_json_number(entry, "cv"), coefficient_of_variation(launches)))
        return refuse_member(error, pointer, "cv", "does not follow from launch_ns");
    if (!check_interval(entry, launches, pointer, error))
        return FALSE;
    if (!agree(ns, ph_quantile(launches, 0.5)))
        return refuse_member(error, pointer, "median_ns", "does not follow from launch_ns");
    return check_latency(entry, pointer, error) && check_disk(entry, pointer, error);
}

static gboolean check_entries(const cJSON *document, const char *list, GHashTable *seen,
                              GError **error)
{
    const cJSON *entry;
    guint index = 0;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(document, list))
    {
        g_autofree char *pointer = g_strdup_printf("/%s/%u", list, index++);

        if (!g_hash_table_add(seen, g_strjoin("\n", ph_json_text(entry, "name"),
                                              ph_json_text(entry, "level"),
                                              ph_json_text(entry, "subject"), NULL)))
            return refuse_member(error, pointer, "name",
                                 "this benchmark, level and subject stand twice");
        if (!check_entry(entry, pointer, error))
            return FALSE;
    }
    return TRUE;
}

/* With NAN for each launch without a sample, so that two stay in step; NULL: not measured. */
static GArray *all_launches(const cJSON *entry)
{
    GArray *launches = g_array_new(FALSE, FALSE, sizeof(double));
    const cJSON *item;

    cJSON_ArrayForEach(item, ph_json_member(entry, "launch_ns"))
    {
        const double ns = cJSON_GetNumberValue(item);

        g_array_append_val(launches, ns);
    }
    return launches;
}

static GArray *launches_of(const cJSON *document, const cJSON *comparison, const char *subject)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(document, "benchmarks"))
    {
        if (strcmp(ph_json_text(entry, "name"), ph_json_text(comparison, "name")) != 0 ||
            strcmp(ph_json_text(entry, "level"), ph_json_text(comparison, "level")) != 0 ||
            strcmp(ph_json_text(entry, "subject"), subject) != 0)
            continue;
        return all_launches(entry);
    }
    return NULL;
}

/* Measured entries of the same benchmark with which this one can have agreed. */
static gboolean has_peer(const cJSON *document, const cJSON *entry, gboolean of_other_subject)
{
    const cJSON *other;

    cJSON_ArrayForEach(other, cJSON_GetObjectItemCaseSensitive(document, "benchmarks"))
    {
        const gboolean is_other_subject =
            strcmp(ph_json_text(other, "subject"), ph_json_text(entry, "subject")) != 0;

        if (other != entry && strcmp(ph_json_text(other, "state"), "measured") == 0 &&
            strcmp(ph_json_text(other, "name"), ph_json_text(entry, "name")) == 0 &&
            (is_other_subject || !of_other_subject))
            return TRUE;
    }
    return FALSE;
}

/* Who agrees is there, and how many records were compared with the reference. */
static gboolean check_proofs(const cJSON *document, GError **error)
{
    const cJSON *entry;
    guint index = 0;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(document, "benchmarks"))
    {
        g_autofree char *pointer = g_strdup_printf("/benchmarks/%u", index++);
        const ph_proof_kind proof = ph_proof_find(ph_json_text(entry, "proof"));

        if ((proof == PH_PROOF_LIBRARIES || proof == PH_PROOF_LEVELS) &&
            !has_peer(document, entry, proof == PH_PROOF_LIBRARIES))
            return refuse_member(error, pointer, "proof", "there is no figure that agrees with it");
        if ((proof == PH_PROOF_REFERENCE) != (ph_json_count(entry, "records_proven") > 0))
            return refuse_member(error, pointer, "records_proven",
                                 "so many were compared where proof is reference");
    }
    return TRUE;
}

static gboolean has_text(const cJSON *list, const char *text)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list) if (strcmp(cJSON_GetStringValue(item), text) == 0) return TRUE;
    return FALSE;
}

/* Whoever reads a figure of another layout is told so. */
static gboolean check_layout(const cJSON *document, const cJSON *entry, const char *pointer,
                             GError **error)
{
    const cJSON *member = ph_json_member(entry, "layout");
    const gboolean is_measured = strcmp(ph_json_text(entry, "state"), "measured") == 0;
    g_autoptr(ph_record_layout) layout = ph_record_layout_json_read(entry);
    g_autofree char *doubt = is_measured ? ph_record_layout_doubt(layout) : NULL;
    g_autofree char *warning =
        g_strdup_printf("%s: measured although %s", ph_json_text(entry, "name"), doubt);

    if (member && !ph_json_text(entry, "record_format"))
        return refuse_member(error, pointer, "layout", "is of own records alone");
    if (ph_json_number(ph_json_member(member, "record_length"), "minimum") >
        ph_json_number(ph_json_member(member, "record_length"), "maximum"))
        return refuse_member(error, pointer, "layout/record_length", "must ascend");
    return !doubt || has_text(ph_json_member(document, "warnings"), warning) ||
           refuse_member(error, pointer, "layout", "none of the warnings says that it differs");
}

static gboolean check_layouts(const cJSON *document, GError **error)
{
    const cJSON *entry;
    guint index = 0;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(document, "benchmarks"))
    {
        g_autofree char *pointer = g_strdup_printf("/benchmarks/%u", index++);

        if (!check_layout(document, entry, pointer, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_ratio(const cJSON *document, const cJSON *comparison, const char *pointer,
                            GError **error)
{
    g_autoptr(GArray) base = launches_of(document, comparison, PH_ANCHOR_SUBJECT);
    g_autoptr(GArray) head = launches_of(document, comparison, ph_json_text(comparison, "head"));
    const ph_interval found = ph_json_interval(comparison, "ci95");
    ph_comparison expected = { 0 };

    if (!ph_json_member(document, "anchor"))
        return refuse_member(error, pointer, "base", "the run has no anchor");
    if (!base || !head || !ph_estimate_ratio(base, head, &expected) ||
        !agree(ph_json_number(comparison, "ratio"), expected.ratio))
        return refuse_member(error, pointer, "ratio", "does not follow from launch_ns");
    return (agree(found.low, expected.ci95.low) && agree(found.high, expected.ci95.high)) ||
           refuse_member(error, pointer, "ci95", "does not follow from launch_ns");
}

/* Those with the reference came first, and were never looked at: what was valid stays so. */
static gboolean check_ratios(const cJSON *document, GError **error)
{
    const cJSON *comparison;
    guint index = 0;

    cJSON_ArrayForEach(comparison, cJSON_GetObjectItemCaseSensitive(document, "comparisons"))
    {
        g_autofree char *pointer = g_strdup_printf("/comparisons/%u", index++);

        if (strcmp(ph_json_text(comparison, "base"), PH_ANCHOR_SUBJECT) == 0 &&
            !check_ratio(document, comparison, pointer, error))
            return FALSE;
    }
    return TRUE;
}

/* Of the same subject on the same records, on one thread; NULL: there is none. */
static const cJSON *find_one_thread(const cJSON *document, const cJSON *entry)
{
    static const char *const same[] = { "workload", "level", "subject" };
    const cJSON *other;

    cJSON_ArrayForEach(other, cJSON_GetObjectItemCaseSensitive(document, "benchmarks"))
    {
        gboolean is_same = ph_json_count(ph_json_member(other, "threads"), "count") == 1;

        for (gsize i = 0; i < G_N_ELEMENTS(same); i++)
            is_same =
                is_same && strcmp(ph_json_text(other, same[i]), ph_json_text(entry, same[i])) == 0;
        if (is_same)
            return other;
    }
    return NULL;
}

/* Speed-up and efficiency follow from the launches; who has no base, or no number, has neither. */
static gboolean check_speed_up(const cJSON *document, const cJSON *entry, const char *pointer,
                               GError **error)
{
    g_autoptr(ph_thread_use) found = ph_threads_json_read(entry);
    g_autoptr(ph_thread_use) expected = found ? ph_thread_use_new(found->count) : NULL;
    const cJSON *one = found && found->count > 1 ? find_one_thread(document, entry) : NULL;
    const double efficiency = ph_json_number(ph_json_member(entry, "threads"), "efficiency");

    if (!found)
        return TRUE;
    if (strcmp(ph_json_text(entry, "level"), "file") != 0)
        return refuse_member(error, pointer, "threads", "decode files");
    if (one) {
        g_autoptr(GArray) one_ns = all_launches(one);
        g_autoptr(GArray) several_ns = all_launches(entry);

        (void)ph_thread_use_estimate(expected, one_ns, several_ns);
    }
    if (!agree(found->speed_up, expected->speed_up) ||
        !agree(efficiency, ph_thread_use_efficiency(expected)))
        return refuse_member(error, pointer, "threads",
                             "the speed-up does not follow from launch_ns");
    return (agree(found->speed_up_ci95.low, expected->speed_up_ci95.low) &&
            agree(found->speed_up_ci95.high, expected->speed_up_ci95.high)) ||
           refuse_member(error, pointer, "threads", "its interval does not follow from launch_ns");
}

static gboolean check_speed_ups(const cJSON *document, GError **error)
{
    const cJSON *entry;
    guint index = 0;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(document, "benchmarks"))
    {
        g_autofree char *pointer = g_strdup_printf("/benchmarks/%u", index++);

        if (!check_speed_up(document, entry, pointer, error))
            return FALSE;
    }
    return TRUE;
}

/* Only a finding makes a host unfit. */
static gboolean check_fitness(const cJSON *document, GError **error)
{
    const cJSON *check;
    guint index = 0;

    cJSON_ArrayForEach(check, ph_json_member(ph_json_member(document, "fitness"), "checks"))
    {
        g_autofree char *pointer = g_strdup_printf("/fitness/checks/%u", index++);

        if (strcmp(ph_json_text(check, "state"), "finding") != 0 &&
            ph_json_number(check, "unfit_below_percent") > 0.0)
            return refuse_member(error, pointer, "unfit_below_percent",
                                 "is not 0, but nothing was found");
    }
    return TRUE;
}

/* Numbers that follow from each other; of a figure that stands, the claim is that figure. */
static gboolean check_referee_numbers(const cJSON *entry, const ph_referee *referee,
                                      const char *place, GError **error)
{
    const double median_ns = ph_json_number(entry, "median_ns");

    if (!agree(referee->ratio, referee->work_ns / referee->claim_ns))
        return refuse_member(error, place, "ratio", "does not follow from work_ns and claim_ns");
    return isnan(median_ns) || agree(referee->claim_ns, median_ns) ||
           refuse_member(error, place, "claim_ns", "is not the median_ns that is claimed");
}

/* No figure stands in a refereed run without a referee that agrees; of files, which are timed as a
 * referee's work is, there is none. */
static gboolean check_referee_of(const cJSON *entry, ph_referee_mode mode, const char *pointer,
                                 GError **error)
{
    const gboolean is_measured = strcmp(ph_json_text(entry, "state"), "measured") == 0;
    g_autofree ph_referee *referee = ph_referee_json_read(entry);
    g_autofree char *place = g_strconcat(pointer, "/referee", NULL);

    if (!referee)
        return mode != PH_REFEREE_MODE_ON || !is_measured ||
               strcmp(ph_json_text(entry, "level"), PH_LEVEL_NAME_DISK) == 0 ||
               refuse_member(error, pointer, "referee",
                             "a figure without one, in a run that had a referee");
    if (mode != PH_REFEREE_MODE_ON)
        return refuse_member(error, pointer, "referee", "the run had none");
    if (!check_referee_numbers(entry, referee, place, error))
        return FALSE;
    if (is_measured && (isnan(referee->ratio) || !referee->launches || !referee->calls))
        return refuse_member(error, pointer, "referee", "saw nothing, but there is a throughput");
    return !is_measured || ph_referee_judge(referee) == PH_REFEREE_AGREES ||
           refuse_member(error, place, "ratio", "contradicts the throughput, which must be void");
}

static gboolean check_referee(const cJSON *document, GError **error)
{
    const cJSON *facts = ph_json_member(document, "referee");
    const ph_referee_mode mode = ph_referee_mode_find(ph_json_text(facts, "mode"));
    const cJSON *entry;
    guint index = 0;

    if (cJSON_IsTrue(ph_json_member(facts, "sandbox")) && ph_json_text(facts, "sandbox_missing"))
        return refuse_member(error, "/referee", "sandbox_missing", "but there was a sandbox");
    cJSON_ArrayForEach(entry, ph_json_member(document, "benchmarks"))
    {
        g_autofree char *pointer = g_strdup_printf("/benchmarks/%u", index++);

        if (!check_referee_of(entry, mode, pointer, error))
            return FALSE;
    }
    index = 0;
    cJSON_ArrayForEach(entry, ph_json_member(document, "limits"))
    {
        g_autofree char *pointer = g_strdup_printf("/limits/%u", index++);

        if (ph_json_member(entry, "referee"))
            return refuse_member(error, pointer, "referee", "limits are of the machine alone");
    }
    return TRUE;
}

static double headline_rate(const cJSON *document, const char *benchmark)
{
    const cJSON *entry;

    cJSON_ArrayForEach(
        entry, cJSON_GetObjectItemCaseSensitive(
                   document,
                   "benchmarks")) if (strcmp(ph_json_text(entry, "name"), benchmark) == 0 &&
                                      strcmp(ph_json_text(entry, "level"), "kernel") == 0 &&
                                      strcmp(ph_json_text(entry, "subject"), PH_HEADLINE_SUBJECT) ==
                                          0) return ph_json_number(entry, "throughput_mib_s");
    return NAN;
}

static gboolean check_headline(const cJSON *document, GError **error)
{
    const char *why = "is not what the benchmark of the headline gave";

    if (!agree(ph_json_number(document, "display_gibs") * PH_MIB_PER_GIB,
               headline_rate(document, PH_HEADLINE_DISPLAY)))
        return refuse_member(error, "", "display_gibs", why);
    return agree(ph_json_number(document, "comp3_mibs"),
                 headline_rate(document, PH_HEADLINE_COMP3)) ||
           refuse_member(error, "", "comp3_mibs", why);
}

static gboolean check_timestamp(const cJSON *document, GError **error)
{
    const char *text = ph_json_text(document, "timestamp");
    g_autoptr(GDateTime) time = text ? ph_timestamp_read(text) : NULL;

    if (!text)
        return TRUE;
    if (!time)
        return refuse_member(error, "", "timestamp", "there is no such time");
    return ph_timestamp_is_past(time) ||
           refuse_member(error, "", "timestamp", "lies in the future");
}

/* Who does not know them reads all of them in one list. */
static gboolean check_threshold_warnings(const cJSON *document, GError **error)
{
    const cJSON *all = ph_json_member(document, "warnings");
    const cJSON *item;

    cJSON_ArrayForEach(item, ph_json_member(document, "threshold_warnings")) if (
        !has_text(all, cJSON_GetStringValue(
                           item))) return refuse_member(error, "", "threshold_warnings",
                                                        "one of them does not stand in warnings");
    return TRUE;
}

gboolean ph_perf_check(const cJSON *document, GError **error)
{
    const cJSON *errors = cJSON_GetObjectItemCaseSensitive(document, "errors");
    const cJSON *run = cJSON_GetObjectItemCaseSensitive(document, "run");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    if ((strcmp(ph_json_text(document, "status"), "failure") == 0) !=
        (cJSON_GetArraySize(errors) > 0))
        return refuse_member(error, "", "status", "does not follow from errors");
    if (!check_timestamp(document, error) || !check_entries(document, "benchmarks", seen, error) ||
        !check_entries(document, "limits", seen, error) || !check_proofs(document, error) ||
        !check_layouts(document, error) || !check_ratios(document, error) ||
        !check_speed_ups(document, error) || !check_fitness(document, error) ||
        !check_referee(document, error) || !ph_sustained_check(document, error) ||
        !check_headline(document, error) || !check_threshold_warnings(document, error))
        return FALSE;
    if (ph_json_number(run, "timed_s") > ph_json_number(run, "elapsed_s"))
        return refuse_member(error, "/run", "timed_s",
                             "is longer than elapsed_s: a clock was set during the run");
    return TRUE;
}

gboolean ph_perf_check_plain(const cJSON *document, GError **error)
{
    return check_timestamp(document, error);
}
