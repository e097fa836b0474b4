/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What differs from one forge to another, as far as `publish` needs it. There is one constant of
 * this kind for each: ph_github, ph_gitlab, ph_gitea. A pull request is what GitLab calls a merge
 * request, its number GitLab's iid; a repository is what it calls a project.
 */
#ifndef PH_HARNESS_FORGE_FORGE_KIND_H
#define PH_HARNESS_FORGE_FORGE_KIND_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "forge/answer.h"
#include "forge/client.h"
#include "forge/commit_status.h"
#include "forge/job.h"
#include "forge/pull_request.h"

/* How comments on a pull request are asked for, and what is where in the answers. */
typedef struct ph_comment_dialect {
    /* Of the first page of all of them, and of each. The caller frees it. */
    char *(*list_path)(const char *repository, guint64 number);
    char *(*path)(const char *repository, guint64 number, guint64 id);
    const char *edit_method;
    const char *author; /* The member with who wrote it, ... */
    const char *login;  /* ... and the one of that with the name, also of who the token is. */
    /* Where it is shown, for a forge whose answers do not say (html_url); NULL. To be freed. */
    char *(*url)(const ph_forge *forge, const char *repository, guint64 number, guint64 id);
    /* The body as it is sent, where the forge would take some of it for commands; NULL. */
    char *(*text)(const char *body);
} ph_comment_dialect;

/* What a token must be allowed, in the forge's words. */
typedef struct ph_forge_permissions {
    const char *comment; /* "pull-requests: write" */
    const char *status;
    const char *look; /* At pull requests and what they change. */
    const char *user; /* At who the token is. */
} ph_forge_permissions;

/* What in a repository decides what its jobs do: who changes it changes what measures. */
typedef struct ph_forge_workflows {
    const char *const *prefixes; /* Of paths; NULL-terminated. */
    const char *name;            /* "what is below `.github/`" */
} ph_forge_workflows;

struct ph_forge_kind {
    const char *name;          /* Of --forge. */
    const char *title;         /* In messages: "GitHub". */
    const char *request_title; /* What it calls a pull request. */

    const char *api_variable; /* That has the API's address. */
    const char *api_example;
    const char *api_suffix; /* Of that address behind the forge's own: "/api/v4"; or "". */
    const char *token_variable;
    const char *token_hint;   /* Why that may be empty; NULL: there is nothing to know. */
    const char *token_scheme; /* Before the token: "Bearer". */
    const char *author;       /* Whose comments are ours; NULL: whoever the token is. */

    const char *const *headers; /* Of each request; NULL-terminated. */
    ph_answer_rules answers;
    ph_forge_permissions permissions;
    ph_comment_dialect comments;
    ph_forge_workflows workflows;

    /* Fit to be put into an address, and the form that was expected. */
    gboolean (*is_repository)(const char *text);
    const char *repository_form; /* "OWNER/NAME" */

    /* What the environment says of the job that runs; NULL and error. */
    ph_job *(*read_job)(GError **error);

    /* As pull_request.h and commit_status.h say. */
    gboolean (*find_pull_request)(ph_forge *forge, const ph_pull_request_wanted *wanted,
                                  ph_pull_request *ret, GError **error);
    char *(*head_of_pull_request)(ph_forge *forge, const char *repository, guint64 number,
                                  GError **error);
    ph_pull_request_files (*pull_request_changes)(ph_forge *forge, const char *repository,
                                                  guint64 number, const char *const *prefixes,
                                                  GError **error);
    gboolean (*set_status)(ph_forge *forge, const ph_commit_status *status, ph_status_set *ret,
                           GError **error);
};

#endif /* PH_HARNESS_FORGE_FORGE_KIND_H */
