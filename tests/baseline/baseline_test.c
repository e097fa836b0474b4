/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A run becomes an entry and comes back as the measurement it was; whoever edits an entry breaks
 * its seal. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "baseline/baseline.h"
#include "baseline/place.h"
#include "document/document.h"
#include "error/error.h"
#include "made_up_entry.h"
#include "made_up_run.h"
#include "scratch_folder.h"

static const cJSON *at(const ph_baseline *entry, const char *object, const char *name)
{
    const cJSON *from =
        object ? cJSON_GetObjectItemCaseSensitive(entry->document, object) : entry->document;
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(from, name);

    if (!value)
        fail_msg("%s has no member %s", object ? object : "the entry", name);
    return value;
}

static void assert_text(const cJSON *value, const char *expected)
{
    assert_true(cJSON_IsString(value));
    assert_string_equal(value->valuestring, expected);
}

static void assert_number(const cJSON *value, double expected)
{
    assert_true(cJSON_IsNumber(value));
    assert_true(fabs(value->valuedouble - expected) <= 1e-9 * fabs(expected));
}

static void assert_is_valid(const ph_baseline *entry)
{
    g_autoptr(GError) error = NULL;
    const char *kind;

    if (!ph_document_is_valid(entry->document, PH_SCHEMA_FOLDER, &kind, &error))
        fail_msg("%s", error->message);
    assert_string_equal(kind, PH_DOCUMENT_BASELINE);
}

static void add_subject(ph_measurement *run, const char *name, const char *build)
{
    ph_subject_info *info = g_new0(ph_subject_info, 1);

    info->name = g_strdup(name);
    info->version = g_strdup("1");
    info->build = g_strdup(build);
    info->chosen = g_strdup("");
    g_ptr_array_add(run->subjects, info);
}

static void test_a_run_becomes_an_entry(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    cJSON *system = cJSON_Parse("{\"distribution\":{\"pretty_name\":\"Debian 12\"},"
                                "\"cpu\":{\"brand\":\"A CPU\"}}");
    g_autoptr(ph_baseline) entry = NULL;

    (void)state;
    run->commit = g_strdup("0123abc");
    add_subject(run, "native", "gcc 12, rustc 1.0 is not its");
    add_subject(run, PH_HEADLINE_SUBJECT, "rustc 1.95.0 (59807616e 2026-04-14) release");
    entry = ph_baseline_of_run(run, system, NULL, made_up_origin());
    assert_false(entry->is_plain);
    assert_string_equal(entry->timestamp, "2025-06-01T12:00:00Z");
    assert_string_equal(entry->fingerprint, MADE_UP_HOST);
    assert_string_equal(entry->suite, "standard");
    assert_string_equal(entry->reason, made_up_origin()->reason);
    assert_null(entry->previous);
    assert_null(entry->sha256);
    assert_text(at(entry, NULL, "commit_sha"), "0123abc");
    assert_text(at(entry, NULL, "action"), "promote");
    assert_text(at(entry, NULL, "promoted_by"), made_up_origin()->promoted_by);
    assert_true(cJSON_IsFalse(at(entry, NULL, "forced")));
    assert_true(cJSON_IsNull(at(entry, NULL, "restores")));
    assert_true(cJSON_IsNull(at(entry, NULL, "replaces")));
    assert_number(at(entry, "performance", "display_gibs"), 2.0);
    assert_number(at(entry, "performance", "comp3_mibs"), 571.0);
    assert_text(at(entry, "environment", "runner_os"), "Debian 12");
    assert_text(at(entry, "environment", "cpu_model"), "A CPU");
    assert_text(at(entry, "environment", "rust_version"), "1.95.0");
    ph_baseline_seal(entry, NULL);
    assert_is_valid(entry);
    cJSON_Delete(system);
}

