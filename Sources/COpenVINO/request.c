// One inference at a time.
#include "runtime.h"

#include <stdlib.h>
#include <string.h>

vigil_ov_request *vigil_ov_request_create(const vigil_ov_network *network) {
  ov_infer_request_t *handle = NULL;
  const vigil_ov_runtime *runtime = network->runtime;
  if (!vigil_ov_succeeded(runtime, runtime->ov_compiled_model_create_infer_request(network->model, &handle))) {
    return NULL;
  }
  vigil_ov_request *request = calloc(1, sizeof *request);
  request->runtime = runtime;
  request->request = handle;
  return request;
}

void vigil_ov_request_free(vigil_ov_request *request) {
  request->runtime->ov_infer_request_free(request->request);
  free(request);
}

bool vigil_ov_request_set_input(vigil_ov_request *request, const float *values, const int64_t *extents, size_t rank) {
  const vigil_ov_runtime *runtime = request->runtime;
  // OpenVINO takes mutable pointers here, and only reads through them.
  ov_shape_t shape = {.rank = (int64_t)rank, .dims = (int64_t *)extents};
  ov_tensor_t *tensor = NULL;
  if (!vigil_ov_succeeded(runtime, runtime->ov_tensor_create_from_host_ptr(F32, shape, (float *)values, &tensor))) {
    return false;
  }
  bool set = vigil_ov_succeeded(
      runtime, runtime->ov_infer_request_set_input_tensor_by_index(request->request, 0, tensor));
  runtime->ov_tensor_free(tensor);
  return set;
}

bool vigil_ov_request_run(vigil_ov_request *request) {
  return vigil_ov_succeeded(request->runtime, request->runtime->ov_infer_request_infer(request->request));
}

bool vigil_ov_request_output(const vigil_ov_request *request, size_t index, vigil_ov_output *output) {
  const vigil_ov_runtime *runtime = request->runtime;
  ov_tensor_t *tensor = NULL;
  if (!vigil_ov_succeeded(
          runtime, runtime->ov_infer_request_get_output_tensor_by_index(request->request, index, &tensor))) {
    return false;
  }
  ov_element_type_e type;
  ov_shape_t shape = {0};
  void *values = NULL;
  bool read = vigil_ov_succeeded(runtime, runtime->ov_tensor_get_element_type(tensor, &type)) &&
              vigil_ov_succeeded(runtime, runtime->ov_tensor_get_size(tensor, &output->count)) &&
              vigil_ov_succeeded(runtime, runtime->ov_tensor_data(tensor, &values)) &&
              vigil_ov_succeeded(runtime, runtime->ov_tensor_get_shape(tensor, &shape));
  const size_t most = sizeof output->extents / sizeof *output->extents;
  if (read && (type != F32 || (size_t)shape.rank > most)) {
    vigil_ov_fail("output %zu is not an array of 32-bit floats with at most %zu axes", index, most);
    read = false;
  }
  if (read) {
    output->values = values;
    output->rank = (size_t)shape.rank;
    memcpy(output->extents, shape.dims, output->rank * sizeof *shape.dims);
  }
  if (shape.dims) runtime->ov_shape_free(&shape);
  // The request owns the values; this handle to them may go.
  runtime->ov_tensor_free(tensor);
  return read;
}
