/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/pair_states.h"

#include <string.h>

#include "compare/pairs.h"

/* The same arm of the other build; NULL when that has none. */
static const ph_result *find_other(const ph_measurement *measurement, const ph_result *result,
                                   const char *variant)
{
    const char *side = ph_pair_base_variant(result->subject) ? PH_CONTRAST_HEAD : PH_CONTRAST_BASE;
    g_autofree char *name = g_strconcat(side, *variant ? "-" : "", variant, NULL);

    return ph_result_find(measurement->results, result->benchmark, result->level, name);
}

/* What head does not do any more is a failure; what it does beyond base is compared with nothing.
 */
static void take_lonely(ph_contrast_report *report, const ph_result *result, const char *variant)
{
    ph_contrast *contrast;

    if (!ph_pair_base_variant(result->subject)) {
        ph_contrast_note(report, "%s, %s level: there is no counterpart of %s in the other build",
                         result->benchmark, result->level, result->subject);
        return;
    }
    contrast = ph_contrast_of(report, result->benchmark, result->level, variant);
    contrast->state = PH_STATE_FAILED;
    contrast->head_fault.kind = PH_FAULT_ABSENT;
}

/* FALSE: it gives no number, and more launches would not, either. */
static gboolean is_timed(const ph_result *result)
{
    return result->state == PH_STATE_MEASURED || ph_result_is_too_busy(result) ||
           ph_result_is_cut_short(result);
}

static ph_fault_kind fault_of(ph_error cause)
{
    switch (cause) {
    case PH_ERROR_MISMATCH: return PH_FAULT_WRONG_ANSWER;
    case PH_ERROR_SUBJECT_CRASH: return PH_FAULT_CRASH;
    default: return PH_FAULT_NOT_MEASURED;
    }
}

static void take_fault(ph_contrast_fault *fault, const ph_result *result)
{
    if (is_timed(result) || fault->kind != PH_FAULT_NONE)
        return;
    fault->kind = fault_of(result->cause);
    fault->reason = g_strdup(result->reason);
}

/* What one build fails at leaves nothing to compare, whichever build it is. */
static void take_pair_state(ph_contrast *contrast, const ph_result *base, const ph_result *head)
{
    take_fault(&contrast->base_fault, base);
    take_fault(&contrast->head_fault, head);
    if (ph_result_is_excused(base) && ph_result_is_excused(head))
        contrast->is_settled = TRUE; /* Neither build is to give a number. */
    if (!is_timed(head))
        contrast->state = head->state;
    else if (!is_timed(base))
        contrast->state = base->state;
    else if (contrast->state == PH_STATE_PENDING)
        contrast->state = PH_STATE_MEASURED;
}

void ph_pair_states_take(ph_contrast_report *report, const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        const char *variant = ph_contrast_variant(result->subject);
        const ph_result *other = find_other(measurement, result, variant);

        if (!other)
            take_lonely(report, result, variant);
        else if (ph_pair_base_variant(result->subject))
            take_pair_state(ph_contrast_of(report, result->benchmark, result->level, variant),
                            result, other);
    }
}