/* What nobody knows is null, not left out and not made up. */
static void test_what_is_not_known_is_null(void **state)
{
    g_autoptr(ph_measurement) run = ph_made_up_run("2025-06-01T12:00:00Z", MADE_UP_HOST);
    g_autoptr(ph_baseline) entry = NULL;

    (void)state;
    run->suite = g_strdup("standard");
    ph_made_up_launches(ph_made_up_figure(run, "comp3/L2", 500.0), 5, 0.001);
    entry = ph_baseline_of_run(run, NULL, NULL, made_up_origin());
    assert_true(cJSON_IsNull(at(entry, NULL, "commit_sha")));
    assert_true(cJSON_IsNull(at(entry, "performance", "display_gibs")));
    assert_true(cJSON_IsNull(at(entry, "performance", "comp3_mibs")));
    assert_true(cJSON_IsNull(at(entry, "environment", "runner_os")));
    assert_true(cJSON_IsNull(at(entry, "environment", "cpu_model")));
    assert_true(cJSON_IsNull(at(entry, "environment", "rust_version")));
    ph_baseline_seal(entry, NULL);
    assert_is_valid(entry);
}

static void test_only_what_was_measured_is_kept(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 3);
    ph_result *measured = run->results->pdata[0];
    const double missing = NAN;
    g_autoptr(ph_baseline) entry = NULL;

    (void)state;
    g_array_insert_val(measured->launch_ns, 1, missing);
    ph_made_up_figure(run, "comp3/L2", 500.0)->state = PH_STATE_VOID;
    ph_made_up_figure(run, "comp3/L3", 500.0)->state = PH_STATE_FAILED;
    entry = ph_baseline_of_run(run, NULL, NULL, made_up_origin());

    const cJSON *list = at(entry, "performance", "benchmarks");
    const cJSON *first = cJSON_GetArrayItem(list, 0);
    assert_int_equal(cJSON_GetArraySize(list), 2);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(first, "launch_ns")), 3);
    ph_baseline_seal(entry, NULL);
    assert_is_valid(entry);
}

static void test_what_is_forced_says_so(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    g_autoptr(GPtrArray) rules = g_ptr_array_new();
    const ph_baseline_origin origin = {
        .promoted_by = "somebody", .reason = "it must", .is_forced = TRUE, .overridden = rules
    };
    g_autoptr(ph_baseline) plain = ph_baseline_new(cJSON_Parse(made_up_plain()));
    g_autoptr(ph_baseline) entry = NULL;

    (void)state;
    g_ptr_array_add(rules, "the floor is not met");
    g_ptr_array_add(rules, "too few launches");
    entry = ph_baseline_of_run(run, NULL, plain, &origin);
    assert_true(cJSON_IsTrue(at(entry, NULL, "forced")));
    assert_int_equal(cJSON_GetArraySize(at(entry, NULL, "overridden")), 2);
    assert_text(cJSON_GetArrayItem(at(entry, NULL, "overridden"), 1), "too few launches");
    /* The plain one that stood here is kept whole, as a copy. */
    assert_true(cJSON_Compare(at(entry, NULL, "replaces"), plain->document, TRUE));
    assert_ptr_not_equal(at(entry, NULL, "replaces"), plain->document);
    ph_baseline_seal(entry, NULL);
    assert_is_valid(entry);
}

static void test_the_seal_names_the_entry_before(void **state)
{
    g_autoptr(ph_baseline) first = made_up_sealed(1, NULL);
    g_autoptr(ph_baseline) second = made_up_sealed(2, first);
    g_autoptr(ph_baseline) elsewhere = made_up_sealed(2, NULL);

    (void)state;
    assert_null(first->previous);
    assert_int_equal(strlen(first->sha256), 64);
    assert_string_equal(second->previous, first->sha256);
    assert_string_not_equal(second->sha256, first->sha256);
    /* What stands before it is sealed as well. */
    assert_string_not_equal(second->sha256, elsewhere->sha256);
    assert_is_valid(first);
    assert_is_valid(second);
}

