#include "temporal.hpp"

#include "winograd.hpp"

namespace vigil {

namespace {

/// [videos, C, T] as [videos, T, C], and back; nothing is copied.
torch::Tensor turned(const torch::Tensor &x) { return x.transpose(1, 2); }

}  // namespace

bool isTemporal(const torch::Tensor &x) { return x.dim() == 3 && x.is_cpu(); }

torch::Tensor temporalConvolution(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, int64_t stride, int64_t padding,
    int64_t dilation) {
  auto taps = weight.size(2);
  if (taps == 1 && stride == 1 && padding == 0) {
    return turned(torch::linear(turned(x).contiguous(), weight.squeeze(2), bias));
  }
  if (taps != 3 || stride != 1 || padding != dilation) {
    return torch::conv1d(x, weight, bias, stride, padding, dilation);
  }
  auto rows = convolvedAlongTime(turned(x).contiguous(), weight, dilation);
  return turned(bias.defined() ? rows + bias : rows);
}

torch::Tensor temporalNorm(
    const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias, const torch::Tensor &mean,
    const torch::Tensor &variance, double epsilon) {
  auto rows = turned(x).contiguous();
  auto normed = torch::batch_norm(
      rows.view({-1, rows.size(2)}), weight, bias, mean, variance, true, 0.1, epsilon, false);
  return turned(normed.view(rows.sizes()));
}

torch::Tensor temporalJoin(const std::vector<torch::Tensor> &values) {
  std::vector<torch::Tensor> rows;
  for (auto &value : values) rows.push_back(turned(value));
  return turned(torch::cat(rows, 2));
}

}  // namespace vigil
