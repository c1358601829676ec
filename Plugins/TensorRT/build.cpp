#include "build.hpp"

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include "libraries.hpp"
#include "log.hpp"

namespace vigil {
namespace {

using namespace nvinfer1;

/// The parser's first error, with the node that it is about.
std::string reason(const nvonnxparser::IParser &parser, Log &log) {
  if (parser.getNbErrors() == 0) return log.reason();
  auto error = parser.getError(0);
  std::string node = error->node() >= 0 ? " (node " + std::to_string(error->node()) + ")" : "";
  return std::string(": ") + error->desc() + node;
}

/// Since TensorRT 10 a file's own types hold; before, the builder has to be allowed to use others than 32-bit floats.
uint32_t networkFlags() {
#if NV_TENSORRT_MAJOR >= 11
  return 0;
#elif NV_TENSORRT_MAJOR >= 10
  return 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kSTRONGLY_TYPED);
#else
  return 1U << static_cast<uint32_t>(NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
#endif
}

void allow(const INetworkDefinition &network, int bits, IBuilderConfig &config) {
  // By default GPUs since Ampere round the factors of 32-bit products to 19 bits.
  config.clearFlag(BuilderFlag::kTF32);
#if NV_TENSORRT_MAJOR < 10
  if (bits == 16) config.setFlag(BuilderFlag::kFP16);
  for (int index = 0; index < network.getNbLayers(); ++index) {
    if (network.getLayer(index)->getType() == LayerType::kQUANTIZE) config.setFlag(BuilderFlag::kINT8);
  }
#else
  (void)network, (void)bits;
#endif
}

/// A profile for the free axes of the input, if it has any.
void limit(
    const INetworkDefinition &network, const vigil_tensorrt_order &order, IBuilder &builder, IBuilderConfig &config, Log &log) {
  if (network.getNbInputs() != 1) throw std::runtime_error("the network has " + std::to_string(network.getNbInputs()) + " inputs, not one");
  auto input = network.getInput(0);
  Dims least = input->getDimensions(), usual = least, most = least;
  bool isFixed = true;
  for (int axis = 0; axis < least.nbDims; ++axis) {
    if (least.d[axis] >= 0) continue;
    if (static_cast<size_t>(axis) >= order.range_count) throw std::runtime_error("there is no range for axis " + std::to_string(axis));
    auto &range = order.ranges[axis];
    // Before TensorRT 10 extents have 32 bits.
    using Extent = decltype(+least.d[0]);
    least.d[axis] = static_cast<Extent>(range.least);
    usual.d[axis] = static_cast<Extent>(range.usual);
    most.d[axis] = static_cast<Extent>(range.most);
    isFixed = false;
  }
  if (isFixed) return;
  auto profile = builder.createOptimizationProfile();
  if (!profile || !profile->setDimensions(input->getName(), OptProfileSelector::kMIN, least) ||
      !profile->setDimensions(input->getName(), OptProfileSelector::kOPT, usual) ||
      !profile->setDimensions(input->getName(), OptProfileSelector::kMAX, most) || config.addOptimizationProfile(profile) < 0) {
    throw std::runtime_error("TensorRT refuses the ranges of the input" + log.reason());
  }
}

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (auto &line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

}  // namespace

void build(const vigil_tensorrt_order &order, void *context, vigil_tensorrt_build_receiver receive) {
  // Two builds at once would disturb each other's timings, and need twice the memory.
  static std::mutex one;
  std::lock_guard<std::mutex> lock(one);
  CUDA::shared().use(order.device);
  Log log;  // freed last, after all that reports to it
  log.forgetErrors();
  log.takeWarnings();
  auto builder = makeBuilder(log);

  std::unique_ptr<INetworkDefinition> network(builder->createNetworkV2(networkFlags()));
  if (!network) throw std::runtime_error("TensorRT gives no network" + log.reason());
  auto parser = makeParser(*network, log);
  if (!parser->parseFromFile(order.onnx, static_cast<int>(ILogger::Severity::kWARNING))) {
    throw std::runtime_error("TensorRT cannot read the network" + reason(*parser, log));
  }

  std::unique_ptr<IBuilderConfig> config(builder->createBuilderConfig());
  if (!config) throw std::runtime_error("TensorRT gives no configuration" + log.reason());
  allow(*network, order.bits, *config);
  limit(*network, order, *builder, *config, log);
  // By default a layer may try all of the GPU's memory, which on a Jetson is also the machine's.
  cudaDeviceProp properties;
  CUDA::shared().check(CUDA::shared().cudaGetDeviceProperties(&properties, order.device), "asking what the GPU is");
  config->setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, properties.totalGlobalMem / 2);
  // What each layer became is shown by `vigil models inspect`.
  config->setProfilingVerbosity(ProfilingVerbosity::kDETAILED);
  std::unique_ptr<ITimingCache> timings(config->createTimingCache(order.timings, order.timing_bytes));
  if (!timings || !config->setTimingCache(*timings, false)) {
    // Those of another version or GPU are refused.
    timings.reset(config->createTimingCache(nullptr, 0));
    if (!timings || !config->setTimingCache(*timings, false)) timings.reset();
  }
  log.forgetErrors();

  std::unique_ptr<IHostMemory> plan(builder->buildSerializedNetwork(*network, *config));
  if (!plan) throw std::runtime_error("TensorRT cannot build the network" + log.reason());
  std::unique_ptr<IHostMemory> measured(timings ? timings->serialize() : nullptr);
  std::string warnings = joined(log.takeWarnings());
  vigil_tensorrt_built built = {
      plan->data(), plan->size(), measured ? measured->data() : nullptr, measured ? measured->size() : 0, warnings.c_str()};
  receive(context, &built);
}

}  // namespace vigil
