/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* perf.json comes back as it was written: read, and written again, it is the same document. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "document/perf_document.h"
#include "model/summarise.h"
#include "perf_json.h"

#define OWN_DATA    "own.bin"
#define FINGERPRINT "0123456789abcdef"
#define DIGEST      FINGERPRINT FINGERPRINT FINGERPRINT FINGERPRINT

static char *path;

static int make_path(void **state)
{
    (void)state;
    path = g_build_filename(g_get_tmp_dir(), "perfharness-test-XXXXXX", NULL);
    return g_close(g_mkstemp(path), NULL) ? 0 : -1;
}

static int remove_path(void **state)
{
    (void)state;
    (void)g_unlink(path);
    g_free(path);
    return 0;
}

static ph_result *add_result(GPtrArray *results, const char *benchmark, const char *level,
                             const char *subject)
{
    const char *slash = strchr(benchmark, '/');
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(benchmark);
    result->workload = g_strndup(benchmark, strcspn(benchmark, "/"));
    result->working_set = slash ? g_strdup(slash + 1) : NULL;
    result->level = g_strdup(level);
    result->subject = g_strdup(subject);
    result->records = 1000;
    result->input_bytes = 1048576;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    g_ptr_array_add(results, result);
    return result;
}

static void add_launches(ph_result *result, double ns)
{
    const double launches[] = { ns, ns * 1.01, NAN, ns * 0.98 };

    g_array_append_vals(result->launch_ns, launches, G_N_ELEMENTS(launches));
    result->checksum = g_strdup(FINGERPRINT);
    result->blocks_kept = 300;
    result->blocks_preempted = 2;
    result->blocks_slowed = 1;
}

static void add_void(ph_measurement *run, const char *benchmark, gboolean is_expected)
{
    ph_result *result = add_result(run->results, benchmark, "record", PH_HEADLINE_SUBJECT);

    result->state = PH_STATE_VOID;
    result->record_format = g_strdup("rdw-payload");
    result->reason = g_strdup("the first record does not decode");
    result->records_failed = 1000;
    result->expectation = is_expected ? PH_EXPECT_VOID : PH_EXPECT_NUMBER;
}

/* Of one level the subject's is another; of the next nobody knows what it is to be. */
static ph_record_layout *make_layout(gboolean is_known)
{
    ph_record_layout *layout = g_new0(ph_record_layout, 1);

    if (!is_known) {
        layout->unknown = g_strdup("own.cpy:5:12: COPY is not read");
        return layout;
    }
    layout->record = g_strdup("OWN-RECORD");
    layout->length_min = 24;
    layout->length_max = 26;
    layout->compared = PH_LAYOUT_COMPARED_ITEMS;
    layout->difference = g_strdup("copybook-rs lays out OLD-2 at 12: line 5 is a comment");
    return layout;
}

/* At both levels of one library, which agree. */
static void add_own_data(ph_measurement *run)
{
    static const char *const levels[] = { "record", "file" };

    for (gsize i = 0; i < G_N_ELEMENTS(levels); i++) {
        ph_result *result = add_result(run->results, OWN_DATA, levels[i], PH_HEADLINE_SUBJECT);

        add_launches(result, 2e6);
        result->proof = i == 0 ? PH_PROOF_REFERENCE : PH_PROOF_NONE;
        result->records_proven = i == 0 ? 43 : 0;
        result->float_format = g_strdup("ieee");
        result->controls = g_strdup("pass");
        result->redefines = g_strdup("valid");
        result->record_format = g_strdup("vb");
        result->layout = make_layout(i == 0);
    }
}

/* One file on one thread, and on three. */
static void add_threads(ph_measurement *run)
{
    for (guint count = 1; count <= 3; count += 2) {
        g_autofree char *benchmark = g_strdup_printf("record-zoned/threads-%u", count);
        ph_result *result = add_result(run->results, benchmark, "file", PH_HEADLINE_SUBJECT);

        add_launches(result, count > 1 ? 1.6e6 : 4e6);
        g_clear_pointer(&result->working_set, g_free);
        result->threads = ph_thread_use_new(count);
        result->threads->cpus = g_strdup(count > 1 ? "1,4-5" : "1");
        result->threads->shares_cores = count > 1;
        result->threads->slowdown = count > 1 ? 1.6 : NAN;
        result->threads->start_ns = count > 1 ? 80000.0 : NAN;
    }
}

/* Every member has a value of its own. */
static ph_build_identity *make_identity(void)
{
    ph_build_identity *identity = ph_build_identity_new();

#define X(name) identity->name = g_strdup("the " #name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    identity->is_dirty = PH_KNOWN_FALSE;
    identity->library_bytes = 1137600;
    identity->build_s = 70.131;
    return identity;
}

/* Every member of what is known of a build, each a text of its own. */
static ph_anchor *make_anchor(void)
{
    ph_build_identity *identity = ph_build_identity_new();

#define X(name) identity->name = g_strdup(#name " of the anchor");
    PH_BUILD_TEXT_LIST(X)
#undef X
    identity->is_dirty = PH_KNOWN_TRUE;
    identity->library_bytes = 1137600;
    identity->build_s = 41.25;
    return ph_anchor_new("old.so", "slowdown=0.5", identity);
}

/* Three launches of four; each figure has a number of its own. */
/* Too few launches for a drift: what that is follows from them in tests/model. */
static ph_sustained *make_sustained(void)
{
    const double started_s[] = { 0.0, 1.5, 3.25, 4.0 }, clock_hz[] = { 3e9, NAN, 2.5e9, 3e9 };
    ph_sustained *sustained = ph_sustained_new();
    ph_sustained_benchmark *benchmark = ph_sustained_add(sustained, PH_HEADLINE_COMP3);

    sustained->asked_s = 5.0;
    sustained->core_throttles = 12.0;
    sustained->throttles_missing = g_strdup("package_throttle_count: No such file");
    g_array_append_vals(benchmark->started_s, started_s, G_N_ELEMENTS(started_s));
    g_array_append_vals(benchmark->core_clock_hz, clock_hz, G_N_ELEMENTS(clock_hz));
    return sustained;
}

