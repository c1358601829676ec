// The products: where the time goes.
#include "steps.h"

VIGIL_FAST_BEGIN

/// `count` tiles, a constant where this is inlined, times 16 channels: 12 sums, 2 weights and an input
/// fill 15 of AVX2's 16 registers.
VIGIL_INLINE void block(
    const int count, size_t depth, const float *weights, const float *inputs, size_t stride, float *sums,
    size_t sums_stride) {
  v8 low[6], high[6];
  for (int i = 0; i < count; i++) low[i] = high[i] = everywhere(0);
  for (size_t k = 0; k < depth; k++) {
    v8 weights_low = load(weights + 16 * k), weights_high = load(weights + 16 * k + LANES);
#pragma unroll
    for (int i = 0; i < count; i++) {
      v8 input = everywhere(inputs[k * stride + i]);
      low[i] += weights_low * input;
      high[i] += weights_high * input;
    }
  }
  for (int i = 0; i < count; i++) {
    store(sums + i * sums_stride, low[i]);
    store(sums + i * sums_stride + LANES, high[i]);
  }
}

void vigil_stem_products(
    size_t tiles, size_t depth, const float *weights, const float *inputs, size_t stride, float *sums,
    size_t sums_stride) {
  // Blocks of nearly the same size: a last one of one tile would wait for its own sums.
  size_t tile = 0;
  for (size_t blocks = (tiles + 5) / 6; blocks > 0; blocks--) {
    size_t count = (tiles - tile + blocks - 1) / blocks;
    const float *in = inputs + tile;
    float *out = sums + tile * sums_stride;
    switch (count) {
      case 6: block(6, depth, weights, in, stride, out, sums_stride); break;
      case 5: block(5, depth, weights, in, stride, out, sums_stride); break;
      case 4: block(4, depth, weights, in, stride, out, sums_stride); break;
      case 3: block(3, depth, weights, in, stride, out, sums_stride); break;
      case 2: block(2, depth, weights, in, stride, out, sums_stride); break;
      default: block(1, depth, weights, in, stride, out, sums_stride);
    }
    tile += count;
  }
}

VIGIL_FAST_END
