// A graph of VigilNetworks, run by LibTorch.
#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

namespace vigil {

/// One operation; see CTorch.h for the text it is read from.
struct Node {
  std::string name, operation;
  std::vector<double> numbers;
  std::vector<std::string> inputs, parameters;
};

/// How values are computed.
enum class Mode { use, training };

class Network {
 public:
  Network(
      const std::string &graph, torch::Device device, torch::ScalarType type, int threads, bool hasChannelsLast = false);

  /// All outputs, by name; in training, dropout starts from the seed.
  std::map<std::string, torch::Tensor> run(torch::Tensor input, Mode mode, uint64_t seed = 0);
  /// The tensors of the graph by name; those not set yet are undefined.
  std::map<std::string, torch::Tensor> tensors;
  const torch::Device device;
  /// The type of tensors and values.
  const torch::ScalarType type;
  /// The number of threads.
  const int threads;
  /// Whether five-dimensional values are stored channels-last.
  const bool hasChannelsLast;
  /// A five-dimensional value in the network's memory format; others as they are.
  torch::Tensor arranged(const torch::Tensor &value) const {
    return hasChannelsLast && value.dim() == 5 ? value.contiguous(torch::MemoryFormat::ChannelsLast3d) : value;
  }
  /// The tensor of a name; throws if the graph has none, or if it was not set.
  torch::Tensor &tensor(const std::string &name);

 private:
  torch::Tensor compute(const Node &node, const std::vector<torch::Tensor> &inputs, Mode mode, uint64_t seed);
  /// The constants of a node; made the first time, since a CUDA graph cannot be captured while operations wait
  /// for values from the processor.
  torch::Tensor constant(const Node &node, torch::Tensor (*make)(const Node &));

  std::string input_;
  std::vector<Node> nodes_;
  std::vector<std::string> outputs_;
  std::map<std::string, torch::Tensor> constants_;
};

}  // namespace vigil
