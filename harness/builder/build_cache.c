/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/build_cache.h"

#include <errno.h>
#include <string.h>

#include "builder/build_record.h"
#include "builder/tool.h"
#include "builder/workplace.h"
#include "error/error.h"
#include "platform/path.h"
#include "storage/durable.h"

enum {
    KEY_LENGTH = 16, /* Hexadecimal digits of a checksum. */
    LOCK_POLL_MS = 100,
};

#define LIBRARY "copybook-rs.so"

static void add_text(GChecksum *checksum, const char *text)
{
    g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static void add_file(GChecksum *checksum, const char *folder, const char *name)
{
    g_autofree char *path = ph_path_join(folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;

    add_text(checksum, name);
    if (g_file_get_contents(path, &content, &length, NULL))
        g_checksum_update(checksum, (const guchar *)content, (gssize)length);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_folder(GChecksum *checksum, const char *folder)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    while (directory && (name = g_dir_read_name(directory)))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        add_file(checksum, folder, names->pdata[i]);
}

static char *make_key(const char *name, const ph_build_inputs *inputs)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *sources = ph_path_join(inputs->crate, "src", NULL);
    g_autofree char *padding = g_strdup_printf("%u", inputs->padding_bytes);

    add_text(checksum, name);
    add_folder(checksum, inputs->crate);
    add_folder(checksum, sources);
    add_text(checksum, inputs->target_cpu);
    add_text(checksum, padding);
    add_text(checksum, inputs->toolchain);
    return g_strndup(g_checksum_get_string(checksum), KEY_LENGTH);
}

ph_cached_build *ph_cached_build_new(const char *cache, const char *name,
                                     const ph_build_inputs *inputs)
{
    ph_cached_build *build = g_new0(ph_cached_build, 1);
    g_autofree char *folder = NULL;

    build->key = make_key(name, inputs);
    folder = g_strconcat(name, "-", build->key, NULL);
    build->folder = ph_path_join(cache, folder, NULL);
    build->library = ph_path_join(build->folder, LIBRARY, NULL);
    return build;
}

void ph_cached_build_free(ph_cached_build *build)
{
    g_free(build->folder);
    g_free(build->library);
    g_free(build->key);
    g_free(build);
}

ph_build_identity *ph_cached_build_read(const ph_cached_build *build)
{
    return ph_build_record_read_sealed(build->library, build->key);
}

static gboolean keep(const ph_cached_build *build, const char *output, GError **error)
{
    const char *const arguments[] = { "rm", "-rf", "--", build->folder, NULL };
    const ph_tool removal = { .arguments = arguments };
    g_autofree char *library = ph_path_join(output, LIBRARY, NULL);
    g_autofree char *removed = NULL;

    if (!ph_build_record_seal(library, build->key, error))
        return FALSE;
    removed = ph_tool_run(&removal, NULL, error);
    return removed && ph_durable_move(output, build->folder, error);
}

gboolean ph_cached_build_keep(const ph_cached_build *build, const char *output, GError **error)
{
    if (keep(build, output, error))
        return TRUE;
    g_prefix_error(error, "keeping what was built: ");
    return FALSE;
}

typedef struct waiter {
    void (*waits)(gpointer data);
    gpointer data;
} waiter;

static void say_waits(int descriptor, gpointer data)
{
    const waiter *who = data;

    (void)descriptor;
    if (who->waits)
        who->waits(who->data);
}

ph_lock *ph_build_cache_lock(const char *cache, const gboolean *is_interrupted,
                             void (*waits)(gpointer data), gpointer data, GError **error)
{
    g_autofree char *path = ph_path_join(cache, "lock", NULL);
    waiter who = { waits, data };
    const ph_lock_terms terms = { .wait_s = PH_LOCK_FOR_EVER,
                                  .poll_ms = LOCK_POLL_MS,
                                  .is_interrupted = is_interrupted,
                                  .waiting = say_waits,
                                  .data = &who };
    ph_lock_outcome outcome;
    ph_lock *lock;

    if (!ph_workplace_folder(cache, error))
        return NULL;
    lock = ph_lock_take((ph_lock_file){ path, 0644, FALSE }, &terms, &outcome);
    if (outcome == PH_LOCK_INTERRUPTED)
        (void)ph_refuse(error, PH_ERROR_INTERRUPTED,
                        "interrupted while waiting for another build to end");
    else if (!lock)
        (void)ph_refuse(error, PH_ERROR_STORAGE, "locking %s: %s", path, g_strerror(errno));
    return lock;
}
