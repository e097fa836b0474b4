/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/audit_check.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"

static gboolean refuse(GError **error, const char *member, guint index, const char *what)
{
    return ph_refuse(error, PH_ERROR_SCHEMA, "/%s/%u: %s", member, index, what);
}

/* One month's verdicts are of its runs, and it has a worst where it has any. */
static gboolean is_counted(const cJSON *month)
{
    const double runs = ph_json_number(month, "runs");
    const double verdicts = ph_json_number(month, "pass") + ph_json_number(month, "warn") +
                            ph_json_number(month, "fail") + ph_json_number(month, "inconclusive");

    return runs == verdicts &&
           (runs > 0.0) == (cJSON_IsObject(ph_json_member(month, "worst")) != 0);
}

static gboolean check_floor(const cJSON *floor, guint index, const cJSON *period, GError **error)
{
    const cJSON *months = ph_json_member(floor, "months");
    const int count = cJSON_GetArraySize(months);
    const char *before = "";
    double runs = 0.0, met = 0.0, with_runs = 0.0;
    const cJSON *month;

    if (count != (int)ph_json_number(period, "months"))
        return refuse(error, "slo/floors", index, "it has not every month of the period");
    cJSON_ArrayForEach(month, months)
    {
        if (strcmp(before, ph_json_text(month, "month")) >= 0 || !is_counted(month))
            return refuse(error, "slo/floors", index, "a month does not agree with itself");
        before = ph_json_text(month, "month");
        runs += ph_json_number(month, "runs");
        met += ph_json_number(month, "pass") + ph_json_number(month, "warn");
        with_runs += ph_json_number(month, "runs") > 0.0 ? 1.0 : 0.0;
    }
    return (runs == ph_json_number(floor, "runs") &&
            met == ph_json_number(floor, "runs_that_met_it") &&
            with_runs == ph_json_number(floor, "months_with_runs")) ||
           refuse(error, "slo/floors", index, "its sums do not follow from its months");
}

static gboolean check_chains(const cJSON *integrity, GError **error)
{
    const cJSON *chain;
    guint index = 0;
    gboolean are_whole = TRUE;

    cJSON_ArrayForEach(chain, ph_json_member(integrity, "chains"))
    {
        const gboolean is_whole = cJSON_IsTrue(ph_json_member(chain, "is_whole"));

        if (is_whole != (ph_json_number(chain, "contradictions") == 0.0))
            return refuse(error, "integrity/chains", index, "is_whole does not follow");
        are_whole = are_whole && is_whole;
        index++;
    }
    return are_whole || !cJSON_IsTrue(ph_json_member(integrity, "is_whole")) ||
           ph_refuse(error, PH_ERROR_SCHEMA, "/integrity/is_whole: it does not follow");
}

gboolean ph_audit_check(const cJSON *document, GError **error)
{
    const cJSON *period = ph_json_member(ph_json_member(document, "cover"), "period");
    const cJSON *floor;
    guint index = 0;

    cJSON_ArrayForEach(floor, ph_json_member(ph_json_member(document, "slo"), "floors"))
    {
        if (!check_floor(floor, index++, period, error))
            return FALSE;
    }
    return check_chains(ph_json_member(document, "integrity"), error);
}
