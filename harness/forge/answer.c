/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/answer.h"

#include <math.h>
#include <string.h>

#include "http/http_time.h"
#include "perfharness/require.h"

/* GitHub asks for at least a minute after a secondary limit that does not say how long. */
#define SECONDARY_LIMIT_UNITS 60.0
/* So much on top of a wait at most, so that jobs that were stopped together do not return so. */
#define JITTER_SHARE 0.25

double ph_backoff_wait_s(const ph_backoff *backoff)
{
    PH_REQUIRE(backoff->jitter >= 0.0 && backoff->jitter <= 1.0);

    return ldexp(backoff->unit_s, (int)backoff->attempt) * (1.0 + JITTER_SHARE * backoff->jitter);
}

static gboolean number_header(const ph_http_response *response, const char *name, guint64 *ret)
{
    const char *text = ph_http_header(response, name);

    return text && g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, ret, NULL);
}

/* The server's clock beside the server's time of reset: ours may be wrong. */
static gint64 server_epoch_s(const ph_http_response *response, const ph_backoff *backoff)
{
    const char *date = ph_http_header(response, "date");
    gint64 epoch_s = backoff->epoch_s;

    if (date)
        (void)ph_http_date_parse(date, &epoch_s);
    return epoch_s;
}

/* GitHub says it in words only. */
static gboolean is_secondary_limit(const ph_http_response *response)
{
    return strstr(response->body->str, "secondary rate limit") ||
           strstr(response->body->str, "secondary-rate-limits") ||
           strstr(response->body->str, "abuse detection");
}

static ph_answer judge_limit(const ph_answer_rules *rules, const ph_http_response *response,
                             const ph_backoff *backoff)
{
    guint64 remaining = 1, reset = 0, retry_after = 0;

    if (number_header(response, "retry-after", &retry_after))
        return (ph_answer){ PH_ANSWER_LATER, (double)retry_after };
    if (number_header(response, rules->remaining, &remaining) && remaining == 0 &&
        number_header(response, rules->reset, &reset)) {
        const gint64 left = (gint64)reset - server_epoch_s(response, backoff);

        /* A second more: reset is a whole second, and so is the server's date. */
        return (ph_answer){ PH_ANSWER_LATER, (double)MAX(left, 0) + backoff->unit_s };
    }
    if (response->status == 429 || remaining == 0 || is_secondary_limit(response))
        return (ph_answer){ PH_ANSWER_LATER, SECONDARY_LIMIT_UNITS * ph_backoff_wait_s(backoff) };
    return (ph_answer){ .kind = PH_ANSWER_DENIED };
}

static ph_answer judge_unknown(const ph_http_response *response, const ph_backoff *backoff)
{
    guint64 retry_after = 0;

    return (ph_answer){ PH_ANSWER_UNKNOWN, number_header(response, "retry-after", &retry_after)
                                               ? (double)retry_after
                                               : ph_backoff_wait_s(backoff) };
}

ph_answer ph_answer_judge(const ph_answer_rules *rules, const ph_http_response *response,
                          const ph_backoff *backoff)
{
    const guint status = response->status;

    if (status >= 200 && status < 300)
        return (ph_answer){ .kind = PH_ANSWER_DONE };
    if (status == 408 || status >= 500)
        return judge_unknown(response, backoff);
    switch (status) {
    case 301:
    case 302:
    case 307:
    case 308: return (ph_answer){ .kind = PH_ANSWER_MOVED };
    case 401: return (ph_answer){ .kind = PH_ANSWER_DENIED };
    case 403:
    case 429: return judge_limit(rules, response, backoff);
    case 404:
    case 410: return (ph_answer){ .kind = PH_ANSWER_ABSENT };
    case 409:
        if (rules->is_conflict_passing)
            return (ph_answer){ PH_ANSWER_LATER, ph_backoff_wait_s(backoff) };
        return (ph_answer){ .kind = PH_ANSWER_REJECTED };
    default: return (ph_answer){ .kind = PH_ANSWER_REJECTED };
    }
}
