"""A small assembler for the classic BPF programs that seccomp runs at every system call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOAD_WORD = 0x20  # BPF_LD | BPF_W | BPF_ABS
AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
JUMP_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
JUMP_GREATER_EQUAL = 0x35  # BPF_JMP | BPF_JGE | BPF_K
JUMP_ALWAYS = 0x05  # BPF_JMP | BPF_JA
RETURN = 0x06  # BPF_RET | BPF_K

# Offsets in seccomp_data: nr, arch, instruction_pointer (8 bytes), then six arguments of 8 bytes.
OFFSET_NUMBER, OFFSET_ARCH, OFFSET_ARGUMENTS = 0, 4, 16
LOW_WORD, HIGH_WORD = 0, 4  # within one argument: both architectures are little endian
WORD = 0xFFFF_FFFF

FEW = 4  # up to this many numbers are compared one by one

# The kernel reads an `int` from the low word only, so a test of one must ignore the high word, which may contain
# anything. A pointer or a `long` uses the whole register.
INT = 0xFFFF_FFFF
WHOLE = 0xFFFF_FFFF_FFFF_FFFF

KILL_PROCESS, ALLOW = 0x8000_0000, 0x7FFF_0000


class Instruction(NamedTuple):
    """One instruction: the operation, the jumps if it holds or not, and its constant."""

    code: int
    if_true: int
    if_false: int
    constant: int


@dataclass(frozen=True)
class Test:
    """The condition that an argument, after masking, is one of a few small values."""

    __test__ = False  # keep pytest from collecting the class

    argument: int
    values: tuple[int, ...]
    mask: int = INT

    def holds(self, arguments: Sequence[int]) -> bool:
        """Evaluate the condition in Python, as the assembled instructions do in the kernel."""
        return arguments[self.argument] & self.mask in self.values


def failing(errno: int) -> int:
    """Return the action that makes a system call fail with this error number."""
    return 0x0005_0000 | errno


def load(offset: int) -> Instruction:
    """Load a word of seccomp_data into the accumulator."""
    return Instruction(LOAD_WORD, 0, 0, offset)


def give(action: int) -> Instruction:
    """End the program with this action."""
    return Instruction(RETURN, 0, 0, action)


def unless_one_of(values: Sequence[int], action: int) -> list[Instruction]:
    """End the program with this action unless the accumulator is one of the values."""
    last = len(values) - 1
    jumps = [Instruction(JUMP_EQUAL, last - at + 1, 0, each) for at, each in enumerate(values)]
    return [*jumps, give(action)]


def demand(test: Test, refusal: int) -> list[Instruction]:
    """End the program with the refusal unless the condition holds."""
    offset = OFFSET_ARGUMENTS + 8 * test.argument
    code = [load(offset + LOW_WORD), Instruction(AND, 0, 0, test.mask & WORD)]
    code += unless_one_of(test.values, refusal)
    if test.mask >> 32:  # the allowed values have no bits in the high word
        code += [load(offset + HIGH_WORD), Instruction(AND, 0, 0, test.mask >> 32)]
        code += unless_one_of([0], refusal)
    return code


def dispatch(bodies: Mapping[int, Sequence[Instruction]], refusal: int) -> list[Instruction]:
    """Run the body for the number in the accumulator, or refuse; every body must end the program.

    This is a binary search over the numbers, because on installation the kernel runs the program for every system call
    number there is: a plain list would take several times as long.
    """
    numbers = sorted(bodies)
    if len(numbers) <= FEW:
        few = ([Instruction(JUMP_EQUAL, 0, len(bodies[each]), each), *bodies[each]] for each in numbers)
        return [*(instruction for case in few for instruction in case), give(refusal)]
    pivot = numbers[len(numbers) // 2]
    below = dispatch({number: body for number, body in bodies.items() if number < pivot}, refusal)
    above = dispatch({number: body for number, body in bodies.items() if number >= pivot}, refusal)
    # A conditional jump reaches at most 255 instructions, an unconditional one any distance.
    skip = Instruction(JUMP_ALWAYS, 0, 0, len(below))
    return [Instruction(JUMP_GREATER_EQUAL, 0, 1, pivot), skip, *below, *above]
