#include "device.hpp"

#include <torch/version.h>

#include <stdexcept>

#ifdef VIGIL_CUDA
#include <cuda_runtime_api.h>
#endif

namespace vigil {

torch::Device device(const std::string &name) {
  torch::Device device(name);
  if (device.is_cpu()) return device;
  if (!device.is_cuda()) throw std::runtime_error("networks run on cpu or cuda, not on " + name);
#ifdef VIGIL_CUDA
  int count = torch::cuda::device_count();
  if (count == 0) {
    throw std::runtime_error("LibTorch " TORCH_VERSION " sees no GPU: check with nvidia-smi whether the driver does");
  }
  if (device.index() >= count) {
    throw std::runtime_error(
        "there is no " + name + ": the last GPU visible to LibTorch is cuda:" + std::to_string(count - 1));
  }
  return torch::Device(torch::kCUDA, device.has_index() ? device.index() : 0);
#else
  throw std::runtime_error(
      "this LibTorch has no CUDA, so no GPU: build the plug-in with one that has (scripts/build-torch FOLDER), or leave out --device");
#endif
}

std::string deviceName(torch::Device device) {
#ifdef VIGIL_CUDA
  if (device.is_cuda()) {
    cudaDeviceProp properties;
    if (cudaGetDeviceProperties(&properties, device.index()) != cudaSuccess) {
      throw std::runtime_error("the GPU does not report its properties");
    }
    return properties.name;
  }
#endif
  return device.str();
}

torch::ScalarType floats(int bits) {
  switch (bits) {
    case 16: return torch::kFloat16;
    case 32: return torch::kFloat32;
    case 64: return torch::kFloat64;
  }
  throw std::runtime_error("floats have 16, 32 or 64 bits, not " + std::to_string(bits));
}

}  // namespace vigil
