/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/contrast_exit.h"

/* What it does not do any more is a verdict like others. */
static gboolean has_fault(const ph_contrast_report *report)
{
    if (report->failure.kind == PH_FAILURE_CRASH)
        return TRUE;
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (ph_contrast_is_broken(contrast) && contrast->head_fault.kind != PH_FAULT_ABSENT)
            return TRUE;
    }
    return FALSE;
}

ph_exit ph_contrast_exit(const ph_contrast_report *report, ph_gate gate)
{
    if (has_fault(report))
        return PH_EXIT_REGRESSION;
    if (report->errors->len || report->failure.kind != PH_FAILURE_NONE)
        return PH_EXIT_FAILED;
    if (gate == PH_GATE_INFORM)
        return PH_EXIT_PASS;
    switch (report->verdict) {
    case PH_VERDICT_FAIL: return PH_EXIT_REGRESSION;
    case PH_VERDICT_INCONCLUSIVE:
    case PH_VERDICT_NEUTRAL: return PH_EXIT_INCONCLUSIVE;
    default: return PH_EXIT_PASS;
    }
}
