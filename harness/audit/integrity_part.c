/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether what was kept is as it was written, how that was looked at, and what would not be seen.
 */
#include "audit/audit_parts.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/store_check.h"
#include "history/witness.h"
#include "stamp/manifest.h"

/* So many contradictions are named one by one. */
enum { FAULTS_TOLD = 20 };

void ph_audit_hear_fault(const char *fault, gpointer data)
{
    ph_audit_faults *heard = data;
    g_autofree char *printable = ph_error_printable(fault);

    heard->in->is_whole = FALSE;
    if (heard->count++ >= FAULTS_TOLD)
        return;
    cJSON_AddItemToArray(heard->list, cJSON_CreateString(printable));
    ph_audit_attend(heard->in, PH_AUDIT_ATTENTION_INTEGRITY, "%s: %s", heard->of, fault);
}

void ph_audit_faults_end(const ph_audit_faults *heard)
{
    if (heard->count > FAULTS_TOLD)
        ph_audit_attend(heard->in, PH_AUDIT_ATTENTION_INTEGRITY, "%s: and %u more", heard->of,
                        heard->count - FAULTS_TOLD);
}

static void show_receipt(const ph_receipt *receipt, gpointer data)
{
    const ph_audit_faults *heard = data;

    ph_stamp_check_element(heard->in->stamps, receipt->id, receipt->sha256, receipt->at_us);
}

static void add_head(cJSON *object, const ph_receipt *head)
{
    cJSON_AddNumberToObject(object, "count", (double)head->id);
    ph_json_add_text(object, "head", head->id > 0 ? head->sha256 : NULL);
    ph_audit_add_time(object, "head_at", head->id > 0 ? head->at_us : PH_NO_TIME);
}

static gboolean check_store(ph_audit_gathering *in, cJSON *object, ph_audit_faults *heard,
                            GError **error)
{
    ph_store_check check = {
        .chain = in->request->place->name,
        .schemas = in->request->schemas,
        .witnesses = in->request->witnesses,
        .found = ph_audit_hear_fault,
        .shown = show_receipt,
        .data = heard,
    };
    g_auto(ph_receipt) head = { 0 };
    g_autoptr(GError) cause = NULL;

    ph_stamp_check_begin(in->stamps, check.chain, PH_MANIFEST_HISTORY, check.chain);
    if (!ph_stamps_take(in->store, check.chain, in->stamps, &cause) ||
        !ph_store_check_run(&check, in->store, &cause) ||
        !ph_run_store_head(in->store, &head, &cause)) {
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_CHANGED)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        ph_audit_hear_fault(cause->message, heard);
    }
    add_head(object, &head);
    return TRUE;
}

static gboolean add_store(ph_audit_gathering *in, cJSON *chains, GError **error)
{
    cJSON *object = cJSON_CreateObject();
    ph_audit_faults heard = { in, "the history", cJSON_CreateArray(), 0 };
    gboolean is_read;

    ph_audit_add_text(object, "name", in->request->place->name);
    cJSON_AddStringToObject(object, "kind", "receipts of the history");
    is_read = check_store(in, object, &heard, error);
    cJSON_AddBoolToObject(object, "is_whole", heard.count == 0);
    cJSON_AddNumberToObject(object, "contradictions", heard.count);
    cJSON_AddItemToObject(object, "found", heard.list);
    ph_audit_faults_end(&heard);
    cJSON_AddItemToArray(chains, object);
    return is_read;
}

/* The histories of baselines were read before: what became of each. */
static void add_baselines(const cJSON *baselines, cJSON *chains)
{
    const cJSON *history;

    cJSON_ArrayForEach(history, ph_json_member(baselines, "histories"))
    {
        const char *damage = ph_json_text(history, "damage");
        cJSON *object = cJSON_CreateObject(), *found = cJSON_CreateArray();

        ph_json_add_text(object, "name", ph_json_text(history, "file"));
        cJSON_AddStringToObject(object, "kind", "history of a baseline");
        cJSON_AddNumberToObject(object, "count", ph_json_number(history, "entries_in_all"));
        ph_json_add_text(object, "head", ph_json_text(history, "head"));
        cJSON_AddNullToObject(object, "head_at");
        cJSON_AddBoolToObject(object, "is_whole", !damage);
        cJSON_AddNumberToObject(object, "contradictions", damage ? 1 : 0);
        if (damage)
            cJSON_AddItemToArray(found, cJSON_CreateString(damage));
        cJSON_AddItemToObject(object, "found", found);
        cJSON_AddItemToArray(chains, object);
    }
}

