/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What functions of copybook-rs, and of what it uses, spend their time on. Any thread; no state. */
#ifndef PH_HARNESS_EXPLAIN_COST_CLASS_H
#define PH_HARNESS_EXPLAIN_COST_CLASS_H

#include "model/work_profile.h"

/*
 * By a function's readable name. PH_COST_CLASS_COUNT: it says nothing of that: memcpy() is spent on
 * whatever its caller is.
 */
ph_cost_class ph_cost_class_of(const char *name);

#endif /* PH_HARNESS_EXPLAIN_COST_CLASS_H */
