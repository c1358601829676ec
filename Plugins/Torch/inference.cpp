#include "inference.hpp"

#ifdef VIGIL_CUDA
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace vigil {

using Results = std::map<std::string, torch::Tensor>;

#ifdef VIGIL_CUDA

/// The state of a network on a GPU besides its weights.
struct Inference::GPU {
  /// The recorded operations for one shape, with their input and output buffers.
  struct Recording {
    torch::Tensor input;
    Results results;
    at::cuda::CUDAGraph graph;
  };

  GPU(Network &network, bool replays)
      : network(network), hasFewShapes(replays), replays(replays), stream(c10::cuda::getStreamFromPool(false, network.device.index())) {
    // Only deterministic algorithms, and no TF32: 32 bits are 32 bits.
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setAllowTF32CuDNN(false);
  }

  Results run(const torch::Tensor &input) {
    // Weights were copied on another stream, which this one does not wait for.
    if (isNew) torch::cuda::synchronize(network.device.index());
    isNew = false;
    c10::cuda::CUDAStreamGuard guard(stream);
    auto results = computed(input);
    Results onHost;
    for (auto &result : results) {
      auto plain = result.second.to(torch::kFloat32).contiguous();
      auto host = torch::empty(plain.sizes(), torch::TensorOptions().pinned_memory(true));
      host.copy_(plain, true);
      onHost[result.first] = host;
    }
    stream.synchronize();
    return onHost;
  }

  /// The results on the GPU, which may not be complete yet.
  Results computed(const torch::Tensor &input) {
    // If few shapes recur, it pays to benchmark all convolution algorithms.
    at::globalContext().setBenchmarkCuDNN(hasFewShapes);
    if (!replays) return network.run(placed(input), Mode::use);
    auto shape = input.sizes().vec();
    auto found = recordings.find(shape);
    // The first input of a shape runs operation by operation, which selects the algorithms and allocates their workspaces.
    bool isSecond = found != recordings.end() && !found->second;
    if (found == recordings.end() && recordings.size() < mostRecordings) recordings[shape] = nullptr;
    if (isSecond) found->second = recorded(input);
    if (found == recordings.end() || !found->second) return network.run(placed(input), Mode::use);
    found->second->input.copy_(input, true);
    found->second->graph.replay();
    return found->second->results;
  }

  /// An input in the network's format, on the GPU.
  torch::Tensor placed(const torch::Tensor &input) const {
    auto there = input.to(network.device, /*non_blocking=*/true);
    return network.arranged(there.to(network.type));
  }

  /// The CUDA graph for inputs of a shape; NULL if it cannot be captured, and then none is any more.
  std::unique_ptr<Recording> recorded(const torch::Tensor &input) {
    auto made = std::make_unique<Recording>();
    made->input = input.to(network.device);
    stream.synchronize();
    try {
      // A graph has its own memory pool, and the first run's memory would be kept beside it.
      c10::cuda::CUDACachingAllocator::emptyCache();
      made->graph.capture_begin();
      made->results = network.run(network.arranged(made->input.to(network.type)), Mode::use);
      made->graph.capture_end();
      return made;
    } catch (...) {
      replays = false;
      try {
        made->graph.capture_end();
      } catch (...) {
        // It throws before it takes the graph out of the allocator's list of captures under way, each of which is asked about every
        // allocation from then on: the graph must not be destroyed. A network leaves one behind at most, for it captures none any more.
        (void)made.release();
      }
      return nullptr;
    }
  }

  /// As many as a cascade has shapes: all crops, the first, the others.
  static constexpr size_t mostRecordings = 3;

  Network &network;
  const bool hasFewShapes;
  bool replays;
  bool isNew = true;
  const c10::cuda::CUDAStream stream;
  /// By the input's shape; NULL where it has occurred once.
  std::map<std::vector<int64_t>, std::unique_ptr<Recording>> recordings;
};

#else

struct Inference::GPU {
  GPU(Network &, bool) {}
  Results run(const torch::Tensor &) { throw std::runtime_error("this LibTorch has no CUDA"); }
};

#endif

Inference::Inference(Network &network, bool replays) : network_(network) {
  if (network.device.is_cuda()) gpu_ = std::make_unique<GPU>(network, replays);
}

Inference::~Inference() = default;

torch::Tensor Inference::memory(torch::IntArrayRef shape) const {
  return torch::empty(shape, torch::TensorOptions().dtype(torch::kFloat32).pinned_memory(gpu_ != nullptr));
}

Results Inference::run(const torch::Tensor &input) {
  torch::InferenceMode mode;
  return gpu_ ? gpu_->run(input) : network_.run(network_.arranged(input.to(network_.type)), Mode::use);
}

}  // namespace vigil
