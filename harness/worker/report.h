/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The events that carry a launch's results. perfharness/measure reads them. */
#ifndef PH_HARNESS_WORKER_REPORT_H
#define PH_HARNESS_WORKER_REPORT_H

#include "protocol/run_fact.h"
#include "worker/bench.h"
#include "worker/call_times.h"
#include "worker/check.h"

/* Where and how this process runs: CPUs and memory nodes as the kernel has them. */
void ph_report_ready(void);

/* The arms by index, as the beacon numbers them, and the size of the data. */
void ph_report_arms(const ph_bench *bench);

/* What one arm gave: its proof, and its raw blocks when it is not void. */
void ph_report_arm(const ph_bench *bench, const ph_arm *arm, const ph_proof *proof);

/* What the arms that are not void took for single calls, and to start. */
void ph_report_calls(const ph_calls *calls);

/* The launch is complete; what is known of its facts. */
void ph_report_done(const ph_launch_facts *facts);

#endif /* PH_HARNESS_WORKER_REPORT_H */
