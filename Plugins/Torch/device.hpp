// Where networks are computed.
#pragma once

#include <torch/torch.h>

#include <string>

namespace vigil {

/// The device of a name, `cpu`, `cuda` or `cuda:1`; throws with what to do if nothing can be computed on it.
torch::Device device(const std::string &name);

/// What a device is called by its maker; `cpu` for the processor.
std::string deviceName(torch::Device device);

/// The type of floats of so many bits: 16, 32 or 64.
torch::ScalarType floats(int bits);

}  // namespace vigil
