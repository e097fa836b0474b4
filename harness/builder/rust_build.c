/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/rust_build.h"

#include "builder/build_cache.h"
#include "builder/cargo_log.h"
#include "builder/checkout.h"
#include "builder/crates.h"
#include "builder/toolchain.h"
#include "builder/workplace.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "platform/path.h"

struct ph_rust_builder {
    ph_rust_build_plan plan;
    ph_toolchain *toolchain; /* NULL until something is asked for. */
};

ph_rust_builder *ph_rust_builder_new(const ph_rust_build_plan *plan)
{
    ph_rust_builder *builder = g_new0(ph_rust_builder, 1);

    builder->plan = *plan;
    return builder;
}

void ph_rust_builder_free(ph_rust_builder *builder)
{
    g_clear_pointer(&builder->toolchain, ph_toolchain_free);
    g_free(builder);
}

void ph_rust_built_free(ph_rust_built *built)
{
    g_free(built->library);
    g_clear_pointer(&built->identity, ph_build_identity_free);
    g_free(built);
}

/* One build. */
typedef struct making {
    const ph_rust_builder *builder;
    const ph_build_name *name;
    const char *commit; /* NULL for a release. */
    guint padding_bytes;
    ph_workplace *place;
    char *log;
    gint64 started_us;
} making;

static void making_clear(making *m)
{
    g_clear_pointer(&m->place, ph_workplace_free);
    g_free(m->log);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(making, making_clear)

/* cargo hands this variable to rustc: the subject makes the padding of it. */
static char *padding_setting(guint padding_bytes)
{
    return g_strdup_printf("env.PERFHARNESS_PADDING_BYTES=\"%u\"", padding_bytes);
}

static ph_cargo_arguments choose_crates(const making *m, GError **error)
{
    const char *cargo = m->builder->toolchain->cargo;

    if (!m->commit)
        return ph_crates_of_release(m->place, cargo, m->name->which, error);
    return ph_checkout_extract(m->name->place, m->commit, m->place->source, error)
               ? ph_crates_of_source(m->place, cargo, error)
               : NULL;
}

/* Which crate cargo is at. */
static void show(gpointer data)
{
    const making *m = data;
    const ph_rust_build_observer *observer = &m->builder->plan.observer;
    g_autofree char *crate = ph_cargo_log_last_crate(m->log);

    observer->compiles(crate ? crate : "", (double)(g_get_monotonic_time() - m->started_us) / 1e6,
                       observer->data);
}

/* The script ends well when the subject cannot be built, too: it leaves the reason in a file. */
static gboolean check_built(const making *m, GError **error)
{
    const ph_rust_build_observer *observer = &m->builder->plan.observer;
    g_autofree char *library = ph_path_join(m->place->output, "copybook-rs.so", NULL);
    g_autofree char *path = ph_path_join(m->place->output, "copybook-rs.unavailable", NULL);
    g_autofree char *block = NULL;
    g_autofree char *reason = NULL;
    g_autofree char *printable = NULL;

    if (g_file_test(library, G_FILE_TEST_EXISTS))
        return TRUE;
    block = ph_cargo_log_first_error(m->log);
    if (block && observer->fails)
        observer->fails(block, observer->data);
    if (!g_file_get_contents(path, &reason, NULL, NULL))
        reason = g_strdup("its build left neither a library nor a reason");
    printable = ph_error_printable(g_strstrip(reason));
    return ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "%s", printable);
}

static gboolean run_cargo(making *m, const char *const *crates, GError **error)
{
    const ph_rust_build_plan *plan = &m->builder->plan;
    g_autofree char *script = ph_path_join(m->place->subject, "build-subject.sh", NULL);
    g_autofree char *padding = padding_setting(m->padding_bytes);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    const char *const environment[] = { "CARGO",
                                        m->builder->toolchain->cargo,
                                        "PH_SUBJECT_LOG",
                                        m->log,
                                        "PH_SUBJECT_SOURCE",
                                        m->commit ? m->place->source : "",
                                        "PH_SUBJECT_COMMIT",
                                        m->commit ? m->commit : "",
                                        NULL };
    ph_tool tool = { .folder = m->place->output,
                     .environment = environment,
                     .is_interrupted = plan->is_interrupted,
                     .tick = plan->observer.compiles ? show : NULL,
                     .data = m };
    g_auto(GStrv) arguments = NULL;
    g_autofree char *output = NULL;

    g_strv_builder_add_many(words, script, m->place->target, m->place->output, plan->target_cpu,
                            "--config", padding, NULL);
    g_strv_builder_addv(words, (const char **)crates);
    arguments = g_strv_builder_end(words);
    tool.arguments = (const char *const *)arguments;
    output = ph_tool_run(&tool, NULL, error);
    return output && check_built(m, error) &&
           (!m->commit || ph_crates_check_patched(m->place, error));
}

