/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tune/tune.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "tune/journal.h"
#include "tune/setting.h"

static void step_free(gpointer data)
{
    ph_tune_step *step = data;

    g_free(step->path);
    g_free(step->before);
    g_free(step->wanted);
    g_free(step->value);
    g_free(step->reason);
    g_free(step);
}

static ph_tune_step *add_step(GPtrArray *steps, const char *path)
{
    ph_tune_step *step = g_new0(ph_tune_step, 1);

    step->path = g_strdup(path);
    g_ptr_array_add(steps, step);
    return step;
}

static void note_refusal(ph_tune_step *step, const GError *cause)
{
    step->outcome = PH_TUNE_REFUSED;
    step->reason = g_strdup(cause->message);
}

/* Write one value and read it back: the kernel rounds, clamps, and sometimes only pretends. */
static void set(const char *sysfs_root, ph_tune_step *step)
{
    g_autoptr(GError) cause = NULL;

    if (g_strcmp0(step->before, step->wanted) == 0) {
        step->outcome = PH_TUNE_KEPT;
        step->value = g_strdup(step->before);
        return;
    }
    if (!ph_setting_write(sysfs_root, step->path, step->wanted, &cause)) {
        note_refusal(step, cause);
        step->value = ph_setting_read(sysfs_root, step->path, NULL);
        return;
    }
    step->value = ph_setting_read(sysfs_root, step->path, &cause);
    if (!step->value)
        note_refusal(step, cause);
    else
        step->outcome = strcmp(step->value, step->wanted) == 0 ? PH_TUNE_SET : PH_TUNE_ALTERED;
}

/* What there is to set, and what is there now; the journal learns what it does not know yet. */
static GPtrArray *plan_steps(const ph_tune_request *request, const GPtrArray *settings,
                             ph_journal *journal)
{
    GPtrArray *steps = g_ptr_array_new_with_free_func(step_free);

    for (guint i = 0; i < settings->len; i++) {
        const ph_setting *setting = settings->pdata[i];
        ph_tune_step *step = add_step(steps, setting->path);
        g_autoptr(GError) cause = NULL;

        step->is_optional = setting->is_optional;
        step->before = ph_setting_read(request->sysfs_root, setting->path, &cause);
        step->wanted =
            step->before ? ph_setting_wanted(request->sysfs_root, setting, &cause) : NULL;
        if (!step->wanted)
            note_refusal(step, cause);
        else if (!ph_journal_find(journal, setting->path))
            ph_journal_add(journal, setting->path, step->before);
    }
    return steps;
}

/* What a setting is to become may follow from those before it. */
static void take_steps(const char *sysfs_root, const GPtrArray *settings, const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++) {
        ph_tune_step *step = steps->pdata[i];

        if (step->outcome == PH_TUNE_REFUSED)
            continue;
        g_autofree char *wanted = ph_setting_wanted(sysfs_root, settings->pdata[i], NULL);
        if (wanted) {
            g_free(step->wanted);
            step->wanted = g_steal_pointer(&wanted);
        }
        set(sysfs_root, step);
    }
}

/* What is as it was before the first tuning need not be put back. */
static void drop_unchanged(const ph_tune_request *request, ph_journal *journal)
{
    for (guint i = journal->entries->len; i > 0; i--) {
        const ph_journal_entry *entry = journal->entries->pdata[i - 1];
        g_autofree char *value = ph_setting_read(request->sysfs_root, entry->path, NULL);

        if (g_strcmp0(value, entry->previous) == 0)
            g_ptr_array_remove_index(journal->entries, i - 1);
    }
}

/* Where either start is not known, nothing was forgotten. */
static gboolean is_of_this_start(const ph_journal *journal)
{
    g_autoptr(ph_journal) present = ph_journal_new(journal->sysfs_root);

    return !*present->boot || !*journal->boot || strcmp(present->boot, journal->boot) == 0;
}