static void test_line_and_text_are_the_same_entry(void **state)
{
    g_autoptr(ph_baseline) entry = made_up_sealed(1, NULL);
    char *line = ph_baseline_line(entry), *text = ph_baseline_text(entry);
    g_autoptr(ph_baseline) of_line = ph_baseline_new(cJSON_Parse(line));
    g_autoptr(ph_baseline) of_text = ph_baseline_new(cJSON_Parse(text));

    (void)state;
    assert_null(strchr(line, '\n'));
    assert_non_null(strchr(text, '\n'));
    assert_true(ph_baseline_equals(entry, of_line));
    assert_true(ph_baseline_equals(of_line, of_text));
    cJSON_free(line);
    cJSON_free(text);
}

/* To the last digit of the last launch. */
static void test_equal_is_to_the_last_digit(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    double *last = &g_array_index(((ph_result *)run->results->pdata[1])->launch_ns, double, 4);
    g_autoptr(ph_baseline) one = ph_baseline_of_run(run, NULL, NULL, made_up_origin());
    g_autoptr(ph_baseline) same = ph_baseline_new(cJSON_Duplicate(one->document, TRUE));
    g_autoptr(ph_baseline) other = NULL;
    cJSON *document = cJSON_Duplicate(one->document, TRUE);
    cJSON *benchmarks = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(document, "performance"), "benchmarks");
    cJSON *launches =
        cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(benchmarks, 1), "launch_ns");

    (void)state;
    cJSON_SetNumberValue(cJSON_GetArrayItem(launches, 4), nextafter(*last, INFINITY));
    other = ph_baseline_new(document);
    assert_true(ph_baseline_equals(one, same));
    assert_false(ph_baseline_equals(one, other));
}

static void test_restoring_keeps_the_figures(void **state)
{
    static const char *const kept[] = { "timestamp", "commit_sha", "performance", "environment" };
    g_autoptr(ph_baseline) first = made_up_sealed(1, NULL);
    g_autoptr(ph_baseline) second = made_up_sealed(2, first);
    GPtrArray nothing = { 0 };
    const ph_baseline_origin origin = { .promoted_by = "somebody",
                                        .reason = "the second was wrong",
                                        .overridden = &nothing };
    g_autoptr(ph_baseline) restored = ph_baseline_restore(first, &origin);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
        assert_true(cJSON_Compare(at(restored, NULL, kept[i]), at(first, NULL, kept[i]), TRUE));
    assert_string_equal(restored->suite, first->suite);
    assert_string_equal(restored->fingerprint, first->fingerprint);
    assert_text(at(restored, NULL, "action"), "rollback");
    assert_text(at(restored, NULL, "restores"), first->sha256);
    assert_string_equal(restored->reason, "the second was wrong");
    assert_null(restored->sha256);
    ph_baseline_seal(restored, second);
    assert_string_equal(restored->previous, second->sha256);
    assert_is_valid(restored);
}

