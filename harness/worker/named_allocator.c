/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/named_allocator.h"

#include <dlfcn.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ASKED_FOR "malloc"
/* The C library's own, under a name that nobody else has. */
#define OF_THE_C_LIBRARY "__libc_malloc"

/* What the loader reads of a library to bind its names. */
typedef struct binding_tables {
    const ElfW(Sym) * symbols;
    const char *names;
    const ElfW(Rela) * calls, *data; /* NULL: there are none. */
    size_t calls_bytes, data_bytes;
} binding_tables;

/* The loader has turned most of these into addresses, but where it may not write to the table. */
static const void *address_of(const struct link_map *map, ElfW(Addr) value)
{
    const ElfW(Addr) place = value < map->l_addr ? map->l_addr + value : value;

    return (const void *)place; /* NOLINT(performance-no-int-to-ptr) */
}

static binding_tables read_tables(const struct link_map *map)
{
    binding_tables tables = { 0 };

    for (const ElfW(Dyn) *entry = map->l_ld; entry && entry->d_tag != DT_NULL; entry++) {
        switch (entry->d_tag) {
        case DT_SYMTAB: tables.symbols = address_of(map, entry->d_un.d_ptr); break;
        case DT_STRTAB: tables.names = address_of(map, entry->d_un.d_ptr); break;
        case DT_JMPREL: tables.calls = address_of(map, entry->d_un.d_ptr); break;
        case DT_PLTRELSZ: tables.calls_bytes = entry->d_un.d_val; break;
        case DT_RELA: tables.data = address_of(map, entry->d_un.d_ptr); break;
        case DT_RELASZ: tables.data_bytes = entry->d_un.d_val; break;
        default: break;
        }
    }
    return tables;
}

static bool is_asked_for(const binding_tables *tables, const ElfW(Rela) * table, size_t bytes)
{
    for (size_t i = 0; table && i < bytes / sizeof(*table); i++) {
        const ElfW(Sym) *symbol = &tables->symbols[ELF64_R_SYM(table[i].r_info)];

        if (strcmp(tables->names + symbol->st_name, ASKED_FOR) == 0)
            return true;
    }
    return false;
}

/* Is it the loader that says whose malloc() the library calls? */
static bool is_called_by_name(void *library)
{
    struct link_map *map = NULL;

    if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0)
        return false;

    const binding_tables tables = read_tables(map);
    return tables.symbols && tables.names &&
           (is_asked_for(&tables, tables.calls, tables.calls_bytes) ||
            is_asked_for(&tables, tables.data, tables.data_bytes));
}

/* Where the object begins that an address is in; NULL: it is in none. */
static const void *object_of(const void *address)
{
    Dl_info object;

    return address && dladdr(address, &object) ? object.dli_fbase : NULL;
}

bool ph_named_allocator_is_there(void *library)
{
    const void *found = object_of(dlsym(library, ASKED_FOR));

    return found && found != object_of(dlsym(RTLD_DEFAULT, OF_THE_C_LIBRARY)) &&
           is_called_by_name(library);
}
