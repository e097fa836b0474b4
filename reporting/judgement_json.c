/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "judgement_json.h"

#include <math.h>
#include <string.h>

#include "allocation_change_json.h"
#include "budget_rows.h"
#include "document/anchor_json.h"
#include "document/build_identity_json.h"
#include "document/comparison_json.h"
#include "document/json_member.h"
#include "report_line.h"

/* Which measurement it was: null where there is none. */
static void add_identity(cJSON *document, const char *name, const ph_measurement *measurement)
{
    const ph_subject_info *info;
    cJSON *identity;

    if (!measurement) {
        cJSON_AddNullToObject(document, name);
        return;
    }
    identity = cJSON_AddObjectToObject(document, name);
    ph_json_add_text(identity, "timestamp", measurement->timestamp);
    ph_json_add_text(identity, "commit", measurement->commit);
    ph_json_add_text(identity, "suite", measurement->suite);
    ph_json_add_text(identity, "fingerprint", ph_measurement_fingerprint(measurement));
    info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);
    ph_build_identity_json_add(identity, info ? info->built_from : NULL);
}

static void add_floors(cJSON *document, const GArray *floors)
{
    cJSON *list = cJSON_AddArrayToObject(document, "floors");

    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);
        cJSON *entry;

        if (!check->is_asked)
            continue;
        entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "kind", check->name);
        cJSON_AddStringToObject(entry, "name", check->benchmark);
        cJSON_AddStringToObject(entry, "level", check->level);
        ph_json_add_number(entry, "floor_mb_s", check->floor_mb_s);
        ph_json_add_number(entry, "value_mb_s", check->value_mb_s);
        ph_json_add_interval(entry, "ci95_mb_s", check->ci95_mb_s);
        ph_json_add_text(entry, "verdict",
                         check->is_judged ? ph_verdict_word(check->verdict) : NULL);
        ph_json_add_text(entry, "why", check->is_judged ? check->why : NULL);
        cJSON_AddItemToArray(list, entry);
    }
}

static void add_changes(cJSON *document, const GPtrArray *changes)
{
    cJSON *list = cJSON_AddArrayToObject(document, "changes");

    for (guint i = 0; i < changes->len; i++) {
        const ph_change *change = changes->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", change->result->benchmark);
        cJSON_AddStringToObject(entry, "level", change->result->level);
        cJSON_AddStringToObject(entry, "subject", change->result->subject);
        ph_json_add_number(
            entry, "throughput_mib_s",
            change->result->state == PH_STATE_MEASURED ? change->result->throughput_mib_s : NAN);
        ph_json_add_number(entry, "baseline_mib_s",
                           change->base ? change->base->throughput_mib_s : NAN);
        ph_json_add_number(entry, "change", change->change);
        ph_json_add_interval(entry, "ci95", change->ci95);
        ph_json_add_number(entry, "p_value", change->p_value);
        ph_json_add_text(entry, "verdict",
                         change->is_judged ? ph_verdict_word(change->verdict) : NULL);
        ph_json_add_text(entry, "why", change->why);
        ph_allocation_change_json_add(entry, &change->allocations);
        cJSON_AddItemToArray(list, entry);
    }
}

static void add_not_measured(cJSON *document, const GPtrArray *results)
{
    cJSON *list = cJSON_AddArrayToObject(document, "not_measured");

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];
        cJSON *entry;

        if (result->state == PH_STATE_MEASURED)
            continue;
        entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "name", result->benchmark);
        cJSON_AddStringToObject(entry, "level", result->level);
        cJSON_AddStringToObject(entry, "subject", result->subject);
        cJSON_AddStringToObject(entry, "state", ph_state_name(result->state));
        ph_json_add_text(entry, "reason", result->reason);
        cJSON_AddBoolToObject(entry, "is_expected", ph_result_is_excused(result));
        cJSON_AddItemToArray(list, entry);
    }
}

static void add_anchor(cJSON *document, const ph_measurement *measurement)
{
    cJSON *list;

    if (!measurement->anchor)
        return;
    ph_anchor_json_add(document, measurement->anchor);
    list = cJSON_AddArrayToObject(document, "comparisons");
    for (guint i = 0; i < measurement->comparisons->len; i++) {
        const ph_comparison *comparison = measurement->comparisons->pdata[i];

        if (strcmp(comparison->base, PH_ANCHOR_SUBJECT) == 0)
            cJSON_AddItemToArray(list, ph_comparison_json(comparison));
    }
}

cJSON *ph_judgement_json(const ph_measurement *measurement, const ph_measurement *baseline,
                         const ph_judgement *judgement)
{
    cJSON *document = cJSON_CreateObject();
    g_autofree char *line = ph_report_line(measurement, judgement->verdict);

    cJSON_AddStringToObject(document, "schema_version", PH_JUDGEMENT_SCHEMA_VERSION);
    cJSON_AddStringToObject(document, "verdict", ph_verdict_word(judgement->verdict));
    ph_json_add_text(document, "why", judgement->why);
    cJSON_AddStringToObject(document, "line", line);
    add_identity(document, "run", measurement);
    add_identity(document, "baseline", baseline);
    ph_json_add_number(document, "warn_threshold", judgement->warn_threshold);
    ph_json_add_number(document, "fail_threshold", judgement->fail_threshold);
    if (baseline)
        ph_allocation_rule_json_add(document, &judgement->allocation_rule);
    add_floors(document, judgement->floors);
    ph_budgets_json_add(document, judgement->budgets);
    add_changes(document, judgement->changes);
    add_not_measured(document, measurement->results);
    add_anchor(document, measurement);
    ph_json_add_texts(document, "errors", measurement->errors);
    ph_json_add_both_texts(document, "warnings", measurement->warnings, judgement->warnings);
    ph_json_add_texts(document, "notes", judgement->notes);
    return document;
}
