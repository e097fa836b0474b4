/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/stamping.h"

#include <stdio.h>

#include "baseline/place.h"
#include "columns.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "history/run_store.h"
#include "settings/installation.h"
#include "stamp/manifest.h"
#include "stamp/stamp.h"
#include "stamp/stamp_authority.h"
#include "stamp/stamp_heads.h"
#include "stamp/stamp_wait.h"

#define DEFAULT_BASELINE  "baseline.json"
#define DEFAULT_BASELINES "baselines"

static const char setting[] = "audit_config.yaml";

/* What is done, and with what. */
typedef struct session {
    const ph_stamping *asked;
    ph_run_store *store;
    ph_stamp_roots *roots;
    GPtrArray *stamps; /* ph_stamp: what the history has. */
} session;

static void session_clear(session *at)
{
    g_clear_pointer(&at->stamps, g_ptr_array_unref);
    g_clear_pointer(&at->roots, ph_stamp_roots_free);
    g_clear_pointer(&at->store, ph_run_store_close);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(session, session_clear)

const char *ph_stamping_baseline(const char *named)
{
    g_autoptr(GPtrArray) places = NULL;

    if (named)
        return named;
    if (g_file_test(DEFAULT_BASELINE, G_FILE_TEST_EXISTS))
        return DEFAULT_BASELINE;
    places = ph_baseline_places(DEFAULT_BASELINES);
    return places->len > 0 ? DEFAULT_BASELINES : NULL;
}

static gboolean open_session(const ph_stamping *asked, session *at, GError **error)
{
    g_autofree char *note = NULL;

    at->asked = asked;
    at->roots = ph_stamp_roots_read(asked->settings->root, error);
    if (!at->roots)
        return FALSE;
    at->store = ph_run_store_open(asked->place, PH_STORE_WRITE, &note, error);
    if (!at->store)
        return FALSE;
    if (note)
        ph_columns_print(stdout, 0, 2, "%s: %s", asked->place->name, note);
    at->stamps = ph_stamps_read(at->store, asked->place->name, error);
    for (guint i = 0; at->stamps && i < at->stamps->len; i++)
        ph_stamp_examine((ph_stamp *)at->stamps->pdata[i], at->roots);
    return at->stamps != NULL;
}

/* Whether a manifest was stamped, as by who was killed before it was said so. */
static gboolean is_stamped(const session *at, const char *text)
{
    g_autofree char *sha256 = ph_manifest_digest(text);

    for (guint i = 0; i < at->stamps->len; i++) {
        const ph_stamp *stamp = (const ph_stamp *)at->stamps->pdata[i];

        if (stamp->answer && !stamp->fault && g_str_equal(stamp->sha256, sha256))
            return TRUE;
    }
    return FALSE;
}

static void tell_stamp(const char *text, const ph_time_stamp *said)
{
    g_autoptr(GPtrArray) manifest = ph_manifest_read(text);
    g_autofree char *sha256 = ph_manifest_digest(text);
    g_autofree char *time = ph_history_time_text(said->at_us);

    ph_columns_print(stdout, 0, 2, "stamped %.19sZ by %s: manifest %.*s", time, said->authority,
                     PH_DIGEST_DIGITS_SHOWN, sha256);
    for (guint i = 0; i < manifest->len; i++) {
        const ph_manifest_head *head = (const ph_manifest_head *)manifest->pdata[i];

        ph_columns_print(stdout, 2, 4, "%s up to %" G_GINT64_FORMAT, head->series, head->count);
    }
}

/* It waits from before it is sent until it is kept: who is killed leaves it to the next. */
static gboolean send_one(const session *at, const char *text, GError **error)
{
    const ph_stamping *asked = at->asked;
    const ph_stamp_authority authority = { asked->settings->url, at->roots, asked->timeout_s };
    g_autofree char *sha256 = ph_manifest_digest(text);
    g_autofree char *path = ph_stamp_wait_path(asked->place->spool);
    g_auto(ph_time_stamp) said = { 0 };
    g_autoptr(GBytes) answer = NULL;
    gboolean is_away = FALSE;

    if (!ph_stamp_wait_keep(asked->place->spool, text, error))
        return FALSE;
    answer = ph_stamp_authority_ask(&authority, sha256, &said, &is_away, error);
    if (!answer && is_away) {
        g_prefix_error(error,
                       "the authority is away, and the manifest waits in %s for the next "
                       "`perfharness stamp`: ",
                       path);
        return FALSE;
    }
    if (!answer) {
        (void)ph_stamp_wait_end(asked->place->spool, text, NULL);
        return FALSE;
    }
    if (!ph_stamp_add(at->store, text, answer, NULL, error) ||
        !ph_stamp_wait_end(asked->place->spool, text, error))
        return FALSE;
    tell_stamp(text, &said);
    return TRUE;
}

/* What waits was not stamped before, or was by who was killed then. */
static gboolean send_waiting(const session *at, GError **error)
{
    const char *spool = at->asked->place->spool;
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = ph_stamp_wait_read(spool, &cause);

    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (!text)
        return TRUE;
    return is_stamped(at, text) ? ph_stamp_wait_end(spool, text, error) : send_one(at, text, error);
}

/* The newest that counts; NULL: none does. */
static const ph_stamp *newest_stamp(const session *at)
{
    const ph_stamp *newest = NULL;

    for (guint i = 0; i < at->stamps->len; i++) {
        const ph_stamp *stamp = (const ph_stamp *)at->stamps->pdata[i];

        if (stamp->answer && !stamp->fault && (!newest || stamp->said.at_us >= newest->said.at_us))
            newest = stamp;
    }
    return newest;
}

/* A baseline has moved since: as each promotion is to be stamped. */
static gboolean has_moved(const ph_stamp *newest, const GPtrArray *manifest)
{
    for (guint i = 0; i < manifest->len; i++) {
        const ph_manifest_head *head = (const ph_manifest_head *)manifest->pdata[i];
        const ph_manifest_head *before = ph_manifest_find(newest->manifest, head->series);

        if (!g_str_equal(head->series, PH_MANIFEST_HISTORY) &&
            (!before || before->count != head->count))
            return TRUE;
    }
    return FALSE;
}

/* A job that begins a little early does not wait for another day. */
static gboolean is_due(const session *at, const GPtrArray *manifest)
{
    const ph_stamp *newest = newest_stamp(at);
    const gint64 every_us = at->asked->settings->every_days * (gint64)G_TIME_SPAN_DAY;

    return !newest || ph_history_now_us() - newest->said.at_us > every_us - G_TIME_SPAN_DAY / 2 ||
           has_moved(newest, manifest);
}

static void tell_not_due(const session *at)
{
    const ph_stamp *newest = newest_stamp(at);
    g_autofree char *day = ph_stamp_day(newest->said.at_us);

    ph_columns_print(stdout, 0, 2,
                     "not due: the last time stamp is of %s, and one every %u day%s "
                     "is asked for",
                     day, at->asked->settings->every_days,
                     at->asked->settings->every_days == 1 ? "" : "s");
}

static gboolean stamp_heads(const session *at, GError **error)
{
    g_autoptr(GPtrArray) manifest =
        ph_stamp_heads(at->store, ph_stamping_baseline(at->asked->baseline), error);
    g_autofree char *text = manifest ? ph_manifest_text(manifest) : NULL;

    if (!manifest)
        return FALSE;
    if (manifest->len == 0)
        return ph_refuse(error, PH_ERROR_STORAGE,
                         "there is no chain to stamp: no baseline, and nothing in the history %s",
                         at->asked->place->name);
    if (at->asked->is_if_due && !is_due(at, manifest)) {
        tell_not_due(at);
        return TRUE;
    }
    return send_one(at, text, error);
}

ph_exit ph_stamping_run(const ph_stamping *stamping, GError **error)
{
    g_auto(session) at = { 0 };

    return open_session(stamping, &at, error) && send_waiting(&at, error) && stamp_heads(&at, error)
               ? PH_EXIT_PASS
               : PH_EXIT_FAILED;
}

/* The settings, where there are any: who has none wants no time stamps. */
static ph_audit_settings *find_settings(GError **error)
{
    g_autofree char *path = ph_installation_setting(setting);

    return g_file_test(path, G_FILE_TEST_EXISTS) ? ph_audit_settings_read(path, error) : NULL;
}

void ph_stamping_after_promotion(const char *store_name, const char *baseline)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_audit_settings) settings = find_settings(&cause);
    g_autoptr(ph_store_place) place = NULL;

    if (settings && settings->stamp.url)
        place = ph_store_place_choose(store_name, &cause);
    if (place) {
        const ph_stamping stamping = { place, baseline, &settings->stamp, PH_STAMPING_TIMEOUT_S,
                                       FALSE };

        (void)ph_stamping_run(&stamping, &cause);
    }
    if (cause) {
        g_autofree char *text = ph_error_printable(cause->message);

        ph_columns_print(stdout, 0, 2,
                         "not stamped: %s; the next `perfharness stamp --if-due` does it", text);
    }
}
