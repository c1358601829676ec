// A double of libnvinfer, the half that builds: refuses what TensorRT refuses, and keeps of a network what is needed to run it.
#include <mutex>
#include <sstream>

#include "double.hpp"

namespace {

using namespace nvinfer1;
using namespace twin;

/// The logger that TensorRT keeps for itself, and how much lives that was made with any.
std::mutex access;
ILogger *first = nullptr;
int living = 0;

struct Bytes : IHostMemory {
  std::string text;
  explicit Bytes(std::string text) : text(std::move(text)) {}
  void *data() const noexcept override { return const_cast<char *>(text.data()); }
  std::size_t size() const noexcept override { return text.size(); }
};

/// The version, the GPU, and how often something was measured.
struct Timings : ITimingCache {
  int builds = 0;
  static std::string head() { return "timings " + std::to_string(NV_TENSORRT_VERSION) + " " + gpuName + " "; }
  IHostMemory *serialize() const noexcept override { return new Bytes(head() + std::to_string(builds)); }
};

struct Profile : IOptimizationProfile {
  std::map<OptProfileSelector, Dims> extents;
  bool setDimensions(char const *, OptProfileSelector select, Dims const &dims) noexcept override {
    extents[select] = dims;
    return true;
  }
};

struct Config : IBuilderConfig {
  uint32_t flags = 0;
  std::size_t workspace = SIZE_MAX;
  Profile *profile = nullptr;
  Timings *timings = nullptr;

  void setFlag(BuilderFlag flag) noexcept override { flags |= 1U << static_cast<int>(flag); }
  void clearFlag(BuilderFlag flag) noexcept override { flags &= ~(1U << static_cast<int>(flag)); }
  int32_t addOptimizationProfile(IOptimizationProfile const *added) noexcept override {
    profile = static_cast<Profile *>(const_cast<IOptimizationProfile *>(added));
    return 0;
  }
  void setMemoryPoolLimit(MemoryPoolType, std::size_t poolSize) noexcept override { workspace = poolSize; }
  void setProfilingVerbosity(ProfilingVerbosity) noexcept override {}
  ITimingCache *createTimingCache(void const *blob, std::size_t size) const noexcept override {
    std::string text(static_cast<const char *>(blob), blob ? size : 0), head = Timings::head();
    if (size != 0 && text.compare(0, head.size(), head) != 0) return nullptr;
    auto made = new Timings;
    made->builds = size == 0 ? 0 : std::stoi(text.substr(head.size()));
    return made;
  }
  bool setTimingCache(ITimingCache const &cache, bool) noexcept override {
    timings = static_cast<Timings *>(const_cast<ITimingCache *>(&cache));
    return true;
  }
};

struct Builder : IBuilder {
  Reporter reporter;
  std::vector<Profile *> profiles;
  explicit Builder(void *logger) : reporter(logger, "createInferBuilder") {}
  ~Builder() noexcept override {
    for (auto profile : profiles) delete profile;
  }

  INetworkDefinition *createNetworkV2(uint32_t flags) noexcept override {
    auto made = new Definition;
    made->flags = flags;
    return made;
  }
  IBuilderConfig *createBuilderConfig() noexcept override { return new Config; }
  IOptimizationProfile *createOptimizationProfile() noexcept override {
    profiles.push_back(new Profile);
    return profiles.back();
  }

  IHostMemory *buildSerializedNetwork(INetworkDefinition &network, IBuilderConfig &config) noexcept override {
    auto &definition = static_cast<Definition &>(network);
    auto &chosen = static_cast<Config &>(config);
    auto problem = refusal(definition, chosen);
    if (!problem.empty()) {
      reporter.error(problem);
      return nullptr;
    }
    Plan plan;
    plan.gpu = gpuName;
    plan.version = NV_TENSORRT_VERSION;
    plan.bits = definition.usesIntegers ? 8 : definition.usesHalfFloats ? 16 : 32;
    plan.inputs = definition.inputs;
    plan.outputs = definition.outputs;
    for (auto &layer : definition.layers) {
      // As TensorRT does where nothing lies between the two.
      if (layer.kind == "Relu" && !plan.layers.empty() && plan.layers.back().kind == "Conv") {
        plan.layers.back().name += "+" + layer.name;
      } else {
        plan.layers.push_back(layer);
      }
    }
    plan.least = plan.usual = plan.most = definition.inputs[0].extents;
    if (chosen.profile) {
      plan.least = chosen.profile->extents[OptProfileSelector::kMIN];
      plan.usual = chosen.profile->extents[OptProfileSelector::kOPT];
      plan.most = chosen.profile->extents[OptProfileSelector::kMAX];
    }
    if (chosen.timings) chosen.timings->builds += 1;
    return new Bytes(plan.text());
  }

