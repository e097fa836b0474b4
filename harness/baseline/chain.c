/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/chain.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/compressed_lines.h"
#include "document/sealed_chain.h"
#include "perfharness/require.h"
#include "platform/open_flags.h"
#include "platform/path.h"
#include "storage/durable.h"

enum { PREFIX_LENGTH_MIN = 7, FILE_MODE = 0666 };

/* Behind the name of a history: its older entries, compressed. */
#define PACKED_ENDING ".zst"

char *ph_chain_path(const char *histories, const char *fingerprint, const char *suite)
{
    g_autofree char *name = g_strconcat(suite, ".jsonl", NULL);

    return ph_path_join(histories, fingerprint, name, NULL);
}

static void free_entry(gpointer data)
{
    ph_chain_entry *entry = data;

    g_free(entry->line);
    g_free(entry->sha256);
    g_free(entry);
}

static const char *take_entry(cJSON *document, const char *line, gpointer data)
{
    ph_chain *chain = data;
    ph_baseline *entry = ph_baseline_new(document);
    const ph_baseline *last = chain->last;
    const gboolean is_other = last && (g_strcmp0(entry->fingerprint, last->fingerprint) != 0 ||
                                       g_strcmp0(entry->suite, last->suite) != 0);
    ph_chain_entry *kept;

    if (entry->is_plain || !entry->sha256 || is_other) {
        const gboolean is_entry = !entry->is_plain && entry->sha256;

        ph_baseline_free(entry);
        return is_entry ? "the entry is of another host or suite than the one before"
                        : "this is no entry";
    }
    kept = g_new0(ph_chain_entry, 1);
    kept->line = g_strdup(line);
    kept->sha256 = g_strdup(entry->sha256);
    g_ptr_array_add(chain->entries, kept);
    g_clear_pointer(&chain->last, ph_baseline_free);
    chain->last = entry;
    return NULL;
}

static gboolean refuse_damage(const char *path, GError **error)
{
    return ph_refuse(error, PH_ERROR_BASELINE,
                     "%s: the compressed entries are damaged or cut short; restore the file from "
                     "version control",
                     path);
}

static gboolean read_packed(ph_chain *chain, ph_sealed_chain *lines, GError **error)
{
    g_autofree char *path = g_strconcat(chain->path, PACKED_ENDING, NULL);
    g_autoptr(GError) cause = NULL;
    gboolean is_read;
    FILE *file;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    file = ph_compressed_lines_open(path, NULL);
    if (!file)
        return refuse_damage(path, error);
    lines->path = path;
    is_read = ph_sealed_chain_read(lines, file, take_entry, chain, &cause);
    (void)fclose(file);
    lines->path = chain->path;
    chain->packed = chain->entries->len;
    if (!is_read && g_error_matches(cause, PH_ERROR, PH_ERROR_BASELINE)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    return (is_read && !*lines->tail && chain->packed > 0) || refuse_damage(path, error);
}

static gboolean read_plain(ph_chain *chain, ph_sealed_chain *lines, GError **error)
{
    struct stat status;
    gboolean is_read;
    FILE *file;

    if (!g_file_test(chain->path, G_FILE_TEST_EXISTS))
        return chain->packed == 0 ||
               ph_refuse(error, PH_ERROR_BASELINE,
                         "%s: it is not there, though older entries are, compressed; restore the "
                         "file from version control",
                         chain->path);
    if (stat(chain->path, &status) == 0 && !S_ISREG(status.st_mode))
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s: it is not a regular file",
                         chain->path);
    file = fopen(chain->path, PH_STREAM_READ);
    if (!file)
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", chain->path, g_strerror(errno));
    is_read = ph_sealed_chain_read(lines, file, take_entry, chain, error);
    (void)fclose(file);
    chain->whole_bytes = lines->whole_bytes;
    chain->is_moving = lines->repeated > 0;
    return is_read;
}

