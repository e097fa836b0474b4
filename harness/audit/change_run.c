/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The run that shows a change: which it was, and what it came to. */
#include <string.h>

#include "audit/audit_parts.h"
#include "document/json_member.h"
#include "verdict/floors.h"

const ph_history_run *ph_audit_run_of_digest(const ph_audit_gathering *in, const char *sha256)
{
    return sha256 ? g_hash_table_lookup(in->run_of_digest, sha256) : NULL;
}

/* Newest first, so that the last that is found is the first that was stored. */
const ph_history_run *ph_audit_first_run(const ph_audit_gathering *in, const char *host,
                                         gint64 since_us)
{
    const ph_history_run *first = NULL;

    for (guint i = 0; i < in->runs->len; i++) {
        const ph_history_run *run = in->runs->pdata[i];

        if (run->received_us >= since_us && !run->source &&
            (*host == '\0' || strcmp(run->host, host) == 0))
            first = run;
    }
    return first;
}

cJSON *ph_audit_run_json(const ph_audit_gathering *in, const ph_history_run *run)
{
    const guint verdict = run ? GPOINTER_TO_UINT(g_hash_table_lookup(in->verdict_of, run)) : 0;
    cJSON *object;

    if (!run)
        return cJSON_CreateNull();
    object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "sha256", run->digest);
    ph_audit_add_time(object, "measured_at", ph_audit_measured_us(run));
    cJSON_AddStringToObject(object, "event", ph_run_event_word(run->event));
    ph_audit_add_text(object, "suite", run->suite);
    ph_audit_add_text(object, "host", run->host);
    ph_audit_add_text(object, "commit", run->sha);
    ph_audit_add_text(object, "status", *run->status ? run->status : NULL);
    ph_json_add_text(object, "verdict",
                     verdict > 0 ? ph_verdict_word((ph_verdict)(verdict - 1)) : NULL);
    return object;
}
