/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/secret.h"

#include <string.h>

#include "error/error.h"
#include "platform/path.h"

enum { SECRET_BYTES_MAX = 64 * 1024 };

/* As GitHub's and Slack's tokens begin, which would else do for a name. */
static const char *const token_beginnings[] = {
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xox", "xapp-",
};

static gboolean is_token(const char *text)
{
    for (guint i = 0; i < G_N_ELEMENTS(token_beginnings); i++)
        if (g_str_has_prefix(text, token_beginnings[i]))
            return TRUE;
    return FALSE;
}

gboolean ph_secret_is_name(const char *text)
{
    if (is_token(text))
        return FALSE;
    for (const char *c = text; *c; c++)
        if (!g_ascii_isalnum(*c) && !strchr("_-.", *c))
            return FALSE;
    return *text && *text != '.' && strlen(text) <= 200;
}

/* What systemd handed over; NULL: nothing of that name. */
static char *read_credential(const char *name)
{
    const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *path = folder && *folder ? ph_path_join(folder, name, NULL) : NULL;
    g_autofree char *text = NULL;
    gsize bytes = 0;

    if (!path || !g_file_get_contents(path, &text, &bytes, NULL) || bytes > SECRET_BYTES_MAX ||
        memchr(text, '\0', bytes))
        return NULL;
    if (bytes && text[bytes - 1] == '\n')
        text[--bytes] = '\0';
    if (bytes && text[bytes - 1] == '\r')
        text[--bytes] = '\0';
    return g_steal_pointer(&text);
}

static gboolean has_control(const char *text)
{
    for (; *text; text++)
        if (g_ascii_iscntrl(*text))
            return TRUE;
    return FALSE;
}

char *ph_secret_read(const char *name, const char *key, GError **error)
{
    g_autofree char *secret = g_strdup(g_getenv(name));

    if (!secret)
        secret = read_credential(name);
    if (!secret || !*secret) {
        (void)ph_refuse(error, PH_ERROR_AUTHENTICATION,
                        "%s names %s, which is %s: put the secret into the environment variable "
                        "or the systemd credential of that name",
                        key, name, secret ? "empty" : "not set");
        return NULL;
    }
    if (has_control(secret)) {
        (void)ph_refuse(error, PH_ERROR_AUTHENTICATION,
                        "%s names %s, which holds a line's end or another control character: it "
                        "was not copied whole, or too much of it",
                        key, name);
        return NULL;
    }
    return g_steal_pointer(&secret);
}

void ph_secret_hide(const char *secret, GError *error)
{
    g_autoptr(GString) text = g_string_new(error->message);

    if (!secret || !*secret || g_string_replace(text, secret, "***", 0) == 0)
        return;
    g_free(error->message);
    error->message = g_strdup(text->str);
}
