/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/unmeasured.h"

static const char *does(ph_fault_kind kind)
{
    static const char *const texts[] = {
#define X(name, word, does) [PH_FAULT_##name] = (does),
        PH_FAULT_LIST(X)
#undef X
    };

    return texts[kind];
}

static void explain_fault(ph_contrast *contrast)
{
    const ph_contrast_fault *base = &contrast->base_fault, *head = &contrast->head_fault;
    const ph_contrast_fault *fault = head->kind != PH_FAULT_NONE ? head : base;
    const char *colon = fault->reason ? ": " : "";
    const char *reason = fault->reason ? fault->reason : "";

    if (head->kind == PH_FAULT_ABSENT)
        ph_contrast_explain(contrast, "head %s, base does", does(head->kind));
    else if (ph_contrast_is_broken(contrast))
        ph_contrast_explain(contrast, "head %s where base does not%s%s", does(head->kind), colon,
                            reason);
    else if (head->kind == PH_FAULT_NONE)
        ph_contrast_explain(contrast, "nothing to compare with: base %s%s%s", does(base->kind),
                            colon, reason);
    else if (base->kind == PH_FAULT_NONE)
        ph_contrast_explain(contrast, "nothing to compare: head %s%s%s", does(head->kind), colon,
                            reason);
    else
        ph_contrast_explain(contrast, "nothing to compare: base %s, and head %s%s%s",
                            does(base->kind), does(head->kind), colon, reason);
}

void ph_conclude_unmeasured(ph_contrast *contrast, const char *otherwise)
{
    const gboolean is_expected = contrast->is_settled && contrast->state == PH_STATE_VOID;
    const gboolean is_faulty = contrast->base_fault.kind || contrast->head_fault.kind;

    contrast->call.difference = PH_DIFFERENCE_UNDETERMINED;
    if (is_expected) {
        contrast->call.verdict = PH_VERDICT_NEUTRAL;
        ph_contrast_explain(contrast, "%s (as expected)", contrast->head_fault.reason);
    } else if (is_faulty) {
        if (ph_contrast_is_broken(contrast))
            contrast->call.difference = PH_DIFFERENCE_BROKEN;
        contrast->call.verdict =
            ph_contrast_is_broken(contrast) ? PH_VERDICT_FAIL : PH_VERDICT_NEUTRAL;
        explain_fault(contrast);
    } else {
        contrast->call.verdict = PH_VERDICT_INCONCLUSIVE;
        ph_contrast_explain(contrast, "%s", otherwise);
    }
}
