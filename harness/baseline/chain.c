/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/chain.h"

#include <glib/gstdio.h>
#include <string.h>

#include "document/document.h"
#include "document/seal.h"
#include "perfharness/require.h"
#include "storage/durable.h"

enum { PREFIX_LENGTH_MIN = 7 };

char *ph_chain_path(const char *histories, const char *fingerprint, const char *suite)
{
    g_autofree char *name = g_strconcat(suite, ".jsonl", NULL);

    return g_build_filename(histories, fingerprint, name, NULL);
}

static gboolean refuse_line(const ph_chain *chain, const char *why, GError **error)
{
    return ph_refuse(
        error, PH_ERROR_BASELINE,
        "%s:%u: %s: the history was edited or cut; restore the file from version control",
        chain->path, chain->entries->len + 1, why);
}

/* Entries are compared as bytes when one is cut short: they are exactly what was written. */
static gboolean is_as_printed(const ph_baseline *entry, const char *line)
{
    char *printed = ph_baseline_line(entry);
    const gboolean is_same = strcmp(printed, line) == 0;

    cJSON_free(printed);
    return is_same;
}

static gboolean add_entry(ph_chain *chain, const char *text, gsize length, GError **error)
{
    const ph_baseline *last = ph_chain_last(chain);
    g_autoptr(ph_baseline) entry = NULL;
    g_autofree char *line = g_strndup(text, length);
    cJSON *document = ph_document_parse(chain->path, line, length, NULL);

    if (!document)
        return refuse_line(chain, "this is no entry", error);
    entry = ph_baseline_new(document);
    if (!is_as_printed(entry, line) || !ph_seal_line_is_whole(line))
        return refuse_line(chain, "the entry's " PH_SEAL_MEMBER " does not follow from the rest",
                           error);
    if (g_strcmp0(entry->previous, last ? last->sha256 : NULL) != 0)
        return refuse_line(chain, "the entry does not follow from the one before", error);
    if (last && (g_strcmp0(entry->fingerprint, last->fingerprint) != 0 ||
                 g_strcmp0(entry->suite, last->suite) != 0))
        return refuse_line(chain, "the entry is of another host or suite than the one before",
                           error);
    g_ptr_array_add(chain->entries, g_steal_pointer(&entry));
    return TRUE;
}

static gboolean add_entries(ph_chain *chain, const char *text, gsize length, GError **error)
{
    const char *line = text, *end;

    while ((end = memchr(line, '\n', length - (gsize)(line - text)))) {
        if (!add_entry(chain, line, (gsize)(end - line), error))
            return FALSE;
        line = end + 1;
    }
    chain->whole_bytes = (gsize)(line - text);
    chain->tail = g_strndup(line, length - chain->whole_bytes);
    return strlen(chain->tail) == length - chain->whole_bytes ||
           refuse_line(chain, "there is a NUL", error);
}

static void free_entry(gpointer entry)
{
    ph_baseline_free(entry);
}

ph_chain *ph_chain_read_file(const char *path, GError **error)
{
    g_autoptr(ph_chain) chain = g_new0(ph_chain, 1);
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;

    chain->path = g_strdup(path);
    chain->entries = g_ptr_array_new_with_free_func(free_entry);
    if (g_file_test(chain->path, G_FILE_TEST_EXISTS)) {
        text = ph_document_text(chain->path, &length, &cause);
        if (!text) {
            const gboolean is_unread = g_error_matches(cause, PH_ERROR, PH_ERROR_STORAGE);

            g_set_error(error, PH_ERROR, is_unread ? PH_ERROR_STORAGE : PH_ERROR_BASELINE, "%s",
                        cause->message);
            return NULL;
        }
    }
    if (!add_entries(chain, text ? text : "", length, error))
        return NULL;
    return g_steal_pointer(&chain);
}

