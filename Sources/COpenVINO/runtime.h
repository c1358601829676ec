// Private to the shim: the functions of OpenVINO that it calls, and the types behind the public handles.
#pragma once

#include "COpenVINO.h"

#if !__has_include(<openvino/c/openvino.h>)
#error "the OpenVINO headers are missing: run scripts/fetch-openvino, then build again"
#endif
#include <openvino/c/openvino.h>

// Every function is looked up by name when the library is opened, with the type that its header gives it.
#define VIGIL_OV_FUNCTIONS(X)                                                                                    \
  X(ov_get_openvino_version)                                                                                     \
  X(ov_version_free)                                                                                             \
  X(ov_get_last_err_msg)                                                                                         \
  X(ov_get_error_info)                                                                                           \
  X(ov_free)                                                                                                     \
  X(ov_core_create)                                                                                              \
  X(ov_core_free)                                                                                                \
  X(ov_core_set_properties)                                                                                      \
  X(ov_core_compile_model_from_file_props)                                                                       \
  X(ov_core_import_model)                                                                                        \
  X(ov_compiled_model_export_model)                                                                              \
  X(ov_compiled_model_free)                                                                                      \
  X(ov_compiled_model_inputs_size)                                                                               \
  X(ov_compiled_model_outputs_size)                                                                              \
  X(ov_compiled_model_input_by_index)                                                                            \
  X(ov_compiled_model_output_by_index)                                                                           \
  X(ov_compiled_model_create_infer_request)                                                                      \
  X(ov_output_const_port_free)                                                                                   \
  X(ov_port_get_any_name)                                                                                        \
  X(ov_port_get_element_type)                                                                                    \
  X(ov_port_get_partial_shape)                                                                                   \
  X(ov_partial_shape_free)                                                                                       \
  X(ov_rank_is_dynamic)                                                                                          \
  X(ov_infer_request_free)                                                                                       \
  X(ov_infer_request_infer)                                                                                      \
  X(ov_infer_request_set_input_tensor_by_index)                                                                  \
  X(ov_infer_request_get_output_tensor_by_index)                                                                 \
  X(ov_tensor_create_from_host_ptr)                                                                              \
  X(ov_tensor_free)                                                                                              \
  X(ov_tensor_get_shape)                                                                                         \
  X(ov_tensor_get_size)                                                                                          \
  X(ov_tensor_get_element_type)                                                                                  \
  X(ov_tensor_data)                                                                                              \
  X(ov_shape_free)

struct vigil_ov_runtime {
#define VIGIL_OV_FIELD(name) __typeof__(&name) name;
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
