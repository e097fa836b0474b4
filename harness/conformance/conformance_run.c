/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conformance/conformance_run.h"

#include <string.h>

#include "conformance/construct_judge.h"
#include "conformance/values_run.h"
#include "error/error.h"
#include "measure/discover.h"
#include "perfharness/require.h"
#include "storage/durable.h"
#include "storage/temporary_folder.h"

/* A subject that hangs this often hangs at anything. */
enum { HANGS_MAX = 3 };

typedef struct asking {
    const ph_worker_host *host;
    const ph_run_subject *subject;
    const char *folder; /* Of the copybooks. */
    ph_construct_judge *judge;
    ph_conformance *conformance;
    guint hangs;
} asking;

/* One process: which constructs it was given, and what it is saying. */
typedef struct hearing {
    const asking *of;
    const GPtrArray *given; /* ph_construct_result. */
    ph_construct_result *result;
    ph_construct_answer answer;
    gsize described_bytes; /* To come, of the answer's description. */
    GString *description;
} hearing;

static char *path_of(const asking *a, const ph_construct *construct)
{
    return g_strdup_printf("%s/%s.cpy", a->folder, construct->name);
}

static gboolean write_copybooks(const asking *a, GError **error)
{
    for (gsize i = 0; i < ph_construct_count; i++) {
        const ph_construct *construct = &ph_constructs[i];
        const ph_durable_content content = { construct->copybook, construct->copybook_length, 0600,
                                             .is_passing = TRUE };
        g_autofree char *path = path_of(a, construct);

        if (!ph_durable_write_content(path, content, error)) {
            g_prefix_error(error, "writing the copybook %s: ", path);
            return FALSE;
        }
    }
    return TRUE;
}

static GPtrArray *make_arguments(const asking *a, const GPtrArray *given)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_LAYOUT);
    ph_add_subject_arguments(arguments, a->subject);
    for (guint i = 0; i < given->len; i++) {
        const ph_construct_result *result = given->pdata[i];
        g_autofree char *path = path_of(a, result->construct);

        ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, path);
    }
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

static gboolean judge(hearing *h, GError **error)
{
    h->answer.description = h->description->len ? h->description->str : NULL;
    h->answer.length = h->description->len;
    return ph_construct_judge_take(h->of->judge, h->result, &h->answer, error);
}

/* What it makes of a copybook; its description follows. */
static gboolean take_layout(hearing *h, const cJSON *event, GError **error)
{
    const guint index = (guint)ph_event_number(event, "copybook");

    if (index >= h->given->len)
        return TRUE;
    h->result = h->given->pdata[index];
    h->answer = (ph_construct_answer){
        .is_read = cJSON_HasObjectItem(event, "record_length"),
        .record_length = ph_event_number(event, "record_length"),
        .code = ph_event_text(event, "code"),
        .reason = ph_event_text(event, "reason"),
    };
    h->described_bytes = (gsize)ph_event_number(event, "described_bytes");
    g_string_truncate(h->description, 0);
    if (h->described_bytes > 0)
        h->of->conformance->is_undescribed = FALSE;
    return h->described_bytes > 0 || judge(h, error);
}

static gboolean take_description(hearing *h, const cJSON *event, GError **error)
{
    g_string_append(h->description, ph_event_text(event, "text"));
    return h->description->len < h->described_bytes || judge(h, error);
}

/* Of the library's subjects the one of its own name is meant. */
static gboolean take_event(hearing *h, const cJSON *event, GError **error)
{
    if (strcmp(ph_event_text(event, "name"), h->of->subject->name) != 0)
        return TRUE;
    if (ph_event_is(event, PH_EVENT_LAYOUT))
        return take_layout(h, event, error);
    if (ph_event_is(event, PH_EVENT_DESCRIPTION))
        return take_description(h, event, error);
    if (ph_event_is(event, PH_EVENT_SUBJECT) && !h->of->conformance->version) {
        h->of->conformance->version = ph_error_printable(ph_event_text(event, "version"));
        h->of->conformance->compiled = ph_error_printable(ph_event_text(event, "build"));
    }
    return TRUE;
}

