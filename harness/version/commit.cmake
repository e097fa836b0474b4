# SPDX-License-Identifier: AGPL-3.0-or-later
# cmake -D SOURCE=FOLDER -D OUTPUT=FILE.c -P commit.cmake: write which commit the sources are of,
# ph_commit_built. It runs in every build, and leaves the file alone where it would say the same, so
# that nothing is compiled anew.
#
# The date is that of SOURCE_DATE_EPOCH where it is set, else the commit's, else of the sources.
cmake_minimum_required(VERSION 3.25)

# `git archive`, and with it GitHub's archives, puts these in (.gitattributes beside this file).
set(archived_commit "$Format:%H$")
set(archived_seconds "$Format:%ct$")

# Within a hook, these say where another repository is.
unset(ENV{GIT_DIR})
unset(ENV{GIT_WORK_TREE})
unset(ENV{GIT_INDEX_FILE})

# What git prints; "" where it, or the repository, is not there.
function(ask_git ret)
  execute_process(COMMAND git --no-optional-locks -C ${SOURCE} ${ARGN}
    OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status ERROR_QUIET)
  if(NOT status EQUAL 0)
    set(said "")
  endif()
  set(${ret} "${said}" PARENT_SCOPE)
endfunction()

set(commit "")
set(is_modified false)
file(TIMESTAMP ${SOURCE}/CMakeLists.txt seconds "%s" UTC)
ask_git(folder_above rev-parse --show-prefix --show-toplevel)
# An unpacked archive may lie in a repository of somebody else's: there is a prefix, then.
if(folder_above MATCHES "^\n.")
  ask_git(commit rev-parse HEAD)
  ask_git(seconds log -1 --format=%ct)
  ask_git(changes status --porcelain --untracked-files=no)
  if(changes)
    set(is_modified true)
  endif()
elseif(archived_commit MATCHES "^[0-9a-f]+$")
  set(commit ${archived_commit})
  set(seconds ${archived_seconds})
endif()

if(NOT "$ENV{SOURCE_DATE_EPOCH}" STREQUAL "")
  set(seconds $ENV{SOURCE_DATE_EPOCH})
endif()
set(ENV{SOURCE_DATE_EPOCH} ${seconds}) # What string(TIMESTAMP) takes for now.
string(TIMESTAMP date "%Y-%m-%dT%H:%M:%SZ" UTC)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#include \"version/version.h\"

const ph_commit ph_commit_built = {
    .hash = \"@commit@\",
    .is_modified = @is_modified@,
    .date = \"@date@\",
};
" @ONLY)
