/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What subjects are told of records: one layout for all of them, by what was asked for. */
#ifndef PH_HARNESS_WORKER_ASKED_LAYOUT_H
#define PH_HARNESS_WORKER_ASKED_LAYOUT_H

#include <stdbool.h>

#include "perfharness/subject.h"
#include "worker/request.h"

/**
 * The layout of a copybook's fixed records, for a subject.
 *
 * @param format    How the reader has its lines; PH_SOURCE_FORMAT_AUTO: it is not known.
 * @param copybook  Borrowed by what is returned.
 */
ph_subject_layout ph_asked_layout(const ph_request *request, const ph_subject *subject,
                                  ph_source_format format, const char *copybook, size_t length);

/* Why a subject of an older interface cannot decode as it is asked to: a clause behind its name.
 * NULL: it can. */
const char *ph_asked_layout_unknown(const ph_request *request, const ph_subject *subject,
                                    bool has_floats);

#endif /* PH_HARNESS_WORKER_ASKED_LAYOUT_H */
