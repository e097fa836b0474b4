/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness check`: judges a stored run. */
#include <stdio.h>

#include "baseline/judged_run.h"
#include "baseline/kept_entry.h"
#include "colour.h"
#include "command/command.h"
#include "error/error.h"
#include "judgement_json.h"
#include "judgement_text.h"
#include "platform/path.h"
#include "storage/durable.h"
#include "validation_log.h"
#include "verdict/judgement.h"

static char *baseline_path;
static char *thresholds_path;
static gboolean is_strict;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "Compare with this baseline.json, another perf.json, or what a folder of baselines has for "
      "the run's host and suite (default: only the floors are judged)",
      "PATH" },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &is_strict, "A warning is exit status 3, too", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json,
      "Print the judgement as JSON (config/schema/judgement.schema.json)", NULL },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "The limits to judge by (default: config/thresholds.toml)", "FILE" },
    G_OPTION_ENTRY_NULL
};

/*
 * Before anything is shown: a verdict that cannot be written down is not given. Where this process
 * may not write, nobody expects that.
 */
static gboolean write_log(const char *perf_path, const ph_measurement *run,
                          const ph_judgement *judgement, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(perf_path);
    g_autofree char *path = ph_path_join(folder, "validation.log", NULL);
    g_autofree char *log = NULL;

    if (!ph_durable_may_write(path)) {
        g_autofree char *shown = ph_error_printable(path);

        (void)fprintf(stderr, "Note: %s is not written: it may not be written there\n", shown);
        return TRUE;
    }
    log = ph_validation_log(run, judgement);
    return ph_durable_write(path, log, error);
}

/* What a run was judged by stays with it, where that was found in a folder. */
static gboolean keep_entry(const char *perf_path, const ph_baseline *entry, GError **error)
{
    const char *why_not = NULL;

    if (!entry)
        return TRUE;
    if (!ph_kept_entry_write(perf_path, entry, &why_not, error))
        return FALSE;
    if (why_not)
        (void)fprintf(stderr, "Note: baseline.json is not kept beside perf.json: %s\n", why_not);
    return TRUE;
}

static void print_text(const ph_judged_run *judged)
{
    ph_judgement_heading(stdout, "Run", judged->run);
    if (judged->baseline)
        ph_judgement_heading(stdout, "Baseline", judged->baseline);
    ph_judgement_text(stdout, judged->run, judged->judgement, ph_colour_is_wanted(stdout));
}

/* Whoever looks for the last word only, finds one that is not PASS. */
static void print_nothing_judged(void)
{
    if (!is_json)
        (void)printf("Performance Report: not judged [%s]\n", ph_verdict_word(PH_VERDICT_NEUTRAL));
}

/* A baseline that was named and cannot be read leaves the floors, and no pass. */
static ph_exit check(const char *path, ph_judged_run *judged, GError **error)
{
    if (!write_log(path, judged->run, judged->judgement, error) ||
        !keep_entry(path, judged->entry, error)) {
        print_nothing_judged();
        return PH_EXIT_FAILED;
    }
    if (is_json)
        ph_command_print_json(ph_judgement_json(judged->run, judged->baseline, judged->judgement));
    else
        print_text(judged);
    if (judged->baseline_error) {
        g_propagate_error(error, g_steal_pointer(&judged->baseline_error));
        return PH_EXIT_FAILED;
    }
    return ph_judgement_exit(judged->judgement, judged->thresholds, is_strict);
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_judged_run) judged = NULL;

    if (!operands[0] || operands[1]) {
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE, "one perf.json was expected%s%s",
                    operands[0] ? ", and not also " : "", operands[0] ? operands[1] : "");
        return PH_EXIT_USAGE;
    }
    judged = ph_judged_run_read(operands[0], baseline_path, thresholds_path, error);
    if (judged)
        return check(operands[0], judged, error);
    print_nothing_judged();
    return PH_EXIT_FAILED;
}

const ph_command ph_command_check = {
    .name = "check",
    .operands = "perf.json",
    .options = options,
    .run = run,
};
