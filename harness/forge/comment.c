/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/comment.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "forge/forge_kind.h"
#include "forge/marker.h"
#include "perfharness/require.h"

enum {
    PAGES_MAX = 100, /* Of 100 comments each. */
    ROUNDS_MAX = 6,  /* Of listing and then doing what is missing. */
};

/* Largest whole number that a double, and so JSON, holds exactly. */
#define ID_MAX 9007199254740992.0

/* One of our comments, as it was listed. */
typedef struct own_comment {
    guint64 id;
    char *url;
    char *text;
} own_comment;

static void own_comment_clear(gpointer data)
{
    own_comment *comment = data;

    g_free(comment->url);
    g_free(comment->text);
}

static gint compare_ids(gconstpointer left, gconstpointer right)
{
    const guint64 a = ((const own_comment *)left)->id, b = ((const own_comment *)right)->id;

    return (a > b) - (a < b);
}

/* What is under way: the body is to become the one comment of ours. */
typedef struct publishing {
    ph_forge *forge;
    const ph_comment_place *place;
    const char *body;
    char *later; /* What is said in its stead, as others said it since; NULL: nothing. */
    char *marker;
    ph_marker_state state; /* What the body says. */
    char *author;
    GArray *own;        /* own_comment, oldest first: what the last listing found. */
    own_comment posted; /* By this process; id 0: none yet. */
    ph_comment_change change;
} publishing;

static const char *permission_of(const publishing *p)
{
    return p->place->permission ? p->place->permission
                                : ph_forge_kind_of(p->forge)->permissions.comment;
}

static const ph_comment_dialect *dialect_of(const publishing *p)
{
    return &ph_forge_kind_of(p->forge)->comments;
}

static const char *author_of(const publishing *p, const cJSON *json)
{
    return ph_json_text(ph_json_member(json, dialect_of(p)->author), dialect_of(p)->login);
}

/* FALSE when it has no id that could be one. */
static gboolean take_comment(const publishing *p, const cJSON *json, own_comment *ret)
{
    const ph_comment_dialect *dialect = dialect_of(p);
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(json, "id");

    if (!cJSON_IsNumber(id) || !(id->valuedouble >= 1.0 && id->valuedouble <= ID_MAX))
        return FALSE;
    ret->id = (guint64)id->valuedouble;
    ret->url = dialect->url
                   ? dialect->url(p->forge, p->place->repository, p->place->pull_request, ret->id)
                   : g_strdup(ph_json_text(json, "html_url"));
    ret->text = g_strdup(ph_json_text(json, "body"));
    return TRUE;
}

/* Anybody may write our marker into a comment of theirs. */
static gboolean is_own(const publishing *p, const cJSON *json)
{
    const char *author = author_of(p, json);
    const char *text = ph_json_text(json, "body");

    return author && g_ascii_strcasecmp(author, p->author) == 0 && text &&
           g_str_has_prefix(text, p->marker);
}

static void take_page(publishing *p, const cJSON *page)
{
    const cJSON *json;

    cJSON_ArrayForEach(json, page)
    {
        own_comment comment = { 0 };

        if (is_own(p, json) && take_comment(p, json, &comment))
            g_array_append_val(p->own, comment);
    }
}

static gboolean is_listed(const publishing *p, guint64 id)
{
    for (guint i = 0; i < p->own->len; i++)
        if (g_array_index(p->own, own_comment, i).id == id)
            return TRUE;
    return FALSE;
}

static gboolean list(publishing *p, GError **error)
{
    g_autofree char *path = dialect_of(p)->list_path(p->place->repository, p->place->pull_request);

    g_array_set_size(p->own, 0);
    for (guint page = 0; path; page++) {
        const ph_forge_request request = { .method = "GET",
                                           .path = path,
                                           .purpose = "listing the comments",
                                           .permission = permission_of(p),
                                           .is_repeatable = TRUE };
        g_auto(ph_forge_reply) reply = { 0 };

        if (page == PAGES_MAX) {
            g_set_error(error, PH_ERROR, PH_ERROR_NETWORK,
                        "listing the comments: there are more than %d pages", PAGES_MAX);
            return FALSE;
        }
        if (ph_forge_call(p->forge, &request, &reply, error) != PH_FORGE_DONE)
            return FALSE;
        take_page(p, reply.json);
        g_free(path);
        path = g_steal_pointer(&reply.next_path);
    }
    /* A list may be older than the answer to a POST. */
    if (p->posted.id && !is_listed(p, p->posted.id)) {
        const own_comment copy = { p->posted.id, g_strdup(p->posted.url),
                                   g_strdup(p->posted.text) };

        g_array_append_val(p->own, copy);
    }
    g_array_sort(p->own, compare_ids);
    return TRUE;
}

