// How many multiplications a second one thread can do and add up, in 10^9: 32-bit floats by fused multiply-add, and 8-bit
// integers by the instruction of AVX-512 or AVX for four of them (VNNI), else by the three that AVX2 has. Registers only: no
// memory is faster. Prints the floats, the instructions for them, the integers, the instructions for them.
//   cc -O2 scripts/peak.c -o peak && ./peak
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

enum { chains = 10, rounds = 1000000, tries = 25 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Ten sums, in registers of their own, hide the time that each step takes.
#define EACH(do) do(0) do(1) do(2) do(3) do(4) do(5) do(6) do(7) do(8) do(9)
#define DECLARE(i) sum##i = a,
#define FLOATS_256(i) sum##i = _mm256_fmadd_ps(a, b, sum##i);
#define FLOATS_512(i) sum##i = _mm512_fmadd_ps(a, b, sum##i);
#define BYTES_512(i) sum##i = _mm512_dpbusd_epi32(sum##i, a, b);
#define BYTES_256(i)                             \
  pairs = _mm256_maddubs_epi16(a, b);            \
  __asm__ volatile("" : "+x"(pairs));            \
  sum##i = _mm256_add_epi32(sum##i, _mm256_madd_epi16(pairs, b));
// Without this the compiler computes one sum only: all are the same.
#define KEEP(i) __asm__ volatile("" : "+x"(sum##i));

// A function that repeats `step`, of so many products, and gives 10^9 multiplications a second.
#define MEASURE(name, instructions, vector, zero, products, step)                     \
  __attribute__((target(instructions))) static double name(void) {                    \
    vector a = zero, b = zero;                                                         \
    __asm__ volatile("" : "+x"(a), "+x"(b));                                           \
    vector EACH(DECLARE) pairs = a;                                                    \
    (void)pairs;                                                                       \
    const double start = seconds();                                                    \
    for (int round = 0; round < rounds; round++) {                                     \
      EACH(step)                                                                       \
      EACH(KEEP)                                                                       \
    }                                                                                  \
    return (double)products * chains * rounds / (seconds() - start) / 1e9;             \
  }

MEASURE(floats_256, "avx2,fma", __m256, _mm256_setzero_ps(), 8, FLOATS_256)
MEASURE(floats_512, "avx512f", __m512, _mm512_setzero_ps(), 16, FLOATS_512)
MEASURE(bytes_256, "avx2", __m256i, _mm256_setzero_si256(), 32, BYTES_256)
MEASURE(bytes_512, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512(), 64, BYTES_512)

static double best(double (*measure)(void)) {
  double most = 0;
  // What disturbs makes it slower only.
  for (int i = 0; i < tries; i++) {
    const double now = measure();
    if (now > most) most = now;
  }
  return most;
}

int main(void) {
  __builtin_cpu_init();
  const int wide = __builtin_cpu_supports("avx512f"), dots = __builtin_cpu_supports("avx512vnni");
  printf("%.1f %s ", best(wide ? floats_512 : floats_256), wide ? "AVX-512" : "AVX2+FMA");
  printf("%.1f %s\n", best(dots ? bytes_512 : bytes_256), dots ? "AVX-512-VNNI" : "AVX2");
}
