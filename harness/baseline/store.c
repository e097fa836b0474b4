/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "document/document.h"
#include "document/stored_run.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "platform/path.h"
#include "storage/durable.h"
#include "storage/lock.h"

enum { LOCK_WAIT_S = 30, LOCK_POLL_MS = 10, FOLDER_ATTEMPTS = 20 };

struct ph_baseline_store {
    ph_baseline_place *place;
    char *folder; /* That the baseline is in. */
    char *schemas;
    ph_baseline_store_access access;
    gboolean has_made_folder; /* And has committed nothing so far. */
    /* What is being done: the folder, the entry, and baseline.json as it will be. */
    char *unfinished;
    char *unfinished_entry;
    char *unfinished_text;
    ph_lock *lock;        /* NULL: in a folder that cannot be written to. */
    ph_baseline *pending; /* The unfinished entry; NULL when there is none. */
    const char *recovery; /* What was done about it, static; NULL: nothing. */
    GPtrArray *read;      /* ph_chain: the last history that was read, where nothing is written. */
};

static void free_chain(gpointer chain)
{
    ph_chain_free(chain);
}

/* Is an entry of the host and suite whose place this is? */
static gboolean belongs(const ph_baseline_store *store, const ph_baseline *entry)
{
    const ph_baseline_place *place = store->place;

    return !place->fingerprint || (g_strcmp0(entry->fingerprint, place->fingerprint) == 0 &&
                                   g_strcmp0(entry->suite, place->suite) == 0);
}

/* An entry is written whole before anything else is done: one that is not was edited. */
static gboolean read_pending(ph_baseline_store *store, GError **error)
{
    if (!g_file_test(store->unfinished_entry, G_FILE_TEST_EXISTS))
        return TRUE;
    store->pending = ph_baseline_read(store->unfinished_entry, store->schemas, error);
    if (store->pending && !store->pending->is_plain && belongs(store, store->pending))
        return TRUE;
    if (store->pending)
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE, "%s: this is no entry",
                    store->unfinished_entry);
    g_prefix_error(error,
                   "an unfinished entry was edited; remove the folder %s: ", store->unfinished);
    return FALSE;
}

/* Everything in that folder is ours, whatever it is called. The entry, which says what is to be
 * done, goes first: without it the rest means nothing. */
static gboolean clear_unfinished(ph_baseline_store *store, GError **error)
{
    g_autoptr(GDir) folder = NULL;
    const char *name;

    if (!g_file_test(store->unfinished, G_FILE_TEST_IS_DIR))
        return TRUE;
    if (!ph_durable_remove(store->unfinished_entry, error))
        return FALSE;
    folder = g_dir_open(store->unfinished, 0, NULL);
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *path = ph_path_join(store->unfinished, name, NULL);

        if (!ph_durable_remove(path, error))
            return FALSE;
    }
    g_clear_pointer(&store->pending, ph_baseline_free);
    return ph_durable_remove(store->unfinished, error);
}

static gboolean replace(ph_baseline_store *store, GError **error)
{
    return ph_durable_move(store->unfinished_text, store->place->path, error) &&
           clear_unfinished(store, error);
}

static gboolean write_text(const ph_baseline_store *store, const ph_baseline *entry, GError **error)
{
    char *printed = ph_baseline_text(entry);
    g_autofree char *text = g_strconcat(printed, "\n", NULL);

    cJSON_free(printed);
    return ph_durable_write(store->unfinished_text, text, error);
}

/* Finish what was committed, undo what was not. */
static gboolean recover(ph_baseline_store *store, GError **error)
{
    const ph_baseline *pending = store->pending, *last;
    g_autoptr(ph_chain) chain = NULL;

    if (!pending)
        return clear_unfinished(store, error);
    chain = ph_baseline_store_chain(store, pending->fingerprint, pending->suite, error);
    if (!chain)
        return FALSE;
    last = ph_chain_last(chain);
    if (last && ph_baseline_equals(last, pending) && !*chain->tail) {
        store->recovery = "an interrupted promotion or rollback was finished";
        return write_text(store, pending, error) && replace(store, error);
    }
    if (g_strcmp0(pending->previous, last ? last->sha256 : NULL) == 0 &&
        ph_chain_tail_is_part_of(chain, pending)) {
        store->recovery = "an interrupted promotion or rollback was undone";
        return ph_chain_cut_tail(chain, error) && clear_unfinished(store, error);
    }
    g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                "%s: its unfinished entry does not follow the end of %s: one of them was edited",
                store->unfinished, chain->path);
    return FALSE;
}

/*
 * The file goes with the lock: it stands beside what people commit.
 *
 * @param ret_is_gone  Receives whether the folder was taken away, which is no error.
 */
