/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What two other layouts of the code say about a slowdown that may come from the layout alone:
 * slower beyond the fail threshold at the same work, or with hot functions moved. Who can build
 * both sides anew measures them with each padding, and FAIL is said only of what persists.
 */
#ifndef PH_HARNESS_COMPARE_RELAYOUT_H
#define PH_HARNESS_COMPARE_RELAYOUT_H

#include "verdict/contrast.h"

enum { PH_RELAYOUT_PADDINGS = 2 };

/*
 * By how many bytes all code is moved. Functions begin on cache lines: by whole lines, by few and
 * by more than half a page, which puts them elsewhere in the CPU's tables of code and of branches.
 */
extern const guint ph_relayout_padding_bytes[PH_RELAYOUT_PADDINGS];

/* TRUE when time alone said FAIL, and WARN is what work or layout left of it. */
gboolean ph_relayout_is_wanted(const ph_contrast *contrast);

/*
 * The benchmarks of the plan (ph_benchmark, which stay the plan's) of which a contrast wants other
 * layouts; free with g_ptr_array_unref().
 */
GPtrArray *ph_relayout_benchmarks(const ph_contrast_report *report, const GPtrArray *plan);

/*
 * Give the contrasts that want it what the pair with this padding gave. Errors of that measurement
 * become errors of the report, its seconds are added.
 */
void ph_relayout_take(ph_contrast_report *report, guint padding_bytes,
                      const ph_contrast_report *padded);

/*
 * Judge what was taken: FAIL where every padding says FAIL, too; elsewhere WARN stays, and the
 * reason says what became of the slowdown. Contrasts without other layouts are left alone.
 */
void ph_relayout_conclude(ph_contrast_report *report);

#endif /* PH_HARNESS_COMPARE_RELAYOUT_H */
