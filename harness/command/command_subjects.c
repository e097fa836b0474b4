/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness subjects`: what can be measured here. */
#include <stdio.h>

#include "build_text.h"
#include "columns.h"
#include "command/command.h"
#include "document/build_identity_json.h"
#include "measure/run.h"
#include "session/measuring.h"
#include "session/subjects.h"
#include "settings/installation.h"

static char **subject_selection;
static gboolean is_json;
static gboolean is_verbose;

static const GOptionEntry options[] = {
    { "subject", 0, 0, G_OPTION_ARG_STRING_ARRAY, &subject_selection,
      "Look at this build too (may be repeated)", "NAME[=BUILD]" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print JSON", NULL },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &is_verbose,
      "Print how each was built, too: compiler and flags", NULL },
    G_OPTION_ENTRY_NULL
};

enum { HANG_TIMEOUT_US = 10 * G_USEC_PER_SEC };

static void print_json(const ph_measurement *measurement)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *subjects = cJSON_AddArrayToObject(document, "subjects");
    cJSON *errors = cJSON_AddArrayToObject(document, "errors");

    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", info->name);
        cJSON_AddStringToObject(entry, "version", info->version);
        cJSON_AddStringToObject(entry, "build", info->build);
        cJSON_AddStringToObject(entry, "path", info->path);
        ph_build_identity_json_add(entry, info->built_from);
        cJSON_AddItemToArray(subjects, entry);
    }
    for (guint i = 0; i < measurement->errors->len; i++)
        cJSON_AddItemToArray(errors, cJSON_CreateString(measurement->errors->pdata[i]));
    ph_command_print_json(document);
}

static void print_text(const ph_measurement *measurement)
{
    const char *last_path = NULL;

    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];

        ph_columns_print(stdout, 0, 2, "%-20s %s", info->name, info->version);
        if (g_strcmp0(info->path, last_path) == 0) {
            (void)puts("  the same library");
            continue;
        }
        if (is_verbose)
            ph_columns_print(stdout, 2, 4, "%s", info->build);
        ph_build_text_print(stdout, "  ", info->built_from);
        ph_columns_print(stdout, 2, 4, "%s", info->path);
        last_path = info->path;
    }
}

static gboolean is_any_unavailable(const GPtrArray *subjects)
{
    for (guint i = 0; i < subjects->len; i++)
        if (((const ph_run_subject *)subjects->pdata[i])->unavailable)
            return TRUE;
    return FALSE;
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    g_autofree char *worker = ph_installation_worker();
    g_autoptr(ph_sandbox) sandbox = NULL;
    g_autoptr(GPtrArray) subjects = NULL;

    if (!ph_command_takes_none(operands, error))
        return PH_EXIT_USAGE;
    subjects = ph_subjects_find((const char *const *)subject_selection, error);
    if (!subjects)
        return PH_EXIT_USAGE;

    sandbox = ph_sandbox_new();
    const ph_run_request request = {
        .subjects = subjects,
        .host = { .program = worker, .sandbox = sandbox, .hang_timeout_us = HANG_TIMEOUT_US },
    };
    if (!ph_run_describe(&request, measurement, error))
        return PH_EXIT_FAILED;
    if (is_json)
        print_json(measurement);
    else
        print_text(measurement);
    if (ph_sandbox_why_off(sandbox))
        (void)fprintf(stderr, "Note: " PH_SANDBOX_OFF "%s\n", ph_sandbox_why_off(sandbox));
    for (guint i = 0; i < measurement->warnings->len; i++)
        (void)fprintf(stderr, "%s\n", (const char *)measurement->warnings->pdata[i]);
    for (guint i = 0; i < measurement->errors->len; i++)
        (void)fprintf(stderr, "%s\n", (const char *)measurement->errors->pdata[i]);
    if (measurement->errors->len) /* Each is of a library that breaks the contract. */
        return PH_EXIT_REGRESSION;
    return is_any_unavailable(subjects) ? PH_EXIT_FAILED : PH_EXIT_PASS;
}

const ph_command ph_command_subjects = {
    .name = "subjects",
    .operands = "",
    .options = options,
    .values = ph_measuring_values,
    .run = run,
};
