/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The memory that a caller lends: items grow from its low end, texts from its high end. */
#ifndef PH_CODECS_RECORD_MEMORY_H
#define PH_CODECS_RECORD_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ph_lent_memory {
    char *low;  /* First free byte. */
    char *high; /* Behind the last free byte. */
} ph_lent_memory;

/* Its first free byte is aligned for anything from then on. */
ph_lent_memory ph_lent_memory_begin(void *memory, size_t size);

/* The next bytes of the low end, which stand right behind those given before; NULL: no room. */
void *ph_lent_memory_grow(ph_lent_memory *memory, size_t size);

/* A copy with a NUL behind it, in the high end; NULL: no room. */
char *ph_lent_memory_copy(ph_lent_memory *memory, const char *text, size_t length);

#endif /* PH_CODECS_RECORD_MEMORY_H */
