/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records of a file that is made, framed as --record-format says: what is written ends with a whole
 * record, or with a whole block of them, whenever that is.
 *
 * FALSE and error: as ph_output_stream_write_whole(). Main thread.
 */
#ifndef PH_HARNESS_SESSION_FRAMED_RECORDS_H
#define PH_HARNESS_SESSION_FRAMED_RECORDS_H

#include "protocol/framing.h"
#include "storage/output_stream.h"

typedef struct ph_framed_records ph_framed_records;

/* @param stream  Borrowed. */
ph_framed_records *ph_framed_records_new(ph_framing framing, ph_output_stream *stream);

/* Bytes of the longest record whose length can be said: of fixed ones, of any. */
gsize ph_framed_record_max(ph_framing framing);

/* @param length  At most that. */
gboolean ph_framed_records_add(ph_framed_records *records, const void *record, gsize length,
                               GError **error);

/* Write what is not written yet, and that is all. */
gboolean ph_framed_records_end(ph_framed_records *records, GError **error);

void ph_framed_records_free(ph_framed_records *records);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_framed_records, ph_framed_records_free)

#endif /* PH_HARNESS_SESSION_FRAMED_RECORDS_H */
