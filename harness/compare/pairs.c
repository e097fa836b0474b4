/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/pairs.h"

#include <math.h>
#include <string.h>

static const ph_arm_sample *find_sample(const ph_launch *launch, const char *side,
                                        const char *variant, const char *level)
{
    g_autofree char *name = g_strconcat(side, *variant ? "-" : "", variant, NULL);

    for (guint i = 0; i < launch->samples->len; i++) {
        const ph_arm_sample *sample = launch->samples->pdata[i];

        if (strcmp(sample->subject, name) == 0 && strcmp(sample->level, level) == 0)
            return sample;
    }
    return NULL;
}

/* FALSE when the launch was too disturbed to give a sample. */
static gboolean take_pair(ph_contrast_set *set, const ph_arm_sample *base,
                          const ph_arm_sample *head)
{
    g_autoptr(GArray) quadruples = ph_contrast_quadruples(base->block_ns, head->block_ns);
    const double log_ratio = ph_contrast_log_ratio(base->block_ns, head->block_ns);

    if (isnan(log_ratio))
        return FALSE; /* No sample, as for a single subject. */
    const double spread = ph_median_error(quadruples);
    g_array_append_val(set->logs, log_ratio);
    g_array_append_val(set->spreads, spread);
    g_array_append_val(set->base_ns, base->input_ns);
    g_array_append_val(set->head_ns, head->input_ns);
    return TRUE;
}

const char *ph_pair_base_variant(const char *subject)
{
    if (!g_str_has_prefix(subject, PH_CONTRAST_BASE))
        return NULL;
    subject += strlen(PH_CONTRAST_BASE);
    return *subject == '-' ? subject + 1 : subject;
}

/* Its call is made: what is taken of it now would only change it. */
static gboolean is_done(const ph_contrast *contrast)
{
    return contrast->is_settled && !contrast->is_to_confirm;
}

void ph_pairs_take(ph_contrast_report *report, const char *benchmark, const ph_launch *launch,
                   gboolean is_second)
{
    for (guint i = 0; i < launch->samples->len; i++) {
        const ph_arm_sample *base = launch->samples->pdata[i];
        const char *variant = ph_pair_base_variant(base->subject);
        const ph_arm_sample *head =
            variant ? find_sample(launch, PH_CONTRAST_HEAD, variant, base->level) : NULL;
        ph_contrast *contrast;

        if (!head)
            continue;
        contrast = ph_contrast_of(report, benchmark, base->level, variant);
        if (is_done(contrast))
            continue;
        contrast->launches++;
        contrast->input_bytes = launch->input_bytes;
        contrast->launches_confirming += is_second ? 1 : 0;
        if (!base->is_void && !head->is_void &&
            !take_pair(is_second ? &contrast->second : &contrast->first, base, head))
            report->samples_missing++;
    }
    ph_noise_merge(&report->noise, &launch->noise);
}
