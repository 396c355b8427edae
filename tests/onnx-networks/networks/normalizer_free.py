"""NFNet: no normalisation of activations; the kernels themselves are standardised in every forward pass."""

import torch
from torch import nn
from torch.nn import functional as F

from .registry import network


class StandardizedConv2d(nn.Conv2d):
    """A convolution whose kernel has mean zero and variance one over its fan-in, times a learnt gain."""

    def __init__(self, inputs, outputs, kernel, stride=1, groups=1, eps=1e-4):
        super().__init__(inputs, outputs, kernel, stride, kernel // 2, groups=groups)
        self.gain = nn.Parameter(torch.ones(outputs, 1, 1, 1))
        self.fan_in, self.eps = self.weight[0].numel(), eps

    def forward(self, x):
        mean = self.weight.mean(dim=(1, 2, 3), keepdim=True)
        variance = (self.weight - mean).pow(2).mean(dim=(1, 2, 3), keepdim=True)
        scale = torch.rsqrt(torch.clamp(variance * self.fan_in, min=self.eps)) * self.gain
        return F.conv2d(x, (self.weight - mean) * scale, self.bias, self.stride, self.padding, self.dilation, self.groups)


class NormalizerFreeBlock(nn.Module):
    """A bottleneck between a division by the expected deviation and a learnt, initially zero, gain."""

    def __init__(self, inputs, outputs, stride, beta, alpha=0.2):
        super().__init__()
        self.alpha, self.beta = alpha, beta
        self.conv1 = StandardizedConv2d(inputs, outputs // 2, 1)
        self.conv2 = StandardizedConv2d(outputs // 2, outputs // 2, 3, stride, groups=2)
        self.conv3 = StandardizedConv2d(outputs // 2, outputs, 1)
        self.shortcut = StandardizedConv2d(inputs, outputs, 1) if inputs != outputs else None
        self.stride = stride
        self.skipinit_gain = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        out = F.gelu(x) * 1.7015043497085571 * self.beta
        residual = x
        if self.shortcut is not None:
            residual = self.shortcut(F.avg_pool2d(out, 2) if self.stride > 1 else out)
        out = F.gelu(self.conv1(out)) * 1.7015043497085571
        out = self.conv3(F.gelu(self.conv2(out)) * 1.7015043497085571)
        return out.mul(self.alpha * self.skipinit_gain) + residual


class NfNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = StandardizedConv2d(3, 12, 3)
        self.blocks = nn.Sequential(
            NormalizerFreeBlock(12, 16, 1, 1.0), NormalizerFreeBlock(16, 24, 2, 0.98), NormalizerFreeBlock(24, 24, 1, 0.96))
        self.final_conv = StandardizedConv2d(24, 48, 1)
        self.fc = nn.Linear(48, classes)

    def forward(self, x):
        x = F.gelu(self.final_conv(self.blocks(self.stem(x)))) * 1.7015043497085571
        return self.fc(x.mean((2, 3)))


@network("nfnet")
def nfnet():
    return NfNet()
