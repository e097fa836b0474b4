/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/bisecting.h"

#include <stdio.h>

#include "bisect/bisect.h"
#include "bisect/state.h"
#include "bisection_report.h"
#include "builder/checkout.h"
#include "columns.h"
#include "command/program_version.h"
#include "document/json_member.h"
#include "error/error.h"
#include "session/host_document.h"
#include "session/measuring.h"
#include "session/planning.h"
#include "session/progress.h"
#include "settings/installation.h"
#include "storage/durable.h"
#include "verdict/work_conclusion.h"

/* Decoding and proving more would take most of the time. */
enum { RECORD_INPUT_BYTES = 128 * 1024, SHOWN_HASH = 12 };

static GPtrArray *choose_benchmarks(const ph_measuring_place *place, GError **error)
{
    const ph_cpu_caches caches = place ? place->caches : (ph_cpu_caches){ 0 };
    g_autoptr(ph_suite) suite = NULL;
    GPtrArray *plan = ph_planning_plan(1u << PH_WORKING_SET_L2, caches, FALSE, &suite, NULL, error);

    for (guint i = 0; plan && i < plan->len; i++) {
        ph_benchmark *benchmark = plan->pdata[i];

        if (benchmark->workload->level == PH_LEVEL_RECORD)
            benchmark->input_bytes = MIN(benchmark->input_bytes, RECORD_INPUT_BYTES);
    }
    return plan;
}

static char *names_of(const GPtrArray *benchmarks)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < benchmarks->len; i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "",
                               ((const ph_benchmark *)benchmarks->pdata[i])->name);
    return g_string_free(names, FALSE);
}

static char *host_of(const ph_measuring_place *place)
{
    cJSON *system = ph_host_document(".", NULL, place ? place->choice : NULL);
    char *fingerprint = ph_json_printable(system, "fingerprint");

    cJSON_Delete(system);
    return fingerprint;
}

static char *harness_of(void)
{
    ph_harness_info info = { 0 };
    char *text;

    ph_program_version_record(&info);
    text = info.commit ? g_strdup_printf("%s, commit %.*s", info.version, SHOWN_HASH, info.commit)
                       : g_strdup(info.version);
    g_free(info.version);
    g_free(info.commit);
    return text;
}

static ph_bisection *ask(const ph_bisecting *asked, const ph_measuring_place *place,
                         const GPtrArray *benchmarks, GError **error)
{
    g_autoptr(ph_bisection) bisection = ph_bisection_new();
    g_autofree char *name = NULL;

    if (!ph_commit_range_add(&asked->ends, bisection, error))
        return NULL;
    name = ph_checkout_name(asked->ends.checkout);
    bisection->repository = ph_error_printable(name);
    bisection->repeat = asked->repeat(bisection);
    bisection->benchmarks = names_of(benchmarks);
    bisection->host = host_of(place);
    bisection->harness = harness_of();
    return g_steal_pointer(&bisection);
}

static void say(const char *text)
{
    if (ph_progress_has_bar())
        ph_progress_clear();
    ph_columns_print(stderr, 0, 2, "%s", text);
}

/* Those that told something. */
static guint count_told(const ph_bisection *bisection)
{
    guint told = 0;

    for (guint i = 0; i < bisection->comparisons->len; i++)
        if (!ph_bisection_is_skipped(bisection->comparisons->pdata[i]))
            told++;
    return told;
}

static void say_end(const ph_bisection *bisection, const ph_bisection_comparison *comparison)
{
    g_autofree char *base = ph_bisection_commit_text(bisection, comparison->base);
    g_autofree char *head = ph_bisection_commit_text(bisection, comparison->head);
    g_autofree char *answer = ph_bisection_answer_text(bisection, comparison);
    const char *reason = comparison->answer.reason;
    g_autofree char *text =
        ph_bisection_is_skipped(comparison)
            ? g_strdup_printf("Skipped: %s beside %s: %s%s%s", head, base, answer,
                              reason ? ": " : "", reason ? reason : "")
            : g_strdup_printf(
                  "Comparison %u of at most %u: %s beside %s: %s", count_told(bisection),
                  ph_bisect_comparisons_max(bisection->commits->len - 1), head, base, answer);

    say(text);
}

