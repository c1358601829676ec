// Eight floats at a time, in Clang's vector types: one register of AVX2, two of NEON.
#pragma once

// Functions between BEGIN and END are compiled for AVX2; the caller has checked that the processor supports it.
#if defined(__x86_64__)
#define VIGIL_FAST_BEGIN \
  _Pragma("clang attribute push(__attribute__((target(\"avx2,fma\"))), apply_to = function)")
#define VIGIL_FAST_END _Pragma("clang attribute pop")
#else
#define VIGIL_FAST_BEGIN
#define VIGIL_FAST_END
#endif

#define VIGIL_INLINE static inline __attribute__((always_inline))

enum { LANES = 8 };
typedef float v8 __attribute__((vector_size(32)));
typedef float unaligned_v8 __attribute__((vector_size(32), aligned(4)));

VIGIL_FAST_BEGIN

VIGIL_INLINE v8 load(const float *from) { return *(const unaligned_v8 *)from; }
VIGIL_INLINE void store(float *to, v8 values) { *(unaligned_v8 *)to = values; }
VIGIL_INLINE v8 everywhere(float x) { return (v8){x, x, x, x, x, x, x, x}; }
VIGIL_INLINE v8 larger(v8 a, v8 b) { return __builtin_elementwise_max(a, b); }

VIGIL_FAST_END
