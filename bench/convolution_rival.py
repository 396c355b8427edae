"""The rival of `Ghn.Benchmarks conv`: PyTorch's convolution (oneDNN), timed on request.

Reads one request a line, "operation repetitions batch in height width out kh kw sh sw ph pw dh dw groups", and answers with
the time of each repetition in seconds: processor time for one thread, else wall time.
"""

import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
clock = time.thread_time if sys.argv[1] == "1" else time.perf_counter
kept = None


def tensors(sizes):
    """Keeps the tensors of the latest geometry."""
    global kept
    if kept is None or kept[0] != sizes:
        kept = None
        n, c, h, w, out, kh, kw, sh, sw, ph, pw, dh, dw, groups = sizes
        x = torch.randn(n, c, h, w)
        weight = torch.randn(out, c // groups, kh, kw)
        y = torch.nn.functional.conv2d(x, weight, None, (sh, sw), (ph, pw), (dh, dw), groups)
        kept = (sizes, x, weight, torch.randn_like(y))
    return kept[1:]


def run(operation, sizes):
    x, weight, gradient = tensors(sizes)
    stride, padding, dilation, groups = sizes[7:9], sizes[9:11], sizes[11:13], sizes[13]
    if operation == "forward":
        torch.nn.functional.conv2d(x, weight, None, stride, padding, dilation, groups)
    else:
        wanted = [operation == "input", operation == "weight", False]
        torch.ops.aten.convolution_backward(
            gradient, x, weight, None, stride, padding, dilation, False, [0, 0], groups, wanted)


with torch.no_grad():
    for line in sys.stdin:
        operation, repetitions, *sizes = line.split()
        sizes = tuple(int(size) for size in sizes)
        run(operation, sizes)
        times = []
        for _ in range(int(repetitions)):
            start = clock()
            run(operation, sizes)
            times.append(clock() - start)
        print(*(f"{t:.9f}" for t in times), flush=True)
