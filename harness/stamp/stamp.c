/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/stamp.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "perfharness/require.h"
#include "series/canonical_text.h"
#include "stamp/manifest.h"

enum { DAY_DIGITS = 10 }; /* "2026-12-01" */

static const char manifest_member[] = "manifest";
static const char answer_member[] = "answer";
static const char signature_member[] = "signature";

void ph_stamp_free(ph_stamp *stamp)
{
    if (!stamp)
        return;
    g_free(stamp->store);
    g_free(stamp->text);
    g_free(stamp->sha256);
    if (stamp->manifest)
        g_ptr_array_unref(stamp->manifest);
    if (stamp->answer)
        g_bytes_unref(stamp->answer);
    g_free(stamp->signature);
    ph_time_stamp_clear(&stamp->said);
    g_free(stamp->fault);
    g_free(stamp);
}

static void free_stamp(gpointer stamp)
{
    ph_stamp_free((ph_stamp *)stamp);
}

static GBytes *decode(const char *encoded)
{
    gsize length = 0;
    guchar *bytes = g_base64_decode(encoded ? encoded : "", &length);

    return g_bytes_new_take(bytes, length);
}

/* A fact may hold anything: what is not there is a fault of it. */
static ph_stamp *take(const ph_history_fact *fact, const char *name)
{
    ph_stamp *stamp = g_new0(ph_stamp, 1);
    cJSON *object = cJSON_Parse(fact->text);
    const char *text = ph_json_text(object, manifest_member);

    stamp->store = g_strdup(name);
    stamp->text = g_strdup(text ? text : "");
    stamp->sha256 = ph_manifest_digest(stamp->text);
    stamp->manifest = ph_manifest_read(stamp->text);
    stamp->added_us = fact->at_us;
    if (fact->kind == PH_RECEIPT_STAMP)
        stamp->answer = decode(ph_json_text(object, answer_member));
    else
        stamp->signature = ph_json_text(object, signature_member)
                               ? g_strdup(ph_json_text(object, signature_member))
                               : g_strdup("");
    if (!stamp->manifest)
        stamp->fault = g_strdup("what it is of is no manifest");
    cJSON_Delete(object);
    return stamp;
}

static gint compare_times(gconstpointer a, gconstpointer b)
{
    const ph_stamp *first = *(const ph_stamp *const *)a;
    const ph_stamp *second = *(const ph_stamp *const *)b;

    return first->added_us < second->added_us ? -1 : first->added_us > second->added_us;
}

GPtrArray *ph_stamps_read(ph_run_store *store, const char *name, GError **error)
{
    static const ph_receipt_kind kinds[] = { PH_RECEIPT_STAMP, PH_RECEIPT_COUNTERSIGN };
    g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func(free_stamp);

    for (gsize kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
        g_autoptr(GPtrArray) facts = ph_run_store_facts(store, kinds[kind], error);

        if (!facts)
            return NULL;
        for (guint i = 0; i < facts->len; i++)
            g_ptr_array_add(stamps, take((const ph_history_fact *)facts->pdata[i], name));
    }
    g_ptr_array_sort(stamps, compare_times);
    return g_steal_pointer(&stamps);
}

gboolean ph_stamp_add(ph_run_store *store, const char *manifest_text, GBytes *answer,
                      const char *signature, GError **error)
{
    g_autofree char *digest = ph_manifest_digest(manifest_text);
    g_autoptr(ph_history_fact) fact = NULL;
    g_autofree char *encoded = NULL;
    g_autofree char *text = NULL;
    GString *object = ph_canonical_new();
    gsize length = 0;

    PH_REQUIRE(!answer != !signature);
    ph_canonical_text(object, manifest_member, manifest_text);
    if (answer) {
        const guint8 *bytes = (const guint8 *)g_bytes_get_data(answer, &length);

        encoded = g_base64_encode(bytes, length);
    }
    ph_canonical_text(object, answer ? answer_member : signature_member,
                      answer ? encoded : signature);
    text = ph_canonical_end(object);
    fact = ph_history_fact_new(answer ? PH_RECEIPT_STAMP : PH_RECEIPT_COUNTERSIGN, "", digest, text,
                               answer ? digest : NULL);
    return ph_run_store_add_fact(store, fact, NULL, error);
}

void ph_stamp_examine(ph_stamp *stamp, const ph_stamp_roots *roots)
{
    g_autoptr(GError) cause = NULL;

    if (stamp->fault || !stamp->answer)
        return;
    ph_time_stamp_clear(&stamp->said);
    if (!ph_time_stamp_check(stamp->answer, stamp->sha256, NULL, roots, &stamp->said, &cause))
        stamp->fault = g_strdup(cause->message);
}

char *ph_stamp_day(gint64 at_us)
{
    char *time = ph_history_time_text(at_us);

    time[DAY_DIGITS] = '\0';
    return time;
}
