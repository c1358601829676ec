// TensorRT and CUDA's runtime, opened while the program runs: only headers are needed to build the plug-in, and a machine without
// the libraries is told which one it lacks.
#pragma once

#include <NvInfer.h>
#include <NvOnnxParser.h>
#include <cuda_runtime_api.h>

#include <memory>
#include <string>

// What is used of CUDA's runtime. Some of these are macros that add a version to the name.
#define VIGIL_CUDA_FUNCTIONS(USE)                                                                                         \
  USE(cudaGetErrorString) USE(cudaGetDeviceCount) USE(cudaSetDevice) USE(cudaGetDeviceProperties) USE(cudaMalloc)         \
  USE(cudaFree) USE(cudaMallocHost) USE(cudaFreeHost) USE(cudaMemcpyAsync) USE(cudaStreamCreateWithFlags)                 \
  USE(cudaStreamDestroy) USE(cudaStreamSynchronize) USE(cudaStreamBeginCapture) USE(cudaStreamEndCapture)                 \
  USE(cudaGraphInstantiateWithFlags) USE(cudaGraphDestroy) USE(cudaGraphLaunch) USE(cudaGraphExecDestroy)                 \
  USE(cudaGetLastError)

namespace vigil {

class Log;

/// The functions of libcudart, by their own names.
struct CUDA {
#define VIGIL_DECLARE(name) decltype(&::name) name;
  VIGIL_CUDA_FUNCTIONS(VIGIL_DECLARE)
#undef VIGIL_DECLARE

  /// Opened when it is first asked for; throws if it is not installed.
  static const CUDA &shared();
  /// Throws what CUDA says if a call failed.
  void check(cudaError_t result, const char *doing) const;
  /// Makes a GPU that of this thread; throws if there is none of this number.
  void use(int device) const;
};

/// The version of the headers, such as 10.3.0.
std::string builtVersion();
/// The version of the libnvinfer that is installed; throws if there is none of the headers' major version,
/// or its minor version is older than theirs.
std::string installedVersion();

// What is made, and all that comes from it, reports to the log.
std::unique_ptr<nvinfer1::IBuilder> makeBuilder(Log &log);
std::unique_ptr<nvinfer1::IRuntime> makeRuntime(Log &log);
/// Throws if libnvonnxparser is not installed, which only builds need.
std::unique_ptr<nvonnxparser::IParser> makeParser(nvinfer1::INetworkDefinition &network, Log &log);

}  // namespace vigil
