// Dropout on the processor.
#pragma once

#include <torch/torch.h>

namespace vigil {

/// Sets a fraction of the values to zero and scales up the others, so that the mean stays.
///
/// Which ones follows from the seed and their indices alone, whatever the number of threads; LibTorch draws them sequentially
/// on a single thread.
torch::Tensor dropped(const torch::Tensor &x, double share, uint64_t seed);

}  // namespace vigil
