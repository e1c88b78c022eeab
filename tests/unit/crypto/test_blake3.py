"""BLAKE3 against the vectors of its authors: input byte number n is n modulo 251."""

import pytest

from taonet.crypto.blake3 import blake3

VECTORS = {
    0: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    1: "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
    1_023: "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11",
    1_024: "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
    1_025: "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
    2_048: "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a",
    2_049: "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030",
    3_072: "b98cb0ff3623be03326b373de6b9095218513e64f1ee2edd2525c7ad1e5cffd2",
    5_120: "9cadc15fed8b5d854562b26a9536d9707cadeda9b143978f319ab34230535833",
}


@pytest.mark.parametrize("length", VECTORS)
def test_hashes_as_its_authors_do(length: int) -> None:
    assert blake3(bytes(n % 251 for n in range(length))).hex() == VECTORS[length]