static ph_lock *wait_for_lock(const char *path, gboolean *ret_is_gone, GError **error)
{
    const ph_lock_terms terms = { .wait_s = LOCK_WAIT_S, .poll_ms = LOCK_POLL_MS };
    ph_lock_outcome outcome;
    ph_lock *lock = ph_lock_take((ph_lock_file){ path, 0666, TRUE }, &terms, &outcome);

    *ret_is_gone = outcome == PH_LOCK_FAILED && errno == ENOENT;
    if (outcome == PH_LOCK_BUSY)
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                    "%s: another process has held the baseline for %d s; try again when it is "
                    "done",
                    path, LOCK_WAIT_S);
    else if (!lock && !*ret_is_gone)
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "locking %s: %s", path, g_strerror(errno));
    return lock;
}

static gboolean make_folder(ph_baseline_store *store, GError **error)
{
    const gboolean is_missing = !g_file_test(store->folder, G_FILE_TEST_EXISTS);

    if (!ph_durable_folder(store->folder, error))
        return FALSE;
    store->has_made_folder |= is_missing;
    return TRUE;
}

static gboolean take_lock(ph_baseline_store *store, ph_baseline_store_access access, GError **error)
{
    g_autofree char *path = g_strconcat(store->place->path, ".lock", NULL);
    gboolean is_gone = TRUE;

    /* Whoever made the folder, and committed nothing, takes it away again: perhaps just now. */
    for (int i = 0; i < FOLDER_ATTEMPTS && is_gone; i++) {
        if (access == PH_BASELINE_STORE_READ && g_access(store->folder, W_OK) != 0)
            return TRUE;
        if (access == PH_BASELINE_STORE_WRITE && !make_folder(store, error))
            return FALSE;
        store->lock = wait_for_lock(path, &is_gone, error);
    }
    if (is_gone)
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "locking %s: %s", path, g_strerror(ENOENT));
    return store->lock != NULL;
}

ph_baseline_store *ph_baseline_store_open(const char *path, const char *schemas,
                                          ph_baseline_store_access access, GError **error)
{
    g_autoptr(ph_baseline_place) place = ph_baseline_place_of_file(path);

    return ph_baseline_store_open_at(place, schemas, access, error);
}

ph_baseline_store *ph_baseline_store_open_at(const ph_baseline_place *place, const char *schemas,
                                             ph_baseline_store_access access, GError **error)
{
    g_autoptr(ph_baseline_store) store = g_new0(ph_baseline_store, 1);

    store->place = ph_baseline_place_copy(place);
    store->folder = g_path_get_dirname(place->path);
    store->schemas = g_strdup(schemas);
    store->access = access;
    store->read = g_ptr_array_new_with_free_func(free_chain);
    store->unfinished = g_strconcat(place->path, ".unfinished", NULL);
    store->unfinished_entry = ph_path_join(store->unfinished, "entry.json", NULL);
    store->unfinished_text = ph_path_join(store->unfinished, "baseline.json", NULL);
    if (!take_lock(store, access, error) || !read_pending(store, error) ||
        (access == PH_BASELINE_STORE_WRITE && !recover(store, error)))
        return NULL;
    return g_steal_pointer(&store);
}

const char *ph_baseline_store_recovery(const ph_baseline_store *store)
{
    return store->recovery;
}

void ph_baseline_store_close(ph_baseline_store *store)
{
    g_clear_pointer(&store->lock, ph_lock_release);
    if (store->has_made_folder)
        (void)ph_durable_remove(store->folder, NULL); /* Unless others have put something in. */
    g_clear_pointer(&store->pending, ph_baseline_free);
    g_ptr_array_unref(store->read);
    ph_baseline_place_free(store->place);
    g_free(store->folder);
    g_free(store->schemas);
    g_free(store->unfinished);
    g_free(store->unfinished_entry);
    g_free(store->unfinished_text);
    g_free(store);
}

/* The newest entry that baseline.json has followed: not the last one while that is unfinished. The
 * caller frees it. */
static ph_baseline *finished_entry(const ph_baseline_store *store, const ph_chain *chain)
{
    const ph_baseline *last = ph_chain_last(chain);
    const guint unfinished =
        last && store->pending && ph_baseline_equals(last, store->pending) ? 1 : 0;

    return chain->entries->len > unfinished
               ? ph_chain_entry_at(chain, chain->entries->len - 1 - unfinished)
               : NULL;
}

