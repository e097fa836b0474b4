/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/topic.h"

#include <string.h>

#include "command/manual.h"
#include "error/error.h"
#include "perfharness/workload.h"
#include "verdict/verdict.h"

static void add_errors(ph_manual_list *list)
{
    for (int code = 0; code < PH_ERROR_COUNT; code++)
        ph_manual_list_add(list, ph_error_code_id((ph_error)code),
                           ph_error_code_meaning((ph_error)code));
}

static void add_exit_statuses(ph_manual_list *list)
{
    for (int status = 0; status < PH_EXIT_COUNT; status++) {
        g_autofree char *number = g_strdup_printf("%d", status);

        ph_manual_list_add(list, number, ph_exit_meaning((ph_exit)status));
    }
}

static void add_workloads(ph_manual_list *list)
{
    size_t count;
    const ph_workload *workloads = ph_workload_list(&count);

    for (size_t i = 0; i < count; i++) {
        g_autofree char *meaning =
            g_strdup_printf("%s: %s",
                            workloads[i].is_stored                  ? "file"
                            : workloads[i].reads_copybook           ? "copybook"
                            : workloads[i].level == PH_LEVEL_KERNEL ? "kernel"
                                                                    : "record",
                            workloads[i].summary);

        ph_manual_list_add(list, workloads[i].name, meaning);
    }
}

/* One list: name, function. */
#define TOPIC_LIST(X)                                                                              \
    X("errors", add_errors)                                                                        \
    X("exit-statuses", add_exit_statuses)                                                          \
    X("workloads", add_workloads)

static const struct {
    const char *name;
    void (*add)(ph_manual_list *list);
} topics[] = {
#define X(name, add) { name, add },
    TOPIC_LIST(X)
#undef X
};

const char *const *ph_topic_names(void)
{
    static const char *const names[] = {
#define X(name, add) name,
        TOPIC_LIST(X)
#undef X
            NULL,
    };

    return names;
}

gboolean ph_topic_add(const char *name, ph_manual_list *list)
{
    for (gsize i = 0; i < G_N_ELEMENTS(topics); i++)
        if (strcmp(topics[i].name, name) == 0) {
            topics[i].add(list);
            return TRUE;
        }
    return FALSE;
}

gboolean ph_topic_print(FILE *to, const char *name)
{
    g_autoptr(ph_manual_list) list = ph_manual_list_new();

    if (!ph_topic_add(name, list))
        return FALSE;
    ph_manual_print_topic(to, name, list);
    return TRUE;
}
