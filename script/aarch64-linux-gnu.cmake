# SPDX-License-Identifier: AGPL-3.0-or-later
# Building for 64-bit ARM on another machine: with Debian's cross compilers, and its libraries for
# arm64 beside those of the machine. What is built and has to run, runs under qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
set(PH_RUST_TARGET aarch64-unknown-linux-gnu)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