/* The journal to go on with: the one that is there, unless the machine has forgotten it. */
static ph_journal *open_journal(const ph_tune_request *request, GError **error)
{
    g_autoptr(ph_journal) journal = NULL;

    if (!ph_journal_read(request->folder, &journal, error))
        return NULL;
    if (journal && strcmp(journal->sysfs_root, request->sysfs_root) != 0) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "the journal in %s is of the tree \"%s\": `perfharness restore` first, or name "
                    "another folder in PERFHARNESS_STATE",
                    request->folder, journal->sysfs_root);
        return NULL;
    }
    if (journal && is_of_this_start(journal))
        return g_steal_pointer(&journal);
    return ph_journal_new(request->sysfs_root);
}

static gboolean write_stage(const char *folder, ph_journal *journal, ph_journal_stage stage,
                            GError **error)
{
    journal->stage = stage;
    return journal->entries->len ? ph_journal_write(folder, journal, error)
                                 : ph_journal_remove(folder, error);
}

static GPtrArray *apply_held(const ph_tune_request *request, GError **error)
{
    g_autoptr(ph_journal) journal = open_journal(request, error);
    g_autoptr(GPtrArray) settings =
        ph_setting_list(request->sysfs_root, request->cpu, request->usable_cpus);
    g_autoptr(GPtrArray) steps = NULL;

    if (!journal)
        return NULL;
    steps = plan_steps(request, settings, journal);
    if (request->is_dry_run)
        return g_steal_pointer(&steps);
    if (!write_stage(request->folder, journal, PH_JOURNAL_APPLYING, error))
        return NULL;
    take_steps(request->sysfs_root, settings, steps);
    drop_unchanged(request, journal);
    if (!write_stage(request->folder, journal, PH_JOURNAL_APPLIED, error))
        return NULL;
    return g_steal_pointer(&steps);
}

/* As it is found from any folder. NULL and error when it is not there. */
static char *absolute_root(const char *sysfs_root, GError **error)
{
    char *resolved = *sysfs_root ? realpath(sysfs_root, NULL) : NULL;
    char *absolute = g_strdup(resolved ? resolved : "");

    if (*sysfs_root && !resolved) {
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "tuning the tree %s: %s", sysfs_root,
                    g_strerror(errno));
        g_clear_pointer(&absolute, g_free);
    }
    free(resolved);
    return absolute;
}

GPtrArray *ph_tune_apply(const ph_tune_request *request, GError **error)
{
    g_autofree char *sysfs_root = absolute_root(request->sysfs_root, error);
    ph_tune_request found = *request;
    GPtrArray *steps;
    ph_lock *held;

    if (!sysfs_root)
        return NULL;
    found.sysfs_root = sysfs_root;
    if (request->is_dry_run)
        return apply_held(&found, error);
    held = ph_journal_hold(request->folder, error);
    if (!held)
        return NULL;
    steps = apply_held(&found, error);
    ph_lock_release(held);
    return steps;
}

static void put_back(const ph_journal *journal, const ph_journal_entry *entry, ph_tune_step *step)
{
    g_autofree char *full_path = g_strconcat(journal->sysfs_root, entry->path, NULL);

    if (!g_file_test(full_path, G_FILE_TEST_EXISTS)) {
        step->outcome = PH_TUNE_GONE;
        return;
    }
    /* What cannot be read, an empty file, say, may yet be written. */
    step->before = ph_setting_read(journal->sysfs_root, entry->path, NULL);
    step->wanted = g_strdup(entry->previous);
    set(journal->sysfs_root, step);
}

static gboolean has_root(const char *folder, const ph_journal *journal, GError **error)
{
    if (!*journal->sysfs_root || g_file_test(journal->sysfs_root, G_FILE_TEST_IS_DIR))
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE,
                "the tree %s that was tuned is not there: nothing was put back, and the journal in "
                "%s stays for `perfharness restore`; if the tree is gone for good, remove "
                "tune.json there",
                journal->sysfs_root, folder);
    return FALSE;
}

