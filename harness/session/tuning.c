/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/tuning.h"

#include <stdio.h>

#include "error/error.h"
#include "session/lock_doubt.h"
#include "tune/journal.h"
#include "tune/tune.h"

ph_cpu_choice *ph_tuning_place(const char *sysfs_root, gint asked_cpu, GError **error)
{
    if (!*sysfs_root || g_file_test(sysfs_root, G_FILE_TEST_IS_DIR))
        return ph_cpu_choose(sysfs_root, asked_cpu, error);
    (void)ph_refuse(error, PH_ERROR_USAGE, "--sysfs-root %s: a folder was expected", sysfs_root);
    return NULL;
}

ph_host_lock *ph_tuning_lock(GError **error)
{
    g_autofree char *path = ph_host_lock_path();
    const ph_host_lock_terms at_once = { .stranger_wait_s = PH_HOST_LOCK_STRANGER_WAIT_S };
    g_autoptr(GError) cause = NULL;
    ph_host_lock *lock = ph_host_lock_take(path, g_get_prgname(), &at_once, &cause);

    if (!lock && g_error_matches(cause, PH_ERROR, PH_ERROR_ENVIRONMENT))
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "a measurement runs on this host (%s), and must not have its settings changed: "
                    "try again when it has ended",
                    path);
    else if (!lock)
        g_propagate_error(error, g_steal_pointer(&cause));
    else
        ph_lock_doubt_say(lock, "settings change beside what may be a measurement: ");
    return lock;
}

static void print_step(const ph_tune_step *step)
{
    const char *before = step->before ? step->before : "(unreadable)";
    g_autofree char *text = NULL;

    switch (step->outcome) {
    case PH_TUNE_SET:
        text = g_strdup_printf("%s: %s, was %s", step->path, step->value, before);
        break;
    case PH_TUNE_KEPT: text = g_strdup_printf("%s: %s already", step->path, before); break;
    case PH_TUNE_ALTERED:
        text = g_strdup_printf("%s: reads back as %s, not %s; was %s", step->path, step->value,
                               step->wanted, before);
        break;
    case PH_TUNE_REFUSED:
        text = g_strdup_printf("%s: refused: %s", step->path, step->reason);
        break;
    case PH_TUNE_GONE: text = g_strdup_printf("%s: not there any more", step->path); break;
    }
    g_autofree char *printable = ph_error_printable(text);
    (void)printf("  %s\n", printable);
}

void ph_tuning_print(const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++)
        print_step(steps->pdata[i]);
}

static void say_what_was_recovered(const GPtrArray *steps)
{
    const guint amiss = ph_tune_count_amiss(steps), gone = ph_tune_count(steps, PH_TUNE_GONE);
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_printf(text, "of its %u settings, %u are as they were, %u are not", steps->len,
                    steps->len - amiss - gone, amiss);
    if (gone)
        g_string_append_printf(text, ", %u are not there any more", gone);
    (void)fprintf(stderr,
                  "perfharness: a tuning was interrupted: %s (`perfharness restore` says which)\n",
                  text->str);
}

void ph_tuning_recover(void)
{
    g_autofree char *folder = ph_journal_folder();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) steps = ph_tune_recover(folder, &error);

    if (error) {
        g_autofree char *message = ph_error_printable(error->message);

        (void)fprintf(stderr,
                      "perfharness: settings that a tuning may have left changed could not be put "
                      "back: %s\n",
                      message);
    } else if (steps) {
        say_what_was_recovered(steps);
    }
}
