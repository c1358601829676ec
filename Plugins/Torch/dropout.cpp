#include "dropout.hpp"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>

#include <cmath>

namespace vigil {

namespace {

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the number at an index of a seed's sequence.
uint64_t random(uint64_t seed, uint64_t place) {
  uint64_t z = seed + (place + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// A random number decides on two values, by its halves.
template <typename T>
void drop(const T *values, T *results, int64_t count, double share, uint64_t seed) {
  const auto threshold = static_cast<uint32_t>(std::min(share * 0x1p32, 0x1p32 - 1));
  const T scale = 1 / (1 - share);
  at::parallel_for(0, (count + 1) / 2, 1 << 14, [=](int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; pair++) {
      auto number = random(seed, pair);
      auto first = 2 * pair;
      results[first] = static_cast<uint32_t>(number) < threshold ? 0 : scale * values[first];
      if (first + 1 == count) break;
      results[first + 1] = static_cast<uint32_t>(number >> 32) < threshold ? 0 : scale * values[first + 1];
    }
  });
}

torch::Tensor drop(const torch::Tensor &x, double share, uint64_t seed) {
  auto values = x.contiguous();
  auto results = torch::empty_like(values);
  AT_DISPATCH_FLOATING_TYPES(values.scalar_type(), "dropout", [&] {
    drop(values.data_ptr<scalar_t>(), results.data_ptr<scalar_t>(), values.numel(), share, seed);
  });
  return results;
}

/// Regenerates the mask for the gradient, rather than storing it.
class Dropout : public torch::autograd::Function<Dropout> {
 public:
  static torch::Tensor forward(
      torch::autograd::AutogradContext *context, const torch::Tensor &x, double share, int64_t seed) {
    context->saved_data["share"] = share;
    context->saved_data["seed"] = seed;
    return drop(x, share, static_cast<uint64_t>(seed));
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
    auto share = context->saved_data["share"].toDouble();
    auto seed = static_cast<uint64_t>(context->saved_data["seed"].toInt());
    return {drop(gradients[0], share, seed), torch::Tensor(), torch::Tensor()};
  }
};

}  // namespace

torch::Tensor dropped(const torch::Tensor &x, double share, uint64_t seed) {
  return share > 0 ? Dropout::apply(x, share, static_cast<int64_t>(seed)) : x;
}

}  // namespace vigil
