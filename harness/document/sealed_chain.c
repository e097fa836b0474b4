/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/sealed_chain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "document/json_member.h"
#include "document/seal.h"
#include "platform/line.h"

void ph_sealed_chain_begin(ph_sealed_chain *chain, const char *path, const char *noun,
                           ph_error code)
{
    *chain = (ph_sealed_chain){ .path = path,
                                .noun = noun,
                                .code = code,
                                .heads = g_ptr_array_new_with_free_func(g_free),
                                .tail = g_strdup("") };
}

void ph_sealed_chain_clear(ph_sealed_chain *chain)
{
    g_clear_pointer(&chain->heads, g_ptr_array_unref);
    g_clear_pointer(&chain->tail, g_free);
}

const char *ph_sealed_chain_head(const ph_sealed_chain *chain)
{
    return chain->heads->len > 0 ? chain->heads->pdata[chain->heads->len - 1] : NULL;
}

void ph_sealed_chain_follow(cJSON *document, const char *previous)
{
    ph_json_add_text(document, "previous", previous);
    ph_seal(document);
}

static gboolean refuse(const ph_sealed_chain *chain, const char *why, GError **error)
{
    return ph_refuse(error, chain->code,
                     "%s:%u: %s: the %s was edited or cut; restore the file from version control",
                     chain->path, chain->line, why, chain->noun);
}

/* Where the lines begin that are there twice: before this one of those that were read; -1: they do
 * not. */
static gint find_head(const ph_sealed_chain *chain, const char *sha256)
{
    guint at;

    return g_ptr_array_find_with_equal_func(chain->heads, sha256, g_str_equal, &at) ? (gint)at : -1;
}

typedef struct reading {
    ph_sealed_chain *chain;
    ph_sealed_chain_take *take;
    gpointer data;
    gint repeated;  /* The place of the next line that is there twice; -1: none is. */
    guint known;    /* So many documents were read before. */
    gboolean first; /* Nothing of this file was looked at yet. */
} reading;

/* A line that was read before, from another file. */
static gboolean is_repeated(reading *in, const cJSON *document)
{
    ph_sealed_chain *chain = in->chain;
    const char *sha256 = ph_json_text(document, PH_SEAL_MEMBER);

    if (in->first && g_strcmp0(ph_json_text(document, "previous"), ph_sealed_chain_head(chain)))
        in->repeated = find_head(chain, sha256);
    in->first = FALSE;
    if (in->repeated < 0 || (guint)in->repeated >= in->known ||
        strcmp(chain->heads->pdata[in->repeated], sha256) != 0)
        return FALSE;
    in->repeated++;
    chain->repeated++;
    return TRUE;
}

/* It has its seal, and is JSON, whoever sealed it. */
static gboolean take_document(reading *in, cJSON *document, const char *line, GError **error)
{
    ph_sealed_chain *chain = in->chain;
    const char *why;
    char *sha256;

    if (is_repeated(in, document)) {
        cJSON_Delete(document);
        return TRUE;
    }
    if (g_strcmp0(ph_json_text(document, "previous"), ph_sealed_chain_head(chain)) != 0) {
        cJSON_Delete(document);
        return refuse(chain, "the entry does not follow from the one before", error);
    }
    sha256 = g_strdup(ph_json_text(document, PH_SEAL_MEMBER));
    why = in->take(document, line, in->data);
    if (why) {
        g_free(sha256);
        return refuse(chain, why, error);
    }
    g_ptr_array_add(chain->heads, sha256);
    return TRUE;
}

/* As cJSON prints it, there is none: what means the same and is written otherwise was not written
 * here. */
static gboolean has_blank_outside_texts(const char *line)
{
    gboolean is_text = FALSE;

    for (const char *at = line; *at; at++) {
        if (*at == '\\' && is_text && at[1])
            at++;
        else if (*at == '"')
            is_text = !is_text;
        else if (!is_text && (guchar)*at <= ' ')
            return TRUE;
    }
    return FALSE;
}

static gboolean take_line(reading *in, const char *line, GError **error)
{
    cJSON *document = cJSON_ParseWithOpts(line, NULL, 1);

    if (!cJSON_IsObject(document)) {
        cJSON_Delete(document);
        return refuse(in->chain, "this is no entry", error);
    }
    if (!ph_seal_line_is_whole(line) || !ph_json_text(document, PH_SEAL_MEMBER) ||
        has_blank_outside_texts(line)) {
        cJSON_Delete(document);
        return refuse(in->chain, "the entry's " PH_SEAL_MEMBER " does not follow from the rest",
                      error);
    }
    return take_document(in, document, line, error);
}

gboolean ph_sealed_chain_read(ph_sealed_chain *chain, FILE *from, ph_sealed_chain_take *take,
                              gpointer data, GError **error)
{
    reading in = { chain, take, data, -1, chain->heads->len, TRUE };
    char *line = NULL;
    size_t size = 0;
    gboolean is_read = TRUE;
    gssize length;

    chain->line = 0;
    chain->repeated = 0;
    chain->whole_bytes = 0;
    while (is_read && (length = ph_line_read(&line, &size, from)) >= 0) {
        chain->line++;
        if (strlen(line) != (size_t)length) {
            is_read = refuse(chain, "there is a NUL", error);
        } else if (line[length - 1] != '\n') {
            g_free(chain->tail);
            chain->tail = g_strdup(line);
        } else {
            line[length - 1] = '\0';
            is_read = take_line(&in, line, error);
            chain->whole_bytes += (gsize)length;
        }
    }
    if (is_read && ferror(from))
        is_read =
            ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", chain->path, g_strerror(errno));
    free(line);
    return is_read;
}
