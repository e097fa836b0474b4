/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A message as Slack's incoming webhooks take it: blocks, and the text that notifications and
 * screen readers have. Any thread; no state.
 *
 * Source: docs.slack.dev, "Sending messages using incoming webhooks", "Formatting message text" and
 * the reference of header, section and context blocks.
 */
#ifndef PH_HARNESS_ALERT_SLACK_MESSAGE_H
#define PH_HARNESS_ALERT_SLACK_MESSAGE_H

#include "alert/message.h"

/*
 * JSON of at most 10,000 bytes. What others wrote stands in plain_text, without emoji, or has &, <
 * and > escaped: it mentions nobody and links to nothing. The caller frees it.
 */
char *ph_slack_message(const ph_alert_message *message);

#endif /* PH_HARNESS_ALERT_SLACK_MESSAGE_H */