static ph_latency *make_latency(void)
{
    ph_latency *latency = ph_latency_new(4);

    for (guint launch = 0; launch < 3; launch++) {
        ph_launch_latency gave = { .calls = 4096, .calls_set_aside = 128 };

        for (guint id = 0; id < PH_LATENCY_COUNT; id++)
            gave.values[id] = 5000.0 + 300.0 * id * (1 + launch);
        for (ph_call_count count = PH_CALL_OF_10; count < PH_CALL_COUNTS; count++)
            gave.values[ph_latency_of_calls(count)] = 5500.0 * ph_call_records(count);
        ph_latency_take(latency, launch, &gave);
    }
    return latency;
}

/* Each count has a number of its own; a second one is not seen. */
static void add_allocations(ph_measurement *run)
{
    ph_result *kernel = run->results->pdata[0], *reference = run->results->pdata[1];

    kernel->allocations = g_new0(ph_allocations, 1);
    *kernel->allocations = (ph_allocations){ .records = 90,
                                             .items = 900,
                                             .calls = 1801,
                                             .bytes = 45000,
                                             .peak_live_bytes = 700,
                                             .peak_resident_bytes = 1 << 22 };
    reference->allocations = g_new0(ph_allocations, 1);
    reference->allocations->unseen = g_strdup("it has an allocator of its own");
}

/* A check in each state; one weighs more than its check does, as a full host's load. */
static GPtrArray *make_fitness(void)
{
    static const struct {
        const char *check, *found;
        ph_fitness_state state;
        double weight_percent, unfit_below_percent;
    } made[] = {
        { "turbo", "off", PH_FITNESS_FINE, 1.0, 0.0 },
        { "load", "9.00 programs", PH_FITNESS_FINDING, 1.0, 5.0 },
        { "governor", "No such file", PH_FITNESS_UNKNOWN, 0.5, 0.0 },
    };
    GPtrArray *findings = ph_fitness_findings_new();

    for (gsize i = 0; i < G_N_ELEMENTS(made); i++) {
        ph_fitness_finding *finding = g_new0(ph_fitness_finding, 1);

        finding->check = g_strdup(made[i].check);
        finding->found = g_strdup(made[i].found);
        finding->state = made[i].state;
        finding->weight_percent = made[i].weight_percent;
        finding->unfit_below_percent = made[i].unfit_below_percent;
        g_ptr_array_add(findings, finding);
    }
    return findings;
}

/* Of all that is measured, each with a number of its own; and of what it made void. */
static void add_referee(ph_measurement *run)
{
    run->referee = (ph_referee_facts){ PH_REFEREE_MODE_ON, FALSE, g_strdup("seccomp: EPERM"), 2.5 };
    for (guint i = 0; i < run->results->len; i++) {
        ph_result *result = run->results->pdata[i];
        const double ratio = 1.0 + 0.01 * i;
        const ph_referee saw = { .work_ns = result->median_ns * ratio,
                                 .work_range_ns = { result->median_ns, result->median_ns * 2 },
                                 .claim_ns = result->median_ns,
                                 .claim_ci95_ns = result->ci95_ns,
                                 .ratio = ratio,
                                 .launches = 3,
                                 .calls = 6000 + i,
                                 .bound = i ? PH_REFEREE_EQUAL : PH_REFEREE_NOT_FASTER };
        const ph_referee could_not = { .work_ns = NAN,
                                       .work_range_ns = { NAN, NAN },
                                       .claim_ns = 5e5,
                                       .claim_ci95_ns = { NAN, NAN },
                                       .ratio = NAN,
                                       .launches = 1,
                                       .bound = PH_REFEREE_EQUAL };

        result->referee = ph_referee_copy(result->state == PH_STATE_MEASURED ? &saw : &could_not);
    }
}

static cJSON *make_storage(const char *filesystem)
{
    cJSON *storage = cJSON_CreateObject();

    cJSON_AddStringToObject(storage, "filesystem", filesystem);
    cJSON_AddFalseToObject(storage, "is_in_memory");
    cJSON_AddNullToObject(storage, "model");
    return storage;
}

/* Of a run under load that goes on, and of files. */
static void add_load(ph_measurement *run)
{
    run->sustained = make_sustained();
    run->files = (ph_stored_facts){ .file_bytes = 1 << 20,
                                    .memory_bytes = 16 << 20,
                                    .storage = make_storage("ext4"),
                                    .own_bytes = 10800,
                                    .own_storage = make_storage("xfs") };
}

