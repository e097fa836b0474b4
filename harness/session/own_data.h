/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A user's own records, before anything is started for them. */
#ifndef PH_HARNESS_SESSION_OWN_DATA_H
#define PH_HARNESS_SESSION_OWN_DATA_H

#include "measure/plan.h"
#include "model/record_layout.h"

/*
 * Are the copybook and the data regular files that this process may read? Looks at once: a FIFO is
 * not opened, so nobody waits for its writer, and no device does what opening makes it do. FALSE
 * and error (PH_ERROR_DATA) else.
 */
gboolean ph_own_data_can_be_read(const ph_own_data *own_data, GError **error);

/*
 * Is what is made of them written to another file than theirs? FALSE and error (PH_ERROR_USAGE)
 * else.
 *
 * @param option, output  As regular_file.h has them.
 */
gboolean ph_own_data_is_spared(const ph_own_data *own_data, const char *option, const char *output,
                               GError **error);

/*
 * How the copybook lays out the record that is meant, compared with nobody's.
 *
 * @return free with ph_record_layout_free(). NULL and error (PH_ERROR_DATA) when the copybook has
 *         not that one record, or the reader refuses it: "FILE:LINE:COLUMN: ...". Where layouts may
 *         differ, the latter is what is returned, as unknown.
 */
ph_record_layout *ph_own_data_layout(const ph_own_data *own_data, GError **error);

#endif /* PH_HARNESS_SESSION_OWN_DATA_H */
