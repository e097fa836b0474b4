/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Archives that are kept, and what became of each. A folder of them has
 *
 *   catalogue.jsonl              a chain (document/sealed_chain.h) with an entry for all that is
 *                                done: config/schema/archive-catalogue.schema.json
 *   2026-11-main.tar.zst.p7m     an archive that is encrypted (archive/envelope.h)
 *   2026-11-main-2.tar.zst       one that is not
 *   catalogue.jsonl.lock         while it is changed
 *
 * Nothing of the catalogue ever goes: an archive that was deleted by a rule is told from one that
 * is missing.
 *
 * Errors are PH_ERROR_CHANGED for what is not as it was written, or PH_ERROR_STORAGE.
 *
 * Not thread-safe: one thread at a time for each object; the lock keeps out other processes.
 */
#ifndef PH_HARNESS_CATALOGUE_CATALOGUE_H
#define PH_HARNESS_CATALOGUE_CATALOGUE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "document/sealed_chain.h"
#include "history/retention.h"
#include "series/run_event.h"

#define PH_CATALOGUE_FILE "catalogue.jsonl"

/*
 * What an entry says was done: identifier and its word. An expiry has two, before it is done and
 * after, so that one that is killed is finished. Append only.
 */
#define PH_CATALOGUE_ACTION_LIST(X)                                                                \
    X(CREATE, "create")                                                                            \
    X(VERIFY, "verify")                                                                            \
    X(RESTORE, "restore")                                                                          \
    X(COPY, "copy")                                                                                \
    X(EXPIRE, "expire")                                                                            \
    X(EXPIRED, "expired")

typedef enum ph_catalogue_action {
#define X(identifier, word) PH_CATALOGUE_##identifier,
    PH_CATALOGUE_ACTION_LIST(X)
#undef X
        PH_CATALOGUE_ACTION_COUNT,
} ph_catalogue_action;

/* No time is known: nothing was done so far. */
#define PH_CATALOGUE_NEVER G_MININT64

/* One archive, as the entries have it. Texts are owned; times are Unix microseconds. */
typedef struct ph_kept_archive {
    char *id;     /* "2026-11-main-2": the file's name without its endings. */
    char *period; /* "2026-11" */
    ph_run_keep keep;
    char *file; /* Its name in the folder. */
    guint64 bytes;
    char *sha256; /* Of the file. */
    char *key;    /* ph_envelope_certificate_key_id(); NULL: it is not encrypted. */
    guint64 plain_bytes;
    char *plain_sha256; /* Of the .tar.zst, once it is decrypted. */
    guint files;
    guint64 content_bytes; /* Of all of them. */
    gint64 made_us;
    gint64 verified_us;        /* The last time that it was found whole. */
    gint64 decrypted_us;       /* The same, with its key. */
    gint64 restored_us;        /* The last time that it was restored, or that was tried. */
    gint64 copied_us;          /* The last time that it was copied. */
    gboolean is_expiring;      /* That it is deleted was written down. */
    gint64 expired_us;         /* It was. */
    char *rule;                /* By this one. */
    char *statement;           /* What was done, in one sentence. */
    gboolean is_key_destroyed; /* And so is every copy of what was encrypted to it. */
} ph_kept_archive;

typedef enum ph_catalogue_access {
    PH_CATALOGUE_READ,  /* Changes nothing, and waits for nobody. */
    PH_CATALOGUE_WRITE, /* Makes the folder if need be; mends what was cut short. */
} ph_catalogue_access;

typedef struct ph_catalogue ph_catalogue;

/* One that is not there has no archives. */
ph_catalogue *ph_catalogue_open(const char *folder, ph_catalogue_access access, GError **error);
void ph_catalogue_close(ph_catalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_catalogue, ph_catalogue_close)

/* All borrowed, as all of the following. */
const char *ph_catalogue_folder(const ph_catalogue *catalogue);
const char *ph_catalogue_path(const ph_catalogue *catalogue);

/* ph_kept_archive, oldest first. */
const GPtrArray *ph_catalogue_archives(const ph_catalogue *catalogue);

/* NULL: there is none of that name. */
ph_kept_archive *ph_catalogue_find(const ph_catalogue *catalogue, const char *id);

/* char *: the seals of all entries, oldest first; and when each was made: gint64. */
const GPtrArray *ph_catalogue_heads(const ph_catalogue *catalogue);
const GArray *ph_catalogue_times(const ph_catalogue *catalogue);

/* What stands behind the last whole line: an entry whose append was cut short. "" as a rule. */
const char *ph_catalogue_tail(const ph_catalogue *catalogue);

/* How its file is encrypted, in words, static; NULL: it is not. */
const char *ph_kept_archive_algorithm(const ph_kept_archive *archive);

/* The path of an archive's file. The caller frees it. */
char *ph_catalogue_file(const ph_catalogue *catalogue, const ph_kept_archive *archive);

/* char *: names of the folder's files that are archives by their name, and that no entry has. The
 * caller frees it. */
GPtrArray *ph_catalogue_strays(const ph_catalogue *catalogue);

/* What an archive of a period and kind is called next. The caller frees it. */
char *ph_catalogue_next_id(const ph_catalogue *catalogue, const char *period, ph_run_keep keep);

/*
 * An entry for ph_catalogue_append(), which says what was done, and when: now.
 *
 * @param ids  char *: with which archives; NULL: with one that is made.
 */
cJSON *ph_catalogue_entry(ph_catalogue_action action, const GPtrArray *ids);

/*
 * Seal an entry, and append it. It is there when this returns TRUE, whatever happens next, and the
 * archives are as it says. Takes the entry.
 */
gboolean ph_catalogue_append(ph_catalogue *catalogue, cJSON *entry, GError **error);

/* Is this a month, "2026-11"? */
gboolean ph_catalogue_is_period(const char *text);

/*
 * When a rule ends an archive: so many days after its period ended and it was made, whichever is
 * later.
 *
 * @param audit_months  What an audit shows is kept for so many at least.
 * @param ret_us        Receives it; PH_CATALOGUE_NEVER where no rule does.
 * @return the rule's name, static; NULL: it is kept for ever.
 */
const char *ph_catalogue_rule(const ph_kept_archive *archive, guint audit_months, gint64 *ret_us);

#endif /* PH_HARNESS_CATALOGUE_CATALOGUE_H */
