/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is asked of a database, in SQL that SQLite and PostgreSQL both take. Parameters are $1, $2
 * and stand in this order, as SQLite counts them by their first appearance; "*" and 0 are "any".
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_STATEMENT_H
#define PH_HARNESS_HISTORY_STATEMENT_H

#include <glib.h>

/* Identifier, number of parameters, number of columns. Their texts are in statement.c. */
#define PH_STATEMENT_LIST(X)                                                                       \
    X(FIND_HOST, 1, 2)                                                                             \
    X(ADD_HOST, 2, 1)                                                                              \
    X(COMPLETE_HOST, 2, 0)                                                                         \
    X(FIND_REVISION, 1, 5)                                                                         \
    X(ADD_REVISION, 5, 1)                                                                          \
    X(COMPLETE_REVISION, 5, 0)                                                                     \
    X(FIND_RUN, 1, 2)                                                                              \
    X(FIND_RECEIPT, 2, 1)                                                                          \
    X(ADD_RUN, 13, 1)                                                                              \
    X(ADD_DOCUMENT, 2, 0)                                                                          \
    X(SERIES_OF_SUITE, 2, 6)                                                                       \
    X(FIND_SERIES, 7, 1)                                                                           \
    X(ADD_SERIES, 7, 1)                                                                            \
    X(ADD_RESULT, 5, 0)                                                                            \
    X(LIST_RUNS, 5, 20)                                                                            \
    X(RUN_BY_DIGEST, 2, 20)                                                                        \
    X(DOCUMENT, 1, 1)                                                                              \
    X(RESULTS_OF_RUN, 1, 10)                                                                       \
    X(KEEP_RUN, 3, 0)                                                                              \
    X(LIST_SERIES, 5, 8)                                                                           \
    X(SERIES_BY_ID, 1, 8)                                                                          \
    X(FIRST_RUN, 1, 1)                                                                             \
    X(TREND, 3, 8)                                                                                 \
    X(TREND_RUNS, 1, 5)                                                                            \
    X(SERIES_RESULTS, 2, 5)                                                                        \
    X(REVISION_OF_RUN, 1, 2)                                                                       \
    X(FIND_LEVEL, 3, 1)                                                                            \
    X(ADD_LEVEL, 14, 1)                                                                            \
    X(LEVELS, 1, 15)                                                                               \
    X(ADD_CASE, 8, 1)                                                                              \
    X(CASES, 0, 9)                                                                                 \
    X(ADD_EVENT, 7, 1)                                                                             \
    X(EVENTS, 1, 8)                                                                                \
    X(FIND_ALERT, 1, 1)                                                                            \
    X(ADD_ALERT, 6, 1)                                                                             \
    X(ALERTS, 0, 7)                                                                                \
    X(ADD_DELIVERY, 3, 0)                                                                          \
    X(DELIVERIES, 0, 9)                                                                            \
    X(CLAIM_DELIVERY, 4, 1)                                                                        \
    X(UPDATE_DELIVERY, 7, 0)                                                                       \
    X(NEWEST_FACT, 3, 1)                                                                           \
    X(FIND_FACT, 2, 1)                                                                             \
    X(ADD_FACT, 7, 0)                                                                              \
    X(FACTS, 1, 8)                                                                                 \
    X(HEAD, 0, 7)                                                                                  \
    X(ADD_RECEIPT, 7, 0)                                                                           \
    X(RECEIPTS, 0, 7)                                                                              \
    X(OLDEST_RECEIPT, 1, 7)                                                                        \
    X(NEWEST_RECEIPT, 1, 7)                                                                        \
    X(OUTDATED_RUNS, 2, 2)                                                                         \
    X(OUTDATED_DOCUMENTS, 2, 2)                                                                    \
    X(DELETE_RESULTS, 1, 0)                                                                        \
    X(DELETE_DOCUMENT, 1, 0)                                                                       \
    X(DELETE_RUN, 1, 0)

typedef enum ph_statement {
#define X(identifier, parameters, columns) PH_STATEMENT_##identifier,
    PH_STATEMENT_LIST(X)
#undef X
        PH_STATEMENT_COUNT,
} ph_statement;

const char *ph_statement_text(ph_statement statement);
guint ph_statement_parameters(ph_statement statement);
guint ph_statement_columns(ph_statement statement);

#endif /* PH_HARNESS_HISTORY_STATEMENT_H */
