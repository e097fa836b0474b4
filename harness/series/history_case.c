/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/history_case.h"

#include "series/canonical_text.h"
#include "series/history_run.h"

char *ph_history_case_text(const ph_history_case *history_case)
{
    GString *object = ph_canonical_new();

    ph_canonical_text(object, "host", history_case->host);
    ph_canonical_text(object, "suite", history_case->suite);
    ph_canonical_integer(object, "direction", history_case->direction);
    ph_canonical_integer_but(object, "base_position", history_case->base_position, PH_NO_POSITION);
    ph_canonical_integer_but(object, "head_position", history_case->head_position, PH_NO_POSITION);
    ph_canonical_text(object, "base_sha", history_case->base_sha);
    ph_canonical_text(object, "head_sha", history_case->head_sha);
    ph_canonical_integer(object, "at_us", history_case->at_us);
    return ph_canonical_end(object);
}

ph_history_case *ph_history_case_new(void)
{
    ph_history_case *history_case = g_new0(ph_history_case, 1);

    history_case->base_position = PH_NO_POSITION;
    history_case->head_position = PH_NO_POSITION;
    return history_case;
}

void ph_history_case_free(ph_history_case *history_case)
{
    if (!history_case)
        return;
    g_free(history_case->host);
    g_free(history_case->suite);
    g_free(history_case->base_sha);
    g_free(history_case->head_sha);
    g_free(history_case);
}