ph_chain *ph_chain_read_file(const char *path, GError **error)
{
    g_autoptr(ph_chain) chain = g_new0(ph_chain, 1);
    g_auto(ph_sealed_chain) lines = { 0 };

    chain->path = g_strdup(path);
    chain->references = 1;
    chain->entries = g_ptr_array_new_with_free_func(free_entry);
    ph_sealed_chain_begin(&lines, chain->path, "history", PH_ERROR_BASELINE);
    if (!read_packed(chain, &lines, error) || !read_plain(chain, &lines, error))
        return NULL;
    chain->tail = g_strdup(lines.tail);
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

ph_chain *ph_chain_share(ph_chain *chain)
{
    chain->references++;
    return chain;
}

void ph_chain_free(ph_chain *chain)
{
    if (--chain->references > 0)
        return;
    g_ptr_array_unref(chain->entries);
    g_clear_pointer(&chain->last, ph_baseline_free);
    g_free(chain->path);
    g_free(chain->tail);
    g_free(chain);
}

const ph_baseline *ph_chain_last(const ph_chain *chain)
{
    return chain->last;
}

ph_baseline *ph_chain_entry_at(const ph_chain *chain, guint at)
{
    PH_REQUIRE(at < chain->entries->len);

    const ph_chain_entry *entry = chain->entries->pdata[at];

    return ph_baseline_new(cJSON_Parse(entry->line)); /* It was parsed when it was read. */
}

gint ph_chain_find(const ph_chain *chain, const char *prefix, GError **error)
{
    gint found = -1;
    guint count = 0;

    for (guint i = 0; i < chain->entries->len; i++) {
        const ph_chain_entry *entry = chain->entries->pdata[i];

        if (g_str_has_prefix(entry->sha256, prefix)) {
            found = (gint)i;
            count++;
        }
    }
    if (strlen(prefix) >= PREFIX_LENGTH_MIN && count == 1)
        return found;
    g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                "%s: there %s %u entries whose hash begins with \"%s\": one was expected, by at "
                "least %d digits; `perfharness baseline log` shows them",
                chain->path, count == 1 ? "is" : "are", count, prefix, PREFIX_LENGTH_MIN);
    return -1;
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

/* The lines from one entry to before another. The caller frees it. */
static GString *lines_between(const ph_chain *chain, guint from, guint to)
{
    GString *text = g_string_new(NULL);

    for (guint i = from; i < to; i++) {
        const ph_chain_entry *entry = chain->entries->pdata[i];

        g_string_append(text, entry->line);
        g_string_append_c(text, '\n');
    }
    return text;
}

/* All that are to be compressed at once, as one stream: it is not often. */
static gboolean write_packed(const ph_chain *chain, guint count, GError **error)
{
    g_autofree char *path = g_strconcat(chain->path, PACKED_ENDING, NULL);
    GString *text = lines_between(chain, 0, count);
    g_autoptr(GBytes) bytes = ph_compressed_lines(text, error);
    ph_durable_content content = { .mode = FILE_MODE };
    gboolean is_written;

    (void)g_string_free(text, TRUE);
    if (!bytes)
        return FALSE;
    content.bytes = g_bytes_get_data(bytes, &content.length);
    is_written = ph_durable_write_content(path, content, error);
    if (!is_written)
        g_prefix_error(error, "writing %s: ", path);
    return is_written;
}

/* What one that was killed was writing; nobody else writes so there. */
static gboolean remove_drafts(const ph_chain *chain, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(chain->path);
    g_autofree char *base = g_path_get_basename(chain->path);
    g_autofree char *escaped = g_regex_escape_string(base, -1);
    g_autofree char *pattern = g_strconcat("^", escaped, "(\\.zst)?\\.[A-Za-z0-9]{6}$", NULL);
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = ph_path_join(folder, name, NULL);

        if (g_regex_match_simple(pattern, name, G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0) &&
            !ph_durable_remove(path, error))
            return FALSE;
    }
    return TRUE;
}

gboolean ph_chain_compress(const ph_chain *chain, guint newest, guint *ret_moved, GError **error)
{
    PH_REQUIRE(newest > 0);
    PH_REQUIRE(*chain->tail == '\0');

    const guint count = chain->entries->len > newest ? chain->entries->len - newest : 0;
    const guint packed = MAX(count, chain->packed);
    GString *text;
    gboolean is_written;

    *ret_moved = packed - chain->packed;
    if (!remove_drafts(chain, error))
        return FALSE;
    if (*ret_moved == 0 && !chain->is_moving)
        return TRUE;
    if (*ret_moved > 0 && !write_packed(chain, packed, error))
        return FALSE;
    text = lines_between(chain, packed, chain->entries->len);
    is_written = ph_durable_write(chain->path, text->str, error);
    (void)g_string_free(text, TRUE);
    return is_written;
}
