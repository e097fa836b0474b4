/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/compared_options.h"

#include "error/error.h"

gboolean ph_comparison_takes(const char *baseline, const char *thresholds, GError **error)
{
    if (baseline)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--baseline: a comparison has a base of its own, and was judged by it");
    return !thresholds ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--thresholds: a comparison was judged when it was made: `perfharness "
                     "compare --thresholds` says by what");
}
