/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a worker says, and in which order: held against it event by event, as the code that is
 * measured runs in the worker's process and may write what it likes to where the worker writes.
 *
 * "ready" comes first and once; "arms" once at most; what is said of an arm is of one of those, and
 * once; each list is as long as the others; every number is finite, and a time or a size positive;
 * "done" or "refused" comes last, "done" when each arm was spoken of or none. That is no proof: who
 * lies in the right form is found by other means. But it is no one's in a few words.
 */
#ifndef PH_HARNESS_MEASURE_EVENT_ORDER_H
#define PH_HARNESS_MEASURE_EVENT_ORDER_H

#include "measure/worker_event.h"

typedef struct ph_event_order ph_event_order;

/* Free with ph_event_order_free(). */
ph_event_order *ph_event_order_new(void);
void ph_event_order_free(ph_event_order *order);

/*
 * Is this what a worker says next? NULL: yes. Else what it is, to go on with "said what no worker
 * says: ", for the caller to free; nothing that comes behind it is worth asking about.
 *
 * @param event  NULL: a line that is no JSON.
 */
char *ph_event_order_take(ph_event_order *order, const cJSON *event);

/* The time in calls that was claimed so far, where the thread is not said to have lost its CPU, or
 * to have waited for a disk, meanwhile. */
double ph_event_order_claimed_s(const ph_event_order *order);

#endif /* PH_HARNESS_MEASURE_EVENT_ORDER_H */
