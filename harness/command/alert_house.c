/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is told of the measuring itself: each condition when it begins, and when it is over. */
#include <math.h>
#include <string.h>

#include "command/alert_request.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "history/run_spool.h"
#include "history/store_check.h"

enum { SHORT_DIGITS = 8, DAY_DIGITS = 10, KEY_DIGITS = 12 };

/* One plan while it is filled. */
typedef struct house {
    const ph_alert_request *request;
    const ph_alert_source *source;
    ph_alert_scene *scene;
    ph_alert_plan *plan;
    gint64 now_us;
} house;

static void consider(const house *in, const char *key, gboolean is_so, const char *title,
                     const char *text)
{
    const ph_house_condition condition = { key, is_so, title, text, NULL };

    ph_alert_plan_add_house(in->plan, in->source, &in->scene->log, &condition, in->now_us);
}

static char *text_id(const char *text)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    return g_strndup(digest, KEY_DIGITS);
}

static void consider_floor(const house *in, const ph_history_suite *suite,
                           const ph_history_floor *floor)
{
    g_autofree char *place = g_strjoin(" ", suite->key->host, suite->key->suite, floor->name, NULL);
    g_autofree char *id = text_id(place);
    g_autofree char *key = g_strconcat("floor-", id, NULL);
    g_autofree char *title = g_strdup_printf(
        "%s is below its floor on %s", floor->name,
        suite->newest && suite->newest->branch ? suite->newest->branch : "the main branch");
    g_autofree char *text = g_strdup_printf(
        "%s: %.4g MB/s, and the floor is %.4g MB/s; suite %s on host %.*s, at %.*s.",
        floor->benchmark, floor->value_mb_s, floor->floor_mb_s,
        *suite->key->suite ? suite->key->suite : "(none)", SHORT_DIGITS, suite->key->host,
        SHORT_DIGITS, suite->newest && suite->newest->sha ? suite->newest->sha : "?");

    consider(in, key, floor->room.room < 0.0, title, text);
}

static void consider_floors(const house *in)
{
    for (guint i = 0; i < in->scene->view->suites->len; i++) {
        const ph_history_suite *suite = in->scene->view->suites->pdata[i];

        for (guint at = 0; at < suite->floors->len; at++)
            consider_floor(in, suite, &g_array_index(suite->floors, ph_history_floor, at));
    }
}

/* Runs of the branch come regularly; those that people make do not. */
static gint64 newest_run_us(const GPtrArray *runs)
{
    gint64 newest_us = PH_NO_TIME;

    for (guint i = 0; i < runs->len; i++) {
        const ph_history_run *run = runs->pdata[i];

        if (!run->source &&
            (run->event == PH_RUN_EVENT_SCHEDULE || run->event == PH_RUN_EVENT_PUSH))
            newest_us = MAX(newest_us, run->received_us);
    }
    return newest_us;
}

static void consider_stoppage(const house *in)
{
    const gint64 newest_us = newest_run_us(in->scene->runs);
    const gint64 hours = newest_us == PH_NO_TIME ? 0 : (in->now_us - newest_us) / G_TIME_SPAN_HOUR;
    g_autofree char *title = g_strdup_printf("No run for %u hours", in->request->stoppage_hours);
    g_autofree char *text = g_strdup_printf("The newest run on the main branch was received %" //
                                            G_GINT64_FORMAT " hours ago.",
                                            hours);

    if (newest_us != PH_NO_TIME)
        consider(in, "stoppage", hours >= in->request->stoppage_hours, title, text);
}

static void consider_spool(const house *in)
{
    g_autoptr(GPtrArray) paths = ph_run_spool_list(in->request->place->spool);
    g_autoptr(ph_spooled_run) oldest =
        paths->len > 0 ? ph_run_spool_read(paths->pdata[0], NULL) : NULL;
    const gboolean is_old = oldest && in->now_us - oldest->at_us > G_TIME_SPAN_DAY;
    g_autofree char *text =
        g_strdup_printf("%u run%s could not be handed to the history, the oldest for more than a "
                        "day; `perfharness history push` hands them in, or says why not.",
                        paths->len, paths->len == 1 ? "" : "s");

    consider(in, "spool", is_old, "Runs wait in the spool", text);
}

typedef struct found_faults {
    char *first;
    guint count;
} found_faults;

static void find_fault(const char *fault, gpointer data)
{
    found_faults *faults = (found_faults *)data;

    if (faults->count++ == 0)
        faults->first = g_strdup(fault);
}

static gboolean consider_chain(const house *in, GError **error)
{
    found_faults faults = { NULL, 0 };
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    ph_store_check check = {
        .chain = in->request->place->name, .witnesses = none, .found = find_fault, .data = &faults
    };
    const gboolean is_read = ph_store_check_run(&check, in->scene->store, error);

    if (is_read) {
        g_autofree char *text = g_strdup_printf(
            "%s%s `perfharness verify` tells all of it (%u in all).",
            faults.first ? faults.first : "", faults.first ? "." : "", faults.count);

        consider(in, "chain", faults.count > 0, "The history is not as it was written", text);
    }
    g_free(faults.first);
    return is_read;
}

/* Nobody says that it is over: each is told by itself, and the same again on another day. */
static void consider_promotion(const house *in)
{
    const char *why = in->request->promotion_failed;
    g_autofree char *printable = why ? ph_error_printable(why) : NULL;
    g_autofree char *now = ph_history_time_text(in->now_us);
    g_autofree char *id = NULL;
    g_autofree char *key = NULL;

    if (!why)
        return;
    id = text_id(printable);
    key = g_strdup_printf("promotion-%.*s-%s", DAY_DIGITS, now, id);
    consider(in, key, TRUE, "A baseline could not be promoted", printable);
}

/* The newest of each channel, told on the others. */
static void consider_given_up(const house *in, const ph_alert_channel_settings *channel)
{
    const ph_delivery *newest = NULL;
    g_autofree char *key = NULL;
    g_autofree char *title = NULL;
    g_autofree char *text = NULL;

    for (guint i = 0; i < in->scene->log.deliveries->len; i++) {
        const ph_delivery *delivery = in->scene->log.deliveries->pdata[i];

        if (strcmp(delivery->channel, channel->name) == 0 && delivery->done_us == PH_NO_TIME &&
            delivery->next_us == PH_NO_TIME)
            newest = delivery;
    }
    if (!newest)
        return;
    key = g_strdup_printf("given-up-%s-%" G_GINT64_FORMAT, channel->name, newest->id);
    title = g_strdup_printf("The channel %s does not deliver", channel->name);
    text = g_strdup_printf("A message was given up after %u attempt%s: %s", newest->attempts,
                           newest->attempts == 1 ? "" : "s",
                           newest->error ? newest->error : "no reason is known");
    const ph_house_condition condition = { key, TRUE, title, text, channel->name };

    ph_alert_plan_add_house(in->plan, in->source, &in->scene->log, &condition, in->now_us);
}

gboolean ph_alert_plan_house(const ph_alert_request *request, const ph_alert_source *source,
                             ph_alert_scene *scene, ph_alert_plan *plan, gint64 now_us,
                             GError **error)
{
    const house in = { request, source, scene, plan, now_us };

    consider_floors(&in);
    consider_stoppage(&in);
    consider_spool(&in);
    consider_promotion(&in);
    for (guint i = 0; i < request->settings->channels->len; i++) {
        const ph_alert_channel_entry *entry = request->settings->channels->pdata[i];

        consider_given_up(&in, &entry->settings);
    }
    return consider_chain(&in, error);
}