static ph_measurement *make_run(void)
{
    ph_measurement *run = ph_measurement_new();
    ph_subject_info *info = g_new0(ph_subject_info, 1);
    ph_result *records;
    cJSON *cpu;

    run->commit = g_strdup("0123abc");
    run->suite = g_strdup("standard");
    run->is_quick = TRUE;
    run->recipe = ph_recipe_new();
    g_ptr_array_add(run->recipe->options, g_strdup("--suite"));
    g_ptr_array_add(run->recipe->options, g_strdup("standard"));
    ph_recipe_add_file(run->recipe, "data", "customer.bin", 10800, DIGEST);
    run->system = cJSON_CreateObject();
    cJSON_AddStringToObject(run->system, "fingerprint", FINGERPRINT);
    cJSON_AddStringToObject(cJSON_AddObjectToObject(run->system, "kernel"), "release", "6.1.0");
    cpu = cJSON_AddObjectToObject(run->system, "cpu");
    cJSON_AddStringToObject(cpu, "microcode", "0x1");
    cJSON_AddStringToObject(cpu, "core_kind", "1 of 2");
    run->fitness = make_fitness();
    run->harness = (ph_harness_info){ g_strdup("0.1.0"), g_strdup("fedcba9"), TRUE };
    g_ptr_array_add(run->warnings, g_strdup("memory is not bound"));
    g_ptr_array_add(run->threshold_warnings, g_strdup("under a target"));
    info->name = g_strdup(PH_HEADLINE_SUBJECT);
    info->version = g_strdup("0.6.1");
    info->build = g_strdup("release");
    info->chosen = g_strdup("avx2");
    info->built_from = make_identity();
    g_ptr_array_add(run->subjects, info);
    run->facts = (ph_run_facts){ .launches_asked = 4,
                                 .seed = 7,
                                 .cpu = 1,
                                 .cpus_bound = g_strdup("1"),
                                 .elapsed_s = 3.5,
                                 .timed_s = 1.25,
                                 .first_sample_ms = 4.0,
                                 .clock_grain_ns = 25.0,
                                 .core_clock_hz = 3e9,
                                 .blocks_checked = 9,
                                 .worker_peak_bytes = 1 << 27,
                                 .harness_peak_bytes = 1 << 24,
                                 .memory_max_bytes = 1 << 28,
                                 .memory_peak_bytes = 1 << 27,
                                 .sampling_s = 1.5 };
    run->facts.noise.blocks = 4000;
    run->facts.noise.seen[PH_NOISE_STEAL] = (ph_noise_seen){ 0.25, 2, 31, 0.125 };
    run->facts.noise.seen[PH_NOISE_THROTTLING].total = NAN;
    add_launches(add_result(run->results, PH_HEADLINE_DISPLAY, "kernel", "copybook-rs"), 1.1e6);
    add_launches(add_result(run->results, PH_HEADLINE_DISPLAY, "kernel", "native"), 3.3e5);
    add_launches(add_result(run->results, PH_HEADLINE_COMP3, "kernel", "copybook-rs"), 9.7e5);
    add_launches(add_result(run->results, PH_HEADLINE_COMP3, "kernel", "anchor"), 9.5e5);
    run->anchor = make_anchor();
    add_launches(add_result(run->limits, PH_HEADLINE_DISPLAY, "limit", "memcpy"), 1.3e5);
    add_own_data(run);
    records = add_result(run->results, PH_HEADLINE_RECORD_COMP3, "record", "copybook-rs");
    add_launches(records, 8.1e6);
    records->output_bytes = 11 * records->input_bytes;
    records->latency = make_latency();
    add_launches(add_result(run->limits, PH_HEADLINE_RECORD_COMP3, "limit", "memcpy"), 1.2e5);
    add_void(run, "record-display", FALSE);
    add_void(run, "display-as-published", TRUE);
    add_threads(run);
    ph_summarise_benchmark(run, PH_HEADLINE_DISPLAY);
    ph_summarise_benchmark(run, PH_HEADLINE_COMP3);
    ph_summarise_benchmark(run, OWN_DATA);
    ph_summarise_benchmark(run, "record-zoned/threads-1");
    ph_summarise_benchmark(run, "record-zoned/threads-3");
    ph_summarise_benchmark(run, PH_HEADLINE_RECORD_COMP3);
    ph_summarise_run(run);
    add_referee(run);
    add_allocations(run);
    add_load(run);
    ph_measurement_warn(run, "a warning");
    return run;
}

static void test_our_shape_comes_back(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    cJSON *written = ph_perf_json(run), *again;
    char *text = cJSON_Print(written);
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_measurement) stored = NULL;

    (void)state;
    assert_int_equal(run->errors->len, 1);
    assert_int_equal(run->comparisons->len, 2);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    stored = ph_perf_document_read(path, PH_SCHEMA_FOLDER, &error);
    if (!stored) {
        fail_msg("%s", error->message);
        return;
    }
    again = ph_perf_json(stored);
    assert_true(cJSON_Compare(written, again, TRUE));
    assert_false(stored->is_plain);
    assert_true(stored->is_quick);
    assert_string_equal(ph_measurement_fingerprint(stored), FINGERPRINT);
    assert_true(ph_anchor_equals(stored->anchor, run->anchor));
    assert_string_equal(stored->anchor->name, "old.so");
#define X(name) assert_string_equal(stored->anchor->identity->name, #name " of the anchor");
    PH_BUILD_TEXT_LIST(X)
#undef X
    cJSON_free(text);
    cJSON_Delete(written);
    cJSON_Delete(again);
}

/* Damage the document of make_run(), and expect it to be refused for this. */
static void assert_refused(void (*damage)(cJSON *document, cJSON *ratio), const char *why)
{
    g_autoptr(ph_measurement) run = make_run();
    cJSON *document = ph_perf_json(run);
    cJSON *ratio = cJSON_GetArrayItem(cJSON_GetObjectItem(document, "comparisons"), 1);
    g_autoptr(ph_measurement) stored = NULL;
    g_autoptr(GError) error = NULL;
    char *text;

    damage(document, ratio);
    text = cJSON_Print(document);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    cJSON_free(text);
    cJSON_Delete(document);
    stored = ph_perf_document_read(path, PH_SCHEMA_FOLDER, &error);
    assert_null(stored);
    if (!strstr(error->message, why))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, why);
}

static void add_threshold_warning(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_AddItemToArray(cJSON_GetObjectItem(document, "threshold_warnings"),
                         cJSON_CreateString("of which nobody was warned"));
}

static void test_threshold_warnings_are_warnings(void **state)
{
    (void)state;
    assert_refused(add_threshold_warning,
                   "/threshold_warnings: one of them does not stand in warnings");
}

static void take_anchor_away(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_DeleteItemFromObject(document, "anchor");
}

