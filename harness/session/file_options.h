/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Work on files, as the command line and the suite have it: where, how large, and whether there is
 * room.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_FILE_OPTIONS_H
#define PH_HARNESS_SESSION_FILE_OPTIONS_H

#include <glib.h>

#include "measure/plan.h"
#include "measure/worker_process.h"
#include "model/stored.h"
#include "settings/suite.h"

/* An option table. */
extern const GOptionEntry ph_file_entries[];

/* The first option of it that was given, "--file-size"; NULL: none. Static. */
const char *ph_file_option_given(void);

/* --from-disk: the user's own records are measured where they are, too. */
gboolean ph_file_own_is_asked(void);

/* What is measured may have no more memory than that: a size that is a multiple of memory is of it.
 */
void ph_file_limit_memory(guint64 bytes);

/* What its options take, as ph_command.values has it. */
char **ph_file_values(const char *option);

/* The files of a run. */
typedef struct ph_stored_files {
    char *folder;
    guint64 bytes;   /* Of records in each that is made. */
    GPtrArray *data; /* ph_stored_data, owned: plans borrow them. */
} ph_stored_files;

/*
 * None yet. A size that is a multiple of memory is of what this process may have of it now.
 *
 * @param suite  Says what the command line does not; NULL: there is none.
 * @return NULL and error: PH_ERROR_USAGE, or PH_ERROR_ENVIRONMENT when nobody says how much memory
 *         there is.
 */
ph_stored_files *ph_stored_files_new(const ph_suite *suite, GError **error);
void ph_stored_files_free(ph_stored_files *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_stored_files, ph_stored_files_free)

/* Those of a workload, whose files are made when it is measured. Borrowed. */
ph_stored_data *ph_stored_files_add(ph_stored_files *files, const ph_workload *workload);

/*
 * The user's own file, which is open from now on. Borrowed.
 *
 * @return NULL and error: PH_ERROR_USAGE for records that subjects do not read from a file as they
 *         are, or that nothing is known of; else as ph_stored_data_new_own().
 */
ph_stored_data *ph_stored_files_add_own(ph_stored_files *files, const ph_own_data *own,
                                        GError **error);

/* Look at the user's own file, if there is one, all of it, and then for room once more. FALSE and
 * error as ph_own_file_survey() and ph_stored_files_check(). */
gboolean ph_stored_files_survey(const ph_stored_files *files, const ph_worker_host *host,
                                GError **error);

/* Can all of them, and what is made of them, be written there? FALSE and error (PH_ERROR_STORAGE):
 * what is missing, and what to do. */
gboolean ph_stored_files_check(const ph_stored_files *files, GError **error);

/* Are any of them made: does --file-size mean anything? */
gboolean ph_stored_files_has_made(const ph_stored_files *files);

/* What they are on. */
void ph_stored_files_record(const ph_stored_files *files, ph_stored_facts *ret);

#endif /* PH_HARNESS_SESSION_FILE_OPTIONS_H */
