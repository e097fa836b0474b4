/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness compare`: two builds, or two stored runs, beside each other. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "baseline/store.h"
#include "colour.h"
#include "command/command.h"
#include "command/compared.h"
#include "command/compared_matrix.h"
#include "command/given_options.h"
#include "compare/relayout.h"
#include "contrast_text.h"
#include "error/error.h"
#include "matrix_report.h"
#include "platform/open_flags.h"
#include "session/measuring.h"
#include "session/other_layouts.h"
#include "session/planning.h"
#include "session/progress.h"
#include "session/sides.h"
#include "settings/installation.h"
#include "storage/output_file.h"
#include "verdict/contrast_exit.h"
#include "verdict/stored_runs.h"
#include "verdict/work_conclusion.h"

/* Decoding and proving more would take most of the time. */
enum { RECORD_INPUT_BYTES = 128 * 1024 };

#define BUDGET_S_MAX 86400.0
/* Over the seconds that launches so far would take: their spread is an estimate, too. */
#define MARGIN 1.5

static double budget_s = 10.0;
static double floor_percent = 0.5;
static double alpha = 0.01;
static gint layout = 1;
static gboolean is_json;
static char *output_path;
static gboolean is_verbose;
static gboolean is_time_identical;
static gboolean is_work_left_out;
static gboolean is_referee_left_out;
static gboolean is_work_only;
static gboolean is_explained;
static char **matrix_axes;

static const GOptionEntry options[] = {
    { "budget", 0, 0, G_OPTION_ARG_DOUBLE, &budget_s,
      "Seconds for each benchmark, what confirms it included (default: 10)", "SECONDS" },
    { "floor", 0, 0, G_OPTION_ARG_DOUBLE, &floor_percent,
      "Noise floor: smaller differences are no difference (default: 0.5)", "PERCENT" },
    { "alpha", 0, 0, G_OPTION_ARG_DOUBLE, &alpha,
      "Chance of any false call in one comparison (default: 0.01)", "SHARE" },
    { "layout", 0, 0, G_OPTION_ARG_INT, &layout,
      "Build both with their code laid out in the N-th way: 1 as it is (default), 2 and 3 moved",
      "N" },
    { "matrix", 0, 0, G_OPTION_ARG_STRING_ARRAY, &matrix_axes,
      "Build with each of these toolchains, or for each of these CPUs, and compare in each: "
      "rustc=1.95.0,1.96.0 target-cpu=x86-64-v3,native",
      "AXIS=VALUE,…" },
    { "time-identical", 0, 0, G_OPTION_ARG_NONE, &is_time_identical,
      "Time builds of identical machine code, too", NULL },
    { "no-work", 0, 0, G_OPTION_ARG_NONE, &is_work_left_out,
      "Do not count instructions and allocations beside the time: saves a second or more a "
      "benchmark",
      NULL },
    { "work-only", 0, 0, G_OPTION_ARG_NONE, &is_work_only,
      "Compare instructions alone, on any machine: nothing is timed", NULL },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &is_explained,
      "Say which functions do more or less work, not only of what is FAIL or WARN or "
      "allocates more",
      NULL },
    { "no-referee", 0, 0, G_OPTION_ARG_NONE, &is_referee_left_out,
      "Let the difference stand without proof against either build: saves time", NULL },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &is_verbose,
      "Print how each library was built, too: compiler, flags, size", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path,
      "Write the comparison there as well, as a document: comparison.json", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print that document in place of the table",
      NULL },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_planning_entries, ph_measuring_entries,
                                                      NULL };

/* Is it a stored run, by its name or by how it begins? Builds may have options behind theirs. */
static gboolean is_document(const char *operand)
{
    FILE *file;
    char first;
    gboolean is_object;

    if (g_str_has_suffix(operand, ".json"))
        return TRUE;
    file = g_file_test(operand, G_FILE_TEST_IS_REGULAR) ? fopen(operand, PH_STREAM_READ) : NULL;
    if (!file)
        return FALSE;
    is_object = fscanf(file, " %c", &first) == 1 && first == '{';
    (void)fclose(file);
    return is_object;
}

/* What is said of measuring means nothing where nothing is measured. */
static gboolean check_kinds(char **operands, GError **error)
{
    static const char *const of_stored_runs[] = { "floor", "alpha",  "thresholds", "verbose",
                                                  "json",  "output", NULL };
    const gboolean is_stored = is_document(operands[0]);
    const char *option = NULL;

    if (is_stored != is_document(operands[1]))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "two builds or two stored runs were expected: %s is a stored "
                         "run, and %s is none",
                         operands[is_stored ? 0 : 1], operands[is_stored ? 1 : 0]);
    if (is_stored)
        option = ph_given_option_beside(&ph_command_compare, of_stored_runs);
    return !option || ph_refuse(error, PH_ERROR_USAGE,
                                "--%s says how to measure, and stored runs are not "
                                "measured again",
                                option);
}

/* Nor does what is said of timing where nothing is timed. */
static gboolean check_mode(GError **error)
{
    static const char *const of_work[] = { "work-only", "suite",  "workload",     "seed",
                                           "timeout",   "json",   "hang-timeout", "thresholds",
                                           "verbose",   "output", "explain",      "matrix",
                                           NULL };
    const char *option = is_work_only ? ph_given_option_beside(&ph_command_compare, of_work) : NULL;

    return !option || ph_refuse(error, PH_ERROR_USAGE,
                                "--%s says how to time, and --work-only times nothing", option);
}

static gboolean check_options(char **operands, const ph_measuring_options *given, GError **error)
{
    if (!matrix_axes && (!operands[0] || !operands[1] || operands[2]))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "two builds (FILE.so, copybook-rs@0.8.1, CHECKOUT@REVISION), or two "
                         "stored runs (perf.json, baseline.json), were expected: BASE and HEAD");
    if (!matrix_axes && !check_kinds(operands, error))
        return FALSE;
    if (!(budget_s > 0.0 && budget_s <= BUDGET_S_MAX))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--budget %g: more than 0 and at most %g was expected", budget_s,
                         BUDGET_S_MAX);
    if (layout < 1 || layout > 1 + PH_RELAYOUT_PADDINGS)
        return ph_refuse(error, PH_ERROR_USAGE, "--layout %d: 1 to %d was expected", layout,
                         1 + PH_RELAYOUT_PADDINGS);
    return ph_measuring_check_rule(floor_percent, alpha, error) &&
           ph_measuring_check(given, error) && check_mode(error);
}

static GPtrArray *choose_benchmarks(const ph_measuring_place *place, ph_suite **ret_suite,
                                    GError **error)
{
    /* Work is the same in any cache: what is counted is to be the same on any machine. */
    const ph_cpu_caches caches = place ? place->caches : (ph_cpu_caches){ 0 };
    GPtrArray *plan =
        ph_planning_plan(1u << PH_WORKING_SET_L2, caches, FALSE, ret_suite, NULL, error);

    for (guint i = 0; plan && i < plan->len; i++) {
        ph_benchmark *benchmark = plan->pdata[i];

        if (is_work_only) {
            g_free(benchmark->name);
            benchmark->name = g_strdup(benchmark->workload->name);
        }
        if (benchmark->workload->level == PH_LEVEL_RECORD)
            benchmark->input_bytes = MIN(benchmark->input_bytes, RECORD_INPUT_BYTES);
    }
    return plan;
}

static void print_report(const ph_contrast_report *report)
{
    const ph_terminal_style style = { ph_colour_is_wanted(stdout), is_verbose };

    ph_contrast_print(stdout, report, style);
}

/* Before time is spent: can it be written? */
static gboolean check_output(GError **error)
{
    if (!output_path || ph_output_file_check(output_path, error))
        return TRUE;
    g_prefix_error(error, "writing the comparison %s: ", output_path);
    return FALSE;
}

/* Show what there is, and write it. Of what could not be compared at all, there is only a document.
 * FALSE and error when it cannot be written. */
static gboolean show(const ph_comparison_document *document, GError **error)
{
    if (is_json)
        ph_command_print_json(ph_contrast_json(document));
    else if (document->report->failure.kind == PH_FAILURE_NONE)
        print_report(document->report);
    return !output_path || ph_compared_write(document, output_path, error);
}

/* FALSE and error for a noise floor that would hide what the thresholds are to find. */
static gboolean make_rule(const ph_thresholds *thresholds, const char *suite, ph_slowdown_rule *ret,
                          GError **error)
{
    if (is_work_only) {
        *ret = (ph_slowdown_rule){ .floor = PH_WORK_SAME,
                                   .warn = thresholds->work_warn,
                                   .fail = thresholds->work_fail,
                                   .alpha = alpha };
        return TRUE;
    }
    *ret = (ph_slowdown_rule){
        .floor = floor_percent / 100.0,
        .warn = ph_thresholds_warn(thresholds, suite),
        .fail = ph_thresholds_fail(thresholds, suite),
        .alpha = alpha,
    };
    return ret->floor < ret->warn ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--floor %g: less than the threshold for WARN, %g %%, was "
                     "expected",
                     floor_percent, 100.0 * ret->warn);
}

/* The benchmarks stay the caller's. */
static ph_side_by_side_plan plan_of(const GPtrArray *benchmarks, const ph_slowdown_rule *rule,
                                    guint launches)
{
    ph_side_by_side_plan plan = {
        .mode = is_work_only ? PH_CONTRAST_MODE_WORK : PH_CONTRAST_MODE_TIME,
        .request.plan = benchmarks,
        .request.is_refereed = !is_referee_left_out,
        .rule = *rule,
        .budget_s = budget_s,
        .launches = launches,
        .is_identical_timed = is_time_identical,
        .is_work_counted = !is_work_left_out,
        .explained = is_explained       ? PH_EXPLAINED_ALL
                     : is_work_left_out ? PH_EXPLAINED_NONE
                                        : PH_EXPLAINED_WORSE,
    };

    if (ph_progress_has_bar())
        plan.request.observer = ph_progress_observer();
    return plan;
}

/* A reviewer would take UNCHANGED for "nothing was changed". */
static void note_same_code(const ph_sides *sides, ph_contrast_report *report)
{
    const ph_run_subject *base = sides->subjects->pdata[0];
    const ph_run_subject *head = sides->subjects->pdata[1];

    if (base->identity && head->identity && base->identity->sources_sha256 &&
        head->identity->sources_sha256 && report->is_same_code &&
        strcmp(base->identity->sources_sha256, head->identity->sources_sha256) != 0)
        ph_contrast_note(report, "both builds are the same code, byte for byte, although the "
                                 "sources of copybook-core or copybook-codec differ: what was "
                                 "changed is not in what is measured");
}

/* To two digits, so that nobody takes it for exact. */
static double rounded_up(double seconds)
{
    const double unit = pow(10.0, MAX(floor(log10(seconds)) - 1.0, 0.0));

    return ceil(seconds / unit) * unit;
}

/* The same with a budget that settles what can be settled; NULL: nothing can. */
static char *command_to_settle(const ph_contrast_report *report)
{
    static const char *const replaced[] = { "budget", "launches", NULL };
    g_autofree char *more = NULL;
    double seconds = 0.0;

    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (ph_contrast_is_open(contrast) && contrast->launches_needed <= PH_CONTRAST_LAUNCHES_MAX)
            seconds = MAX(seconds, MARGIN * contrast->launch_s *
                                       (contrast->launches + contrast->launches_needed));
    }
    if (seconds == 0.0)
        return NULL;
    seconds = rounded_up(MAX(seconds, 2.0 * budget_s));
    more = g_strdup_printf("--budget %.0f", MIN(seconds, BUDGET_S_MAX));
    return ph_given_command_without(&ph_command_compare, replaced, more);
}

/* Building is not of it: that is done by now. */
static void keep_budget(ph_measuring_session *session, const ph_suite *suite)
{
    const gint64 budget_us = suite ? (gint64)(suite->budget_minutes * 60e6) : 0;
    gint64 *deadline_us = &session->request.host.deadline_us;

    if (budget_us)
        *deadline_us = MIN(*deadline_us, g_get_monotonic_time() + budget_us);
}

/* Where and how it was timed. */
static void note_timing(const ph_measuring_session *session, const ph_measuring_place *place,
                        ph_contrast_report *report)
{
    g_autofree char *caches = ph_measuring_caches_note(place);

    if (caches)
        ph_contrast_note(report, "%s", caches);
    if (is_referee_left_out)
        ph_contrast_note(report, "%s", ph_referee_mode_remark(PH_REFEREE_MODE_OFF));
    if (ph_host_lock_doubt(session->lock))
        ph_contrast_note(report, "%s", ph_host_lock_doubt(session->lock));
}

static ph_contrast_report *compare(ph_measuring_session *session, const ph_measuring_place *place,
                                   const ph_sides *sides, const ph_side_by_side_plan *plan,
                                   GError **error)
{
    g_autoptr(ph_contrast_report) report = ph_sides_measure(sides, session, *plan, error);

    if (!report)
        return NULL;
    if (!is_work_only && layout == 1)
        ph_other_layouts_measure(sides, session, plan, report);
    note_same_code(sides, report);
    report->command = command_to_settle(report);
    if (place)
        note_timing(session, place, report);
    if (ph_sandbox_why_off(session->sandbox))
        ph_contrast_note(report, PH_SANDBOX_OFF "%s", ph_sandbox_why_off(session->sandbox));
    return g_steal_pointer(&report);
}

/* The document says why, too. Where it cannot be written, both are said. */
static void show_failure(const ph_comparison_document *document, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (!show(document, &cause))
        g_prefix_error(error, "%s; and before: ", cause->message);
}

static ph_allocation_rule allocation_rule_of(const ph_thresholds *thresholds)
{
    return (ph_allocation_rule){ thresholds->allocations_warn, thresholds->allocations_fail };
}

static ph_exit compare_stored(char **operands, const ph_measuring_options *given, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_thresholds) thresholds = ph_installation_thresholds(given->thresholds_path, error);
    g_autoptr(ph_measurement) base =
        thresholds ? ph_baseline_store_read_run(operands[0], schemas, error) : NULL;
    g_autoptr(ph_measurement) head =
        base ? ph_baseline_store_read_run(operands[1], schemas, error) : NULL;
    g_autoptr(ph_comparison_document) document = NULL;
    ph_allocation_rule allocation_rule;
    ph_slowdown_rule rule;

    if (!head || !make_rule(thresholds, head->suite, &rule, error))
        return PH_EXIT_FAILED;
    allocation_rule = allocation_rule_of(thresholds);
    document = ph_compared_runs(operands, head);
    document->report = ph_stored_compare(base, head, &rule, &allocation_rule);
    return show(document, error) ? ph_contrast_exit(document->report, thresholds->gate)
                                 : PH_EXIT_FAILED;
}

/* The same two in the layout that was asked for; takes them over. */
static ph_sides *lay_out(ph_sides *found, char *const *operands, GError **error)
{
    g_autoptr(ph_sides) sides = found;

    if (!sides || layout == 1)
        return g_steal_pointer(&sides);
    for (guint i = 0; i < sides->builds->len; i++)
        if (!ph_build_can_be_moved(sides->builds->pdata[i])) {
            (void)ph_refuse(error, PH_ERROR_USAGE,
                            "--layout %d: %s is a library, whose code cannot be laid out anew",
                            layout, operands[i]);
            return NULL;
        }
    return ph_sides_move(sides, ph_relayout_padding_bytes[layout - 2], error);
}

/* Find the builds, and measure them. The document has a report in any case but wrong use: where
 * that says why there is no other, FALSE and error do, too. */
static gboolean measure_builds(char **operands, const ph_measuring_place *place,
                               const ph_suite *suite, const ph_side_by_side_plan *plan,
                               ph_comparison_document *document, GError **error)
{
    const ph_measuring_options *given = ph_measuring_given();
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_builds) builds = ph_builds_new();
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_sides) sides =
        lay_out(ph_sides_find(builds, operands[0], operands[1], &cause), operands, &cause);
    g_autoptr(ph_measuring_session) session = NULL;

    if (sides) {
        ph_compared_pin(document, sides);
        session = ph_sides_session_new(given, place, interruption, &cause);
    }
    if (session) {
        keep_budget(session, suite);
        document->report = compare(session, place, sides, plan, &cause);
    }
    if (!document->report) {
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE))
            ph_compared_fail(document, plan,
                             &(ph_compared_failure){ operands, builds, sides, cause });
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    return TRUE;
}

/* What is measured, where and by which rule. */
typedef struct preparation {
    ph_measuring_place *place; /* NULL: nothing is timed. */
    ph_thresholds *thresholds;
    ph_suite *suite; /* NULL: workloads that are named one by one. */
    GPtrArray *benchmarks;
    ph_side_by_side_plan plan;
} preparation;

static void preparation_clear(preparation *p)
{
    g_clear_pointer(&p->place, ph_measuring_place_free);
    g_clear_pointer(&p->thresholds, ph_thresholds_free);
    g_clear_pointer(&p->suite, ph_suite_free);
    g_clear_pointer(&p->benchmarks, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(preparation, preparation_clear)

static const char *suite_name_of(const preparation *p)
{
    return p->suite ? p->suite->name : NULL;
}

static gboolean prepare(preparation *p, const ph_measuring_options *given, GError **error)
{
    ph_slowdown_rule rule;

    p->place = is_work_only ? NULL : ph_measuring_place_new(given, error);
    if (p->place || is_work_only)
        p->benchmarks = choose_benchmarks(p->place, &p->suite, error);
    if (p->benchmarks)
        p->thresholds = ph_installation_thresholds(given->thresholds_path, error);
    if (!p->thresholds || !make_rule(p->thresholds, suite_name_of(p), &rule, error))
        return FALSE;
    p->plan = plan_of(p->benchmarks, &rule, ph_measuring_launches(given, 0));
    if (!is_work_left_out)
        p->plan.allocation_rule = allocation_rule_of(p->thresholds);
    return TRUE;
}

static ph_exit compare_builds(char **operands, const ph_measuring_options *given, GError **error)
{
    g_auto(preparation) p = { 0 };
    g_autoptr(ph_comparison_document) document = NULL;

    if (!prepare(&p, given, error))
        return PH_EXIT_FAILED;
    document = ph_compared_builds(operands, suite_name_of(&p), p.place ? p.place->choice : NULL);
    if (measure_builds(operands, p.place, p.suite, &p.plan, document, error))
        return show(document, error) ? ph_contrast_exit(document->report, p.thresholds->gate)
                                     : PH_EXIT_FAILED;
    if (!document->report)
        return PH_EXIT_FAILED;
    show_failure(document, error);
    return ph_contrast_exit(document->report, p.thresholds->gate);
}

/* A cell is compared as two builds are. */
static ph_contrast_report *compare_cell(ph_measuring_session *session, const ph_sides *sides,
                                        gpointer data, GError **error)
{
    const preparation *p = data;

    return compare(session, p->place, sides, &p->plan, error);
}

static ph_sides *lay_out_cell(ph_sides *sides, char *const *operands, gpointer data, GError **error)
{
    (void)data;
    return lay_out(sides, operands, error);
}

static gboolean show_matrix(const ph_matrix *matrix, GError **error)
{
    const ph_terminal_style style = { ph_colour_is_wanted(stdout), is_verbose };
    g_autofree char *text = ph_matrix_json_text(matrix);

    if (is_json)
        (void)fputs(text, stdout);
    else
        ph_matrix_print(stdout, matrix, style);
    if (!output_path || ph_output_file_write(output_path, text, NULL, error))
        return TRUE;
    g_prefix_error(error, "writing the matrix %s: ", output_path);
    return FALSE;
}

static ph_exit compare_matrix(char **operands, const ph_measuring_options *given, GError **error)
{
    g_auto(preparation) p = { 0 };
    g_autoptr(ph_compared_matrix) compared = ph_compared_matrix_new(operands, matrix_axes, error);
    const ph_matrix *matrix;

    if (!compared)
        return PH_EXIT_USAGE;
    if (!ph_compared_matrix_check(compared, error) || !prepare(&p, given, error))
        return PH_EXIT_FAILED;

    const ph_compared_matrix_plan plan = { .options = given,
                                           .place = p.place,
                                           .suite = suite_name_of(&p),
                                           .plan = &p.plan,
                                           .lay_out = lay_out_cell,
                                           .compare = compare_cell,
                                           .data = &p };
    matrix = ph_compared_matrix_measure(compared, &plan, error);
    if (!matrix || !show_matrix(matrix, error))
        return PH_EXIT_FAILED;
    return ph_matrix_exit(matrix, p.thresholds->gate);
}

static ph_exit run(char **operands, GError **error)
{
    const ph_measuring_options *given = ph_measuring_given();

    if (!check_options(operands, given, error))
        return PH_EXIT_USAGE;
    if (!check_output(error))
        return PH_EXIT_FAILED;
    if (matrix_axes)
        return compare_matrix(operands, given, error);
    if (is_document(operands[0]))
        return compare_stored(operands, given, error);
    return compare_builds(operands, given, error);
}

const ph_command ph_command_compare = {
    .name = "compare",
    .operands = "BASE HEAD\n[BASE] BUILD --matrix AXIS=VALUE,… [AXIS=VALUE,…]",
    .options = options,
    .shared_options = shared_options,
    .values = ph_measuring_values,
    .run = run,
};
