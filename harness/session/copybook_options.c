/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/copybook_options.h"

#include <string.h>

#include "error/error.h"
#include "error/unknown_word.h"
#include "measure/plan.h"

enum { NOT_GIVEN = G_MININT };

static char *record_name;
static char *source_format;
static char **replacements;
static gint pointer_bytes = NOT_GIVEN;

const GOptionEntry ph_copybook_entries[] = {
    { "record", 0, 0, G_OPTION_ARG_STRING, &record_name,
      "The record that is meant, by the name of its 01, of a copybook that has several", "NAME" },
    { "source-format", 0, 0, G_OPTION_ARG_STRING, &source_format,
      "How the lines of the copybook are laid out: fixed (columns 1-6 and 73-80 are no text), "
      "free, or auto, whichever reads (default: auto)",
      "auto|fixed|free" },
    { "replace", 0, 0, G_OPTION_ARG_STRING_ARRAY, &replacements,
      "Read :TAG: in the copybook as this text, as COPY REPLACING does (may be repeated)",
      "TAG=TEXT" },
    { "pointer-bytes", 0, 0, G_OPTION_ARG_INT, &pointer_bytes,
      "Take pointers in the copybook for so many bytes (default: they are refused)", "4|8" },
    G_OPTION_ENTRY_NULL
};

/* In the order of ph_source_format. */
static const char *const source_formats[] = {
#define NAME(id, name) name,
    PH_SOURCE_FORMAT_LIST(NAME)
#undef NAME
        NULL,
};

char **ph_copybook_values(const char *option)
{
    if (g_strcmp0(option, "source-format") == 0)
        return g_strdupv((char **)source_formats);
    return g_strcmp0(option, "pointer-bytes") == 0 ? g_strsplit("4 8", " ", -1) : NULL;
}

const char *ph_copybook_option_given(void)
{
    return record_name                  ? "--record"
           : source_format              ? "--source-format"
           : replacements               ? "--replace"
           : pointer_bytes != NOT_GIVEN ? "--pointer-bytes"
                                        : NULL;
}

static gboolean read_format(ph_source_format *ret, GError **error)
{
    const ph_word_list list = { "source format", "--source-format", NULL, source_formats };
    guint i = 0;

    while (source_format && source_formats[i] && strcmp(source_formats[i], source_format) != 0)
        i++;
    if (!source_formats[i])
        return ph_refuse_word(error, &list, source_format);
    *ret = (ph_source_format)i;
    return TRUE;
}

static gboolean read_pointer_bytes(guint32 *ret, GError **error)
{
    if (pointer_bytes != NOT_GIVEN && pointer_bytes != 4 && pointer_bytes != 8)
        return ph_refuse(error, PH_ERROR_USAGE, "--pointer-bytes %d: 4 or 8 was expected",
                         pointer_bytes);
    *ret = pointer_bytes == NOT_GIVEN ? 0 : (guint32)pointer_bytes;
    return TRUE;
}

static gboolean is_replaced(const ph_copybook_options *reading, const char *tag)
{
    for (gsize i = 0; i < reading->replacement_count; i++)
        if (g_ascii_strcasecmp(reading->replacements[i].tag, tag) == 0)
            return TRUE;
    return FALSE;
}

/* TAG=TEXT, where TEXT may be empty. */
static gboolean read_replacements(ph_copybook_options *reading, GError **error)
{
    const guint count = replacements ? g_strv_length(replacements) : 0;
    ph_copybook_replacement *read = g_new0(ph_copybook_replacement, count);

    reading->replacements = read;
    if (count > PH_REPLACEMENTS_MAX)
        return ph_refuse(error, PH_ERROR_USAGE, "--replace: it is given more than %d times",
                         PH_REPLACEMENTS_MAX);
    for (guint i = 0; i < count; i++) {
        const char *given = replacements[i];
        const char *equals = strchr(given, '=');
        g_autofree char *tag = equals ? g_strndup(given, (gsize)(equals - given)) : NULL;

        if (!tag || !*tag || strchr(tag, ':'))
            return ph_refuse(error, PH_ERROR_USAGE,
                             "--replace %s: TAG=TEXT was expected, the tag without its colons",
                             given);
        if (is_replaced(reading, tag))
            return ph_refuse(error, PH_ERROR_USAGE, "--replace %s: %s is replaced already", given,
                             tag);
        read[i] = (ph_copybook_replacement){ g_steal_pointer(&tag), equals + 1 };
        reading->replacement_count++;
    }
    return TRUE;
}

ph_copybook_choice *ph_copybook_choice_new(GError **error)
{
    g_autoptr(ph_copybook_choice) choice = g_new0(ph_copybook_choice, 1);

    choice->record = record_name;
    return read_format(&choice->reading.format, error) &&
                   read_pointer_bytes(&choice->reading.pointer_bytes, error) &&
                   read_replacements(&choice->reading, error)
               ? g_steal_pointer(&choice)
               : NULL;
}

void ph_copybook_choice_free(ph_copybook_choice *choice)
{
    for (gsize i = 0; i < choice->reading.replacement_count; i++)
        g_free((char *)choice->reading.replacements[i].tag);
    g_free((ph_copybook_replacement *)choice->reading.replacements);
    g_free(choice);
}
