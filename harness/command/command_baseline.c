/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline`: the options, and which of its actions is asked for. */
#include <stdio.h>
#include <string.h>

#include "baseline/promotion.h"
#include "columns.h"
#include "command/baseline_action.h"
#include "command/command.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "settings/installation.h"

/* What goes into a file that is kept forever is kept short. */
enum { TEXT_BYTES_MAX = 500 };

static char *baseline_path;
static char *thresholds_path;
static char *reason;
static char *promoted_by;
static char *host;
static char *suite;
static gboolean is_stable;
static gboolean is_forced;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "The baseline; its histories are in baselines/ beside it (default: baseline.json)", "FILE" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "promote: the limits to judge by (default: config/thresholds.toml)", "FILE" },
    { "stable", 0, 0, G_OPTION_ARG_NONE, &is_stable,
      "promote: take seven runs, and their newest only when they show an improvement", NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &is_forced,
      "promote: override the rules, and record that with the --reason", NULL },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "promote, rollback: why", "TEXT" },
    { "promoted-by", 0, 0, G_OPTION_ARG_STRING, &promoted_by,
      "promote, rollback: who is recorded (default: the command, and no name)", "TEXT" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &host,
      "rollback, history: the host's fingerprint (default: the baseline's)", "FINGERPRINT" },
    { "suite", 0, 0, G_OPTION_ARG_STRING, &suite,
      "rollback, history: the suite (default: the baseline's)", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "show, history: print JSON", NULL },
    G_OPTION_ENTRY_NULL
};

/* What an action may be given beside --baseline. */
typedef enum option_set {
    OPTION_JSON = 1 << 0,
    OPTION_HISTORY = 1 << 1, /* --host, --suite. */
    OPTION_ENTRY = 1 << 2,   /* --reason, --promoted-by. */
    OPTION_PROMOTE = 1 << 3, /* --stable, --force, --thresholds. */
} option_set;

typedef struct baseline_action {
    const char *name;
    guint operands_min, operands_max; /* Behind the action's name. */
    guint options;                    /* option_set. */
    ph_exit (*run)(const ph_baseline_request *request, GError **error);
    const char *meaning;
} baseline_action;

static const baseline_action actions[] = {
    { "show", 0, 0, OPTION_JSON, ph_baseline_action_show, "Print the baseline." },
    { "promote", 1, G_MAXUINT, OPTION_ENTRY | OPTION_PROMOTE, ph_baseline_action_promote,
      "Make a run the baseline, or the newest of seven with --stable." },
    { "rollback", 0, 1, OPTION_ENTRY | OPTION_HISTORY, ph_baseline_action_rollback,
      "Make an earlier entry the baseline again, as an entry of its own: the one whose hash begins "
      "with ENTRY, or the one before. It also restores a baseline.json that was lost or damaged." },
    { "history", 0, 0, OPTION_JSON | OPTION_HISTORY, ph_baseline_action_history,
      "List every baseline there was, newest first." },
    { "verify", 0, 0, 0, ph_baseline_action_verify,
      "Check that nothing in the histories was changed, and that the baseline is the last entry." },
};

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (!option)
        for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
            g_strv_builder_add(words, actions[i].name);
    return g_strv_builder_end(words);
}

static const baseline_action *find_action(const char *name, GError **error)
{
    g_auto(GStrv) names = values(NULL);
    const ph_word_list known = { "action", NULL, NULL, (const char *const *)names };

    for (gsize i = 0; name && i < G_N_ELEMENTS(actions); i++)
        if (strcmp(name, actions[i].name) == 0)
            return &actions[i];
    (void)ph_refuse_word(error, &known, name);
    return NULL;
}

/* An option that would do nothing was meant to do something. */
static gboolean check_options(const baseline_action *action, GError **error)
{
    const struct {
        const char *name;
        gboolean is_given;
        option_set set;
    } given[] = {
        { "--json", is_json, OPTION_JSON },
        { "--host", host != NULL, OPTION_HISTORY },
        { "--suite", suite != NULL, OPTION_HISTORY },
        { "--reason", reason != NULL, OPTION_ENTRY },
        { "--promoted-by", promoted_by != NULL, OPTION_ENTRY },
        { "--stable", is_stable, OPTION_PROMOTE },
        { "--force", is_forced, OPTION_PROMOTE },
        { "--thresholds", thresholds_path != NULL, OPTION_PROMOTE },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
        if (given[i].is_given && !(action->options & given[i].set))
            return ph_refuse(error, PH_ERROR_USAGE, "baseline %s does not take %s", action->name,
                             given[i].name);
    return TRUE;
}

/* They become the names of a folder and a file. */
static gboolean check_names(GError **error)
{
    if (host &&
        !g_regex_match_simple("^[0-9a-f]{16}$", host, G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0))
        return ph_refuse(error, PH_ERROR_USAGE, "--host: 16 hexadecimal digits were expected");
    return !suite || ph_baseline_is_suite_name(suite) ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--suite: letters, digits, \".\", \"_\" and \"-\" were expected");
}

static gboolean check_text(const char *name, char *text, GError **error)
{
    if (!text || (*g_strstrip(text) && strlen(text) <= TEXT_BYTES_MAX))
        return TRUE;
    return ph_refuse(error, PH_ERROR_USAGE, "%s: a text of 1 to %d bytes was expected", name,
                     TEXT_BYTES_MAX);
}

static gboolean check_operands(const baseline_action *action, char **operands, GError **error)
{
    const guint count = g_strv_length(operands);

    if (count < action->operands_min)
        return ph_refuse(error, PH_ERROR_USAGE, "promote: a perf.json was expected");
    if (count > action->operands_max)
        return ph_refuse(error, PH_ERROR_USAGE, "unexpected argument: %s",
                         operands[action->operands_max]);
    if (action->options & OPTION_PROMOTE && count > 1 && !is_stable)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "promote: one perf.json was expected; with --stable, %d",
                         PH_PROMOTION_STABLE_RUNS);
    if (is_forced && !reason)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--force: the --reason is what it is recorded with");
    return check_text("--reason", reason, error) && check_text("--promoted-by", promoted_by, error);
}

void ph_baseline_print(const ph_baseline_request *request, const char *what)
{
    g_autofree char *path = ph_error_printable(request->path);

    ph_columns_print(stdout, 0, 2, "%s: %s", path, what);
}

ph_baseline_store *ph_baseline_open_for_writing(const ph_baseline_request *request, GError **error)
{
    ph_baseline_store *store =
        ph_baseline_store_open(request->path, request->schemas, PH_BASELINE_STORE_WRITE, error);

    if (store && ph_baseline_store_recovery(store))
        ph_baseline_print(request, ph_baseline_store_recovery(store));
    return store;
}

static ph_exit run(char **operands, GError **error)
{
    const baseline_action *action = find_action(operands[0], error);
    g_autofree char *schemas = ph_installation_schemas();
    const ph_baseline_request request = {
        .path = baseline_path ? baseline_path : "baseline.json",
        .schemas = schemas,
        .thresholds_path = thresholds_path,
        .reason = reason,
        .promoted_by = promoted_by,
        .host = host,
        .suite = suite,
        .is_stable = is_stable,
        .is_forced = is_forced,
        .is_json = is_json,
        .operands = operands + 1,
    };

    if (!action || !check_options(action, error) || !check_names(error) ||
        !check_operands(action, operands + 1, error))
        return PH_EXIT_USAGE;
    return action->run(&request, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "actions") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
            ph_manual_list_add(list, actions[i].name, actions[i].meaning);
}

const ph_command ph_command_baseline = {
    .name = "baseline",
    .operands = "show\npromote perf.json…\nrollback [ENTRY]\nhistory\nverify",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
