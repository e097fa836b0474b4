#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Who may include whom, which library's headers stand where, and what no code calls: the rules.
# layering.py beside this file holds the files of FOLDER (the current one unless it is named),
# tracked by git or not, against them; layering_mutations_test.py shows that it sees what breaks
# them.
set -eu
python=/usr/bin/python3
[ -x "$python" ] || python=python3
exec "$python" "$(dirname "$0")/layering.py" "${1:-.}" <<'RULES'
# A line that begins with a space goes on with the one before it.

[left out]
# What a build or a run leaves at the top. (.git and __pycache__ are left out wherever they are.)
build perf-report
# Tests reach into whatever they test; nothing outside includes anything of theirs.
tests

[kinds]
# Code is .c and .h; what else there is of it stands only here.
.cpp    harness/bridge
.rs     codecs/copybook-rs

[names]
# A header has one name, its path below the deepest of these folders, and is included by that name
# in quotes: "measure/run.h", "perfharness/codec.h", "report.h", "chart/scale.h".
codecs codecs/gnucobol codecs/include codecs/native codecs/synthetic
fixtures fixtures/include
harness harness/include
reporting

[everywhere]
# The contracts that are asserted; it knows nothing but the C library.
perfharness/require.h

[includes]
# Every folder that holds C or C++, and what it includes beside its own headers: ROOM/ is all of a
# room. A folder without a line fails, so that a new one is thought about.

# The reference and the subjects: nothing of the project but the interface they implement.
codecs                          kernel/ perfharness/codec.h
codecs/include/perfharness
codecs/codepage                 perfharness/codec.h
codecs/kernel                   codepage/codepage.h perfharness/codec.h perfharness/isa.h
codecs/native                   perfharness/codec.h perfharness/record.h perfharness/record_encode.h perfharness/record_lines.h
    perfharness/subject.h
codecs/record                   codepage/codepage.h kernel/int128.h kernel/kernel.h kernel/nibbles.h kernel/record_line.h
    kernel/text_encode.h perfharness/codec.h perfharness/record.h
    perfharness/record_encode.h perfharness/record_lines.h
codecs/synthetic                column.h failure.h perfharness/subject.h
codecs/gnucobol                 perfharness/subject.h
fixtures                        perfharness/construct.h perfharness/random.h perfharness/workload.h
fixtures/include/perfharness

# What everything stands on.
harness/include/perfharness
harness/platform
harness/error                   platform/signal_watch.h
harness/storage                 error/ platform/
harness/version
harness/bridge                  error/
harness/settings                error/ platform/path.h platform/program_path.h bridge/ perfharness/workload.h protocol/working_set.h protocol/thread_count.h
harness/protocol

# The half that reads and reports: nothing of the engine.
harness/model                   error/ protocol/ perfharness/construct.h perfharness/workload.h
harness/document                error/ platform/line.h platform/path.h bridge/json_schema.h model/
harness/verdict                 error/ model/ document/ settings/suite.h settings/thresholds.h protocol/float_format.h protocol/line_options.h
harness/baseline                error/ platform/open_flags.h platform/path.h storage/ settings/ model/ document/ verdict/ archive/compressed_lines.h
harness/series                  error/ model/
harness/history                 error/ platform/file_status.h platform/path.h platform/shared_file_system.h
                                storage/durable.h document/ model/ series/
                                verdict/comparison_document.h
harness/audit                   error/ platform/path.h bridge/json_schema.h version/version.h settings/ model/ document/ verdict/
                                baseline/ series/ history/ catalogue/ stamp/
harness/import                  error/ platform/path.h bridge/json_schema.h model/ document/
harness/http                    error/
harness/stamp                   error/ platform/path.h storage/durable.h storage/temporary_file.h document/json_member.h
                                series/canonical_text.h baseline/ history/ http/http.h
harness/archive                 error/ platform/
harness/catalogue               error/ platform/open_flags.h platform/path.h storage/ document/ series/run_event.h archive/ history/retention.h history/history_clock.h
harness/bundle                  error/ platform/path.h settings/installation.h model/ document/ verdict/ archive/
harness/forge                   error/ platform/open_flags.h platform/path.h storage/durable.h document/ verdict/verdict.h http/
harness/github                  error/ storage/durable.h archive/archive_reader.h document/ verdict/verdict.h http/ forge/
harness/gitlab                  error/ document/json_member.h forge/
harness/gitea                   forge/ github/
harness/alert                   error/ platform/path.h bridge/toml.h settings/settings.h document/ series/ history/ http/ forge/ github/
                                markdown_escape.h
reporting                       error/ platform/terminal_width.h bridge/mustache.h model/ document/ verdict/
                                import/crosscheck.h perfharness/codec.h perfharness/record.h
                                canvas/svg_canvas.h chart/charts.h chart/contrasts.h
reporting/canvas                error/
reporting/pdf                   error/ canvas/
reporting/chart                 model/statistics.h verdict/ contrast_words.h figure.h report.h
                                report_value.h
