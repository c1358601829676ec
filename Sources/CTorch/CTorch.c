#include "CTorch.h"

#include <stdlib.h>

void vigil_torch_choose_blas_kernels(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const char *kernels = NULL;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl")) {
    kernels = "SkylakeX";
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    kernels = __builtin_cpu_is("amd") ? "Zen" : "Haswell";
  }
  if (kernels) setenv("OPENBLAS_CORETYPE", kernels, 0);
#endif
}
