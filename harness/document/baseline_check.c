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

gboolean ph_baseline_check(const cJSON *document, GError **error)
{
    if (!ph_seal_is_whole(document)) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_SCHEMA,
                            "/" PH_SEAL_MEMBER
                            ": does not follow from the rest: the document was edited");
        return FALSE;
    }
    return check_time(document, "timestamp", error) && check_time(document, "promoted_at", error);
}