  /// Why a network is not built; empty if it is.
  static std::string refusal(const Definition &network, const Config &config) {
    if (!hasGPU()) return "no GPU";
    // A real builder would take what there is, and the machine down.
    if (config.workspace > 1 << 30) return "Workspace is not limited";
#if NV_TENSORRT_MAJOR < 10
    if (!(network.flags & 1)) return "Network must have explicit batch";
    bool allowsHalf = config.flags & 1U << static_cast<int>(BuilderFlag::kFP16);
    bool allowsIntegers = config.flags & 1U << static_cast<int>(BuilderFlag::kINT8);
    if (network.usesHalfFloats && !allowsHalf) return "Network has FP16 tensors but fp16 mode is not set";
    if (network.usesIntegers && !allowsIntegers) return "Network has Q/DQ layers but int8 mode is not set";
#elif NV_TENSORRT_MAJOR < 11
    if (!(network.flags & 2)) return "Network is not strongly typed";
#endif
    bool isFree = false;
    auto &extents = network.inputs[0].extents;
    for (int axis = 0; axis < extents.nbDims; ++axis) isFree = isFree || extents.d[axis] < 0;
    if (isFree && !config.profile) return "Network has dynamic inputs, but no optimization profile has been defined";
    // No network of Vigil's has it.
    for (auto &layer : network.layers) {
      if (layer.kind == "Hardmax") return "Could not find any implementation for node " + layer.name;
    }
    return "";
  }
};

}  // namespace

namespace twin {

Reporter::Reporter(void *given, const char *function) : logger(static_cast<ILogger *>(given)) {
  std::lock_guard<std::mutex> lock(access);
  if (living++ == 0) first = logger;
  if (logger == first) return;
  auto text = std::string("The logger passed into ") + function + " differs from one already registered";
  logger->log(ILogger::Severity::kWARNING, text.c_str());
#if NV_TENSORRT_MAJOR < 10
  logger = first;
#endif
}
Reporter::~Reporter() {
  std::lock_guard<std::mutex> lock(access);
  living -= 1;
}
void Reporter::error(const std::string &text) const { logger->log(ILogger::Severity::kERROR, text.c_str()); }

namespace {

void write(std::ostream &out, const Dims &extents) {
  out << extents.nbDims;
  for (int axis = 0; axis < extents.nbDims; ++axis) out << ' ' << extents.d[axis];
  out << '\n';
}

bool read(std::istream &in, Dims &extents) {
  extents = {};
  in >> extents.nbDims;
  for (int axis = 0; in && axis < extents.nbDims && axis < 8; ++axis) in >> extents.d[axis];
  return bool(in);
}

}  // namespace

std::string Plan::text() const {
  std::ostringstream out;
  out << "plan " << version << ' ' << gpu << ' ' << bits << ' ' << outputs.size() << ' ' << layers.size() << '\n';
  for (auto range : {least, usual, most}) write(out, range);
  std::vector<Value> values = inputs;
  values.insert(values.end(), outputs.begin(), outputs.end());
  for (auto &value : values) {
    out << value.name << ' ' << value.isFloat << ' ';
    write(out, value.extents);
    for (auto &symbol : value.symbols) out << symbol << ' ';
    out << '\n';
  }
  for (auto &layer : layers) out << layer.name << ' ' << layer.kind << '\n';
  return out.str();
}

bool Plan::read(const std::string &text) {
  std::istringstream in(text);
  std::string word;
  size_t outputCount = 0, layerCount = 0;
  in >> word >> version >> gpu >> bits >> outputCount >> layerCount;
  if (!in || word != "plan" || outputCount > 16 || layerCount > 1 << 20) return false;
  for (auto range : {&least, &usual, &most}) twin::read(in, *range);
  for (size_t index = 0; index <= outputCount; ++index) {
    Value value;
    in >> value.name >> value.isFloat;
    if (!twin::read(in, value.extents)) return false;
    value.symbols.resize(value.extents.nbDims);
    for (auto &symbol : value.symbols) in >> symbol;
    (index == 0 ? inputs : outputs).push_back(value);
  }
  layers.resize(layerCount);
  for (auto &layer : layers) in >> layer.name >> layer.kind;
  return bool(in);
}

}  // namespace twin

extern "C" int32_t getInferLibVersion() noexcept {
#ifdef ANOTHER_VERSION
  return ANOTHER_VERSION;
#else
  return NV_TENSORRT_VERSION;
#endif
}

extern "C" void *createInferBuilder_INTERNAL(void *given, int32_t version) noexcept {
  if (version != NV_TENSORRT_VERSION || !hasGPU()) return nullptr;
  IBuilder *builder = new Builder(given);
  return builder;
}
