// A stand-in for NVIDIA's management library with one GPU, whose state the tests set by the text of a file.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The file has a number for each word, such as `millijoules 12000`; what is not there is not supported.
static int number(const char *key, unsigned long long *value) {
  char name[32];
  unsigned long long found;
  FILE *file = fopen(STATE, "r");
  if (!file) return 999;
  int status = 3;  // NVML_ERROR_NOT_SUPPORTED
  while (fscanf(file, "%31s %llu", name, &found) == 2) {
    if (strcmp(name, key) == 0) {
      *value = found;
      status = 0;
    }
  }
  fclose(file);
  return status;
}

static int small(const char *key, unsigned *value) {
  unsigned long long wide;
  int status = number(key, &wide);
  if (status == 0) *value = (unsigned)wide;
  return status;
}

int nvmlInit_v2(void) {
  unsigned long long value;
  return number("broken", &value) == 0 ? 18 : 0;
}
int nvmlShutdown(void) { return 0; }
const char *nvmlErrorString(int status) { return status == 18 ? "Driver/library version mismatch" : "Unknown Error"; }
int nvmlDeviceGetCount_v2(unsigned *count) {
  *count = 1;
  return 0;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) {
  *device = (void *)1;
  return index == 0 ? 0 : 2;
}
int nvmlDeviceGetName(void *device, char *name, unsigned size) {
  snprintf(name, size, "NVIDIA Test");
  return device ? 0 : 2;
}
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *value) { return number("millijoules", value); }
int nvmlDeviceGetPowerUsage(void *device, unsigned *value) { return small("milliwatts", value); }
int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *totalFreeUsed) {
  totalFreeUsed[0] = 1000000000;
  totalFreeUsed[1] = 0;
  return number("used", &totalFreeUsed[2]);
}
int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *value) { return sensor == 0 ? small("celsius", value) : 2; }
int nvmlDeviceGetClockInfo(void *device, int kind, unsigned *value) {
  return small(kind == 1 ? "clock" : "memoryclock", value);
}
int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, unsigned long long *value) { return number("reasons", value); }
