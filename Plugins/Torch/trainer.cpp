#include "trainer.hpp"

#include <ATen/Parallel.h>

#include <cmath>
#include <stdexcept>

#include "memory.hpp"

namespace vigil {

namespace {

/// The videos of one class: the mean score of the selected segments, and the magnitude of their mean feature.
struct Selected {
  torch::Tensor score;      // [videos]
  torch::Tensor magnitude;  // [crops * videos]
};

/// Selects by magnitude, the same segments for all crops.
///
/// scores, magnitudes, keep: [videos, segments]; features: [videos, crops, segments, size].
Selected select(
    const torch::Tensor &scores, const torch::Tensor &magnitudes, const torch::Tensor &keep,
    const torch::Tensor &features, int64_t count) {
  auto places = std::get<1>((magnitudes * keep).topk(count, 1));
  auto videos = features.size(0), crops = features.size(1), size = features.size(3);
  auto byCrop = features.permute({1, 0, 2, 3});
  auto index = places.unsqueeze(0).unsqueeze(-1).expand({crops, videos, count, size});
  auto chosen = byCrop.gather(2, index).reshape({crops * videos, count, size});
  return {scores.gather(1, places).mean(1), chosen.mean(1).norm(2, {1})};
}

/// Adam in one pass over memory, which dominates its cost: operation by operation it is a tenth of a step.
void moveAtOnce(
    torch::Tensor &tensor, const torch::Tensor &gradient, torch::Tensor &first, torch::Tensor &second,
    const vigil_torch_adam &adam, double learningRate, double correction1, double correction2) {
  auto *weights = tensor.data_ptr<float>(), *m = first.data_ptr<float>(), *v = second.data_ptr<float>();
  auto *gradients = gradient.data_ptr<float>();
  const float beta1 = adam.beta1, beta2 = adam.beta2, epsilon = adam.epsilon;
  // Of 1 - 0.999f only four digits are right.
  const float gain1 = 1 - adam.beta1, gain2 = 1 - adam.beta2;
  const float decay = adam.decoupled ? 0 : adam.weight_decay;
  const float kept = adam.decoupled ? 1 - learningRate * adam.weight_decay : 1;
  const float rate = learningRate / correction1, root = 1 / std::sqrt(correction2);
  at::parallel_for(0, tensor.numel(), 1 << 16, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      float g = gradients[i] + decay * weights[i];
      m[i] = beta1 * m[i] + gain1 * g;
      v[i] = beta2 * v[i] + gain2 * g * g;
      weights[i] = kept * weights[i] - rate * m[i] / (std::sqrt(v[i]) * root + epsilon);
    }
  });
}

}  // namespace

Trainer::Trainer(Network &network, std::vector<std::string> names, vigil_torch_adam adam)
    : network_(network), names_(std::move(names)), adam_(adam) {
  for (auto &name : names_) {
    auto &tensor = network_.tensor(name);
    tensor.requires_grad_(true);
    first_[name] = torch::zeros_like(tensor);
    second_[name] = torch::zeros_like(tensor);
  }
}

Trainer::~Trainer() { KeptMemory::clear(); }

torch::Tensor &Trainer::moment(int moment, const std::string &name) {
  // Whoever asks for the moments is about to copy them and the weights: what the next step would reuse makes room.
  KeptMemory::clear();
  auto &moments = moment == 1 ? first_ : second_;
  auto found = moments.find(name);
  if (found == moments.end()) throw std::runtime_error("the tensor " + name + " is not trainable");
  return found->second;
}

