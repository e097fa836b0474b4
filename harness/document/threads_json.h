/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The member "threads" of a result in documents. */
#ifndef PH_HARNESS_DOCUMENT_THREADS_JSON_H
#define PH_HARNESS_DOCUMENT_THREADS_JSON_H

#include <cjson/cJSON.h>

#include "model/thread_use.h"

/* Nothing of NULL. */
void ph_threads_json_add(cJSON *entry, const ph_thread_use *use);

/* NULL: it has none. Free with ph_thread_use_free(). */
ph_thread_use *ph_threads_json_read(const cJSON *entry);

#endif /* PH_HARNESS_DOCUMENT_THREADS_JSON_H */
