/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running a command of perfharness in a process of its own. */
#ifndef PH_HARNESS_COMMAND_OWN_COMMAND_H
#define PH_HARNESS_COMMAND_OWN_COMMAND_H

#include "error/interruption.h"

/*
 * Run it to its end, and wait. It writes to our standard error, and nothing to standard output; it
 * does not outlive us. Interrupted, it is asked to end, as it does in order, and waited for.
 *
 * @param program      NULL: this program.
 * @param arguments    Behind the program; NULL-terminated.
 * @param interruption That of all that the caller does.
 * @param ret_status   Receives its exit status.
 * @return FALSE and error: it cannot be started, or was killed; PH_ERROR_INTERRUPTED.
 */
gboolean ph_own_command_run(const char *program, char *const *arguments,
                            const ph_interruption *interruption, int *ret_status, GError **error);

#endif /* PH_HARNESS_COMMAND_OWN_COMMAND_H */
