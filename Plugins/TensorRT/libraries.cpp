#include "libraries.hpp"

#include <dlfcn.h>

#include <stdexcept>

#include "log.hpp"

#define VIGIL_TEXT_OF(name) #name
#define VIGIL_TEXT(name) VIGIL_TEXT_OF(name)

namespace vigil {
namespace {

/// A library that is never closed.
class Library {
 public:
  explicit Library(const std::string &name) : name(name), handle(dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle) return;
    const char *reason = dlerror();
    throw std::runtime_error("cannot open " + name + (reason ? std::string(" (") + reason + ")" : ""));
  }

  template <typename Function>
  Function function(const char *symbol) const {
    void *found = dlsym(handle, symbol);
    if (!found) throw std::runtime_error(name + " has no " + symbol);
    return reinterpret_cast<Function>(found);
  }

 private:
  std::string name;
  void *handle;
};

std::string versioned(const char *name) { return std::string(name) + ".so." + std::to_string(NV_TENSORRT_MAJOR); }

struct Version {
  int major, minor, patch;
  std::string text() const { return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch); }
};

Version version(const Library &library) {
  int number = library.function<int32_t (*)() noexcept>("getInferLibVersion")();
  // A major version counts 10000 since TensorRT 10, before 1000.
  int thousands = number >= 10000 ? 10000 : 1000;
  return {number / thousands, number % thousands / 100, number % 100};
}

/// libnvinfer, which must have the interface that the headers describe: a minor version adds functions to that of its major one, at
/// the end of the tables by which they are called, and an older library would be called beyond its tables.
const Library &inference() {
  static const Library library = [] {
    Library opened(versioned("libnvinfer"));
    auto found = version(opened);
    bool isOlder = found.major == NV_TENSORRT_MAJOR && found.minor < NV_TENSORRT_MINOR;
    if (found.major != NV_TENSORRT_MAJOR || isOlder) {
      throw std::runtime_error(
          versioned("libnvinfer") + " is TensorRT " + found.text() + ", but the plug-in was built for " + builtVersion() +
          (isOlder ? ", and an older minor version lacks functions" : ""));
    }
    return opened;
  }();
  return library;
}

template <typename Interface, typename... Arguments>
Interface *created(const Library &library, const char *symbol, Arguments... arguments) {
  return static_cast<Interface *>(library.function<void *(*)(Arguments...) noexcept>(symbol)(arguments...));
}

template <typename Interface, typename... Arguments>
std::unique_ptr<Interface> made(const Library &library, const char *symbol, const char *what, Log &log, Arguments... arguments) {
  auto result = created<Interface>(library, symbol, arguments...);
  if (!result) throw std::runtime_error(std::string("TensorRT gives no ") + what + log.reason());
  return std::unique_ptr<Interface>(result);
}

/// libnvinfer, with a runtime that stays: TensorRT keeps the logger that it is given first for as long as anything of it lives, and a
/// network's own would be gone before.
const Library &acquainted() {
  static const nvinfer1::IRuntime *const kept =
      created<nvinfer1::IRuntime, void *, int32_t>(inference(), "createInferRuntime_INTERNAL", &Log::first(), NV_TENSORRT_VERSION);
  (void)kept;
  return inference();
}

}  // namespace

const CUDA &CUDA::shared() {
  static const CUDA functions = [] {
    // Until CUDA 11 the name of the library had the minor version of the first release of its series.
    Library library("libcudart.so." + std::to_string(CUDART_VERSION / 1000) + (CUDART_VERSION < 12000 ? ".0" : ""));
    CUDA opened;
#define VIGIL_FIND(name) opened.name = library.function<decltype(opened.name)>(VIGIL_TEXT(name));
    VIGIL_CUDA_FUNCTIONS(VIGIL_FIND)
#undef VIGIL_FIND
    return opened;
  }();
  return functions;
}

void CUDA::check(cudaError_t result, const char *doing) const {
  if (result == cudaSuccess) return;
  cudaGetLastError();  // the next call does not fail of this
  throw std::runtime_error(std::string("CUDA failed while ") + doing + ": " + cudaGetErrorString(result));
}

void CUDA::use(int device) const {
  int count = 0;
  cudaError_t result = cudaGetDeviceCount(&count);
  if (result != cudaSuccess || count == 0) {
    cudaGetLastError();
    throw std::runtime_error(
        std::string("there is no GPU that CUDA can use") + (result != cudaSuccess ? std::string(": ") + cudaGetErrorString(result) : ""));
  }
  if (device < 0 || device >= count) {
    throw std::runtime_error("there is no GPU " + std::to_string(device) + ", only " + std::to_string(count));
  }
  check(cudaSetDevice(device), "taking the GPU");
}

std::string builtVersion() { return Version{NV_TENSORRT_MAJOR, NV_TENSORRT_MINOR, NV_TENSORRT_PATCH}.text(); }

std::string installedVersion() { return version(inference()).text(); }

std::unique_ptr<nvinfer1::IBuilder> makeBuilder(Log &log) {
  return made<nvinfer1::IBuilder, void *, int32_t>(
      acquainted(), "createInferBuilder_INTERNAL", "builder", log, &log, NV_TENSORRT_VERSION);
}

std::unique_ptr<nvinfer1::IRuntime> makeRuntime(Log &log) {
  return made<nvinfer1::IRuntime, void *, int32_t>(
      acquainted(), "createInferRuntime_INTERNAL", "runtime", log, &log, NV_TENSORRT_VERSION);
}

std::unique_ptr<nvonnxparser::IParser> makeParser(nvinfer1::INetworkDefinition &network, Log &log) {
  static const Library library(versioned("libnvonnxparser"));
  return made<nvonnxparser::IParser, void *, void *, int>(
      library, "createNvOnnxParser_INTERNAL", "parser", log, &network, &log, NV_ONNX_PARSER_VERSION);
}

}  // namespace vigil
