// The weights at the points.
#include "CStem.h"
#include "points.h"

enum { TAPS = 7, GROUP = 16 };

/// The finite points in the order of `POINTS`; infinity comes last.
static const double FINITE[POINTS - 1] = {0, 1, -1, 2, -2, 0.5};

/// What tap number `tap` of a filter of `taps` taps adds at a point.
static double at_point(size_t point, size_t tap, size_t taps) {
  if (point == POINTS - 1) return tap == taps - 1 ? 1 : 0;
  double power = 1, others = 1;
  for (size_t i = 0; i < tap; i++) power *= FINITE[point];
  for (size_t i = 0; i < taps + 2; i++) {
    if (i != point) others *= FINITE[point] - FINITE[i];
  }
  return power / others;
}

size_t vigil_stem_weight_count(size_t channels) {
  return PHASED_POINTS * PHASED_POINTS * MOMENTS * COLORS * channels;
}

// [point][channels / 16][moment][colour][phase][16], as the products take them.
void vigil_stem_transform_weights(size_t channels, const float *weights, float *transformed) {
  for (size_t point = 0; point < POINTS * POINTS; point++) {
    size_t point_y = point / POINTS, point_x = point % POINTS;
    for (size_t group = 0; group < channels; group += GROUP) {
      for (size_t moment = 0; moment < MOMENTS; moment++) {
        for (size_t color = 0; color < COLORS; color++) {
          for (size_t odd_y = 0; odd_y < phases(point_y); odd_y++) {
            for (size_t odd_x = 0; odd_x < phases(point_x); odd_x++) {
              for (size_t channel = group; channel < group + GROUP; channel++) {
                const float *kernel =
                    weights + ((channel * COLORS + color) * MOMENTS + moment) * TAPS * TAPS;
                double sum = 0;
                for (size_t y = odd_y; y < TAPS; y += 2) {
                  for (size_t x = odd_x; x < TAPS; x += 2) {
                    sum += kernel[y * TAPS + x] * at_point(point_y, y / 2, 4 - odd_y) *
                           at_point(point_x, x / 2, 4 - odd_x);
                  }
                }
                *transformed++ = (float)sum;
              }
            }
          }
        }
      }
    }
  }
}