/* An entry with all that it may be based on. */
static ph_baseline *make_based(const ph_measurement *before, const ph_measurement *run,
                               const cJSON *checks)
{
    ph_run_file file = { (char *)"perf.json",
                         (char *)"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                         (ph_measurement *)run };
    gpointer files[] = { &file };
    GPtrArray runs = { files, 1 };
    ph_evidence evidence = ph_evidence_of(before, run);
    ph_baseline_origin origin = *made_up_origin();

    evidence.runs = &runs;
    evidence.display_gibs.least_gain = 0.031;
    evidence.confidence = 0.99;
    origin.reason_kind = PH_REASON_KIND_SUSTAINED_IMPROVEMENT;
    origin.evidence = &evidence;
    origin.checks = checks;
    return ph_baseline_of_run(run, NULL, NULL, &origin);
}

/* What an entry is based on is in it; a proposal's goes with it, but for checks made anew. */
static void test_grounds_are_kept(void **state)
{
    static const char *const kept[] = { "values", "confidence", "runs", "performance", "replaces" };
    g_autoptr(ph_measurement) before =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-02T12:00:00Z", MADE_UP_HOST, "standard", 4096.0, 5);
    cJSON *checks = cJSON_Parse("{\"commit\":\"0123456789012345678901234567890123456789\","
                                "\"required\":[{\"name\":\"test\",\"conclusion\":\"success\"}],"
                                "\"asked_at\":\"2025-06-02T13:00:00Z\"}");
    cJSON *later = cJSON_Parse("{\"commit\":\"0123456789012345678901234567890123456789\","
                               "\"required\":[],\"asked_at\":\"2025-06-03T13:00:00Z\"}");
    g_autoptr(ph_baseline) proposed = make_based(before, run, checks);
    g_autoptr(ph_baseline) adopted = NULL, anew = NULL;
    ph_baseline_origin origin = *made_up_origin();
    const cJSON *display = at(proposed, "values", "display_gibs");

    (void)state;
    assert_number(cJSON_GetObjectItemCaseSensitive(display, "old"), 2.0);
    assert_number(cJSON_GetObjectItemCaseSensitive(display, "new"), 4.0);
    assert_number(cJSON_GetObjectItemCaseSensitive(display, "least_gain"), 0.031);
    assert_null(
        cJSON_GetObjectItemCaseSensitive(at(proposed, "values", "comp3_mibs"), "least_gain"));
    assert_text(at(proposed, NULL, "reason_kind"), "sustained-improvement");
    ph_baseline_seal(proposed, NULL);
    assert_is_valid(proposed);
    origin.reason = "it was approved";
    origin.reason_kind = PH_REASON_KIND_SUSTAINED_IMPROVEMENT;
    adopted = ph_baseline_adopt(proposed, &origin);
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
        assert_true(cJSON_Compare(at(adopted, NULL, kept[i]), at(proposed, NULL, kept[i]), TRUE));
    assert_true(cJSON_Compare(at(adopted, NULL, "checks"), checks, TRUE));
    assert_text(at(adopted, NULL, "reason"), "it was approved");
    assert_null(adopted->sha256);
    ph_baseline_seal(adopted, NULL);
    assert_is_valid(adopted);
    origin.checks = later;
    anew = ph_baseline_adopt(proposed, &origin);
    assert_true(cJSON_Compare(at(anew, NULL, "checks"), later, TRUE));
    ph_baseline_seal(anew, NULL);
    assert_is_valid(anew);
    cJSON_Delete(checks);
    cJSON_Delete(later);
}

static void test_the_words_of_reasons(void **state)
{
    (void)state;
    assert_null(ph_reason_kind_word(PH_REASON_KIND_NONE));
    assert_int_equal(ph_reason_kind_of(NULL), PH_REASON_KIND_NONE);
    assert_int_equal(ph_reason_kind_of("manual"), PH_REASON_KIND_NONE);
    assert_int_equal(ph_reason_kind_of("manual-override"), PH_REASON_KIND_MANUAL_OVERRIDE);
    assert_string_equal(ph_reason_kind_word(PH_REASON_KIND_ENVIRONMENTAL_CHANGE),
                        "environmental-change");
}

static void test_the_measurement_comes_back(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    g_autoptr(ph_baseline) entry = NULL;
    g_autoptr(ph_measurement) again = NULL;

    (void)state;
    run->commit = g_strdup("0123abc");
    entry = ph_baseline_of_run(run, NULL, NULL, made_up_origin());
    again = ph_baseline_measurement(entry);
    assert_false(again->is_plain);
    assert_string_equal(again->timestamp, run->timestamp);
    assert_string_equal(again->commit, "0123abc");
    assert_string_equal(again->suite, "standard");
    assert_string_equal(ph_measurement_fingerprint(again), MADE_UP_HOST);
    assert_int_equal(again->results->len, run->results->len);
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *was = run->results->pdata[i], *is = again->results->pdata[i];

        assert_string_equal(is->benchmark, was->benchmark);
        assert_string_equal(is->workload, was->workload);
        assert_string_equal(is->level, was->level);
        assert_string_equal(is->subject, was->subject);
        assert_int_equal(is->state, PH_STATE_MEASURED);
        assert_true(is->input_bytes == was->input_bytes);
        assert_int_equal(is->launch_ns->len, was->launch_ns->len);
        assert_memory_equal(is->launch_ns->data, was->launch_ns->data, 5 * sizeof(double));
        assert_true(fabs(is->throughput_mib_s / was->throughput_mib_s - 1.0) < 1e-6);
    }
    assert_int_equal(again->limits->len + again->comparisons->len + again->errors->len, 0);
}

