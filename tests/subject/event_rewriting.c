/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* RTLD_DEFAULT */
#include "event_rewriting.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forgery.h"
#include "worker_slot.h"

/* What makes an event's line: of libcjson, which a worker has loaded. */
typedef char *print_fn(const void *event);

static print_fn *print;
static const char *arm_name;
static double times;

static int is_of_arm(const char *line)
{
    static const char begin[] = "{\"event\":\"arm\",\"name\":\"";
    const size_t length = strlen(arm_name);

    if (strncmp(line, begin, sizeof(begin) - 1) != 0)
        return 0;
    line += sizeof(begin) - 1;
    return strncmp(line, arm_name, length) == 0 && (line[length] == '"' || line[length] == '-');
}

/* The line with its list of numbers multiplied; NULL when there is no memory. For the caller to
 * free. */
static char *multiplied(const char *line, const char *numbers)
{
    char *changed = NULL;
    size_t length = 0;
    FILE *const to = open_memstream(&changed, &length);

    if (!to)
        return NULL;
    fwrite(line, 1, (size_t)(numbers - line), to);
    while (*numbers && *numbers != ']') {
        char *end;

        fprintf(to, "%.0f", strtod(numbers, &end) * times);
        numbers = *end == ',' ? end + 1 : end;
        if (*end == ',')
            fputc(',', to);
    }
    fputs(numbers, to);
    fclose(to);
    return changed;
}

static char *print_rewritten(const void *event)
{
    static const char member[] = "\"ns\":[";
    char *const line = print(event);
    const char *const found = line && is_of_arm(line) ? strstr(line, member) : NULL;
    char *const changed = found ? multiplied(line, found + sizeof(member) - 1) : NULL;

    if (!changed)
        return line;
    free(line);
    return changed;
}

void event_rewriting_begin(const char *arm, double factor)
{
    void *const found = dlsym(RTLD_DEFAULT, "cJSON_PrintUnformatted");

    if (!found || forgery_event_stream() < 0)
        return;
    memcpy(&print, &found, sizeof(print));
    arm_name = arm;
    times = factor;
    worker_slot_overwrite("cJSON_PrintUnformatted", (worker_slot_fn *)print_rewritten);
}
