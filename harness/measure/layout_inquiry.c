/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/layout_inquiry.h"

#include <string.h>

#include "error/error.h"
#include "measure/discover.h"

static gint64 number_or_nowhere(uint64_t number)
{
    return number == PH_LAYOUT_UNKNOWN ? PH_LAYOUT_NOWHERE : (gint64)number;
}

static ph_layout_finding *finding_new(const ph_layout_difference *difference)
{
    ph_layout_finding *finding = g_new0(ph_layout_finding, 1);

    finding->kind = ph_layout_difference_name(difference->kind);
    finding->path = ph_error_printable(difference->path);
    finding->line = difference->line;
    finding->expected = g_strdup(difference->expected);
    finding->found = g_strdup(difference->found);
    finding->rule = ph_error_printable(difference->rule);
    finding->expected_offset = number_or_nowhere(difference->expected_offset);
    finding->found_offset = number_or_nowhere(difference->found_offset);
    finding->expected_size = number_or_nowhere(difference->expected_size);
    finding->found_size = number_or_nowhere(difference->found_size);
    finding->followers = difference->followers;
    return finding;
}

static void fail(ph_layout_against *ret, const char *kind, const char *code, const char *reason)
{
    g_autofree char *shown_code = ph_error_printable(code);
    g_autofree char *shown = ph_error_printable(reason);

    ph_layout_against_fail(ret, kind, shown_code, shown);
}

/* The pieces that follow on the layout. */
static GString *join_description(const GPtrArray *events)
{
    GString *description = g_string_new(NULL);

    for (guint i = 0; i < events->len; i++)
        if (ph_event_is(events->pdata[i], PH_EVENT_DESCRIPTION))
            g_string_append(description, ph_event_text(events->pdata[i], "text"));
    return description;
}

static void compare(const ph_layout_inquiry *inquiry, const cJSON *layout, const GPtrArray *events,
                    ph_layout_against *ret)
{
    const gboolean is_described = ph_event_number(layout, "described_bytes") > 0.0;
    g_autoptr(GString) description = join_description(events);
    ph_layout_differences differences;
    char reason[PH_REASON_MAX];

    ret->found_length = (gint64)ph_event_count(layout, "record_length");
    ret->is_described = is_described;
    if (!ph_layout_compare(inquiry->truth, is_described ? description->str : NULL, description->len,
                           (uint64_t)ret->found_length, &differences, reason)) {
        fail(ret, "broken", "", reason);
        return;
    }
    for (size_t i = 0; i < differences.count; i++)
        ph_layout_against_take(ret, finding_new(&differences.all[i]));
    ret->unlisted = MAX(ret->unlisted, differences.more);
    ph_layout_differences_free(&differences);
}

/* Without a record's length it took no copybook. */
static void take_layout(const ph_layout_inquiry *inquiry, const cJSON *layout,
                        const GPtrArray *events, ph_layout_against *ret)
{
    if (!cJSON_HasObjectItem(layout, "record_length"))
        fail(ret, "refused", ph_event_text(layout, "code"), ph_event_text(layout, "reason"));
    else if (cJSON_HasObjectItem(layout, "code"))
        fail(ret, "broken", ph_event_text(layout, "code"), ph_event_text(layout, "reason"));
    else
        compare(inquiry, layout, events, ret);
}

static gboolean refuse(GError **error, ph_error code, const char *why)
{
    g_autofree char *shown = ph_error_printable(why);

    return ph_refuse(error, code, "%s", shown);
}

/* Of what a worker said that was not ended. */
static gboolean take_answer(const ph_layout_inquiry *inquiry, const ph_worker_outcome *outcome,
                            ph_layout_against *ret, GError **error)
{
    const cJSON *rejected = ph_worker_event(outcome, PH_EVENT_REJECTED);
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);
    const cJSON *layout = NULL;

    if (rejected)
        return refuse(error, PH_ERROR_SUBJECT_LOAD, ph_event_text(rejected, "reason"));
    if (refused)
        return refuse(error, PH_ERROR_DATA, ph_event_text(refused, "reason"));
    for (guint i = 0; i < outcome->events->len && !layout; i++)
        if (ph_event_is(outcome->events->pdata[i], PH_EVENT_LAYOUT))
            layout = outcome->events->pdata[i];
    if (!layout)
        return refuse(error, PH_ERROR_SUBJECT_LOAD, "it decodes no records, and reads no copybook");
    take_layout(inquiry, layout, outcome->events, ret);
    return TRUE;
}

static void note_version(const ph_worker_outcome *outcome, ph_layout_against *ret)
{
    for (guint i = 0; i < outcome->events->len; i++)
        if (ph_event_is(outcome->events->pdata[i], PH_EVENT_SUBJECT)) {
            g_free(ret->version);
            ret->version = ph_error_printable(ph_event_text(outcome->events->pdata[i], "version"));
            return;
        }
}

static gboolean ask_once(const ph_layout_inquiry *inquiry, ph_layout_against *ret, GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    g_auto(ph_worker_outcome) outcome = { 0 };

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_LAYOUT);
    ph_add_subject_arguments(arguments, inquiry->subject);
    ph_add_copybook_arguments(arguments, inquiry->own_data);
    g_ptr_array_add(arguments, NULL);
    if (!ph_worker_run(inquiry->host, (const char *const *)arguments->pdata, &outcome, error) ||
        ph_worker_is_stopped(outcome.end, error))
        return FALSE;
    ret->processes++;
    note_version(&outcome, ret);
    if (outcome.end == PH_WORKER_CRASHED || outcome.end == PH_WORKER_HUNG) {
        fail(ret, outcome.end == PH_WORKER_HUNG ? "hung" : "crashed", "", outcome.how);
        return TRUE;
    }
    return take_answer(inquiry, &outcome, ret, error);
}

/* It takes its time, or the host's memory, and says nothing in the end: once is enough. */
static gboolean is_enough(const ph_layout_against *against)
{
    const GPtrArray *failures = against->failures;
    const ph_layout_failure *last = failures->len > 0 ? failures->pdata[failures->len - 1] : NULL;

    return last && (strcmp(last->kind, "hung") == 0 || strcmp(last->kind, "broken") == 0);
}

gboolean ph_layout_inquire(const ph_layout_inquiry *inquiry, ph_layout_against *ret, GError **error)
{
    while (ret->processes < inquiry->processes && !is_enough(ret))
        if (!ask_once(inquiry, ret, error))
            return FALSE;
    return TRUE;
}
