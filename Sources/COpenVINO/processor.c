// What of the processor decides how networks are written for OpenVINO.
#include "COpenVINO.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>

// HWCAP2_SME of the kernel's asm/hwcap.h, which older headers lack.
bool vigil_ov_takes_planes(void) { return !(getauxval(AT_HWCAP2) & 1UL << 23); }
#else
bool vigil_ov_takes_planes(void) { return false; }
#endif
