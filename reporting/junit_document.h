/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JUnit XML: test suites of test cases, whatever they are about. Texts of others do nothing in it.
 */
#ifndef PH_REPORTING_JUNIT_DOCUMENT_H
#define PH_REPORTING_JUNIT_DOCUMENT_H

#include <glib.h>

#include "verdict/verdict.h"

/* The test cases of a suite so far, and how they went. */
typedef struct ph_junit_suite {
    const char *name; /* Borrowed; a plain word. */
    GString *properties;
    GString *cases;
    guint tests;
    guint failures;
    guint skipped;
} ph_junit_suite;

ph_junit_suite ph_junit_suite_new(const char *name);
void ph_junit_suite_clear(ph_junit_suite *suite);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_junit_suite, ph_junit_suite_clear)

/* A verdict is a test's: what cannot be told, and what there was nothing to tell of, is skipped.
 * why may be NULL. */
void ph_junit_add_case(ph_junit_suite *to, const char *name, ph_verdict verdict, const char *why);
void ph_junit_add_property(ph_junit_suite *to, const char *name, const char *value);

/* A document of suites: begun, each appended, and ended, when it is the caller's to g_free(). */
GString *ph_junit_begin(void);
void ph_junit_append(GString *document, const ph_junit_suite *part);
char *ph_junit_end(GString *document);

#endif /* PH_REPORTING_JUNIT_DOCUMENT_H */
