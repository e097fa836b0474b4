/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the forgeries stand on: subjects that get, or give others, a speed that is not theirs. Each
 * decodes rightly, most of them in the slow way below, so that only its forgery can make it fast.
 */
#ifndef PH_TESTS_SUBJECT_FORGERY_H
#define PH_TESTS_SUBJECT_FORGERY_H

#include "base_subject.h"

/** base_decode_column(), several times over. */
int32_t forgery_decode_slowly(void *state, const ph_subject_column *column,
                              ph_subject_outcome *outcome);

/** A correct subject that is slow where it decodes: a copy to change. */
ph_subject forgery_subject(const char *name);

/** The private descriptor of a worker's events; -1: this process is no worker, or has moved it. */
int forgery_event_stream(void);

/**
 * Subject by subject, from 0, the names on the worker's command line. Returns 0 past the last, else
 * 1 and whether it is the library that asks.
 */
int forgery_named_subject(unsigned index, char *name, size_t name_bytes, int *is_ours);

#endif /* PH_TESTS_SUBJECT_FORGERY_H */
