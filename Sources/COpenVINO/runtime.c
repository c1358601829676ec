// Opening the library, and its errors.
#include "runtime.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The library name of the pinned version (scripts/openvino.txt), then that of development packages.
static const char *const system_names[] = {"libopenvino_c.so.2641", "libopenvino_c.so"};

static _Thread_local char last_error[2048];

const char *vigil_ov_last_error(void) { return last_error; }

void vigil_ov_fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(last_error, sizeof last_error, format, arguments);
  va_end(arguments);
  // OpenVINO writes paragraphs; Vigil's errors are one line.
  size_t length = 0;
  for (const char *from = last_error; *from; from++) {
    bool space = *from == ' ' || *from == '\n' || *from == '\r' || *from == '\t';
    if (!space) {
      last_error[length++] = *from;
    } else if (length > 0 && last_error[length - 1] != ' ') {
      last_error[length++] = ' ';
    }
  }
  while (length > 0 && last_error[length - 1] == ' ') length--;
  last_error[length] = 0;
}

bool vigil_ov_succeeded(const vigil_ov_runtime *runtime, ov_status_e status) {
  if (status == OK) return true;
  const char *message = runtime->ov_get_last_err_msg();
  if (message && *message) {
    vigil_ov_fail("%s", message);
  } else {
    vigil_ov_fail("%s (status %d)", runtime->ov_get_error_info(status), (int)status);
  }
  if (message) runtime->ov_free(message);
  return false;
}

vigil_ov_runtime *vigil_ov_runtime_open(const char *path) {
  // oneDNN, inside OpenVINO, caches the code it generated for the last 1024 kinds of layer, and a network with free
  // extents brings new kinds with every extent: 100 MiB after forty of them. 64 are more than any network here has.
  setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64", 0);
  void *library = NULL;
  if (path) {
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  } else {
    for (size_t i = 0; !library && i < sizeof system_names / sizeof *system_names; i++) {
      library = dlopen(system_names[i], RTLD_NOW | RTLD_LOCAL);
    }
  }
  if (!library) {
    vigil_ov_fail("%s", dlerror());
    return NULL;
  }
  vigil_ov_runtime *runtime = calloc(1, sizeof *runtime);
#define VIGIL_OV_LOOK_UP(result, name, parameters)                                                               \
  *(void **)&runtime->name = dlsym(library, #name);                                                              \
  if (!runtime->name) {                                                                                          \
    vigil_ov_fail("this OpenVINO has no %s", #name);                                                             \
    free(runtime);                                                                                               \
    return NULL;                                                                                                 \
  }
  VIGIL_OV_FUNCTIONS(VIGIL_OV_LOOK_UP)
#undef VIGIL_OV_LOOK_UP
  ov_version_t version;
  if (!vigil_ov_succeeded(runtime, runtime->ov_get_openvino_version(&version))) {
    free(runtime);
    return NULL;
  }
  runtime->version = strdup(version.buildNumber);
  runtime->ov_version_free(&version);
  if (path) runtime->path = strdup(path);
  return runtime;
}

void vigil_ov_runtime_close(vigil_ov_runtime *runtime) {
  free(runtime->version);
  free(runtime->path);
  free(runtime);
}

const char *vigil_ov_runtime_version(const vigil_ov_runtime *runtime) { return runtime->version; }
const char *vigil_ov_runtime_path(const vigil_ov_runtime *runtime) { return runtime->path; }
