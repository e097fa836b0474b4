/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/copybook_file.h"

#include "error/error.h"
#include "error/unknown_word.h"
#include "session/regular_file.h"

enum { NAMES_LISTED = 20, BYTES_A_MIB = 1 << 20 };

static gboolean check_size(const char *path, guint64 bytes, GError **error)
{
    return bytes <= PH_COPYBOOK_SOURCE_MAX ||
           ph_refuse(error, PH_ERROR_DATA,
                     "copybook %s is %" G_GUINT64_FORMAT
                     " bytes, and a copybook is at most %d MiB: is it a data file?",
                     path, bytes, PH_COPYBOOK_SOURCE_MAX / BYTES_A_MIB);
}

static gboolean read_source(ph_copybook_file *file, GError **error)
{
    g_autoptr(GError) cause = NULL;
    guint64 bytes;

    if (!ph_regular_file_check("copybook", file->path, &bytes, error) ||
        !check_size(file->path, bytes, error))
        return FALSE;
    if (!g_file_get_contents(file->path, &file->source, &file->source_length, &cause))
        return ph_refuse(error, PH_ERROR_DATA, "reading the copybook: %s", cause->message);
    return check_size(file->path, file->source_length, error); /* It may grow. */
}

static gboolean refuse_copybook(const char *path, const ph_copybook_error *why, GError **error)
{
    return why->line ? ph_refuse(error, PH_ERROR_DATA, "%s:%u:%u: %s", path, why->line, why->column,
                                 why->message)
                     : ph_refuse(error, PH_ERROR_DATA, "%s: %s", path, why->message);
}

ph_copybook_file *ph_copybook_file_read(const char *path, const ph_copybook_options *options,
                                        GError **error)
{
    g_autoptr(ph_copybook_file) file = g_new0(ph_copybook_file, 1);
    ph_copybook_error why;

    file->path = g_strdup(path);
    if (!read_source(file, error))
        return NULL;
    file->memory = g_malloc(PH_COPYBOOK_MEMORY_MAX);
    if (!ph_copybook_read(file->source, file->source_length, options, file->memory,
                          PH_COPYBOOK_MEMORY_MAX, &file->copybook, &why)) {
        (void)refuse_copybook(path, &why, error);
        return NULL;
    }
    return g_steal_pointer(&file);
}

void ph_copybook_file_free(ph_copybook_file *file)
{
    g_free(file->path);
    g_free(file->source);
    g_free(file->memory);
    g_free(file);
}

/* Of those that the file is about: a 77 beside a 01 is none of them. NULL-terminated, borrowed. */
static GPtrArray *record_names(const ph_copybook *copybook)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint is_independent = 0; is_independent <= 1 && !names->len; is_independent++)
        for (guint32 i = 0; i < copybook->record_count; i++)
            if (copybook->records[i].is_independent == is_independent)
                g_ptr_array_add(names, (char *)copybook->records[i].name);
    g_ptr_array_add(names, NULL);
    return names;
}

/* "A, B, C"; of very many, the first. The caller frees it. */
static char *listed(const GPtrArray *names)
{
    const guint count = names->len - 1;
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < MIN(count, NAMES_LISTED); i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
    if (count > NAMES_LISTED)
        g_string_append_printf(list, " and %u more", count - NAMES_LISTED);
    return g_string_free(list, FALSE);
}

static guint count_named(const ph_copybook *copybook, const char *name)
{
    guint count = 0;

    for (guint32 i = 0; i < copybook->record_count; i++)
        count += g_ascii_strcasecmp(copybook->records[i].name, name) == 0;
    return count;
}

/* A 01 that redefines another one? */
static gboolean is_view(const ph_copybook *copybook, const char *name)
{
    for (guint32 i = 0; i < copybook->item_count; i++)
        if (copybook->items[i].parent == PH_RECORD_NO_ITEM &&
            copybook->items[i].redefines != PH_RECORD_NO_ITEM &&
            g_ascii_strcasecmp(copybook->items[i].name, name) == 0)
            return TRUE;
    return FALSE;
}

const ph_record *ph_copybook_file_record(const ph_copybook_file *file, const char *name,
                                         GError **error)
{
    const ph_record *record = ph_copybook_find_record(&file->copybook, name);
    g_autoptr(GPtrArray) names = record ? NULL : record_names(&file->copybook);
    g_autofree char *list = record ? NULL : listed(names);
    guint count;

    if (record)
        return record;
    if (name && (count = count_named(&file->copybook, name)) > 1)
        (void)ph_refuse(error, PH_ERROR_DATA,
                        "%s describes %u records named %s: give all but one another name",
                        file->path, count, name);
    else if (name && is_view(&file->copybook, name))
        (void)ph_refuse(error, PH_ERROR_DATA,
                        "%s: %s redefines another 01, whose record it is a view of: name that one",
                        file->path, name);
    else if (name) {
        g_autofree char *clause = g_strdup_printf("it has %s", list);
        const ph_word_list records = { "record", NULL, clause, (const char *const *)names->pdata };
        g_autofree char *text = ph_unknown_word_text(&records, name);

        (void)ph_refuse(error, PH_ERROR_DATA, "%s: %s", file->path, text);
    } else {
        (void)ph_refuse(error, PH_ERROR_DATA,
                        "%s describes %u records: name the one that is meant with --record: %s",
                        file->path, names->len - 1, list);
    }
    return NULL;
}
