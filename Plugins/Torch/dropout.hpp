// Dropout on the processor.
#pragma once

#include <torch/torch.h>

namespace vigil {

/// Sets a share of the values to zero and scales the others, so that the mean stays.
///
/// Which ones follows from the seed and their places alone, whatever the number of threads; LibTorch draws them one after the other
/// on a single thread.
torch::Tensor dropped(const torch::Tensor &x, double share, uint64_t seed);

}  // namespace vigil
