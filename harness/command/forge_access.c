/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/forge_access.h"

#include "error/error.h"

#define NOT_GIVEN          (-G_MAXDOUBLE)
#define DEADLINE_S_DEFAULT 300.0
#define DEADLINE_S_MAX     3600.0
#define UNIT_S_DEFAULT     1.0
#define UNIT_S_MAX         60.0

static char *ca_file;
static double deadline_s = NOT_GIVEN;
static double unit_s = NOT_GIVEN;

const GOptionEntry ph_forge_access_entries[] = {
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &ca_file,
      "Trust a server that this file's certificates (PEM) vouch for, and no other (default: "
      "CURL_CA_BUNDLE, SSL_CERT_FILE, or what this system trusts)",
      "FILE" },
    { "deadline-seconds", 0, 0, G_OPTION_ARG_DOUBLE, &deadline_s,
      "Give up on the server after this time (default: 300)", "S" },
    { "retry-base-seconds", 0, 0, G_OPTION_ARG_DOUBLE, &unit_s,
      "First pause before another attempt; the others follow from it (default: 1)", "S" },
    G_OPTION_ENTRY_NULL
};

const char *ph_forge_access_given(void)
{
    return ca_file                   ? "--ca-file"
           : deadline_s != NOT_GIVEN ? "--deadline-seconds"
           : unit_s != NOT_GIVEN     ? "--retry-base-seconds"
                                     : NULL;
}

gboolean ph_forge_access_take(ph_forge_access *ret, GError **error)
{
    *ret =
        (ph_forge_access){ .ca_file = ca_file,
                           .deadline_s = deadline_s == NOT_GIVEN ? DEADLINE_S_DEFAULT : deadline_s,
                           .unit_s = unit_s == NOT_GIVEN ? UNIT_S_DEFAULT : unit_s };
    if (!(ret->deadline_s > 0.0 && ret->deadline_s <= DEADLINE_S_MAX))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--deadline-seconds: above 0, at most 3600 was expected");
    return (ret->unit_s > 0.0 && ret->unit_s <= UNIT_S_MAX) ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--retry-base-seconds: above 0, at most 60 was expected");
}
