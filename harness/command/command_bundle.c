/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness bundle`: what was measured, packed so that others can measure it again. */
#include <stdio.h>
#include <string.h>

#include "bundle/bundle_maker.h"
#include "command/command.h"
#include "error/error.h"
#include "platform/path.h"
#include "settings/installation.h"
#include "storage/output_file.h"
#include "storage/output_stream.h"

static char *output_path;
static char *thresholds_path;
static char **data_paths;

static const GOptionEntry options[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path, "The bundle to write: bundle.tar.zst",
      "FILE" },
    { "with-data", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &data_paths,
      "Put this file in, which was measured: records, a copybook, a suite (may be repeated; "
      "default: its name and digest alone)",
      "FILE" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "The limits that a run's verdict is by (default: config/thresholds.toml)", "FILE" },
    G_OPTION_ENTRY_NULL
};

/* What a build was built with: the crate's own Cargo.lock, and that of every build that is kept. */
static GPtrArray *find_locks(void)
{
    GPtrArray *locks = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *crate = ph_installation_crate();
    g_autofree char *cache = ph_installation_build_cache();
    g_autoptr(GDir) directory = g_dir_open(cache, 0, NULL);
    const char *name;

    g_ptr_array_add(locks, ph_path_join(crate, "Cargo.lock", NULL));
    while (directory && (name = g_dir_read_name(directory)))
        g_ptr_array_add(locks, ph_path_join(cache, name, PH_BUILD_LOCK, NULL));
    return locks;
}

static gboolean write_bundle(GBytes *packed, GError **error)
{
    g_autoptr(ph_output_stream) stream = ph_output_stream_open(output_path, NULL, error);
    gsize length;
    const void *bytes = g_bytes_get_data(packed, &length);

    return stream && ph_output_stream_write_whole(stream, bytes, length, error) &&
           ph_output_stream_finish(stream, error);
}

static void print_bundle(const ph_bundle *bundle, GBytes *packed)
{
    g_autofree char *shown = ph_error_printable(output_path);

    (void)printf("%s: %u files, %" G_GSIZE_FORMAT " bytes\n", shown, bundle->names->len + 1,
                 g_bytes_get_size(packed));
}

static ph_exit make(const char *path, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(GPtrArray) locks = find_locks();
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    const ph_bundle_sources sources = { schemas, thresholds_path, locks, data_paths };
    g_autoptr(ph_bundle) bundle = ph_bundle_make(path, &sources, missing, error);
    g_autoptr(GBytes) packed = bundle ? ph_bundle_pack(bundle, error) : NULL;

    if (!packed) {
        g_autofree char *shown = ph_error_printable(path);

        g_prefix_error(error, "bundling %s: ", shown);
        return PH_EXIT_FAILED;
    }
    for (guint i = 0; i < missing->len; i++)
        (void)fprintf(stderr, "Note: %s\n", (const char *)missing->pdata[i]);
    if (!write_bundle(packed, error)) {
        g_prefix_error(error, "writing the bundle %s: ", output_path);
        return PH_EXIT_FAILED;
    }
    print_bundle(bundle, packed);
    return PH_EXIT_PASS;
}

static ph_exit run(char **operands, GError **error)
{
    if (!operands[0] || operands[1]) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "one folder of a run, perf.json or comparison.json was expected");
        return PH_EXIT_USAGE;
    }
    if (!output_path) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--output bundle.tar.zst: where the bundle goes was expected");
        return PH_EXIT_USAGE;
    }
    if (!ph_output_file_check(output_path, error)) {
        g_prefix_error(error, "writing the bundle %s: ", output_path);
        return PH_EXIT_FAILED;
    }
    return make(operands[0], error);
}

const ph_command ph_command_bundle = {
    .name = "bundle",
    .operands = "FOLDER|perf.json|comparison.json",
    .options = options,
    .run = run,
};
