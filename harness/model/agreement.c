/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/agreement.h"

#include <string.h>

static gboolean is_same_library(const ph_measurement *measurement, const char *a, const char *b)
{
    const ph_subject_info *first = ph_measurement_subject(measurement, a);
    const ph_subject_info *second = ph_measurement_subject(measurement, b);

    return strcmp(a, b) == 0 || !first || !second || g_strcmp0(first->path, second->path) == 0 ||
           ph_subject_is_same_library(first, second);
}

static ph_proof_kind agreement(const ph_measurement *measurement, const ph_result *result)
{
    ph_proof_kind found = PH_PROOF_NONE;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *other = measurement->results->pdata[i];

        if (other == result || other->state != PH_STATE_MEASURED ||
            strcmp(other->benchmark, result->benchmark) != 0)
            continue;
        if (!is_same_library(measurement, other->subject, result->subject))
            return PH_PROOF_LIBRARIES;
        found = PH_PROOF_LEVELS;
    }
    return found;
}

static gboolean is_of_reference(const ph_result *result)
{
    return result->proof == PH_PROOF_REFERENCE &&
           strcmp(result->subject, PH_REFERENCE_SUBJECT) == 0;
}

/* Another library's answers are the reference's. */
static gboolean has_proven_other(const ph_measurement *measurement, const ph_result *result)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *other = measurement->results->pdata[i];

        if (other->state == PH_STATE_MEASURED && other->proof == PH_PROOF_REFERENCE &&
            strcmp(other->benchmark, result->benchmark) == 0 &&
            !is_same_library(measurement, other->subject, result->subject))
            return TRUE;
    }
    return FALSE;
}

void ph_agreement_settle(ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        ph_result *result = measurement->results->pdata[i];

        if (is_of_reference(result) && !has_proven_other(measurement, result)) {
            result->proof = PH_PROOF_NONE;
            result->records_proven = 0;
        }
        if (result->state == PH_STATE_MEASURED && result->proof == PH_PROOF_NONE)
            result->proof = agreement(measurement, result);
    }
}
