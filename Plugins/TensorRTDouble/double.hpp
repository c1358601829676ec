// What the doubles of libcudart, libnvinfer and libnvonnxparser know of each other.
#pragma once

#include <NvInfer.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace twin {

/// The name of the only GPU.
extern const char *const gpuName;
/// Whether this library's GPU is there.
bool hasGPU();
/// Where an object that is made with a logger reports, and a warning if another was given first. Until version 10 that is the first
/// logger for as long as anything lives, whatever is given later.
struct Reporter {
  Reporter(void *given, const char *function);
  ~Reporter();
  Reporter(const Reporter &) = delete;
  void error(const std::string &text) const;

 private:
  nvinfer1::ILogger *logger;
};
/// Adds work to a stream; it is done when somebody waits for the stream, or recorded.
void enqueue(cudaStream_t stream, std::function<void()> work);
/// Whether the work of a stream is recorded now.
bool isRecorded(cudaStream_t stream);
/// Whether memory is on the GPU.
bool isOnDevice(const void *address);

/// An input or output of a network; axes of the same symbol are equally long.
struct Value : nvinfer1::ITensor {
  std::string name;
  nvinfer1::Dims extents{};
  std::vector<std::string> symbols;
  bool isFloat = true;

  char const *getName() const noexcept override { return name.c_str(); }
  nvinfer1::Dims getDimensions() const noexcept override { return extents; }
};

/// An operation.
struct Layer : nvinfer1::ILayer {
  std::string name, kind;

  nvinfer1::LayerType getType() const noexcept override {
    return kind == "QuantizeLinear" ? nvinfer1::LayerType::kQUANTIZE : nvinfer1::LayerType::kCONVOLUTION;
  }
};

/// A network as the parser reads it: what goes in and out, and which numbers it computes in.
struct Definition : nvinfer1::INetworkDefinition {
  std::vector<Value> inputs, outputs;
  std::vector<Layer> layers;
  bool usesHalfFloats = false, usesIntegers = false;
  uint32_t flags = 0;

  int32_t getNbLayers() const noexcept override { return static_cast<int32_t>(layers.size()); }
  nvinfer1::ILayer *getLayer(int32_t index) const noexcept override { return const_cast<Layer *>(&layers[index]); }
  int32_t getNbInputs() const noexcept override { return static_cast<int32_t>(inputs.size()); }
  nvinfer1::ITensor *getInput(int32_t index) const noexcept override { return const_cast<Value *>(&inputs[index]); }
};

/// A network that can be run: its outputs are means of the input's values.
struct Plan {
  std::string gpu;
  int version = 0, bits = 32;
  std::vector<Value> inputs, outputs;
  std::vector<Layer> layers;
  nvinfer1::Dims least{}, usual{}, most{};

  std::string text() const;
  /// Whether the bytes are a plan's.
  bool read(const std::string &text);
};

}  // namespace twin
