/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "colour.h"

#include <unistd.h>

const char *ph_colour_of(ph_verdict verdict)
{
    switch (verdict) {
    case PH_VERDICT_NEUTRAL: return "";
    case PH_VERDICT_FAIL: return "\033[31m";
    case PH_VERDICT_WARN:
    case PH_VERDICT_INCONCLUSIVE: return "\033[33m";
    default: return "\033[32m";
    }
}

gboolean ph_colour_is_wanted(FILE *stream)
{
    const char *no_colour = g_getenv("NO_COLOR");

    return isatty(fileno(stream)) && (!no_colour || !*no_colour);
}
