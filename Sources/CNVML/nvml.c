#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "include/CNVML.h"

// From NVIDIA's nvml.h: functions return 0 for success, a device is a pointer, memory is reported as total, free and used bytes.
typedef void *device;
typedef struct {
  unsigned long long total, free, used;
} memory;
enum { success = 0, temperature_of_gpu = 0, clock_of_multiprocessors = 1 };

struct vigil_nvml {
  void *library;
  device gpu;
  char name[96];
  int (*shutdown)(void);
  // Functions that a GPU or a driver may lack; NULL then.
  int (*energy)(device, unsigned long long *millijoules);
  int (*power)(device, unsigned *milliwatts);
  int (*memory)(device, memory *);
  int (*temperature)(device, int sensor, unsigned *celsius);
  int (*clock)(device, int kind, unsigned *megahertz);
  int (*slowed)(device, unsigned long long *reasons);
};

static void *function(const vigil_nvml *gpu, const char *name) { return dlsym(gpu->library, name); }

static vigil_nvml *failed(vigil_nvml *gpu, char *reason, size_t size, const char *text, const char *detail) {
  snprintf(reason, size, "%s%s", text, detail ? detail : "");
  if (gpu && gpu->shutdown) gpu->shutdown();
  if (gpu && gpu->library) dlclose(gpu->library);
  free(gpu);
  return NULL;
}

bool vigil_nvml_index(const char *visible, unsigned number, unsigned *index) {
  *index = number;
  if (!visible) return true;
  // Numbers with commas between; CUDA sees none of what comes after one that is not there.
  for (unsigned place = 0;; place++) {
    char *end;
    unsigned long value = strtoul(visible, &end, 10);
    if (end == visible || *visible == '-' || *visible == '+' || (*end && *end != ',') || value > 1024) return false;
    *index = (unsigned)value;
    if (place == number) return true;
    if (!*end) return false;
    visible = end + 1;
  }
}

vigil_nvml *vigil_nvml_open(const char *library, unsigned number, char *reason, size_t size) {
  vigil_nvml *gpu = calloc(1, sizeof *gpu);
  if (!gpu) return failed(gpu, reason, size, "out of memory", NULL);
  gpu->library = dlopen(library ? library : "libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!gpu->library) return failed(gpu, reason, size, "there is no NVIDIA driver: ", dlerror());

  int (*init)(void) = function(gpu, "nvmlInit_v2");
  int (*count)(unsigned *) = function(gpu, "nvmlDeviceGetCount_v2");
  int (*find)(unsigned, device *) = function(gpu, "nvmlDeviceGetHandleByIndex_v2");
  int (*name)(device, char *, unsigned) = function(gpu, "nvmlDeviceGetName");
  const char *(*explain)(int) = function(gpu, "nvmlErrorString");
  if (!init || !count || !find || !name || !explain) {
    return failed(gpu, reason, size, "the NVIDIA driver is too old, or its libnvidia-ml.so.1 is another library", NULL);
  }
  int status = init();
  if (status != success) return failed(gpu, reason, size, "the NVIDIA driver says: ", explain(status));
  gpu->shutdown = function(gpu, "nvmlShutdown");
  unsigned found = 0, index = 0;
  if (!vigil_nvml_index(getenv("CUDA_VISIBLE_DEVICES"), number, &index)) {
    return failed(gpu, reason, size, "CUDA_VISIBLE_DEVICES does not say by number which GPU of the driver is meant", NULL);
  }
  if (count(&found) != success || index >= found) {
    char detail[64];
    snprintf(detail, sizeof detail, "%u; the driver knows %u", index, found);
    return failed(gpu, reason, size, "there is no GPU ", detail);
  }
  status = find(index, &gpu->gpu);
  if (status != success) return failed(gpu, reason, size, "the NVIDIA driver says: ", explain(status));
  if (name(gpu->gpu, gpu->name, sizeof gpu->name) != success) snprintf(gpu->name, sizeof gpu->name, "NVIDIA GPU");

  gpu->energy = function(gpu, "nvmlDeviceGetTotalEnergyConsumption");
  gpu->power = function(gpu, "nvmlDeviceGetPowerUsage");
  gpu->memory = function(gpu, "nvmlDeviceGetMemoryInfo");
  gpu->temperature = function(gpu, "nvmlDeviceGetTemperature");
  gpu->clock = function(gpu, "nvmlDeviceGetClockInfo");
  // Newer drivers have it under another name as well.
  gpu->slowed = function(gpu, "nvmlDeviceGetCurrentClocksEventReasons");
  if (!gpu->slowed) gpu->slowed = function(gpu, "nvmlDeviceGetCurrentClocksThrottleReasons");
  return gpu;
}

void vigil_nvml_close(vigil_nvml *gpu) {
  if (gpu->shutdown) gpu->shutdown();
  dlclose(gpu->library);
  free(gpu);
}

const char *vigil_nvml_name(const vigil_nvml *gpu) { return gpu->name; }

vigil_nvml_reading vigil_nvml_read(const vigil_nvml *gpu) {
  vigil_nvml_reading reading = {NAN, NAN, NAN, NAN, NAN, 0};
  unsigned long long wide;
  unsigned narrow;
  memory bytes;
  if (gpu->energy && gpu->energy(gpu->gpu, &wide) == success) reading.joules = wide / 1000.0;
  if (gpu->power && gpu->power(gpu->gpu, &narrow) == success) reading.watts = narrow / 1000.0;
  if (gpu->memory && gpu->memory(gpu->gpu, &bytes) == success) reading.used_bytes = bytes.used;
  if (gpu->temperature && gpu->temperature(gpu->gpu, temperature_of_gpu, &narrow) == success) reading.temperature = narrow;
  if (gpu->clock && gpu->clock(gpu->gpu, clock_of_multiprocessors, &narrow) == success) reading.clock = narrow;
  if (gpu->slowed && gpu->slowed(gpu->gpu, &wide) == success) reading.slowed = wide;
  return reading;
}

const char *vigil_nvml_slowed_by(unsigned bit) {
  switch (bit) {
    case 2: return "power limit";
    case 3: return "hardware slowdown";
    case 5: return "heat";
    case 6: return "heat, by hardware";
    case 7: return "power brake";
    default: return NULL;
  }
}
