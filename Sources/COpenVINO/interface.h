// The part of OpenVINO's C interface that the shim calls, written out, so that Vigil builds where OpenVINO is not installed.
//
// Declared as in the headers openvino/c/*.h of OpenVINO 2026.4 (https://github.com/openvinotoolkit/openvino, copyright Intel
// Corporation, licensed under Apache-2.0): names, types and values only. `make lint` compares them with those headers
// where scripts/fetch-openvino has put them (scripts/check-openvino-headers).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  OK = 0,
  GENERAL_ERROR = -1,  // there are more, all negative
} ov_status_e;

typedef enum {
  F32 = 4,  // one of many
} ov_element_type_e;

typedef struct ov_core ov_core_t;
typedef struct ov_compiled_model ov_compiled_model_t;
typedef struct ov_infer_request ov_infer_request_t;
typedef struct ov_output_const_port ov_output_const_port_t;
typedef struct ov_tensor ov_tensor_t;

typedef struct {
  const char *buildNumber;
  const char *description;
} ov_version_t;

typedef struct {
  const char *key;
  const void *value;
} ov_property_t;

typedef struct {
  int64_t rank;
  int64_t *dims;
} ov_shape_t;

typedef struct {
  int64_t min;
  int64_t max;
} ov_dimension_t;

typedef ov_dimension_t ov_rank_t;

typedef struct {
  ov_rank_t rank;
  ov_dimension_t *dims;
} ov_partial_shape_t;

// Every function is looked up by name when the library is opened: X(result, name, parameters).
#define VIGIL_OV_FUNCTIONS(X)                                                                                    \
  X(ov_status_e, ov_get_openvino_version, (ov_version_t *version))                                               \
  X(void, ov_version_free, (ov_version_t *version))                                                              \
  X(const char *, ov_get_last_err_msg, (void))                                                                   \
  X(const char *, ov_get_error_info, (ov_status_e status))                                                       \
  X(void, ov_free, (const char *content))                                                                        \
  X(ov_status_e, ov_core_create, (ov_core_t **core))                                                             \
  X(void, ov_core_free, (ov_core_t *core))                                                                       \
  X(ov_status_e, ov_core_set_properties,                                                                         \
    (const ov_core_t *core, const char *device, size_t count, const ov_property_t *properties))                  \
  X(ov_status_e, ov_core_compile_model_from_file_props,                                                          \
    (const ov_core_t *core, const char *path, const char *device, size_t count, const ov_property_t *properties, \
     ov_compiled_model_t **model))                                                                               \
  X(ov_status_e, ov_core_import_model,                                                                           \
    (const ov_core_t *core, const char *content, size_t size, const char *device, ov_compiled_model_t **model))  \
  X(ov_status_e, ov_compiled_model_export_model, (const ov_compiled_model_t *model, const char *path))           \
  X(void, ov_compiled_model_free, (ov_compiled_model_t *model))                                                  \
  X(ov_status_e, ov_compiled_model_inputs_size, (const ov_compiled_model_t *model, size_t *count))               \
  X(ov_status_e, ov_compiled_model_outputs_size, (const ov_compiled_model_t *model, size_t *count))              \
  X(ov_status_e, ov_compiled_model_input_by_index,                                                               \
    (const ov_compiled_model_t *model, size_t index, ov_output_const_port_t **port))                             \
  X(ov_status_e, ov_compiled_model_output_by_index,                                                              \
    (const ov_compiled_model_t *model, size_t index, ov_output_const_port_t **port))                             \
  X(ov_status_e, ov_compiled_model_create_infer_request,                                                         \
    (const ov_compiled_model_t *model, ov_infer_request_t **request))                                            \
  X(void, ov_output_const_port_free, (ov_output_const_port_t *port))                                             \
  X(ov_status_e, ov_port_get_any_name, (const ov_output_const_port_t *port, char **name))                        \
  X(ov_status_e, ov_port_get_element_type, (const ov_output_const_port_t *port, ov_element_type_e *type))        \
  X(ov_status_e, ov_port_get_partial_shape, (const ov_output_const_port_t *port, ov_partial_shape_t *shape))     \
  X(void, ov_partial_shape_free, (ov_partial_shape_t *shape))                                                    \
  X(bool, ov_rank_is_dynamic, (ov_rank_t rank))                                                                  \
  X(void, ov_infer_request_free, (ov_infer_request_t *request))                                                  \
  X(ov_status_e, ov_infer_request_infer, (ov_infer_request_t *request))                                          \
  X(ov_status_e, ov_infer_request_set_input_tensor_by_index,                                                     \
    (ov_infer_request_t *request, size_t index, const ov_tensor_t *tensor))                                      \
  X(ov_status_e, ov_infer_request_get_output_tensor_by_index,                                                    \
    (const ov_infer_request_t *request, size_t index, ov_tensor_t **tensor))                                     \
  X(ov_status_e, ov_tensor_create_from_host_ptr,                                                                 \
    (ov_element_type_e type, ov_shape_t shape, void *values, ov_tensor_t **tensor))                              \
  X(void, ov_tensor_free, (ov_tensor_t *tensor))                                                                 \
  X(ov_status_e, ov_tensor_get_shape, (const ov_tensor_t *tensor, ov_shape_t *shape))                            \
  X(ov_status_e, ov_tensor_get_size, (const ov_tensor_t *tensor, size_t *count))                                 \
  X(ov_status_e, ov_tensor_get_element_type, (const ov_tensor_t *tensor, ov_element_type_e *type))               \
  X(ov_status_e, ov_tensor_data, (const ov_tensor_t *tensor, void **values))                                     \
  X(ov_status_e, ov_shape_free, (ov_shape_t *shape))
