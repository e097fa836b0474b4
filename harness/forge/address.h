/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The address of an API, and which addresses that its server names are within it. */
#ifndef PH_HARNESS_FORGE_ADDRESS_H
#define PH_HARNESS_FORGE_ADDRESS_H

#include <glib.h>

/* For complaints. All are borrowed. */
typedef struct ph_address_words {
    const char *variable; /* That has the address. */
    const char *example;
} ph_address_words;

typedef struct ph_address {
    char *origin;    /* "https://api.github.com": in lower case, without a default port. Owned. */
    char *base_path; /* "", "/api/v3": without a slash at its end. Owned. */
} ph_address;

/*
 * Take an address apart that a token may be sent to: https://HOST[:PORT][/PATH], or http:// for
 * this machine. FALSE and error (PH_ERROR_USAGE) for any other, and NULL; *ret is then empty.
 */
gboolean ph_address_parse(const char *url, const ph_address_words *words, ph_address *ret,
                          GError **error);

/*
 * What stands behind the API's address in one that a server named; NULL when that is elsewhere.
 * Only this part is to be used, so that no two readings of one address can differ in where a token
 * goes. The caller frees it.
 */
char *ph_address_path(const ph_address *address, const char *url);

/*
 * Scheme, host and port of an address that something may be fetched from: https, or http of this
 * machine, and no user's name in it. NULL for any other. The caller frees it.
 */
char *ph_address_origin(const char *url);

void ph_address_clear(ph_address *address);

#endif /* PH_HARNESS_FORGE_ADDRESS_H */
