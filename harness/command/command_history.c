/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history`: the options, and which of its actions is asked for. */
#include <stdio.h>
#include <string.h>

#include "command/action_table.h"
#include "command/command.h"
#include "command/history_action.h"
#include "command/history_badge.h"
#include "command/history_import.h"
#include "command/history_page.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "history/commit_position.h"
#include "history/history_clock.h"
#include "series/case_life.h"
#include "series/trend_line.h"
#include "settings/installation.h"

static char *store_name;
static char *event;
static char *branch;
static char *main_branch;
static char *commit;
static char *repository;
/* Nobody means that number. */
enum { NOT_GIVEN = G_MININT };

static gint64 position = NOT_GIVEN;
static gint64 pull_request = NOT_GIVEN;
static gint last = NOT_GIVEN;
static gint days = NOT_GIVEN;
static char *runner;
static char *format;
static char *source;
static char *output;
static char *suite;
static char *host;
static char *series;
static char *headline;
static char *reason;
static char *by;
static char *until;
static char *severity;
static gboolean is_all;
static gboolean is_applied;
static gboolean is_json;
static gboolean is_csv;
static gboolean is_ascii;
static gboolean is_barred;
static char *colour;

static const GOptionEntry options[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store_name,
      "The history: a file, or postgresql:SERVICE for a server (default: PERFHARNESS_STORE, else "
      "/var/lib/perfharness/history.db where that may be written, else the user's own)",
      "PLACE" },
    { "event", 0, 0, G_OPTION_ARG_STRING, &event,
      "add: what the runs were made for (default: as the CI job says, else manual)", "EVENT" },
    { "commit", 0, 0, G_OPTION_ARG_STRING, &commit,
      "add: the commit that was measured, in full (default: as perf.json has it); show: a commit "
      "on every host that measured it",
      "SHA" },
    { "branch", 0, 0, G_OPTION_ARG_STRING, &branch,
      "add: the branch it was on (default: as the CI job says)", "NAME" },
    { "pull-request", 0, 0, G_OPTION_ARG_INT64, &pull_request,
      "add: the pull request it was measured for (default: as the CI job says)", "N" },
    { "position", 0, 0, G_OPTION_ARG_INT64, &position,
      "add: the commit's place on the first-parent line of the main branch (default: as the "
      "checkout has it)",
      "N" },
    { "repository", 0, 0, G_OPTION_ARG_FILENAME, &repository,
      "The checkout: add and import ask it for commits' places, confirm and bisect build its "
      "revisions, dashboard asks it for the first lines of their messages "
      "(default: the current folder)",
      "FOLDER" },
    { "main-branch", 0, 0, G_OPTION_ARG_STRING, &main_branch,
      "add, import: the main branch there (default: origin's, else main or master)", "NAME" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &format, "import: what the file is: see below", "FORMAT" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &source,
      "import: what its series are of, as they are never one line with others' (default: as the "
      "file "
      "has it, else the format)",
      "NAME" },
    { "last", 0, 0, G_OPTION_ARG_INT, &last, "list: so many runs (default: 20)", "N" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &is_all, "list: all runs; show: all series and cases", NULL },
    { "days", 0, 0, G_OPTION_ARG_INT, &days,
      "trend: of so many days, 7, 90 or 365 (default: 90); dashboard: of any (default: 365)", "N" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      "dashboard, badge: the file to write, HTML or SVG", "FILE" },
    { "suite", 0, 0, G_OPTION_ARG_STRING, &suite, "dashboard, badge: of this suite alone", "NAME" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &host,
      "dashboard, badge: of the host alone whose fingerprint begins so", "DIGITS" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series,
      "badge: of this series (default: of how many cases are open)", "NAME" },
    { "headline", 0, 0, G_OPTION_ARG_STRING, &headline, "badge: of this published figure",
      "FIGURE" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason,
      "ack, silence, accept, note: why, in words, which are kept", "TEXT" },
    { "by", 0, 0, G_OPTION_ARG_STRING, &by,
      "ack, silence, accept, note: who says so (default: nobody is named)", "NAME" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &until,
      "silence: the last day of it, at most 90 days away (2026-12-31), or a time (RFC 3339)",
      "DAY" },
    { "severity", 0, 0, G_OPTION_ARG_STRING, &severity, "check: from which on (default: critical)",
      "SEVERITY" },
    { "runner", 0, 0, G_OPTION_ARG_FILENAME, &runner,
      "confirm, bisect: the perfharness that compares, as a script that runs it on the machine "
      "that measures (default: this one)",
      "PROGRAM" },
    { "apply", 0, 0, G_OPTION_ARG_NONE, &is_applied,
      "prune: delete what is over, which is only told without", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "list, show, trend, levels: print JSON", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &is_csv, "trend: print CSV", NULL },
    { "ascii", 0, 0, G_OPTION_ARG_NONE, &is_ascii,
      "show, trend, levels: in ASCII alone (default where the terminal has no UTF-8)", NULL },
    { "bars", 0, 0, G_OPTION_ARG_NONE, &is_barred,
      "show: each change as a bar, all on one scale, with the values before and after", NULL },
    { "color", 0, 0, G_OPTION_ARG_STRING, &colour,
      "show: in colour (default: auto, on a terminal where NO_COLOR is not set)", "WHEN" },
    G_OPTION_ENTRY_NULL
};

typedef struct history_action {
    const char *name;
    guint operands_min, operands_max; /* Behind the action's name. */
    const char *options;              /* Beside --store: their long names, with blanks between. */
    ph_exit (*run)(const ph_history_request *request, GError **error);
    const char *expected; /* The first operand: "CASE" is the number of one. */
    const char *meaning;
} history_action;

#define CASE_OPERAND "the number of a case"

static const history_action actions[] = {
    { "add", 1, G_MAXUINT, "event commit branch pull-request position repository main-branch",
      ph_history_action_add, "a perf.json",
      "Add runs, each a perf.json or the folder that has it; what a comparison.json counted of "
      "head's work; and promotions, by a baseline.json, a .jsonl or a folder of them. What is "
      "there already stays as it is." },
    { "import", 1, G_MAXUINT, "from source repository main-branch", ph_history_action_import,
      "a file or folder",
      "Add runs that were kept elsewhere, below. One that is there already stays as it is." },
    { "push", 0, 0, "", ph_history_action_push, NULL,
      "Hand in the runs that add had to keep, as the history was away." },
    { "list", 0, 0, "last all json", ph_history_action_list, NULL, "List the runs, newest first." },
    { "show", 0, 1, "all bars json ascii color commit", ph_history_action_show, NULL,
      "Show what changed, when and with which commit: the cases, and the series that are not "
      "steady; or one series." },
    { "trend", 1, 1, "days csv json ascii", ph_history_action_trend, "a series",
      "Print the values of a series, with the line through them." },
    { "levels", 0, 1, "json ascii", ph_history_action_levels, NULL,
      "Print where series came to other levels, and why." },
    { "dashboard", 0, 0, "output suite host days repository", ph_history_action_dashboard, NULL,
      "Write all of it as one page of HTML, without script: what changed, when, by which commit, "
      "on which host, whether it is real, and who knows." },
    { "badge", 0, 0, "output suite host series headline", ph_history_action_badge, NULL,
      "Write a picture for a README: how a series stands, or how many cases are open." },
    { "confirm", 0, 1, "repository runner", ph_history_action_confirm, NULL,
      "Compare the builds of what is suspected, of a case or of all, and write down what came of "
      "it." },
    { "bisect", 1, 1, "repository runner", ph_history_action_bisect, CASE_OPERAND,
      "Search the commits of a case for the one that it came with." },
    { "ack", 1, 1, "reason by", ph_history_action_ack, CASE_OPERAND,
      "Acknowledge a case: somebody knows of it." },
    { "silence", 1, 1, "reason by until", ph_history_action_silence, CASE_OPERAND,
      "Acknowledge it until a day; then it is open again." },
    { "accept", 1, 1, "reason by", ph_history_action_accept, CASE_OPERAND,
      "Take its level for what is right. No baseline moves by it." },
    { "note", 1, 1, "reason by", ph_history_action_note, CASE_OPERAND, "Say something of a case." },
    { "check", 0, 0, "severity", ph_history_action_check, NULL,
      "Fail while a case is confirmed and critical, and nobody has acknowledged it." },
    { "witness", 0, 0, "", ph_history_action_witness, NULL,
      "Print the line that witnesses the receipts, to be kept elsewhere." },
    { "prune", 0, 0, "apply", ph_history_action_prune, NULL,
      "Tell what is over by the rules below, or delete it." },
};

static ph_action action_at(guint i)
{
    const history_action *action = &actions[i];

    return (ph_action){ action->name,    action->operands_min, action->operands_max,
                        action->options, action->expected,     action->meaning };
}

static const ph_action_table table = { &ph_command_history, "store", G_N_ELEMENTS(actions),
                                       action_at };

static const char *const event_words[] = {
#define X(identifier, word, keep) word,
    PH_RUN_EVENT_LIST(X)
#undef X
};

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (!option)
        return ph_action_names(&table);
    if (g_strcmp0(option, "from") == 0)
        return ph_history_import_formats();
    if (g_strcmp0(option, "headline") == 0)
        return ph_history_badge_headlines();
    if (g_strcmp0(option, "severity") == 0)
        for (guint at = PH_CASE_SEVERITY_INFO; at < PH_CASE_SEVERITY_COUNT; at++)
            g_strv_builder_add(words, ph_case_severity_word((ph_case_severity)at));
    if (g_strcmp0(option, "color") == 0)
        for (guint when = 0; when < PH_COLOUR_WHEN_COUNT; when++)
            g_strv_builder_add(words, ph_colour_when_word((ph_colour_when)when));
    if (g_strcmp0(option, "event") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(event_words); i++)
            g_strv_builder_add(words, event_words[i]);
    return g_strv_builder_end(words);
}

static gboolean is_of_cases(const history_action *action)
{
    return action->run == ph_history_action_confirm ||
           g_strcmp0(action->expected, CASE_OPERAND) == 0;
}

/* The number of a case; 0 where none is given, or none is expected. */
static gboolean read_case(const history_action *action, char **operands, gint64 *ret,
                          GError **error)
{
    guint64 number = 0;

    *ret = 0;
    if (!operands[0] || !is_of_cases(action))
        return TRUE;
    if (!g_ascii_string_to_unsigned(operands[0], 10, 1, G_MAXINT64, &number, NULL)) {
        g_autofree char *printable = ph_error_printable(operands[0]);

        return ph_refuse(error, PH_ERROR_USAGE,
                         "history %s %s: " CASE_OPERAND " was expected, as history show has it",
                         action->name, printable);
    }
    *ret = (gint64)number;
    return TRUE;
}

/* A day ends with its last second. */
static gboolean read_until(gint64 *ret_us, GError **error)
{
    g_autofree char *whole = until ? g_strconcat(until, "T23:59:59Z", NULL) : NULL;

    *ret_us = PH_NO_TIME;
    return !until || ph_history_time_read(until, ret_us) || ph_history_time_read(whole, ret_us) ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--until: a day (2026-12-31) or a time (2026-12-31T12:00:00Z) was expected");
}

static gboolean read_severity(ph_case_severity *ret, GError **error)
{
    g_auto(GStrv) words = values("severity");
    const ph_word_list known = { "severity", "--severity", NULL, (const char *const *)words };

    *ret = severity ? ph_case_severity_of(severity) : PH_CASE_SEVERITY_CRITICAL;
    return (*ret != PH_CASE_SEVERITY_COUNT && *ret != PH_CASE_SEVERITY_NONE) ||
           ph_refuse_word(error, &known, severity);
}

static gboolean read_colour(ph_colour_when *ret, GError **error)
{
    g_auto(GStrv) words = values("color");
    const ph_word_list known = { "time", "--color", NULL, (const char *const *)words };

    *ret = colour ? ph_colour_when_of(colour) : PH_COLOUR_AUTO;
    return *ret != PH_COLOUR_WHEN_COUNT || ph_refuse_word(error, &known, colour);
}

static gboolean are_trend_days(void)
{
    static const gint known[] = {
#define X(days, word) days,
        PH_TREND_DAYS_LIST(X)
#undef X
    };

    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (days == known[i])
            return TRUE;
    return days == NOT_GIVEN;
}

static gboolean check_number(const char *option, gint64 number, GError **error)
{
    return number == NOT_GIVEN || number > 0 ||
           ph_refuse(error, PH_ERROR_USAGE, "%s: a number from 1 on was expected", option);
}

static gint64 number_or_0(gint64 number)
{
    return number == NOT_GIVEN ? 0 : number;
}

static gboolean check_values(const history_action *action, GError **error)
{
    g_auto(GStrv) words = values("event");
    const ph_word_list known = { "event", "--event", NULL, (const char *const *)words };

    if (event && ph_run_event_of(event) == PH_RUN_EVENT_COUNT)
        return ph_refuse_word(error, &known, event);
    if (commit && action->run == ph_history_action_add && !ph_commit_is_sha(commit))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--commit: a commit's hash in full was expected, 40 hexadecimal digits");
    if (action->run == ph_history_action_trend && !are_trend_days())
        return ph_refuse(error, PH_ERROR_USAGE, "--days %d: 7, 90 or 365 was expected", days);
    if (is_csv && is_json)
        return ph_refuse(error, PH_ERROR_USAGE, "--csv and --json: one of them");
    return check_number("--position", position, error) &&
           check_number("--pull-request", pull_request, error) &&
           check_number("--days", days, error) && check_number("--last", last, error);
}

ph_run_store *ph_history_open(const ph_history_request *request, ph_store_access access,
                              gboolean is_said_aside, GError **error)
{
    g_auto(ph_history_page) page = { 0 };
    g_autofree char *note = NULL;
    ph_run_store *store = ph_run_store_open(request->place, access, &note, error);

    if (!store)
        return NULL;
    ph_history_page_open(&page, request, is_said_aside ? stderr : stdout);
    ph_history_page_print(&page, 0, 2, "history: %s%s%s", request->place->name, note ? ": " : "",
                          note ? note : "");
    ph_history_page_put(&page);
    return store;
}

static ph_exit run(char **operands, GError **error)
{
    const gint found = ph_action_find(&table, operands[0], error);
    const history_action *action = found >= 0 ? &actions[found] : NULL;
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_store_place) place = NULL;
    ph_history_request request = {
        .schemas = schemas,
        .event = event,
        .branch = branch,
        .main_branch = main_branch,
        .commit = commit,
        .repository = repository,
        .position = number_or_0(position),
        .pull_request = number_or_0(pull_request),
        .last = (guint)number_or_0(last),
        .is_all = is_all,
        .is_applied = is_applied,
        .is_json = is_json,
        .is_csv = is_csv,
        .is_ascii = is_ascii,
        .is_barred = is_barred,
        .days = (guint)number_or_0(days),
        .runner = runner,
        .format = format,
        .source = source,
        .output = output,
        .suite = suite,
        .host = host,
        .series = series,
        .headline = headline,
        .reason = reason,
        .by = by,
        .operands = operands + 1,
    };

    if (!action || !ph_action_takes_options(&table, (guint)found, error) ||
        !check_values(action, error) ||
        !ph_action_takes_operands(&table, (guint)found, operands + 1, error) ||
        !read_case(action, operands + 1, &request.case_id, error) ||
        !read_until(&request.until_us, error) || !read_severity(&request.severity, error) ||
        !read_colour(&request.colour, error))
        return PH_EXIT_USAGE;
    place = ph_store_place_choose(store_name, error);
    if (!place)
        return PH_EXIT_USAGE;
    request.place = place;
    return action->run(&request, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "actions") == 0)
        ph_action_describe(&table, list);
    if (strcmp(part, "formats") == 0)
        ph_history_import_describe(list);
    if (strcmp(part, "rules") == 0)
        for (guint rule = 0; rule < PH_RETENTION_RULE_COUNT; rule++)
            if (ph_retention_rule_scope((ph_retention_rule)rule) != PH_RETENTION_ARCHIVE)
                ph_manual_list_add(list, ph_retention_name((ph_retention_rule)rule),
                                   ph_retention_meaning((ph_retention_rule)rule));
    if (strcmp(part, "states") == 0)
        for (guint state = 0; state < PH_CASE_STATE_COUNT; state++)
            ph_manual_list_add(list, ph_case_state_word((ph_case_state)state),
                               ph_case_state_meaning((ph_case_state)state));
    if (strcmp(part, "receipts") == 0)
        for (guint kind = 0; kind < PH_RECEIPT_KIND_COUNT; kind++)
            ph_manual_list_add(list, ph_receipt_kind_word((ph_receipt_kind)kind),
                               ph_receipt_kind_meaning((ph_receipt_kind)kind));
}

const ph_command ph_command_history = {
    .name = "history",
    .operands = "add perf.json…\nimport FILE|FOLDER…\npush\nlist\nshow [SERIES]\ntrend "
                "SERIES\nlevels [SERIES]\ndashboard -o FILE\nbadge -o FILE\n"
                "confirm [CASE]\nbisect CASE\nack CASE\nsilence CASE\naccept CASE\nnote CASE\n"
                "check\nwitness\nprune",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