static ph_forge_outcome write_body(publishing *p, const char *method, const char *path,
                                   const char *purpose, ph_forge_reply *ret, GError **error)
{
    cJSON *json = cJSON_CreateObject();
    const ph_forge_request request = { .method = method,
                                       .path = path,
                                       .body = json,
                                       .purpose = purpose,
                                       .permission = permission_of(p),
                                       .is_repeatable = !g_str_equal(method, "POST") };
    ph_forge_outcome outcome;

    cJSON_AddStringToObject(json, "body", p->body);
    outcome = ph_forge_call(p->forge, &request, ret, error);
    cJSON_Delete(json);
    return outcome;
}

/* The token's own login counts, where it is not the one that was named: or we would never find our
 * comments again. */
static void learn_author(publishing *p, const cJSON *json)
{
    const char *author = author_of(p, json);

    if (author && g_ascii_strcasecmp(author, p->author) != 0) {
        g_free(p->author);
        p->author = g_strdup(author);
    }
}

static ph_forge_outcome post(publishing *p, GError **error)
{
    g_autofree char *list = dialect_of(p)->list_path(p->place->repository, p->place->pull_request);
    g_autofree char *path = g_strndup(list, strcspn(list, "?"));
    g_auto(ph_forge_reply) reply = { 0 };
    const ph_forge_outcome outcome =
        write_body(p, "POST", path, "creating the comment", &reply, error);

    if (outcome == PH_FORGE_DONE || outcome == PH_FORGE_UNKNOWN)
        p->change = PH_COMMENT_CREATED;
    if (outcome != PH_FORGE_DONE)
        return outcome;
    own_comment_clear(&p->posted);
    p->posted = (own_comment){ 0 };
    if (take_comment(p, reply.json, &p->posted))
        learn_author(p, reply.json);
    return outcome;
}

static char *comment_path(const publishing *p, guint64 id)
{
    return dialect_of(p)->path(p->place->repository, p->place->pull_request, id);
}

static ph_forge_outcome edit(publishing *p, guint64 id, GError **error)
{
    g_autofree char *path = comment_path(p, id);
    g_auto(ph_forge_reply) reply = { 0 };
    const ph_forge_outcome outcome =
        write_body(p, dialect_of(p)->edit_method, path, "changing the comment", &reply, error);

    if (outcome == PH_FORGE_DONE && p->change == PH_COMMENT_UNCHANGED)
        p->change = PH_COMMENT_UPDATED;
    return outcome;
}

/* All but the oldest came of two jobs that listed before either had posted. */
static gboolean remove_younger(publishing *p, GError **error)
{
    for (guint i = 1; i < p->own->len; i++) {
        const guint64 id = g_array_index(p->own, own_comment, i).id;
        g_autofree char *path = comment_path(p, id);
        const ph_forge_request request = { .method = "DELETE",
                                           .path = path,
                                           .purpose = "removing a second comment of ours",
                                           .permission = permission_of(p),
                                           .is_repeatable = TRUE };
        g_auto(ph_forge_reply) reply = { 0 };
        g_autoptr(GError) cause = NULL;
        const ph_forge_outcome outcome = ph_forge_call(p->forge, &request, &reply, &cause);

        if (outcome != PH_FORGE_DONE && outcome != PH_FORGE_ABSENT) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        if (id == p->posted.id)
            p->posted.id = 0;
    }
    return TRUE;
}

/* Editors and servers may end lines otherwise, and the text with one or none. */
static char *plain_text(const char *text)
{
    GString *plain = g_string_new(text);

    g_string_replace(plain, "\r", "", 0);
    return g_strchomp(g_string_free(plain, FALSE));
}

static gboolean has_body(const own_comment *comment, const char *body)
{
    g_autofree char *is = plain_text(comment->text ? comment->text : "");
    g_autofree char *should_be = plain_text(body);

    return g_str_equal(is, should_be);
}

/*
 * Is what a comment says about a newer commit, or by a later run, than what is to be said? Who
 * measured the head of the pull request is newer than who did not; else runs are counted, and of
 * one run its attempts.
 */
static gboolean is_later(const publishing *p, const ph_marker_state *said)
{
    const ph_marker_state *ours = &p->state;
    const char *head = p->place->head_sha;
    const gboolean is_head = g_strcmp0(ours->commit, head) == 0;

    if (!said->commit || !ours->commit)
        return FALSE;
    if (g_str_equal(said->commit, ours->commit))
        return said->run_id == ours->run_id && said->run_attempt > ours->run_attempt;
    if (head && (is_head || g_str_equal(said->commit, head)))
        return !is_head;
    return said->run_id > ours->run_id;
}

