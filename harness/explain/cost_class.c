/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/cost_class.h"

#include "explain/readable_name.h"

/* Beginnings of names, from behind "<" and the like: the first that fits counts. */
static const struct {
    const char *begin;
    ph_cost_class cost;
} rules[] = {
    /* Glibc's and Rust's, what asks them for more room, and what gives it back. */
    { "malloc", PH_COST_ALLOCATOR },
    { "calloc", PH_COST_ALLOCATOR },
    { "realloc", PH_COST_ALLOCATOR },
    { "free", PH_COST_ALLOCATOR },
    { "_int_malloc", PH_COST_ALLOCATOR },
    { "_int_free", PH_COST_ALLOCATOR },
    { "_int_realloc", PH_COST_ALLOCATOR },
    { "_mid_memalign", PH_COST_ALLOCATOR },
    { "sysmalloc", PH_COST_ALLOCATOR },
    { "systrim", PH_COST_ALLOCATOR },
    { "unlink_chunk", PH_COST_ALLOCATOR },
    { "__rust_alloc", PH_COST_ALLOCATOR },
    { "__rust_dealloc", PH_COST_ALLOCATOR },
    { "__rust_realloc", PH_COST_ALLOCATOR },
    { "__rustc::__r", PH_COST_ALLOCATOR },
    { "alloc::alloc::", PH_COST_ALLOCATOR },
    { "alloc::raw_vec::", PH_COST_ALLOCATOR },
    { "core::ptr::drop_in_place", PH_COST_ALLOCATOR },
    { "serde_json::map::", PH_COST_MAPS },
    { "serde_json::", PH_COST_JSON },
    { "serde_core::", PH_COST_JSON },
    { "serde::", PH_COST_JSON },
    { "indexmap::", PH_COST_MAPS },
    { "hashbrown::", PH_COST_MAPS },
    { "std::collections::", PH_COST_MAPS },
    { "alloc::collections::", PH_COST_MAPS },
    { "core::hash::", PH_COST_MAPS },
    { "std::hash::", PH_COST_MAPS },
    { "copybook_codec::charset::", PH_COST_CODE_PAGE },
    { "copybook_charset::", PH_COST_CODE_PAGE },
    { "copybook_codec::numeric::", PH_COST_DECIMALS },
    /* Ours, whoever calls it: text that is written is copied to where it is compared. */
    { "perfharness_copybook_rs::", PH_COST_REST },
};

ph_cost_class ph_cost_class_of(const char *name)
{
    name = ph_readable_name_path(name);
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (g_str_has_prefix(name, rules[i].begin))
            return rules[i].cost;
    return PH_COST_CLASS_COUNT;
}
