/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a library was built from, as documents have it: the member "built_from" of whatever was
 * built, an object of PH_BUILD_TEXT_LIST, is_dirty, library_bytes and build_s. What is not known is
 * left out.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_BUILD_IDENTITY_JSON_H
#define PH_HARNESS_DOCUMENT_BUILD_IDENTITY_JSON_H

#include <cjson/cJSON.h>

#include "model/build_identity.h"

/* Add it to an object; nothing where nothing is known of the build, or it is NULL. */
void ph_build_identity_json_add(cJSON *object, const ph_build_identity *identity);

/*
 * That of an object in a document that its schema allows; texts are printable, whoever wrote them.
 * NULL: there is none.
 */
ph_build_identity *ph_build_identity_json_read(const cJSON *object);

#endif /* PH_HARNESS_DOCUMENT_BUILD_IDENTITY_JSON_H */
