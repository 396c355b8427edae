"""Runs paddings and repetitions in PyTorch, forward and backward: writes rearrangements.

Run with PyTorch 1.13 and NumPy: python3 make_rearrangements.py
"""
import torch
from golden_cases import Cases
from torch.nn import functional as F


def rearrangements():
    cases = Cases("rearrangements")
    for mode in ["reflect", "replicate", "circular"]:
        for top, bottom, left, right in [(1, 1, 1, 1), (2, 0, 0, 3), (0, 3, 2, 1), (4, 4, 3, 3)]:
            cases.add({"x": cases.draw(2, 3, 5, 4)}, lambda x: F.pad(x, (left, right, top, bottom), mode),
                      kind="pad", mode=mode, begin=[top, left], end=[bottom, right], value=0)
    for value in [0.0, -2.5]:
        for top, bottom, left, right in [(1, 1, 1, 1), (0, 2, 3, 0), (-1, 2, 1, -2)]:
            cases.add({"x": cases.draw(2, 3, 5, 4)}, lambda x: F.pad(x, (left, right, top, bottom), "constant", value),
                      kind="pad", mode="constant", begin=[top, left], end=[bottom, right], value=value)
    for repeats in [(1, 2, 3), (3, 1, 1), (2, 1, 2)]:
        cases.add({"x": cases.draw(2, 3, 2, 4)}, lambda x: x.repeat(1, *repeats), kind="tile", repeats=repeats)
    for shape, to in [((1, 4, 3), (3, 4, 3)), ((5, 1, 1), (5, 3, 4)), ((1, 1, 6), (2, 3, 6))]:
        cases.add({"x": cases.draw(2, *shape)}, lambda x: x.expand(2, *to), kind="expand", shape=to)
    for axis, indices in [(0, [0, 0, 0]), (0, [2, 0, 2, 1]), (1, [4, 4, 1, 0, 4]), (2, [3, 1, 1])]:
        cases.add({"x": cases.draw(2, 3, 5, 4)}, lambda x: torch.index_select(x, axis + 1, torch.tensor(indices)),
                  kind="gather", axis=axis, indices=indices)
    cases.write()


if __name__ == "__main__":
    torch.set_num_threads(1)
    rearrangements()
