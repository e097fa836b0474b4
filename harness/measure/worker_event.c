/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/worker_event.h"

#include <string.h>

#include "model/count.h"

static const char *const kinds[] = {
#define X(id, name, members) [PH_EVENT_##id] = (name),
    PH_EVENT_LIST(X)
#undef X
};

ph_event ph_event_kind(const cJSON *event)
{
    ph_event kind = 0;

    while (kind < PH_EVENT_KINDS && !ph_event_is(event, kind))
        kind++;
    return kind;
}

gboolean ph_event_is(const cJSON *event, ph_event kind)
{
    return strcmp(ph_event_text(event, "event"), kinds[kind]) == 0;
}

const char *ph_event_text(const cJSON *event, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, member);

    return cJSON_IsString(item) ? item->valuestring : "";
}

double ph_event_number(const cJSON *event, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, member);

    return cJSON_IsNumber(item) ? item->valuedouble : 0.0;
}

uint64_t ph_event_count(const cJSON *event, const char *member)
{
    return ph_count_of(ph_event_number(event, member));
}