static gboolean compare(const ph_baseline_store *store, const ph_baseline *current,
                        ph_baseline_store_state *ret_state, GError **error)
{
    g_autoptr(ph_chain) chain =
        ph_baseline_store_chain(store, current->fingerprint, current->suite, error);
    const ph_baseline *last = chain ? ph_chain_last(chain) : NULL;
    g_autoptr(ph_baseline) finished = chain ? finished_entry(store, chain) : NULL;

    if (!chain)
        return FALSE;
    *ret_state = store->pending ? PH_BASELINE_STORE_UNFINISHED
                 : last         ? PH_BASELINE_STORE_WHOLE
                                : PH_BASELINE_STORE_ALONE;
    if (!last && !g_file_test(chain->path, G_FILE_TEST_EXISTS))
        return TRUE;
    if ((finished && ph_baseline_equals(finished, current)) ||
        (last && ph_baseline_equals(last, current)))
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                "%s is not the last entry of its history %s: one of them was edited; restore them "
                "from version control, or the baseline with `perfharness baseline rollback`",
                store->place->path, chain->path);
    return FALSE;
}

static gboolean refuse_other(const ph_baseline_store *store, GError **error)
{
    return ph_refuse(error, PH_ERROR_BASELINE,
                     "%s: it is of another host or suite than its name says; restore it from "
                     "version control, or with `perfharness baseline rollback`",
                     store->place->path);
}

/* In a FOLDER, a history is enough. */
static gboolean take_unwritten(const ph_baseline_store *store, ph_baseline **ret,
                               ph_baseline_store_state *ret_state, GError **error)
{
    const ph_baseline_place *place = store->place;
    g_autoptr(ph_chain) chain =
        ph_baseline_store_chain(store, place->fingerprint, place->suite, error);

    *ret = NULL;
    if (!chain)
        return FALSE;
    *ret = finished_entry(store, chain);
    if (*ret)
        *ret_state = PH_BASELINE_STORE_UNWRITTEN;
    return TRUE;
}

gboolean ph_baseline_store_current(ph_baseline_store *store, ph_baseline **ret,
                                   ph_baseline_store_state *ret_state, GError **error)
{
    g_autoptr(ph_baseline) current = NULL;

    *ret_state = PH_BASELINE_STORE_NONE;
    if (g_file_test(store->place->path, G_FILE_TEST_EXISTS)) {
        current = ph_baseline_read(store->place->path, store->schemas, error);
        if (!current)
            return FALSE;
        *ret_state = PH_BASELINE_STORE_PLAIN;
        if (!current->is_plain && !belongs(store, current))
            return refuse_other(store, error);
        if (!current->is_plain && !compare(store, current, ret_state, error))
            return FALSE;
    } else if (store->place->fingerprint) {
        return take_unwritten(store, ret, ret_state, error);
    }
    *ret = g_steal_pointer(&current);
    return TRUE;
}

static ph_measurement *read_baseline(const char *path, const char *schemas, GError **error)
{
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open(path, schemas, PH_BASELINE_STORE_READ, error);
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state state;

    if (!store || !ph_baseline_store_current(store, &current, &state, error))
        return NULL;
    if (current)
        return ph_baseline_measurement(current);
    g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                "%s: there is no such file; `perfharness baseline promote` makes it", path);
    return NULL;
}

static ph_measurement *read_run(const char *path, const char *schemas, const cJSON *document,
                                GError **error)
{
    return ph_document_is_baseline(document) ? read_baseline(path, schemas, error)
                                             : ph_stored_run_read(path, schemas, error);
}

ph_measurement *ph_baseline_store_read_run(const char *path, const char *schemas, GError **error)
{
    cJSON *document = ph_document_read(path, error);
    ph_measurement *run = document ? read_run(path, schemas, document, error) : NULL;

    cJSON_Delete(document);
    return run;
}

/* What cannot be read at all was to be a baseline. */
ph_measurement *ph_baseline_store_read_base(const char *path, const char *schemas, GError **error)
{
    cJSON *document = ph_document_read(path, NULL);
    ph_measurement *base =
        document ? read_run(path, schemas, document, error) : read_baseline(path, schemas, error);

    cJSON_Delete(document);
    return base;
}

/* A tail is known for what it is only while its entry is unfinished. */
static ph_chain *read_chain(const ph_baseline_store *store, const char *fingerprint,
                            const char *suite, GError **error)
{
    g_autoptr(ph_chain) chain = ph_chain_read(store->place->histories, fingerprint, suite, error);

    if (!chain || !*chain->tail ||
        (store->pending && ph_chain_tail_is_part_of(chain, store->pending)))
        return g_steal_pointer(&chain);
    g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                "%s:%u: the last line is cut short, and not by a promotion that was interrupted "
                "here; restore the file from version control",
                chain->path, chain->entries->len + 1);
    return NULL;
}