static void take_digest_away(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_DeleteItemFromObject(
        cJSON_GetObjectItem(cJSON_GetObjectItem(document, "anchor"), "built_from"),
        "library_sha256");
}

static void improve_ratio(cJSON *document, cJSON *ratio)
{
    (void)document;
    cJSON_SetNumberValue(cJSON_GetObjectItem(ratio, "ratio"), 0.99);
}

static void widen_interval(cJSON *document, cJSON *ratio)
{
    (void)document;
    cJSON_SetNumberValue(cJSON_GetArrayItem(cJSON_GetObjectItem(ratio, "ci95"), 0), 0.5);
}

/* The level that the last entry of own data agrees with. */
static void take_peer_away(cJSON *document, cJSON *ratio)
{
    cJSON *list = cJSON_GetObjectItem(document, "benchmarks");
    int index = 0;

    (void)ratio;
    while (strcmp(cJSON_GetObjectItem(cJSON_GetArrayItem(list, index), "name")->valuestring,
                  OWN_DATA) != 0)
        index++;
    cJSON_DeleteItemFromArray(list, index);
}

static void claim_two_libraries(cJSON *document, cJSON *ratio)
{
    cJSON *entry;

    (void)ratio;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(document, "benchmarks"))
    {
        if (strcmp(cJSON_GetObjectItem(entry, "name")->valuestring, OWN_DATA) == 0)
            cJSON_ReplaceItemInObject(entry, "proof", cJSON_CreateString("libraries"));
    }
}

static void test_who_agrees_is_there(void **state)
{
    const char *why = "/benchmarks/4/proof: there is no figure that agrees with it";

    (void)state;
    assert_refused(take_peer_away, why);
    assert_refused(claim_two_libraries, why);
}

static cJSON *first_of_own_data(cJSON *document)
{
    cJSON *entry;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(document, "benchmarks"))
    {
        if (cJSON_HasObjectItem(entry, "layout"))
            return entry;
    }
    return NULL;
}

static cJSON *first_layout(cJSON *document)
{
    return cJSON_GetObjectItem(first_of_own_data(document), "layout");
}

static void keep_quiet_about_it(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_ReplaceItemInObject(document, "warnings", cJSON_CreateArray());
    cJSON_DeleteItemFromObject(document, "threshold_warnings");
}

static void shorten_the_longest(cJSON *document, cJSON *ratio)
{
    cJSON *length = cJSON_GetObjectItem(first_layout(document), "record_length");

    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetObjectItem(length, "maximum"), 23);
}

static void make_the_data_nobodys(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_DeleteItemFromObject(first_of_own_data(document), "record_format");
}

static void take_the_record_away(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_DeleteItemFromObject(first_layout(document), "record");
}

static void compare_nothing(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_ReplaceItemInObject(first_layout(document), "compared", cJSON_CreateString("nothing"));
}

static void test_a_layout_is_the_copybooks_or_is_warned_of(void **state)
{
    (void)state;
    assert_refused(keep_quiet_about_it,
                   "/benchmarks/4/layout: none of the warnings says that it differs");
    assert_refused(shorten_the_longest, "/benchmarks/4/layout/record_length: must ascend");
    assert_refused(make_the_data_nobodys, "/benchmarks/4/layout: is of own records alone");
    assert_refused(take_the_record_away, "layout");
    assert_refused(compare_nothing, "layout");
}

static cJSON *latency_of(cJSON *document)
{
    cJSON *entry;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(document, "benchmarks"))
    {
        if (cJSON_HasObjectItem(entry, "latency"))
            return cJSON_GetObjectItem(entry, "latency");
    }
    return NULL;
}

static void claim_more_output(cJSON *document, cJSON *ratio)
{
    const cJSON *entry;

    (void)ratio;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(document, "benchmarks"))
    {
        cJSON *bytes = cJSON_GetObjectItem(entry, "output_bytes");

        if (bytes)
            cJSON_SetNumberValue(bytes, 2.0 * bytes->valuedouble);
    }
}

static void test_a_share_of_the_output_follows(void **state)
{
    (void)state;
    assert_refused(claim_more_output, "/output_share_of_memcpy: does not follow from output_bytes");
}

static void shorten_tail(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_SetNumberValue(
        cJSON_GetObjectItem(cJSON_GetObjectItem(latency_of(document), "p99_ns"), "median"), 5400.0);
}

static void disorder_percentiles(cJSON *document, cJSON *ratio)
{
    cJSON *p99 = cJSON_GetObjectItem(latency_of(document), "p99_ns");

    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetArrayItem(cJSON_GetObjectItem(p99, "launches"), 0), 5100.0);
}

static void lower_fixed_cost(cJSON *document, cJSON *ratio)
{
    cJSON *fixed = cJSON_GetObjectItem(latency_of(document), "fixed_ns");

    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetArrayItem(cJSON_GetObjectItem(fixed, "launches"), 1), 1.0);
}

static void lose_a_launch(cJSON *document, cJSON *ratio)
{
    cJSON *open = cJSON_GetObjectItem(latency_of(document), "open_ns");

    (void)ratio;
    cJSON_DeleteItemFromArray(cJSON_GetObjectItem(open, "launches"), 3);
}

static cJSON *allocations_of(cJSON *document, int entry)
{
    return cJSON_GetObjectItem(
        cJSON_GetArrayItem(cJSON_GetObjectItem(document, "benchmarks"), entry), "allocations");
}

static void set_count(cJSON *document, const char *member, double value)
{
    cJSON_SetNumberValue(cJSON_GetObjectItem(allocations_of(document, 0), member), value);
}

static void ask_for_bytes_without_a_call(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    set_count(document, "calls", 0.0);
}

static void hold_more_than_was_asked_for(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    set_count(document, "peak_live_bytes", 45001.0);
}

static void count_below_nothing(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    set_count(document, "calls", -1.0);
}

static void count_half_of_a_call(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    set_count(document, "calls", 0.5);
}

