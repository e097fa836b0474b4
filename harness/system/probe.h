/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The parts of the system-info document, one function per subject matter.
 *
 * Each adds its member (or members) to the document, and never fails: what it cannot read is null
 * with a reason. os_root stands before files that are not the kernel's (/etc, /run): "" but in
 * tests.
 */
#ifndef PH_HARNESS_SYSTEM_PROBE_H
#define PH_HARNESS_SYSTEM_PROBE_H

#include "system/cpu_choice.h"
#include "system/section.h"

/* The CPU that is described, beside those that might have been. */
typedef struct ph_probed_cpu {
    const ph_cpu_choice *choice; /* NULL when it is not known which there are, ... */
    const char *missing;         /* ... for this reason. */
} ph_probed_cpu;

/* "cpu", and libcpuid's version into libraries. Takes about 20 ms: the clock is measured. */
void ph_probe_cpu(const ph_section *document, const ph_section *libraries, ph_probed_cpu described);
/* "caches" of "cpu", of the core that this CPU (OS index) is of, as hwloc sees them. Of a copy of
 * another machine's files all are null: hwloc reads the machine it runs on. */
void ph_put_core_caches(const ph_section *cpu, guint number);
/* "hypervisor": this machine's, or what a copy of /proc and /sys tells of another's. */
void ph_probe_hypervisor(const ph_section *document);
/* "topology", and hwloc's version into libraries. */
void ph_probe_topology(const ph_section *document, const ph_section *libraries,
                       ph_probed_cpu described);
/* "kernel", "libc", "memory". */
void ph_probe_kernel(const ph_section *document);
void ph_probe_libc(const ph_section *document);
void ph_probe_memory(const ph_section *document);
/* "distribution", from os-release(5). */
void ph_probe_distribution(const ph_section *document, const char *os_root);
/* "wsl2_detected", "transparent_huge_pages", "aslr", "mitigations", "clocksource",
 * "perf_event_paranoid". */
void ph_probe_kernel_settings(const ph_section *document);
/* "container". */
void ph_probe_container(const ph_section *document, const char *os_root);
/*
 * "machine", once "container" is there: 16 hexadecimal digits that this machine has and no other.
 * Left out in a container, on a runner that goes when its job ends, and where no identifier is.
 */
void ph_probe_machine(const ph_section *document, const char *os_root);
/* "frequency" and "smt", of the CPUs that may be measured on. */
void ph_probe_frequency(const ph_section *document, ph_probed_cpu described);
void ph_probe_smt(const ph_section *document, ph_probed_cpu described);
/* "storage". */
void ph_probe_storage(const ph_section *document, const char *data_folder);
/* "build". */
void ph_probe_build(const ph_section *document);

/*
 * 16 hexadecimal digits over the parts of a document that decide how fast the host is; see
 * fingerprint.c. NULL where nothing in it says which CPU it has: then what is left is common to
 * many machines. The caller frees it.
 */
char *ph_fingerprint(const cJSON *document);

#endif /* PH_HARNESS_SYSTEM_PROBE_H */
