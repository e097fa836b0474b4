/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness bisect`: which commit made head slower than base? */
#include <stdio.h>
#include <string.h>

#include "bisection_report.h"
#include "builder/build_name.h"
#include "command/bisecting.h"
#include "command/command.h"
#include "command/given_options.h"
#include "error/error.h"
#include "session/measuring.h"
#include "session/planning.h"
#include "storage/output_file.h"

enum { SHOWN_HASH = 12 };
#define BUDGET_S_MAX 86400.0

static double budget_s = 10.0;
static double floor_percent = 0.5;
static double alpha = 0.01;
static char *repository;
static char *state_path;
static char *output_path;
static gboolean is_json;
static gboolean is_work_left_out;
static gboolean is_work_only;

static const GOptionEntry options[] = {
    { "repository", 0, 0, G_OPTION_ARG_FILENAME, &repository,
      "BASE and HEAD are revisions of this checkout", "FOLDER" },
    { "budget", 0, 0, G_OPTION_ARG_DOUBLE, &budget_s,
      "Seconds for each benchmark of a comparison that is timed (default: 10)", "SECONDS" },
    { "floor", 0, 0, G_OPTION_ARG_DOUBLE, &floor_percent,
      "Noise floor: smaller differences are no difference (default: 0.5)", "PERCENT" },
    { "alpha", 0, 0, G_OPTION_ARG_DOUBLE, &alpha,
      "Chance of any false call in one comparison (default: 0.01)", "SHARE" },
    { "no-work", 0, 0, G_OPTION_ARG_NONE, &is_work_left_out,
      "Tell commits apart by their time alone: no instructions are counted", NULL },
    { "work-only", 0, 0, G_OPTION_ARG_NONE, &is_work_only,
      "Tell commits apart by their instructions alone, on any machine: nothing is timed", NULL },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &state_path,
      "Keep what was compared there, to go on from (default: below the builds' cache)", "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path,
      "Write what was found there as well, as a document", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print that document in place of the text", NULL },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_planning_entries, ph_measuring_entries,
                                                      NULL };

/* What says how to time means nothing where nothing is timed. */
static gboolean check_mode(GError **error)
{
    static const char *const of_work[] = { "work-only",    "suite",      "workload",   "seed",
                                           "timeout",      "json",       "output",     "state",
                                           "hang-timeout", "thresholds", "repository", NULL };
    const char *option = is_work_only ? ph_given_option_beside(&ph_command_bisect, of_work) : NULL;

    return !option || ph_refuse(error, PH_ERROR_USAGE,
                                "--%s says how to time, and --work-only times nothing", option);
}

static gboolean check_options(char **operands, const ph_measuring_options *given, GError **error)
{
    if (!operands[0] || !operands[1] || operands[2])
        return ph_refuse(error, PH_ERROR_USAGE,
                         "two revisions of one checkout were expected (CHECKOUT@REVISION, or "
                         "REVISION beside --repository CHECKOUT): BASE and HEAD");
    if (!(budget_s > 0.0 && budget_s <= BUDGET_S_MAX))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--budget %g: more than 0 and at most %g was expected", budget_s,
                         BUDGET_S_MAX);
    return ph_measuring_check_rule(floor_percent, alpha, error) &&
           ph_measuring_check(given, error) && check_mode(error);
}

/* What the command line names; owns its texts. */
typedef struct named_ends {
    char *checkout, *base, *head;
} named_ends;

static void named_ends_clear(named_ends *ends)
{
    g_free(ends->checkout);
    g_free(ends->base);
    g_free(ends->head);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(named_ends, named_ends_clear)

static gboolean read_end(const char *operand, char **ret_checkout, char **ret_revision,
                         GError **error)
{
    g_autoptr(ph_build_name) name = ph_build_name_parse(operand, error);

    if (!name)
        return FALSE;
    if (name->kind != PH_BUILD_REVISION)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "%s is no revision of a checkout, which has commits between: "
                         "CHECKOUT@REVISION was expected",
                         operand);
    *ret_checkout = g_strdup(name->place);
    *ret_revision = g_strdup(name->which);
    return TRUE;
}

static gboolean read_ends(char **operands, named_ends *ret, GError **error)
{
    g_autofree char *other = NULL;
    g_autofree char *one_folder = NULL;
    g_autofree char *other_folder = NULL;

    if (repository) {
        *ret = (named_ends){ g_strdup(repository), g_strdup(operands[0]), g_strdup(operands[1]) };
        return TRUE;
    }
    if (!read_end(operands[0], &ret->checkout, &ret->base, error) ||
        !read_end(operands[1], &other, &ret->head, error))
        return FALSE;
    one_folder = g_canonicalize_filename(ret->checkout, NULL);
    other_folder = g_canonicalize_filename(other, NULL);
    return strcmp(one_folder, other_folder) == 0 ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "%s and %s are two checkouts: revisions of one were expected", ret->checkout,
                     other);
}

/* The command line as it may be given elsewhere: branches are what they were then. */
static char *repeat_of(const ph_bisection *bisection)
{
    static const char *const of_here[] = { "cpu",   "json", "output", "repository",
                                           "state", "wait", NULL };
    const guint last = bisection->commits->len - 1;
    g_autofree char *base = g_strdup_printf("./%s@%.*s", bisection->repository, SHOWN_HASH,
                                            ph_bisection_commit_at(bisection, 0)->hash);
    g_autofree char *head = g_strdup_printf("./%s@%.*s", bisection->repository, SHOWN_HASH,
                                            ph_bisection_commit_at(bisection, last)->hash);
    const char *const operands[] = { base, head, NULL };

    return ph_given_command_elsewhere(&ph_command_bisect, of_here, operands);
}

/* Before time is spent: can it be written? */
static gboolean check_output(GError **error)
{
    if (!output_path || ph_output_file_check(output_path, error))
        return TRUE;
    g_prefix_error(error, "writing the bisection %s: ", output_path);
    return FALSE;
}

static gboolean show(const ph_bisection *bisection, GError **error)
{
    g_autofree char *text = ph_bisection_json_text(bisection);

    if (is_json)
        (void)fputs(text, stdout);
    else
        ph_bisection_print(stdout, bisection);
    if (!output_path || ph_output_file_write(output_path, text, NULL, error))
        return TRUE;
    g_prefix_error(error, "writing the bisection %s: ", output_path);
    return FALSE;
}

static ph_exit exit_of(const ph_bisection *bisection)
{
    switch (bisection->finding.outcome) {
    case PH_BISECTION_OUTCOME_NOTHING: return PH_EXIT_PASS;
    case PH_BISECTION_OUTCOME_FOUND: return PH_EXIT_REGRESSION;
    default: return PH_EXIT_INCONCLUSIVE;
    }
}

static ph_exit bisect(const named_ends *ends, GError **error)
{
    const ph_bisecting asked = {
        .ends = { ends->checkout, ends->base, ends->head },
        .budget_s = budget_s,
        .floor = floor_percent / 100.0,
        .alpha = alpha,
        .is_work_left_out = is_work_left_out,
        .is_work_only = is_work_only,
        .state_path = state_path,
        .repeat = repeat_of,
    };
    g_autoptr(ph_bisection) bisection = ph_bisecting_run(&asked, error);

    return bisection && show(bisection, error) ? exit_of(bisection) : PH_EXIT_FAILED;
}

static ph_exit run(char **operands, GError **error)
{
    g_auto(named_ends) ends = { 0 };

    if (!check_options(operands, ph_measuring_given(), error) || !read_ends(operands, &ends, error))
        return PH_EXIT_USAGE;
    if (!check_output(error))
        return PH_EXIT_FAILED;
    return bisect(&ends, error);
}

const ph_command ph_command_bisect = {
    .name = "bisect",
    .operands = "BASE HEAD",
    .options = options,
    .shared_options = shared_options,
    .values = ph_measuring_values,
    .run = run,
};
