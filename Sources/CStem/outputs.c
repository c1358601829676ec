// From sums at points to outputs, and their maximum over two frames, three rows and three columns.
#include "steps.h"

VIGIL_FAST_BEGIN

void vigil_stem_tile_outputs(
    const float *sums, size_t channels, bool is_second, float *rows, size_t row_stride) {
  for (size_t channel = 0; channel < channels; channel += LANES) {
    v8 across[POINTS][TILE];
    for (size_t y = 0; y < POINTS; y++) {
      v8 points[POINTS];
      for (size_t x = 0; x < POINTS; x++) points[x] = load(sums + (y * POINTS + x) * channels + channel);
      outputs_of_points(points, across[y]);
    }
    for (size_t x = 0; x < TILE; x++) {
      v8 points[POINTS], outputs[TILE];
      for (size_t y = 0; y < POINTS; y++) points[y] = across[y][x];
      outputs_of_points(points, outputs);
      for (size_t y = 0; y < TILE; y++) {
        float *place = rows + y * row_stride + x * channels + channel;
        store(place, is_second ? larger(load(place), outputs[y]) : outputs[y]);
      }
    }
  }
}

void vigil_stem_pool(
    const float *const rows[3], size_t width, size_t channels, const float *bias, float *pooled,
    size_t channel_stride, float *line) {
  for (size_t x = 0; x < width; x++) {
    for (size_t channel = 0; channel < channels; channel += LANES) {
      v8 largest = load(rows[0] + 2 * x * channels + channel);
      for (size_t y = 0; y < 3; y++) {
        for (size_t i = 2 * x; i < 2 * x + 3; i++) {
          largest = larger(largest, load(rows[y] + i * channels + channel));
        }
      }
      // The maximum commutes with adding the same number everywhere, and with relu.
      store(line + x * channels + channel, larger(largest + load(bias + channel), everywhere(0)));
    }
  }
  for (size_t channel = 0; channel < channels; channel++) {
    for (size_t x = 0; x < width; x++) pooled[channel * channel_stride + x] = line[x * channels + channel];
  }
}

VIGIL_FAST_END
