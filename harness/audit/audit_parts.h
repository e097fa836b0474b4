/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The parts of an audit report, each gathered by a function of its own, and what they have in
 * common. For audit.c and the parts alone.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_AUDIT_AUDIT_PARTS_H
#define PH_HARNESS_AUDIT_AUDIT_PARTS_H

#include "audit/audit.h"
#include "history/run_store.h"
#include "stamp/stamp_check.h"

/*
 * What a control's evidence may be: identifier, its word in controls.json, and the section that has
 * it.
 */
#define PH_AUDIT_SOURCE_LIST(X)                                                                    \
    X(SLO, "slo", 4)                                                                               \
    X(BASELINES, "baselines", 5)                                                                   \
    X(INCIDENTS, "incidents", 6)                                                                   \
    X(CHANGES, "changes", 7)                                                                       \
    X(OPERATION, "operation", 8)                                                                   \
    X(RECORDS, "records", 9)                                                                       \
    X(INTEGRITY, "integrity", 10)

typedef enum ph_audit_source {
#define X(identifier, word, section) PH_AUDIT_SOURCE_##identifier,
    PH_AUDIT_SOURCE_LIST(X)
#undef X
        PH_AUDIT_SOURCE_COUNT,
} ph_audit_source;

/* How much of it there is, from all to none: identifier and words. */
#define PH_AUDIT_STATE_LIST(X)                                                                     \
    X(EVIDENCE, "evidence")                                                                        \
    X(EXCEPTIONS, "evidence with exceptions")                                                      \
    X(INCOMPLETE, "evidence incomplete")                                                           \
    X(NOT_JUDGED, "not judged")                                                                    \
    X(NONE, "no evidence here")

typedef enum ph_audit_state {
#define X(identifier, words) PH_AUDIT_STATE_##identifier,
    PH_AUDIT_STATE_LIST(X)
#undef X
        PH_AUDIT_STATE_COUNT,
} ph_audit_state;

/*
 * What needs attention, in order of weight: identifier, its word, where it is told, and how much
 * evidence that leaves there.
 */
#define PH_AUDIT_ATTENTION_LIST(X)                                                                 \
    X(INTEGRITY, "integrity", INTEGRITY, EXCEPTIONS)                                               \
    X(MONTHS, "months without runs", OPERATION, INCOMPLETE)                                        \
    X(FLOOR, "missed floor", SLO, EXCEPTIONS)                                                      \
    X(UNJUDGED, "figures not judged", SLO, INCOMPLETE)                                             \
    X(INCIDENT, "open incident", INCIDENTS, EXCEPTIONS)                                            \
    X(FORCED, "forced promotion", BASELINES, EXCEPTIONS)                                           \
    X(SWITCH, "switched off", COUNT, EVIDENCE)                                                     \
    X(BASELINE, "baseline", BASELINES, INCOMPLETE)                                                 \
    X(RETENTION, "retention", RECORDS, INCOMPLETE)                                                 \
    X(UNTOLD, "not delivered", OPERATION, EXCEPTIONS)                                              \
    X(CHANGES, "changes not known", CHANGES, INCOMPLETE)                                           \
    X(NOTE, "note", COUNT, EVIDENCE)

typedef enum ph_audit_attention {
#define X(identifier, word, source, state) PH_AUDIT_ATTENTION_##identifier,
    PH_AUDIT_ATTENTION_LIST(X)
#undef X
        PH_AUDIT_ATTENTION_COUNT,
} ph_audit_attention;

/* One suite on one host, of which there are runs. */
typedef struct ph_audit_suite {
    const char *host, *suite; /* Borrowed from a run. */
    const char *cpu_model;    /* Likewise; NULL: not known. */
    GPtrArray *runs;          /* ph_history_run, newest first. Borrowed. */
    GArray *missing;          /* guint: the months of the period that have none. */
    gboolean is_in_period;    /* Some of them are. */
} ph_audit_suite;

