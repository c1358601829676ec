// The devices that run networks.
#pragma once

#include <torch/torch.h>

#include <string>

namespace vigil {

/// The device of a name, `cpu`, `cuda` or `cuda:1`; throws with advice if it cannot be used.
torch::Device device(const std::string &name);

/// The product name of a device; `cpu` for the processor.
std::string deviceName(torch::Device device);

/// The floating-point type with a number of bits: 16, 32 or 64.
torch::ScalarType floats(int bits);

}  // namespace vigil
