/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is known of a bisection that is not over, in a file: it is taken up again there. It is the
 * document of the bisection, without its end.
 */
#ifndef PH_HARNESS_BISECT_STATE_H
#define PH_HARNESS_BISECT_STATE_H

#include "verdict/bisection.h"

/* Where it is kept unless somebody says where: a file for each question. The caller frees it. */
char *ph_bisect_state_usual_path(const ph_bisection *bisection);

/*
 * Take what was compared already. A file that is not there has nothing of it.
 *
 * @param bisection  With its question and its commits, and without comparisons.
 * @return FALSE and error: as ph_bisection_document_read(), and PH_ERROR_USAGE for a file that is
 *         of another question, with what differs.
 */
gboolean ph_bisect_state_take(const char *path, ph_bisection *bisection, GError **error);

/* Write it, durably. FALSE and error (PH_ERROR_STORAGE). */
gboolean ph_bisect_state_keep(const char *path, const ph_bisection *bisection, GError **error);

#endif /* PH_HARNESS_BISECT_STATE_H */
