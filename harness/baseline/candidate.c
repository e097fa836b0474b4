/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/candidate.h"

#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "document/seal.h"
#include "document/timestamp.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "storage/durable.h"

#define SECONDS_PER_HOUR 3600.0

static char *time_text(GDateTime *time)
{
    return g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

/* Take what the document says of the one that waits. */
static void take_members(ph_candidate *candidate)
{
    const cJSON *entry = ph_json_member(candidate->document, "entry");

    g_clear_pointer(&candidate->entry, ph_baseline_free);
    candidate->proposed_at = ph_json_text(candidate->document, "proposed_at");
    candidate->due_at = ph_json_text(candidate->document, "due_at");
    if (cJSON_IsObject(entry))
        candidate->entry = ph_baseline_new(cJSON_Duplicate(entry, TRUE));
}

/* Set the member in its place: the order of members is part of what is sealed. */
static void set_member(ph_candidate *candidate, const char *name, cJSON *value)
{
    cJSON_ReplaceItemInObjectCaseSensitive(candidate->document, name, value);
}

static cJSON *make_document(const ph_baseline_place *place)
{
    cJSON *document = cJSON_CreateObject();

    cJSON_AddStringToObject(document, "schema_version", PH_DOCUMENT_CANDIDATE);
    cJSON_AddStringToObject(document, "fingerprint", place->fingerprint);
    cJSON_AddStringToObject(document, "suite", place->suite);
    cJSON_AddNullToObject(document, "proposed_at");
    cJSON_AddNullToObject(document, "due_at");
    cJSON_AddNullToObject(document, "entry");
    cJSON_AddArrayToObject(document, "rejected");
    return document;
}

static gboolean is_of(const ph_baseline_place *place, const char *fingerprint, const char *suite)
{
    return g_strcmp0(fingerprint, place->fingerprint) == 0 && g_strcmp0(suite, place->suite) == 0;
}

/* What its schema and seal do not say: that all of it is of this place, and the entry is one. */
static gboolean check(const ph_candidate *candidate, const ph_baseline_place *place,
                      const char *schemas, GError **error)
{
    const cJSON *document = candidate->document;
    const ph_baseline *entry = candidate->entry;
    g_autoptr(GError) cause = NULL;
    const char *kind;

    if (!is_of(place, ph_json_text(document, "fingerprint"), ph_json_text(document, "suite")) ||
        (entry && !is_of(place, entry->fingerprint, entry->suite)))
        return ph_refuse(error, PH_ERROR_BASELINE,
                         "%s: it is of another host or suite than its name says", place->candidate);
    if (!entry || ph_document_is_valid(entry->document, schemas, &kind, &cause))
        return TRUE;
    return ph_refuse(error, PH_ERROR_BASELINE, "%s: /entry%s", place->candidate, cause->message);
}

static cJSON *read_document(const ph_baseline_place *place, const char *schemas, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *kind = NULL;
    cJSON *document = ph_document_read_valid(place->candidate, schemas, &kind, &cause);

    if (document && strcmp(kind, PH_DOCUMENT_CANDIDATE) == 0) {
        cJSON_DeleteItemFromObjectCaseSensitive(document, PH_SEAL_MEMBER);
        return document;
    }
    if (document)
        (void)ph_refuse(error, PH_ERROR_BASELINE,
                        "%s: a candidate was expected, this is of the "
                        "kind %s",
                        place->candidate, kind);
    else
        g_set_error_literal(error, PH_ERROR,
                            g_error_matches(cause, PH_ERROR, PH_ERROR_STORAGE) ? PH_ERROR_STORAGE
                                                                               : PH_ERROR_BASELINE,
                            cause->message);
    cJSON_Delete(document);
    return NULL;
}

ph_candidate *ph_candidate_read(const ph_baseline_place *place, const char *schemas, GError **error)
{
    PH_REQUIRE(place->candidate != NULL);

    g_autoptr(ph_candidate) candidate = g_new0(ph_candidate, 1);

    candidate->document = g_file_test(place->candidate, G_FILE_TEST_EXISTS)
                              ? read_document(place, schemas, error)
                              : make_document(place);
    if (!candidate->document)
        return NULL;
    take_members(candidate);
    return check(candidate, place, schemas, error) ? g_steal_pointer(&candidate) : NULL;
}

void ph_candidate_free(ph_candidate *candidate)
{
    g_clear_pointer(&candidate->entry, ph_baseline_free);
    cJSON_Delete(candidate->document);
    g_free(candidate);
}

gboolean ph_candidate_is_live(const ph_candidate *candidate, const char *last_sha256)
{
    return candidate->entry && g_strcmp0(candidate->entry->previous, last_sha256) == 0;
}

gboolean ph_candidate_is_due(const ph_candidate *candidate)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) due = ph_timestamp_read(candidate->due_at);

    return due && g_date_time_compare(due, now) <= 0;
}

