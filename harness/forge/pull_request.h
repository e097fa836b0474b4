/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A pull request, GitLab's merge request, and what is asked of a forge about it. */
#ifndef PH_HARNESS_FORGE_PULL_REQUEST_H
#define PH_HARNESS_FORGE_PULL_REQUEST_H

#include <glib.h>

/* What is known of it. All are borrowed. */
typedef struct ph_pull_request_wanted {
    const char *repository;      /* "owner/name" that it is to be merged into. */
    const char *sha;             /* At its head, when it was measured. */
    const char *head_repository; /* Where its branch is, a fork or ours; NULL: not known. */
    const char *head_branch;     /* NULL: not known. */
} ph_pull_request_wanted;

/*
 * What is found of it: the open pull request into the repository whose head is this commit, the one
 * with the lowest number if there are several; else, where repository and branch of its head are
 * known, one of that branch, whose head has moved on since.
 */
typedef struct ph_pull_request {
    guint64 number; /* 0: there is none. */
    char *head_sha; /* Now; NULL where there is none. Owned. */
} ph_pull_request;

/*
 * Does a pull request change a file whose path begins so, or has it moved one away from there?
 * UNKNOWN and error where the forge does not say it, or has more files than it lists.
 */
typedef enum ph_pull_request_files {
    PH_FILES_UNKNOWN, /* Some are not known: one of them may. */
    PH_FILES_ELSEWHERE,
    PH_FILES_THERE,
} ph_pull_request_files;

void ph_pull_request_clear(ph_pull_request *pull);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_pull_request, ph_pull_request_clear)

#endif /* PH_HARNESS_FORGE_PULL_REQUEST_H */
