/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness stamp`: have an authority, or somebody, say when all chains ended where. */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/command.h"
#include "command/stamping.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "history/run_store.h"
#include "stamp/manifest.h"
#include "stamp/stamp.h"
#include "stamp/stamp_heads.h"
#include "storage/new_folder.h"
#include "text_table.h"

enum { TIMEOUT_S_MAX = 600, TIME_DIGITS = 16 };

static char *store_name;
static char *baseline_path;
static char *config_path;
static char *export_folder;
static char *signed_manifest;
static gint timeout_s = PH_STAMPING_TIMEOUT_S;
static gboolean is_if_due;
static gboolean is_list;
static gboolean is_manifest;

static const GOptionEntry options[] = {
    { "if-due", 0, 0, G_OPTION_ARG_NONE, &is_if_due,
      "Only where the settings' time is over, a baseline has moved, or a manifest waits", NULL },
    { "list", 0, 0, G_OPTION_ARG_NONE, &is_list, "List the stamps that there are", NULL },
    { "manifest", 0, 0, G_OPTION_ARG_NONE, &is_manifest,
      "Print the manifest of heads as they are now, to be signed", NULL },
    { "countersign", 0, 0, G_OPTION_ARG_FILENAME, &signed_manifest,
      "Keep the signature FILE.sig of a manifest, FILE, as ssh-keygen makes it", "FILE" },
    { "export", 0, 0, G_OPTION_ARG_FILENAME, &export_folder,
      "Write all manifests, answers and signatures into a folder, which is made", "DIR" },
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store_name,
      "The history that has the stamps: a file, or postgresql:SERVICE for a server (default: "
      "PERFHARNESS_STORE, else /var/lib/perfharness/history.db where that may be written, else the "
      "user's own)",
      "PLACE" },
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "A baseline with its histories, or a folder of them (default: baseline.json or baselines of "
      "this folder, where there is one)",
      "PATH" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config_path,
      "The settings, with the authority (default: config/audit_config.yaml)", "FILE" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s,
      "Wait for the authority for so many seconds (default: 20)", "SECONDS" },
    G_OPTION_ENTRY_NULL
};

/* What is to be done, of which there is one. */

static gboolean check_options(char **operands, GError **error)
{
    const int asked = (is_if_due != 0) + (is_list != 0) + (is_manifest != 0) +
                      (export_folder != NULL) + (signed_manifest != NULL);

    if (!ph_command_takes_none(operands, error))
        return FALSE;
    if (asked > 1)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--if-due, --list, --manifest, --countersign and --export: one of them");
    if (timeout_s < 1 || timeout_s > TIMEOUT_S_MAX)
        return ph_refuse(error, PH_ERROR_USAGE, "--timeout %d: 1 to %d seconds were expected",
                         timeout_s, TIMEOUT_S_MAX);
    return !baseline_path || g_file_test(baseline_path, G_FILE_TEST_EXISTS) ||
           ph_refuse(error, PH_ERROR_BASELINE, "--baseline %s: there is no such file or folder",
                     baseline_path);
}

static ph_exit make(const ph_store_place *place, GError **error)
{
    g_autoptr(ph_audit_settings) settings = ph_audit_settings_read(config_path, error);
    ph_stamping stamping = { .place = place,
                             .baseline = baseline_path,
                             .timeout_s = (guint)timeout_s,
                             .is_if_due = is_if_due };

    if (!settings)
        return PH_EXIT_FAILED;
    if (!settings->stamp.url) {
        (void)ph_refuse(error, PH_ERROR_SETTINGS,
                        "%s: no authority is named: set time_stamp with url and root_certificate, "
                        "as `perfharness help stamp` has it",
                        settings->name);
        return PH_EXIT_FAILED;
    }
    stamping.settings = &settings->stamp;
    return ph_stamping_run(&stamping, error);
}

/* To be signed, and the signature */

static gboolean print_manifest(const ph_store_place *place, GError **error)
{
    g_autofree char *note = NULL;
    g_autoptr(ph_run_store) store = ph_run_store_open(place, PH_STORE_READ, &note, error);
    g_autoptr(GPtrArray) manifest =
        store ? ph_stamp_heads(store, ph_stamping_baseline(baseline_path), error) : NULL;
    g_autofree char *text = manifest ? ph_manifest_text(manifest) : NULL;

    if (text)
        (void)fputs(text, stdout);
    return text != NULL;
}

static char *read_text(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, &cause))
        (void)ph_refuse(error, PH_ERROR_STORAGE, "%s", cause->message);
    return text;
}

static gboolean keep_signature(const ph_store_place *place, GError **error)
{
    static const char begin[] = "-----BEGIN SSH SIGNATURE-----";
    g_autofree char *path = g_strconcat(signed_manifest, ".sig", NULL);
    g_autofree char *text = read_text(signed_manifest, error);
    g_autofree char *signature = text ? read_text(path, error) : NULL;
    g_autoptr(GPtrArray) manifest = signature ? ph_manifest_read(text) : NULL;
    g_autofree char *note = NULL;
    g_autoptr(ph_run_store) store = NULL;

    if (!signature)
        return FALSE;
    if (!manifest)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "%s: it is no manifest as `perfharness stamp --manifest` prints it",
                         signed_manifest);
    if (!g_str_has_prefix(signature, begin) || !g_str_is_ascii(signature))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "%s: it is no signature as `ssh-keygen -Y sign -n perfharness-history` "
                         "makes it",
                         path);
    store = ph_run_store_open(place, PH_STORE_WRITE, &note, error);
    if (!store || !ph_stamp_add(store, text, NULL, signature, error))
        return FALSE;
    ph_columns_print(stdout, 0, 2,
                     "kept in %s; `perfharness verify --allowed-signers FILE` says whose it is",
                     place->name);
    return TRUE;
}

/* What there is */

static GPtrArray *read_stamps(const ph_store_place *place, GError **error)
{
    g_autofree char *note = NULL;
    g_autoptr(ph_run_store) store = ph_run_store_open(place, PH_STORE_READ, &note, error);
    GPtrArray *stamps = store ? ph_stamps_read(store, place->name, error) : NULL;

    for (guint i = 0; stamps && i < stamps->len; i++)
        ph_stamp_examine((ph_stamp *)stamps->pdata[i], NULL);
    return stamps;
}

static void take_row(ph_text_table *table, const ph_stamp *stamp)
{
    const gboolean is_told = stamp->answer && !stamp->fault;
    const ph_manifest_head *head =
        stamp->manifest ? ph_manifest_find(stamp->manifest, PH_MANIFEST_HISTORY) : NULL;
    char *time = ph_history_time_text(is_told ? stamp->said.at_us : stamp->added_us);

    time[TIME_DIGITS] = '\0';
    time[10] = ' ';
    ph_text_table_take_row(
        table, time, g_strdup_printf("%u", stamp->manifest ? stamp->manifest->len : 0),
        head ? g_strdup_printf("%" G_GINT64_FORMAT, head->count) : g_strdup("-"),
        g_strdup_printf("%.*s", PH_DIGEST_DIGITS_SHOWN, stamp->sha256),
        stamp->fault ? g_strdup("none: see verify")
                     : g_strdup(is_told ? stamp->said.authority : "(a signature)"),
        NULL);
}

static gboolean list(const ph_store_place *place, GError **error)
{
    static const char *const titles[] = { "stamped, UTC",       "chains", "receipts", "<manifest",
                                          "<by (not verified)", NULL };
    g_autoptr(GPtrArray) stamps = read_stamps(place, error);
    g_autoptr(ph_text_table) table = ph_text_table_new(0, titles);

    if (!stamps)
        return FALSE;
    for (guint i = 0; i < stamps->len; i++)
        take_row(table, (const ph_stamp *)stamps->pdata[i]);
    if (stamps->len == 0)
        ph_columns_print(stdout, 0, 2, "%s: there is no stamp", place->name);
    else
        ph_text_table_print(stdout, table);
    return TRUE;
}

static gboolean write_stamp(ph_new_folder *folder, guint number, const ph_stamp *stamp,
                            GError **error)
{
    g_autofree char *manifest = g_strdup_printf("%04u.manifest", number);
    g_autofree char *said = g_strdup_printf("%04u.%s", number, stamp->answer ? "tsr" : "sig");

    return ph_new_folder_add(folder, manifest, stamp->text, error) &&
           (stamp->answer ? ph_new_folder_add_bytes(folder, said, stamp->answer, error)
                          : ph_new_folder_add(folder, said, stamp->signature, error));
}

static gboolean write_all(const ph_store_place *place, GError **error)
{
    g_autoptr(GPtrArray) stamps = read_stamps(place, error);
    g_autoptr(ph_new_folder) folder = stamps ? ph_new_folder_begin(export_folder, error) : NULL;
    g_autofree char *printable = ph_error_printable(export_folder);

    if (!folder)
        return FALSE;
    for (guint i = 0; i < stamps->len; i++)
        if (!write_stamp(folder, i + 1, (const ph_stamp *)stamps->pdata[i], error))
            return FALSE;
    if (!ph_new_folder_finish(folder, error))
        return FALSE;
    ph_columns_print(stdout, 0, 2, "%s: %u manifest%s, each with its .tsr or .sig", printable,
                     stamps->len, stamps->len == 1 ? "" : "s");
    return TRUE;
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_store_place) place = NULL;
    gboolean is_done;

    if (!check_options(operands, error))
        return PH_EXIT_USAGE;
    place = ph_store_place_choose(store_name, error);
    if (!place)
        return PH_EXIT_USAGE;
    if (is_list)
        is_done = list(place, error);
    else if (is_manifest)
        is_done = print_manifest(place, error);
    else if (signed_manifest)
        is_done = keep_signature(place, error);
    else if (export_folder)
        is_done = write_all(place, error);
    else
        return make(place, error);
    return is_done ? PH_EXIT_PASS : PH_EXIT_FAILED;
}

const ph_command ph_command_stamp = {
    .name = "stamp",
    .operands = "",
    .options = options,
    .run = run,
};
