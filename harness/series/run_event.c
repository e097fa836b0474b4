/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/run_event.h"

#include "perfharness/require.h"

static const struct {
    const char *word;
    ph_run_keep keep;
} events[] = {
#define X(identifier, word, keep) { word, PH_RUN_KEEP_##keep },
    PH_RUN_EVENT_LIST(X)
#undef X
};

static const char *const keeps[] = {
#define X(identifier, word) word,
    PH_RUN_KEEP_LIST(X)
#undef X
};

const char *ph_run_event_word(ph_run_event event)
{
    PH_REQUIRE(event < PH_RUN_EVENT_COUNT);
    return events[event].word;
}

ph_run_event ph_run_event_of(const char *word)
{
    guint event = 0;

    while (event < PH_RUN_EVENT_COUNT && g_strcmp0(word, events[event].word) != 0)
        event++;
    return (ph_run_event)event;
}

ph_run_keep ph_run_event_keep(ph_run_event event)
{
    PH_REQUIRE(event < PH_RUN_EVENT_COUNT);
    return events[event].keep;
}

const char *ph_run_keep_word(ph_run_keep keep)
{
    PH_REQUIRE(keep < PH_RUN_KEEP_COUNT);
    return keeps[keep];
}

ph_run_keep ph_run_keep_of(const char *word)
{
    guint keep = 0;

    while (keep < PH_RUN_KEEP_COUNT && g_strcmp0(word, keeps[keep]) != 0)
        keep++;
    return (ph_run_keep)keep;
}
