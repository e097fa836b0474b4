/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What others say of where chains end: time stamps and counter-signatures, how far they go, and
 * what is not as they have it. */
#include <math.h>

#include "audit/audit_parts.h"
#include "document/json_member.h"

static cJSON *stamp_json(const ph_stamp *stamp, gboolean is_verified)
{
    cJSON *object = cJSON_CreateObject();
    const gboolean is_told = stamp->answer && !stamp->fault;

    cJSON_AddStringToObject(object, "kind", stamp->answer ? "time stamp" : "counter-signature");
    ph_audit_add_time(object, "at", is_told ? stamp->said.at_us : stamp->added_us);
    ph_json_add_text(object, "by", is_told ? stamp->said.authority : NULL);
    cJSON_AddStringToObject(object, "manifest", stamp->sha256);
    cJSON_AddNumberToObject(object, "chains", stamp->manifest ? stamp->manifest->len : 0);
    cJSON_AddStringToObject(object, "state",
                            stamp->fault                   ? stamp->fault
                            : is_verified && stamp->answer ? "verified"
                                                           : "not verified");
    return object;
}

/* Without a root certificate who signed is not known, and that is said. */
static guint examine(ph_audit_gathering *in)
{
    const GPtrArray *stamps = ph_stamp_check_stamps(in->stamps);
    const char *path = in->request->settings->stamp.root;
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_stamp_roots) roots = path ? ph_stamp_roots_read(path, &cause) : NULL;
    guint found = 0, verified = 0;

    for (guint i = 0; i < stamps->len; i++) {
        ph_stamp *stamp = (ph_stamp *)stamps->pdata[i];

        ph_stamp_examine(stamp, roots);
        found += stamp->answer ? 1 : 0;
        verified += stamp->answer && roots && !stamp->fault ? 1 : 0;
    }
    if (found > 0 && !roots)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_NOTE, "time stamps were not verified: %s",
                        cause ? cause->message
                              : "time_stamp of audit_config.yaml names no root certificate");
    return verified;
}

static void add_gap(const ph_audit_gathering *in, cJSON *integrity)
{
    gint64 from_us = 0, until_us = 0;
    const gint64 gap_us =
        ph_stamp_check_longest_gap_us(in->stamps, in->request->now_us, &from_us, &until_us);
    cJSON *object;

    if (gap_us == 0) {
        cJSON_AddNullToObject(integrity, "longest_gap");
        return;
    }
    object = cJSON_AddObjectToObject(integrity, "longest_gap");
    ph_audit_add_time(object, "from", from_us);
    ph_audit_add_time(object, "until", until_us);
    cJSON_AddNumberToObject(object, "days",
                            round((double)gap_us * 10.0 / (double)G_TIME_SPAN_DAY) / 10.0);
}

static void add_reach(const ph_audit_gathering *in, cJSON *integrity)
{
    cJSON *list = cJSON_AddArrayToObject(integrity, "reach");

    for (guint i = 0; i < ph_stamp_check_chains(in->stamps); i++) {
        const ph_stamped_chain chain = ph_stamp_check_chain(in->stamps, i);
        cJSON *object = cJSON_CreateObject();

        ph_audit_add_text(object, "chain", chain.name);
        cJSON_AddNumberToObject(object, "count", (double)chain.count);
        cJSON_AddNumberToObject(object, "stamped", (double)chain.stamped);
        cJSON_AddItemToArray(list, object);
    }
}

static void add_rhythm(const ph_stamp_settings *settings, cJSON *integrity)
{
    if (settings->every_days > 0)
        cJSON_AddNumberToObject(integrity, "every_days", settings->every_days);
    else
        cJSON_AddNullToObject(integrity, "every_days");
}

guint ph_audit_add_stamps(ph_audit_gathering *in, cJSON *integrity)
{
    const ph_stamp_settings *settings = &in->request->settings->stamp;
    const ph_stamp_rhythm rhythm = { settings->every_days, settings->since_us,
                                     in->request->now_us };
    cJSON *list = cJSON_AddArrayToObject(integrity, "time_stamps");
    ph_audit_faults heard = { in, "stamps", cJSON_AddArrayToObject(integrity, "stamps_found"), 0 };
    const GPtrArray *stamps = ph_stamp_check_stamps(in->stamps);
    const guint verified = examine(in);

    ph_stamp_check_end(in->stamps, &rhythm, ph_audit_hear_fault, &heard);
    ph_audit_faults_end(&heard);
    for (guint i = 0; i < stamps->len; i++)
        cJSON_AddItemToArray(list, stamp_json((const ph_stamp *)stamps->pdata[i], verified > 0));
    add_gap(in, integrity);
    add_rhythm(settings, integrity);
    add_reach(in, integrity);
    return verified;
}
