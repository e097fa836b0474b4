/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading a bisection back: what reporting/bisection_json.c writes. */
#ifndef PH_HARNESS_VERDICT_BISECTION_DOCUMENT_H
#define PH_HARNESS_VERDICT_BISECTION_DOCUMENT_H

#include "verdict/bisection.h"

/*
 * Read one, checked as ph_document_check() does; written again, it is the same document.
 *
 * @param schemas  The folder with the schemas.
 * @return NULL and error: PH_ERROR_STORAGE, PH_ERROR_PARSE or PH_ERROR_SCHEMA, with the file and
 *         the place in it.
 */
ph_bisection *ph_bisection_document_read(const char *path, const char *schemas, GError **error);

#endif /* PH_HARNESS_VERDICT_BISECTION_DOCUMENT_H */