static gboolean take_events(const asking *a, const GPtrArray *given,
                            const ph_worker_outcome *outcome, GError **error)
{
    g_autoptr(GString) description = g_string_new(NULL);
    hearing h = { .of = a, .given = given, .description = description };

    for (guint i = 0; i < outcome->events->len; i++)
        if (!take_event(&h, outcome->events->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* What keeps the whole from being asked; FALSE and error. */
static gboolean check_outcome(const ph_worker_outcome *outcome, GError **error)
{
    const cJSON *rejected = ph_worker_event(outcome, PH_EVENT_REJECTED);
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);

    if (ph_worker_is_stopped(outcome->end, error))
        return FALSE;
    if (rejected)
        return ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "%s", ph_event_text(rejected, "reason"));
    if (refused)
        return ph_refuse(error, PH_ERROR_DATA, "asking for layouts: %s",
                         ph_event_text(refused, "reason"));
    /* Else no copybook is to blame. */
    return outcome->end == PH_WORKER_COMPLETE || outcome->phase == PH_PHASE_LAYOUT ||
           ph_refuse(error, PH_ERROR_SUBJECT_CRASH, "it %s", outcome->how);
}

/* The construct that ended it is marked. FALSE and error when it never stops. */
static gboolean take_end(asking *a, const GPtrArray *given, const ph_worker_outcome *outcome,
                         GError **error)
{
    if (outcome->end == PH_WORKER_COMPLETE)
        return TRUE;
    a->hangs += outcome->end == PH_WORKER_HUNG;
    if (outcome->row >= given->len || a->hangs > HANGS_MAX)
        return ph_refuse(error, PH_ERROR_SUBJECT_CRASH, "it %s", outcome->how);
    ph_construct_judge_take_end(given->pdata[outcome->row], outcome->how);
    return TRUE;
}

/* Those that have not yet been asked so often, and end no process. */
static GPtrArray *to_ask(const asking *a, guint times)
{
    GPtrArray *given = g_ptr_array_new();

    for (guint i = 0; i < a->conformance->results->len; i++) {
        ph_construct_result *result = a->conformance->results->pdata[i];

        if (result->asked < times && result->conformity != PH_CONFORMITY_CRASHED)
            g_ptr_array_add(given, result);
    }
    return given;
}

/* Until each has been asked once more; a process that gets nowhere is an error. */
static gboolean ask_once(asking *a, guint times, GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) given = to_ask(a, times);
        g_autoptr(GPtrArray) arguments = NULL;
        g_autoptr(GPtrArray) left = NULL;
        g_auto(ph_worker_outcome) outcome = { 0 };

        if (given->len == 0)
            return TRUE;
        arguments = make_arguments(a, given);
        if (!ph_worker_run(a->host, (const char *const *)arguments->pdata, &outcome, error) ||
            !check_outcome(&outcome, error) || !take_events(a, given, &outcome, error) ||
            !take_end(a, given, &outcome, error))
            return FALSE;
        left = to_ask(a, times);
        if (left->len == given->len)
            return ph_refuse(error, PH_ERROR_SUBJECT_LOAD,
                             "it decodes no records, and lays out no copybooks");
    }
}

ph_conformance *ph_conformance_run(const ph_worker_host *host, const ph_run_subject *subject,
                                   guint processes, GError **error)
{
    PH_REQUIRE(processes > 0);

    g_autoptr(ph_temporary_folder) folder = ph_temporary_folder_new("constructs", error);
    g_autoptr(ph_construct_judge) judge = ph_construct_judge_new();
    g_autoptr(ph_conformance) conformance = ph_conformance_new();

    if (!folder)
        return NULL;
    asking a = { host, subject, ph_temporary_folder_path(folder), judge, conformance, 0 };
    for (gsize i = 0; i < ph_construct_count; i++)
        (void)ph_conformance_add(conformance, &ph_constructs[i]);
    conformance->processes = processes;
    conformance->is_undescribed = TRUE;
    if (!write_copybooks(&a, error))
        return NULL;
    for (guint times = 1; times <= processes; times++)
        if (!ask_once(&a, times, error))
            return NULL;
    if (!ph_conformance_ask_values(host, subject, a.folder, conformance, error))
        return NULL;
    return g_steal_pointer(&conformance);
}
