/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/events.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfharness/require.h"

static FILE *output;

void ph_events_open(void)
{
    PH_REQUIRE(!output);

    const int private_descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 16);

    output = private_descriptor < 0 ? NULL : fdopen(private_descriptor, "w");
    if (!output || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        perror("perfharness-worker: taking standard output");
        exit(EXIT_FAILURE);
    }
}

int ph_events_descriptor(void)
{
    PH_REQUIRE(output);

    return fileno(output);
}

cJSON *ph_event_new(ph_event event)
{
    static const char *const kinds[] = {
#define X(id, kind, members) [PH_EVENT_##id] = (kind),
        PH_EVENT_LIST(X)
#undef X
    };
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "event", kinds[event]);
    return object;
}

void ph_event_send(cJSON *event)
{
    PH_REQUIRE(output && event->child && strcmp(event->child->string, "event") == 0);

    char *line = cJSON_PrintUnformatted(event);

    if (!line || fprintf(output, "%s\n", line) < 0 || fflush(output) != 0)
        _exit(EXIT_FAILURE);
    cJSON_free(line);
    cJSON_Delete(event);
}

void ph_event_send_refused(const char *why, const char *reason)
{
    cJSON *event = ph_event_new(PH_EVENT_REFUSED);

    cJSON_AddStringToObject(event, "why", why);
    cJSON_AddStringToObject(event, "reason", reason);
    ph_event_send(event);
}
