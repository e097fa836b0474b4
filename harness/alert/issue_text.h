/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A message as an issue of GitHub's, and as comments: Markdown, in which what others wrote is shown
 * as they wrote it: it mentions nobody, links to nothing and shows no picture. Each begins with a
 * marker (forge/marker.h). Any thread; no state.
 */
#ifndef PH_HARNESS_ALERT_ISSUE_TEXT_H
#define PH_HARNESS_ALERT_ISSUE_TEXT_H

#include "alert/message.h"

/* One line, within what GitHub takes; the caller frees it, as all below. */
char *ph_issue_title(const ph_alert_message *message);

/* The issue of the thread, within what GitHub takes. */
char *ph_issue_body(const ph_alert_message *message);

/* The comment that says there what has become of it; its marker is the delivery's. */
char *ph_issue_note(const ph_alert_message *message);

/* The comment on the pull request that brought the commit; its marker is the thread's.
 *
 * @param issue  "owner/name#7". */
char *ph_pull_request_note(const ph_alert_message *message, const char *issue);

/* By which the issue is known. */
char *ph_issue_marker(const char *thread_id);

#endif /* PH_HARNESS_ALERT_ISSUE_TEXT_H */
