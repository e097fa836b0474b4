/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A whole file of a user's records: what the lines that somebody made of it must be. */
#ifndef PH_HARNESS_WORKER_PROVE_H
#define PH_HARNESS_WORKER_PROVE_H

#include "worker/bench.h"

/*
 * Carry out the command prove: look at all records of the request's file, compare the lines behind
 * PH_LINES_DESCRIPTOR with what the reference makes of each, and say so in an event. Where it names
 * nobody whose lines they are, there are none: the records are counted, and lines are made of the
 * first ones. False after a refusal event.
 */
bool ph_prove_lines(ph_bench *bench);

#endif /* PH_HARNESS_WORKER_PROVE_H */
