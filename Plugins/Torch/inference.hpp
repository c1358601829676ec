// A network in inference: inputs and results in the processor's memory, with a GPU in between where there is one.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "network.hpp"

namespace vigil {

/// Runs a network repeatedly, one input at a time.
///
/// On a GPU everything goes through one stream: the input is copied asynchronously, results are copied back the
/// same way, and only then is waited. When a shape occurs for the second time, its operations are captured as a CUDA graph, which later
/// inputs of that shape replay as a whole. Only for a few shapes: each graph needs memory of its own.
class Inference {
 public:
  /// The network must outlive it.
  Inference(Network &network, bool replays);
  ~Inference();

  /// A 32-bit buffer for an input; page-locked where a GPU copies from it.
  torch::Tensor memory(torch::IntArrayRef shape) const;
  /// All results in 32 bits, in the processor's memory.
  std::map<std::string, torch::Tensor> run(const torch::Tensor &input);

 private:
  struct GPU;

  Network &network_;
  std::unique_ptr<GPU> gpu_;
};

}  // namespace vigil