static void count_for_no_item(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    set_count(document, "items", 0.0);
}

static void count_what_is_not_seen(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_AddNumberToObject(allocations_of(document, 1), "calls", 0.0);
}

/* Of the first entry, to another that has such a member. */
static cJSON *move_allocations(cJSON *document, const char *list, const char *member,
                               const char *value)
{
    cJSON *entry;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(document, list))
    {
        if (strcmp(cJSON_GetObjectItem(entry, member)->valuestring, value) == 0)
            break;
    }
    assert_non_null(entry);
    cJSON_AddItemToObject(entry, "allocations", cJSON_Duplicate(allocations_of(document, 0), TRUE));
    return entry;
}

static void count_a_limit(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    (void)move_allocations(document, "limits", "level", "limit");
}

static void count_more_records_than_there_are(cJSON *document, cJSON *ratio)
{
    cJSON *entry = move_allocations(document, "benchmarks", "name", PH_HEADLINE_RECORD_COMP3);

    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetObjectItem(cJSON_GetObjectItem(entry, "allocations"), "records"),
                         1.0 + cJSON_GetObjectItem(entry, "records")->valuedouble);
}

static void count_cells_of_records(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    (void)move_allocations(document, "benchmarks", "name", PH_HEADLINE_RECORD_COMP3);
}

static void count_half_a_record(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    set_count(document, "items", 905.0);
}

static void count_what_is_void(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    (void)move_allocations(document, "benchmarks", "state", "void");
}

static void test_allocations_do_not_contradict_themselves(void **state)
{
    (void)state;
    assert_refused(ask_for_bytes_without_a_call, "/allocations/bytes: no call of the allocator");
    assert_refused(hold_more_than_was_asked_for,
                   "/allocations/peak_live_bytes: so many were never");
    assert_refused(count_below_nothing, "allocations");
    assert_refused(count_half_of_a_call, "allocations");
    assert_refused(count_for_no_item, "allocations");
    assert_refused(count_what_is_not_seen, "allocations");
    assert_refused(count_a_limit, "/limits/0/allocations: are of what is measured alone");
    assert_refused(count_more_records_than_there_are,
                   "/allocations/records: there are not so many");
    assert_refused(count_cells_of_records, "/allocations/items: are these records");
    assert_refused(count_half_a_record, "/allocations/items: are not as many for each");
    assert_refused(count_what_is_void, "/allocations: are of what is measured alone");
}

/* Of the last entry, which is on three. */
static cJSON *threads_of(cJSON *document)
{
    cJSON *entries = cJSON_GetObjectItem(document, "benchmarks");
    cJSON *last = cJSON_GetArrayItem(entries, cJSON_GetArraySize(entries) - 1);

    return cJSON_GetObjectItem(last, "threads");
}

static void speed_up_more(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetObjectItem(threads_of(document), "speed_up"), 3.5);
}

static void be_more_efficient(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetObjectItem(threads_of(document), "efficiency"), 1.5);
}

static void be_surer_of_speed_up(cJSON *document, cJSON *ratio)
{
    cJSON *interval = cJSON_GetObjectItem(threads_of(document), "speed_up_ci95");

    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetArrayItem(interval, 0), 2.99999);
}

static void speed_up_without_a_base(cJSON *document, cJSON *ratio)
{
    cJSON *entries = cJSON_GetObjectItem(document, "benchmarks");

    (void)ratio;
    cJSON_DeleteItemFromArray(entries, cJSON_GetArraySize(entries) - 2);
}

static void thread_kernels(cJSON *document, cJSON *ratio)
{
    cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(document, "benchmarks"), 0);

    (void)ratio;
    cJSON_AddNumberToObject(cJSON_AddObjectToObject(first, "threads"), "count", 1);
}

static void test_speed_up_follows_from_launches(void **state)
{
    (void)state;
    assert_refused(speed_up_more, "/threads: the speed-up does not follow from launch_ns");
    assert_refused(be_more_efficient, "/threads: the speed-up does not follow from launch_ns");
    assert_refused(be_surer_of_speed_up, "/threads: its interval does not follow from launch_ns");
    assert_refused(speed_up_without_a_base, "/threads: the speed-up does not follow");
    assert_refused(thread_kernels, "/benchmarks/0/threads: decode files");
}

static void test_latency_follows_from_launches(void **state)
{
    (void)state;
    assert_refused(shorten_tail, "/latency/p99_ns: does not follow");
    assert_refused(disorder_percentiles, "must ascend");
    assert_refused(lower_fixed_cost, "/latency/fixed_ns: does not follow");
    assert_refused(lose_a_launch, "/latency/open_ns: has not as many launches");
}

static cJSON *first_referee(cJSON *document)
{
    return cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(document, "benchmarks"), 0),
                               "referee");
}

static void claim_less_work(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetObjectItem(first_referee(document), "work_ns"), 1e5);
}

/* Work and claim together, so that their ratio stays. */
static void scale_referee(cJSON *document, cJSON *ratio)
{
    static const char *const both[] = { "work_ns", "claim_ns" };

    (void)ratio;
    for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
        cJSON *time = cJSON_GetObjectItem(first_referee(document), both[i]);

        cJSON_SetNumberValue(time, 2.0 * time->valuedouble);
    }
}

/* Of an entry: seen to take so many times as long as is claimed, in each launch nearly as long. */
static void convict(cJSON *referee, double times)
{
    const double claim_ns = cJSON_GetObjectItem(referee, "claim_ns")->valuedouble;
    const double middle_ns[] = { 0.99 * times * claim_ns, 1.01 * times * claim_ns };

    cJSON_ReplaceItemInObject(referee, "work_range_ns", cJSON_CreateDoubleArray(middle_ns, 2));
    cJSON_SetNumberValue(cJSON_GetObjectItem(referee, "work_ns"), times * claim_ns);
    cJSON_SetNumberValue(cJSON_GetObjectItem(referee, "ratio"), times);
}