static ph_bisect_means means_of(const ph_bisecting *asked, const ph_measuring_place *place,
                                const GPtrArray *benchmarks, const ph_thresholds *thresholds)
{
    const double floor = asked->floor;
    ph_bisect_means means = {
        .measuring = ph_measuring_given(),
        .place = place,
        .plan = benchmarks,
        .time_rule = { .floor = floor,
                       .warn = MAX(ph_thresholds_warn(thresholds, NULL), floor),
                       .fail = MAX(ph_thresholds_fail(thresholds, NULL), floor),
                       .alpha = asked->alpha },
        .work_rule = { .floor = asked->is_work_only ? PH_WORK_SAME
                                                    : MAX(thresholds->work_warn, PH_WORK_SAME),
                       .warn = thresholds->work_warn,
                       .fail = thresholds->work_fail,
                       .alpha = asked->alpha },
        .budget_s = asked->budget_s,
        .launches = ph_measuring_launches(ph_measuring_given(), 0),
        .is_work_counted = !asked->is_work_left_out,
    };

    if (ph_progress_has_bar())
        means.observer = ph_progress_observer();
    return means;
}

/* What was compared until then is not lost. */
static void say_how_to_go_on(const ph_bisection *bisection, const char *path)
{
    const guint compared = bisection->comparisons->len;
    g_autofree char *file = ph_error_printable(path);
    g_autofree char *text =
        g_strdup_printf("The same command goes on where this one ended: %u comparison%s in %s",
                        compared, compared == 1 ? " is" : "s are", file);

    say(text);
}

static void say_sandbox(void)
{
    g_autoptr(ph_sandbox) sandbox = ph_sandbox_new();

    if (ph_sandbox_why_off(sandbox))
        (void)fprintf(stderr, "Note: " PH_SANDBOX_OFF "%s\n", ph_sandbox_why_off(sandbox));
}

/* Search, from where an earlier one ended. A state that nobody named goes once it is over. */
static gboolean search(const ph_bisecting *asked, ph_bisect_plan *plan, ph_bisection *bisection,
                       GError **error)
{
    const char *named = asked->state_path;
    g_autofree char *path = named ? g_strdup(named) : ph_bisect_state_usual_path(bisection);
    g_autoptr(ph_interruption) interruption = NULL;
    g_autoptr(ph_builds) builds = NULL;

    if (!ph_bisect_state_take(path, bisection, error))
        return FALSE;
    if (bisection->comparisons->len)
        (void)fprintf(stderr, "Taken up again behind comparison %u\n", bisection->comparisons->len);
    say_sandbox();
    interruption = ph_interruption_new();
    builds = ph_builds_new();
    plan->means.checkout = asked->ends.checkout;
    plan->means.interruption = interruption;
    plan->means.builds = builds;
    plan->state_path = path;
    if (!ph_bisect(plan, bisection, error)) {
        if (bisection->comparisons->len)
            say_how_to_go_on(bisection, path);
        else if (!named)
            (void)ph_durable_remove(path, NULL); /* There is nothing in it. */
        return FALSE;
    }
    return named || ph_durable_remove(path, error);
}

ph_bisection *ph_bisecting_run(const ph_bisecting *asked, GError **error)
{
    const ph_measuring_options *given = ph_measuring_given();
    g_autoptr(ph_measuring_place) place =
        asked->is_work_only ? NULL : ph_measuring_place_new(given, error);
    g_autoptr(GPtrArray) benchmarks =
        place || asked->is_work_only ? choose_benchmarks(place, error) : NULL;
    g_autoptr(ph_thresholds) thresholds =
        benchmarks ? ph_installation_thresholds(given->thresholds_path, error) : NULL;
    g_autoptr(ph_bisection) bisection = thresholds ? ask(asked, place, benchmarks, error) : NULL;

    if (!bisection)
        return NULL;
    if (place)
        ph_measuring_say_caches(place);

    ph_bisect_plan plan = { .means = means_of(asked, place, benchmarks, thresholds),
                            .ends = say_end };
    return search(asked, &plan, bisection, error) ? g_steal_pointer(&bisection) : NULL;
}