ph_chain *ph_chain_read(const char *histories, const char *fingerprint, const char *suite,
                        GError **error)
{
    g_autofree char *path = ph_chain_path(histories, fingerprint, suite);
    g_autoptr(ph_chain) chain = ph_chain_read_file(path, error);
    const ph_baseline *last = chain ? ph_chain_last(chain) : NULL;

    if (last &&
        (g_strcmp0(last->fingerprint, fingerprint) != 0 || g_strcmp0(last->suite, suite) != 0)) {
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                    "%s: its entries are of another host or suite than its name says", chain->path);
        return NULL;
    }
    return g_steal_pointer(&chain);
}

void ph_chain_free(ph_chain *chain)
{
    g_ptr_array_unref(chain->entries);
    g_free(chain->path);
    g_free(chain->tail);
    g_free(chain);
}

const ph_baseline *ph_chain_last(const ph_chain *chain)
{
    return chain->entries->len ? chain->entries->pdata[chain->entries->len - 1] : NULL;
}

const ph_baseline *ph_chain_find(const ph_chain *chain, const char *prefix, GError **error)
{
    const ph_baseline *found = NULL;
    guint count = 0;

    for (guint i = 0; i < chain->entries->len; i++) {
        const ph_baseline *entry = chain->entries->pdata[i];

        if (g_str_has_prefix(entry->sha256, prefix)) {
            found = entry;
            count++;
        }
    }
    if (strlen(prefix) >= PREFIX_LENGTH_MIN && count == 1)
        return found;
    g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                "%s: there %s %u entries whose hash begins with \"%s\": one was expected, by at "
                "least %d digits; `perfharness baseline log` shows them",
                chain->path, count == 1 ? "is" : "are", count, prefix, PREFIX_LENGTH_MIN);
    return NULL;
}

gboolean ph_chain_tail_is_part_of(const ph_chain *chain, const ph_baseline *entry)
{
    char *line = ph_baseline_line(entry);
    const gboolean is_part = g_str_has_prefix(line, chain->tail);

    cJSON_free(line);
    return is_part;
}

/* What the next entry has to carry as the hash before it; NULL: it is the first. */
static const char *tip_of(const ph_chain *chain)
{
    const ph_baseline *last = ph_chain_last(chain);

    return last ? last->sha256 : NULL;
}

/* Once more where another baseline's undoing removed the folder, as empty, in between. */
static gboolean append_text(const ph_chain *chain, const char *text, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(chain->path);

    if (!ph_durable_folder(folder, error))
        return FALSE;
    if (ph_durable_append(chain->path, chain->whole_bytes, text, error))
        return TRUE;
    if (g_file_test(folder, G_FILE_TEST_EXISTS))
        return FALSE;
    g_clear_error(error);
    return ph_durable_folder(folder, error) &&
           ph_durable_append(chain->path, chain->whole_bytes, text, error);
}

gboolean ph_chain_append(const ph_chain *chain, const ph_baseline *entry, GError **error)
{
    PH_REQUIRE(entry->sha256 != NULL);
    PH_REQUIRE(g_strcmp0(entry->previous, tip_of(chain)) == 0);
    PH_REQUIRE(*chain->tail == '\0');

    char *line = ph_baseline_line(entry);
    g_autofree char *text = g_strconcat(line, "\n", NULL);

    cJSON_free(line);
    return append_text(chain, text, error);
}

/* The folders are only tidied up, where they are folders: another host's history may be in the
 * upper one. */
static gboolean remove_file(const ph_chain *chain, GError **error)
{
    g_autofree char *of_host = g_path_get_dirname(chain->path);
    g_autofree char *of_all = g_path_get_dirname(of_host);

    if (!ph_durable_remove(chain->path, error))
        return FALSE;
    (void)g_rmdir(of_host);
    (void)g_rmdir(of_all);
    return TRUE;
}

gboolean ph_chain_cut_tail(const ph_chain *chain, GError **error)
{
    if (chain->whole_bytes == 0)
        return remove_file(chain, error);
    return !*chain->tail || ph_durable_cut(chain->path, chain->whole_bytes, error);
}