static void keep_a_figure_that_lies(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    convict(first_referee(document), 1.5);
}

static void keep_a_figure_that_is_too_slow(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_ReplaceItemInObject(first_referee(document), "bound", cJSON_CreateString("equal"));
    convict(first_referee(document), 0.5);
}

static void keep_a_figure_of_which_nothing_was_seen(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetObjectItem(first_referee(document), "calls"), 0);
}

static void take_referee_away(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_DeleteItemFromObject(cJSON_GetArrayItem(cJSON_GetObjectItem(document, "benchmarks"), 0),
                               "referee");
}

static void say_that_it_was_off(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_ReplaceItemInObject(cJSON_GetObjectItem(document, "referee"), "mode",
                              cJSON_CreateString("off"));
}

static void say_nothing_of_it(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_DeleteItemFromObject(document, "referee");
}

static void say_that_subjects_were_confined(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_ReplaceItemInObject(cJSON_GetObjectItem(document, "referee"), "sandbox",
                              cJSON_CreateTrue());
}

static void referee_a_limit(cJSON *document, cJSON *ratio)
{
    (void)ratio;
    cJSON_AddItemToObject(cJSON_GetArrayItem(cJSON_GetObjectItem(document, "limits"), 0), "referee",
                          cJSON_Duplicate(first_referee(document), TRUE));
}

static void test_no_figure_stands_against_the_referee(void **state)
{
    (void)state;
    assert_refused(claim_less_work, "/benchmarks/0/referee/ratio: does not follow from work_ns");
    assert_refused(scale_referee, "/benchmarks/0/referee/claim_ns: is not the median_ns");
    assert_refused(keep_a_figure_that_lies, "/benchmarks/0/referee/ratio: contradicts");
    assert_refused(keep_a_figure_that_is_too_slow, "/benchmarks/0/referee/ratio: contradicts");
    assert_refused(keep_a_figure_of_which_nothing_was_seen, "/benchmarks/0/referee: saw nothing");
    assert_refused(take_referee_away, "/benchmarks/0/referee: a figure without one");
    assert_refused(say_that_it_was_off, "/benchmarks/0/referee: the run had none");
    assert_refused(say_nothing_of_it, "/benchmarks/0/referee: the run had none");
    assert_refused(say_that_subjects_were_confined, "/referee/sandbox_missing: but there was");
    assert_refused(referee_a_limit, "/limits/0/referee: limits are of the machine alone");
}

static void find_fault_with_what_is_fine(cJSON *document, cJSON *ratio)
{
    cJSON *check = cJSON_GetArrayItem(
        cJSON_GetObjectItem(cJSON_GetObjectItem(document, "fitness"), "checks"), 0);

    (void)ratio;
    cJSON_SetNumberValue(cJSON_GetObjectItem(check, "unfit_below_percent"), 1.0);
}

static void test_only_a_finding_makes_a_host_unfit(void **state)
{
    (void)state;
    assert_refused(find_fault_with_what_is_fine,
                   "/fitness/checks/0/unfit_below_percent: is not 0, but nothing was found");
}

static void test_ratios_to_the_anchor_follow_from_launches(void **state)
{
    (void)state;
    assert_refused(take_anchor_away, "/comparisons/1/base: the run has no anchor");
    assert_refused(take_digest_away, "built_from");
    assert_refused(improve_ratio, "/comparisons/1/ratio: does not follow from launch_ns");
    assert_refused(widen_interval, "/comparisons/1/ci95: does not follow from launch_ns");
}

/* Written and read; the caller frees it. */
static ph_measurement *stored_run(const ph_measurement *run)
{
    cJSON *written = ph_perf_json(run);
    char *text = cJSON_Print(written);
    g_autoptr(GError) error = NULL;
    ph_measurement *stored;

    cJSON_Delete(written);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    cJSON_free(text);
    stored = ph_perf_document_read(path, PH_SCHEMA_FOLDER, &error);
    if (!stored)
        fail_msg("%s", error->message);
    return stored;
}

static void test_what_was_measured_comes_back(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    g_autoptr(ph_measurement) stored = stored_run(run);
    const ph_subject_info *info = ph_measurement_subject(stored, PH_HEADLINE_SUBJECT);

    (void)state;
    assert_non_null(info->built_from);
#define X(name) assert_string_equal(info->built_from->name, "the " #name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    assert_int_equal(info->built_from->is_dirty, PH_KNOWN_FALSE);
    assert_true(info->built_from->library_bytes == 1137600);
    assert_true(info->built_from->build_s == 70.131);
    assert_int_equal(stored->warnings->len, run->warnings->len);
    assert_string_equal(stored->warnings->pdata[0], "memory is not bound");
    assert_int_equal(stored->threshold_warnings->len, 1);
    assert_string_equal(stored->threshold_warnings->pdata[0], "under a target");
    assert_string_equal(stored->harness.version, "0.1.0");
    assert_string_equal(stored->harness.commit, "fedcba9");
    assert_true(stored->harness.is_modified);
    assert_string_equal(ph_measurement_kernel(stored), "6.1.0");
    assert_string_equal(ph_measurement_microcode(stored), "0x1");
    assert_string_equal(ph_measurement_core_kind(stored), "1 of 2");
    assert_int_equal(stored->fitness->len, 3);
    assert_int_equal(stored->referee.mode, PH_REFEREE_MODE_ON);
    assert_false(stored->referee.is_sandboxed);
    assert_string_equal(stored->referee.unsandboxed, "seccomp: EPERM");
    assert_true(stored->referee.seconds == 2.5);
    assert_string_equal(ph_measurement_headline_commit(stored), "the commit");
    assert_string_equal(stored->commit, "0123abc");
}

