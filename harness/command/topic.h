/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What `perfharness help` explains beside commands: each a list from a table of the program, and
 * what manual/NAME.md says beside it.
 */
#ifndef PH_HARNESS_COMMAND_TOPIC_H
#define PH_HARNESS_COMMAND_TOPIC_H

#include <glib.h>
#include <stdio.h>

#include "command/manual_list.h"

/* Their names, NULL-terminated. Borrowed. */
const char *const *ph_topic_names(void);

/* FALSE where there is no such topic: nothing is added, or printed. */
gboolean ph_topic_add(const char *name, ph_manual_list *list);
gboolean ph_topic_print(FILE *to, const char *name);

#endif /* PH_HARNESS_COMMAND_TOPIC_H */
