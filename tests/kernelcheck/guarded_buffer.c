/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "guarded_buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

guarded_buffer guarded_buffer_new(size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t usable = (size + page - 1) / page * page;
    uint8_t *mapping = mmap(NULL, usable + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (mapping == MAP_FAILED || mprotect(mapping + page, usable, PROT_READ | PROT_WRITE) != 0) {
        perror("mmap");
        exit(EXIT_FAILURE);
    }
    return (guarded_buffer){ mapping, usable + 2 * page, mapping + page, usable };
}

void guarded_buffer_free(guarded_buffer *buffer)
{
    (void)munmap(buffer->mapping, buffer->mapping_size);
    *buffer = (guarded_buffer){ 0 };
}

uint8_t *guarded_buffer_place(const guarded_buffer *buffer, size_t used, int at_end)
{
    return at_end ? buffer->start + buffer->size - used : buffer->start;
}
