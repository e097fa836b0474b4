/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A comment on a pull request that asks for it to be measured, and whether its writer may. */
#ifndef PH_HARNESS_GITHUB_BENCH_REQUEST_H
#define PH_HARNESS_GITHUB_BENCH_REQUEST_H

#include <glib.h>

#include "forge/client.h"

/* What is to be measured. Owned. */
typedef struct ph_bench_request {
    guint64 pull_request;
    char *head_sha; /* Now: what is measured, whatever is pushed later. */
    char *head_repository;
    char *base_sha; /* Of the branch it is to be merged into. */
} ph_bench_request;

typedef enum ph_bench_answer {
    PH_BENCH_MAY,
    PH_BENCH_MAY_NOT,
    PH_BENCH_UNKNOWN, /* The event or GitHub could not be read. */
} ph_bench_answer;

/*
 * Judge the comment of an issue_comment event: it was just written, on an open pull request; its
 * first line is "/bench", or "/bench COMMIT" with the beginning of the head's hash; who wrote it is
 * the owner, a member or a collaborator, and may write to the repository, which GitHub is asked
 * for. Whose code is measured must not be able to change it after that: what a fork's owner has
 * pushed since the comment was written is not measured, unless the comment names it.
 *
 * @param ret  Set, to be cleared, for PH_BENCH_MAY only; error says why for the others.
 */
ph_bench_answer ph_bench_request_judge(ph_forge *github, const char *repository,
                                       const char *event_path, ph_bench_request *ret,
                                       GError **error);

void ph_bench_request_clear(ph_bench_request *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_bench_request, ph_bench_request_clear)

#endif /* PH_HARNESS_GITHUB_BENCH_REQUEST_H */
