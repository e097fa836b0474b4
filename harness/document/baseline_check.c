/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/baseline_check.h"

#include "document/json_member.h"
#include "document/seal.h"
#include "document/timestamp.h"
#include "error/error.h"

static gboolean check_time(const cJSON *document, const char *name, GError **error)
{
    const char *text = ph_json_text(document, name);
    g_autoptr(GDateTime) time = ph_timestamp_read(text);

    if (time && ph_timestamp_is_past(time))
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_SCHEMA, "/%s: %s", name,
                time ? "lies in the future" : "a time as in RFC 3339 was expected");
    return FALSE;
}

gboolean ph_baseline_check_plain(const cJSON *document, GError **error)
{
    return check_time(document, "timestamp", error);
}

static gboolean check_seal(const cJSON *document, GError **error)
{
    return ph_seal_is_whole(document) ||
           ph_refuse(error, PH_ERROR_SCHEMA,
                     "/" PH_SEAL_MEMBER ": does not follow from the rest: the document was edited");
}

gboolean ph_baseline_check(const cJSON *document, GError **error)
{
    return check_seal(document, error) && check_time(document, "timestamp", error) &&
           check_time(document, "promoted_at", error);
}

/* A clock that was ahead, or has gone back, would let a candidate wait too long, or not at all. */
gboolean ph_candidate_check(const cJSON *document, GError **error)
{
    const cJSON *entry = ph_json_member(document, "entry");
    const gboolean waits = cJSON_IsObject(entry);
    g_autoptr(GError) cause = NULL;

    if (!check_seal(document, error))
        return FALSE;
    if (waits != (ph_json_text(document, "proposed_at") != NULL) ||
        waits != (ph_json_text(document, "due_at") != NULL))
        return ph_refuse(error, PH_ERROR_SCHEMA, "/entry: it and its times were expected together");
    if (!waits)
        return TRUE;
    if (!check_time(document, "proposed_at", error))
        return FALSE;
    return check_seal(entry, &cause) ||
           ph_refuse(error, PH_ERROR_SCHEMA, "/entry%s", cause->message);
}
