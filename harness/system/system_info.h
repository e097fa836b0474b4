/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What machine this is: the content of system-info.json.
 *
 * From one thread: it goes to the CPU that is described and comes back, as CPUID speaks of the one
 * that it is asked on.
 */
#ifndef PH_HARNESS_SYSTEM_SYSTEM_INFO_H
#define PH_HARNESS_SYSTEM_SYSTEM_INFO_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "system/cpu_choice.h"

/* What the prober is told because it cannot see it for itself. */
typedef struct ph_system_request {
    const char *data_folder;  /* Its storage is described; never NULL, borrowed. */
    const char *sysfs_root;   /* Prefix for /proc and /sys, "" for the machine's own; borrowed. */
    const char *runner_name;  /* NULL when there is none. */
    const char *git_revision; /* NULL when there is none. */
    /* The CPU that is measured on, and those beside it; borrowed. NULL: the usual one. */
    const ph_cpu_choice *choice;
} ph_system_request;

/*
 * Probe the machine. The caller owns the document and frees it with cJSON_Delete().
 *
 * What cannot be read is null, and the member "unavailable" maps its JSON pointer to the reason;
 * nothing is guessed. Never fails.
 */
cJSON *ph_system_info_probe(const ph_system_request *request);

/*
 * What a folder is on, as the document's member "storage": the caller owns it. What cannot be read
 * is null.
 */
cJSON *ph_system_storage(const char *folder);

/* What this process may have of memory, the page cache that it fills included: the machine's, or
 * what its control groups allow; 0: not known. */
guint64 ph_system_memory_bytes(void);

/* The host fingerprint in a document of ph_system_info_probe(): borrowed, 16 hexadecimal digits;
 * NULL where nothing says which machine it is of, and "unavailable" says why. */
const char *ph_system_info_fingerprint(const cJSON *document);

/* The versions of the libraries that look at the machine. libcpuid's is NULL where it is not
 * linked; hwloc's is the caller's to free, and NULL where hwloc loads no topology, which is all
 * that says it. */
const char *ph_system_libcpuid_version(void);
char *ph_system_hwloc_version(void);

#endif /* PH_HARNESS_SYSTEM_SYSTEM_INFO_H */
