#include "inference.hpp"

#ifdef VIGIL_CUDA
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace vigil {

using Results = std::map<std::string, torch::Tensor>;

#ifdef VIGIL_CUDA

/// What there is of a network on a GPU besides its weights.
struct Inference::GPU {
  /// The operations for one shape, and where they take their input from and leave their results.
  struct Recording {
    torch::Tensor input;
    Results results;
    at::cuda::CUDAGraph graph;
  };

  GPU(Network &network, bool replays)
      : network(network), replays(replays), stream(c10::cuda::getStreamFromPool(false, network.device.index())) {
    // Shapes repeat, so it pays to try all ways to compute a convolution; only those that give the same bits each time.
    at::globalContext().setBenchmarkCuDNN(true);
    at::globalContext().setDeterministicCuDNN(true);
    // 32 bits are 32 bits.
    at::globalContext().setAllowTF32CuDNN(false);
  }

  Results run(const torch::Tensor &input) {
    // Weights came by another stream, which this one does not wait for.
    if (lastShape.empty()) torch::cuda::synchronize(network.device.index());
    c10::cuda::CUDAStreamGuard guard(stream);
    Results results;
    if (recording && recording->input.sizes() == input.sizes()) {
      recording->input.copy_(input, true);
      recording->graph.replay();
      results = recording->results;
    } else {
      // The first of a shape is computed one operation after another, which finds the ways to compute and makes their room.
      bool isRepeated = lastShape == input.sizes();
      lastShape = input.sizes().vec();
      results = compute(input.to(network.device, true));
      if (replays && isRepeated) record(input);
    }
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

  Results compute(const torch::Tensor &input) {
    return network.run(network.arranged(input.to(network.type)), Mode::use);
  }

  void record(const torch::Tensor &input) {
    recording.reset();
    auto made = std::make_unique<Recording>();
    made->input = input.to(network.device);
    stream.synchronize();
    try {
      made->graph.capture_begin();
      made->results = compute(made->input);
      made->graph.capture_end();
      recording = std::move(made);
    } catch (...) {
      // Some operations cannot be recorded, as those that make constants; then all are given one by one, as before.
      replays = false;
      try {
        made->graph.capture_end();
      } catch (...) {
      }
    }
  }

  Network &network;
  bool replays;
  const c10::cuda::CUDAStream stream;
  std::vector<int64_t> lastShape;
  std::unique_ptr<Recording> recording;
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
