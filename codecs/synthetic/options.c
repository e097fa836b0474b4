/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct option {
    const char *name;
    size_t offset;
    double greatest;
} option;

static const option options[] = {
#define X(name, member, greatest, meaning)                                                         \
    { (name), offsetof(synthetic_options, member), (greatest) },
    PH_SYNTHETIC_OPTION_LIST(X)
#undef X
};

static const option *find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
        if (strlen(options[i].name) == length && strncmp(options[i].name, name, length) == 0)
            return &options[i];
    return NULL;
}

int synthetic_options_read(const char *text, synthetic_options *ret, char *reason,
                           size_t reason_bytes)
{
    *ret = (synthetic_options){ 0 };
    while (*text) {
        const size_t length = strcspn(text, "=,");
        const option *found = text[length] == '=' ? find(text, length) : NULL;
        char *end = NULL;
        const double value = found ? strtod(text + length + 1, &end) : 0.0;

        if (!found) {
            (void)snprintf(reason, reason_bytes, "\"%.40s\": NAME=NUMBER was expected", text);
            return 0;
        }
        if (end == text + length + 1 || (*end && *end != ',') || !(value >= 0.0) ||
            value > found->greatest) {
            (void)snprintf(reason, reason_bytes, "%s: a number from 0 to %g was expected",
                           found->name, found->greatest);
            return 0;
        }
        memcpy((char *)ret + found->offset, &value, sizeof(value));
        text = *end == ',' ? end + 1 : end;
    }
    return 1;
}
