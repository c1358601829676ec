// The points of the transforms, and the three transforms of one axis.
//
// A filter is a polynomial whose coefficients are its taps. Its products with the signal are formed at points, here
// 0, 1, -1, 2, -2 and infinity; four taps need one point more, 1/2. A point's sums are then the same linear
// function of the outputs for both numbers of taps, which is why they can be added before the way back.
#pragma once

#include <stddef.h>

#include "vectors.h"

enum {
  /// 0, 1, -1, 2, -2, 1/2, infinity.
  POINTS = 7,
  /// The point that three taps do without.
  HALF = 5,
  /// Points of an axis over both phases: 7 for even positions, 6 for odd ones.
  PHASED_POINTS = 13,
  COLORS = 3,
  /// Taps in time.
  MOMENTS = 5,
  /// Outputs of an axis that are computed together, and the input positions between two such tiles.
  TILE = 4,
  TILE_STEP = 8,
  /// Zeros before the first position.
  PADDING = 3,
};

/// The point of each of the six values of the odd phase.
static const size_t ODD_POINTS[6] = {0, 1, 2, 3, 4, 6};

/// How many phases have products at a point.
VIGIL_INLINE size_t phases(size_t point) { return point == HALF ? 1 : 2; }

VIGIL_FAST_BEGIN

/// Six positions to the points 0, 1, -1, 2, -2, infinity of three taps.
VIGIL_INLINE void three_tap_points(const v8 d[6], v8 p[6]) {
  v8 even1 = d[4] - 4 * d[2], odd1 = d[3] - 4 * d[1];
  v8 even2 = d[4] - d[2], odd2 = 2 * (d[3] - d[1]);
  p[0] = 4 * d[0] - 5 * d[2] + d[4];
  p[1] = even1 + odd1;
  p[2] = even1 - odd1;
  p[3] = even2 + odd2;
  p[4] = even2 - odd2;
  p[5] = 4 * d[1] - 5 * d[3] + d[5];
}

/// Seven positions to the points 0, 1, -1, 2, -2, 1/2, infinity of four taps.
VIGIL_INLINE void four_tap_points(const v8 d[7], v8 p[7]) {
  // One point more multiplies each polynomial of three taps by (x - 1/2).
  v8 shifted[6], q[6];
  for (int i = 0; i < 6; i++) shifted[i] = d[i + 1] - 0.5f * d[i];
  three_tap_points(shifted, q);
  for (int i = 0; i < 5; i++) p[i] = q[i];
  p[5] = 4 * d[1] - 5 * d[3] + d[5];
  p[6] = q[5];
}

/// Thirteen positions to the points of both phases: 7 of the even ones, then 6 of the odd ones.
VIGIL_INLINE void phased_points(const v8 d[PHASED_POINTS], v8 p[PHASED_POINTS]) {
  v8 even[7] = {d[0], d[2], d[4], d[6], d[8], d[10], d[12]};
  v8 odd[6] = {d[1], d[3], d[5], d[7], d[9], d[11]};
  four_tap_points(even, p);
  three_tap_points(odd, p + 7);
}

/// The sums at seven points to four outputs.
VIGIL_INLINE void outputs_of_points(const v8 p[POINTS], v8 y[TILE]) {
  v8 sum1 = p[1] + p[2], difference1 = p[1] - p[2];
  v8 sum2 = p[3] + p[4], difference2 = p[3] - p[4];
  y[0] = p[0] + sum1 + sum2 + p[HALF];
  y[1] = difference1 + 2 * difference2 + 0.5f * p[HALF];
  y[2] = sum1 + 4 * sum2 + 0.25f * p[HALF];
  y[3] = difference1 + 8 * difference2 + 0.125f * p[HALF] + p[6];
}

VIGIL_FAST_END
