// Which of its kernels OpenVINO takes for each layer of an ONNX file, on the processor that this runs on: scripts/arm-kernels builds it.
//   arm-kernels FILE [f32|f16]
#include <openvino/c/openvino.h>
#include <stdio.h>
#include <stdlib.h>

static void check(ov_status_e status, const char *doing) {
  if (status == OK) return;
  fprintf(stderr, "arm-kernels: %s failed: %s\n", doing, ov_get_last_err_msg());
  exit(1);
}

int main(int count, char **values) {
  if (count < 2) {
    fprintf(stderr, "usage: arm-kernels FILE [f32|f16]\n");
    return 1;
  }
  ov_core_t *core;
  ov_model_t *model;
  ov_compiled_model_t *compiled;
  ov_infer_request_t *request;
  ov_profiling_info_list_t layers;
  check(ov_core_create(&core), "opening OpenVINO");
  check(ov_core_read_model(core, values[1], NULL, &model), "reading");
  check(
      ov_core_compile_model(
          core, model, "CPU", 4, &compiled, "PERF_COUNT", "YES", "INFERENCE_PRECISION_HINT", count > 2 ? values[2] : "f32"),
      "compiling");
  check(ov_compiled_model_create_infer_request(compiled, &request), "making a request");
  check(ov_infer_request_infer(request), "running");
  check(ov_infer_request_get_profiling_info(request, &layers), "asking what ran");
  for (size_t layer = 0; layer < layers.size; layer++) {
    const ov_profiling_info_t *info = &layers.profiling_infos[layer];
    if (info->status == EXECUTED) printf("%s %s %s\n", info->node_type, info->exec_type, info->node_name);
  }
}
