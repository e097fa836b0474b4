/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/discover.h"

#include <string.h>

#include "error/error.h"

void ph_run_subject_free(gpointer data)
{
    ph_run_subject *subject = data;

    g_free(subject->name);
    g_free(subject->path);
    g_free(subject->options);
    g_free(subject->unavailable);
    g_clear_pointer(&subject->identity, ph_build_identity_free);
    g_free(subject);
}

static void found_free(gpointer data)
{
    ph_found_subject *found = data;

    g_free(found->name);
    g_free(found->unavailable);
    g_free(found);
}

static ph_found_subject *add_found(GPtrArray *all, const ph_run_subject *source, const char *name)
{
    ph_found_subject *found = g_new0(ph_found_subject, 1);

    found->source = source;
    found->name = g_strdup(name);
    g_ptr_array_add(all, found);
    return found;
}

static ph_found_subject *add_unavailable(GPtrArray *all, const ph_run_subject *source,
                                         const char *reason)
{
    ph_found_subject *found = add_found(all, source, source->name);

    found->operations = UINT32_MAX;
    found->unavailable = g_strdup(reason);
    return found;
}

/* Subjects name their build's profile as a word of its own: "debug", "Debug". */
static gboolean is_debug_build(const char *build)
{
    g_auto(GStrv) words = g_strsplit_set(build, " ,()", -1);

    for (char **word = words; *word; word++)
        if (g_ascii_strcasecmp(*word, "debug") == 0)
            return TRUE;
    return FALSE;
}

static void add_loaded(GPtrArray *all, const ph_run_subject *source, const cJSON *event,
                       ph_measurement *measurement)
{
    ph_found_subject *found = add_found(all, source, ph_event_text(event, "name"));
    ph_subject_info *info;

    found->operations = (uint32_t)ph_event_number(event, "operations");
    found->is_left_out =
        strcmp(source->name, PH_ANCHOR_SUBJECT) == 0 && strcmp(found->name, PH_ANCHOR_SUBJECT) != 0;
    if (found->is_left_out)
        return;
    info = g_new0(ph_subject_info, 1);
    info->name = g_strdup(found->name);
    info->version = ph_error_printable(ph_event_text(event, "version"));
    info->build = ph_error_printable(ph_event_text(event, "build"));
    info->chosen = ph_error_printable(ph_event_text(event, "chosen"));
    info->path = ph_error_printable(source->path);
    if (source->identity)
        info->built_from = ph_build_identity_copy(source->identity);
    g_ptr_array_add(measurement->subjects, info);
    if (is_debug_build(info->build))
        ph_measurement_warn(measurement,
                            "subject %s is not a release build (%s): its figures say nothing about "
                            "the code as it is shipped",
                            info->name, info->build);
}

void ph_add_subject_arguments(GPtrArray *arguments, const ph_run_subject *subject)
{
    g_autofree char *library = g_strdup_printf("%s=%s", subject->name, subject->path);

    ph_worker_add_option(arguments, PH_WORKER_OPTION_SUBJECT, library);
    if (subject->options)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_SUBJECT_OPTIONS, subject->options);
}

void ph_add_own_data_arguments(GPtrArray *arguments, const ph_own_data *own_data)
{
    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, own_data->copybook);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_DATA, own_data->data);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CCSID, own_data->ccsid);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_RECORD_FORMAT, own_data->record_format);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_FLOAT, own_data->float_format);
}

/* The user's copybook or data is wrong: that ends the run before it begins. */
static gboolean check_own_data(const cJSON *event, GError **error)
{
    if (strcmp(ph_event_text(event, "why"), "data") != 0)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_DATA, "%s", ph_event_text(event, "reason"));
    return FALSE;
}

static gboolean read_answer(const ph_run_subject *source, const ph_worker_outcome *outcome,
                            GPtrArray *all, ph_measurement *measurement, GError **error)
{
    gboolean is_loaded = FALSE;

    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (!check_own_data(event, error))
            return FALSE;
        if (ph_event_is(event, PH_EVENT_SUBJECT)) {
            add_loaded(all, source, event, measurement);
            is_loaded = TRUE;
        } else if (ph_event_is(event, PH_EVENT_REJECTED)) {
            ph_measurement_fail(measurement, "%s: subject %s: %s",
                                ph_error_code_id(PH_ERROR_SUBJECT_LOAD), source->name,
                                ph_event_text(event, "reason"));
            if (!is_loaded)
                (void)add_unavailable(all, source, ph_event_text(event, "reason"));
            is_loaded = TRUE;
        }
    }
    if (outcome->end == PH_WORKER_CRASHED || outcome->end == PH_WORKER_HUNG) {
        g_autofree char *reason =
            g_strdup_printf("%s %s while it was loaded", source->path, outcome->how);

        ph_measurement_fail(measurement, "%s: subject %s: %s",
                            ph_error_code_id(PH_ERROR_SUBJECT_CRASH), source->name, reason);
        if (!is_loaded)
            add_unavailable(all, source, reason)->is_crashed = TRUE;
    }
    return TRUE;
}

/* What the subjects are asked about. */
typedef struct own_records {
    const ph_own_data *own_data; /* NULL: nothing. */
    gboolean is_copybook_only;
} own_records;

static gboolean ask(const ph_run_request *request, const ph_run_subject *source,
                    own_records records, GPtrArray *all, ph_measurement *measurement,
                    GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    g_auto(ph_worker_outcome) outcome = { 0 };

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_DESCRIBE);
    ph_add_subject_arguments(arguments, source);
    if (records.own_data)
        ph_add_own_data_arguments(arguments, records.own_data);
    if (records.is_copybook_only)
        ph_worker_add_flag(arguments, PH_WORKER_OPTION_COPYBOOK_ONLY);
    g_ptr_array_add(arguments, NULL);
    return ph_worker_run(&request->host, (const char *const *)arguments->pdata, &outcome, error) &&
           !ph_worker_is_stopped(outcome.end, error) &&
           read_answer(source, &outcome, all, measurement, error);
}

static GPtrArray *discover(const ph_run_request *request, own_records records,
                           ph_measurement *measurement, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(found_free);

    for (guint i = 0; i < request->subjects->len; i++) {
        const ph_run_subject *source = request->subjects->pdata[i];

        if (source->unavailable) {
            ph_measurement_warn(measurement, "subject %s is not measured: %s", source->name,
                                source->unavailable);
            (void)add_unavailable(all, source, source->unavailable);
        } else if (!ask(request, source, records, all, measurement, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&all);
}

GPtrArray *ph_discover(const ph_run_request *request, const ph_own_data *own_data,
                       ph_measurement *measurement, GError **error)
{
    return discover(request, (own_records){ own_data, FALSE }, measurement, error);
}

gboolean ph_discover_check_copybook(const ph_run_request *request, const ph_own_data *own_data,
                                    GError **error)
{
    g_autoptr(ph_measurement) nobody = ph_measurement_new();
    g_autoptr(GPtrArray) found = discover(request, (own_records){ own_data, TRUE }, nobody, error);

    return found != NULL;
}

gboolean ph_run_describe(const ph_run_request *request, ph_measurement *measurement, GError **error)
{
    g_autoptr(GPtrArray) found = ph_discover(request, NULL, measurement, error);

    return found != NULL;
}
