/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/section.h"

#include <stdarg.h>

#include "system/kernel_file.h"

/* Names from the kernel (mitigations) may hold what RFC 6901 wants escaped. */
static char *pointer_to(const ph_section *section, const char *member)
{
    GString *pointer = g_string_new(section->pointer);

    g_string_append_c(pointer, '/');
    for (const char *at = member; *at; at++) {
        if (*at == '~')
            g_string_append(pointer, "~0");
        else if (*at == '/')
            g_string_append(pointer, "~1");
        else
            g_string_append_c(pointer, *at);
    }
    return g_string_free(pointer, FALSE);
}

ph_section ph_section_open(const ph_section *parent, const char *member)
{
    ph_section section = *parent;

    section.object = cJSON_AddObjectToObject(parent->object, member);
    g_snprintf(section.pointer, sizeof(section.pointer), "%s/%s", parent->pointer, member);
    return section;
}

ph_section ph_section_open_element(const ph_section *parent, const char *member, cJSON *array)
{
    ph_section section = *parent;

    g_snprintf(section.pointer, sizeof(section.pointer), "%s/%s/%d", parent->pointer, member,
               cJSON_GetArraySize(array));
    section.object = cJSON_CreateObject();
    cJSON_AddItemToArray(array, section.object);
    return section;
}

void ph_put_string(const ph_section *section, const char *member, const char *text)
{
    if (!text)
        ph_put_missing(section, member, "unknown");
    else if (!*text)
        ph_put_missing(section, member, "empty");
    else if (!g_utf8_validate(text, -1, NULL))
        ph_put_missing(section, member, "not UTF-8 text");
    else
        cJSON_AddStringToObject(section->object, member, text);
}

void ph_put_number(const ph_section *section, const char *member, double number)
{
    cJSON_AddNumberToObject(section->object, member, number);
}

void ph_put_boolean(const ph_section *section, const char *member, gboolean value)
{
    cJSON_AddBoolToObject(section->object, member, value);
}

void ph_put_missing(const ph_section *section, const char *member, const char *format, ...)
{
    g_autofree char *pointer = pointer_to(section, member);
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *reason = g_utf8_make_valid(raw, -1);

    cJSON_AddNullToObject(section->object, member);
    cJSON_AddStringToObject(section->unavailable, pointer, reason);
}

void ph_put_file_text(const ph_section *section, const char *member, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = ph_kernel_file_value(section->sysfs_root, path, &error);

    if (text)
        ph_put_string(section, member, text);
    else
        ph_put_missing(section, member, "%s", error->message);
}

void ph_put_file_integer(const ph_section *section, const char *member, const char *path,
                         gint64 min, gint64 max)
{
    g_autoptr(GError) error = NULL;
    gint64 number = 0;

    if (ph_kernel_file_integer(section->sysfs_root, path, min, max, &number, &error))
        ph_put_number(section, member, (double)number);
    else
        ph_put_missing(section, member, "%s", error->message);
}
