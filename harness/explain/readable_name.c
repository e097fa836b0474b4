/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explain/readable_name.h"

#include <libiberty/demangle.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "error/shortened.h"

/* gcc's clones and pieces: behind the first such word nothing is the function's name. */
static char *without_pieces(const char *name)
{
    static const char *const words[] = { ".cold", ".part.", ".constprop.", ".isra.", ".lto_priv." };
    const char *end = name + strlen(name);

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *found = strstr(name, words[i]);

        if (found && found > name && found < end)
            end = found;
    }
    return g_strndup(name, (gsize)(end - name));
}

/* Of the library's memory, in ours. */
static char *taken(char *demangled)
{
    char *name = g_strdup(demangled);

    free(demangled);
    return name;
}

char *ph_readable_name(const char *linkage_name, gboolean *ret_is_rust)
{
    g_autofree char *bare = without_pieces(linkage_name);
    g_autofree char *name = NULL;
    g_autofree char *printable = NULL;

    if (strlen(bare) <= PH_READABLE_NAME_BYTES_MAX)
        name = taken(rust_demangle(bare, 0));
    if (ret_is_rust)
        *ret_is_rust = name != NULL;
    if (!name && strlen(bare) <= PH_READABLE_NAME_BYTES_MAX)
        name = taken(cplus_demangle_v3(bare, DMGL_PARAMS | DMGL_ANSI));
    printable = ph_error_printable(name ? name : bare);
    return ph_shortened(printable, PH_READABLE_NAME_BYTES_MAX);
}

const char *ph_readable_name_path(const char *name)
{
    /* `<&mut dyn a::B as c::D>::e`: the type stands first. */
    for (;;) {
        if (g_str_has_prefix(name, "dyn ") || g_str_has_prefix(name, "mut "))
            name += strlen("dyn ");
        else if (strchr("<&*([", *name) && *name)
            name++;
        else
            return name;
    }
}

char *ph_readable_name_crate(const char *name)
{
    const char *end;

    name = ph_readable_name_path(name);
    end = name;
    while (g_ascii_isalnum(*end) || *end == '_')
        end++;
    return g_str_has_prefix(end, "::") ? g_strndup(name, (gsize)(end - name)) : g_strdup("");
}