/* What was measured and with what stays with the figures, through a rollback too. */
static void test_what_was_measured_is_kept(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    cJSON *system = cJSON_Parse("{\"kernel\":{\"release\":\"6.1.0\"},"
                                "\"cpu\":{\"microcode\":\"0x1\",\"core_kind\":\"1 of 2\"}}");
    g_autoptr(ph_baseline) entry = NULL, restored = NULL;
    ph_subject_info *info = ph_made_up_subject(run, "0.8.1+checkout");

    (void)state;
    info->built_from->commit = g_strdup("1cb98b47444a");
    info->built_from->library_bytes = 1137600;
    run->harness.version = g_strdup("0.1.0");
    entry = ph_baseline_of_run(run, system, NULL, made_up_origin());
    ph_baseline_seal(entry, NULL);
    assert_is_valid(entry);
    restored = ph_baseline_restore(entry, made_up_origin());
    ph_baseline_seal(restored, entry);
    assert_is_valid(restored);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(ph_measurement) again = ph_baseline_measurement(i ? restored : entry);
        const ph_subject_info *is = ph_measurement_subject(again, PH_HEADLINE_SUBJECT);

        assert_string_equal(is->version, "0.8.1+checkout");
        assert_string_equal(is->built_from->commit, "1cb98b47444a");
        assert_true(is->built_from->library_bytes == 1137600);
        assert_string_equal(again->harness.version, "0.1.0");
        assert_string_equal(ph_measurement_kernel(again), "6.1.0");
        assert_string_equal(ph_measurement_microcode(again), "0x1");
        assert_string_equal(ph_measurement_core_kind(again), "1 of 2");
    }
    cJSON_Delete(system);
}

/* The run itself knows its kernel; that of system-info.json may be of another day. */
static void test_the_runs_own_kernel_is_kept(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    cJSON *system = cJSON_Parse("{\"kernel\":{\"release\":\"6.1.0\"}}");
    g_autoptr(ph_baseline) entry = NULL;

    (void)state;
    cJSON_AddStringToObject(cJSON_AddObjectToObject(run->system, "kernel"), "release", "5.10.0");
    entry = ph_baseline_of_run(run, system, NULL, made_up_origin());
    assert_text(at(entry, "environment", "kernel"), "5.10.0");
    cJSON_Delete(system);
}

static void test_an_entry_of_an_early_version_is_restored_as_it_is(void **state)
{
    static const char *const later[] = { "harness", "subjects" };
    g_autoptr(ph_baseline) entry = made_up_entry(1);
    g_autoptr(ph_baseline) restored = NULL;

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(later); i++)
        cJSON_DeleteItemFromObjectCaseSensitive(entry->document, later[i]);
    ph_baseline_seal(entry, NULL);
    assert_is_valid(entry);
    restored = ph_baseline_restore(entry, made_up_origin());
    for (gsize i = 0; i < G_N_ELEMENTS(later); i++)
        assert_null(cJSON_GetObjectItemCaseSensitive(restored->document, later[i]));
    ph_baseline_seal(restored, entry);
    assert_is_valid(restored);
}

