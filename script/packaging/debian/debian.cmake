# SPDX-License-Identifier: AGPL-3.0-or-later
# What a Debian package has besides what is installed, and how the packages are made (PH_DEBIAN).
# An installation of this build writes to /etc: script/package calls it with DESTDIR.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(made ${CMAKE_CURRENT_BINARY_DIR}/debian)
set(here ${CMAKE_CURRENT_SOURCE_DIR}/debian)
set(materials ${CMAKE_CURRENT_SOURCE_DIR}/materials)
file(MAKE_DIRECTORY ${made})

# conffiles. The package has the defaults as well, in share/perfharness/config.
install(FILES ${PROJECT_SOURCE_DIR}/config/thresholds.toml ${PROJECT_SOURCE_DIR}/config/pr_template.md
    ${PROJECT_SOURCE_DIR}/config/comparison_template.md ${PROJECT_SOURCE_DIR}/config/alerts.toml
    ${PROJECT_SOURCE_DIR}/config/audit_config.yaml
  DESTINATION /etc/perfharness PERMISSIONS ${file_mode} COMPONENT perfharness)
install(FILES ${PROJECT_SOURCE_DIR}/config/audit/controls.json
  DESTINATION /etc/perfharness/audit PERMISSIONS ${file_mode} COMPONENT perfharness)

set(components perfharness perfharness-dev)
if(TARGET gnucobol_subject)
  list(APPEND components perfharness-gnucobol)
endif()
set(documents)
add_custom_command(OUTPUT ${made}/changelog.gz
  COMMAND ${Python3_EXECUTABLE} ${here}/changelog.py ${PROJECT_SOURCE_DIR}/.github/CHANGELOG.md
    ${PROJECT_VERSION} ${PH_CONTACT} ${made}/changelog.gz
  DEPENDS ${here}/changelog.py ${PROJECT_SOURCE_DIR}/.github/CHANGELOG.md VERBATIM)
list(APPEND documents ${made}/changelog.gz)
foreach(component IN LISTS components)
  set(folder ${made}/${component})
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${folder}/copyright
    COMMAND ${CMAKE_COMMAND} -E env PYTHONPATH=${materials} PYTHONDONTWRITEBYTECODE=1
      ${Python3_EXECUTABLE} ${here}/copyright.py ${component} ${PROJECT_SOURCE_DIR} ${folder}/copyright
      ${PH_RUST_TARGET}
    DEPENDS ${here}/copyright.py ${materials}/crates.py ${materials}/debian_packages.py
      ${PROJECT_SOURCE_DIR}/LICENSE
      ${PROJECT_SOURCE_DIR}/codecs/copybook-rs/Cargo.lock copybook_rs_subject VERBATIM)
  list(APPEND documents ${folder}/copyright)
  install(FILES ${folder}/copyright ${made}/changelog.gz DESTINATION share/doc/${component}
    PERMISSIONS ${file_mode} COMPONENT ${component})
  if(EXISTS ${here}/${component}.lintian-overrides)
    install(FILES ${here}/${component}.lintian-overrides DESTINATION share/lintian/overrides
      PERMISSIONS ${file_mode} COMPONENT ${component} RENAME ${component})
  endif()
endforeach()
add_custom_target(debian_documents ALL DEPENDS ${documents})

# Nobody needs the symbols of programs. Those of subjects stay: compare and callgrind take the names
# of functions from them.
set(strip "${CMAKE_STRIP} --strip-all --remove-section=.comment --remove-section=.note")
foreach(program bin/perfharness lib/perfharness/perfharness-allocations.so
    lib/perfharness/perfharness-worker)
  install(CODE "execute_process(COMMAND_ERROR_IS_FATAL ANY
    COMMAND ${strip} \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${program})" COMPONENT perfharness)
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL ${components})
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGE_CONTACT "${PH_CONTACT}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PERFHARNESS_PACKAGE_NAME perfharness)
set(CPACK_DEBIAN_PERFHARNESS_DESCRIPTION "measure copybook-rs beside a native C reference
Measures how fast the Rust library copybook-rs decodes and encodes mainframe
records, beside a C reference that does the same work on the same bytes, and
proves that both did it. Judges a run by limits and by a baseline, compares
two builds, and reports to people, pull requests and other tools.

On amd64, what is measured is built for CPUs with AVX2 (x86-64-v3).")
set(CPACK_DEBIAN_PERFHARNESS_PACKAGE_DEPENDS fonts-dejavu-core) # Beside libraries: what PDFs are set in.
set(CPACK_DEBIAN_PERFHARNESS_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PERFHARNESS_PACKAGE_SUGGESTS
  "cargo-web, rustc-web, git, openssh-client, perfharness-gnucobol, valgrind")
set(CPACK_DEBIAN_PERFHARNESS_PACKAGE_CONTROL_EXTRA
  ${here}/conffiles ${here}/prerm ${here}/postrm)

set(CPACK_DEBIAN_PERFHARNESS-GNUCOBOL_PACKAGE_NAME perfharness-gnucobol)
set(CPACK_DEBIAN_PERFHARNESS-GNUCOBOL_PACKAGE_DEPENDS "perfharness (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_PERFHARNESS-GNUCOBOL_DESCRIPTION "GnuCOBOL's runtime as a subject of perfharness
With this, perfharness measures the decimals of GnuCOBOL's runtime library
beside copybook-rs and its own reference.")

set(CPACK_DEBIAN_PERFHARNESS-DEV_PACKAGE_NAME perfharness-dev)
set(CPACK_DEBIAN_PERFHARNESS-DEV_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PERFHARNESS-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PERFHARNESS-DEV_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PERFHARNESS-DEV_PACKAGE_SUGGESTS "perfharness")
set(CPACK_DEBIAN_PERFHARNESS-DEV_DESCRIPTION "header to write a subject for perfharness with
A subject is a shared library that perfharness measures beside others. This
is the interface it implements.")
include(CPack)
