/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline`: the options, and which of its actions is asked for. */
#include <stdio.h>
#include <string.h>

#include "baseline/promotion.h"
#include "columns.h"
#include "command/baseline_action.h"
#include "command/command.h"
#include "command/github_access.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "settings/installation.h"

/* What goes into a file that is kept forever is kept short. */
enum { TEXT_BYTES_MAX = 500 };

static const char default_path[] = "baseline.json";

static char *baseline_path;
static char *thresholds_path;
static char *reason;
static char *promoted_by;
static char *host;
static char *suite;
static char *reason_kind;
static gboolean is_stable;
static gboolean is_forced;
static gboolean is_notice;
static gboolean is_json;

static const GOptionEntry *const shared_options[] = { ph_baseline_github_entries,
                                                      ph_github_access_entries, NULL };

static const GOptionEntry options[] = {
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "One baseline, whose histories are in baselines/ beside it, or a folder with one for each "
      "host and suite (default: baseline.json)",
      "PATH" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "promote, approve: the limits to judge by (default: config/thresholds.toml)", "FILE" },
    { "stable", 0, 0, G_OPTION_ARG_NONE, &is_stable,
      "promote: take the seven newest runs, and the last only when they show an improvement",
      NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &is_forced,
      "promote: override the rules, and record that with the --reason", NULL },
    { "notice", 0, 0, G_OPTION_ARG_NONE, &is_notice,
      "promote: what the rules refuse is told, and is no error, as with --stable", NULL },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "promote, approve, reject, rollback: why",
      "TEXT" },
    { "reason-kind", 0, 0, G_OPTION_ARG_STRING, &reason_kind,
      "promote, rollback: which of the reasons below it is, beside the --reason", "KIND" },
    { "promoted-by", 0, 0, G_OPTION_ARG_STRING, &promoted_by,
      "promote, approve, reject, rollback: who is recorded (default: the command, and no name)",
      "TEXT" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &host,
      "The host's fingerprint (default: the baseline's, or the only one of the folder)",
      "FINGERPRINT" },
    { "suite", 0, 0, G_OPTION_ARG_STRING, &suite,
      "The suite (default: the baseline's, or the only one of the folder)", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "show, history: print JSON", NULL },
    G_OPTION_ENTRY_NULL
};

/* What an action may be given beside --baseline. */
typedef enum option_set {
    OPTION_JSON = 1 << 0,
    OPTION_HISTORY = 1 << 1, /* --host, --suite. */
    OPTION_FOLDER = 1 << 2,  /* The same, of a folder alone. */
    OPTION_ENTRY = 1 << 3,   /* --reason, --promoted-by. */
    OPTION_KIND = 1 << 4,    /* --reason-kind. */
    OPTION_LIMITS = 1 << 5,  /* --thresholds. */
    OPTION_PROMOTE = 1 << 6, /* --stable, --force, --notice. */
} option_set;

typedef struct baseline_action {
    const char *name;
    guint operands_min, operands_max; /* Behind the action's name. */
    guint options;                    /* option_set. */
    ph_baseline_github_use asks;      /* Of GitHub. */
    ph_exit (*run)(const ph_baseline_request *request, GError **error);
    const char *meaning;
} baseline_action;

static const baseline_action actions[] = {
    { "show", 0, 0, OPTION_JSON | OPTION_FOLDER, PH_BASELINE_GITHUB_NONE, ph_baseline_action_show,
      "Print the baseline, and what waits to become it; of a folder with several, a line for "
      "each." },
    { "promote", 1, G_MAXUINT,
      OPTION_ENTRY | OPTION_KIND | OPTION_LIMITS | OPTION_FOLDER | OPTION_PROMOTE,
      PH_BASELINE_GITHUB_CHECKS, ph_baseline_action_promote,
      "Make a run the baseline, or the newest of seven with --stable." },
    { "approve", 0, 0, OPTION_ENTRY | OPTION_LIMITS | OPTION_FOLDER, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_approve, "Make an improvement that waits in a folder the baseline now." },
    { "reject", 0, 0, OPTION_ENTRY | OPTION_FOLDER, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_reject, "Let an improvement that waits never become the baseline." },
    { "rollback", 0, 1, OPTION_ENTRY | OPTION_KIND | OPTION_HISTORY, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_rollback,
      "Make an earlier entry the baseline again, as an entry of its own: the one whose hash begins "
      "with ENTRY, or the one before. It also restores a baseline.json that was lost or damaged." },
    { "history", 0, 0, OPTION_JSON | OPTION_HISTORY, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_history, "List every baseline there was, newest first." },
    { "verify", 0, 0, OPTION_FOLDER, PH_BASELINE_GITHUB_NONE, ph_baseline_action_verify,
      "Check that nothing in the histories was changed, and that the baseline is the last entry." },
    { "collect", 0, 0, 0, PH_BASELINE_GITHUB_COLLECT, ph_baseline_action_collect,
      "Fetch from GitHub what the runs of a workflow measured, each into a folder of its own." },
};

static const struct {
    const char *word;
    const char *meaning;
} kinds[] = {
#define X(constant, word, meaning) { word, meaning },
    PH_REASON_KIND_LIST(X)
#undef X
};

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (!option)
        for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
            g_strv_builder_add(words, actions[i].name);
    if (g_strcmp0(option, "reason-kind") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
            g_strv_builder_add(words, kinds[i].word);
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
        guint set; /* option_set. */
    } given[] = {
        { "--json", is_json, OPTION_JSON },
        { "--host", host != NULL, OPTION_HISTORY | OPTION_FOLDER },
        { "--suite", suite != NULL, OPTION_HISTORY | OPTION_FOLDER },
        { "--reason", reason != NULL, OPTION_ENTRY },
        { "--promoted-by", promoted_by != NULL, OPTION_ENTRY },
        { "--stable", is_stable, OPTION_PROMOTE },
        { "--force", is_forced, OPTION_PROMOTE },
        { "--notice", is_notice, OPTION_PROMOTE },
        { "--reason-kind", reason_kind != NULL, OPTION_KIND },
        { "--thresholds", thresholds_path != NULL, OPTION_LIMITS },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
        if (given[i].is_given && !(action->options & given[i].set))
            return ph_refuse(error, PH_ERROR_USAGE, "baseline %s does not take %s", action->name,
                             given[i].name);
    if (baseline_path && action->asks == PH_BASELINE_GITHUB_COLLECT)
        return ph_refuse(error, PH_ERROR_USAGE, "baseline %s does not take --baseline",
                         action->name);
    if ((host || suite) && !(action->options & OPTION_HISTORY) &&
        !ph_baseline_place_is_folder(baseline_path ? baseline_path : default_path))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "baseline %s does not take %s, but with --baseline FOLDER", action->name,
                         host ? "--host" : "--suite");
    return TRUE;
}

static gboolean check_kind(GError **error)
{
    g_auto(GStrv) words = values("reason-kind");
    const ph_word_list known = { "reason", "--reason-kind", NULL, (const char *const *)words };
    const ph_reason_kind kind = ph_reason_kind_of(reason_kind);

    if (!reason_kind)
        return TRUE;
    if (kind == PH_REASON_KIND_NONE)
        return ph_refuse_word(error, &known, reason_kind);
    if (!reason)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--reason-kind: the --reason, in words, was expected with it");
    if (kind == PH_REASON_KIND_SUSTAINED_IMPROVEMENT || (is_stable && !is_forced))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--reason-kind: a sustained improvement is what --stable shows, and no "
                         "other kind is");
    return TRUE;
}

/* They become the names of a folder and a file. */
static gboolean check_names(GError **error)
{
    if (host && !ph_baseline_is_fingerprint(host))
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
                         "promote: one perf.json was expected; with --stable, %d or more",
                         PH_PROMOTION_STABLE_RUNS);
    if (is_forced && !reason)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--force: the --reason is what it is recorded with");
    return check_text("--reason", reason, error) && check_text("--promoted-by", promoted_by, error);
}

void ph_baseline_print(const char *path, const char *what)
{
    g_autofree char *printable = ph_error_printable(path);

    ph_columns_print(stdout, 0, 2, "%s: %s", printable, what);
}

ph_baseline_store *ph_baseline_open_for_writing(const ph_baseline_place *place,
                                                const ph_baseline_request *request, GError **error)
{
    ph_baseline_store *store =
        ph_baseline_store_open_at(place, request->schemas, PH_BASELINE_STORE_WRITE, error);

    if (store && ph_baseline_store_recovery(store))
        ph_baseline_print(place->path, ph_baseline_store_recovery(store));
    return store;
}

static ph_exit run(char **operands, GError **error)
{
    const baseline_action *action = find_action(operands[0], error);
    g_autofree char *schemas = ph_installation_schemas();
    ph_baseline_asked asked = { 0 };
    const ph_baseline_request request = {
        .path = baseline_path ? baseline_path : default_path,
        .schemas = schemas,
        .thresholds_path = thresholds_path,
        .reason = reason,
        .promoted_by = promoted_by,
        .host = host,
        .suite = suite,
        .reason_kind = ph_reason_kind_of(reason_kind),
        .is_stable = is_stable,
        .is_forced = is_forced,
        .is_notice = is_notice,
        .is_json = is_json,
        .asked = &asked,
        .operands = operands + 1,
    };

    if (!action || !check_options(action, error) || !check_names(error) || !check_kind(error) ||
        !check_operands(action, operands + 1, error) ||
        !ph_baseline_github_take(action->name, action->asks, &asked, error))
        return PH_EXIT_USAGE;
    return action->run(&request, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "actions") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
            ph_manual_list_add(list, actions[i].name, actions[i].meaning);
    if (strcmp(part, "reasons") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
            ph_manual_list_add(list, kinds[i].word, kinds[i].meaning);
}

const ph_command ph_command_baseline = {
    .name = "baseline",
    .operands = "show\npromote perf.json…\napprove\nreject\nrollback [ENTRY]\nhistory\nverify\n"
                "collect",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
