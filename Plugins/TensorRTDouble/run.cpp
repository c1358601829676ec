// A double of libnvinfer, the half that runs. Each item of an output, along its first axis, has means of the values of the same
// item of the input: value k of n is the mean of those at k, k + n, k + 2n and so on.
#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include "double.hpp"

namespace {

using namespace nvinfer1;
using namespace twin;

size_t count(const Dims &extents, int from = 0) {
  size_t count = 1;
  for (int axis = from; axis < extents.nbDims; ++axis) count *= extents.d[axis];
  return count;
}

void compute(const float *input, size_t inputCount, float *output, size_t outputCount) {
  for (size_t index = 0; index < outputCount; ++index) {
    double sum = 0;
    size_t terms = 0;
    for (size_t at = index; at < inputCount; at += outputCount, ++terms) sum += input[at];
    output[index] = terms ? static_cast<float>(sum / static_cast<double>(terms)) : 0;
  }
}

struct Inspector : IEngineInspector {
  std::string text;

  explicit Inspector(const Plan &plan) {
#if NV_TENSORRT_MAJOR >= 11
    const char *key = "Datatype", *formats[] = {"Float", "Half", "Int8"};
#elif NV_TENSORRT_MAJOR >= 10
    const char *key = "Format/Datatype", *formats[] = {"Float", "Half", "Int8"};
#else
    const char *key = "Format/Datatype";
    const char *formats[] = {
        "Row major linear FP32", "Channel major FP16 format where channel % 8 == 0",
        "Thirty-two wide channel vectorized row major Int8 format"};
#endif
    auto format = formats[plan.bits == 8 ? 2 : plan.bits == 16 ? 1 : 0];
    std::ostringstream out;
    out << "{\"Layers\": [";
    for (size_t index = 0; index < plan.layers.size(); ++index) {
      auto &layer = plan.layers[index];
      std::string name = layer.name;
      auto plus = name.find('+');
      if (plus != std::string::npos) name.replace(plus, 1, " + ");
      out << (index ? "," : "") << "\n{\"Name\": \"" << name << "\", \"LayerType\": \"" << layer.kind
          << "\", \"Inputs\": [{\"Name\": \"x\", \"" << key << "\": \"" << format << "\"}], \"Outputs\": [{\"Name\": \"y\", \"" << key
          << "\": \"" << format << "\"}], \"TacticName\": \"double\"}";
    }
    out << "],\n\"Bindings\": [\"" << plan.inputs[0].name << "\"]}";
    text = out.str();
  }

  char const *getEngineInformation(LayerInformationFormat) const noexcept override { return text.c_str(); }
};

struct Context : IExecutionContext {
  const Plan &plan;
  Dims input;
  std::map<std::string, void *> addresses;

  explicit Context(const Plan &plan) : plan(plan), input(plan.inputs[0].extents) {}

  bool setInputShape(char const *, Dims const &dims) noexcept override {
    for (int axis = 0; axis < dims.nbDims; ++axis) {
      if (dims.d[axis] < plan.least.d[axis] || dims.d[axis] > plan.most.d[axis]) return false;
    }
    input = dims;
    return true;
  }

  Dims getTensorShape(char const *name) const noexcept override {
    if (plan.inputs[0].name == name) return input;
    Dims extents{};
    for (auto &output : plan.outputs) {
      if (output.name != name) continue;
      extents = output.extents;
      for (int axis = 0; axis < extents.nbDims; ++axis) {
        if (extents.d[axis] >= 0) continue;
        auto &symbols = plan.inputs[0].symbols;
        for (size_t other = 0; other < symbols.size(); ++other) {
          // Vigil's own symbols: `snippets`, or at most so many of them, `snippets_up_to_1`.
          auto &symbol = output.symbols[axis];
          auto limit = symbol.find("_up_to_");
          if (symbols[other] != symbol.substr(0, limit)) continue;
          extents.d[axis] = input.d[other];
          if (limit == std::string::npos) continue;
          extents.d[axis] = std::min<int64_t>(extents.d[axis], std::stoi(symbol.substr(limit + 7)));
        }
      }
    }
    return extents;
  }