reporting/audit_report          error/error.h bridge/mustache.h document/json_member.h canvas/ pdf/
                                dashboard/course.h dashboard/signed_percent.h columns.h figure.h report_value.h
reporting/dashboard             error/ bridge/mustache.h model/ series/ figure.h report_value.h
reporting/export                error/ model/ document/ verdict/ anchor_rows.h comparison_report.h build_text.h figure.h report.h

# The worker: the subject's loader, and what it and the harness say to each other.
harness/subject                 perfharness/subject.h perfharness/workload.h protocol/level_name.h
harness/answer                  protocol/turn.h perfharness/codec.h perfharness/record.h
                                perfharness/record_lines.h perfharness/workload.h
harness/interposer
harness/worker                  interposer/allocation_marks.h protocol/ answer/ subject/code_page.h subject/operation.h
                                subject/subject_library.h perfharness/random.h perfharness/record.h
                                perfharness/record_lines.h perfharness/subject.h perfharness/workload.h

# The engine.
harness/system                  error/ platform/path.h storage/ version/version.h worker/noise.h
harness/measure                 error/ platform/path.h storage/ protocol/ answer/ model/ system/ version/version.h worker/noise.h
                                subject/operation.h perfharness/record.h perfharness/record_lines.h
                                perfharness/subject.h perfharness/workload.h
harness/vectors                 error/ storage/ measure/ protocol/vector_answer.h subject/code_page.h
                                perfharness/subject.h
harness/conformance             error/ storage/ answer/layout_difference.h answer/record_values.h
                                model/conformance.h measure/ perfharness/construct.h
                                perfharness/record.h perfharness/record_lines.h
harness/explain                 error/ model/work_profile.h verdict/explanation.h
harness/compare                 error/ storage/ verdict/ measure/ explain/
                                protocol/cpu_event.h subject/operation.h
harness/builder                 error/ platform/path.h storage/ model/build_identity.h
harness/fitness                 error/ model/ system/ worker/noise.h
harness/tune                    error/ platform/path.h storage/ system/
harness/session                 error/ platform/path.h storage/ settings/ model/ document/ verdict/ system/ measure/ fitness/thread_cost.h protocol/thread_count.h
                                builder/ compare/ explain/call_tree.h tune/ subject/code_page.h subject/subject_library.h
                                protocol/framing.h perfharness/isa.h perfharness/record.h
                                perfharness/record_encode.h columns.h terminal.h

harness/bisect                  error/ platform/path.h storage/ settings/installation.h verdict/ builder/ session/
                                bisection_report.h

# The program: whatever a room shows to others.
harness/command                 error/ platform/ storage/ version/version.h bridge/json_schema.h bridge/toml.h
                                settings/ model/ document/ verdict/ baseline/ bundle/ series/ history/ catalogue/ stamp/ audit/ import/ forge/ github/ gitlab/ gitea/ alert/
                                system/ measure/ vectors/ conformance/ compare/ fitness/ tune/ session/
                                bisect/ builder/checkout.h builder/build_name.h ascii_text.h bisection_report.h change_bar.h sparkline.h
                                audit_report/audit_html.h audit_report/audit_pdf.h audit_report/audit_sample.h dashboard/badge.h dashboard/dashboard.h dashboard/signed_percent.h
                                subject/code_page.h perfharness/record.h perfharness/record_encode.h
                                perfharness/workload.h build_text.h colour.h columns.h comparison_line.h comparison_report.h conformance_report.h contrast_text.h crosscheck_report.h figure.h
                                judgement_json.h judgement_text.h layout_against_table.h layout_table.h limits_table.h matrix_report.h perf_json.h profile_report.h
                                report.h report_line.h reproduction_report.h terminal.h text_box.h text_table.h validation_log.h export/export.h

[libraries]
# Headers that are not ours, and the files and folders they stand in; !FOLDER is an exception, and
# the last that fits counts. A header without a line fails. Codecs, fixtures, protocol, subject and
# worker use the C library only, but for what is named here.

# ISO C
assert.h ctype.h errno.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h signal.h
    stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h
    string.h time.h uchar.h wchar.h wctype.h :
    codecs fixtures harness reporting
