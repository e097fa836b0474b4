/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Are chains as others have stamped them, and how far do stamps go? */
#include <stdio.h>
#include <unistd.h>

#include "columns.h"
#include "command/verification.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "stamp/countersignature.h"
#include "stamp/manifest.h"

/* So many are told. */
enum { FAULTS_TOLD = 100 };

/* What was named is a baseline: its stamps are where histories are, as a rule. */
static void take_stamps_of_place(ph_verification *verification)
{
    const ph_store_place *place = verification->place;
    g_autofree char *note = NULL;
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_run_store) store = NULL;

    if (verification->has_store || !place->path || !ph_run_store_exists(place))
        return;
    store = ph_run_store_open(place, PH_STORE_READ, &note, &cause);
    if (store && ph_stamps_take(store, place->name, verification->stamps, &cause))
        return;
    ph_columns_print(stdout, 0, 2, "the time stamps of %s were not looked at: %s", place->name,
                     cause->message);
}

/* How many stamps there are of each kind. */
typedef struct counts {
    guint time_stamps, signatures;
} counts;

static counts count_stamps(const ph_verification *verification)
{
    const GPtrArray *stamps = ph_stamp_check_stamps(verification->stamps);
    counts found = { 0 };

    for (guint i = 0; i < stamps->len; i++)
        if (((const ph_stamp *)stamps->pdata[i])->answer)
            found.time_stamps++;
        else
            found.signatures++;
    return found;
}

/* NULL: they cannot be verified, which is said. */
static ph_stamp_roots *read_roots(ph_verification *verification, guint time_stamps)
{
    const char *path = verification->stamp_settings->root;
    GError *cause = NULL;
    ph_stamp_roots *roots = path ? ph_stamp_roots_read(path, &cause) : NULL;

    if (roots)
        return roots;
    if (path)
        g_prefix_error(&cause, "time stamps cannot be verified: ");
    else
        (void)ph_refuse(&cause, PH_ERROR_SETTINGS,
                        "%u time stamp%s cannot be verified: no root certificate is known; "
                        "--root-certificate names it, or time_stamp of audit_config.yaml",
                        time_stamps, time_stamps == 1 ? "" : "s");
    ph_verification_found(verification, PH_EXIT_INCONCLUSIVE, cause);
    return NULL;
}

static void examine_signature(ph_verification *verification, ph_stamp *stamp)
{
    g_autofree char *day = ph_stamp_day(stamp->added_us);
    g_autofree char *signer = NULL;
    GError *cause = NULL;

    if (stamp->fault)
        return;
    signer =
        ph_countersignature_signer(stamp->signature, stamp->text, verification->signers, &cause);
    if (signer) {
        ph_columns_print(stdout, 0, 2, "%s: the counter-signature of %s is by %s", stamp->store,
                         day, signer);
    } else if (g_error_matches(cause, PH_ERROR, PH_ERROR_CHANGED)) {
        stamp->fault = g_strdup(cause->message);
        g_error_free(cause);
    } else {
        ph_verification_found(verification, PH_EXIT_FAILED, cause);
    }
}

static void examine(ph_verification *verification, counts of)
{
    const GPtrArray *stamps = ph_stamp_check_stamps(verification->stamps);
    g_autoptr(ph_stamp_roots) roots =
        of.time_stamps > 0 ? read_roots(verification, of.time_stamps) : NULL;

    for (guint i = 0; i < stamps->len; i++) {
        ph_stamp *stamp = (ph_stamp *)stamps->pdata[i];

        if (stamp->answer)
            ph_stamp_examine(stamp, roots);
        else if (verification->signers)
            examine_signature(verification, stamp);
        if (stamp->answer && roots && !stamp->fault)
            verification->good_time_stamps++;
    }
    if (of.signatures > 0 && !verification->signers)
        ph_columns_print(stdout, 0, 2,
                         "%u counter-signature%s not verified: --allowed-signers says who may sign",
                         of.signatures, of.signatures == 1 ? " was" : "s were");
}

typedef struct stamp_faults {
    ph_verification *verification;
    guint count;
} stamp_faults;

static void find_fault(const char *fault, gpointer data)
{
    stamp_faults *faults = data;

    if (faults->count++ < FAULTS_TOLD)
        ph_verification_changed(faults->verification, "%s", fault);
}

/* How far each chain is protected by more than itself. */
static void tell_reach(const ph_verification *verification)
{
    for (guint i = 0; i < ph_stamp_check_chains(verification->stamps); i++) {
        const ph_stamped_chain chain = ph_stamp_check_chain(verification->stamps, i);

        if (chain.stamped < chain.count)
            ph_columns_print(stdout, 0, 2,
                             "%s: what comes after number %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                             " is protected by nothing but the chain",
                             chain.name, chain.stamped, chain.count);
    }
}

void ph_verify_stamps(ph_verification *verification)
{
    const ph_stamp_settings *settings = verification->stamp_settings;
    const ph_stamp_rhythm rhythm = { settings->every_days, settings->since_us,
                                     ph_history_now_us() };
    stamp_faults faults = { verification, 0 };
    counts of;

    take_stamps_of_place(verification);
    of = count_stamps(verification);
    examine(verification, of);
    ph_stamp_check_end(verification->stamps, &rhythm, find_fault, &faults);
    if (faults.count > FAULTS_TOLD)
        ph_verification_changed(verification, "and %u more that stamps show",
                                faults.count - FAULTS_TOLD);
    if (of.time_stamps == 0)
        return;
    if (settings->every_days == 0)
        ph_columns_print(
            stdout, 0, 2,
            "how often there are to be time stamps was not looked at: no time_stamp in "
            "the settings");
    tell_reach(verification);
}
