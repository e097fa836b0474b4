/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/shortfall.h"

/* From what lacks nothing to the gravest. */
static const ph_exit gravity[] = { PH_EXIT_PASS, PH_EXIT_INCONCLUSIVE, PH_EXIT_FAILED,
                                   PH_EXIT_REGRESSION };

ph_exit ph_shortfall_graver(ph_exit a, ph_exit b)
{
    for (gsize i = G_N_ELEMENTS(gravity); i-- > 0;)
        if (gravity[i] == a || gravity[i] == b)
            return gravity[i];
    return a;
}

/* What is not known to have another cause is no less than what a gate is for. */
static ph_exit exit_of_code(ph_error code)
{
    switch (code) {
    case PH_ERROR_SUBJECT_CRASH:
    case PH_ERROR_MISMATCH:
    case PH_ERROR_COUNT: return PH_EXIT_REGRESSION;
    default: return PH_EXIT_FAILED;
    }
}

ph_exit ph_shortfall_of_result(const ph_result *result)
{
    if (result->state == PH_STATE_MEASURED || ph_result_is_excused(result))
        return PH_EXIT_PASS;
    return ph_result_is_too_busy(result) ? PH_EXIT_INCONCLUSIVE : exit_of_code(result->cause);
}

ph_exit ph_shortfall_of_error(const char *error)
{
    return ph_is_too_busy_error(error) ? PH_EXIT_INCONCLUSIVE
                                       : exit_of_code(ph_error_code_of(error));
}

ph_verdict ph_shortfall_verdict(ph_exit shortfall)
{
    switch (shortfall) {
    case PH_EXIT_PASS: return PH_VERDICT_PASS;
    case PH_EXIT_REGRESSION: return PH_VERDICT_FAIL;
    default: return PH_VERDICT_INCONCLUSIVE;
    }
}

/* Errors say more than results: of what has none, and of a library that could not even be asked. */
ph_exit ph_shortfall_exit(const ph_measurement *measurement)
{
    ph_exit status = PH_EXIT_PASS;

    for (guint i = 0; i < measurement->results->len; i++)
        status =
            ph_shortfall_graver(status, ph_shortfall_of_result(measurement->results->pdata[i]));
    for (guint i = 0; i < measurement->errors->len; i++)
        status = ph_shortfall_graver(status, ph_shortfall_of_error(measurement->errors->pdata[i]));
    return status;
}
