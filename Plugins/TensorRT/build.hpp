// ONNX files to plans.
#pragma once

#include "../../Sources/CTensorRT/include/CTensorRT.h"

namespace vigil {

/// Builds a plan and passes it on; throws what the parser or the builder says.
void build(const vigil_tensorrt_order &order, void *context, vigil_tensorrt_build_receiver receive);

}  // namespace vigil
