#include "network.hpp"

#include <chrono>
#include <stdexcept>

namespace vigil {

using namespace nvinfer1;

size_t valueCount(const Dims &extents) {
  size_t count = 1;
  for (int axis = 0; axis < extents.nbDims; ++axis) count *= static_cast<size_t>(extents.d[axis]);
  return count;
}

namespace {

bool equal(const Dims &one, const Dims &other) {
  if (one.nbDims != other.nbDims) return false;
  for (int axis = 0; axis < one.nbDims; ++axis) {
    if (one.d[axis] != other.d[axis]) return false;
  }
  return true;
}

}  // namespace

Network::Network(int device, const void *plan, size_t bytes) : device(device), cuda(CUDA::shared()) {
  cuda.use(device);
  log.forgetErrors();
  runtime = makeRuntime(log);
  engine.reset(runtime->deserializeCudaEngine(plan, bytes));
  if (!engine) throw std::runtime_error("TensorRT does not take the plan" + log.reason());
  findPorts();
  context.reset(engine->createExecutionContext());
  if (!context) throw std::runtime_error("TensorRT has no room to run the network" + log.reason());
  cuda.check(cuda.cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
  try {
    tensors.resize(ports.size());
    if (fixed) {
      place(input().extents);
      chooseReplay();
    }
  } catch (...) {
    if (graph) cuda.cudaGraphExecDestroy(graph);
    cuda.cudaStreamDestroy(stream);
    throw;
  }
}

Network::~Network() {
  cuda.cudaSetDevice(device);
  if (graph) cuda.cudaGraphExecDestroy(graph);
  context.reset();
  cuda.cudaStreamDestroy(stream);
}

void Network::findPorts() {
  int inputs = 0;
  for (int index = 0; index < engine->getNbIOTensors(); ++index) {
    const char *name = engine->getIOTensorName(index);
    bool isInput = engine->getTensorIOMode(name) == TensorIOMode::kINPUT;
    auto extents = engine->getTensorShape(name);
    if (engine->getTensorDataType(name) != DataType::kFLOAT || extents.nbDims > VIGIL_TENSORRT_AXES) {
      throw std::runtime_error(std::string(name) + " is no tensor of 32-bit floats");
    }
    if (isInput) {
      inputIndex = ports.size();
      inputs += 1;
      for (int axis = 0; axis < extents.nbDims; ++axis) fixed = fixed && extents.d[axis] >= 0;
    }
    ports.push_back({name, isInput, extents});
  }
  if (inputs != 1 || ports.size() < 2) throw std::runtime_error("the plan has not one input, and outputs");
}

uint64_t Network::workingMemory() const {
#if NV_TENSORRT_MAJOR > 10 || (NV_TENSORRT_MAJOR == 10 && NV_TENSORRT_MINOR >= 1)
  return static_cast<uint64_t>(engine->getDeviceMemorySizeV2());
#else
  return engine->getDeviceMemorySize();
#endif
}

std::string Network::inspection() const {
  std::unique_ptr<IEngineInspector> inspector(engine->createEngineInspector());
  const char *text = inspector ? inspector->getEngineInformation(LayerInformationFormat::kJSON) : nullptr;
  if (!text) throw std::runtime_error("TensorRT does not describe the plan" + log.reason());
  return text;
}

bool Network::takes(const Dims &extents) const {
  if (fixed) return equal(extents, input().extents);
  auto name = input().name.c_str();
  auto least = engine->getProfileShape(name, 0, OptProfileSelector::kMIN);
  auto most = engine->getProfileShape(name, 0, OptProfileSelector::kMAX);
  if (extents.nbDims != least.nbDims) return false;
  for (int axis = 0; axis < extents.nbDims; ++axis) {
    if (extents.d[axis] < least.d[axis] || extents.d[axis] > most.d[axis]) return false;
  }
  return true;
}

/// Makes room on the GPU for an input of these extents and for its outputs.
void Network::place(const Dims &extents) {
  if (!placed.empty() && equal(placed[inputIndex], extents)) return;
  placed.clear();
  if (!fixed && !context->setInputShape(input().name.c_str(), extents)) {
    throw std::runtime_error("TensorRT does not take an input of this size" + log.reason());
  }
  std::vector<Dims> found;
  for (size_t index = 0; index < ports.size(); ++index) {
    auto name = ports[index].name.c_str();
    found.push_back(context->getTensorShape(name));
    for (int axis = 0; axis < found[index].nbDims; ++axis) {
      if (found[index].d[axis] < 0) throw std::runtime_error("TensorRT does not say how large " + ports[index].name + " is");
    }
    tensors[index].reserve(valueCount(found[index]) * sizeof(float), "making room for a tensor");
    if (!context->setTensorAddress(name, tensors[index].address())) {
      throw std::runtime_error("TensorRT does not take memory for " + ports[index].name + log.reason());
    }
  }
  placed = found;
}

void Network::start() {
  if (graph) {
    cuda.check(cuda.cudaGraphLaunch(graph, stream), "starting the network");
  } else if (!context->enqueueV3(stream)) {
    throw std::runtime_error("TensorRT cannot run the network" + log.reason());
  }
}

/// The shortest time of some inferences, the first of which is warming up.
double Network::seconds() {
  using Clock = std::chrono::steady_clock;
  double shortest = 0;
  for (int run = 0; run < 4; ++run) {
    auto begin = Clock::now();
    start();
    cuda.check(cuda.cudaStreamSynchronize(stream), "waiting for the network");
    double time = std::chrono::duration<double>(Clock::now() - begin).count();
    if (run <= 1 || time < shortest) shortest = time;
  }
  return shortest;
}

/// Records the operations as a CUDA graph, and keeps it if starting them all at once is faster. Both compute the same bits.
void Network::chooseReplay() {
  double single = seconds();
  cudaGraph_t recorded = nullptr;
  // Work of other threads must not end the recording.
  if (cuda.cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal) != cudaSuccess) {
    cuda.cudaGetLastError();
    return;
  }
  bool isEnqueued = context->enqueueV3(stream);
  bool isRecorded = cuda.cudaStreamEndCapture(stream, &recorded) == cudaSuccess && recorded && isEnqueued;
  // Some networks cannot be recorded; they run without.
  isRecorded = isRecorded && cuda.cudaGraphInstantiateWithFlags(&graph, recorded, 0) == cudaSuccess;
  if (recorded) cuda.cudaGraphDestroy(recorded);
  if (!isRecorded) {
    graph = nullptr;
    cuda.cudaGetLastError();
    log.forgetErrors();
    return;
  }
  if (seconds() < single) return;
  cuda.cudaGraphExecDestroy(graph);
  graph = nullptr;
}

std::vector<Dims> Network::run(const float *input, const Dims &extents, std::vector<HostMemory> &outputs) {
  std::lock_guard<std::mutex> lock(running);
  cuda.use(device);
  try {
    compute(input, extents, outputs);
  } catch (...) {
    // Copies may be under way from and to memory that the request frees.
    cuda.cudaStreamSynchronize(stream);
    throw;
  }
  return placed;
}

void Network::compute(const float *input, const Dims &extents, std::vector<HostMemory> &outputs) {
  place(extents);
  cuda.check(
      cuda.cudaMemcpyAsync(
          tensors[inputIndex].address(), input, valueCount(extents) * sizeof(float), cudaMemcpyHostToDevice, stream),
      "copying the input");
  start();
  outputs.resize(ports.size());
  for (size_t index = 0; index < ports.size(); ++index) {
    if (ports[index].isInput) continue;
    size_t bytes = valueCount(placed[index]) * sizeof(float);
    outputs[index].reserve(bytes, "making room for an output");
    cuda.check(
        cuda.cudaMemcpyAsync(outputs[index].values(), tensors[index].address(), bytes, cudaMemcpyDeviceToHost, stream),
        "copying an output");
  }
  cuda.check(cuda.cudaStreamSynchronize(stream), "waiting for the network");
}

}  // namespace vigil
