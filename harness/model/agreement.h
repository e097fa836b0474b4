/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who agrees about a user's own records, where no truth stands behind them. */
#ifndef PH_HARNESS_MODEL_AGREEMENT_H
#define PH_HARNESS_MODEL_AGREEMENT_H

#include "model/measurement.h"

/*
 * Set the proof of each measured result that has none: others of its benchmark that have a figure
 * gave the same answer, as the worker saw. Two files of the same bytes are one library. The
 * reference is not proven by itself, but by another library that is.
 */
void ph_agreement_settle(ph_measurement *measurement);

#endif /* PH_HARNESS_MODEL_AGREEMENT_H */
