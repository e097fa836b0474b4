/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/stored_scatter.h"

char *ph_stored_scatter(const ph_measurement *measurement)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->stored && result->state == PH_STATE_MEASURED &&
            result->cv > PH_STORED_REPEAT_CV)
            g_string_append_printf(text, "%s%s of %s by %.3g %%", text->len ? ", " : "",
                                   result->benchmark, result->subject, result->cv * 100.0);
    }
    return text->len ? g_strdup_printf("the disk, or the CPU, is not quiet: between launches calls "
                                       "differ by more than %g %%: %s",
                                       PH_STORED_REPEAT_CV * 100.0, text->str)
                     : NULL;
}
