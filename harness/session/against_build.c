/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/against_build.h"

#include <stdio.h>

#include "error/interruption.h"
#include "measure/layout_inquiry.h"
#include "session/builds.h"
#include "session/subjects.h"
#include "settings/installation.h"

/* What is so in one process of two is missed by so many once in a million. */
enum { PROCESSES = 20, HANG_TIMEOUT_US = 10 * G_USEC_PER_SEC };

static ph_layout_against *ask(const char *build, const ph_run_subject *subject,
                              const ph_own_data *own_data, const ph_layout_truth *truth,
                              const ph_interruption *interruption, GError **error)
{
    g_autofree char *worker = ph_installation_worker();
    g_autofree char *name = ph_build_shown(build);
    g_autoptr(ph_sandbox) sandbox = ph_sandbox_new();
    g_autoptr(ph_layout_against) against =
        ph_layout_against_new(name, truth->record->name, truth->record->length_max);
    const ph_worker_host host = { .program = worker,
                                  .sandbox = sandbox,
                                  .hang_timeout_us = HANG_TIMEOUT_US,
                                  .is_interrupted = &interruption->is_interrupted };
    const ph_layout_inquiry inquiry = { .host = &host,
                                        .subject = subject,
                                        .own_data = own_data,
                                        .truth = truth,
                                        .processes = PROCESSES };

    if (ph_sandbox_why_off(sandbox))
        (void)fprintf(stderr, "Note: " PH_SANDBOX_OFF "%s\n", ph_sandbox_why_off(sandbox));
    return ph_layout_inquire(&inquiry, against, error) ? g_steal_pointer(&against) : NULL;
}

static ph_layout_against *find_and_ask(const char *build, const ph_own_data *own_data,
                                       const ph_layout_truth *truth, GError **error)
{
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_run_subject) subject = ph_subjects_find_build(build, error);

    return subject ? ask(build, subject, own_data, truth, interruption, error) : NULL;
}

ph_layout_against *ph_against_build(const char *build, const ph_copybook_file *file,
                                    const ph_record *record, const ph_copybook_choice *choice,
                                    GError **error)
{
    const ph_layout_truth truth = { .copybook = &file->copybook,
                                    .record = record,
                                    .source = file->source,
                                    .source_length = file->source_length };
    const ph_own_data own_data = { .copybook = file->path,
                                   .record = choice->record,
                                   .reading = choice->reading };
    ph_layout_against *against = find_and_ask(build, &own_data, &truth, error);

    if (!against)
        g_prefix_error(error, "--against %s: ", build);
    return against;
}