/*
 * What a comment of ours says that is later than what is to be said, is to be said in its stead:
 * it may stand in a younger comment, which does not stay.
 */
static void yield_to_later(publishing *p)
{
    for (guint i = 0; i < p->own->len; i++) {
        const own_comment *comment = &g_array_index(p->own, own_comment, i);
        ph_marker_state said = ph_marker_state_of(comment->text ? comment->text : "");

        if (!is_later(p, &said)) {
            ph_marker_state_clear(&said);
            continue;
        }
        ph_marker_state_clear(&p->state);
        p->state = said;
        g_free(p->later);
        p->later = g_strdup(comment->text);
        p->body = p->later;
    }
}

/* Is a comment to be left as it is, although its text is another? */
static gboolean is_to_stay(const publishing *p, const own_comment *comment)
{
    g_auto(ph_marker_state) said = ph_marker_state_of(comment->text ? comment->text : "");

    return p->place->is_on_change && !p->later && said.verdict &&
           g_strcmp0(said.verdict, p->state.verdict) == 0;
}

/* List, and do what is missing. DONE: nothing is any more; UNKNOWN: to be seen by another list. */
static ph_forge_outcome converge(publishing *p, GError **error)
{
    ph_forge_outcome outcome;

    if (!list(p, error))
        return PH_FORGE_FAILED;
    if (p->own->len == 0) {
        outcome = post(p, error);
        return outcome == PH_FORGE_DONE ? PH_FORGE_UNKNOWN : outcome;
    }
    const own_comment *oldest = &g_array_index(p->own, own_comment, 0);

    yield_to_later(p);
    if (!remove_younger(p, error))
        return PH_FORGE_FAILED;
    if (has_body(oldest, p->body) || is_to_stay(p, oldest))
        return PH_FORGE_DONE;
    outcome = edit(p, oldest->id, error);
    /* Somebody removed it since: the next list says what is there now. */
    if (outcome == PH_FORGE_ABSENT) {
        p->posted.id = 0;
        return PH_FORGE_UNKNOWN;
    }
    return outcome;
}

static gboolean run(publishing *p, GError **error)
{
    g_autoptr(GError) last = NULL;

    for (guint round = 0; round < ROUNDS_MAX; round++) {
        g_autoptr(GError) cause = NULL;
        const ph_forge_outcome outcome = converge(p, &cause);

        if (outcome == PH_FORGE_DONE)
            return TRUE;
        if (outcome != PH_FORGE_UNKNOWN) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        if (cause) {
            g_clear_error(&last);
            last = g_steal_pointer(&cause);
        }
    }
    g_set_error(error, PH_ERROR, PH_ERROR_NETWORK,
                "the comment did not stay as it was written, %d times over%s%s", ROUNDS_MAX,
                last ? ": " : "", last ? last->message : "");
    return FALSE;
}

gboolean ph_comment_publish(ph_forge *forge, const ph_comment_place *place, const char *body,
                            ph_comment_result *ret, GError **error)
{
    PH_REQUIRE(place->pull_request > 0);

    char *(*const text)(const char *) = ph_forge_kind_of(forge)->comments.text;
    g_autofree char *sent = text ? text(body) : g_strdup(body);
    publishing p = {
        .forge = forge,
        .place = place,
        .body = sent,
        .marker = ph_marker_of(body),
        .state = ph_marker_state_of(body),
        .author = g_strdup(place->author),
        .own = g_array_new(FALSE, FALSE, sizeof(own_comment)),
        .change = PH_COMMENT_UNCHANGED,
    };
    gboolean is_published;

    g_array_set_clear_func(p.own, own_comment_clear);
    is_published = run(&p, error);
    if (is_published) {
        ret->change = p.later ? PH_COMMENT_LATER : p.change;
        ret->url = g_strdup(g_array_index(p.own, own_comment, 0).url);
        ret->author = g_ascii_strcasecmp(p.author, place->author) == 0 ? NULL : g_strdup(p.author);
    }
    g_array_unref(p.own);
    own_comment_clear(&p.posted);
    g_free(p.later);
    g_free(p.marker);
    ph_marker_state_clear(&p.state);
    g_free(p.author);
    return is_published;
}

void ph_comment_result_clear(ph_comment_result *result)
{
    g_free(result->url);
    g_free(result->author);
}