vigil_torch_rtfm_terms Trainer::step(const vigil_torch_rtfm_batch &batch, const vigil_torch_rtfm_loss &loss) {
  auto videos = batch.videos, crops = batch.crops, segments = batch.segments, half = videos / 2;
  KeptMemory memory;
  // Seeds the GPU's generator; the same seed gives the same step, whatever came before.
  torch::manual_seed(batch.seed);
  auto input = onDevice(batch.features, {videos * crops, segments, batch.size});
  auto keep = onDevice(batch.keep, {videos, segments});
  auto results = network_.run(input, Mode::training, batch.seed);
  auto overCrops = [&](const char *name) { return results.at(name).view({videos, crops, segments}).mean(1); };
  auto scores = overCrops("scores"), magnitudes = overCrops("magnitudes");
  auto features = results.at("temporal").view({videos, crops, segments, batch.size});

  auto part = [&](const torch::Tensor &tensor, bool isAbnormal) { return tensor.narrow(0, isAbnormal ? half : 0, half); };
  auto selection = [&](bool isAbnormal) {
    return select(
        part(scores, isAbnormal), part(magnitudes, isAbnormal), part(keep, isAbnormal), part(features, isAbnormal),
        loss.selected);
  };
  auto normal = selection(false), abnormal = selection(true);
  auto target = torch::cat({torch::zeros_like(normal.score), torch::ones_like(abnormal.score)});
  auto classification = torch::binary_cross_entropy(torch::cat({normal.score, abnormal.score}), target);
  auto magnitude =
      loss.magnitude_weight * ((loss.margin - abnormal.magnitude).abs() + normal.magnitude).pow(2).mean();
  auto track = part(scores, true).reshape({-1});
  auto length = track.size(0);
  auto smoothness =
      loss.smoothness_weight * (track.narrow(0, 1, length - 1) - track.narrow(0, 0, length - 1)).pow(2).sum();
  auto sparsity = loss.sparsity_weight * track.norm();
  auto total = classification + magnitude + smoothness + sparsity;

  descend(total, batch.learning_rate);
  return {
      classification.item<double>(), magnitude.item<double>(), smoothness.item<double>(), sparsity.item<double>(),
      total.item<double>()};
}

double Trainer::step(const vigil_torch_snippet_batch &batch) {
  KeptMemory memory;
  torch::manual_seed(batch.seed);
  auto snippets = onDevice(batch.snippets, std::vector<int64_t>(batch.extents, batch.extents + 5));
  auto targets = onDevice(batch.targets, {batch.extents[0]});
  auto logits = network_.run(snippets, Mode::training, batch.seed).at("logits").reshape({-1});
  auto loss = torch::binary_cross_entropy_with_logits(logits, targets);
  descend(loss, batch.learning_rate);
  return loss.item<double>();
}

torch::Tensor Trainer::onDevice(const float *values, std::vector<int64_t> shape) const {
  return torch::from_blob(const_cast<float *>(values), shape, torch::kFloat32).to(network_.device, network_.type);
}

void Trainer::descend(const torch::Tensor &loss, double learningRate) {
  for (auto &name : names_) network_.tensor(name).mutable_grad().reset();
  loss.backward();
  adamStep(learningRate);
}

/// As torch.optim.Adam, or AdamW if weight decay is decoupled: both moments are corrected for their start at zero.
void Trainer::adamStep(double learningRate) {
  torch::NoGradGuard none;
  steps_++;
  double correction1 = 1 - std::pow(adam_.beta1, steps_), correction2 = 1 - std::pow(adam_.beta2, steps_);
  for (auto &name : names_) {
    auto &tensor = network_.tensor(name);
    if (!tensor.grad().defined()) continue;
    auto &first = first_[name], &second = second_[name];
    if (tensor.is_cpu() && tensor.scalar_type() == torch::kFloat32) {
      moveAtOnce(tensor, tensor.grad().contiguous(), first, second, adam_, learningRate, correction1, correction2);
      continue;
    }
    auto gradient = adam_.decoupled ? tensor.grad() : tensor.grad().add(tensor, adam_.weight_decay);
    if (adam_.decoupled) tensor.mul_(1 - learningRate * adam_.weight_decay);
    first.mul_(adam_.beta1).add_(gradient, 1 - adam_.beta1);
    second.mul_(adam_.beta2).addcmul_(gradient, gradient, 1 - adam_.beta2);
    auto scale = (second.sqrt() / std::sqrt(correction2)).add_(adam_.epsilon);
    tensor.addcdiv_(first, scale, -learningRate / correction1);
  }
}

}  // namespace vigil
