/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether the triggers and functions of a history on a server are those that its schema's steps
 * make, as sqlite_schema.h has it of a file.
 *
 * One thread at a time for each connection.
 */
#ifndef PH_HARNESS_HISTORY_POSTGRES_FAULT_H
#define PH_HARNESS_HISTORY_POSTGRES_FAULT_H

#include "history/postgres_schema.h"

/*
 * Look for the first by name that is not as it was made, or not at work.
 *
 * @param ret_fault  As "trigger result_unchanged was changed", which the caller frees; NULL: all
 * are.
 * @return FALSE and error: the server could not be asked.
 */
gboolean ph_postgres_fault_find(PGconn *connection, const char *name,
                                const ph_postgres_steps *steps, char **ret_fault, GError **error);

#endif /* PH_HARNESS_HISTORY_POSTGRES_FAULT_H */