/* What need not be tried again. */
static void drop_settled(ph_journal *journal, const GPtrArray *steps)
{
    if (ph_tune_count(steps, PH_TUNE_GONE) == steps->len)
        return;
    for (guint i = 0; i < steps->len; i++)
        if (((const ph_tune_step *)steps->pdata[i])->outcome != PH_TUNE_REFUSED)
            g_ptr_array_remove_index(journal->entries, steps->len - 1 - i);
}

static GPtrArray *restore_held(const char *folder, ph_journal *journal, gboolean *ret_is_stale,
                               GError **error)
{
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(step_free);

    if (!has_root(folder, journal, error))
        return NULL;
    *ret_is_stale = !is_of_this_start(journal);
    if (*ret_is_stale)
        return ph_journal_remove(folder, error) ? g_steal_pointer(&steps) : NULL;
    if (!write_stage(folder, journal, PH_JOURNAL_RESTORING, error))
        return NULL;
    for (guint i = journal->entries->len; i > 0; i--) {
        const ph_journal_entry *entry = journal->entries->pdata[i - 1];

        put_back(journal, entry, add_step(steps, entry->path));
    }
    drop_settled(journal, steps);
    return write_stage(folder, journal, PH_JOURNAL_RESTORING, error) ? g_steal_pointer(&steps)
                                                                     : NULL;
}

/* Only what a dead process left, or whatever there is. NULL without an error: nothing to do. */
static GPtrArray *restore(const char *folder, gboolean is_only_dead, gboolean *ret_is_stale,
                          GError **error)
{
    g_autoptr(ph_journal) journal = NULL;
    GPtrArray *steps = NULL;
    ph_lock *held = ph_journal_hold(folder, error);

    if (!held)
        return NULL;
    if (ph_journal_read(folder, &journal, error) && journal &&
        !(is_only_dead && journal->stage == PH_JOURNAL_APPLIED))
        steps = restore_held(folder, journal, ret_is_stale, error);
    ph_lock_release(held);
    return steps;
}

GPtrArray *ph_tune_restore(const char *folder, gboolean *ret_is_stale, GError **error)
{
    g_autoptr(ph_journal) journal = NULL;

    *ret_is_stale = FALSE;
    return ph_journal_read(folder, &journal, error) && journal
               ? restore(folder, FALSE, ret_is_stale, error)
               : NULL;
}

GPtrArray *ph_tune_recover(const char *folder, GError **error)
{
    g_autoptr(ph_journal) journal = NULL;
    g_autoptr(GError) cause = NULL;
    gboolean is_stale = FALSE;
    GPtrArray *steps;

    /* Who may not read it could not put anything back either. */
    if (!ph_journal_is_readable(folder) || !ph_journal_read(folder, &journal, error) || !journal ||
        journal->stage == PH_JOURNAL_APPLIED)
        return NULL;
    steps = restore(folder, TRUE, &is_stale, &cause);
    /* Whoever holds it is alive, and at work. */
    if (cause && !g_error_matches(cause, PH_ERROR, PH_ERROR_ENVIRONMENT))
        g_propagate_error(error, g_steal_pointer(&cause));
    if (is_stale)
        g_clear_pointer(&steps, g_ptr_array_unref);
    return steps;
}

guint ph_tune_count(const GPtrArray *steps, ph_tune_outcome outcome)
{
    guint count = 0;

    for (guint i = 0; i < steps->len; i++) {
        const ph_tune_step *step = steps->pdata[i];

        count += step->outcome == outcome && !step->is_optional ? 1 : 0;
    }
    return count;
}

guint ph_tune_count_amiss(const GPtrArray *steps)
{
    return ph_tune_count(steps, PH_TUNE_REFUSED) + ph_tune_count(steps, PH_TUNE_ALTERED);
}
