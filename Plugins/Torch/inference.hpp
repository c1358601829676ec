// A network in use: inputs from memory of the processor, results in memory of the processor, and a GPU between where there is one.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "network.hpp"

namespace vigil {

/// Runs a network again and again, one input at a time.
///
/// On a GPU everything goes through one stream: the input comes by a copy that the processor does not wait for, results go back the
/// same way, and only then is waited. When a shape comes the second time, its operations are recorded as a CUDA graph, which later
/// inputs of that shape start as a whole. Of a few shapes: each recording takes room of its own.
class Inference {
 public:
  /// The network must outlive it.
  Inference(Network &network, bool replays);
  ~Inference();

  /// 32-bit memory for an input; page-locked where a GPU copies from it.
  torch::Tensor memory(torch::IntArrayRef shape) const;
  /// All results in 32 bits, in memory of the processor.
  std::map<std::string, torch::Tensor> run(const torch::Tensor &input);

 private:
  struct GPU;

  Network &network_;
  std::unique_ptr<GPU> gpu_;
};

}  // namespace vigil
