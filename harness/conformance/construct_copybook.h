/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A construct's copybook, as the reader has it.
 *
 * Any thread, no state.
 */
#ifndef PH_HARNESS_CONFORMANCE_CONSTRUCT_COPYBOOK_H
#define PH_HARNESS_CONFORMANCE_CONSTRUCT_COPYBOOK_H

#include <glib.h>

#include "perfharness/construct.h"
#include "perfharness/record.h"

/*
 * Read it, or have it refused.
 *
 * @param memory  PH_COPYBOOK_MEMORY_MAX bytes, borrowed as long as ret is used.
 * @param ret     Of a valid construct alone.
 * @return FALSE and error (PH_ERROR_DATA) when the reader does not take the construct as its list
 *         says that it must.
 */
gboolean ph_construct_copybook_read(const ph_construct *construct, void *memory, ph_copybook *ret,
                                    GError **error);

/* Of several, the first that is no 77. */
const ph_record *ph_construct_copybook_record(const ph_copybook *copybook);

#endif /* PH_HARNESS_CONFORMANCE_CONSTRUCT_COPYBOOK_H */
