// Convolution along time for training on the processor.
#pragma once

#include <torch/torch.h>

namespace vigil {

/// A convolution of three taps along time that keeps the length, with its gradients.
///
/// rows: [videos, T, C], contiguous; weight: [outputs, C, 3]; gives [videos, T, outputs]. Time steps before a video's first and
/// after its last are zero.
torch::Tensor convolvedAlongTime(const torch::Tensor &rows, const torch::Tensor &weight, int64_t dilation);

}  // namespace vigil
