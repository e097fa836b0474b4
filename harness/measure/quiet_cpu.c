/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/quiet_cpu.h"

#include <math.h>

#include "protocol/noise_cause.h"

static double quietest_ns = NAN;

void ph_quiet_cpu_note(double probe_ns)
{
    quietest_ns = fmin(quietest_ns, probe_ns);
}

gboolean ph_quiet_cpu_is(double probe_ns)
{
    return isnan(quietest_ns) || probe_ns <= PH_PROBE_SLOWED_ABOVE * quietest_ns;
}
