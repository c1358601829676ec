// Private to the shim: the functions of OpenVINO that it calls, and the types behind the public handles.
#pragma once

#include "COpenVINO.h"
#include "interface.h"

struct vigil_ov_runtime {
#define VIGIL_OV_FIELD(result, name, parameters) result(*name) parameters;
  VIGIL_OV_FUNCTIONS(VIGIL_OV_FIELD)
#undef VIGIL_OV_FIELD
  char *version;
  char *path;
};

struct vigil_ov_network {
  const vigil_ov_runtime *runtime;
  ov_core_t *core;
  ov_compiled_model_t *model;
  vigil_ov_port *inputs, *outputs;
  size_t input_count, output_count;
};

struct vigil_ov_request {
  const vigil_ov_runtime *runtime;
  ov_infer_request_t *request;
};

/// Stores a message for vigil_ov_last_error.
__attribute__((format(printf, 1, 2))) void vigil_ov_fail(const char *format, ...);
/// Whether a call succeeded; if not, stores OpenVINO's own message for vigil_ov_last_error.
bool vigil_ov_succeeded(const vigil_ov_runtime *runtime, ov_status_e status);
