/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory with an inaccessible page on both sides: a kernel that reads or writes beyond it traps. */
#ifndef PH_TESTS_KERNELCHECK_GUARDED_BUFFER_H
#define PH_TESTS_KERNELCHECK_GUARDED_BUFFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct guarded_buffer {
    void *mapping;
    size_t mapping_size;
    uint8_t *start;
    size_t size; /* A multiple of the page size. */
} guarded_buffer;

/* Room for at least size bytes; ends the program when there is no memory. */
guarded_buffer guarded_buffer_new(size_t size);
void guarded_buffer_free(guarded_buffer *buffer);

/* The first or the last used bytes of the buffer: right behind or right before a guard page. */
uint8_t *guarded_buffer_place(const guarded_buffer *buffer, size_t used, int at_end);

#endif /* PH_TESTS_KERNELCHECK_GUARDED_BUFFER_H */
