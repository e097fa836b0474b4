/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline`: the options, and which of its actions is asked for. */
#include <stdio.h>
#include <string.h>

#include "baseline/promotion.h"
#include "columns.h"
#include "command/action_table.h"
#include "command/baseline_action.h"
#include "command/command.h"
#include "command/forge_access.h"
#include "command/history_promotions.h"
#include "command/stamping.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "settings/installation.h"

/* What goes into a file that is kept forever is kept short. */
enum { TEXT_BYTES_MAX = 500 };

/* Of entries that stay lines; a month of nights. */
enum { NEWEST = 30 };

static const char default_path[] = "baseline.json";

static char *baseline_path;
static char *thresholds_path;
static char *reason;
static char *promoted_by;
static char *host;
static char *suite;
static char *reason_kind;
static gboolean has_moved; /* A baseline, by what is done. */
static gboolean is_stable;
static gboolean is_forced;
static gboolean is_notice;
static char *store_name;
static gboolean is_json;
static gboolean is_witness;
static gint newest = NEWEST;

static const GOptionEntry *const shared_options[] = { ph_baseline_github_entries,
                                                      ph_forge_access_entries, NULL };

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
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store_name,
      "promote, approve, rollback: the history that is told of it (default: PERFHARNESS_STORE; "
      "without either, none)",
      "PLACE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "show, log: print JSON", NULL },
    { "witness", 0, 0, G_OPTION_ARG_NONE, &is_witness,
      "log: print only the line that witnesses the history, for `perfharness verify`", NULL },
    { "newest", 0, 0, G_OPTION_ARG_INT, &newest,
      "compress: so many of the newest entries stay as they are (default: 30)", "N" },
    G_OPTION_ENTRY_NULL
};

typedef struct baseline_action {
    const char *name;
    guint operands_min, operands_max; /* Behind the action's name. */
    const char *options;              /* Their long names, with blanks between. */
    gboolean is_of_folder;            /* It takes --host and --suite of a folder alone. */
    ph_baseline_github_use asks;      /* Of GitHub. */
    ph_exit (*run)(const ph_baseline_request *request, GError **error);
    const char *meaning;
} baseline_action;

#define ENTRY_OPTIONS "baseline host suite reason promoted-by"

static const baseline_action actions[] = {
    { "show", 0, 0, "baseline host suite json", TRUE, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_show,
      "Print the baseline, and what waits to become it; of a folder with several, a line for "
      "each." },
    { "promote", 1, G_MAXUINT, ENTRY_OPTIONS " reason-kind thresholds stable force notice store",
      TRUE, PH_BASELINE_GITHUB_CHECKS, ph_baseline_action_promote,
      "Make a run the baseline, or the newest of seven with --stable." },
    { "approve", 0, 0, ENTRY_OPTIONS " thresholds store", TRUE, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_approve, "Make an improvement that waits in a folder the baseline now." },
    { "reject", 0, 0, ENTRY_OPTIONS, TRUE, PH_BASELINE_GITHUB_NONE, ph_baseline_action_reject,
      "Let an improvement that waits never become the baseline." },
    { "rollback", 0, 1, ENTRY_OPTIONS " reason-kind store", FALSE, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_rollback,
      "Make an earlier entry the baseline again, as an entry of its own: the one whose hash begins "
      "with ENTRY, or the one before. It also restores a baseline.json that was lost or damaged." },
    { "log", 0, 0, "baseline host suite json witness", FALSE, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_log, "List every baseline there was, newest first." },
    { "compress", 0, 0, "baseline host suite newest", FALSE, PH_BASELINE_GITHUB_NONE,
      ph_baseline_action_compress,
      "Move the older entries of a history, as they are, to a compressed file beside it, which all "
      "that read it read as well." },
    { "collect", 0, 0, "", FALSE, PH_BASELINE_GITHUB_COLLECT, ph_baseline_action_collect,
      "Fetch from GitHub what the runs of a workflow measured, each into a folder of its own." },
};

static ph_action action_at(guint i)
{
    const baseline_action *action = &actions[i];

    return (ph_action){ action->name,    action->operands_min, action->operands_max,
                        action->options, "a perf.json",        action->meaning };
}

static const ph_action_table table = { &ph_command_baseline, "", G_N_ELEMENTS(actions), action_at };

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
        return ph_action_names(&table);
    if (g_strcmp0(option, "reason-kind") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
            g_strv_builder_add(words, kinds[i].word);
    return g_strv_builder_end(words);
}

/* What a file that holds one baseline has no choice of. */
static gboolean check_folder(const baseline_action *action, GError **error)
{
    if ((host || suite) && action->is_of_folder &&
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

static gboolean check_entry(const baseline_action *action, char **operands, GError **error)
{
    if (action->run == ph_baseline_action_promote && g_strv_length(operands) > 1 && !is_stable)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "promote: one perf.json was expected; with --stable, %d or more",
                         PH_PROMOTION_STABLE_RUNS);
    if (newest < 1)
        return ph_refuse(error, PH_ERROR_USAGE, "--newest: a number from 1 on was expected");
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

void ph_baseline_tell_history(const ph_baseline_request *request, const ph_baseline_store *store,
                              const ph_baseline *entry)
{
    g_autoptr(ph_chain) history =
        ph_baseline_store_chain(store, entry->fingerprint, entry->suite, NULL);

    has_moved = TRUE;
    if (history)
        ph_history_tell_promotion(request->store_name, history);
}

static ph_exit run(char **operands, GError **error)
{
    const gint found = ph_action_find(&table, operands[0], error);
    const baseline_action *action = found >= 0 ? &actions[found] : NULL;
    g_autofree char *schemas = ph_installation_schemas();
    ph_baseline_asked asked = { 0 };
    ph_exit status;
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
        .store_name = store_name,
        .is_json = is_json,
        .is_witness = is_witness,
        .newest = (guint)newest,
        .asked = &asked,
        .operands = operands + 1,
    };

    if (!action || !ph_action_takes_options(&table, (guint)found, error) ||
        !check_folder(action, error) || !check_names(error) || !check_kind(error) ||
        !ph_action_takes_operands(&table, (guint)found, operands + 1, error) ||
        !check_entry(action, operands + 1, error) ||
        !ph_baseline_github_take(action->name, action->asks, &asked, error))
        return PH_EXIT_USAGE;
    status = action->run(&request, error);
    if (has_moved)
        ph_stamping_after_promotion(store_name, request.path);
    return status;
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "actions") == 0)
        ph_action_describe(&table, list);
    if (strcmp(part, "reasons") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
            ph_manual_list_add(list, kinds[i].word, kinds[i].meaning);
}

const ph_command ph_command_baseline = {
    .name = "baseline",
    .operands =
        "show\npromote perf.json…\napprove\nreject\nrollback [ENTRY]\nlog\ncompress\ncollect",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
