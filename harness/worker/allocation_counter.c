/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/allocation_counter.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfharness/require.h"

enum { STATUS_BYTES_MAX = 4096, BYTES_PER_KB = 1024 };

/* Of /proc/self/status: private writable memory, without the stack. 0: the kernel does not say. */
static uint64_t writable_bytes(void)
{
    static const char name[] = "\nVmData:";
    char text[STATUS_BYTES_MAX];
    const int descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    const ssize_t length = descriptor < 0 ? -1 : read(descriptor, text, sizeof(text) - 1);

    if (descriptor >= 0)
        (void)close(descriptor);
    if (length <= 0)
        return 0;
    text[length] = '\0';

    const char *line = strstr(text, name);
    return line ? strtoull(line + sizeof(name) - 1, NULL, 10) * BYTES_PER_KB : 0;
}

static uint64_t round_down(uint64_t bytes, uint64_t page)
{
    return bytes / page * page;
}

/* What a loaded object keeps writable: its data, without what is made read-only once it is linked.
 */
static int add_object(struct dl_phdr_info *object, size_t size, void *sum)
{
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

    (void)size;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        const uint64_t from = round_down(part->p_vaddr, page);
        const uint64_t end = part->p_vaddr + part->p_memsz;

        if (part->p_type == PT_LOAD && part->p_flags & PF_W)
            *(int64_t *)sum += (int64_t)(round_down(end + page - 1, page) - from);
        else if (part->p_type == PT_GNU_RELRO)
            *(int64_t *)sum -= (int64_t)(round_down(end, page) - from);
    }
    return 0;
}

/* What is writable, and neither the C library's heap, nor a library's data, nor the counting's. */
static int64_t elsewhere_bytes(const ph_allocation_marks *marks)
{
    const struct mallinfo2 heap = mallinfo2();
    int64_t objects = 0;

    (void)dl_iterate_phdr(add_object, &objects);
    return (int64_t)writable_bytes() - (int64_t)(heap.arena + heap.hblkhd) - objects -
           (int64_t)marks->own_bytes();
}

ph_allocation_counter ph_allocation_counter_open(void)
{
    ph_allocation_counter counter = { 0 };
    void *symbol = dlsym(RTLD_DEFAULT, PH_ALLOCATION_MARKS_NAME);
    ph_allocation_marks_taking *take = NULL;

    if (!symbol)
        return counter;
    memcpy(&take, &symbol, sizeof(take)); /* ISO C has no cast of it. */
    counter.marks = take();
    if (counter.marks)
        counter.elsewhere_bytes = elsewhere_bytes(counter.marks);
    return counter;
}

void ph_allocation_counter_start(const ph_allocation_counter *counter)
{
    PH_REQUIRE(counter->marks);

    counter->marks->start();
}

void ph_allocation_counter_stop(const ph_allocation_counter *counter, ph_allocation_counts *ret)
{
    counter->marks->stop(ret);
}

uint64_t ph_allocation_counter_elsewhere(const ph_allocation_counter *counter, uint64_t mapped)
{
    const int64_t more = elsewhere_bytes(counter->marks) - counter->elsewhere_bytes;

    return more > (int64_t)mapped ? (uint64_t)(more - (int64_t)mapped) : 0;
}
