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

static void narrow_products(
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

#if defined(__x86_64__)
_Pragma("clang attribute push(__attribute__((target(\"avx512f\"))), apply_to = function)")

typedef float v16 __attribute__((vector_size(64)));
typedef float unaligned_v16 __attribute__((vector_size(64), aligned(4)));

/// The same with AVX-512: a register holds all 16 channels, and 14 sums and the weights fill 15 of 32; inputs come from memory.
/// The sums are formed in the same order, so they are the same bits.
VIGIL_INLINE void wide_block(
    const int count, size_t depth, const float *weights, const float *inputs, size_t stride, float *sums,
    size_t sums_stride) {
  v16 sum[14];
  for (int i = 0; i < count; i++) sum[i] = (v16){0};
  for (size_t k = 0; k < depth; k++) {
    v16 weight = *(const unaligned_v16 *)(weights + 16 * k);
#pragma unroll
    for (int i = 0; i < count; i++) sum[i] += weight * inputs[k * stride + i];
  }
  for (int i = 0; i < count; i++) *(unaligned_v16 *)(sums + i * sums_stride) = sum[i];
}

static void wide_products(
    size_t tiles, size_t depth, const float *weights, const float *inputs, size_t stride, float *sums,
    size_t sums_stride) {
  size_t tile = 0;
  for (size_t blocks = (tiles + 13) / 14; blocks > 0; blocks--) {
    size_t count = (tiles - tile + blocks - 1) / blocks;
    const float *in = inputs + tile;
    float *out = sums + tile * sums_stride;
#define CASE(n) \
  case n: wide_block(n, depth, weights, in, stride, out, sums_stride); break;
    switch (count) {
      CASE(14) CASE(13) CASE(12) CASE(11) CASE(10) CASE(9) CASE(8) CASE(7) CASE(6) CASE(5) CASE(4) CASE(3) CASE(2)
      default: wide_block(1, depth, weights, in, stride, out, sums_stride);
    }
#undef CASE
    tile += count;
  }
}

_Pragma("clang attribute pop")
#endif

bool vigil_stem_can_be_wide(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f");
#else
  return false;
#endif
}

void vigil_stem_products(
    bool wide, size_t tiles, size_t depth, const float *weights, const float *inputs, size_t stride,
    float *sums, size_t sums_stride) {
#if defined(__x86_64__)
  if (wide) {
    wide_products(tiles, depth, weights, inputs, stride, sums, sums_stride);
    return;
  }
#else
  (void)wide;
#endif
  narrow_products(tiles, depth, weights, inputs, stride, sums, sums_stride);
}
