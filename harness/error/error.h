/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The application's error domain: every runtime failure is a GError with one of these codes.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_ERROR_ERROR_H
#define PH_HARNESS_ERROR_ERROR_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * The published failure codes: identifier and meaning. Append only, they appear in reports and CI
 * logs. The enum, the identifiers and `perfharness help errors` are all made from this list.
 */
#define PH_ERROR_LIST(X)                                                                           \
    X(TIMEOUT, "CBKB001", "execution timed out")                                                   \
    X(PARSE, "CBKB002", "performance data could not be parsed")                                    \
    X(SCHEMA, "CBKB003", "a document does not match its JSON schema")                              \
    X(AUTHENTICATION, "CBKB004", "GitHub authentication failed")                                   \
    X(SLO, "CBKB005", "a service level objective (floor) is violated")                             \
    X(BASELINE, "CBKB006", "a baseline cannot be used, or promoted")                               \
    X(AUDIT, "CBKB007", "an audit report could not be generated")                                  \
    X(SUBJECT_LOAD, "CBKB008", "a subject could not be loaded")                                    \
    X(SUBJECT_CRASH, "CBKB009", "a subject crashed, hung or panicked")                             \
    X(MISMATCH, "CBKB010", "a subject's output is not the right answer")                           \
    X(ENVIRONMENT, "CBKB011", "the machine or its set-up does not allow the measurement")          \
    X(STORAGE, "CBKB012", "a file or folder could not be read or written")                         \
    X(SETTINGS, "CBKB013", "a settings file is malformed")                                         \
    X(DATA, "CBKB014", "a copybook or data file cannot be used")                                   \
    X(USAGE, "CBKB015", "the command line is wrong")                                               \
    X(INTERRUPTED, "CBKB016", "interrupted by a signal")                                           \
    X(NETWORK, "CBKB017", "a server could not be reached, or did not do what it was asked")        \
    X(CHANGED, "CBKB018", "what was kept is not as it was written")

typedef enum ph_error {
#define X(name, id, meaning) PH_ERROR_##name,
    PH_ERROR_LIST(X)
#undef X
        PH_ERROR_COUNT,
} ph_error;

#define PH_ERROR (ph_error_quark())
GQuark ph_error_quark(void);

/*
 * Fail with this code, in the words of format: sets error (unless that is NULL; it must not be set
 * already). Always FALSE, so that a function that fails can return it.
 */
gboolean ph_refuse(GError **error, ph_error code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* "CBKB001", ...; "" for an error of another domain. */
const char *ph_error_id(const GError *error);

/*
 * A text that may quote what others wrote, fit for one line of a terminal, a log or a document:
 * valid UTF-8; as \uXXXX what controls a terminal, ends a line, changes the direction of writing,
 * or is a noncharacter, so that all of it may stand in XML 1.0. The caller frees it.
 */
char *ph_error_printable(const char *text);

/* The code that a text begins with, as the errors of a measurement do ("CBKB009: ..."), and those
 * of stored ones; PH_ERROR_COUNT for none. */
ph_error ph_error_code_of(const char *text);

/* Identifier and meaning by code, for the help. */
const char *ph_error_code_id(ph_error code);
const char *ph_error_code_meaning(ph_error code);

G_END_DECLS

#endif /* PH_HARNESS_ERROR_ERROR_H */
