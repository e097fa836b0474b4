/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness archive`: the options, and which of its actions is asked for. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/audit_settings.h"
#include "columns.h"
#include "command/action_table.h"
#include "command/archive_action.h"
#include "command/command.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "history/history_clock.h"
#include "platform/path.h"
#include "storage/durable.h"

static char *folder;
static char *config_path;
static char *period;
static char *keep;
static char *to;
static char *key;
static gboolean is_test;
static gboolean is_dry_run;

static const GOptionEntry options[] = {
    { "archives", 0, 0, G_OPTION_ARG_FILENAME, &folder,
      "The folder of the archives and their catalogue (default: what the settings say, else "
      "archives)",
      "FOLDER" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config_path,
      "The settings, with certificate and second place (default: config/audit_config.yaml)",
      "FILE" },
    { "period", 0, 0, G_OPTION_ARG_STRING, &period, "create: the month that it is of, as 2026-11",
      "MONTH" },
    { "keep", 0, 0, G_OPTION_ARG_STRING, &keep,
      "create: as what it is kept, which says for how long (default: main)", "KIND" },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &to,
      "restore: the folder to make; copy: the second place, a folder that is there (default: what "
      "the settings say)",
      "FOLDER" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &key,
      "restore, verify: the private key, PEM (default: what the settings say); its passphrase, if "
      "it has one, is in PERFHARNESS_KEY_PASSPHRASE",
      "FILE" },
    { "test", 0, 0, G_OPTION_ARG_NONE, &is_test,
      "restore: look at all that is in it, and write nothing", NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry_run,
      "expire: say what is over, and delete nothing", NULL },
    G_OPTION_ENTRY_NULL
};

typedef struct archive_action {
    const char *name;
    guint operands_min, operands_max; /* Behind the action's name. */
    const char *options;              /* Beside --archives and --config, with blanks between. */
    ph_exit (*run)(const ph_archive_request *request, GError **error);
    const char *expected; /* The first operand. */
    const char *meaning;
} archive_action;

static const archive_action actions[] = {
    { "create", 1, G_MAXUINT, "period keep", ph_archive_action_create, "a folder",
      "Pack folders and files into one archive of a month, encrypted to the certificate that the "
      "settings name. What is there already with the same content is not made again." },
    { "list", 0, 0, "", ph_archive_action_list, NULL,
      "List the archives: until when each is kept, and when it was last verified, and restored or "
      "tried to be; and those that were deleted, by which rule." },
    { "verify", 0, 0, "key", ph_archive_action_verify, NULL,
      "Read every archive again and hold it against the catalogue; with its private key, what is "
      "in it, too. What a rule has deleted is told from what is missing." },
    { "restore", 1, 1, "to key test", ph_archive_action_restore, "the name of an archive",
      "Make a folder of an archive's files, when all of it is authentic; else nothing. With "
      "--test, "
      "nothing in any case." },
    { "expire", 0, 0, "dry-run", ph_archive_action_expire, NULL,
      "Delete the archives whose time is over, by the rules below, and the private key of a period "
      "that no other archive needs." },
    { "copy", 0, 0, "to", ph_archive_action_copy, NULL,
      "Copy what is new to a second place, and read it again there; delete there what a rule has "
      "deleted here." },
};

static ph_action action_at(guint i)
{
    const archive_action *action = &actions[i];

    return (ph_action){ action->name,    action->operands_min, action->operands_max,
                        action->options, action->expected,     action->meaning };
}

static const ph_action_table table = { &ph_command_archive, "archives config",
                                       G_N_ELEMENTS(actions), action_at };

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (!option)
        return ph_action_names(&table);
    if (strcmp(option, "keep") == 0)
        for (guint i = 0; i < PH_RUN_KEEP_COUNT; i++)
            g_strv_builder_add(words, ph_run_keep_word((ph_run_keep)i));
    return g_strv_builder_end(words);
}

static gboolean read_keep(ph_run_keep *ret, GError **error)
{
    g_auto(GStrv) words = values("keep");
    const ph_word_list known = { "kind of archive", "--keep", NULL, (const char *const *)words };

    *ret = keep ? ph_run_keep_of(keep) : PH_RUN_KEEP_MAIN;
    return *ret != PH_RUN_KEEP_COUNT || ph_refuse_word(error, &known, keep);
}

static gboolean check_values(const archive_action *action, GError **error)
{
    if (period && !ph_catalogue_is_period(period))
        return ph_refuse(error, PH_ERROR_USAGE, "--period: a month like 2026-11 was expected");
    if (action->run == ph_archive_action_create && !period)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--period: the month that the archive is of was expected, as 2026-11");
    if (action->run == ph_archive_action_restore && !to == !is_test)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "restore: either --to FOLDER, which it makes, or --test was expected");
    return TRUE;
}

ph_catalogue *ph_archive_open_catalogue(const ph_archive_request *request,
                                        ph_catalogue_access access, GError **error)
{
    g_autofree char *path = ph_path_join(request->folder, PH_CATALOGUE_FILE, NULL);

    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return ph_catalogue_open(request->folder, access, error);
    (void)ph_refuse(error, PH_ERROR_STORAGE,
                    "%s: there are no archives; `perfharness archive create` makes one", path);
    return NULL;
}

ph_catalogue *ph_archive_open_noting(const ph_archive_request *request, gboolean *ret_may_note,
                                     GError **error)
{
    g_autofree char *path = ph_path_join(request->folder, PH_CATALOGUE_FILE, NULL);

    *ret_may_note = ph_durable_may_write(path) && access(path, W_OK) == 0;
    return ph_archive_open_catalogue(request,
                                     *ret_may_note ? PH_CATALOGUE_WRITE : PH_CATALOGUE_READ, error);
}

char *ph_archive_key_of(const ph_archive_request *request, const ph_kept_archive *archive)
{
    g_autofree char *path = request->key ? g_strdup(request->key)
                                         : ph_archive_settings_path(request->settings->key,
                                                                    archive->period, archive->keep);

    return path && (request->key || g_file_test(path, G_FILE_TEST_EXISTS)) ? g_steal_pointer(&path)
                                                                           : NULL;
}

gboolean ph_archive_tell_gone(const ph_kept_archive *archive)
{
    if (archive->expired_us != PH_CATALOGUE_NEVER)
        ph_columns_print(stdout, 0, 2, "%s: deleted by rule: %s", archive->id,
                         archive->statement ? archive->statement : archive->rule);
    else if (archive->is_expiring)
        ph_columns_print(stdout, 0, 2,
                         "%s: its deletion by rule %s was cut short; `perfharness archive expire` "
                         "finishes it",
                         archive->id, archive->rule);
    return archive->is_expiring;
}

ph_exit ph_archive_status_of(const GError *cause)
{
    return g_error_matches(cause, PH_ERROR, PH_ERROR_CHANGED) ? PH_EXIT_REGRESSION : PH_EXIT_FAILED;
}

char *ph_archive_day(gint64 at_us)
{
    g_autofree char *time = ph_history_time_text(at_us);

    return g_strndup(time, strlen("2026-11-30"));
}

char *ph_archive_size(guint64 bytes)
{
    static const char *const units[] = { "kB", "MB", "GB" };
    double value = (double)bytes / 1000;
    guint unit = 0;

    for (; value >= 999.95 && unit + 1 < G_N_ELEMENTS(units); unit++)
        value /= 1000;
    return g_strdup_printf("%.1f %s", value, units[unit]);
}

static ph_exit run(char **operands, GError **error)
{
    const gint found = ph_action_find(&table, operands[0], error);
    const archive_action *action = found >= 0 ? &actions[found] : NULL;
    g_autoptr(ph_audit_settings) settings = NULL;
    ph_archive_request request = {
        .period = period,
        .to = to,
        .key = key,
        .is_test = is_test,
        .is_dry_run = is_dry_run,
        .operands = operands + 1,
    };

    if (!action || !ph_action_takes_options(&table, (guint)found, error) ||
        !ph_action_takes_operands(&table, (guint)found, operands + 1, error) ||
        !read_keep(&request.keep, error) || !check_values(action, error))
        return PH_EXIT_USAGE;
    settings = ph_audit_settings_read(config_path, error);
    if (!settings)
        return PH_EXIT_FAILED;
    request.settings = &settings->archives;
    request.folder = folder ? folder : settings->archives.folder;
    request.folder = request.folder ? request.folder : PH_ARCHIVES_FOLDER;
    return action->run(&request, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "actions") == 0)
        ph_action_describe(&table, list);
    if (strcmp(part, "rules") == 0)
        for (guint rule = 0; rule < PH_RETENTION_RULE_COUNT; rule++)
            if (ph_retention_rule_scope((ph_retention_rule)rule) == PH_RETENTION_ARCHIVE)
                ph_manual_list_add(list, ph_retention_name((ph_retention_rule)rule),
                                   ph_retention_meaning((ph_retention_rule)rule));
}

const ph_command ph_command_archive = {
    .name = "archive",
    .operands = "create --period MONTH FOLDER…\nlist\nverify\nrestore ARCHIVE\nexpire\ncopy",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
