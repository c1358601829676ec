// A plan that is loaded on a GPU.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "../../Sources/CTensorRT/include/CTensorRT.h"
#include "libraries.hpp"
#include "log.hpp"
#include "memory.hpp"

namespace vigil {

/// An input or output.
struct Port {
  std::string name;
  bool isInput;
  nvinfer1::Dims extents;
};

/// The number of values of a tensor with these extents, none of which is free.
size_t valueCount(const nvinfer1::Dims &extents);

/// A loaded plan: weights, one execution context with its working memory, and the tensors on the GPU, for one inference at a time.
///
/// Requests have memory of their own on the host only, so that a second one costs little.
class Network {
 public:
  /// Throws if the plan is not of this TensorRT and this GPU, or memory is exhausted.
  Network(int device, const void *plan, size_t bytes);
  ~Network();
  Network(const Network &) = delete;

  const int device;
  std::vector<Port> ports;

  const Port &input() const { return ports[inputIndex]; }
  /// Whether the input has no free axis.
  bool isFixed() const { return fixed; }
  /// Whether operations are replayed as a CUDA graph.
  bool replays() const { return graph != nullptr; }
  uint64_t workingMemory() const;
  std::string inspection() const;
  /// Whether the network takes an input with these extents.
  bool takes(const nvinfer1::Dims &extents) const;

  /// Computes the outputs of an input in page-locked memory, into page-locked memory that is made larger where it must be.
  std::vector<nvinfer1::Dims> run(
      const float *input, const nvinfer1::Dims &extents, std::vector<HostMemory> &outputs);

 private:
  void compute(const float *input, const nvinfer1::Dims &extents, std::vector<HostMemory> &outputs);
  void findPorts();
  void place(const nvinfer1::Dims &extents);
  void start();
  void chooseReplay();
  double seconds();

  const CUDA &cuda;
  /// Of this network alone; before what reports to it, and so freed after it.
  mutable Log log;
  std::unique_ptr<nvinfer1::IRuntime> runtime;
  std::unique_ptr<nvinfer1::ICudaEngine> engine;
  std::unique_ptr<nvinfer1::IExecutionContext> context;
  std::vector<DeviceMemory> tensors;
  std::vector<nvinfer1::Dims> placed;
  cudaStream_t stream = nullptr;
  cudaGraphExec_t graph = nullptr;
  std::mutex running;
  size_t inputIndex = 0;
  bool fixed = true;
};

}  // namespace vigil
