"""The I3D ResNet-50 with non-local blocks in plain PyTorch, as it is published: what bench_gpu.py compares Vigil with.

Carreira and Zisserman, CVPR 2017; Wang et al., "Non-local Neural Networks", CVPR 2018, the layout 32x2. Names are those of the published
weights. Tensors are [crops, channels, time, height, width].
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

# Channels inside a block, stride in space, whether a block's first convolution spans three moments, whether every second block is non-local.
STAGES = [
    (64, 1, [1, 1, 1], False),
    (128, 2, [1, 0, 1, 0], True),
    (256, 2, [1, 0, 1, 0, 1, 0], True),
    (512, 2, [0, 1, 0], False),
]


class NonLocal(nn.Module):
    """Each position gets a mixture of all, weighted by likeness; what is mixed is pooled by two in space."""

    def __init__(self, channels):
        super().__init__()
        inner = channels // 2
        self.theta, self.phi, self.g = (nn.Conv3d(channels, inner, 1) for _ in range(3))
        self.out = nn.Conv3d(inner, channels, 1)
        self.bn = nn.BatchNorm3d(channels)

    def forward(self, x):
        pooled = functional.max_pool3d(x, (1, 2, 2))
        theta = self.theta(x)
        likeness = theta.flatten(2).transpose(1, 2) @ self.phi(pooled).flatten(2) / theta.shape[1] ** 0.5
        mixed = self.g(pooled).flatten(2) @ likeness.softmax(-1).transpose(1, 2)
        return self.bn(self.out(mixed.view_as(theta))) + x


class Block(nn.Module):
    """A bottleneck with its shortcut."""

    def __init__(self, inputs, planes, stride, inflated, non_local):
        super().__init__()
        moments = 3 if inflated else 1
        self.conv1 = nn.Conv3d(inputs, planes, (moments, 1, 1), padding=(moments // 2, 0, 0), bias=False)
        self.conv2 = nn.Conv3d(planes, planes, (1, 3, 3), stride=(1, stride, stride), padding=(0, 1, 1), bias=False)
        self.conv3 = nn.Conv3d(planes, 4 * planes, 1, bias=False)
        self.bn1, self.bn2, self.bn3 = nn.BatchNorm3d(planes), nn.BatchNorm3d(planes), nn.BatchNorm3d(4 * planes)
        self.downsample = nn.Sequential()
        if stride != 1 or inputs != 4 * planes:
            self.downsample = nn.Sequential(
                nn.Conv3d(inputs, 4 * planes, 1, stride=(1, stride, stride), bias=False), nn.BatchNorm3d(4 * planes))
        self.nl = NonLocal(4 * planes) if non_local else nn.Sequential()

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu()
        y = self.bn2(self.conv2(y)).relu()
        return self.nl((self.bn3(self.conv3(y)) + self.downsample(x)).relu())


class I3D(nn.Module):
    """Snippets [crops, 3, 16, height, width] to features [crops, 2048]; all channels times `width`."""

    def __init__(self, width=1.0):
        super().__init__()
        channels = int(64 * width)
        self.conv1 = nn.Conv3d(3, channels, (5, 7, 7), stride=2, padding=(2, 3, 3), bias=False)
        self.bn1 = nn.BatchNorm3d(channels)
        for number, (planes, stride, inflated, non_local) in enumerate(STAGES, 1):
            planes, blocks = int(planes * width), []
            for index, spans in enumerate(inflated):
                blocks.append(Block(channels, planes, stride if index == 0 else 1, spans, non_local and index % 2 == 1))
                channels = 4 * planes
            setattr(self, f"layer{number}", nn.Sequential(*blocks))

    def forward(self, x):
        x = functional.max_pool3d(self.bn1(self.conv1(x)).relu(), (2, 3, 3), 2)
        x = functional.max_pool3d(self.layer1(x), (2, 1, 1))
        return self.layer4(self.layer3(self.layer2(x))).mean((2, 3, 4))


def uniform(name, count):
    """Numbers from -1 to 1 that follow from a name: FNV-1a of it seeds SplitMix64, whose top 24 bits make one (DeterministicValues in VigilCore)."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(40)).astype(np.float32) / 2**23 - 1


@torch.no_grad()
def fill(network, rules):
    """Makes the network compute what a stored snippet's does, in which norms and the scale of likeness are part of the convolutions.

    `rules` has offset and factor for each tensor by its name: norms only add what is its convolution's bias there.
    """
    def values(name, like):
        offset, factor = rules.pop(name)
        return torch.from_numpy(offset + factor * uniform(name, like.numel())).view_as(like)

    modules = dict(network.named_modules())
    for name, module in modules.items():
        if isinstance(module, nn.BatchNorm3d):
            module.running_var.fill_(1 - module.eps)  # of which the square root, with eps, is 1
    for name, module in modules.items():
        if not isinstance(module, nn.Conv3d):
            continue
        norm = modules.get(name[:-1] + "1" if name.endswith("downsample.0") else name.replace("conv", "bn"))
        scale = module.out_channels**0.5 if name.endswith("theta") else 1
        module.weight.copy_(scale * values(f"{name}.weight", module.weight))
        bias = module.bias if module.bias is not None else norm.bias
        bias.copy_(scale * values(f"{name}.bias", bias))
    if rules:
        raise ValueError(f"the stored network has tensors that this one has not: {', '.join(rules)}")
