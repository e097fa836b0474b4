/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sizes of a CPU's caches as text: for working sets as another CPU would have them. */
#ifndef PH_HARNESS_SYSTEM_CPU_CACHES_H
#define PH_HARNESS_SYSTEM_CPU_CACHES_H

#include <glib.h>

#include "system/binding.h"

/* What ph_cpu_caches_read() takes, for people. */
#define PH_CPU_CACHES_EXPECTED                                                                     \
    "three sizes, L1,L2,L3, were expected, such as 32K,1M,16M: bytes, from 8K to 1G, each more "   \
    "than the one before, or 0 where it is not known"

/* Read "32K,1M,16M". FALSE, and *ret as it was, when it is anything else than expected. */
gboolean ph_cpu_caches_read(const char *text, ph_cpu_caches *ret);

/* "32768,1048576,16777216". The caller frees it. */
char *ph_cpu_caches_text(ph_cpu_caches caches);

#endif /* PH_HARNESS_SYSTEM_CPU_CACHES_H */
