/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From here on SIGINT, SIGTERM and SIGHUP are noted, and end in order what looks at it. What was
 * ignored before, as under nohup, stays so. There may be several of them at a time; one that is
 * made later may not have what came before, so that of a command is made before all that it does.
 *
 * Main thread: signals come through the default main context.
 */
#ifndef PH_HARNESS_ERROR_INTERRUPTION_H
#define PH_HARNESS_ERROR_INTERRUPTION_H

#include <glib.h>

#include "platform/signal_watch.h"

typedef struct ph_interruption {
    gboolean is_interrupted;
    guint signals[PH_SIGNALS]; /* 0: one that was ignored before. */
} ph_interruption;

ph_interruption *ph_interruption_new(void);
void ph_interruption_free(ph_interruption *interruption);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_interruption, ph_interruption_free)

#endif /* PH_HARNESS_ERROR_INTERRUPTION_H */
