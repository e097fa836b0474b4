/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness reproduce`: what a bundle holds, measured again. */
#include <stdio.h>
#include <string.h>

#include "bundle/bundle_option.h"
#include "columns.h"
#include "command/command.h"
#include "command/reproducing.h"
#include "document/json_member.h"
#include "error/error.h"
#include "reproduction_report.h"
#include "settings/installation.h"
#include "text_table.h"

enum { SHOWN_DIGEST = 12, TABLE_BEGINS = 2 };

static char *checkout;
static char *files_folder;
static char *output_folder;
static gboolean is_inspected;
static gboolean is_verbose;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "inspect", 0, 0, G_OPTION_ARG_NONE, &is_inspected,
      "Say what is in it: nothing is built, and nothing measured", NULL },
    { "checkout", 0, 0, G_OPTION_ARG_FILENAME, &checkout,
      "A checkout of copybook-rs, to build a commit from", "FOLDER" },
    { "files", 0, 0, G_OPTION_ARG_FILENAME, &files_folder,
      "Where libraries and files are that were measured and are not in it (default: the current "
      "folder)",
      "FOLDER" },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &output_folder,
      "Keep there what is measured now (default: it is not kept)", "FOLDER" },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &is_verbose, "Print what is the same, too", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json,
      "Print JSON instead (config/schema/reproduction.schema.json; with --inspect the manifest, "
      "bundle.schema.json)",
      NULL },
    G_OPTION_ENTRY_NULL
};

static char *printable_member(const cJSON *object, const char *name)
{
    char *text = ph_json_printable(object, name);

    return text ? text : g_strdup("");
}

static void print_builds(const cJSON *manifest)
{
    static const char *const titles[] = { "builds", "<", "<library", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(TABLE_BEGINS, titles);
    const cJSON *build;

    cJSON_ArrayForEach(build, ph_json_member(manifest, "builds"))
    {
        const char *sha256 = ph_json_text(ph_json_member(build, "built_from"), "library_sha256");

        ph_text_table_take_row(table, printable_member(build, "role"),
                               printable_member(build, "named"),
                               g_strndup(sha256 ? sha256 : "not known", SHOWN_DIGEST), NULL);
    }
    if (!ph_text_table_is_empty(table))
        ph_text_table_print(stdout, table);
}

static void print_files(const cJSON *manifest)
{
    static const char *const titles[] = { "files", "bytes", "<digest", "<", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(TABLE_BEGINS, titles);
    const cJSON *file;

    cJSON_ArrayForEach(file, ph_json_member(manifest, "files"))
    {
        const char *sha256 = ph_json_text(file, "sha256");
        const gboolean is_included = cJSON_IsTrue(ph_json_member(file, "included"));

        ph_text_table_take_row(table, printable_member(file, "name"),
                               sha256 ? g_strdup_printf("%.0f", ph_json_number(file, "bytes"))
                                      : g_strdup(""),
                               g_strndup(sha256 ? sha256 : "", SHOWN_DIGEST),
                               g_strdup(is_included ? "in the bundle" : "not in the bundle"), NULL);
    }
    if (!ph_text_table_is_empty(table))
        ph_text_table_print(stdout, table);
}

/* What was asked for, as it would be typed. */
static void print_command(const cJSON *manifest)
{
    g_autofree char *command = printable_member(manifest, "command");
    g_autofree char *line = ph_bundle_options_text(ph_json_member(manifest, "options"));

    ph_columns_print(stdout, TABLE_BEGINS, 2 * TABLE_BEGINS, "perfharness %s %s", command, line);
}

static void print_manifest(const cJSON *manifest)
{
    const cJSON *host = ph_json_member(manifest, "host");
    const cJSON *harness = ph_json_member(manifest, "harness");
    g_autofree char *timestamp = printable_member(manifest, "timestamp");
    g_autofree char *version = printable_member(harness, "version");
    g_autofree char *fingerprint = printable_member(host, "fingerprint");
    g_autofree char *brand = printable_member(host, "brand");
    g_autofree char *verdict = printable_member(manifest, "verdict");
    const gboolean is_run = strcmp(ph_json_text(manifest, "command"), "run") == 0;

    ph_columns_print(stdout, 0, TABLE_BEGINS, "A %s of %s by perfharness %s, on host %s%s%s [%s]",
                     is_run ? "run" : "comparison", timestamp, version, fingerprint,
                     *brand ? ", " : "", brand, verdict);
    print_command(manifest);
    print_builds(manifest);
    print_files(manifest);
}

static ph_exit inspect(const ph_bundle *bundle)
{
    if (is_json)
        ph_command_print_json(cJSON_Duplicate(bundle->manifest, TRUE));
    else
        print_manifest(bundle->manifest);
    return PH_EXIT_PASS;
}

static ph_exit reproduce(const char *path, const ph_bundle *bundle, const char *schemas,
                         GError **error)
{
    const ph_reproducing reproducing = { .bundle = bundle,
                                         .places = { checkout, files_folder ? files_folder : "." },
                                         .output_folder = output_folder,
                                         .schemas = schemas };
    g_autoptr(ph_reproduction) reproduction = ph_reproduce(&reproducing, error);
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *name = ph_error_printable(base);

    if (!reproduction) {
        g_prefix_error(error, "reproducing %s: ", name);
        return PH_EXIT_FAILED;
    }
    if (is_json)
        ph_command_print_json(ph_reproduction_json(reproduction, name));
    else
        ph_reproduction_print(stdout, reproduction, is_verbose);
    return ph_reproduction_exit(reproduction);
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_bundle) bundle = NULL;

    if (!operands[0] || operands[1]) {
        (void)ph_refuse(error, PH_ERROR_USAGE, "one bundle was expected");
        return PH_EXIT_USAGE;
    }
    bundle = ph_bundle_read(operands[0], schemas, error);
    if (!bundle)
        return PH_EXIT_FAILED;
    return is_inspected ? inspect(bundle) : reproduce(operands[0], bundle, schemas, error);
}

const ph_command ph_command_reproduce = {
    .name = "reproduce",
    .operands = "BUNDLE",
    .options = options,
    .run = run,
};
