"""Runs further convolutions and normalisations in PyTorch, forward and backward: writes conv1d, conv_transpose2d, local_response_norm,
rms_norm and layer_norm_shape.

Run with PyTorch 1.13 and NumPy: python3 make_convolutions.py
"""
import torch
from golden_cases import Cases
from torch.nn import functional as F


def conv1d():
    cases = Cases("conv1d")
    for channels, out, kernel, stride, begin, end, dilation, groups in [
            (4, 6, 3, 1, 1, 1, 1, 1), (4, 6, 5, 2, 0, 3, 1, 2), (3, 3, 2, 3, 2, 1, 2, 3), (5, 1, 4, 1, 0, 0, 2, 1),
            (2, 8, 1, 1, 0, 0, 1, 1)]:
        leaves = {"x": cases.draw(2, channels, 13), "w": cases.draw(out, channels // groups, kernel), "b": cases.draw(out)}
        cases.add(leaves, lambda x, w, b: F.conv1d(F.pad(x, (begin, end)), w, b, stride, 0, dilation, groups),
                  out=out, kernel=kernel, stride=stride, begin=begin, end=end, dilation=dilation, groups=groups)
    cases.write()


def conv_transpose2d():
    cases = Cases("conv_transpose2d")
    for channels, out, kernel, stride, padding, more, dilation, groups in [
            (4, 3, (2, 2), (2, 2), (0, 0), (0, 0), (1, 1), 1), (4, 6, (3, 3), (2, 1), (1, 1), (1, 0), (1, 1), 2),
            (3, 3, (4, 2), (3, 2), (1, 0), (2, 1), (2, 1), 3), (2, 5, (3, 5), (1, 1), (1, 2), (0, 0), (1, 1), 1),
            (8, 8, (3, 3), (2, 2), (1, 1), (1, 1), (1, 1), 8)]:
        leaves = {"x": cases.draw(2, channels, 4, 5), "w": cases.draw(channels, out // groups, *kernel), "b": cases.draw(out)}
        cases.add(leaves, lambda x, w, b: F.conv_transpose2d(x, w, b, stride, padding, more, groups, dilation),
                  out=out, kernel=kernel, stride=stride, padding=padding, more=more, dilation=dilation, groups=groups)
    cases.write()


def local_response_norm():
    cases = Cases("local_response_norm")
    for shape in [(2, 9, 3, 4), (3, 6, 5)]:
        for size, alpha, beta, k in [(5, 1e-4, 0.75, 1.0), (3, 0.5, 0.75, 2.0), (4, 0.3, 0.6, 1.0), (1, 1.0, 0.5, 1.5)]:
            cases.add({"x": 3 * cases.draw(*shape)}, lambda x: F.local_response_norm(x, size, alpha, beta, k),
                      size=size, alpha=alpha, beta=beta, k=k)
    cases.write()


def rms_norm():
    cases = Cases("rms_norm")
    for shape, eps in [((2, 7), 1e-5), ((2, 5, 16), 1e-6), ((2, 3, 4, 33), 1e-2)]:
        leaves = {"x": cases.draw(*shape), "w": cases.draw(shape[-1], offset=1)}
        cases.add(leaves, lambda x, w: x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps) * w, eps=eps)
    cases.write()


def layer_norm_shape():
    cases = Cases("layer_norm_shape")
    for shape, normalized in [((2, 3, 4, 5), (3, 4, 5)), ((3, 6, 7), (6, 7)), ((2, 4, 3, 5), (3, 5))]:
        leaves = {"x": cases.draw(*shape), "w": cases.draw(*normalized, offset=1), "b": cases.draw(*normalized)}
        cases.add(leaves, lambda x, w, b: F.layer_norm(x, normalized, w, b, 1e-3), shape=normalized, eps=1e-3)
    cases.write()


if __name__ == "__main__":
    torch.set_num_threads(1)
    conv1d()
    conv_transpose2d()
    local_response_norm()
    rms_norm()
    layer_norm_shape()