/* What is not known is not there, and not made up when it is read. */
static void test_what_is_not_known_of_a_build_is_left_out(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    ph_subject_info *info = run->subjects->pdata[0];
    g_autoptr(ph_measurement) part = NULL, nothing = NULL;
    const ph_build_identity *read;

    (void)state;
    ph_build_identity_free(info->built_from);
    info->built_from = ph_build_identity_new();
    info->built_from->is_dirty = PH_KNOWN_TRUE;
    g_clear_pointer(&run->harness.commit, g_free);
    part = stored_run(run);
    read = ph_measurement_subject(part, PH_HEADLINE_SUBJECT)->built_from;
    assert_int_equal(read->is_dirty, PH_KNOWN_TRUE);
#define X(name) assert_null(read->name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    assert_true(read->library_bytes == 0 && read->build_s < 0.0);
    assert_null(part->harness.commit);
    assert_string_equal(ph_measurement_headline_commit(part), "0123abc");

    info->built_from->is_dirty = PH_NOT_KNOWN;
    nothing = stored_run(run);
    assert_null(ph_measurement_subject(nothing, PH_HEADLINE_SUBJECT)->built_from);
}

static void test_what_the_referee_saw_comes_back(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    g_autoptr(ph_measurement) stored = stored_run(run);

    (void)state;
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i], *read = stored->results->pdata[i];
        const ph_referee *saw = result->referee, *was = read->referee;

        assert_int_equal(was->launches, saw->launches);
        assert_int_equal(was->bound, saw->bound);
        assert_true(was->calls == saw->calls);
        assert_true(was->claim_ns == saw->claim_ns);
        assert_true(fabs(was->work_ns / saw->work_ns - 1.0) < 1e-12 || isnan(saw->work_ns));
        assert_int_equal(isnan(was->work_ns), isnan(saw->work_ns));
        assert_int_equal(isnan(was->ratio), isnan(saw->ratio));
    }
}

/* Off is said, and nothing else made up; of an early version nothing is. */
static void test_a_run_without_a_referee(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    g_autoptr(ph_measurement) off = NULL, early = NULL;

    (void)state;
    for (guint i = 0; i < run->results->len; i++)
        g_clear_pointer(&((ph_result *)run->results->pdata[i])->referee, g_free);
    run->referee.mode = PH_REFEREE_MODE_OFF;
    off = stored_run(run);
    assert_int_equal(off->referee.mode, PH_REFEREE_MODE_OFF);
    run->referee.mode = PH_REFEREE_UNKNOWN;
    early = stored_run(run);
    assert_int_equal(early->referee.mode, PH_REFEREE_UNKNOWN);
    assert_null(early->referee.unsandboxed);
    assert_true(isnan(early->referee.seconds));
}

/* Whoever wrote it: nothing of it moves a terminal's cursor. */
static void test_texts_of_a_build_are_printable(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    ph_subject_info *info = run->subjects->pdata[0];
    g_autoptr(ph_measurement) stored = NULL;

    (void)state;
#define X(name)                                                                                    \
    g_free(info->built_from->name);                                                                \
    info->built_from->name = g_strdup("\x1b[2J");
    PH_BUILD_TEXT_LIST(X)
#undef X
    g_free(run->harness.version);
    run->harness.version = g_strdup("\x1b[2J");
    cJSON_SetValuestring(cJSON_GetObjectItem(cJSON_GetObjectItem(run->system, "kernel"), "release"),
                         "\x1b\n");
    stored = stored_run(run);
    info = stored->subjects->pdata[0];
#define X(name) assert_null(strchr(info->built_from->name, '\x1b'));
    PH_BUILD_TEXT_LIST(X)
#undef X
    assert_null(strchr(stored->harness.version, '\x1b'));
    assert_null(strpbrk(ph_measurement_kernel(stored), "\x1b\n"));
}

/* Each with a number of its own, so that none can stand for another. */
static void test_each_fact_of_a_run_comes_back(void **state)
{
    g_autoptr(ph_measurement) run = make_run();
    g_autoptr(ph_measurement) stored = NULL;
    g_autoptr(GError) error = NULL;
    guint number = 100; /* Times go down in the list's order: what is timed is part of a run. */
    cJSON *written;
    char *text;

    (void)state;
#define X(member, type, written, how) run->facts.member = (type)number--;
    PH_RUN_FACT_LIST(X)
#undef X
    run->facts.sampling_s = 1000.0; /* It holds what is timed. */
    written = ph_perf_json(run);
    text = cJSON_Print(written);
    cJSON_Delete(written);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    cJSON_free(text);
    stored = ph_perf_document_read(path, PH_SCHEMA_FOLDER, &error);
    if (!stored) {
        fail_msg("%s", error->message);
        return;
    }
#define X(member, type, written, how)                                                              \
    if (stored->facts.member != run->facts.member)                                                 \
        fail_msg("%s: %g came back as %g", #member, (double)run->facts.member,                     \
                 (double)stored->facts.member);
    PH_RUN_FACT_LIST(X)
#undef X
}

/* Written by an earlier version: read, and written again, byte for byte; but for the noise, of
 * which that version knew nothing and this one says so. */
static void test_a_stored_run_comes_back_as_it_was_written(void **state)
{
    g_autofree char *found = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_measurement) stored =
        ph_perf_document_read(PH_DOCUMENT_FOLDER "/perf.json", PH_SCHEMA_FOLDER, &error);
    cJSON *again;
    char *text;

    (void)state;
    if (!stored) {
        fail_msg("%s", error->message);
        return;
    }
    assert_true(g_file_get_contents(PH_DOCUMENT_FOLDER "/perf.json", &found, NULL, NULL));
    again = ph_perf_json(stored);
    cJSON_DeleteItemFromObject(cJSON_GetObjectItem(again, "run"), "noise");
    text = cJSON_Print(again);
    assert_string_equal(g_strchomp(found), text);
    cJSON_free(text);
    cJSON_Delete(again);
}