static ph_comparison *ratio(const char *base, double value)
{
    ph_comparison *comparison = g_new0(ph_comparison, 1);

    comparison->benchmark = g_strdup("comp3/stream");
    comparison->level = g_strdup("kernel");
    comparison->base = g_strdup(base);
    comparison->head = g_strdup(PH_HEADLINE_SUBJECT);
    comparison->ratio = value;
    comparison->ci95 = (ph_interval){ value * 0.99, value * 1.01 };
    comparison->p_value = 0.25;
    return comparison;
}

/* The launches that a baseline keeps are not in step any more: the ratio is kept itself. */
static void test_the_anchor_and_the_ratios_to_it_are_kept(void **state)
{
    g_autoptr(ph_measurement) run =
        made_up_suite_run("2025-06-01T12:00:00Z", MADE_UP_HOST, "standard", 2048.0, 5);
    GPtrArray nothing = { 0 };
    const ph_baseline_origin origin = { .promoted_by = "somebody",
                                        .reason = "the second was wrong",
                                        .overridden = &nothing };
    g_autoptr(ph_baseline) entry = NULL, restored = NULL;

    (void)state;
    ph_made_up_anchor(run, 'a', "slowdown=0.1");
    g_ptr_array_add(run->comparisons, ratio(PH_REFERENCE_SUBJECT, 8.0));
    g_ptr_array_add(run->comparisons, ratio(PH_ANCHOR_SUBJECT, 1.01));
    entry = ph_baseline_of_run(run, NULL, NULL, made_up_origin());
    ph_baseline_seal(entry, NULL);
    assert_is_valid(entry);
    restored = ph_baseline_restore(entry, &origin);
    ph_baseline_seal(restored, entry);
    assert_is_valid(restored);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(ph_measurement) again = ph_baseline_measurement(i ? restored : entry);
        const ph_comparison *kept;

        assert_non_null(again->anchor);
        assert_true(ph_anchor_equals(again->anchor, run->anchor));
        assert_string_equal(again->anchor->identity->release, "0.8.1");
        assert_int_equal(again->comparisons->len, 1);
        kept = again->comparisons->pdata[0];
        assert_string_equal(kept->base, PH_ANCHOR_SUBJECT);
        assert_string_equal(kept->head, PH_HEADLINE_SUBJECT);
        assert_true(kept->ratio == 1.01 && kept->ci95.high == 1.01 * 1.01 && kept->p_value == 0.25);
    }
}

static void test_a_plain_one_is_two_throughputs(void **state)
{
    g_autoptr(ph_baseline) plain = ph_baseline_new(cJSON_Parse(made_up_plain()));
    g_autoptr(ph_measurement) measurement = ph_baseline_measurement(plain);

    (void)state;
    assert_true(plain->is_plain);
    assert_string_equal(plain->timestamp, "2025-05-01T12:00:00Z");
    assert_null(plain->fingerprint);
    assert_null(plain->suite);
    assert_null(plain->sha256);
    assert_true(measurement->is_plain);
    assert_int_equal(measurement->results->len, 2);
    assert_string_equal(measurement->commit, "abc");
    assert_true(((ph_result *)measurement->results->pdata[0])->throughput_mib_s == 2.5 * 1024.0);
    assert_true(((ph_result *)measurement->results->pdata[1])->throughput_mib_s == 571.0);
}