/* @param is_met  Some witness was. */
static const char *words_unprotected(gboolean is_met, gboolean is_stamped)
{
    if (is_stamped && is_met)
        return "What was added after the newest witness, and after the newest time stamp, is "
               "protected by its chain alone: who can write all of it can write it anew.";
    if (is_stamped)
        return "What was added after the newest time stamp is protected by its chain alone. No "
               "witness was given: an end that was cut off with its stamps shows only as a time "
               "without stamps.";
    if (is_met)
        return "What was added after the newest witness is protected by its chain alone: who can "
               "write all of it can write it anew. There is no time stamp of an authority that was "
               "verified: all times are those of this machine.";
    return "No witness was given and there is no time stamp of an authority that was verified: who "
           "can write all of a chain could have written it anew, as a whole, and nothing here "
           "would "
           "show it. All times are those of this machine.";
}

static void add_witnesses(ph_audit_gathering *in, cJSON *object, gboolean is_stamped)
{
    const GPtrArray *witnesses = in->request->witnesses;
    guint met = 0;

    for (guint i = 0; i < witnesses->len; i++) {
        const ph_witness *witness = witnesses->pdata[i];
        g_autofree char *contradiction = NULL;

        met += witness->is_met ? 1 : 0;
        if (witness->is_met)
            continue;
        contradiction = ph_witness_contradiction(witness);
        in->is_whole = FALSE;
        ph_audit_attend(in, PH_AUDIT_ATTENTION_INTEGRITY, "%s", contradiction);
    }
    cJSON_AddNumberToObject(object, "witnesses", witnesses->len);
    cJSON_AddNumberToObject(object, "witnesses_met", met);
    ph_json_add_text(object, "unprotected", words_unprotected(met > 0, is_stamped));
    if (met == 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_NOTE,
                        is_stamped
                            ? "no witness of the chains was given: an end that was cut off with "
                              "its time stamps would not be seen (--witness)"
                            : "no witness of the chains was given: a rewrite of all of one would "
                              "not be seen (--witness)");
}

/* One receipt's text (history/receipt.h), hashed again. */
static const char receipt_command[] =
    "sqlite3 HISTORY.db \"SELECT 'perfharness-receipt-1' || char(10) || receipt_id || char(10) || "
    "kind || char(10) || lower(hex(digest)) || char(10) || at_us || char(10) || note || char(10) "
    "|| "
    "lower(hex(previous)) FROM receipt WHERE receipt_id = N\" | head -c -1 | sha256sum";

/* One time stamp, as of its own time. */
static const char stamp_command[] =
    "openssl ts -verify -in STAMPS/N.tsr -data STAMPS/N.manifest -CAfile ROOT.pem -attime "
    "\"$(date -d \"$(openssl ts -reply -in STAMPS/N.tsr -text | sed -n 's/^Time stamp: //p')\" "
    "+%s)\"";

static cJSON *repeat_json(void)
{
    static const char *const commands[] = {
        "perfharness verify --deep HISTORY.db",
        "perfharness verify BASELINES",
        "perfharness stamp --export STAMPS",
        stamp_command,
        receipt_command,
        "sed -n Np SUITE.jsonl | sed 's/,\"sha256\":\"[0-9a-f]*\"}$/}/' | tr -d '\\n' | sha256sum",
        "sha256sum audit.json",
    };
    cJSON *list = cJSON_CreateArray();

    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(commands[i]));
    return list;
}

cJSON *ph_audit_integrity(ph_audit_gathering *in, cJSON *baselines, GError **error)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *chains = cJSON_AddArrayToObject(object, "chains");
    guint stamped;

    if (in->store && !add_store(in, chains, error)) {
        cJSON_Delete(object);
        return NULL;
    }
    add_baselines(baselines, chains);
    cJSON_AddStringToObject(
        object, "method",
        "Every receipt and every entry was hashed again, each with the hash of the one before; "
        "every row that has a receipt was held against it. Documents were not read: verify --deep "
        "does.");
    stamped = ph_audit_add_stamps(in, object);
    add_witnesses(in, object, stamped > 0);
    cJSON_AddItemToObject(object, "repeat", repeat_json());
    cJSON_AddBoolToObject(object, "is_whole", in->is_whole);
    if (cJSON_GetArraySize(chains) == 0)
        ph_audit_lessen(in, PH_AUDIT_SOURCE_INTEGRITY, PH_AUDIT_STATE_NONE);
    return object;
}
