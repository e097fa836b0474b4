/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness import`: figures of others beside ours. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "crosscheck_report.h"
#include "document/stored_run.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "import/crosscheck.h"
#include "settings/installation.h"

static char *format_name;
static char *perf_path;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &format_name, "What the file is: see below", "FORMAT" },
    { "perf", 0, 0, G_OPTION_ARG_FILENAME, &perf_path, "A run of ours to show beside them",
      "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL
};

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (g_strcmp0(option, "from") == 0)
        for (const ph_import_format *format = ph_import_formats; format->name; format++)
            if (format->read)
                g_strv_builder_add(words, format->name);
    return g_strv_builder_end(words);
}

static const ph_import_format *find_format(GError **error)
{
    const ph_import_format *format = format_name ? ph_import_find(format_name) : NULL;
    g_auto(GStrv) names = values("from");
    const ph_word_list formats = { "format", "--from", NULL, (const char *const *)names };

    if (format && format->read)
        return format;
    (void)ph_refuse_word(error, &formats, format_name);
    return NULL;
}

static void print(const ph_crosscheck *crosscheck)
{
    if (!is_json) {
        ph_crosscheck_text(stdout, crosscheck);
        return;
    }
    ph_command_print_json(ph_crosscheck_json(crosscheck));
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    const ph_import_format *format;
    g_autoptr(ph_measurement) measurement = NULL;
    g_autoptr(ph_imported) imported = NULL;
    g_autoptr(ph_crosscheck) crosscheck = NULL;

    if (!operands[0] || operands[1]) {
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE, "one file or folder was expected%s%s",
                    operands[0] ? ", and not also " : "", operands[0] ? operands[1] : "");
        return PH_EXIT_USAGE;
    }
    format = find_format(error);
    if (!format)
        return PH_EXIT_USAGE;
    imported = ph_import_read(format, operands[0], schemas, error);
    if (!imported)
        return PH_EXIT_FAILED;
    if (perf_path) {
        measurement = ph_stored_run_read(perf_path, schemas, error);
        if (!measurement)
            return PH_EXIT_FAILED;
    }
    crosscheck = ph_crosscheck_new(imported, measurement);
    print(crosscheck);
    return PH_EXIT_PASS;
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "formats") == 0)
        for (const ph_import_format *format = ph_import_formats; format->name; format++)
            if (format->read)
                ph_manual_list_add(list, format->name, format->summary);
}

const ph_command ph_command_import = {
    .name = "import",
    .operands = "FILE|FOLDER",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
