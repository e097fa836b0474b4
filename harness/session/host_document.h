/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* system-info.json as commands make it: the probe's document, and what only a command knows. */
#ifndef PH_HARNESS_SESSION_HOST_DOCUMENT_H
#define PH_HARNESS_SESSION_HOST_DOCUMENT_H

#include <cjson/cJSON.h>

#include "model/measurement.h"
#include "system/cpu_choice.h"

/* The commit under test: GITHUB_SHA, CI_COMMIT_SHA, git's HEAD of the current folder, or NULL: the
 * first that there is. To free. */
char *ph_host_document_commit(void);

/*
 * Probe this machine. data_folder is where files are written, commit the one under test or NULL,
 * choice the CPU that is measured on, or NULL for the usual one: borrowed. Free with
 * cJSON_Delete().
 */
cJSON *ph_host_document(const char *data_folder, const char *commit, const ph_cpu_choice *choice);

/* Why nothing in it tells this machine from others, and what cannot be had therefore; NULL: its
 * fingerprint does. The caller frees it. */
char *ph_host_document_doubt(const cJSON *document);

/* Add where the workers ran, as it was read back, and what the document says of that CPU. */
void ph_host_document_add_binding(cJSON *document, const ph_run_facts *facts);

#endif /* PH_HARNESS_SESSION_HOST_DOCUMENT_H */