# POSIX, glibc and Linux
arpa/*.h asm/*.h dirent.h dlfcn.h elf.h endian.h fcntl.h fnmatch.h ftw.h getopt.h glob.h gnu/*.h
    grp.h iconv.h langinfo.h libgen.h link.h linux/*.h malloc.h netdb.h net/*.h netinet/*.h poll.h
    pthread.h pwd.h regex.h sched.h semaphore.h spawn.h strings.h sys/*.h syslog.h termios.h
    unistd.h utime.h :
    codecs/gnucobol codecs/native/decode_threads.c codecs/native/stream_buffer.c codecs/synthetic harness !harness/include !harness/protocol reporting
# Windows and macOS
io.h windows.h :            harness/platform
mach-o/*.h :                harness/platform/program_path_macos.c
# Vectors
arm_neon.h :                codecs/kernel/neon.h
cpuid.h :                   codecs/codec.c
immintrin.h :               codecs/kernel/avx2.h codecs/kernel/avx512.h codecs/kernel/binary_text.h codecs/kernel/line_digits_x86.h harness/worker/limits.c
# C++
algorithm stdexcept :       harness/bridge/mustache.cpp
string :                    harness/bridge/json_schema.cpp harness/bridge/mustache.cpp
                            harness/bridge/toml.cpp

archive.h :                 harness/command/document_libraries.c
                            harness/archive
archive_entry.h :           harness/archive
cairo-pdf.h :               reporting/pdf/pdf_paper.c
cairo.h :                   harness/command/document_libraries.c
capstone/capstone.h :       harness/command/engine_libraries.c harness/compare/run_code.c
cjson/cJSON.h :             harness !harness/include !harness/protocol !harness/subject
                            !harness/worker harness/worker/events.h harness/worker/vector_record.c
                            !harness/answer harness/answer/described_layout.c
                            harness/answer/json_difference.h
                            harness/answer/json_lines.c harness/answer/record_values.c
                            reporting
cmark.h :                   harness/command/document_libraries.c
                            harness/command/manual_document.h harness/command/manual_page.c
                            harness/command/manual_terminal.c
csv.h :                     harness/command/engine_libraries.c harness/vectors/vector_file.c
curl/curl.h :               harness/command/document_libraries.c harness/http/http.c
                            harness/http/mail.c
dwarf.h elfutils/libdw.h :  harness/explain/inline_frames.c
elfutils/version.h :        harness/command/engine_libraries.c
fontconfig/fontconfig.h :   harness/command/document_libraries.c reporting/pdf/pdf_fonts.c
gelf.h :                    harness/compare/code_layout.c harness/compare/run_code.c
gio/gio.h :                 harness/builder/tool.c harness/command/own_command.c
                            harness/history/document_bytes.c harness/history/git_answer.c
                            harness/http/loopback.c harness/measure/worker_process.c harness/measure/worker_spawn.h
                            harness/platform/child.h
                            harness/session/host_document.c harness/stamp/countersignature.c
                            reporting/profile_pprof.c
glib.h glib/gstdio.h :      harness !harness/answer !harness/include !harness/protocol
                            !harness/subject !harness/worker reporting
glib-unix.h :               harness/measure/decoding.c harness/platform/signal_watch_posix.c
gsl/gsl_cdf.h :             harness/compare/capability.c harness/series/trend_line.c
                            harness/model/statistics.c harness/verdict/slowdown.c
gsl/gsl_fit.h :             harness/series/trend_line.c harness/model/statistics.c
gsl/gsl_version.h :         harness/command/document_libraries.c
gsl/gsl_sort.h :            harness/verdict/slowdown.c
gsl/gsl_sort_double.h gsl/gsl_statistics_double.h :
                            harness/model/statistics.c
hwloc.h :                   harness/system/binding.c harness/system/topology.c
kainjow/mustache.hpp :      harness/bridge/mustache.cpp
lcms2.h :                   harness/command/document_libraries.c reporting/pdf/pdf_colours.c
libcob.h :                  codecs/gnucobol/gnucobol_subject.c codecs/gnucobol/runtime.c
libcpuid/libcpuid.h :       harness/system/cpuid.c
libiberty/demangle.h :      harness/explain/readable_name.c
libpq-fe.h :                harness/command/document_libraries.c
                            harness/history/postgres_connection.h
                            harness/history/postgres_schema.h
                            harness/history/run_store_postgres.c
nlohmann/*.hpp valijson/*.hpp :
                            harness/bridge/json_schema.cpp
liburing.h :                harness/storage/direct_stream.c
pango/pango.h :             harness/command/document_libraries.c reporting/pdf
pango/pangocairo.h :        reporting/canvas/cairo_canvas.h reporting/pdf
pango/pangofc-fontmap.h :   reporting/pdf/pdf_fonts.c
qpdf/qpdf-c.h :             harness/command/document_libraries.c reporting/pdf/pdf_archival.c
sanitizer/lsan_interface.h : reporting/canvas/cairo_canvas.c
seccomp.h :                 harness/measure/sandbox.c
openssl/*.h :               harness/archive/envelope.c harness/command/document_libraries.c harness/stamp/time_stamp.c
sqlite3.h :                 harness/command/document_libraries.c
                            harness/history/run_store_sqlite.c harness/history/sqlite_schema.h
toml++/*.h :                harness/bridge/toml.cpp
valgrind/callgrind.h :      harness/worker/instruction_counter.c
xxhash.h :                  harness/command/engine_libraries.c harness/measure/proven_sums.c harness/worker/check.c
                            harness/worker/marked_copybook.c harness/worker/output_window.c
yaml.h :                    harness/command/document_libraries.c
                            harness/settings/yaml_file.c

[not used]
# Unbounded, not reentrant, without an error, or a shell where none is needed.
sprintf vsprintf strcpy stpcpy strcat strtok gets atoi atol atoll atof
gmtime localtime ctime asctime tmpnam mktemp popen
# What Windows has its own idea of: platform/path.h.
g_build_filename
# Names that data may have as well: only calls of them are refused.
system()
RULES
