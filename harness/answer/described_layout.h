/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A subject's description of a layout, read: describe_layout() of subject.h. Uses cJSON. */
#ifndef PH_HARNESS_ANSWER_DESCRIBED_LAYOUT_H
#define PH_HARNESS_ANSWER_DESCRIBED_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer/reason.h"

#define PH_DESCRIBED_NAME_MAX 64

/* Numbers are below 2^53, of which doubles have all. */
typedef struct ph_described_item {
    char name[PH_DESCRIBED_NAME_MAX]; /* Printable ASCII, cut where it is longer. */
    uint64_t offset, size, occurs;
    int kind;       /* ph_record_kind, or -1: it is not said, or none that is known. */
    int64_t digits; /* -1: not said. */
    int64_t scale;  /* Where has_scale. */
    bool has_scale;
    int sign; /* 0, 1; -1: not said. The next two likewise. */
    int sign_leading, sign_separate;
    bool offset_varies;
    uint32_t descendants; /* Items below it: they are those right behind it. */
} ph_described_item;

typedef struct ph_described_layout {
    ph_described_item *items; /* In order. Owned. */
    uint32_t count;
} ph_described_layout;

/*
 * @param text  NUL-terminated behind its length; a NUL in it ends it.
 * @return      False, and reason (PH_REASON_MAX), when it is not what is asked for.
 */
bool ph_described_layout_read(const char *text, size_t length, ph_described_layout *ret,
                              char *reason);
void ph_described_layout_free(ph_described_layout *layout);

#endif /* PH_HARNESS_ANSWER_DESCRIBED_LAYOUT_H */
