/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness publish --pending`: that there will be a verdict. */
#ifndef PH_HARNESS_COMMAND_PUBLISH_PENDING_H
#define PH_HARNESS_COMMAND_PUBLISH_PENDING_H

#include "command/publishing.h"

/*
 * Set the status of the target's context, which is named, to pending. Where GitHub does not, that
 * is a warning. The exit status is to be returned by the command; error: the commit is not known.
 */
ph_exit ph_publish_pending(const ph_publish_target *target, GError **error);

#endif /* PH_HARNESS_COMMAND_PUBLISH_PENDING_H */
