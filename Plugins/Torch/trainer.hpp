// Training steps: forward, loss, gradients, Adam.
#pragma once

#include "../../Sources/CTorch/include/CTorch.h"
#include "network.hpp"

namespace vigil {

class Trainer {
 public:
  Trainer(Network &network, std::vector<std::string> names, vigil_torch_adam adam);
  ~Trainer();

  vigil_torch_rtfm_terms step(const vigil_torch_rtfm_batch &batch, const vigil_torch_rtfm_loss &loss);
  double step(const vigil_torch_snippet_batch &batch);
  /// Adam's first or second moments of a parameter.
  torch::Tensor &moment(int moment, const std::string &name);
  const Network &network() const { return network_; }
  void setSteps(int64_t steps) { steps_ = steps; }

 private:
  torch::Tensor onDevice(const float *values, std::vector<int64_t> shape) const;
  /// Updates the weights by the gradient of a loss.
  void descend(const torch::Tensor &loss, double learningRate);
  void adamStep(double learningRate);

  Network &network_;
  std::vector<std::string> names_;
  vigil_torch_adam adam_;
  std::map<std::string, torch::Tensor> first_, second_;
  int64_t steps_ = 0;
};

}  // namespace vigil
