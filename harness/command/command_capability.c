/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness capability`: how small a slowdown this machine detects. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>

#include "columns.h"
#include "command/command.h"
#include "compare/capability.h"
#include "document/json_member.h"
#include "error/error.h"
#include "session/measuring.h"
#include "session/planning.h"
#include "session/sides.h"
#include "settings/installation.h"
#include "settings/workload_names.h"
#include "text_table.h"

enum { PILOT_LAUNCHES = 20, PROOFS = 10 };
#define INJECTING_SUBJECT "fault-injection/synthetic.so"

static const double durations_s[] = { 2.0, 10.0, 60.0 };

static char *workload_name;
static double floor_percent = 0.5;
static double alpha = 0.01;
static gboolean is_prove;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING, &workload_name,
      "Of this kernel workload (default: comp3)", "NAME" },
    { "floor", 0, 0, G_OPTION_ARG_DOUBLE, &floor_percent,
      "Noise floor: smaller differences are no difference (default: 0.5)", "PERCENT" },
    { "alpha", 0, 0, G_OPTION_ARG_DOUBLE, &alpha,
      "Chance of any false call in one comparison (default: 0.01)", "SHARE" },
    { "prove", 0, 0, G_OPTION_ARG_NONE, &is_prove,
      "Inject the slowdown that 2 s are to find, ten times, and none, ten times; count the finds",
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print the figures as JSON", NULL },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_measuring_entries, NULL };

static ph_contrast_report *measure(const ph_measuring_session *session, const GPtrArray *plan,
                                   const char *base, const char *head, guint launches,
                                   gboolean is_refereed, GError **error)
{
    g_autoptr(ph_builds) builds = ph_builds_new();
    g_autoptr(ph_sides) sides = ph_sides_find(builds, base, head, error);
    const ph_side_by_side_plan side_by_side = {
        .request.plan = plan,
        .request.is_refereed = is_refereed,
        .rule = { .floor = floor_percent / 100.0, .warn = 0.05, .fail = 0.10, .alpha = alpha },
        .launches = launches,
        .is_identical_timed = TRUE,
    };

    return sides ? ph_sides_measure(sides, session, side_by_side, error) : NULL;
}

/* The one contrast of a report; NULL and error when there is no number. */
static const ph_contrast *only_contrast(const ph_contrast_report *report, GError **error)
{
    if (report->errors->len) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s",
                    (const char *)report->errors->pdata[0]);
        return NULL;
    }
    return report->contrasts->pdata[0];
}

/* Ten times each, in the time that is claimed for it. FALSE and error: a number is missing. */
static gboolean count_finds(const ph_measuring_session *session, const GPtrArray *plan,
                            const ph_detectable *claim, ph_injection_count *ret, GError **error)
{
    g_autofree char *library = ph_installation_subject(INJECTING_SUBJECT);
    g_autofree char *slower =
        g_strdup_printf("%s?slowdown=%.6f", library, 1.0 / (1.0 - claim->lost) - 1.0);

    if (isnan(claim->lost)) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "nothing to prove: %.0f s are too short for three launches twice, and nothing "
                    "is detected in them; a smaller --sample-ms makes launches shorter",
                    claim->seconds);
        return FALSE;
    }
    *ret = (ph_injection_count){ .tries = PROOFS };
    for (guint i = 0; i < 2 * PROOFS; i++) {
        const gboolean is_slowed = i % 2 == 0; /* In turn: the machine changes. */
        g_autoptr(ph_contrast_report) report = measure(
            session, plan, library, is_slowed ? slower : library, claim->launches, FALSE, error);
        const ph_contrast *contrast = report ? only_contrast(report, error) : NULL;

        if (!contrast)
            return FALSE;
        if (is_slowed)
            ret->found += contrast->call.difference == PH_DIFFERENCE_SLOWER ? 1 : 0;
        else
            ret->false_calls += contrast->call.difference == PH_DIFFERENCE_SLOWER ||
                                        contrast->call.difference == PH_DIFFERENCE_FASTER
                                    ? 1
                                    : 0;
    }
    return TRUE;
}

static void print_detectable(const ph_detectable *found)
{
    static const char *const titles[] = {
        "", "seconds", "launches", "detects", "<because of", NULL
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);

    for (gsize i = 0; i < G_N_ELEMENTS(durations_s); i++) {
        const gboolean is_long_enough = !isnan(found[i].lost);

        ph_text_table_take_row(
            table, g_strdup(""), g_strdup_printf("%.0f", found[i].seconds),
            is_long_enough ? g_strdup_printf("%u", 2 * found[i].launches) : g_strdup("-"),
            is_long_enough ? g_strdup_printf("%.2f %%", 100.0 * found[i].lost) : g_strdup("-"),
            g_strdup(is_long_enough ? ph_binding_term_name(found[i].term)
                                    : "too short for three launches twice"),
            NULL);
    }
    ph_text_table_print(stdout, table);
}

static void print_proof(const ph_injection_count *proof, const ph_detectable *claim)
{
    (void)printf("  Proof, %.0f s each: %.2f %% injected was found in %u of %u;\n"
                 "  identical code was called different in %u of %u: the claim %s.\n",
                 claim->seconds, 100.0 * claim->lost, proof->found, proof->tries,
                 proof->false_calls, proof->tries,
                 ph_proof_holds(proof, alpha) ? "holds" : "does not hold");
}

static void print_text(const char *workload, guint cpu, const ph_spread *spread,
                       const ph_detectable *found, const ph_referee *referee,
                       const ph_injection_count *proof, const char *doubt)
{
    g_autofree char *spread_text = ph_spread_text(spread);

    (void)printf("What this machine detects on CPU %u: the native reference against itself,\n"
                 "  %s, %u launches of %.0f ms;\n  %s\n\n",
                 cpu, workload, spread->launches, spread->launch_s * 1e3, spread_text);
    print_detectable(found);
    (void)printf("\n  A slowdown so large is found in %.0f of 100 comparisons,\n"
                 "  at a chance of %g of a false call.\n",
                 100.0 * PH_CAPABILITY_POWER, alpha);
    if (referee)
        ph_columns_print(stdout, 2, 2,
                         "The referee finds a claim that is more than %.0f %% faster than its work "
                         "(%u launches; work / claim %.2f).",
                         100.0 * ph_referee_share(referee), referee->launches, referee->ratio);
    if (proof)
        print_proof(proof, &found[0]);
    if (doubt)
        ph_columns_print(stdout, 2, 2, "Warning: %s", doubt);
}

static void print_json(const char *workload, guint cpu, const ph_spread *spread,
                       const ph_detectable *found, const ph_referee *referee,
                       const ph_injection_count *proof, const char *doubt)
{
    cJSON *document = cJSON_CreateObject(), *list;

    cJSON_AddStringToObject(document, "workload", workload);
    cJSON_AddNumberToObject(document, "cpu", cpu);
    cJSON_AddNumberToObject(document, "alpha", alpha);
    cJSON_AddNumberToObject(document, "power", PH_CAPABILITY_POWER);
    cJSON_AddNumberToObject(document, "floor", floor_percent / 100.0);
    cJSON_AddNumberToObject(document, "pilot_launches", spread->launches);
    cJSON_AddNumberToObject(document, "launch_s", spread->launch_s);
    cJSON_AddNumberToObject(document, "spread_between", spread->between);
    cJSON_AddNumberToObject(document, "spread_within", spread->within);
    list = cJSON_AddArrayToObject(document, "detects");
    for (gsize i = 0; i < G_N_ELEMENTS(durations_s); i++) {
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddNumberToObject(entry, "seconds", found[i].seconds);
        cJSON_AddNumberToObject(entry, "launches", 2.0 * found[i].launches);
        ph_json_add_number(entry, "lost", found[i].lost);
        cJSON_AddStringToObject(entry, "because_of", ph_binding_term_name(found[i].term));
        cJSON_AddItemToArray(list, entry);
    }
    if (referee) {
        cJSON *entry = cJSON_AddObjectToObject(document, "referee");

        cJSON_AddNumberToObject(entry, "share", ph_referee_share(referee));
        cJSON_AddNumberToObject(entry, "ratio", referee->ratio);
        cJSON_AddNumberToObject(entry, "launches", referee->launches);
    }
    if (proof) {
        cJSON *entry = cJSON_AddObjectToObject(document, "proof");

        cJSON_AddNumberToObject(entry, "tries", proof->tries);
        cJSON_AddNumberToObject(entry, "found", proof->found);
        cJSON_AddNumberToObject(entry, "false_calls", proof->false_calls);
        cJSON_AddBoolToObject(entry, "holds", ph_proof_holds(proof, alpha));
    }
    list = cJSON_AddArrayToObject(document, "warnings");
    if (doubt)
        cJSON_AddItemToArray(list, cJSON_CreateString(doubt));
    ph_command_print_json(document);
}

/* Before the host is waited for: what is measured, and what proves it, is there. */
static gboolean has_libraries(const char *library, GError **error)
{
    g_autofree char *slower = ph_installation_subject(INJECTING_SUBJECT);
    g_autoptr(ph_builds) builds = ph_builds_new();
    g_autoptr(ph_build) measured = ph_builds_find(builds, library, error);
    g_autoptr(ph_build) injecting =
        measured && is_prove ? ph_builds_find(builds, slower, error) : NULL;

    return measured && (injecting || !is_prove);
}

static ph_exit take_pilot(const ph_measuring_options *given, const ph_measuring_place *place,
                          const GPtrArray *plan, const char *workload, GError **error)
{
    const ph_slowdown_rule rule = { .floor = floor_percent / 100.0, .alpha = alpha };
    g_autofree char *library = ph_installation_subject(PH_REFERENCE_SUBJECT ".so");
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_measuring_session) session =
        has_libraries(library, error) ? ph_sides_session_new(given, place, interruption, error)
                                      : NULL;
    g_autoptr(ph_contrast_report) report =
        session ? measure(session, plan, library, library,
                          ph_measuring_launches(given, PILOT_LAUNCHES), TRUE, error)
                : NULL;
    const ph_contrast *contrast = report ? only_contrast(report, error) : NULL;
    ph_detectable found[G_N_ELEMENTS(durations_s)];
    ph_spread spread;
    ph_injection_count proof;

    if (session && ph_sandbox_why_off(session->sandbox))
        (void)fprintf(stderr, "Note: " PH_SANDBOX_OFF "%s\n", ph_sandbox_why_off(session->sandbox));
    if (!contrast)
        return PH_EXIT_FAILED;
    if (!ph_spread_of(contrast, &spread)) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "fewer than three launches had enough undisturbed blocks: the machine is too "
                    "busy to say what it detects");
        return PH_EXIT_INCONCLUSIVE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(durations_s); i++)
        found[i] = ph_detectable_in(&spread, &rule, durations_s[i]);
    /* What was measured is shown, proven or not. */
    const gboolean is_proven = is_prove && count_finds(session, plan, &found[0], &proof, error);
    (is_json ? print_json : print_text)(workload, place->cpu, &spread, found,
                                        contrast->referee.base, is_proven ? &proof : NULL,
                                        ph_host_lock_doubt(session->lock));
    if (!is_prove)
        return PH_EXIT_PASS;
    if (!is_proven)
        return PH_EXIT_FAILED;
    return ph_proof_holds(&proof, alpha) ? PH_EXIT_PASS : PH_EXIT_REGRESSION;
}

static ph_exit run(char **operands, GError **error)
{
    const ph_measuring_options *given = ph_measuring_given();
    const char *name = workload_name ? workload_name : "comp3";
    const ph_workload *workload;
    g_autoptr(ph_measuring_place) place = NULL;
    g_autoptr(GPtrArray) plan = ph_plan_new();

    if (!ph_command_takes_none(operands, error) || !ph_measuring_check(given, error) ||
        !ph_measuring_check_rule(floor_percent, alpha, error))
        return PH_EXIT_USAGE;
    if (ph_measuring_launches(given, PILOT_LAUNCHES) < PH_CAPABILITY_LAUNCHES_MIN) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--launches %u: at least %d are needed to tell how they differ",
                        ph_measuring_launches(given, PILOT_LAUNCHES), PH_CAPABILITY_LAUNCHES_MIN);
        return PH_EXIT_USAGE;
    }
    workload = ph_planning_kernel_workload(name, error);
    if (!workload)
        return PH_EXIT_USAGE;
    place = ph_measuring_place_new(given, error);
    if (!place)
        return PH_EXIT_FAILED;
    ph_measuring_say_caches(place);
    ph_plan_add(plan, workload, PH_EXPECT_NUMBER, 1u << PH_WORKING_SET_L2, place->caches);
    return take_pilot(given, place, plan, name, error);
}

static char **values(const char *option)
{
    return g_strcmp0(option, "workload") == 0 ? ph_workload_names(PH_WORKLOADS_KERNEL)
                                              : ph_measuring_values(option);
}

const ph_command ph_command_capability = {
    .name = "capability",
    .operands = "",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .run = run,
};
