"""The codec between the grader and a worker: a JSON header followed by raw bytes of arrays.

Only plain data crosses: exact builtin types and those of the standard library that hold numbers, dates and texts,
plain arrays, NumPy scalars, named tuples and enums by name, generators by their state, and numbers that stand for the
student's objects, functions and iterators or the grader's callbacks. Everything else crosses as a description
(`Foreign`), so a submission can return anything and it is never more than data. Both sides check the limits; the
grader's side checks them before it allocates memory.
"""

from dropgrade.sandbox.wire.array_types import DTYPES, NonNumeric
from dropgrade.sandbox.wire.decoder import Decoder, parts_of, read_frame, read_prefix
from dropgrade.sandbox.wire.encoder import Encoder
from dropgrade.sandbox.wire.named_values import EnumMember, ErrorValue, NamedValues, Record, is_name
from dropgrade.sandbox.wire.streams import checked_position, generator_from, held, move_stream, seed_of, stream_position
from dropgrade.sandbox.wire.values import (
    ALIGNMENT,
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_HEADER,
    MAX_INTEGER_BITS,
    MAX_ITEMS,
    MAX_NAME,
    MAX_NODES,
    MAX_SAME_HASH,
    MAX_TEXT,
    PREFIX,
    CallbackNumber,
    Foreign,
    GeneratorState,
    Handle,
    NoLength,
    NoValue,
    Opaque,
    Reference,
    WireError,
    type_bases,
    type_name,
)

__all__ = [
    "ALIGNMENT",
    "DTYPES",
    "MAX_BODY",
    "MAX_DEPTH",
    "MAX_DIMENSIONS",
    "MAX_HEADER",
    "MAX_INTEGER_BITS",
    "MAX_ITEMS",
    "MAX_NAME",
    "MAX_NODES",
    "MAX_SAME_HASH",
    "MAX_TEXT",
    "PREFIX",
    "CallbackNumber",
    "Decoder",
    "Encoder",
    "EnumMember",
    "ErrorValue",
    "Foreign",
    "GeneratorState",
    "Handle",
    "NamedValues",
    "NoLength",
    "NoValue",
    "NonNumeric",
    "Opaque",
    "Record",
    "Reference",
    "WireError",
    "checked_position",
    "generator_from",
    "held",
    "is_name",
    "move_stream",
    "parts_of",
    "read_frame",
    "read_prefix",
    "seed_of",
    "stream_position",
    "type_bases",
    "type_name",
]
