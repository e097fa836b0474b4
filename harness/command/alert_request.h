/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What `perfharness alert` was asked for, and the parts of it. */
#ifndef PH_HARNESS_COMMAND_ALERT_REQUEST_H
#define PH_HARNESS_COMMAND_ALERT_REQUEST_H

#include <glib.h>

#include "alert/alert_plan.h"
#include "alert/outbox.h"
#include "command/history_view.h"
#include "verdict/verdict.h"

/* NULL where it was not given. All borrowed. */
typedef struct ph_alert_request {
    const ph_store_place *place;
    const ph_alert_settings *settings;
    const char *repository; /* The checkout that is asked for owners; NULL: the current folder. */
    const char *promotion_failed; /* Why one failed. */
    guint stoppage_hours;
    gboolean is_dry;
    gboolean is_json;
} ph_alert_request;

/* All that is looked at. Owned. */
typedef struct ph_alert_scene {
    ph_run_store *store;
    ph_history_view *view;
    GPtrArray *runs; /* ph_history_run. */
    ph_alert_log log;
} ph_alert_scene;

gboolean ph_alert_scene_read(ph_alert_scene *scene, const ph_history_request *request,
                             GError **error);
void ph_alert_scene_clear(ph_alert_scene *scene);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_alert_scene, ph_alert_scene_clear)

/* The owners of what a commit changed in the request's checkout: a ph_alert_owners, whose data is
 * the request. */
char *ph_alert_find_owners(const char *sha, gpointer request);

/* Add to a plan what is to be told of the measuring itself. */
gboolean ph_alert_plan_house(const ph_alert_request *request, const ph_alert_source *source,
                             ph_alert_scene *scene, ph_alert_plan *plan, gint64 now_us,
                             GError **error);

/* The channels as they are used: each is made when it is first. Owned. */
typedef struct ph_alert_channels {
    const ph_alert_settings *settings;
    GHashTable *made; /* Name to ph_alert_channel. */
} ph_alert_channels;

void ph_alert_channels_begin(ph_alert_channels *channels, const ph_alert_settings *settings);
void ph_alert_channels_clear(ph_alert_channels *channels);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_alert_channels, ph_alert_channels_clear)

/* NULL and error: there is no such channel, it is not enabled, or its secret is missing. Borrowed.
 */
ph_alert_channel *ph_alert_channels_find(ph_alert_channels *channels, const char *name,
                                         GError **error);

/* Sends through them; they are to outlive it. */
ph_outbox_sender ph_alert_channels_sender(ph_alert_channels *channels);

/* Write down whom people have told by closing an issue that they know of a case. What could not be
 * found out is said on standard error. */
gboolean ph_alert_take_closings(const ph_alert_scene *scene, ph_alert_channels *channels,
                                GError **error);

/* `--check`: what of the settings would not do. */
ph_exit ph_alert_check(const ph_alert_request *request, const ph_alert_scene *scene, gint64 now_us,
                       GError **error);

#endif /* PH_HARNESS_COMMAND_ALERT_REQUEST_H */