  bool setTensorAddress(char const *name, void *data) noexcept override {
    addresses[name] = data;
    return isOnDevice(data);
  }

  bool enqueueV3(cudaStream_t stream) noexcept override {
    auto from = static_cast<const float *>(addresses[plan.inputs[0].name]);
    auto given = input;
    if (isRecorded(stream)) {
      // No network of Vigil's has it.
      for (auto &layer : plan.layers) {
        if (layer.kind == "NonZero") return false;
      }
    } else {
      // Starting operations one by one takes its time, which a CUDA graph saves.
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
    for (auto &output : plan.outputs) {
      auto to = static_cast<float *>(addresses[output.name]);
      if (!from || !to) return false;
      auto extents = getTensorShape(output.name.c_str());
      enqueue(stream, [=] {
        size_t items = given.d[0] == extents.d[0] ? given.d[0] : 1;
        size_t inputCount = count(given) / items, outputCount = count(extents) / items;
        for (size_t item = 0; item < items; ++item) compute(from + item * inputCount, inputCount, to + item * outputCount, outputCount);
      });
    }
    return true;
  }
};

struct Engine : ICudaEngine {
  Plan plan;

  const Value &value(const std::string &name) const {
    for (auto &output : plan.outputs) {
      if (output.name == name) return output;
    }
    return plan.inputs[0];
  }

  int32_t getNbIOTensors() const noexcept override { return 1 + static_cast<int32_t>(plan.outputs.size()); }
  char const *getIOTensorName(int32_t index) const noexcept override {
    return index == 0 ? plan.inputs[0].name.c_str() : plan.outputs[index - 1].name.c_str();
  }
  TensorIOMode getTensorIOMode(char const *name) const noexcept override {
    return plan.inputs[0].name == name ? TensorIOMode::kINPUT : TensorIOMode::kOUTPUT;
  }
  Dims getTensorShape(char const *name) const noexcept override { return value(name).extents; }
  DataType getTensorDataType(char const *name) const noexcept override {
    return value(name).isFloat ? DataType::kFLOAT : DataType::kHALF;
  }
  Dims getProfileShape(char const *, int32_t, OptProfileSelector select) const noexcept override {
    return select == OptProfileSelector::kMIN ? plan.least : select == OptProfileSelector::kMAX ? plan.most : plan.usual;
  }
#if NV_TENSORRT_MAJOR > 10 || (NV_TENSORRT_MAJOR == 10 && NV_TENSORRT_MINOR >= 1)
  int64_t getDeviceMemorySizeV2() const noexcept override { return static_cast<int64_t>(count(plan.most) * 4); }
#else
  size_t getDeviceMemorySize() const noexcept override { return count(plan.most) * 4; }
#endif
  IExecutionContext *createExecutionContext() noexcept override { return new Context(plan); }
  IEngineInspector *createEngineInspector() const noexcept override { return new Inspector(plan); }
};

struct Runtime : IRuntime {
  Reporter reporter;
  explicit Runtime(void *logger) : reporter(logger, "createInferRuntime") {}
  ICudaEngine *deserializeCudaEngine(void const *blob, std::size_t size) noexcept override {
    auto made = new Engine;
    if (made->plan.read(std::string(static_cast<const char *>(blob), size)) && made->plan.version == NV_TENSORRT_VERSION &&
        made->plan.gpu == gpuName) {
      return made;
    }
    delete made;
    reporter.error("The engine plan file is not compatible with this version of TensorRT or this GPU");
    return nullptr;
  }
};

}  // namespace

extern "C" void *createInferRuntime_INTERNAL(void *given, int32_t version) noexcept {
  if (version != NV_TENSORRT_VERSION) return nullptr;
  IRuntime *runtime = new Runtime(given);
  return runtime;
}
