/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "worker_slot.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is looked for. */
typedef struct search {
    const char *function;
    worker_slot_fn *other;
} search;

/* What a program's loader goes by. */
typedef struct tables {
    uintptr_t base;
    const ElfW(Sym) * symbols;
    const char *names;
    const ElfW(Rela) * calls, *others; /* Relocations. */
    size_t calls_bytes, others_bytes;
} tables;

/* Slots that were made read-only when all was loaded are made writable again. */
static void overwrite(uintptr_t slot, worker_slot_fn *other)
{
    const uintptr_t page_bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
    void *const page = (void *)(slot / page_bytes * page_bytes);

    if (mprotect(page, page_bytes, PROT_READ | PROT_WRITE) == 0)
        memcpy((void *)slot, &other, sizeof(other));
}

static void overwrite_among(const tables *t, const ElfW(Rela) * first, size_t bytes,
                            const search *wanted)
{
    for (size_t i = 0; i < bytes / sizeof(*first); i++) {
        const size_t symbol = (size_t)(first[i].r_info >> 32); /* Of 64-bit programs. */

        if (symbol && strcmp(t->names + t->symbols[symbol].st_name, wanted->function) == 0)
            overwrite(t->base + first[i].r_offset, wanted->other);
    }
}

static tables read_tables(uintptr_t base, const ElfW(Dyn) * entry)
{
    tables t = { .base = base };

    for (; entry && entry->d_tag != DT_NULL; entry++) {
        const void *const place = (const void *)entry->d_un.d_ptr;

        switch (entry->d_tag) {
        case DT_SYMTAB: t.symbols = place; break;
        case DT_STRTAB: t.names = place; break;
        case DT_JMPREL: t.calls = place; break;
        case DT_PLTRELSZ: t.calls_bytes = entry->d_un.d_val; break;
        case DT_RELA: t.others = place; break;
        case DT_RELASZ: t.others_bytes = entry->d_un.d_val; break;
        default: break;
        }
    }
    return t;
}

/* The first that is shown is the program itself, and enough. */
static int look_through(struct dl_phdr_info *program, size_t size, void *data)
{
    const ElfW(Dyn) *dynamic = NULL;

    (void)size;
    for (int i = 0; i < program->dlpi_phnum; i++)
        if (program->dlpi_phdr[i].p_type == PT_DYNAMIC)
            dynamic = (const void *)(program->dlpi_addr + program->dlpi_phdr[i].p_vaddr);

    const tables t = read_tables(program->dlpi_addr, dynamic);
    if (t.symbols && t.names) {
        overwrite_among(&t, t.calls, t.calls_bytes, data);
        overwrite_among(&t, t.others, t.others_bytes, data);
    }
    return 1;
}

void worker_slot_overwrite(const char *function, worker_slot_fn *other)
{
    search wanted = { function, other };

    dl_iterate_phdr(look_through, &wanted);
}
