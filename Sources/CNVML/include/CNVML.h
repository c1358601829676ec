// What an NVIDIA GPU reports: energy, memory, temperature, clocks.
//
// NVIDIA's management library (NVML) comes with the driver and is loaded at run time, so that nothing here needs its
// header, and everything works without it. Names and units are those of NVIDIA's NVML API reference.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A GPU, and the library that reports on it.
typedef struct vigil_nvml vigil_nvml;

/// The readings of a GPU at one moment; NAN where it does not report a value.
typedef struct {
  /// Energy since the driver was loaded, in joules; not reported before Volta.
  double joules;
  /// Power now, in watts.
  double watts;
  /// Memory in use by all programs, in bytes.
  double used_bytes;
  /// Temperature in degrees Celsius.
  double temperature;
  /// The clock of the multiprocessors, in MHz.
  double clock;
  /// Why the clocks are lower than they could be, a bit for each reason; 0 if the GPU does not report it.
  uint64_t slowed;
} vigil_nvml_reading;

/// The number, in the order of the bus, of the GPU that CUDA calls `number` where the variable CUDA_VISIBLE_DEVICES is `visible`,
/// NULL if it is not set; false if that does not tell.
bool vigil_nvml_index(const char *visible, unsigned number, unsigned *index);

/// Opens the library and finds a GPU by the number that CUDA gives it, if that goes by the order of the bus.
///
/// `library` is its file; NULL for the driver's. Returns NULL if there is no such thing; `reason` then says why.
vigil_nvml *vigil_nvml_open(const char *library, unsigned number, char *reason, size_t reason_size);
void vigil_nvml_close(vigil_nvml *gpu);
/// Its product name.
const char *vigil_nvml_name(const vigil_nvml *gpu);
/// Its current readings; for one thread at a time.
vigil_nvml_reading vigil_nvml_read(const vigil_nvml *gpu);
/// The name of a bit of `slowed` that means loss of speed, such as `heat`; NULL for those that do not, as when idle.
const char *vigil_nvml_slowed_by(unsigned bit);

#ifdef __cplusplus
}
#endif
