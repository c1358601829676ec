// The table of functions that the program opens; no exception crosses it.
#include <cstdio>
#include <stdexcept>
#include <string>

#include "../../Sources/CTensorRT/include/CTensorRT.h"
#include "build.hpp"
#include "libraries.hpp"
#include "network.hpp"

struct vigil_tensorrt_network {
  vigil::Network network;
};

struct vigil_tensorrt_request {
  vigil::Network &network;
  vigil::HostMemory input;
  nvinfer1::Dims extents;
  std::vector<vigil::HostMemory> outputs;
};

namespace {

thread_local std::string lastError;

/// Runs a body; an exception becomes `failed`, and its first line the thread's last error.
template <typename Result, typename Body>
Result guarded(Result failed, Body body) {
  try {
    return body();
  } catch (const std::exception &error) {
    lastError = error.what();
  } catch (...) {
    lastError = "TensorRT failed without an error message";
  }
  lastError = lastError.substr(0, lastError.find('\n'));
  return failed;
}

const char *last_error() { return lastError.c_str(); }

const char *version() {
  static thread_local std::string found;
  return guarded<const char *>(nullptr, [] {
    found = vigil::installedVersion();
    return found.c_str();
  });
}

bool device(int32_t number, vigil_tensorrt_device *device) {
  return guarded(false, [&] {
    auto &cuda = vigil::CUDA::shared();
    cuda.use(number);
    cudaDeviceProp properties;
    cuda.check(cuda.cudaGetDeviceProperties(&properties, number), "asking what the GPU is");
    *device = {};
    std::snprintf(device->name, sizeof device->name, "%s", properties.name);
    device->major = properties.major;
    device->minor = properties.minor;
    device->memory = properties.totalGlobalMem;
    return true;
  });
}

bool build(const vigil_tensorrt_order *order, void *context, vigil_tensorrt_build_receiver receive) {
  return guarded(false, [&] {
    vigil::build(*order, context, receive);
    return true;
  });
}

vigil_tensorrt_network *network_load(int32_t device, const void *plan, size_t bytes) {
  return guarded<vigil_tensorrt_network *>(nullptr, [&] { return new vigil_tensorrt_network{{device, plan, bytes}}; });
}
void network_free(vigil_tensorrt_network *network) { delete network; }

size_t network_port_count(const vigil_tensorrt_network *network) { return network->network.ports.size(); }

vigil_tensorrt_port network_port(const vigil_tensorrt_network *network, size_t index) {
  auto &port = network->network.ports[index];
  vigil_tensorrt_port result = {port.name.c_str(), port.isInput, {}, static_cast<size_t>(port.extents.nbDims)};
  for (int axis = 0; axis < port.extents.nbDims; ++axis) result.extents[axis] = port.extents.d[axis];
  return result;
}

uint64_t network_memory(const vigil_tensorrt_network *network) { return network->network.workingMemory(); }
bool network_replays(const vigil_tensorrt_network *network) { return network->network.replays(); }

bool network_inspect(const vigil_tensorrt_network *network, void *context, vigil_tensorrt_text_receiver receive) {
  return guarded(false, [&] {
    receive(context, network->network.inspection().c_str());
    return true;
  });
}

vigil_tensorrt_request *request_create(vigil_tensorrt_network *network) {
  return guarded<vigil_tensorrt_request *>(nullptr, [&] { return new vigil_tensorrt_request{network->network, {}, {}, {}}; });
}
void request_free(vigil_tensorrt_request *request) { delete request; }

float *request_input(vigil_tensorrt_request *request, const int64_t *extents, size_t rank) {
  return guarded<float *>(nullptr, [&] {
    nvinfer1::Dims dims{};
    dims.nbDims = static_cast<int32_t>(rank);
    bool isTaken = rank <= VIGIL_TENSORRT_AXES;
    for (size_t axis = 0; isTaken && axis < rank; ++axis) {
      dims.d[axis] = static_cast<decltype(+dims.d[0])>(extents[axis]);
      isTaken = dims.d[axis] == extents[axis];
    }
    if (!isTaken || !request->network.takes(dims)) throw std::runtime_error("the plan was not built for an input of this size");
    request->extents = dims;
    vigil::CUDA::shared().use(request->network.device);
    request->input.reserve(vigil::valueCount(dims) * sizeof(float), "making room for an input");
    return request->input.values();
  });
}

bool request_run(vigil_tensorrt_request *request, void *context, vigil_tensorrt_receiver receive) {
  return guarded(false, [&] {
    if (!request->input.address()) throw std::runtime_error("the request has no input");
    auto &network = request->network;
    auto shapes = network.run(request->input.values(), request->extents, request->outputs);
    for (size_t index = 0; index < network.ports.size(); ++index) {
      if (network.ports[index].isInput) continue;
      int64_t extents[VIGIL_TENSORRT_AXES];
      for (int axis = 0; axis < shapes[index].nbDims; ++axis) extents[axis] = shapes[index].d[axis];
      vigil_tensorrt_tensor tensor = {
          network.ports[index].name.c_str(), extents, static_cast<size_t>(shapes[index].nbDims),
          request->outputs[index].values(), vigil::valueCount(shapes[index])};
      receive(context, &tensor);
    }
    return true;
  });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const vigil_tensorrt_functions *vigil_tensorrt_plugin() {
  static const std::string builtFor = vigil::builtVersion();
  static const vigil_tensorrt_functions functions = {
      VIGIL_TENSORRT_ABI,
      builtFor.c_str(),
      last_error,
      version,
      device,
      build,
      network_load,
      network_free,
      network_port_count,
      network_port,
      network_memory,
      network_replays,
      network_inspect,
      request_create,
      request_free,
      request_input,
      request_run,
  };
  return &functions;
}
