/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "planted_contrast.h"

const ph_slowdown_rule planted_rule = { .floor = 0.005, .warn = 0.05, .fail = 0.10, .alpha = 0.01 };

void planted_launches(ph_contrast_set *set, double lost, double spread)
{
    for (int i = 0; i < 10; i++) {
        const double log = ph_slowdown_log(lost) + (i % 2 ? spread : -spread);

        g_array_append_val(set->logs, log);
    }
}

ph_contrast *planted_contrast(ph_contrast_report *report, const char *name, double lost,
                              double spread)
{
    ph_contrast *contrast = ph_contrast_of(report, name, "kernel", "");

    contrast->state = PH_STATE_MEASURED;
    contrast->launches = 20;
    planted_launches(&contrast->first, lost, spread);
    planted_launches(&contrast->second, lost, spread);
    contrast->call = ph_slowdown_judge(contrast->first.logs, &planted_rule, planted_rule.alpha);
    return contrast;
}
