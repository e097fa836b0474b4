/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "made_up_history.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "made_up_server.h"
#include "scratch_folder.h"

const char made_up_method[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

void made_up_store_reopen(made_up_store *made)
{
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;

    ph_run_store_close(made->store);
    made->store = ph_run_store_open(made->place, PH_STORE_WRITE, &note, &error);
    assert_null(error);
    assert_null(note);
}

int made_up_store_open(void **state)
{
    made_up_store *made = g_new0(made_up_store, 1);
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;

    made->folder = scratch_folder_new();
    path = scratch_path(made->folder, "history.db");
    if (made_up_server_is_there())
        made_up_server_clear();
    made->place = ph_store_place_choose(
        made_up_server_is_there() ? PH_STORE_POSTGRES_PREFIX MADE_UP_OWNER : path, &error);
    assert_null(error);
    made_up_store_reopen(made);
    *state = made;
    return 0;
}

int made_up_store_close(void **state)
{
    made_up_store *made = *state;

    ph_run_store_close(made->store);
    ph_store_place_free(made->place);
    scratch_folder_remove(made->folder);
    g_free(made);
    return 0;
}

char *made_up_sha(gint64 position)
{
    return g_strdup_printf("%040" G_GINT64_MODIFIER "x", position);
}

ph_run_entry *made_up_entry_at(guint number, gint64 position, guint series, double value)
{
    ph_run_entry *entry = ph_run_entry_new();
    g_autofree char *document = g_strdup_printf("{\"made_up\": %u}", number);

    entry->document = g_bytes_new(document, strlen(document));
    entry->run->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, entry->document);
    entry->run->host = g_strdup(MADE_UP_HOST);
    entry->run->cpu_model = g_strdup("Made-up CPU");
    entry->run->suite = g_strdup(MADE_UP_SUITE);
    entry->run->sha = made_up_sha(position);
    entry->run->branch = g_strdup("main");
    entry->run->summary = g_strdup("Made-up summary");
    entry->run->committed_us = G_USEC_PER_SEC * position;
    entry->run->position = position;
    entry->run->event = PH_RUN_EVENT_SCHEDULE;
    entry->run->keep = PH_RUN_KEEP_MAIN;
    entry->run->status = g_strdup("success");
    for (guint i = 0; i < series; i++) {
        g_autofree char *benchmark = g_strdup_printf("made-up-%u/L2", i);
        const ph_series_key key = {
            (char *)MADE_UP_HOST,   (char *)MADE_UP_SUITE, benchmark,
            (char *)"kernel",       (char *)"copybook-rs", PH_METRIC_TIME,
            (char *)made_up_method,
        };

        ph_run_entry_add(entry, &key, value + i / 100.0, 0.001, 10);
    }
    return entry;
}

gint64 made_up_add(ph_run_store *store, ph_run_entry *entry)
{
    g_autoptr(GError) error = NULL;
    ph_run_added added = PH_RUN_WAS_THERE;
    gint64 run_id = 0;

    assert_true(ph_run_store_add_run(store, entry, &added, &run_id, &error));
    assert_null(error);
    assert_int_equal(added, PH_RUN_ADDED);
    ph_run_entry_free(entry);
    return run_id;
}

gboolean made_up_alert(ph_run_store *store, const char *name, gint64 case_id,
                       const char *const *channels)
{
    g_autoptr(ph_history_alert) alert =
        ph_history_alert_new(name, case_id, "opened", "warning", "{\"made_up\":true}");
    g_autoptr(ph_history_event) event = ph_history_event_new(PH_HISTORY_EVENT_ALERT, case_id);
    const ph_new_alert added = { alert, case_id > 0 ? event : NULL, channels };
    g_autoptr(GError) error = NULL;
    gboolean is_added = FALSE;

    event->text = g_strdup("made up");
    assert_true(ph_run_store_add_alerts(store, &added, 1, &is_added, &error));
    assert_null(error);
    return is_added;
}

void made_up_fill(ph_run_store *store)
{
    static const char *const channels[] = { "slack", NULL };
    g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, 0);
    g_autoptr(ph_history_level) level = ph_history_level_new();
    g_autoptr(ph_history_case) found = ph_history_case_new();
    g_autoptr(ph_history_fact) fact =
        ph_history_fact_new(PH_RECEIPT_KERNEL, MADE_UP_HOST, "", "6.1", NULL);
    g_autoptr(GError) error = NULL;
    gint64 case_id = 0;

    made_up_add(store, made_up_entry_at(1, 1, 2, 1.0));
    made_up_add(store, made_up_entry_at(2, 2, 1, 1.05));
    found->host = g_strdup(MADE_UP_HOST);
    found->suite = g_strdup(MADE_UP_SUITE);
    found->direction = 1;
    assert_true(ph_run_store_add_case(store, found, seen, &case_id, &error));
    level->series_id = made_up_first_series(store);
    level->case_id = case_id;
    level->first_run_id = 2;
    level->last_good_run_id = 1;
    level->change = 0.05;
    assert_true(ph_run_store_add_level(store, level, NULL, &error));
    assert_true(made_up_alert(store, "case-1-opened-1", case_id, channels));
    assert_true(ph_run_store_add_fact(store, fact, NULL, &error));
    assert_null(error);
}

gint64 made_up_first_series(ph_run_store *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) series = ph_run_store_series(store, &(ph_series_query){ 0 }, &error);

    assert_null(error);
    assert_true(series->len > 0);
    return ((const ph_history_series *)series->pdata[0])->id;
}

static gboolean check_receipt(const ph_receipt *receipt, gpointer data)
{
    ph_receipt *before = data;
    g_autofree char *sha256 = ph_receipt_sha256(receipt);

    assert_int_equal(receipt->id, before->id + 1);
    assert_string_equal(receipt->previous, before->sha256);
    assert_string_equal(receipt->sha256, sha256);
    ph_receipt_clear(before);
    ph_receipt_copy(before, receipt);
    return TRUE;
}

guint made_up_check_chain(ph_run_store *store)
{
    g_autoptr(GError) error = NULL;
    g_auto(ph_receipt) last = { .sha256 = g_strdup(PH_RECEIPT_NO_PREVIOUS) };

    assert_true(ph_run_store_receipts(store, check_receipt, &last, &error));
    assert_null(error);
    return (guint)last.id;
}
