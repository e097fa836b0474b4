/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/event.h"

gboolean ph_event_is_repository(const char *text)
{
    return g_regex_match_simple("^(?!\\.{1,2}/)[A-Za-z0-9._-]{1,100}/(?!\\.{1,2}$)"
                                "[A-Za-z0-9._-]{1,100}$",
                                text, G_REGEX_DOLLAR_ENDONLY, 0);
}

gboolean ph_event_is_sha(const char *text)
{
    return g_regex_match_simple("^([0-9a-f]{40}|[0-9a-f]{64})$", text, G_REGEX_DOLLAR_ENDONLY, 0);
}

void ph_event_clear(ph_event *event)
{
    g_free(event->head_sha);
    g_free(event->head_repository);
    g_free(event->head_branch);
    g_free(event->run.event);
    g_free(event->run.path);
    g_free(event->run.workflow);
    *event = (ph_event){ 0 };
}
