/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/revisions.h"

#include <stdio.h>

#include "compare/rust_build.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "session/progress.h"
#include "settings/installation.h"
#include "verdict/contrast.h"

static char *rust_base;
static char *rust_head;
static char *source;

const GOptionEntry ph_revisions_entries[] = {
    { "rust-base", 0, 0, G_OPTION_ARG_STRING, &rust_base,
      "Build base from this revision of copybook-rs", "REVISION" },
    { "rust-head", 0, 0, G_OPTION_ARG_STRING, &rust_head,
      "Build head from this revision of copybook-rs", "REVISION" },
    { "source", 0, 0, G_OPTION_ARG_FILENAME, &source,
      "The checkout of copybook-rs that has both; it is only read", "CHECKOUT" },
    G_OPTION_ENTRY_NULL
};

gboolean ph_revisions_are_given(void)
{
    return rust_base || rust_head || source;
}

static gboolean is_given(const char *option)
{
    return option && *option;
}

gboolean ph_revisions_check(GError **error)
{
    const char *missing = !is_given(rust_base)   ? "--rust-base"
                          : !is_given(rust_head) ? "--rust-head"
                          : !is_given(source)    ? "--source"
                                                 : NULL;

    return !missing || ph_refuse(error, PH_ERROR_USAGE,
                                 "%s is missing: --rust-base, --rust-head and --source "
                                 "need one another",
                                 missing);
}

static gboolean build_side(const ph_rust_build_plan *plan, guint side, const char *revision,
                           ph_revisions *revisions, GError **error)
{
    g_autofree char *name = ph_error_printable(revision);

    if (ph_progress_has_bar() && plan->padding_bytes)
        (void)fprintf(stderr, "Building copybook-rs at %.12s, moved by %u bytes\n", name,
                      plan->padding_bytes);
    else if (ph_progress_has_bar())
        (void)fprintf(stderr, "Building copybook-rs at %s\n", name);
    revisions->libraries[side] = ph_rust_build(plan, revision, &revisions->commits[side], error);
    if (!revisions->libraries[side])
        return FALSE;
    g_ptr_array_add(revisions->notes,
                    g_strdup_printf("%s is copybook-rs at %s, commit %.12s",
                                    side == 0 ? PH_CONTRAST_BASE : PH_CONTRAST_HEAD, name,
                                    revisions->commits[side]));
    return TRUE;
}

static ph_revisions *build(const char *base, const char *head, guint padding_bytes,
                           ph_measuring_session *session, GError **error)
{
    g_autofree char *subject = ph_installation_crate();
    /* An environment may name it relative to here; builds run elsewhere. */
    g_autofree char *caches = g_canonicalize_filename(g_get_user_cache_dir(), NULL);
    g_autofree char *cache = g_build_filename(caches, "perfharness", "copybook-rs", NULL);
    const ph_rust_build_plan plan = {
        .checkout = source,
        .subject = subject,
        .cache = cache,
        .target_cpu = PH_TARGET_CPU,
        .padding_bytes = padding_bytes,
        .is_interrupted = &session->is_interrupted,
    };
    const gint64 started_us = g_get_monotonic_time();
    g_autoptr(ph_revisions) revisions = g_new0(ph_revisions, 1);
    gboolean is_built;

    revisions->notes = g_ptr_array_new_with_free_func(g_free);
    is_built = build_side(&plan, 0, base, revisions, error) &&
               build_side(&plan, 1, head, revisions, error);
    session->request.host.deadline_us += g_get_monotonic_time() - started_us;
    return is_built ? g_steal_pointer(&revisions) : NULL;
}

ph_revisions *ph_revisions_build(ph_measuring_session *session, GError **error)
{
    return build(rust_base, rust_head, 0, session, error);
}

/* By their hashes: a branch may have moved meanwhile. */
ph_revisions *ph_revisions_build_padded(const ph_revisions *of, guint padding_bytes,
                                        ph_measuring_session *session, GError **error)
{
    PH_REQUIRE(padding_bytes > 0 && padding_bytes % 64 == 0);

    return build(of->commits[0], of->commits[1], padding_bytes, session, error);
}

void ph_revisions_free(ph_revisions *revisions)
{
    for (guint i = 0; i < G_N_ELEMENTS(revisions->libraries); i++) {
        g_free(revisions->libraries[i]);
        g_free(revisions->commits[i]);
    }
    g_ptr_array_unref(revisions->notes);
    g_free(revisions);
}
