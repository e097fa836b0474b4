/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness system`: what machine this is. */
#include <stdio.h>

#include "columns.h"
#include "command/command.h"
#include "error/error.h"
#include "session/host_document.h"

static gboolean is_json;

static const GOptionEntry options[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &is_json,
                                          "Print all of it, as system-info.json has it", NULL },
                                        G_OPTION_ENTRY_NULL };

enum { LABEL_COLUMNS = 22 };

/* What a reader looks for first: label, and where it stands in the document. */
static const struct {
    const char *label;
    const char *section; /* NULL: at the top. */
    const char *member;
} lines[] = {
    { "Fingerprint", NULL, "fingerprint" },
    { "CPU", "cpu", "brand" },
    { "Measured on CPU", "cpu", "number" },
    { "Kind of core", "cpu", "core_kind" },
    { "Processing units", "topology", "processing_units" },
    { "Memory nodes", "topology", "numa_nodes" },
    { "Kernel", "kernel", "release" },
    { "Distribution", "distribution", "pretty_name" },
    { "Hypervisor", "hypervisor", "vendor" },
    { "Clock source", NULL, "clocksource" },
    { "Address randomisation", NULL, "aslr" },
};

static const cJSON *find(const cJSON *document, const char *section, const char *member)
{
    const cJSON *object = section ? cJSON_GetObjectItemCaseSensitive(document, section) : document;

    return cJSON_GetObjectItemCaseSensitive(object, member);
}

/* What the kernel, a container or who built the machine has written does nothing. */
static void print_lines(const cJSON *document)
{
    const cJSON *unavailable = cJSON_GetObjectItemCaseSensitive(document, "unavailable");
    const cJSON *reason;

    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        const cJSON *item = find(document, lines[i].section, lines[i].member);
        g_autofree char *text = cJSON_IsString(item)   ? g_strdup(item->valuestring)
                                : cJSON_IsNumber(item) ? g_strdup_printf("%.0f", item->valuedouble)
                                                       : g_strdup("not known");

        g_autofree char *printable = ph_error_printable(text);

        ph_columns_print(stdout, 0, LABEL_COLUMNS + 1, "%-*s %s", LABEL_COLUMNS, lines[i].label,
                         printable);
    }
    if (cJSON_GetArraySize(unavailable))
        (void)puts("\nNot to be read on this machine:");
    cJSON_ArrayForEach(reason, unavailable)
    {
        g_autofree char *printable = ph_error_printable(reason->valuestring);

        ph_columns_print(stdout, 2, 4, "%s: %s", reason->string, printable);
    }
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *commit = NULL;
    cJSON *document;

    if (!ph_command_takes_none(operands, error))
        return PH_EXIT_USAGE;
    commit = ph_host_document_commit();
    document = ph_host_document(".", commit, NULL);
    if (is_json) {
        ph_command_print_json(document);
        return PH_EXIT_PASS;
    }
    print_lines(document);
    cJSON_Delete(document);
    return PH_EXIT_PASS;
}

const ph_command ph_command_system = {
    .name = "system",
    .operands = "",
    .options = options,
    .run = run,
};
