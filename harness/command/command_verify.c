/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness verify`: is what was kept as it was written? */
#include <stdio.h>
#include <string.h>

#include "baseline/place.h"
#include "catalogue/catalogue.h"
#include "columns.h"
#include "command/command.h"
#include "command/verification.h"
#include "document/document.h"
#include "error/error.h"
#include "history/run_store.h"
#include "history/witness.h"
#include "platform/path.h"
#include "settings/installation.h"

#define SQLITE_MAGIC      "SQLite format 3"
#define STORE_SUFFIX      ".db"
#define SERVER_PREFIX     "postgresql:"
#define DEFAULT_BASELINE  "baseline.json"
#define DEFAULT_BASELINES "baselines"

static char *store_name;
static char **witness_texts;
static char *config_path;
static char *root_certificate;
static char *signers;
static gboolean is_deep;

static const GOptionEntry options[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store_name,
      "The history: a file, or postgresql:SERVICE for a server (default: PERFHARNESS_STORE, else "
      "/var/lib/perfharness/history.db where that may be written, else the user's own)",
      "PLACE" },
    { "deep", 0, 0, G_OPTION_ARG_NONE, &is_deep,
      "Of a history, read every document, and derive the results again", NULL },
    { "witness", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &witness_texts,
      "What was kept elsewhere of a chain: \"NUMBER SHA256 TIME\", NUMBER:SHA256, or a file of "
      "such "
      "lines; may be given several times",
      "WITNESS" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config_path,
      "The settings, which say how often there are to be time stamps, and whose "
      "(default: config/audit_config.yaml)",
      "FILE" },
    { "root-certificate", 0, 0, G_OPTION_ARG_FILENAME, &root_certificate,
      "The certificates that time stamps are verified by, in PEM (default: the settings')",
      "FILE" },
    { "allowed-signers", 0, 0, G_OPTION_ARG_FILENAME, &signers,
      "Who may have signed manifests, as ssh-keygen has it", "FILE" },
    G_OPTION_ENTRY_NULL
};

static gboolean begins_with(const char *path, const char *magic)
{
    char bytes[16] = { 0 };
    FILE *file = fopen(path, "rb");
    const gsize length = file ? fread(bytes, 1, sizeof bytes, file) : 0;

    if (file)
        (void)fclose(file);
    return length >= strlen(magic) && memcmp(bytes, magic, strlen(magic)) == 0;
}

/* A document that is no baseline, nor has the name of one. */
static gboolean is_other_document(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    cJSON *document = ph_document_read(path, NULL);
    const gboolean is_other =
        document && strcmp(name, DEFAULT_BASELINE) != 0 && !ph_document_is_baseline(document);

    cJSON_Delete(document);
    return is_other;
}

static void look_at_store(ph_verification *verification, const char *name)
{
    GError *cause = NULL;
    g_autoptr(ph_store_place) place = ph_store_place_choose(name, &cause);

    if (place)
        ph_verify_store(verification, place);
    else
        ph_verification_found(verification, PH_EXIT_FAILED, cause);
}

static void look_at(ph_verification *verification, const char *path)
{
    g_autofree char *perf = ph_path_join(path, "perf.json", NULL);
    const gboolean is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    const gboolean is_regular = g_file_test(path, G_FILE_TEST_IS_REGULAR);
    g_autofree char *name = g_path_get_basename(path);

    /* What was cut or written over has the name of a history alone. */
    if (g_str_has_prefix(path, SERVER_PREFIX) ||
        (is_regular && (begins_with(path, SQLITE_MAGIC) || g_str_has_suffix(path, STORE_SUFFIX))))
        look_at_store(verification, path);
    else if (strcmp(name, PH_CATALOGUE_FILE) == 0)
        ph_verify_catalogue(verification, path);
    else if (g_str_has_suffix(path, ".jsonl"))
        ph_verify_baseline_history(verification, path);
    else if (is_folder && g_file_test(perf, G_FILE_TEST_EXISTS))
        ph_verify_document(verification, perf);
    else if (is_regular && !g_str_has_suffix(path, ".candidate.json") && is_other_document(path))
        ph_verify_document(verification, path);
    else
        ph_verify_baseline(verification, path);
}

static gboolean is_asked_for(const ph_store_place *place)
{
    const char *variable = g_getenv("PERFHARNESS_STORE");

    return store_name || (variable && *variable) || (place->path && ph_run_store_exists(place));
}

/* All of this place: the history, and the baselines of the current folder. */
static gboolean look_at_place(ph_verification *verification, GError **error)
{
    g_autoptr(GPtrArray) places = ph_baseline_places(DEFAULT_BASELINES);
    const gboolean has_file = g_file_test(DEFAULT_BASELINE, G_FILE_TEST_EXISTS);
    const gboolean has_store = is_asked_for(verification->place);

    if (!has_store && !has_file && !places->len)
        return ph_refuse(error, PH_ERROR_STORAGE,
                         "there is nothing to verify: no history %s, and no baseline.json or "
                         "baselines in this folder",
                         verification->place->name);
    if (has_store)
        ph_verify_store(verification, verification->place);
    if (has_file || places->len)
        ph_verify_baseline(verification, has_file ? DEFAULT_BASELINE : DEFAULT_BASELINES);
    return TRUE;
}

/* A witness that no chain has is found; that of all of them, all have. */
static guint look_at_witnesses(ph_verification *verification)
{
    guint met = 0;

    for (guint i = 0; i < verification->witnesses->len; i++) {
        const ph_witness *witness = verification->witnesses->pdata[i];
        g_autofree char *contradiction = NULL;

        met += witness->is_met ? 1 : 0;
        if (witness->is_met)
            continue;
        contradiction = ph_witness_contradiction(witness);
        ph_verification_changed(verification, "%s", contradiction);
    }
    return met;
}

static void tell_end(const ph_verification *verification, guint met)
{
    const guint stamps = verification->good_time_stamps;
    g_autofree char *of_witnesses =
        met > 0 ? g_strdup_printf("%u witness%s", met, met == 1 ? "" : "es") : NULL;
    g_autofree char *of_stamps =
        stamps > 0 ? g_strdup_printf("%u time stamp%s", stamps, stamps == 1 ? "" : "s") : NULL;

    if (verification->status != PH_EXIT_PASS || !verification->chains)
        return;
    if (met || stamps)
        ph_columns_print(stdout, 0, 2, "consistent, and as %s%s%s %s it%s", met ? of_witnesses : "",
                         met && stamps ? " and " : "", stamps ? of_stamps : "",
                         met + stamps == 1 ? "has" : "have",
                         met ? ""
                             : "; no witness: an end that was cut, with its stamps, would not "
                               "be seen");
    else
        ph_columns_print(stdout, 0, 2,
                         "consistent; no witness: a rewrite of the whole would not be seen");
}

static ph_exit verify(ph_verification *verification, char **operands, GError **error)
{
    guint met;

    if (!operands[0] && !look_at_place(verification, error))
        return PH_EXIT_FAILED;
    for (guint i = 0; operands[i]; i++)
        look_at(verification, operands[i]);
    met = look_at_witnesses(verification);
    ph_verify_stamps(verification);
    tell_end(verification, met);
    if (verification->gravest)
        g_propagate_error(error, g_steal_pointer(&verification->gravest));
    return verification->status;
}

/* Where no settings are installed, nothing is said of time stamps. */
static gboolean read_settings(ph_audit_settings **ret, GError **error)
{
    g_autofree char *installed = ph_installation_setting("audit_config.yaml");
    const char *path = config_path ? config_path : installed;

    *ret = config_path || g_file_test(path, G_FILE_TEST_EXISTS)
               ? ph_audit_settings_read(path, error)
               : g_new0(ph_audit_settings, 1);
    if (*ret && root_certificate) {
        g_free((*ret)->stamp.root);
        (*ret)->stamp.root = g_strdup(root_certificate);
    }
    return *ret != NULL;
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_store_place) place = ph_store_place_choose(store_name, error);
    g_autoptr(GPtrArray) witnesses = ph_witnesses_new();
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(ph_stamp_check) stamps = ph_stamp_check_new();
    g_autoptr(ph_audit_settings) settings = NULL;
    ph_verification verification = {
        .schemas = schemas,
        .place = place,
        .witnesses = witnesses,
        .stamps = stamps,
        .signers = signers,
        .is_deep = is_deep,
        .told = told,
    };

    if (!place)
        return PH_EXIT_USAGE;
    for (guint i = 0; witness_texts && witness_texts[i]; i++)
        if (!ph_witnesses_take(witnesses, witness_texts[i], error))
            return PH_EXIT_FAILED;
    if (!read_settings(&settings, error))
        return PH_EXIT_FAILED;
    verification.stamp_settings = &settings->stamp;
    return verify(&verification, operands, error);
}

const ph_command ph_command_verify = {
    .name = "verify",
    .operands = "[FILE…]",
    .options = options,
    .run = run,
};
