"""Pairs of snippets of different clips, by the cosine of their features: similar_events.py LABELS FEATURES. See scripts/similar-events."""
import csv
import sys

import numpy as np

labels, folder = sys.argv[1:]
features, abnormal, clips, normal = [], [], [], []
for clip, row in enumerate(csv.DictReader(open(labels))):
    values = np.load(f"{folder}/{row['file'].rsplit('.', 1)[0]}.npy")[:, 0].astype(float)
    text = row["anomaly_intervals_1based_inclusive"]
    spans = [tuple(map(int, part.split("-"))) for part in text.split(";") if part.strip()]
    # A snippet is abnormal if half of its 16 frames are.
    truth = [any(min(end, 16 * n + 16) - max(start - 1, 16 * n) >= 8 for start, end in spans) for n in range(len(values))]
    features.append(values)
    abnormal += truth
    clips += [clip] * len(values)
    normal += [not spans] * len(values)
features, abnormal, clips, normal = np.concatenate(features), np.array(abnormal), np.array(clips), np.array(normal)
print(f"{len(features)} snippets, {abnormal.sum()} abnormal ({100 * abnormal.mean():.0f} %)")

mean, deviation = features[normal].mean(0), features[normal].std(0)
deviation[deviation < 1e-6] = 1
apart = clips[:, None] != clips[None, :]
pairs = np.triu(apart)
count = abnormal[:, None].astype(int) + abnormal[None, :]
for name, vectors in (
    ("the features", features), ("less the mean of normal clips", features - mean),
    ("and each divided by its deviation", (features - mean) / deviation),
):
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = vectors @ vectors.T
    alike, mixed = cosine[pairs & (count == 2)], cosine[pairs & (count == 1)]
    ranks = np.concatenate([alike, mixed]).argsort().argsort()[: len(alike)] + 1
    auc = (ranks.sum() - len(alike) * (len(alike) + 1) / 2) / len(alike) / len(mixed)
    nearest = np.where(apart, cosine, -2).argmax(1)
    shares = ", ".join(f"from {t}: {100 * (alike >= t).mean():.1f} and {100 * (mixed >= t).mean():.1f} %" for t in (0.8, 0.9, 0.95))
    print(
        f"{name}: AUC {auc:.2f}, the nearest of an abnormal one is abnormal {100 * abnormal[nearest][abnormal].mean():.0f} %, "
        f"mixed pairs median {np.median(mixed):.2f} and 99 % {np.quantile(mixed, 0.99):.3f}, abnormal pairs median {np.median(alike):.2f}; {shares}")
