/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "build_text.h"

#include <string.h>

#include "columns.h"
#include "error/error.h"
#include "figure.h"

static void append(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void append(GString *text, const char *format, ...)
{
    va_list arguments;

    if (text->len)
        g_string_append(text, ", ");
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
}

/* NULL for an empty one. */
static char *close_text(GString *text)
{
    g_autofree char *closed = g_string_free(text, FALSE);

    return *closed ? ph_error_printable(closed) : NULL;
}

static void append_release(GString *text, const ph_build_identity *built_from)
{
    if (g_strcmp0(built_from->origin, "registry") == 0)
        append(text, "release %s", built_from->release);
    else if (g_strcmp0(built_from->origin, "checkout") == 0)
        append(text, "checkout of %s", built_from->release);
    else
        append(text, "%s", built_from->release);
}

char *ph_build_text_origin(const ph_build_identity *built_from)
{
    GString *text;

    if (!built_from)
        return NULL;
    text = g_string_new(NULL);
    if (built_from->release)
        append_release(text, built_from);
    if (built_from->commit)
        append(text, PH_BUILD_TEXT_COMMIT, built_from->commit);
    if (built_from->is_dirty == PH_KNOWN_TRUE)
        append(text, "modified");
    return close_text(text);
}

char *ph_build_text_size(const ph_build_identity *built_from)
{
    GString *text;

    if (!built_from)
        return NULL;
    text = g_string_new(NULL);
    if (built_from->library_bytes) {
        g_autofree char *bytes = ph_figure_count(built_from->library_bytes);

        append(text, "%s bytes", bytes);
    }
    if (built_from->build_s >= 0.0)
        append(text, "built in %.1f s", built_from->build_s);
    return close_text(text);
}

char *ph_build_text(const ph_build_identity *built_from)
{
    g_autofree char *origin = ph_build_text_origin(built_from);
    g_autofree char *size = ph_build_text_size(built_from);

    if (origin && size)
        return g_strdup_printf("%s; %s", origin, size);
    return g_strdup(origin ? origin : size);
}

void ph_build_text_print(FILE *to, const char *before, const ph_build_identity *built_from)
{
    g_autofree char *origin = ph_build_text_origin(built_from);
    g_autofree char *size = ph_build_text_size(built_from);
    g_autofree char *both = ph_build_text(built_from);
    const guint indent = (guint)strlen(before), begin = (guint)strspn(before, " ");

    if (!both)
        return;
    if (origin && size && indent + ph_columns_of(both) > PH_COLUMNS) {
        ph_columns_print(to, begin, indent, "%s%s", before, origin);
        ph_columns_print(to, indent, indent, "%s", size);
    } else {
        ph_columns_print(to, begin, indent, "%s%s", before, both);
    }
}

void ph_build_text_print_subject(FILE *to, const ph_subject_info *info, gboolean is_verbose)
{
    g_autofree char *origin = ph_build_text_origin(info->built_from);
    g_autofree char *size = ph_build_text_size(info->built_from);

    ph_columns_print(to, 2, 4, "%s %s%s%s%s%s", info->name, info->version,
                     *info->chosen ? ", " : "", info->chosen, origin ? ": " : "",
                     origin ? origin : "");
    if (!is_verbose)
        return;
    ph_columns_print(to, 4, 6, "%s", info->build);
    if (size)
        ph_columns_print(to, 4, 6, "%s", size);
}

char *ph_build_text_harness(const ph_harness_info *harness)
{
    GString *text;

    if (!harness->version)
        return NULL;
    text = g_string_new(harness->version);
    if (harness->commit)
        append(text, PH_BUILD_TEXT_COMMIT, harness->commit);
    if (harness->is_modified)
        append(text, "modified");
    return close_text(text);
}