/* What is made is finished and kept, or nothing of it stays but cargo's log. */
static gboolean make(making *m, const ph_cached_build *cached, GError **error)
{
    g_auto(GStrv) crates = NULL;

    if (!ph_workplace_prepare(m->place, m->builder->plan.crate, error))
        return FALSE;
    crates = choose_crates(m, error);
    return crates && run_cargo(m, (const char *const *)crates, error) &&
           ph_cached_build_keep(cached, m->place->output, error);
}

static ph_rust_built *take(const ph_cached_build *cached)
{
    ph_build_identity *identity = ph_cached_build_read(cached);
    ph_rust_built *built;

    if (!identity)
        return NULL;
    built = g_new0(ph_rust_built, 1);
    built->library = g_strdup(cached->library);
    built->identity = identity;
    return built;
}

static void say_begins(const making *m, const ph_cached_build *cached)
{
    const ph_rust_build_observer *observer = &m->builder->plan.observer;
    g_autofree char *name = ph_error_printable(m->name->text);

    if (observer->replaces && g_file_test(cached->folder, G_FILE_TEST_EXISTS))
        observer->replaces(name, observer->data);
    if (observer->begins)
        observer->begins(name, observer->data);
}

static ph_rust_built *make_and_take(making *m, const ph_cached_build *cached, GError **error)
{
    const ph_rust_build_observer *observer = &m->builder->plan.observer;
    ph_rust_built *built;
    gboolean is_made;

    m->place = ph_workplace_new(m->builder->plan.cache);
    m->log = g_strconcat(cached->folder, ".log", NULL);
    m->started_us = g_get_monotonic_time();
    say_begins(m, cached);
    is_made = make(m, cached, error);
    if (!ph_workplace_clear(m->place, is_made ? error : NULL) || !is_made)
        return NULL;
    built = take(cached);
    if (!built)
        (void)ph_refuse(error, PH_ERROR_STORAGE,
                        "reading %s: it is not as it was a moment ago, when it was built",
                        cached->library);
    else if (observer->ends)
        observer->ends(built->identity, observer->data);
    return built;
}

/* Another process may have built it meanwhile. */
static ph_rust_built *build_locked(making *m, const ph_cached_build *cached, GError **error)
{
    const ph_rust_build_plan *plan = &m->builder->plan;
    g_autoptr(ph_lock) lock = ph_build_cache_lock(plan->cache, plan->is_interrupted,
                                                  plan->observer.waits, plan->observer.data, error);
    ph_rust_built *built = lock ? take(cached) : NULL;

    return built || !lock ? built : make_and_take(m, cached, error);
}

static void add_what(GError **error, const ph_build_name *name, const char *commit)
{
    g_autofree char *text = ph_error_printable(name->text);

    if (commit && !g_str_has_suffix(name->text, commit))
        g_prefix_error(error, "building %s (%.12s): ", text, commit);
    else
        g_prefix_error(error, "building %s: ", text);
}

static gboolean find_toolchain(ph_rust_builder *builder, GError **error)
{
    if (!builder->toolchain)
        builder->toolchain = builder->plan.rustc ? ph_toolchain_named(builder->plan.crate,
                                                                      builder->plan.rustc, error)
                                                 : ph_toolchain_find(builder->plan.crate, error);
    return builder->toolchain != NULL;
}

ph_rust_built *ph_rust_build(ph_rust_builder *builder, const ph_build_name *name,
                             guint padding_bytes, GError **error)
{
    PH_REQUIRE(padding_bytes % 64 == 0);
    PH_REQUIRE(name->kind != PH_BUILD_LIBRARY);

    const gboolean is_release = name->kind == PH_BUILD_RELEASE;
    g_autofree char *commit =
        is_release ? NULL : ph_checkout_resolve(name->place, name->which, error);
    g_autofree char *kept_as =
        is_release ? g_strconcat("copybook-rs-", name->which, NULL) : g_strdup(commit);
    g_auto(making)
        m = { .builder = builder, .name = name, .commit = commit, .padding_bytes = padding_bytes };
    g_autoptr(ph_cached_build) cached = NULL;
    ph_rust_built *built = NULL;

    if (!kept_as)
        return NULL;
    if (find_toolchain(builder, error)) {
        const ph_build_inputs inputs = { builder->plan.crate, builder->toolchain->identity,
                                         builder->plan.target_cpu, padding_bytes };

        cached = ph_cached_build_new(builder->plan.cache, kept_as, &inputs);
        built = take(cached);
        if (!built)
            built = build_locked(&m, cached, error);
    }
    if (!built)
        add_what(error, name, commit);
    return built;
}