typedef struct ph_audit_gathering {
    const ph_audit_request *request;
    const char *damage;        /* Why the history cannot be read; NULL: it can. */
    ph_run_store *store;       /* NULL: there is none to read. */
    GPtrArray *runs;           /* ph_history_run: all that were measured, newest first. */
    GHashTable *run_of;        /* gint64 * id: ph_history_run *. */
    GHashTable *run_of_digest; /* char *: ph_history_run *. */
    GHashTable *verdict_of;    /* ph_history_run *: the worst of its floors, 1 + ph_verdict. */
    GHashTable *entries;       /* char *: the hashes of all entries of baselines' histories. */
    GPtrArray *suites;         /* ph_audit_suite. */
    GArray *missing;           /* guint: the months of the period without any run. */
    GPtrArray *attention[PH_AUDIT_ATTENTION_COUNT]; /* char *. */
    ph_audit_state states[PH_AUDIT_SOURCE_COUNT];
    ph_stamp_check *stamps; /* All chains are shown to it, and the stamps of the history. */
    gboolean is_whole;
} ph_audit_gathering;

/* Each is the member of the document that has its name; NULL and error. */
cJSON *ph_audit_slo(ph_audit_gathering *in, GError **error);
cJSON *ph_audit_baselines(ph_audit_gathering *in, GError **error);
cJSON *ph_audit_incidents(ph_audit_gathering *in, GError **error);
cJSON *ph_audit_changes(ph_audit_gathering *in, GError **error);
cJSON *ph_audit_operation(ph_audit_gathering *in, GError **error);
cJSON *ph_audit_records(ph_audit_gathering *in, GError **error);

/* What the records have of archives: members of theirs. */
void ph_audit_archives(ph_audit_gathering *in, cJSON *object);

/* After the baselines, which have entries of it already. */
cJSON *ph_audit_integrity(ph_audit_gathering *in, cJSON *baselines, GError **error);

/*
 * Of that part: what stamps are there, how far they go, and what chains are not as they have it.
 * Returns how many time stamps were verified.
 */
guint ph_audit_add_stamps(ph_audit_gathering *in, cJSON *integrity);

/* What is found to contradict: the first are named one by one, all are counted. */
typedef struct ph_audit_faults {
    ph_audit_gathering *in;
    const char *of; /* What says so: "the history". */
    cJSON *list;    /* Texts. */
    guint count;
} ph_audit_faults;

/* A ph_fault_function (history/receipt_check.h), of a ph_audit_faults. */
void ph_audit_hear_fault(const char *fault, gpointer data);

/* All were heard: how many more there are than were named is said. */
void ph_audit_faults_end(const ph_audit_faults *heard);

/* After all of these. */
cJSON *ph_audit_controls(const ph_audit_gathering *in);

/* The parts that are the same in every report. */
cJSON *ph_audit_method(void);
cJSON *ph_audit_limits(void);
cJSON *ph_audit_signature(void);
cJSON *ph_audit_glossary(void);

/* Say what needs attention. */
void ph_audit_attend(ph_audit_gathering *in, ph_audit_attention kind, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* There is no more evidence of that than so much. */
void ph_audit_lessen(ph_audit_gathering *in, ph_audit_source source, ph_audit_state state);

/* A switch that is off: its part is not judged. */
void ph_audit_switched_off(ph_audit_gathering *in, ph_audit_switch which, ph_audit_source source);

const char *ph_audit_source_word(ph_audit_source source);
const char *ph_audit_state_words(ph_audit_state state);

/* The run of a document's digest; NULL: the history has none. Borrowed. */
const ph_history_run *ph_audit_run_of_digest(const ph_audit_gathering *in, const char *sha256);

/* The first run that was stored at a time or later, of a host ("": of any); imported ones are none.
 * NULL: there is none. Borrowed. */
const ph_history_run *ph_audit_first_run(const ph_audit_gathering *in, const char *host,
                                         gint64 since_us);

/* What a change's chain says of a run, after the figures were held against floors; null where there
 * is none. */
cJSON *ph_audit_run_json(const ph_audit_gathering *in, const ph_history_run *run);

/* When a run was measured: by its own clock where that is known and not ahead of the store's. */
gint64 ph_audit_measured_us(const ph_history_run *run);

/* "critical on 0123456789abcdef"; a suite without a name is one of workloads. The caller frees it.
 */
char *ph_audit_suite_name(const char *suite, const char *host);

/* Set a member to a time, RFC 3339 in UTC by the second; null where it is PH_NO_TIME. */
void ph_audit_add_time(cJSON *object, const char *name, gint64 at_us);

/* Set a member to a text of anybody's, made printable; null where there is none. */
void ph_audit_add_text(cJSON *object, const char *name, const char *text);

#endif /* PH_HARNESS_AUDIT_AUDIT_PARTS_H */
