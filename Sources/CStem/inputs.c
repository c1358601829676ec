// From the pixels of a strip to its points.
#include "steps.h"

VIGIL_FAST_BEGIN

/// Eight times eight floats with rows and columns exchanged.
VIGIL_INLINE void transpose(const float *from, v8 to[8]) {
  v8 pairs[8], fours[8];
  for (int i = 0; i < 8; i += 2) {
    v8 a = load(from + LANES * i), b = load(from + LANES * (i + 1));
    pairs[i] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[i + 1] = __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; j++) {
      v8 a = pairs[i + j], b = pairs[i + 2 + j];
      fours[i + 2 * j] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
      fours[i + 2 * j + 1] = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < 4; i++) {
    to[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    to[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

void vigil_stem_row_points(const float *line, size_t stride, float *columns, float *points) {
  // A lane is a tile: column r of every tile goes into an array of its own, and tile j ends among the columns of tile j + 1.
  size_t tiles = stride + LANES;
  for (size_t tile = 0; tile < tiles; tile += LANES) {
    v8 exchanged[8];
    transpose(line + TILE_STEP * tile, exchanged);
    for (int r = 0; r < 8; r++) store(columns + r * tiles + tile, exchanged[r]);
  }
  for (size_t tile = 0; tile < stride; tile += LANES) {
    v8 positions[PHASED_POINTS], values[PHASED_POINTS];
    for (int i = 0; i < PHASED_POINTS; i++) {
      const float *column = columns + (i % TILE_STEP) * tiles;
      positions[i] = load(column + tile + i / TILE_STEP);
    }
    phased_points(positions, values);
    for (int i = 0; i < PHASED_POINTS; i++) store(points + i * stride + tile, values[i]);
  }
}

void vigil_stem_plane_inputs(
    const float *rows, size_t stride, size_t planes, size_t plane, const size_t offsets[POINTS * POINTS],
    float *inputs) {
  for (size_t x = 0; x < PHASED_POINTS; x++) {
    size_t is_odd = x >= POINTS;
    size_t point_x = is_odd ? ODD_POINTS[x - POINTS] : x;
    size_t phases_x = phases(point_x);
    for (size_t tile = 0; tile < stride; tile += LANES) {
      v8 positions[PHASED_POINTS], values[PHASED_POINTS];
      for (size_t i = 0; i < PHASED_POINTS; i++) {
        positions[i] = load(rows + (i * PHASED_POINTS + x) * stride + tile);
      }
      phased_points(positions, values);
      for (size_t y = 0; y < PHASED_POINTS; y++) {
        size_t is_odd_row = y >= POINTS;
        size_t point_y = is_odd_row ? ODD_POINTS[y - POINTS] : y;
        size_t count = phases_x * phases(point_y);
        size_t place = offsets[point_y * POINTS + point_x] * planes + plane * count + is_odd_row * phases_x + is_odd;
        store(inputs + place * stride + tile, values[y]);
      }
    }
  }
}

VIGIL_FAST_END
