/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking through lists of pull requests for the best one, and through what one changes. */
#ifndef PH_HARNESS_FORGE_PULL_REQUEST_SEARCH_H
#define PH_HARNESS_FORGE_PULL_REQUEST_SEARCH_H

#include "forge/list.h"
#include "forge/pull_request.h"

/* One of a list. All are borrowed; NULL is not known. */
typedef struct ph_pull_request_seen {
    guint64 number;
    const char *head_sha; /* As a forge says it, a hash or not. */
    gboolean is_open;
    const char *repository; /* It is to be merged into. */
    const char *head_repository;
    const char *head_branch;
} ph_pull_request_seen;

/* Best first: an answer is kept until there is a better one. */
typedef enum ph_pull_request_fit {
    PH_PULL_REQUEST_OF_HEAD,   /* The commit is its head. */
    PH_PULL_REQUEST_OF_BRANCH, /* It is of the branch, whose head is another one by now. */
    PH_PULL_REQUEST_OTHER,
} ph_pull_request_fit;

/* What was found so far. */
typedef struct ph_pull_request_search {
    ph_forge *forge;
    const ph_pull_request_wanted *wanted;
    ph_pull_request *found;
    ph_pull_request_fit fit; /* PH_PULL_REQUEST_OTHER to begin with. */
} ph_pull_request_search;

void ph_pull_request_search_see(ph_pull_request_search *search, const ph_pull_request_seen *seen);

/*
 * Look at each of a list, `look` being given the search: all are looked at, as the lowest number
 * counts. A list that is not there, or not for this token, is empty; none is asked for once the
 * head was found. FALSE and error as ph_forge_call() has it.
 */
gboolean ph_pull_request_search_list(ph_pull_request_search *search, const char *path,
                                     ph_list_visitor look, GError **error);

/*
 * The commit at the head of a pull request, open or not; NULL and error. The caller frees it.
 *
 * @param head  What in the answer says it; NULL: nothing.
 */
char *ph_pull_request_head_at(ph_forge *forge, const char *path,
                              const char *(*head)(const cJSON *json), GError **error);

/* The number of a pull request in an answer; 0 for what is none. */
guint64 ph_pull_request_number(const cJSON *json, const char *member);

/* What is said when it is looked for. */
#define PH_PULL_REQUEST_PURPOSE "looking for the pull request"

/* Where in a list of what changes the paths of a file are, now and before. */
typedef struct ph_changed_files {
    const char *path; /* Of the list. */
    const char *now;
    const char *before;
} ph_changed_files;

/* As ph_pull_request_files says. */
ph_pull_request_files ph_changed_files_look(ph_forge *forge, const ph_changed_files *files,
                                            const char *const *prefixes, GError **error);

#endif /* PH_HARNESS_FORGE_PULL_REQUEST_SEARCH_H */