/* A long one takes a second: it is not read twice. */
ph_chain *ph_baseline_store_chain(const ph_baseline_store *store, const char *fingerprint,
                                  const char *suite, GError **error)
{
    g_autofree char *path = ph_chain_path(store->place->histories, fingerprint, suite);
    ph_chain *chain = store->read->len > 0 ? store->read->pdata[0] : NULL;

    if (chain && strcmp(chain->path, path) == 0)
        return ph_chain_share(chain);
    chain = read_chain(store, fingerprint, suite, error);
    g_ptr_array_set_size(store->read, 0);
    if (chain && store->access == PH_BASELINE_STORE_READ)
        g_ptr_array_add(store->read, ph_chain_share(chain));
    return chain;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder that match, sorted; empty when there is no folder. */
static GPtrArray *list_names(const char *path, const char *pattern)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder)))
        if (g_regex_match_simple(pattern, name, G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    return names;
}

static gboolean tell_chains_of(const ph_baseline_store *store, const char *fingerprint,
                               ph_chain_function each, gpointer data)
{
    g_autofree char *folder = ph_path_join(store->place->histories, fingerprint, NULL);
    g_autoptr(GPtrArray) names = list_names(folder, "^[A-Za-z0-9][A-Za-z0-9._-]*\\.jsonl$");

    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autofree char *suite = g_strndup(name, strlen(name) - strlen(".jsonl"));
        g_autoptr(GError) damage = NULL;
        ph_chain *chain = ph_baseline_store_chain(store, fingerprint, suite, &damage);

        if (!each(chain, damage, data))
            return FALSE;
    }
    return TRUE;
}

void ph_baseline_store_each_chain(const ph_baseline_store *store, ph_chain_function each,
                                  gpointer data)
{
    g_autoptr(GPtrArray) hosts = list_names(store->place->histories, "^[0-9a-f]{16}$");

    for (guint i = 0; i < hosts->len; i++)
        if (!tell_chains_of(store, hosts->pdata[i], each, data))
            return;
}

typedef struct chain_list {
    GPtrArray *chains;
    gboolean is_damaged;
    GError **error;
} chain_list;

static gboolean add_chain(ph_chain *chain, const GError *damage, gpointer data)
{
    chain_list *list = data;

    if (chain) {
        g_ptr_array_add(list->chains, chain);
        return TRUE;
    }
    g_propagate_error(list->error, g_error_copy(damage));
    list->is_damaged = TRUE;
    return FALSE;
}

GPtrArray *ph_baseline_store_chains(const ph_baseline_store *store, GError **error)
{
    g_autoptr(GPtrArray) chains = g_ptr_array_new_with_free_func(free_chain);
    chain_list list = { chains, FALSE, error };

    ph_baseline_store_each_chain(store, add_chain, &list);
    return list.is_damaged ? NULL : g_steal_pointer(&chains);
}

/* Everything that can be refused is refused before the entry is committed. */
static gboolean prepare(ph_baseline_store *store, const ph_chain *chain, ph_baseline *entry,
                        GError **error)
{
    const char *kind;
    char *line;
    gboolean is_written;

    if (g_file_test(store->place->path, G_FILE_TEST_EXISTS) &&
        !g_file_test(store->place->path, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "replacing %s: it is not a regular file",
                    store->place->path);
        return FALSE;
    }
    ph_baseline_seal(entry, ph_chain_last(chain));
    if (!ph_document_is_valid(entry->document, store->schemas, &kind, error)) {
        g_prefix_error(error, "the new baseline: ");
        return FALSE;
    }
    line = ph_baseline_line(entry);
    is_written = ph_durable_folder(store->unfinished, error) && write_text(store, entry, error) &&
                 ph_durable_write(store->unfinished_entry, line, error);
    cJSON_free(line);
    return is_written;
}

/* As the next who opens the store would: where even that fails, it has all it needs. */
static void undo(ph_baseline_store *store)
{
    if (read_pending(store, NULL))
        (void)recover(store, NULL);
}

gboolean ph_baseline_store_commit(ph_baseline_store *store, ph_baseline *entry, GError **error)
{
    PH_REQUIRE(store->access == PH_BASELINE_STORE_WRITE);
    PH_REQUIRE(!entry->sha256);
    PH_REQUIRE(belongs(store, entry));

    g_autoptr(ph_chain) chain =
        ph_baseline_store_chain(store, entry->fingerprint, entry->suite, error);

    if (!chain)
        return FALSE;
    if (!prepare(store, chain, entry, error) || !ph_chain_append(chain, entry, error)) {
        undo(store);
        return FALSE;
    }
    store->has_made_folder = FALSE;
    if (replace(store, error))
        return TRUE;
    g_prefix_error(error, "it is in the history, and the next promotion or rollback finishes it: ");
    return FALSE;
}
