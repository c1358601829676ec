// Layers over time as training wants them on the processor.
#pragma once

#include <torch/torch.h>

namespace vigil {

/// Whether a value [videos, C, T] is best held as rows [videos, T, C], of which it is a view: then neighbours in memory are
/// channels of a moment, convolutions are products of matrices, and nothing is transposed.
bool isTemporal(const torch::Tensor &x);

/// A convolution along time, x [videos, C, T] -> [videos, outputs, T']; `bias` may be undefined.
torch::Tensor temporalConvolution(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, int64_t stride, int64_t padding,
    int64_t dilation);

/// The norm of a batch, which moves its statistics.
torch::Tensor temporalNorm(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, const torch::Tensor &mean,
    const torch::Tensor &variance, double epsilon);

/// Values side by side as channels.
torch::Tensor temporalJoin(const std::vector<torch::Tensor> &values);

}  // namespace vigil
