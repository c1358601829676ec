// Memory on a GPU, and page-locked memory beside it, which is copied from and to without a detour.
#pragma once

#include <cstddef>
#include <utility>

#include "libraries.hpp"

namespace vigil {

/// Memory that is freed with its owner and grows on demand; its contents do not survive that.
template <cudaError_t (*allocate)(void **, size_t), cudaError_t (*release)(void *)>
class Memory {
 public:
  Memory() = default;
  Memory(Memory &&other) noexcept : start(std::exchange(other.start, nullptr)), bytes(std::exchange(other.bytes, 0)) {}
  Memory &operator=(Memory &&) = delete;
  ~Memory() { free(); }

  /// Makes it at least so large.
  void reserve(size_t wanted, const char *doing) {
    if (wanted <= bytes && start) return;
    free();
    CUDA::shared().check(allocate(&start, wanted), doing);
    bytes = wanted;
  }

  float *values() const { return static_cast<float *>(start); }
  void *address() const { return start; }

 private:
  void free() {
    if (start) release(start);
    start = nullptr;
    bytes = 0;
  }

  void *start = nullptr;
  size_t bytes = 0;
};

inline cudaError_t allocateOnDevice(void **start, size_t bytes) { return CUDA::shared().cudaMalloc(start, bytes); }
inline cudaError_t releaseOnDevice(void *start) { return CUDA::shared().cudaFree(start); }
inline cudaError_t allocateOnHost(void **start, size_t bytes) { return CUDA::shared().cudaMallocHost(start, bytes); }
inline cudaError_t releaseOnHost(void *start) { return CUDA::shared().cudaFreeHost(start); }

using DeviceMemory = Memory<allocateOnDevice, releaseOnDevice>;
using HostMemory = Memory<allocateOnHost, releaseOnHost>;

}  // namespace vigil
