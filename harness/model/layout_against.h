/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a build lays out a record, beside what its copybook says: asked in many fresh processes, as
 * it may differ from one to the next.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_LAYOUT_AGAINST_H
#define PH_HARNESS_MODEL_LAYOUT_AGAINST_H

#include <glib.h>

/* Of an offset or a size: there is none. */
#define PH_LAYOUT_NOWHERE ((gint64)-1)

/* Something that is laid out otherwise. Texts are printable, and owned. */
typedef struct ph_layout_finding {
    const char *kind; /* "missing", "offset" and so on; static. */
    char *path;       /* "RECORD.GROUP.ITEM" */
    guint32 line;     /* Of the copybook; 0: it is not there. */
    char *expected;   /* What differs, as the copybook has it; */
    char *found;      /* as the build has it. "" where it is said otherwise. */
    char *rule;       /* Which the build breaks. */
    gint64 expected_offset, found_offset;
    gint64 expected_size, found_size;
    guint followers;    /* Items that stand elsewhere because of it alone. */
    guint processes;    /* In how many it was so. */
    guint last_process; /* The last of them, as the next two count. */
} ph_layout_finding;

/* Why processes gave no layout. */
typedef struct ph_layout_failure {
    const char *kind; /* "refused", "crashed", "hung", "broken"; static. */
    char *code;       /* The build's own, where it has one, else "". Owned, as the next. */
    char *reason;     /* A sentence. */
    guint processes;  /* How many. */
} ph_layout_failure;

typedef struct ph_layout_against {
    char *build;             /* As it was named. */
    char *version;           /* "" where it is not known. */
    char *record;            /* The name of its 01. */
    guint64 expected_length; /* Of the record, at its longest, as the copybook has it. */
    guint processes;         /* That were asked: the number of the one that is being looked at. */
    GPtrArray *findings; /* ph_layout_finding, in the order of the first that had them. Owned. */
    GPtrArray *failures; /* ph_layout_failure. Owned. */
    guint64 unlisted;    /* More differences than are listed, of one process. */
    gint64 found_length; /* As the last process said; 0: it varies; PH_LAYOUT_NOWHERE: none did. */
    gboolean is_described; /* It says where its items are, and not only the record's length. */
} ph_layout_against;

ph_layout_against *ph_layout_against_new(const char *build, const char *record,
                                         guint64 expected_length);
void ph_layout_against_free(ph_layout_against *against);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_layout_against, ph_layout_against_free)

void ph_layout_finding_free(gpointer finding);

/* The process that is being looked at had this; it may have the same of several items, as those
 * without a name have one path. Takes the finding over. */
void ph_layout_against_take(ph_layout_against *against, ph_layout_finding *finding);

/* That process has no layout to compare, for this reason. Texts are copied. */
void ph_layout_against_fail(ph_layout_against *against, const char *kind, const char *code,
                            const char *reason);

/* Nothing differs, and all told. */
gboolean ph_layout_against_is_same(const ph_layout_against *against);

#endif /* PH_HARNESS_MODEL_LAYOUT_AGAINST_H */
