/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The entry that a run was judged by, kept as baseline.json beside its perf.json, so that whoever
 * judges it later (report, publish, on another machine) can judge by the same one. It is a hint:
 * only which entry it names is ever taken from it, and that one is looked for in the history.
 */
#ifndef PH_HARNESS_BASELINE_KEPT_ENTRY_H
#define PH_HARNESS_BASELINE_KEPT_ENTRY_H

#include <glib.h>

#include "baseline/baseline.h"

/*
 * Keep it. Where it may not be, nothing is written: the folder is not to be written to, or a
 * folder "baselines" stands in it, so that a baseline.json there would be a FILE's.
 *
 * @param ret_why_not  Receives why it is not kept, which is no error; static, NULL: it is.
 */
gboolean ph_kept_entry_write(const char *perf_path, const ph_baseline *entry,
                             const char **ret_why_not, GError **error);

/* Is something kept? Its hash, which the caller frees; NULL: it has none that could be one. */
gboolean ph_kept_entry_read(const char *perf_path, char **ret_sha256);

#endif /* PH_HARNESS_BASELINE_KEPT_ENTRY_H */
