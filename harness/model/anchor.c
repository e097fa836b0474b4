/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/anchor.h"

#include "error/error.h"
#include "perfharness/require.h"

ph_anchor *ph_anchor_new(const char *name, const char *options, ph_build_identity *identity)
{
    PH_REQUIRE(identity->library_sha256 != NULL);

    ph_anchor *anchor = g_new0(ph_anchor, 1);

    anchor->name = ph_error_printable(name);
    anchor->options = options ? ph_error_printable(options) : NULL;
    anchor->identity = identity;
    return anchor;
}

void ph_anchor_free(ph_anchor *anchor)
{
    g_free(anchor->name);
    g_free(anchor->options);
    ph_build_identity_free(anchor->identity);
    g_free(anchor);
}

gboolean ph_anchor_equals(const ph_anchor *a, const ph_anchor *b)
{
    return g_str_equal(a->identity->library_sha256, b->identity->library_sha256) &&
           g_strcmp0(a->options, b->options) == 0;
}

char *ph_anchor_text(const ph_anchor *anchor)
{
    const ph_build_identity *identity = anchor->identity;
    g_autofree char *name = identity->release ? g_strconcat("copybook-rs ", identity->release, NULL)
                                              : g_strdup(anchor->name);

    return g_strdup_printf("%s (sha256 %.12s%s%s)", name, identity->library_sha256,
                           anchor->options ? ", opened with " : "",
                           anchor->options ? anchor->options : "");
}
