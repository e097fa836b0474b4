/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/folder_entry.h"

#include "baseline/kept_entry.h"
#include "baseline/store.h"
#include "document/json_member.h"
#include "document/timestamp.h"

enum { SHORT_HASH_LENGTH = 12, SECONDS_PER_HOUR = 3600 };

/* The place of an entry in its history; -1: it is not there. */
static int position_of(const ph_chain *chain, const char *sha256)
{
    for (guint i = 0; sha256 && i < chain->entries->len; i++)
        if (g_strcmp0(((ph_chain_entry *)chain->entries->pdata[i])->sha256, sha256) == 0)
            return (int)i;
    return -1;
}

/* Of a run without a time, who knows. */
static gboolean is_before(GDateTime *replaced, const char *run_time)
{
    g_autoptr(GDateTime) made = run_time ? ph_timestamp_read(run_time) : NULL;

    return !made || g_date_time_compare(replaced, made) < 0;
}

/* By this machine's clock: when a run was made is what it says itself. */
static gboolean is_long_ago(GDateTime *replaced)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();

    return g_date_time_difference(now, replaced) >
           (GTimeSpan)PH_FOLDER_ENTRY_KEPT_HOURS * SECONDS_PER_HOUR * G_USEC_PER_SEC;
}

/* What forbids an entry that another has replaced; g_free() it; NULL: nothing does. */
static char *find_obstacle(const ph_chain *chain, guint position, const char *run_time)
{
    g_autoptr(ph_baseline) next =
        position + 1 < chain->entries->len ? ph_chain_entry_at(chain, position + 1) : NULL;
    g_autoptr(GDateTime) replaced =
        next ? ph_timestamp_read(ph_json_text(next->document, "promoted_at")) : NULL;

    if (!next)
        return NULL;
    if (!replaced || is_before(replaced, run_time))
        return g_strdup("before the run was made");
    return is_long_ago(replaced)
               ? g_strdup_printf("more than %d hours ago", PH_FOLDER_ENTRY_KEPT_HOURS)
               : NULL;
}

/* Take the entry that was kept, if it may be; else say why the current one is taken. */
static void prefer_kept(ph_folder_entry *found, const ph_chain *chain, const char *sha256,
                        const char *run_time)
{
    const int position = position_of(chain, sha256);
    g_autoptr(ph_baseline) kept = position < 0 ? NULL : ph_chain_entry_at(chain, (guint)position);
    g_autofree char *obstacle = kept ? find_obstacle(chain, (guint)position, run_time) : NULL;

    if (kept && g_strcmp0(kept->sha256, found->entry->sha256) == 0)
        return;
    if (!kept) {
        found->remark = g_strdup("the baseline.json kept beside the run is not in the history: "
                                 "judged by the current baseline");
    } else if (obstacle) {
        found->remark = g_strdup_printf("the baseline.json kept beside the run was replaced %s: "
                                        "judged by the current baseline",
                                        obstacle);
    } else {
        found->remark = g_strdup_printf(
            "judged by the baseline that was current then, entry %.*s; now it is "
            "%.*s",
            SHORT_HASH_LENGTH, kept->sha256, SHORT_HASH_LENGTH, found->entry->sha256);
        ph_baseline_free(found->entry);
        found->entry = g_steal_pointer(&kept);
    }
}

static gboolean find_in(ph_folder_entry *found, const ph_baseline_place *place,
                        const ph_measurement *run, const char *judged_path, const char *schemas,
                        GError **error)
{
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open_at(place, schemas, PH_BASELINE_STORE_READ, error);
    g_autoptr(ph_chain) chain = NULL;
    g_autofree char *sha256 = NULL;
    ph_baseline_store_state state;

    if (!store || !ph_baseline_store_current(store, &found->entry, &state, error))
        return FALSE;
    if (!found->entry)
        found->why_none = g_strdup_printf("no baseline yet of the suite %s on this host; "
                                          "`perfharness baseline promote` makes it",
                                          place->suite);
    if (!found->entry || found->entry->is_plain || !judged_path ||
        !ph_kept_entry_read(judged_path, &sha256))
        return TRUE;
    chain = ph_baseline_store_chain(store, place->fingerprint, place->suite, error);
    if (chain)
        prefer_kept(found, chain, sha256, run->timestamp);
    return chain != NULL;
}

ph_folder_entry *ph_folder_entry_find(const char *folder, const ph_measurement *run,
                                      const char *judged_path, const char *schemas, GError **error)
{
    const char *fingerprint = ph_measurement_fingerprint(run);
    g_autoptr(ph_folder_entry) found = g_new0(ph_folder_entry, 1);
    g_autoptr(ph_baseline_place) place = NULL;

    if (!fingerprint || !run->suite) {
        found->why_none = g_strdup(fingerprint ? "the run is of no suite, and each baseline is"
                                               : "the run does not say on which host it was");
        return g_steal_pointer(&found);
    }
    place = ph_baseline_place_in(folder, fingerprint, run->suite, error);
    return place && find_in(found, place, run, judged_path, schemas, error)
               ? g_steal_pointer(&found)
               : NULL;
}

void ph_folder_entry_free(ph_folder_entry *found)
{
    g_clear_pointer(&found->entry, ph_baseline_free);
    g_free(found->why_none);
    g_free(found->remark);
    g_free(found);
}
