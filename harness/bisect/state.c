/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bisect/state.h"

#include <string.h>

#include "bisection_report.h"
#include "error/error.h"
#include "platform/path.h"
#include "settings/installation.h"
#include "storage/durable.h"
#include "verdict/bisection_document.h"

enum { SHOWN_HASH = 12, KEY_LENGTH = 16 };

static void add_text(GChecksum *checksum, const char *text)
{
    g_checksum_update(checksum, (const guchar *)(text ? text : ""),
                      (gssize)(text ? strlen(text) + 1 : 1));
}

char *ph_bisect_state_usual_path(const ph_bisection *bisection)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    const char *base = ph_bisection_commit_at(bisection, 0)->hash;
    const char *head = ph_bisection_commit_at(bisection, bisection->commits->len - 1)->hash;
    g_autofree char *caches = g_canonicalize_filename(g_get_user_cache_dir(), NULL);
    g_autofree char *name = NULL;

#define X(member, words) add_text(checksum, bisection->member);
    PH_BISECTION_QUESTION_LIST(X)
#undef X
    add_text(checksum, base);
    add_text(checksum, head);
    name = g_strdup_printf("%.*s-%.*s-%.*s.json", SHOWN_HASH, base, SHOWN_HASH, head, KEY_LENGTH,
                           g_checksum_get_string(checksum));
    return ph_path_join(caches, "perfharness", "bisect", name, NULL);
}

static gboolean refuse_other(const char *path, const char *what, const char *was, const char *is,
                             GError **error)
{
    g_autofree char *file = ph_error_printable(path);

    return ph_refuse(error, PH_ERROR_USAGE,
                     "the state %s is of another bisection: its %s is %s, and this one's is %s; "
                     "remove it, or name another --state",
                     file, what, was ? was : "not known", is ? is : "not known");
}

static gboolean check_commits(const char *path, const ph_bisection *kept,
                              const ph_bisection *bisection, GError **error)
{
    const guint last = bisection->commits->len - 1, kept_last = kept->commits->len - 1;
    const char *base = ph_bisection_commit_at(bisection, 0)->hash;
    const char *head = ph_bisection_commit_at(bisection, last)->hash;
    const char *kept_base = ph_bisection_commit_at(kept, 0)->hash;
    const char *kept_head = ph_bisection_commit_at(kept, kept_last)->hash;

    /* Between them, their hashes say all. */
    if (strcmp(base, kept_base) != 0)
        return refuse_other(path, "base", kept_base, base, error);
    return (strcmp(head, kept_head) == 0 && last == kept_last) ||
           refuse_other(path, "head", kept_head, head, error);
}

static gboolean check_question(const char *path, const ph_bisection *kept,
                               const ph_bisection *bisection, GError **error)
{
    if (!check_commits(path, kept, bisection, error))
        return FALSE;
#define X(member, words)                                                                           \
    if (g_strcmp0(kept->member, bisection->member) != 0)                                           \
        return refuse_other(path, words, kept->member, bisection->member, error);
    PH_BISECTION_QUESTION_LIST(X)
#undef X
    return TRUE;
}

gboolean ph_bisect_state_take(const char *path, ph_bisection *bisection, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_bisection) kept = NULL;
    const ph_bisection_sought none = { NULL, NULL, NULL, PH_BISECTION_SENSOR_WORK };
    GPtrArray *comparisons;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    kept = ph_bisection_document_read(path, schemas, error);
    if (!kept) {
        g_prefix_error(error, "taking up a bisection again: ");
        return FALSE;
    }
    if (!check_question(path, kept, bisection, error))
        return FALSE;
    comparisons = bisection->comparisons;
    bisection->comparisons = kept->comparisons;
    kept->comparisons = comparisons;
    bisection->sought = kept->sought;
    kept->sought = none;
    return TRUE;
}

gboolean ph_bisect_state_keep(const char *path, const ph_bisection *bisection, GError **error)
{
    g_autofree char *text = ph_bisection_json_text(bisection);
    g_autofree char *folder = g_path_get_dirname(path);

    if (ph_durable_folder(folder, error) && ph_durable_write(path, text, error))
        return TRUE;
    g_prefix_error(error, "keeping what was compared: ");
    return FALSE;
}
