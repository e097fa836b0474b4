/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/history_event.h"

#include "perfharness/require.h"
#include "series/canonical_text.h"

static const struct {
    const char *word;
    const char *meaning;
} kinds[] = {
#define X(identifier, word, meaning) { word, meaning },
    PH_HISTORY_EVENT_LIST(X)
#undef X
};

const char *ph_history_event_word(ph_history_event_kind kind)
{
    PH_REQUIRE(kind < PH_HISTORY_EVENT_COUNT);
    return kinds[kind].word;
}

const char *ph_history_event_meaning(ph_history_event_kind kind)
{
    PH_REQUIRE(kind < PH_HISTORY_EVENT_COUNT);
    return kinds[kind].meaning;
}

ph_history_event_kind ph_history_event_of(const char *word)
{
    guint kind = 0;

    while (kind < PH_HISTORY_EVENT_COUNT && g_strcmp0(word, kinds[kind].word) != 0)
        kind++;
    return (ph_history_event_kind)kind;
}

char *ph_history_event_text(const ph_history_event *event)
{
    GString *object = ph_canonical_new();

    ph_canonical_integer(object, "case_id", event->case_id);
    ph_canonical_text(object, "kind", ph_history_event_word(event->kind));
    ph_canonical_text(object, "actor", event->actor);
    ph_canonical_integer_but(object, "until_us", event->until_us, PH_NO_TIME);
    ph_canonical_text(object, "text", event->text);
    ph_canonical_text(object, "detail", event->detail);
    ph_canonical_integer(object, "at_us", event->at_us);
    return ph_canonical_end(object);
}

ph_history_event *ph_history_event_new(ph_history_event_kind kind, gint64 case_id)
{
    ph_history_event *event = g_new0(ph_history_event, 1);

    event->kind = kind;
    event->case_id = case_id;
    event->until_us = PH_NO_TIME;
    return event;
}

void ph_history_event_free(ph_history_event *event)
{
    if (!event)
        return;
    g_free(event->actor);
    g_free(event->text);
    g_free(event->detail);
    g_free(event);
}
