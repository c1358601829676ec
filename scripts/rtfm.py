"""RTFM and its loss in plain PyTorch, as published: what bench-training compares Vigil with.

Tian et al., "Weakly-supervised Video Anomaly Detection with Robust Temporal Feature Magnitude Learning", ICCV 2021.
"""

import torch
from torch import nn
from torch.nn import functional


class NonLocal(nn.Module):
    """Each segment gets a mixture of all, weighted by products that are divided by their number; x [items, channels, segments]."""

    def __init__(self, channels):
        super().__init__()
        self.theta, self.phi, self.g = (nn.Conv1d(channels, channels // 2, 1) for _ in range(3))
        self.W = nn.Sequential(nn.Conv1d(channels // 2, channels, 1), nn.BatchNorm1d(channels))

    def forward(self, x):
        likeness = self.theta(x).transpose(1, 2) @ self.phi(x) / x.shape[2]
        return self.W(self.g(x) @ likeness.transpose(1, 2)) + x


class MultiScale(nn.Module):
    """Segments beside their neighbours, at three distances, and beside all; x [items, segments, features]."""

    def __init__(self, features):
        super().__init__()
        part = features // 4
        self.conv_1, self.conv_2, self.conv_3 = (
            nn.Sequential(nn.Conv1d(features, part, 3, padding=reach, dilation=reach), nn.ReLU(), nn.BatchNorm1d(part))
            for reach in (1, 2, 4))
        self.conv_4 = nn.Sequential(nn.Conv1d(features, part, 1, bias=False), nn.ReLU())
        self.non_local = NonLocal(part)
        self.conv_5 = nn.Sequential(nn.Conv1d(features, features, 3, padding=1, bias=False), nn.ReLU(), nn.BatchNorm1d(features))

    def forward(self, x):
        x = x.transpose(1, 2)
        parts = torch.cat([self.conv_1(x), self.conv_2(x), self.conv_3(x), self.non_local(self.conv_4(x))], 1)
        return (self.conv_5(parts) + x).transpose(1, 2)


class RTFM(nn.Module):
    """Features [videos, crops, segments, features] to scores and magnitudes [videos, segments], and features of each crop."""

    def __init__(self, features=2048, dropout=0.7):
        super().__init__()
        self.Aggregate = MultiScale(features)
        self.fc1, self.fc2, self.fc3 = nn.Linear(features, 512), nn.Linear(512, 128), nn.Linear(128, 1)
        self.drop_out = nn.Dropout(dropout)

    def forward(self, x):
        videos, crops, segments, _ = x.shape
        features = self.drop_out(self.Aggregate(x.flatten(0, 1)))
        hidden = self.drop_out(self.fc1(features).relu())
        hidden = self.drop_out(self.fc2(hidden).relu())
        scores = self.fc3(hidden).sigmoid().view(videos, crops, segments).mean(1)
        return scores, features.norm(dim=2).view(videos, crops, segments).mean(1), features


def rtfm_loss(scores, magnitudes, features, crops, keep):
    """The loss of a batch whose first half is normal: of the three segments of largest magnitude, and over all abnormal scores.

    `keep` [videos, segments] multiplies magnitudes before the three are chosen.
    """
    videos, segments = scores.shape
    half = videos // 2
    chosen = (magnitudes * keep).topk(3, dim=1).indices  # [videos, 3]
    score = scores.gather(1, chosen).mean(1)
    features = features.view(videos, crops, segments, -1)
    index = chosen[:, None, :, None].expand(-1, crops, -1, features.shape[3])
    # The length of the mean of the three, for each crop.
    length = features.gather(2, index).mean(2).norm(dim=2)  # [videos, crops]
    normal, abnormal = length[:half], length[half:]
    label = torch.cat([torch.zeros(half), torch.ones(half)])
    flat = scores[half:].flatten()
    return (functional.binary_cross_entropy(score, label)
            + 1e-4 * (((100 - abnormal).abs() + normal) ** 2).mean()
            + 8e-4 * ((flat[1:] - flat[:-1]) ** 2).sum() + 8e-3 * flat.norm())
