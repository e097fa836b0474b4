/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A user's own records, before anything is started for them. */
#ifndef PH_HARNESS_SESSION_OWN_DATA_H
#define PH_HARNESS_SESSION_OWN_DATA_H

#include "measure/plan.h"

/*
 * Are the copybook and the data regular files that this process may read? Looks at once: a FIFO is
 * not opened, so nobody waits for its writer, and no device does what opening makes it do. FALSE
 * and error (PH_ERROR_DATA) else.
 */
gboolean ph_own_data_can_be_read(const ph_own_data *own_data, GError **error);

#endif /* PH_HARNESS_SESSION_OWN_DATA_H */