/* Let newest be this time, if it is later. */
static void take_later(GDateTime **newest, const char *text)
{
    g_autoptr(GDateTime) time = ph_timestamp_read(text);

    if (!time || (*newest && g_date_time_compare(time, *newest) <= 0))
        return;
    g_clear_pointer(newest, g_date_time_unref);
    *newest = g_steal_pointer(&time);
}

GDateTime *ph_candidate_newest_rejected(const ph_candidate *candidate)
{
    GDateTime *newest = NULL;
    const cJSON *rejected, *run;

    cJSON_ArrayForEach(rejected, ph_json_member(candidate->document, "rejected"))
    {
        cJSON_ArrayForEach(run, ph_json_member(rejected, PH_EVIDENCE_RUNS))
            take_later(&newest, ph_json_text(run, "timestamp"));
    }
    return newest;
}

void ph_candidate_propose(ph_candidate *candidate, ph_baseline *entry, double hours)
{
    PH_REQUIRE(entry->sha256 != NULL);

    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) due = g_date_time_add_seconds(now, hours * SECONDS_PER_HOUR);
    g_autofree char *proposed_at = time_text(now);
    g_autofree char *due_at = time_text(due);

    set_member(candidate, "proposed_at", cJSON_CreateString(proposed_at));
    set_member(candidate, "due_at", cJSON_CreateString(due_at));
    set_member(candidate, "entry", cJSON_Duplicate(entry->document, TRUE));
    ph_baseline_free(entry);
    take_members(candidate);
}

void ph_candidate_withdraw(ph_candidate *candidate)
{
    set_member(candidate, "proposed_at", cJSON_CreateNull());
    set_member(candidate, "due_at", cJSON_CreateNull());
    set_member(candidate, "entry", cJSON_CreateNull());
    take_members(candidate);
}

void ph_candidate_reject(ph_candidate *candidate, const char *rejected_by, const char *reason)
{
    PH_REQUIRE(candidate->entry != NULL);

    static const char *const kept[] = { PH_EVIDENCE_VALUES, PH_EVIDENCE_RUNS };
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *rejected_at = time_text(now);
    const cJSON *entry = candidate->entry->document;
    cJSON *record = cJSON_CreateObject();

    cJSON_AddStringToObject(record, "entry", candidate->entry->sha256);
    cJSON_AddStringToObject(record, "proposed_at", candidate->proposed_at);
    cJSON_AddStringToObject(record, "rejected_at", rejected_at);
    cJSON_AddStringToObject(record, "rejected_by", rejected_by);
    cJSON_AddStringToObject(record, "reason", reason);
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
        cJSON_AddItemToObject(record, kept[i],
                              cJSON_Duplicate(ph_json_member(entry, kept[i]), TRUE));
    cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(candidate->document, "rejected"), record);
    ph_candidate_withdraw(candidate);
}

gboolean ph_candidate_write(const ph_candidate *candidate, const ph_baseline_place *place,
                            const char *schemas, GError **error)
{
    cJSON *sealed;
    const char *kind;
    g_autofree char *text = NULL;
    char *printed;
    gboolean is_written;

    if (!candidate->entry && !cJSON_GetArraySize(ph_json_member(candidate->document, "rejected")))
        return ph_durable_remove(place->candidate, error);
    sealed = cJSON_Duplicate(candidate->document, TRUE);
    ph_seal(sealed);
    printed = cJSON_Print(sealed);
    text = g_strconcat(printed, "\n", NULL);
    cJSON_free(printed);
    is_written = ph_document_is_valid(sealed, schemas, &kind, error) &&
                 ph_durable_write(place->candidate, text, error);
    cJSON_Delete(sealed);
    return is_written;
}
