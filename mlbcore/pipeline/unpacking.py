"""The body of an answer, unpacked in bounded pieces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx2

PIECE = 65_536
GZIP = frozenset({"gzip", "x-gzip"})


def unpacked(response: httpx2.Response) -> Iterator[bytes]:
    """Its body. Raises RemoteProtocolError where what is packed ends too early.

    The client takes the half of a packed body for the whole.
    """
    if response.headers.get("Content-Encoding", "").strip().lower() not in GZIP:
        yield from response.iter_bytes()
        return
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for packed in response.iter_raw():
            piece = unpacker.decompress(packed, PIECE)
            while piece:
                yield piece
                piece = unpacker.decompress(unpacker.unconsumed_tail, PIECE)
    except zlib.error as error:
        raise httpx2.DecodingError(str(error), request=response.request) from error
    if response.num_bytes_downloaded and not unpacker.eof:
        raise httpx2.RemoteProtocolError("the packed body ends too early")