static void assert_refused(const char *folder, const char *text, const char *phrase)
{
    g_autofree char *path = scratch_path(folder, "baseline.json");
    g_autoptr(GError) error = NULL;

    if (text)
        scratch_write(folder, "baseline.json", text);
    assert_null(ph_baseline_read(path, PH_SCHEMA_FOLDER, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
    if (!strstr(error->message, path) || !strstr(error->message, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, phrase);
}

static void test_what_is_no_baseline_is_refused(void **state)
{
    char *folder = scratch_folder_new();
    g_autoptr(ph_baseline) entry = made_up_sealed(1, NULL);
    g_autofree char *line = made_up_line(entry);
    g_autofree char *edited = g_strdup(line);

    (void)state;
    assert_refused(folder, NULL, "No such file");
    assert_refused(folder, "", "");
    assert_refused(folder, "[]", "");
    assert_refused(folder, "{\"timestamp\":", "");
    assert_refused(folder, "{\"schema_version\":\"perfharness-baseline-1\"}", "");
    assert_refused(folder, "{\"schema_version\":\"perfharness-baseline-9\"}", "");
    assert_refused(folder, "{\"display_gibs\":1,\"comp3_mibs\":1,\"warnings\":[],\"errors\":[]}",
                   "a baseline.json was expected");
    /* A digit of a figure: still the schema's shape. */
    strstr(edited, "571")[0] = '6';
    assert_refused(folder, edited, "was edited");
    scratch_folder_remove(folder);
}

static void test_what_was_written_is_read(void **state)
{
    char *folder = scratch_folder_new();
    g_autofree char *path = scratch_path(folder, "baseline.json");
    g_autoptr(ph_baseline) entry = made_up_sealed(1, NULL);
    g_autoptr(ph_baseline) again = NULL;
    char *text = ph_baseline_text(entry);

    (void)state;
    scratch_write(folder, "baseline.json", text);
    again = ph_baseline_read(path, PH_SCHEMA_FOLDER, NULL);
    assert_non_null(again);
    assert_true(ph_baseline_equals(entry, again));
    g_clear_pointer(&again, ph_baseline_free);
    scratch_write(folder, "baseline.json", made_up_plain());
    again = ph_baseline_read(path, PH_SCHEMA_FOLDER, NULL);
    assert_true(again && again->is_plain);
    cJSON_free(text);
    scratch_folder_remove(folder);
}

static void test_names_of_suites_that_can_be_files(void **state)
{
    static const char *const good[] = { "a", "Z9", "0", "a.b", "a-b_c.D", "x..y" };
    static const char *const bad[] = { "",    ".",   "..",   ".a",  "-a",       "_a",  "a/b",
                                       "a b", "a\n", "a\\b", "a:b", "\xc3\xa4", "../x" };
    g_autofree char *longest = g_strnfill(64, 'a'), *too_long = g_strnfill(65, 'a');

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        if (!ph_baseline_is_suite_name(good[i]))
            fail_msg("\"%s\" is refused", good[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        if (ph_baseline_is_suite_name(bad[i]))
            fail_msg("\"%s\" is taken", bad[i]);
    assert_true(ph_baseline_is_suite_name(longest));
    assert_false(ph_baseline_is_suite_name(too_long));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_becomes_an_entry),
        cmocka_unit_test(test_what_is_not_known_is_null),
        cmocka_unit_test(test_only_what_was_measured_is_kept),
        cmocka_unit_test(test_what_is_forced_says_so),
        cmocka_unit_test(test_the_seal_names_the_entry_before),
        cmocka_unit_test(test_line_and_text_are_the_same_entry),
        cmocka_unit_test(test_equal_is_to_the_last_digit),
        cmocka_unit_test(test_restoring_keeps_the_figures),
        cmocka_unit_test(test_grounds_are_kept),
        cmocka_unit_test(test_the_words_of_reasons),
        cmocka_unit_test(test_the_measurement_comes_back),
        cmocka_unit_test(test_what_was_measured_is_kept),
        cmocka_unit_test(test_the_runs_own_kernel_is_kept),
        cmocka_unit_test(test_an_entry_of_an_early_version_is_restored_as_it_is),
        cmocka_unit_test(test_the_anchor_and_the_ratios_to_it_are_kept),
        cmocka_unit_test(test_a_plain_one_is_two_throughputs),
        cmocka_unit_test(test_what_is_no_baseline_is_refused),
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_names_of_suites_that_can_be_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
