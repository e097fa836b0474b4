/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness layout`: where the items of a copybook's record lie. */
#include <stdio.h>

#include "command/command.h"
#include "error/error.h"
#include "layout_against_table.h"
#include "layout_table.h"
#include "model/measurement.h"
#include "session/against_build.h"
#include "session/copybook_file.h"
#include "session/copybook_options.h"
#include "session/subjects.h"

static gboolean is_json;
static char *against_build; /* NULL: not asked for. */

/* Without a value it is the published library. */
static gboolean take_against(const char *option, const char *value, gpointer data, GError **error)
{
    (void)option, (void)data, (void)error;
    g_free(against_build);
    against_build = g_strdup(value ? value : PH_HEADLINE_SUBJECT);
    return TRUE;
}

static const GOptionEntry options[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json,
      "Print JSON, as config/schema/layout.schema.json describes it", NULL },
    /* GLib has functions in the place of data, which ISO C does not allow. */
    { "against", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK,
      __extension__(gpointer) take_against,
      "Show where this build lays the record out otherwise (alone: copybook-rs)", "BUILD" },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_copybook_entries, NULL };

static void print_json(const ph_layout *layout, const ph_layout_against *against)
{
    cJSON *document = ph_layout_json(layout);

    if (against)
        cJSON_AddItemToObject(document, "against", ph_layout_against_json(against));
    ph_command_print_json(document);
}

/* With a build, where it differs in place of all items. */
static ph_exit print_layout(const ph_copybook_file *file, const ph_record *record,
                            const ph_layout_against *against)
{
    const ph_layout layout = { file->path, file->source, &file->copybook, record };

    if (is_json)
        print_json(&layout, against);
    else if (against)
        ph_layout_against_print(stdout, against);
    else
        ph_layout_print(stdout, &layout);
    return !against || ph_layout_against_is_same(against) ? PH_EXIT_PASS : PH_EXIT_REGRESSION;
}

/* What stands behind --against is its build, even where it was meant to be the copybook. */
static ph_exit refuse_operands(char **operands, GError **error)
{
    const gboolean may_be_taken = !operands[0] && against_build;

    (void)ph_refuse(error, PH_ERROR_USAGE, "one copybook was expected%s%s%s",
                    may_be_taken ? ": --against took " : "", may_be_taken ? against_build : "",
                    may_be_taken ? ", put the copybook before it" : "");
    return PH_EXIT_USAGE;
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_copybook_choice) choice = NULL;
    g_autoptr(ph_copybook_file) file = NULL;
    g_autoptr(ph_layout_against) against = NULL;
    const ph_record *record;

    if (!operands[0] || operands[1])
        return refuse_operands(operands, error);
    choice = ph_copybook_choice_new(error);
    file = choice ? ph_copybook_file_read(operands[0], &choice->reading, error) : NULL;
    record = file ? ph_copybook_file_record(file, choice->record, error) : NULL;
    if (!record)
        return PH_EXIT_FAILED;
    if (against_build) {
        against = ph_against_build(against_build, file, record, choice, error);
        if (!against)
            return PH_EXIT_FAILED;
    }
    return print_layout(file, record, against);
}

static char **values(const char *option)
{
    return g_strcmp0(option, "against") == 0 ? ph_subjects_names() : ph_copybook_values(option);
}

const ph_command ph_command_layout = {
    .name = "layout",
    .operands = "FILE.cpy",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .run = run,
};
