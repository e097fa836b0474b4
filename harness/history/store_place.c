/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/store_place.h"

#include <errno.h>
#include <string.h>

#include "error/error.h"
#include "platform/path.h"
#include "platform/shared_file_system.h"
#include "storage/durable.h"

#define STATE_FOLDER "/var/lib/perfharness"
#define FILE_NAME    "history.db"
#define SPOOL_NAME   "spool"

/* One for each history: what waits for one of a folder is no other's. */
static char *spool_in(const char *folder, const char *history)
{
    g_autofree char *name = g_strconcat(history, "." SPOOL_NAME, NULL);

    return ph_path_join(folder, g_str_equal(history, FILE_NAME) ? SPOOL_NAME : name, NULL);
}

static ph_store_place *place_of_file(const char *path)
{
    ph_store_place *place = g_new0(ph_store_place, 1);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *file = g_path_get_basename(path);

    place->path = g_strdup(path);
    place->name = ph_error_printable(path);
    place->spool = spool_in(folder, file);
    return place;
}

/* Where this user keeps what is not kept elsewhere. */
static char *own_folder(void)
{
    if (ph_durable_may_write(STATE_FOLDER "/" FILE_NAME))
        return g_strdup(STATE_FOLDER);
    return ph_path_join(g_get_user_data_dir(), "perfharness", NULL);
}

/* The name is put into a connection's parameters: it is nothing else. */
static ph_store_place *place_of_server(const char *name, GError **error)
{
    const char *service = name + strlen(PH_STORE_POSTGRES_PREFIX);
    g_autofree char *folder = own_folder();
    ph_store_place *place;

    if (!g_regex_match_simple("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", service, G_REGEX_DOLLAR_ENDONLY,
                              (GRegexMatchFlags)0)) {
        g_autofree char *printable = ph_error_printable(name);

        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "the history %s: postgresql: and the name of a service in pg_service.conf "
                        "were expected; user, host and password stand there",
                        printable);
        return NULL;
    }
    place = g_new0(ph_store_place, 1);
    place->name = g_strdup(name);
    place->service = g_strdup(service);
    place->spool = spool_in(folder, name);
    return place;
}

ph_store_place *ph_store_place_choose(const char *given, GError **error)
{
    const char *variable = g_getenv(PH_STORE_VARIABLE);
    const char *name = given ? given : variable && *variable ? variable : NULL;
    g_autofree char *folder = NULL;
    g_autofree char *path = NULL;

    if (name && g_str_has_prefix(name, PH_STORE_POSTGRES_PREFIX))
        return place_of_server(name, error);
    if (name && (!*name || strstr(name, "://"))) {
        g_autofree char *printable = ph_error_printable(name);

        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "the history \"%s\": a file's path or postgresql:SERVICE was expected",
                        printable);
        return NULL;
    }
    if (name)
        return place_of_file(name);
    folder = own_folder();
    path = ph_path_join(folder, FILE_NAME, NULL);
    return place_of_file(path);
}

/* The nearest folder that is there. */
static gboolean find_file_system(const char *path, char **ret_name)
{
    g_autofree char *folder = g_path_get_dirname(path);

    while (!ph_shared_file_system(folder, ret_name)) {
        const int cause = errno;
        char *above = g_path_get_dirname(folder);
        const gboolean is_top = g_str_equal(above, folder);

        g_free(folder);
        folder = above;
        if ((cause != ENOENT && cause != ENOTDIR) || is_top)
            return FALSE;
    }
    return TRUE;
}

gboolean ph_store_place_check(const ph_store_place *place, GError **error)
{
    g_autofree char *name = NULL;

    /* What cannot be told is said by whoever opens the file. */
    if (!place->path || !find_file_system(place->path, &name) || !name)
        return TRUE;
    return ph_refuse(
        error, PH_ERROR_ENVIRONMENT,
        "%s: it is on %s, where programs cannot share a file of SQLite's: keep it on a "
        "disk of this machine, or on a server with --store postgresql:SERVICE",
        place->name, name);
}

void ph_store_place_free(ph_store_place *place)
{
    if (!place)
        return;
    g_free(place->name);
    g_free(place->path);
    g_free(place->service);
    g_free(place->spool);
    g_free(place);
}
