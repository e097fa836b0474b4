/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether the CPU is as quiet now as it has been: by a probe of its throughput, beside the fastest
 * that this process has seen. On a core that is shared with another host's thread, nothing that the
 * kernel counts tells.
 *
 * Of the one thread that measures.
 */
#ifndef PH_HARNESS_MEASURE_QUIET_CPU_H
#define PH_HARNESS_MEASURE_QUIET_CPU_H

#include <glib.h>

/* What probes have taken, in a moment that was not chosen for it: their fastest tenth. NAN: none.
 */
void ph_quiet_cpu_note(double probe_ns);

/* Did a probe take about as little as the fastest that were noted? TRUE where none was. */
gboolean ph_quiet_cpu_is(double probe_ns);

#endif /* PH_HARNESS_MEASURE_QUIET_CPU_H */
