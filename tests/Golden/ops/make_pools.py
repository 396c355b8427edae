"""Pools with dilation, padding that differs between sides and last, incomplete windows, by PyTorch, forward and backward: writes pools.

PyTorch has no mean over a window with dilation. Here it is the sum of an unfolded tensor over that of an unfolded mask of what counts,
which is compared with PyTorch's own wherever it has one.

Run with PyTorch 1.13 and NumPy: python3 make_pools.py
"""
import itertools

import torch
from golden_cases import Cases
from torch.nn import functional as F


def positions(size, kernel, stride, begin, end, dilation, ceiling):
    room = size + begin + end - dilation * (kernel - 1) - 1
    count = (room + (stride - 1 if ceiling else 0)) // stride + 1
    return count - 1 if ceiling and (count - 1) * stride >= size + begin else count


def unfolded(x, kernel, stride, begin, end, dilation, sizes, fill):
    excess = [max(0, (n - 1) * s + d * (k - 1) + 1 - size - b - e)
              for n, s, d, k, size, b, e in zip(sizes, stride, dilation, kernel, x.shape[2:], begin, end)]
    x = F.pad(x, (begin[1], end[1] + excess[1], begin[0], end[0] + excess[0]), value=fill)
    samples, channels, height, width = x.shape
    columns = F.unfold(x.reshape(-1, 1, height, width), kernel, dilation, 0, stride)
    rows = (height - dilation[0] * (kernel[0] - 1) - 1) // stride[0] + 1
    columns = columns.reshape(samples, channels, kernel[0] * kernel[1], rows, -1)
    return columns[:, :, :, :sizes[0], :sizes[1]]


def pool(x, kind, kernel, stride, begin, end, dilation, ceiling, counts):
    sizes = [positions(*axis, ceiling) for axis in zip(x.shape[2:], kernel, stride, begin, end, dilation)]
    arguments = kernel, stride, begin, end, dilation, sizes
    if kind == "max":
        return unfolded(x, *arguments, float("-inf")).max(2).values
    mask = torch.ones_like(x[:, :1])
    if counts:
        mask = F.pad(mask, (begin[1], end[1], begin[0], end[0]), value=1.0)
        arguments_of_mask = kernel, stride, (0, 0), (0, 0), dilation, sizes
    else:
        arguments_of_mask = arguments
    return unfolded(x, *arguments, 0.0).sum(2) / unfolded(mask, *arguments_of_mask, 0.0).sum(2)


def compare(x, kind, kernel, stride, begin, end, dilation, ceiling, counts):
    if begin != end or (kind == "mean" and dilation != (1, 1)) or any(2 * p > k for p, k in zip(begin, kernel)):
        return
    mine = pool(x, kind, kernel, stride, begin, end, dilation, ceiling, counts)
    theirs = (F.max_pool2d(x, kernel, stride, begin, dilation, ceiling) if kind == "max"
              else F.avg_pool2d(x, kernel, stride, begin, ceiling, counts))
    assert mine.shape == theirs.shape and torch.allclose(mine, theirs, atol=1e-6)


def pools():
    cases = Cases("pools")
    windows = [((3, 3), (1, 1)), ((2, 3), (2, 1)), ((3, 2), (2, 3)), ((1, 2), (3, 3))]
    paddings = [((0, 0), (0, 0)), ((1, 1), (1, 1)), ((0, 1), (1, 0)), ((0, 0), (1, 1))]
    dilations = [(1, 1), (2, 2), (1, 3)]
    for (kernel, stride), (begin, end), dilation, ceiling in itertools.product(windows, paddings, dilations, [False, True]):
        if any(p >= k for p, k in zip(begin + end, kernel + kernel)):
            continue
        for kind, counts in [("max", False), ("mean", False), ("mean", True)]:
            x = cases.draw(1, 2, 8, 7)
            settings = dict(kind=kind, kernel=kernel, stride=stride, begin=begin, end=end, dilation=dilation, ceiling=ceiling)
            settings["counts"] = counts
            compare(x, **settings)
            cases.add({"x": x}, lambda x: pool(x, **settings), **settings)
    cases.write()


if __name__ == "__main__":
    torch.set_num_threads(1)
    pools()
