/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "copybook_arguments.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { POINTER_BYTES = 8 };

void copybook_arguments_begin(copybook_arguments *arguments)
{
    arguments->options = (ph_copybook_options){ .pointer_bytes = POINTER_BYTES,
                                                .replacements = arguments->replacements };
}

static ph_source_format format_of(const char *name)
{
    ph_source_format format = PH_SOURCE_FORMAT_AUTO;

    while (strcmp(ph_source_format_name(format), name) != 0)
        format++;
    return format;
}

bool copybook_arguments_take(copybook_arguments *arguments, char *argument)
{
    ph_copybook_options *options = &arguments->options;
    char *value;

    if (g_str_has_prefix(argument, "--format=")) {
        options->format = format_of(strchr(argument, '=') + 1);
    } else if (g_str_has_prefix(argument, "--pointer-bytes=")) {
        options->pointer_bytes = (uint32_t)strtoul(strchr(argument, '=') + 1, NULL, 10);
    } else if (g_str_has_prefix(argument, "--replace=")) {
        g_assert(options->replacement_count < COPYBOOK_REPLACEMENTS_MOST);
        argument = strchr(argument, '=') + 1;
        value = strchr(argument, '=');
        *value = '\0';
        arguments->replacements[options->replacement_count++] =
            (ph_copybook_replacement){ .tag = argument, .text = value + 1 };
    } else {
        return false;
    }
    return true;
}