/* In the words of its own failure, and in those of a library that could not be loaded. */
static void test_what_a_result_failed_for_comes_back(void **state)
{
    static const struct {
        const char *subject, *error; /* NULL: its own failure. */
        ph_error cause;
    } cases[] = {
        { "own", NULL, PH_ERROR_DATA },
        { "loaded", "CBKB008: subject loaded: it is gone", PH_ERROR_SUBJECT_LOAD },
        { "unknown", "CBKB001: somebody said that it is gone", PH_ERROR_COUNT },
    };
    g_autoptr(ph_measurement) run = make_run();
    const guint first = run->results->len;
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_measurement) stored = NULL;
    cJSON *document;
    char *text;

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ph_result *result = add_result(run->results, "comp3/L2", "kernel", cases[i].subject);
        g_autofree char *failure = NULL;

        result->state = PH_STATE_FAILED;
        result->reason = g_strdup("it is gone");
        failure = ph_result_failure(result);
        g_ptr_array_add(run->errors, cases[i].error ? g_strdup(cases[i].error)
                                                    : g_strconcat("CBKB014: ", failure, NULL));
    }
    document = ph_perf_json(run);
    text = cJSON_Print(document);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    cJSON_free(text);
    cJSON_Delete(document);
    stored = ph_perf_document_read(path, PH_SCHEMA_FOLDER, &error);
    if (!stored) {
        fail_msg("%s", error->message);
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ph_result *result = stored->results->pdata[first + i];

        assert_string_equal(result->subject, cases[i].subject);
        assert_int_equal(result->cause, cases[i].cause);
    }
}

static ph_measurement *read_plain(const char *text)
{
    g_autoptr(GError) error = NULL;
    ph_measurement *measurement;

    assert_true(g_file_set_contents(path, text, -1, NULL));
    measurement = ph_perf_document_read(path, PH_SCHEMA_FOLDER, &error);
    if (!measurement) {
        fail_msg("%s", error->message);
        return NULL;
    }
    assert_true(measurement->is_plain);
    assert_int_equal(measurement->results->len, 2);
    return measurement;
}

static void test_the_plain_shape_is_two_figures(void **state)
{
    g_autoptr(ph_measurement) stored =
        read_plain("{\"display_gibs\": 4.22, \"comp3_mibs\": 571, \"warnings\": [\"w\"], "
                   "\"errors\": [], \"timestamp\": \"2025-06-01T12:00:00Z\", \"commit\": \"abc\", "
                   "\"environment\": {\"fingerprint\": \"" FINGERPRINT "\"}}");
    const ph_result *display =
        ph_result_measured(stored->results, PH_HEADLINE_DISPLAY, "kernel", PH_HEADLINE_SUBJECT);
    const ph_result *comp3 =
        ph_result_measured(stored->results, PH_HEADLINE_COMP3, "kernel", PH_HEADLINE_SUBJECT);

    (void)state;
    assert_true(display && display->throughput_mib_s == 4.22 * 1024.0);
    assert_true(comp3 && comp3->throughput_mib_s == 571.0);
    assert_int_equal(display->launch_ns->len, 0);
    assert_true(isnan(display->ci95_ns.low) && isnan(display->median_ns));
    assert_string_equal(display->working_set, "stream");
    assert_string_equal(stored->timestamp, "2025-06-01T12:00:00Z");
    assert_string_equal(stored->commit, "abc");
    assert_string_equal(stored->warnings->pdata[0], "w");
    assert_string_equal(ph_measurement_fingerprint(stored), FINGERPRINT);
}

static void test_the_plain_shape_may_lack_everything_else(void **state)
{
    g_autoptr(ph_measurement) stored =
        read_plain("{\"display_gibs\": null, \"comp3_mibs\": 0, \"warnings\": [], \"errors\": [], "
                   "\"environment\": \"of another tool\"}");

    (void)state;
    for (guint i = 0; i < 2; i++) {
        const ph_result *result = stored->results->pdata[i];

        assert_int_equal(result->state, PH_STATE_FAILED);
        assert_non_null(result->reason);
        assert_true(isnan(result->throughput_mib_s));
    }
    assert_null(stored->timestamp);
    assert_null(stored->commit);
    assert_null(stored->suite);
    assert_null(ph_measurement_fingerprint(stored));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_layout_is_the_copybooks_or_is_warned_of, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_who_agrees_is_there, make_path, remove_path),
        cmocka_unit_test_setup_teardown(test_speed_up_follows_from_launches, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_allocations_do_not_contradict_themselves, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_latency_follows_from_launches, make_path, remove_path),
        cmocka_unit_test_setup_teardown(test_no_figure_stands_against_the_referee, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_what_the_referee_saw_comes_back, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_a_run_without_a_referee, make_path, remove_path),
        cmocka_unit_test_setup_teardown(test_only_a_finding_makes_a_host_unfit, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_ratios_to_the_anchor_follow_from_launches, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_threshold_warnings_are_warnings, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_our_shape_comes_back, make_path, remove_path),
        cmocka_unit_test_setup_teardown(test_a_share_of_the_output_follows, make_path, remove_path),
        cmocka_unit_test_setup_teardown(test_what_was_measured_comes_back, make_path, remove_path),
        cmocka_unit_test_setup_teardown(test_what_is_not_known_of_a_build_is_left_out, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_texts_of_a_build_are_printable, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_each_fact_of_a_run_comes_back, make_path, remove_path),
        cmocka_unit_test(test_a_stored_run_comes_back_as_it_was_written),
        cmocka_unit_test_setup_teardown(test_what_a_result_failed_for_comes_back, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_the_plain_shape_is_two_figures, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(test_the_plain_shape_may_lack_everything_else, make_path,
                                        remove_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
