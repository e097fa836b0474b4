/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/shortfall.h"

/* From what lacks nothing to the gravest. */
static const ph_exit gravity[] = { PH_EXIT_PASS, PH_EXIT_INCONCLUSIVE, PH_EXIT_FAILED,
                                   PH_EXIT_REGRESSION };

static ph_exit graver(ph_exit a, ph_exit b)
{
    for (gsize i = G_N_ELEMENTS(gravity); i-- > 0;)
        if (gravity[i] == a || gravity[i] == b)
            return gravity[i];
    return a;
}

static ph_exit exit_of_code(ph_error code)
{
    return code == PH_ERROR_SUBJECT_CRASH || code == PH_ERROR_MISMATCH ? PH_EXIT_REGRESSION
                                                                       : PH_EXIT_FAILED;
}

static ph_exit exit_of_result(const ph_result *result)
{
    if (result->state == PH_STATE_MEASURED || ph_result_is_excused(result))
        return PH_EXIT_PASS;
    return ph_result_is_too_busy(result) ? PH_EXIT_INCONCLUSIVE : exit_of_code(result->cause);
}

/* Errors say more than results: of what has none, and of a library that could not even be asked. */
static ph_exit exit_of_error(const char *error)
{
    return ph_is_too_busy_error(error) ? PH_EXIT_INCONCLUSIVE
                                       : exit_of_code(ph_error_code_of(error));
}

ph_exit ph_shortfall_exit(const ph_measurement *measurement)
{
    ph_exit status = PH_EXIT_PASS;

    for (guint i = 0; i < measurement->results->len; i++)
        status = graver(status, exit_of_result(measurement->results->pdata[i]));
    for (guint i = 0; i < measurement->errors->len; i++)
        status = graver(status, exit_of_error(measurement->errors->pdata[i]));
    return status;
}
