/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which machine it is among those of one fingerprint: a digest that says no name. */
#include <string.h>

#include "system/kernel_file.h"
#include "system/probe.h"

#define MACHINE_ID_PATH "/etc/machine-id"

/* Hashed with it, so that the digest is of no use to who knows the identifier from elsewhere. */
#define FIXED_WORD "perfharness-machine-1"

enum { IDENTIFIER_DIGITS = 32, MACHINE_DIGITS = 16 };

/* It goes when its job ends, and the identifier is the image's. */
static gboolean is_ephemeral(void)
{
    return g_strcmp0(g_getenv("RUNNER_ENVIRONMENT"), "github-hosted") == 0;
}

/* A container's identifier is its image's, or its own. */
static gboolean is_outside_of_containers(const ph_section *document)
{
    const cJSON *container = cJSON_GetObjectItemCaseSensitive(document->object, "container");
    const cJSON *kind = cJSON_GetObjectItemCaseSensitive(container, "kind");

    return g_strcmp0(cJSON_GetStringValue(kind), "none") == 0;
}

static gboolean is_identifier(const char *text)
{
    return strlen(text) == IDENTIFIER_DIGITS &&
           strspn(text, "0123456789abcdef") == IDENTIFIER_DIGITS;
}

void ph_probe_machine(const ph_section *document, const char *os_root)
{
    g_autofree char *identifier = ph_kernel_file_value(os_root, MACHINE_ID_PATH, NULL);
    g_autofree char *text = NULL;
    g_autofree char *digest = NULL;

    if (!identifier || !is_identifier(identifier) || is_ephemeral() ||
        !is_outside_of_containers(document))
        return;
    text = g_strconcat(FIXED_WORD "\n", identifier, NULL);
    digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    digest[MACHINE_DIGITS] = '\0';
    ph_put_string(document, "machine", digest);
}
