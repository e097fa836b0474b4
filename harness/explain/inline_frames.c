/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/inline_frames.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "error/error.h"
#include "explain/code_place.h"

/* Compilers inline some ten deep, and tell of a million functions and ranges at most; what a
 * damaged file says may go round in circles. */
enum {
    DEPTH_MAX = 256,
    STEPS_MAX = 20 * 1000 * 1000,
    TEXTS_BYTES = 64 * 1024,
};

struct ph_inline_frames {
    const GArray *addresses; /* While they are looked for. */
    GHashTable *by_address;  /* GPtrArray of const char *, by guint64 *. */
    GHashTable *places;      /* const char *, by linkage name: none is owned. */
    GHashTable *places_at;   /* The same by guint64 *, of the function that the address is in. */
    GStringChunk *texts;
    gboolean are_known;
    guint steps; /* Of functions and of their ranges that were looked at. */
};

/* The first of the addresses that is not below this one. */
static guint first_from(const GArray *addresses, guint64 address)
{
    guint low = 0, high = addresses->len;

    while (low < high) {
        const guint middle = low + (high - low) / 2;

        if (g_array_index(addresses, guint64, middle) < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const char *name_of(Dwarf_Die *die)
{
    static const unsigned kinds[] = { DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name };

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        Dwarf_Attribute attribute;
        const char *name =
            dwarf_attr_integrate(die, kinds[i], &attribute) ? dwarf_formstring(&attribute) : NULL;

        if (name)
            return name;
    }
    return NULL;
}

static void add_frame(ph_inline_frames *frames, guint64 address, const char *name)
{
    GPtrArray *chain = g_hash_table_lookup(frames->by_address, &address);

    if (!chain) {
        chain = g_ptr_array_new();
        g_hash_table_insert(frames->by_address, g_memdup2(&address, sizeof(address)), chain);
    }
    if (chain->len < DEPTH_MAX)
        g_ptr_array_add(chain, (gpointer)name);
}

static void add_place(ph_inline_frames *frames, guint64 address, const char *place)
{
    if (!g_hash_table_contains(frames->places_at, &address))
        g_hash_table_insert(frames->places_at, g_memdup2(&address, sizeof(address)),
                            (gpointer)place);
}

/* Where the compiler was that wrote the attribute down: files may be named from there. */
static const char *compiled_in(Dwarf_Attribute *of)
{
    Dwarf_Attribute folder;
    Dwarf_Die unit;

    return dwarf_cu_die(of->cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL) &&
                   dwarf_attr(&unit, DW_AT_comp_dir, &folder)
               ? dwarf_formstring(&folder)
               : NULL;
}

/* Where it is declared; NULL: that is not said. */
static const char *place_of(ph_inline_frames *frames, Dwarf_Die *die)
{
    const char *file = dwarf_decl_file(die);
    Dwarf_Attribute attribute;
    g_autofree char *path = NULL;
    g_autofree char *place = NULL;
    int line;

    if (!file || dwarf_decl_line(die, &line) != 0 ||
        !dwarf_attr_integrate(die, DW_AT_decl_file, &attribute))
        return NULL;
    path = *file == '/' ? g_strdup(file)
                        : g_strconcat(compiled_in(&attribute) ? compiled_in(&attribute) : "", "/",
                                      file, NULL);
    place = ph_code_place(path, line);
    return g_string_chunk_insert_const(frames->texts, place);
}

/* Whether any of the addresses is in what this is of; of an inlined function, they get the frame.
 */
static gboolean take_ranges(ph_inline_frames *frames, Dwarf_Die *die, gboolean is_inlined)
{
    const char *given = dwarf_tag(die) != DW_TAG_lexical_block ? name_of(die) : NULL;
    const char *name = given ? g_string_chunk_insert_const(frames->texts, given) : NULL;
    const char *place = name ? place_of(frames, die) : NULL;
    Dwarf_Addr base, low, high;
    ptrdiff_t next = 0;
    gboolean is_any = FALSE;

    while (frames->steps++ < STEPS_MAX && (next = dwarf_ranges(die, next, &base, &low, &high)) > 0)
        for (guint i = first_from(frames->addresses, low);
             i < frames->addresses->len && g_array_index(frames->addresses, guint64, i) < high;
             i++) {
            is_any = TRUE;
            if (name && is_inlined)
                add_frame(frames, g_array_index(frames->addresses, guint64, i), name);
            else if (place)
                add_place(frames, g_array_index(frames->addresses, guint64, i), place);
        }
    if (is_any && place && !g_hash_table_contains(frames->places, name))
        g_hash_table_insert(frames->places, (gpointer)name, (gpointer)place);
    return is_any;
}

/* Whether there may be wanted frames below. */
static gboolean is_worth_it(ph_inline_frames *frames, Dwarf_Die *die)
{
    switch (dwarf_tag(die)) {
    case DW_TAG_inlined_subroutine: return take_ranges(frames, die, TRUE);
    case DW_TAG_subprogram:
    case DW_TAG_lexical_block: return take_ranges(frames, die, FALSE);
    case DW_TAG_compile_unit:
    case DW_TAG_namespace:
    case DW_TAG_module:
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_enumeration_type:
    case DW_TAG_union_type: return TRUE;
    default: return FALSE;
    }
}

/* Outer functions before those that are inlined into them: the tree is as deep as these are. */
static void walk(ph_inline_frames *frames, Dwarf_Die *die,
                 guint depth) /* NOLINT(misc-no-recursion) */
{
    Dwarf_Die child;

    if (depth >= DEPTH_MAX || !is_worth_it(frames, die) || dwarf_child(die, &child) != 0)
        return;
    do
        walk(frames, &child, depth + 1);
    while (frames->steps++ < STEPS_MAX && dwarf_siblingof(&child, &child) == 0);
}

static void walk_units(ph_inline_frames *frames, Dwarf *dwarf)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;

    while (dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
        frames->are_known = TRUE;
        walk(frames, &die, 0);
    }
}

/* Stripped, never told, or damaged: then nothing is known. */
static void read_library(ph_inline_frames *frames, int file)
{
    Dwarf *dwarf = dwarf_begin(file, DWARF_C_READ);

    if (!dwarf)
        return;
    walk_units(frames, dwarf);
    (void)dwarf_end(dwarf);
}

ph_inline_frames *ph_inline_frames_find(const char *library, const GArray *addresses,
                                        GError **error)
{
    g_autoptr(ph_inline_frames) frames = g_new0(ph_inline_frames, 1);
    const int file = open(library, O_RDONLY | O_CLOEXEC);

    frames->addresses = addresses;
    frames->by_address = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                               (GDestroyNotify)g_ptr_array_unref);
    frames->places = g_hash_table_new(g_str_hash, g_str_equal);
    frames->places_at = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    frames->texts = g_string_chunk_new(TEXTS_BYTES);
    if (file < 0) {
        g_autofree char *printable = ph_error_printable(library);

        (void)ph_refuse(error, PH_ERROR_STORAGE, "reading the line tables of %s: %s", printable,
                        g_strerror(errno));
        return NULL;
    }
    read_library(frames, file);
    (void)close(file);
    frames->addresses = NULL;
    return g_steal_pointer(&frames);
}

void ph_inline_frames_free(ph_inline_frames *frames)
{
    g_hash_table_unref(frames->by_address);
    g_hash_table_unref(frames->places);
    g_hash_table_unref(frames->places_at);
    g_string_chunk_free(frames->texts);
    g_free(frames);
}

gboolean ph_inline_frames_are_known(const ph_inline_frames *frames)
{
    return frames->are_known;
}

const GPtrArray *ph_inline_frames_at(const ph_inline_frames *frames, guint64 address)
{
    return g_hash_table_lookup(frames->by_address, &address);
}

const char *ph_inline_frames_place(const ph_inline_frames *frames, const char *linkage_name)
{
    return g_hash_table_lookup(frames->places, linkage_name);
}

const char *ph_inline_frames_place_at(const ph_inline_frames *frames, guint64 address)
{
    return g_hash_table_lookup(frames->places_at, &address);
}
