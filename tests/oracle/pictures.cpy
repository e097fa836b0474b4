*> SPDX-License-Identifier: AGPL-3.0-or-later
*> One field of :N: digits per kind, each in a group of its own that stands for its bytes.
01 packed-signed-bytes-:N:.
   02 packed-signed-:N: pic s9(:N:) comp-3.
01 packed-unsigned-bytes-:N:.
   02 packed-unsigned-:N: pic 9(:N:) comp-3.
01 zoned-unsigned-bytes-:N:.
   02 zoned-unsigned-:N: pic 9(:N:).
01 zoned-trailing-bytes-:N:.
   02 zoned-trailing-:N: pic s9(:N:).
01 zoned-leading-bytes-:N:.
   02 zoned-leading-:N: pic s9(:N:) sign leading.
01 trailing-separate-bytes-:N:.
   02 trailing-separate-:N: pic s9(:N:) sign trailing separate.
01 leading-separate-bytes-:N:.
   02 leading-separate-:N: pic s9(:N:) sign leading separate.
