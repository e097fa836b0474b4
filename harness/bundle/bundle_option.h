/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The options that say what was measured, and how: those that a bundle carries, and the only ones
 * that are taken from one. A bundle is anybody's: what says where something is written, what is run
 * or which library is loaded is none of them.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_BUNDLE_BUNDLE_OPTION_H
#define PH_HARNESS_BUNDLE_BUNDLE_OPTION_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * One list: name, what stands behind it (a FLAG has nothing, a NUMBER, a WORD without blanks or
 * slashes, any TEXT, an INPUT, a file which is one of the manifest's, or either of the two last:
 * SUITE), and whose it is: RUN, COMPARE or BOTH.
 */
#define PH_BUNDLE_OPTION_LIST(X)                                                                   \
    X("suite", SUITE, BOTH)                                                                        \
    X("workload", WORD, BOTH)                                                                      \
    X("working-set", WORD, BOTH)                                                                   \
    X("launches", NUMBER, BOTH)                                                                    \
    X("sample-ms", NUMBER, BOTH)                                                                   \
    X("seed", NUMBER, BOTH)                                                                        \
    X("timeout", NUMBER, BOTH)                                                                     \
    X("hang-timeout", NUMBER, BOTH)                                                                \
    X("thresholds", INPUT, BOTH)                                                                   \
    X("no-referee", FLAG, BOTH)                                                                    \
    X("category", WORD, RUN)                                                                       \
    X("memory-max", WORD, RUN)                                                                     \
    X("sustained", WORD, RUN)                                                                      \
    X("threads", WORD, RUN)                                                                        \
    X("file-size", WORD, RUN)                                                                      \
    X("from-disk", FLAG, RUN)                                                                      \
    X("isa", WORD, RUN)                                                                            \
    X("quick", FLAG, RUN)                                                                          \
    X("latency", FLAG, RUN)                                                                        \
    X("copybook", INPUT, RUN)                                                                      \
    X("data", INPUT, RUN)                                                                          \
    X("expect", INPUT, RUN)                                                                        \
    X("check-all", FLAG, RUN)                                                                      \
    X("layout-differs", WORD, RUN)                                                                 \
    X("codepage", WORD, RUN)                                                                       \
    X("record-format", WORD, RUN)                                                                  \
    X("float", WORD, RUN)                                                                          \
    X("controls", WORD, RUN)                                                                       \
    X("redefines", WORD, RUN)                                                                      \
    X("record", WORD, RUN)                                                                         \
    X("source-format", WORD, RUN)                                                                  \
    X("replace", TEXT, RUN)                                                                        \
    X("pointer-bytes", NUMBER, RUN)                                                                \
    X("budget", NUMBER, COMPARE)                                                                   \
    X("floor", NUMBER, COMPARE)                                                                    \
    X("alpha", NUMBER, COMPARE)                                                                    \
    X("layout", NUMBER, COMPARE)                                                                   \
    X("time-identical", FLAG, COMPARE)                                                             \
    X("no-work", FLAG, COMPARE)                                                                    \
    X("work-only", FLAG, COMPARE)                                                                  \
    X("explain", FLAG, COMPARE)

/*
 * The words of a command line, options alone, as a manifest's "options": an array of objects with
 * "name" and "value". NULL and error (PH_ERROR_DATA) for an option that is none of these.
 *
 * @param command  "run" or "compare".
 * @param words    NULL-terminated; others than options are passed over.
 */
cJSON *ph_bundle_options_json(const char *command, char *const *words, GError **error);

/* Of such an array what would be typed: "--suite mine.toml --quick"; printable, for the caller to
 * free. */
char *ph_bundle_options_text(const cJSON *list);

/* Where a file is that an option of a manifest names; NULL and error: it is not to be had. The
 * caller frees it. */
typedef char *ph_bundle_file_finder(const char *name, gpointer data, GError **error);

/*
 * The same back: appends "--name=value" for each to the line. FALSE and error (PH_ERROR_PARSE) for
 * an option or a value that is none of these, and as the finder.
 */
gboolean ph_bundle_options_append(const char *command, const cJSON *options,
                                  ph_bundle_file_finder *find, gpointer data, GPtrArray *line,
                                  GError **error);

#endif /* PH_HARNESS_BUNDLE_BUNDLE_OPTION_H */
