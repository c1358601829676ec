// Layers over time, optimised for training on the processor.
#pragma once

#include <torch/torch.h>

namespace vigil {

/// Whether a value [videos, C, T] is best stored as rows [videos, T, C], of which it is a view: then neighbours in memory are
/// channels of one time step, convolutions are matrix products, and nothing is transposed.
bool isTemporal(const torch::Tensor &x);

/// A convolution along time, x [videos, C, T] -> [videos, outputs, T']; `bias` may be undefined.
torch::Tensor temporalConvolution(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, int64_t stride, int64_t padding,
    int64_t dilation);

/// Batch norm, which updates its running statistics.
torch::Tensor temporalNorm(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, const torch::Tensor &mean,
    const torch::Tensor &variance, double epsilon);

/// Values concatenated along the channels.
torch::Tensor temporalJoin(const std::vector<torch::Tensor> &values);

}  // namespace vigil
