/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/baseline_github.h"

#include <stdio.h>
#include <string.h>

#include "error/error.h"
#include "forge/event.h"
#include "github/github.h"
#include "github/workflow_run.h"

enum { RUNS_DEFAULT = 14, RUNS_MAX = 100, NOT_GIVEN = G_MININT };

static char *workflow;
static char *branch;
static char *output_dir;
static char *artifact;
static gint runs = NOT_GIVEN;
static char *checks_of;
static char **required;
static char **except;
static char *repository;

const GOptionEntry ph_baseline_github_entries[] = {
    { "workflow", 0, 0, G_OPTION_ARG_STRING, &workflow,
      "collect: the workflow whose runs are meant, by its file's name", "NAME.yml" },
    { "branch", 0, 0, G_OPTION_ARG_STRING, &branch,
      "collect: the branch whose runs are meant; promote --checks-of: whose rules say which checks "
      "are required (default: no rules are asked for, and every check counts)",
      "NAME" },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &output_dir,
      "collect: make this folder, with one for each run", "DIR" },
    { "artifact", 0, 0, G_OPTION_ARG_STRING, &artifact,
      "collect: artefacts whose names begin so (default: performance-)", "PREFIX" },
    { "runs", 0, 0, G_OPTION_ARG_INT, &runs,
      "collect: so many runs at most, the newest (default: 14)", "N" },
    { "checks-of", 0, 0, G_OPTION_ARG_STRING, &checks_of,
      "promote: ask GitHub for the other checks of the run's commit, this one; they must be green",
      "COMMIT" },
    { "required", 0, 0, G_OPTION_ARG_STRING_ARRAY, &required,
      "With --checks-of: this check is required, beside those of the branch's rules (may be "
      "repeated)",
      "NAME" },
    { "except", 0, 0, G_OPTION_ARG_STRING_ARRAY, &except,
      "With --checks-of: leave out checks whose name is like this, beside performance/*, "
      "perfharness/* and the jobs of the run that asks (may be repeated)",
      "PATTERN" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &repository,
      "collect, promote --checks-of: whose (default: GITHUB_REPOSITORY)", "OWNER/NAME" },
    G_OPTION_ENTRY_NULL
};

/* An option that would do nothing was meant to do something. */
static gboolean check_use(const char *action, ph_baseline_github_use use, GError **error)
{
    const gboolean is_collect = use == PH_BASELINE_GITHUB_COLLECT;
    const gboolean is_checks = use == PH_BASELINE_GITHUB_CHECKS;
    const gboolean is_asking = is_collect || (is_checks && checks_of);
    const char *access = ph_forge_access_given();
    const struct {
        const char *name;
        gboolean is_given;
        gboolean is_taken;
        gboolean is_of_checks; /* promote takes it, with --checks-of. */
    } given[] = {
        { "--checks-of", checks_of != NULL, is_checks, FALSE },
        { "--workflow", workflow != NULL, is_collect, FALSE },
        { "--output-dir", output_dir != NULL, is_collect, FALSE },
        { "--artifact", artifact != NULL, is_collect, FALSE },
        { "--runs", runs != NOT_GIVEN, is_collect, FALSE },
        { "--required", required != NULL, is_checks && checks_of, TRUE },
        { "--except", except != NULL, is_checks && checks_of, TRUE },
        { "--branch", branch != NULL, is_asking, TRUE },
        { "--repository", repository != NULL, is_asking, TRUE },
        { access ? access : "", access != NULL, is_asking, TRUE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
        if (given[i].is_given && !given[i].is_taken)
            return ph_refuse(error, PH_ERROR_USAGE, "baseline %s does not take %s%s", action,
                             given[i].name,
                             is_checks && given[i].is_of_checks ? " without --checks-of" : "");
    return TRUE;
}

static gboolean check_collect(GError **error)
{
    if (!workflow || !ph_workflow_is_file_name(workflow))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "collect: --workflow: the name of a file in .github/workflows was "
                         "expected, as nightly.yml");
    if (!branch)
        return ph_refuse(error, PH_ERROR_USAGE, "collect: --branch NAME was expected");
    if (!output_dir || !*output_dir)
        return ph_refuse(error, PH_ERROR_USAGE, "collect: --output-dir DIR was expected");
    if (artifact && !*artifact)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--artifact: the first letters of a name were expected");
    return (runs == NOT_GIVEN || (runs >= 1 && runs <= RUNS_MAX)) ||
           ph_refuse(error, PH_ERROR_USAGE, "--runs: 1 to %d was expected", RUNS_MAX);
}

static gboolean check_words(const char *option, char **words, GError **error)
{
    for (; words && *words; words++)
        if (!**words || !g_utf8_validate(*words, -1, NULL))
            return ph_refuse(error, PH_ERROR_USAGE, "%s: the name of a check was expected", option);
    return TRUE;
}

static gboolean check_values(GError **error)
{
    if (repository && !ph_event_is_repository(repository))
        return ph_refuse(error, PH_ERROR_USAGE, "--repository: OWNER/NAME was expected");
    if (branch && (!*branch || !g_utf8_validate(branch, -1, NULL)))
        return ph_refuse(error, PH_ERROR_USAGE, "--branch: a name was expected");
    if (checks_of && !ph_event_is_sha(checks_of))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--checks-of: a commit's 40 hexadecimal digits were expected");
    return check_words("--required", required, error) && check_words("--except", except, error);
}

gboolean ph_baseline_github_take(const char *action, ph_baseline_github_use use,
                                 ph_baseline_asked *ret, GError **error)
{
    static const char *const none[] = { NULL };

    if (!check_use(action, use, error) || !check_values(error) ||
        (use == PH_BASELINE_GITHUB_COLLECT && !check_collect(error)))
        return FALSE;
    *ret = (ph_baseline_asked){
        .repository = repository,
        .branch = branch,
        .workflow = workflow,
        .artifact = artifact ? artifact : "performance-",
        .output_dir = output_dir,
        .runs = runs == NOT_GIVEN ? RUNS_DEFAULT : (guint)runs,
        .checks_of = checks_of,
        .required = required ? (const char *const *)required : none,
        .except = except ? (const char *const *)except : none,
    };
    return ph_forge_access_take(&ret->access, error);
}

static void notice(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    (void)fprintf(stderr, "perfharness baseline: %s\n", printable);
}

gboolean ph_baseline_connect(const ph_baseline_asked *asked, ph_baseline_connection *ret,
                             GError **error)
{
    ph_forge_settings settings = { .kind = &ph_github,
                                   .token = g_getenv("GITHUB_TOKEN"),
                                   .ca_file = asked->access.ca_file,
                                   .deadline_s = asked->access.deadline_s,
                                   .unit_s = asked->access.unit_s,
                                   .notice = notice };

    *ret = (ph_baseline_connection){ .job = ph_github.read_job(error) };
    if (!ret->job)
        return FALSE;
    ret->repository = asked->repository ? asked->repository : ret->job->repository;
    if (!ret->repository)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "the repository is not known: --repository OWNER/NAME was expected");
    settings.api_url = ret->job->api_url;
    ret->github = ph_forge_new(&settings, error);
    return ret->github != NULL;
}

void ph_baseline_connection_clear(ph_baseline_connection *connection)
{
    g_clear_pointer(&connection->github, ph_forge_free);
    g_clear_pointer(&connection->job, ph_job_free);
}
