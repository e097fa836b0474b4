# SPDX-License-Identifier: AGPL-3.0-or-later
# Building for 64-bit Windows on a Linux: with Debian's mingw-w64, and the libraries that script/windows
# built. What is built and has to run, runs under wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_CURRENT_LIST_DIR}/../tests/windows/wine.sh)
set(PKG_CONFIG_EXECUTABLE ${CMAKE_CURRENT_LIST_DIR}/../tests/windows/pkg-config.sh)
set(built ${CMAKE_CURRENT_LIST_DIR}/../build/windows)
set(CMAKE_FIND_ROOT_PATH ${built}/prefix ${built}/without /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# No DLL but the system's own.
set(BUILD_SHARED_LIBS OFF CACHE BOOL "")
# printf() as C has it, also in libraries: exponents have two digits.
set(CMAKE_C_FLAGS_INIT -D__USE_MINGW_ANSI_STDIO=1)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -Wl,--no-demangle")
