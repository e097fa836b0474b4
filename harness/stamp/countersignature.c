/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/countersignature.h"

#include <gio/gio.h>
#include <string.h>

#include "error/error.h"
#include "storage/durable.h"
#include "storage/temporary_file.h"

#define NAMESPACE "perfharness-history"

/*
 * Run ssh-keygen, with a text as its input.
 *
 * @return what it printed, its first line, when it said yes; NULL without error when it said no.
 */
static char *ask(const char *const *arguments, const char *text, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GBytes) input = g_bytes_new_static(text, strlen(text));
    g_autoptr(GBytes) printed = NULL;
    g_autoptr(GSubprocess) program =
        g_subprocess_newv(arguments,
                          G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                              G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          &cause);
    gsize length = 0;
    const char *line;

    if (!program) {
        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT,
                        "a signature cannot be verified without ssh-keygen: %s", cause->message);
        return NULL;
    }
    /* Whoever says no may not read all of it. */
    if (!g_subprocess_communicate(program, input, NULL, &printed, NULL, NULL) ||
        !g_subprocess_get_successful(program))
        return NULL;
    line = (const char *)g_bytes_get_data(printed, &length);
    return length > 0 ? g_strndup(line, strcspn(line, "\n") < length ? strcspn(line, "\n") : length)
                      : g_strdup("");
}

static char *find_signer(const char *file, const char *text, const char *signers, GError **error)
{
    const char *const find[] = { "ssh-keygen", "-Y", "find-principals", "-s",
                                 file,         "-f", signers,           NULL };
    g_autoptr(GError) cause = NULL;
    g_autofree char *name = ask(find, "", &cause);
    const char *const verify[] = { "ssh-keygen", "-Y", "verify", "-n", NAMESPACE,        "-s",
                                   file,         "-f", signers,  "-I", name ? name : "", NULL };
    g_autofree char *said = name ? ask(verify, text, &cause) : NULL;

    if (said)
        return ph_error_printable(name);
    if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    else
        (void)ph_refuse(error, PH_ERROR_CHANGED,
                        name ? "the signature is not of this manifest"
                             : "nobody whom the file of allowed signers names has signed it");
    return NULL;
}

char *ph_countersignature_signer(const char *signature, const char *text, const char *signers,
                                 GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *file =
        ph_temporary_file_new("perfharness-signature-XXXXXX", signature, strlen(signature), &cause);
    char *signer;

    if (!file) {
        (void)ph_refuse(error, PH_ERROR_STORAGE, "keeping a signature for ssh-keygen: %s",
                        cause->message);
        return NULL;
    }
    signer = find_signer(file, text, signers, error);
    (void)ph_durable_remove(file, NULL);
    return signer;
}
