/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/discover.h"

#include <string.h>

#include "error/error.h"
#include "subject/operation.h"

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
    g_free(found->refusal);
    g_clear_pointer(&found->layout, ph_record_layout_free);
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

void ph_add_copybook_arguments(GPtrArray *arguments, const ph_own_data *own_data)
{
    const ph_copybook_options *reading = &own_data->reading;

    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, own_data->copybook);
    if (own_data->record)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_RECORD, own_data->record);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_SOURCE_FORMAT,
                         ph_source_format_name(reading->format));
    for (gsize i = 0; i < reading->replacement_count; i++) {
        g_autofree char *text =
            g_strdup_printf("%s=%s", reading->replacements[i].tag, reading->replacements[i].text);

        ph_worker_add_option(arguments, PH_WORKER_OPTION_REPLACE, text);
    }
    if (reading->pointer_bytes)
        ph_worker_add_number(arguments, PH_WORKER_OPTION_POINTER_BYTES, reading->pointer_bytes);
}

void ph_add_own_data_arguments(GPtrArray *arguments, const ph_own_data *own_data)
{
    ph_add_copybook_arguments(arguments, own_data);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_DATA, own_data->data);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CCSID, own_data->ccsid);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_RECORD_FORMAT, own_data->record_format);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_FLOAT, own_data->float_format);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_CONTROLS, own_data->controls);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_REDEFINES, own_data->redefines);
    if (own_data->expected)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_EXPECT, own_data->expected);
    if (own_data->is_check_all)
        ph_worker_add_flag(arguments, PH_WORKER_OPTION_CHECK_ALL);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_LAYOUT_DIFFERS,
                         ph_layout_policies[own_data->layout_policy]);
}

void ph_add_data_arguments(GPtrArray *arguments, const ph_benchmark *benchmark)
{
    if (benchmark->workload)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_WORKLOAD, benchmark->workload->name);
    else
        ph_add_own_data_arguments(arguments, benchmark->own_data);
    if (benchmark->threads)
        ph_worker_add_number(arguments, PH_WORKER_OPTION_THREADS, benchmark->threads);
}

void ph_take_layout(ph_record_layout *layout, const cJSON *event)
{
    const char *difference = ph_event_text(event, "difference");

    layout->compared = ph_layout_compared_find(ph_event_text(event, "compared"));
    if (*difference && !layout->difference && !layout->unknown)
        layout->difference = ph_error_printable(difference);
}

/* The user's copybook or data is wrong: that ends the run before it begins. */
static gboolean check_own_data(const cJSON *event, GError **error)
{
    if (strcmp(ph_event_text(event, "why"), "data") != 0)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_DATA, "%s", ph_event_text(event, "reason"));
    return FALSE;
}

/* Among the library's subjects; NULL: it has none of that name. */
static ph_found_subject *find(const GPtrArray *all, const ph_run_subject *source, const char *name)
{
    for (guint i = 0; i < all->len; i++) {
        ph_found_subject *found = all->pdata[i];

        if (found->source == source && strcmp(found->name, name) == 0)
            return found;
    }
    return NULL;
}

/* How a subject lays out own records, beside their copybook. */
static void note_layout(ph_found_subject *found, const ph_own_data *own_data, const cJSON *event)
{
    if (!found || !own_data || !own_data->layout)
        return;
    g_clear_pointer(&found->layout, ph_record_layout_free);
    found->layout = ph_record_layout_copy(own_data->layout);
    ph_take_layout(found->layout, event);
}

/* A subject that cannot read the copybook, although there is nothing wrong with that. */
static gboolean is_refusal(const ph_own_data *own_data, const cJSON *event)
{
    return own_data && ph_event_is(event, PH_EVENT_REJECTED) &&
           strcmp(ph_event_text(event, "why"), "layout") == 0;
}

static void note_refusal(ph_found_subject *found, const ph_own_data *own_data, const cJSON *event)
{
    note_layout(found, own_data, event);
    if (found && !found->refusal)
        found->refusal = g_strdup(ph_event_text(event, "reason"));
}

static gboolean read_answer(const ph_run_subject *source, const ph_own_data *own_data,
                            const ph_worker_outcome *outcome, GPtrArray *all,
                            ph_measurement *measurement, GError **error)
{
    gboolean is_loaded = FALSE;

    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (!check_own_data(event, error))
            return FALSE;
        if (ph_event_is(event, PH_EVENT_SUBJECT)) {
            add_loaded(all, source, event, measurement);
            is_loaded = TRUE;
        } else if (ph_event_is(event, PH_EVENT_LAID_OUT)) {
            note_layout(find(all, source, ph_event_text(event, "name")), own_data, event);
        } else if (is_refusal(own_data, event)) {
            note_refusal(find(all, source, ph_event_text(event, "subject")), own_data, event);
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
           read_answer(source, records.own_data, &outcome, all, measurement, error);
}

static gboolean is_reference(const ph_run_subject *source)
{
    return strcmp(source->name, PH_REFERENCE_SUBJECT) == 0;
}

/* Of records that are measured as somebody else has them, the reference says nothing of the data.
 */
static gboolean is_asked_of_data(const ph_run_subject *source, const ph_own_data *own_data)
{
    return !(own_data && own_data->layout_policy == PH_LAYOUT_POLICY_WARN && is_reference(source));
}

static gboolean has_other_layout(const GPtrArray *all)
{
    for (guint i = 0; i < all->len; i++) {
        const ph_found_subject *found = all->pdata[i];

        if (found->layout && !found->refusal &&
            (found->layout->difference || found->layout->unknown))
            return TRUE;
    }
    return FALSE;
}

/* Where records are measured although somebody has them otherwise than their copybook, they cannot
 * be cut from the file as the reference has them, too. */
static void leave_reference_out(GPtrArray *all, const ph_own_data *own_data,
                                ph_measurement *measurement)
{
    if (!own_data || own_data->layout_policy != PH_LAYOUT_POLICY_WARN || !has_other_layout(all))
        return;
    for (guint i = 0; i < all->len; i++) {
        ph_found_subject *found = all->pdata[i];

        if (!is_reference(found->source) || found->unavailable)
            continue;
        found->is_left_out = TRUE;
        ph_measurement_warn(measurement,
                            "%s is not measured: it reads records as their copybook has them",
                            found->name);
    }
}

/* Without a subject that can read the user's copybook there is nothing to be measured of it. */
static gboolean check_refusals(const GPtrArray *all, GError **error)
{
    const char *refusal = NULL;

    for (guint i = 0; i < all->len; i++) {
        const ph_found_subject *found = all->pdata[i];

        if (!(found->operations & ph_needed_operations(NULL, 0)) || found->unavailable)
            continue;
        if (!found->refusal)
            return TRUE;
        refusal = refusal ? refusal : found->refusal;
    }
    return !refusal || ph_refuse(error, PH_ERROR_DATA, "%s", refusal);
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
        } else {
            own_records asked = records;

            asked.is_copybook_only |= !is_asked_of_data(source, records.own_data);
            if (!ask(request, source, asked, all, measurement, error))
                return NULL;
        }
    }
    if (!check_refusals(all, error))
        return NULL;
    leave_reference_out(all, records.own_data, measurement);
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
